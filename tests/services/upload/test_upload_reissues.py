"""The reissues function: corrected payslips are written down once."""

import copy
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

CONTRACTS = Path(__file__).parents[3] / "contracts"


@pytest.fixture
def reissues(upload: Any, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The function's module, imported with the environment that its template gives it."""
    for name, value in (upload.aws.environment | {"CONTROL_TABLE": upload.wiring.control_table}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delitem(sys.modules, "upload_service.reissues", raising=False)
    import upload_service.reissues as module  # noqa: PLC0415 - it reads the environment

    return module


@pytest.fixture
def generated() -> dict[str, Any]:
    """A whole `payslip.generated` as EventBridge hands it to a Lambda target: revision 2 of a new payslip.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
    """
    contract = yaml.safe_load((CONTRACTS / "events/payslip.generated/1.0.0.yaml").read_text())
    detail = copy.deepcopy(contract["components"]["examples"]["reissue"]["value"])
    detail["data"]["payslipId"] = str(uuid.uuid4())
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "payslip.generated",
        "source": "leejames.documents",
        "account": "123456789012",
        "time": "2026-11-23T09:30:02Z",
        "region": "eu-west-2",
        "resources": [],
        "detail": detail,
    }


def refusal(handle: Callable[..., Any], event: dict[str, Any], invocation: Any) -> Exception:
    """What the function raises."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - which one is the tests' matter
        handle(event, invocation)
    return caught.value


@pytest.mark.aws
def test_a_reissue_is_recorded(upload, reissues, generated, invocation):
    """Payslip, revision and where the document is: all that payroll needs, no personal data."""
    reissues.handle(generated, invocation())

    data = generated["detail"]["data"]
    item_id = f"reissue#{data['payslipId']}#r2"
    assert upload.item(item_id) == {
        "id": {"S": item_id},
        **{name: {"S": data["document"][name]} for name in ("bucket", "key", "sha256")},
    }


@pytest.mark.aws
def test_a_duplicate_changes_nothing(upload, reissues, generated, invocation):
    """EventBridge delivers at least once, and a replay has another event id: still one record."""
    reissues.handle(generated, invocation())
    reissues.handle(generated | {"id": str(uuid.uuid4())}, invocation())

    assert upload.aws.client("dynamodb").scan(TableName=upload.wiring.control_table)["Count"] == 1


@pytest.mark.aws
def test_another_document_for_the_same_revision_is_an_error(upload, reissues, generated, invocation):
    """There is one PDF per revision. If there are two, a person must look: OnFailure gets the event."""
    reissues.handle(generated, invocation())
    first = copy.deepcopy(generated)
    generated["detail"]["data"]["document"]["sha256"] = "0" * 64

    assert type(refusal(reissues.handle, generated, invocation())).__name__ == "ContentDiffers"
    stored = upload.item(f"reissue#{generated['detail']['data']['payslipId']}#r2")
    assert stored["sha256"] == {"S": first["detail"]["data"]["document"]["sha256"]}


@pytest.mark.aws
def test_a_first_issue_is_an_error(upload, reissues, generated, invocation):
    """The rule filters revision 1 away; one that comes shows a wrong rule, and must not pass in silence."""
    generated["detail"]["data"]["revision"] = 1

    assert "no reissue" in str(refusal(reissues.handle, generated, invocation()))
    assert upload.aws.client("dynamodb").scan(TableName=upload.wiring.control_table)["Count"] == 0


@pytest.mark.aws
def test_another_event_is_an_error(reissues, generated, invocation):
    """Source and detail-type are checked, not assumed."""
    assert (
        type(refusal(reissues.handle, generated | {"source": "someone.else"}, invocation())).__name__ == "NotThisEvent"
    )


@pytest.mark.aws
def test_a_broken_event_is_an_error_that_names_places_only(reissues, generated, invocation):
    """Lambda logs what is raised: no values in it."""
    generated["detail"]["data"]["employeeId"] = "SECRET !"

    error = refusal(reissues.handle, generated, invocation())

    assert ("employeeId" in str(error), "SECRET" in f"{error!r} {error.__cause__} {error.__context__}") == (True, False)


@pytest.mark.aws
def test_a_table_that_is_not_there_is_an_error(upload, reissues, generated, invocation):
    """Whatever DynamoDB says is raised, so that Lambda tries again and then hands the event to OnFailure."""
    upload.aws.client("dynamodb").delete_table(TableName=upload.wiring.control_table)

    assert type(refusal(reissues.handle, generated, invocation())).__name__ == "ResourceNotFoundException"
