"""Events are read from where AWS delivers them, and objects are made, copied and compared in Python."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from pydantic import ValidationError

from leejames_events.consumers import pdf, reissues
from leejames_events.errors import NotThisEvent
from leejames_events.payslip_generated.v1 import Data, Metadata, PayslipGenerated, StoredDocument
from leejames_events.payslip_regenerate.v1 import RegeneratePayslip
from leejames_events.payslip_uploaded.v2 import PayslipUploaded, Period


def example(bound):
    """The contract's first example."""
    return bound.contract.examples[0].detail


def test_a_class_knows_its_event(bound):
    """SOURCE, DETAIL_TYPE and VERSION are the contract's."""
    contract = bound.contract

    expected = (contract.source, contract.detail_type, str(contract.version))
    assert expected == (bound.model.SOURCE, bound.model.DETAIL_TYPE, bound.model.VERSION)


def test_an_event_is_read_from_eventbridge_as_mapping_text_and_bytes(bound):
    """Lambda gives a dict, an archive or a plain SQS target text; a replay adds `replay-name`."""
    event = bound.event(example(bound), **{"replay-name": "monday"})
    text = json.dumps(event)

    expected = bound.model.from_data(example(bound))
    assert expected == bound.model.from_eventbridge(event)
    assert expected == bound.model.from_eventbridge(text)
    assert expected == bound.model.from_eventbridge(text.encode())


def test_an_event_is_read_from_a_transformed_body(bound):
    """The transformer leaves source, detail-type and detail: id and time would defeat FIFO deduplication."""
    event = bound.event(example(bound))
    body = json.dumps({name: event[name] for name in ("source", "detail-type", "detail")})

    assert bound.model.from_data(example(bound)) == bound.model.from_sqs_body(body)
    assert bound.model.from_data(example(bound)) == bound.model.from_sqs_body(body.encode())


@pytest.mark.parametrize("changed", [{"source": "other"}, {"detail-type": "other"}, {"source": None}])
def test_another_event_is_not_this_event(bound, changed):
    """Whatever its detail: a consumer can tell a wrong message from a broken one."""
    event = bound.event(example(bound)) | changed
    broken = event | {"detail": 1}

    for message in (event, broken):
        with pytest.raises(NotThisEvent):
            bound.model.from_eventbridge(message)
        with pytest.raises(NotThisEvent):
            bound.model.from_sqs_body(json.dumps(message))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", b"\xff\xfe", '{"source": NaN}', "1"])
def test_what_is_no_json_object_is_a_validation_error(bound, text):
    """Poison: one kind of error for every broken message."""
    for read in (bound.model.from_eventbridge, bound.model.from_sqs_body, bound.model.from_json):
        with pytest.raises(ValidationError):
            read(text)


def test_a_detail_that_breaks_the_contract_is_a_validation_error(bound):
    """The event is the right one; its content isn't."""
    with pytest.raises(ValidationError):
        bound.model.from_eventbridge(bound.event({}))
    with pytest.raises(ValidationError):
        bound.model.from_sqs_body(json.dumps(bound.event({})))


def test_the_pdf_consumer_gets_each_of_its_events_and_no_other(uploaded):
    """`parse` tells events apart by source and detail-type."""
    detail = example(uploaded)
    command = {"metadata": {**detail["metadata"], "schemaVersion": "1.0.0"}}
    command["data"] = {
        "payslipId": detail["data"]["payslipId"],
        "revision": 2,
        "reason": "Wrong tax code.",
        "logo": detail["data"]["logo"],
        "payslip": detail["data"]["payslip"],
    }

    def body(detail_type, detail, source="leejames.payroll"):
        return json.dumps({"source": source, "detail-type": detail_type, "detail": detail})

    assert PayslipUploaded.from_data(detail) == pdf.parse(body("payslip.uploaded", detail))
    assert RegeneratePayslip.from_data(command) == pdf.parse(body("payslip.regenerate", command).encode())
    with pytest.raises(NotThisEvent):
        pdf.parse(body("payslip.generated", detail))
    with pytest.raises(NotThisEvent):
        pdf.parse(body("payslip.uploaded", detail, source="someone.else"))
    with pytest.raises(ValidationError):
        pdf.parse(body("payslip.uploaded", command))
    with pytest.raises(ValidationError):
        pdf.parse("not json")


def generated_event() -> PayslipGenerated:
    """An event made in Python."""
    return PayslipGenerated(
        metadata=Metadata(
            schema_version="1.0.0",
            idempotency_key=UUID("c3a5f0de-1111-5aaa-9bbb-0123456789a1"),
            correlation_id=UUID("6f1d2c3b-4a59-4687-b8c9-d0e1f2a3b4c5"),
            occurred_at=datetime(2026, 11, 23, 9, 30, 2, tzinfo=UTC),
        ),
        data=Data(
            payslip_id=UUID("0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11"),
            employee_id="E-004217",
            revision=1,
            document=StoredDocument(
                bucket="leejames-payslips", key="k", sha256="0" * 64, size_bytes=1, content_type="application/pdf"
            ),
        ),
    )


def test_the_reissues_function_reads_whole_events():
    """A Lambda target gets the event itself."""
    event = {
        "version": "0",
        "id": "1",
        "detail-type": "payslip.generated",
        "source": "leejames.documents",
        "account": "1",
        "time": "2026-11-23T09:30:00Z",
        "region": "eu-west-2",
        "resources": [],
        "detail": generated_event().to_data(),
    }

    assert generated_event() == reissues.parse(event)
    assert generated_event() == reissues.parse(json.dumps(event))
    with pytest.raises(NotThisEvent):
        reissues.parse(event | {"source": "leejames.payroll"})


def test_what_was_made_in_python_is_written_as_the_contract_spells_it():
    """Set fields only; dates, ids and names as in JSON."""
    expected = {
        "metadata": {
            "schemaVersion": "1.0.0",
            "idempotencyKey": "c3a5f0de-1111-5aaa-9bbb-0123456789a1",
            "correlationId": "6f1d2c3b-4a59-4687-b8c9-d0e1f2a3b4c5",
            "occurredAt": "2026-11-23T09:30:02Z",
        },
        "data": {
            "payslipId": "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11",
            "employeeId": "E-004217",
            "revision": 1,
            "document": {
                "bucket": "leejames-payslips",
                "key": "k",
                "sha256": "0" * 64,
                "sizeBytes": 1,
                "contentType": "application/pdf",
            },
        },
    }

    assert expected == generated_event().to_data()
    assert expected == json.loads(generated_event().to_json())
    assert generated_event() == PayslipGenerated.from_data(expected)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"start": "2026-11-01"}, ValidationError),
        ({"start": datetime(2026, 11, 1, tzinfo=UTC)}, ValidationError),
        ({"label": ""}, ValidationError),
        ({"label": 8}, ValidationError),
        ({"tax_year": "2026/2027"}, ValidationError),
        ({"tax_year": None}, ValidationError),
        ({"taxYear": "2026/27"}, TypeError),
        ({"quarter": 1}, TypeError),
    ],
)
def test_construction_checks_types_bounds_and_names(changed, error):
    """Python's types and Python's names; the contract's bounds."""
    valid = {"start": date(2026, 11, 1), "end": date(2026, 11, 30), "label": "Month 8", "tax_year": "2026/27"}

    assert "2026/27" == Period(**valid).tax_year
    with pytest.raises(error):
        Period(**(valid | changed))


def test_none_leaves_an_optional_field_out():
    """`causation_id` may be left out, and is never null."""
    metadata = generated_event().metadata
    same = metadata.replace(causation_id=None)
    caused = metadata.replace(causation_id=UUID(int=1))

    assert "causationId" not in same.to_data()
    assert metadata == same
    assert "00000000-0000-0000-0000-000000000001" == caused.to_data()["causationId"]
    assert metadata == caused.replace(causation_id=None)


def test_times_are_aware():
    """RFC 3339 has no date-time without an offset, and no offset with seconds."""
    metadata = generated_event().metadata

    india = metadata.replace(occurred_at=datetime(2026, 11, 23, 15, tzinfo=timezone(timedelta(hours=5, minutes=30))))
    assert "2026-11-23T15:00:00+05:30" == india.to_data()["occurredAt"]
    for wrong in (datetime(2026, 11, 23, 15), datetime(2026, 11, 23, tzinfo=timezone(timedelta(seconds=30)))):  # noqa: DTZ001
        with pytest.raises(ValidationError):
            metadata.replace(occurred_at=wrong)


def test_an_object_can_not_be_changed_but_copied():
    """`replace` validates like a new object, and leaves the old one alone."""
    event = generated_event()

    with pytest.raises(AttributeError, match="replace"):
        event.data.revision = 2
    assert 2 == event.data.replace(revision=2).revision
    assert 1 == event.data.revision
    with pytest.raises(ValidationError):
        event.data.replace(revision=0)
    with pytest.raises(TypeError):
        event.data.replace(Revision=2)


def test_what_the_contract_does_not_know_is_kept_and_written_again():
    """A consumer of an older minor passes on what a newer one added, also under a field's Python name."""
    data = generated_event().to_data()
    data["data"]["pages"] = 2
    data["metadata"]["causation_id"] = {"x": [None, 1.5]}
    read = PayslipGenerated.from_data(data)

    assert data == read.to_data() == json.loads(read.to_json())
    assert None is read.metadata.causation_id
    assert 2 == read.data.replace(revision=2).to_data()["pages"]
    assert read != generated_event()


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-23T09:30:02.123456789Z",
        "2026-11-23t09:30:02z",
        "2026-11-23T09:30:02.5+00:00",
        "2026-11-23T09:30:02-00:00",
        "2016-12-31T23:59:60Z",
        "2017-01-01T00:59:60.25+01:00",
        "0000-02-29T09:30:02.5+14:00",
        "9999-12-31T23:59:60z",
    ],
)
def test_a_time_is_written_as_it_was_read(written):
    """Fractions beyond microseconds, small letters, leap seconds: also in copies."""
    data = generated_event().to_data()
    data["metadata"]["occurredAt"] = written
    read = PayslipGenerated.from_data(data)

    assert data == read.to_data() == copy.deepcopy(read).to_data() == pickle.loads(pickle.dumps(read)).to_data()
    assert read.metadata.occurred_at.utcoffset() is not None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-23t09:30:02.25z", "2026-11-23T09:30:02.250000+00:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ("2017-01-01T00:59:60.25+01:00", "2017-01-01T01:00:00+01:00"),
        ("9999-12-31T23:59:60Z", "9999-12-31T23:59:59+00:00"),
        ("0000-07-01T09:30:00+14:00", "0001-01-01T00:00:00+14:00"),
        ("0000-12-31t23:59:60.5z", "0001-01-01T00:00:00+00:00"),
    ],
)
def test_a_time_that_python_lacks_is_read_as_the_nearest_that_it_has(written, read):
    """RFC 3339 has leap seconds and a year 0, Python has neither: the order of times stays."""
    data = generated_event().to_data()
    data["metadata"]["occurredAt"] = written

    assert read == PayslipGenerated.from_data(data).metadata.occurred_at.isoformat()


def test_equal_objects_have_equal_hashes():
    """They can be keys of a dict."""
    assert {generated_event()} == {generated_event(), PayslipGenerated.from_data(generated_event().to_data())}
