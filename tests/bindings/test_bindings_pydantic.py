"""The bindings are pydantic models to whoever takes them for such, though pydantic's own start is left out."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from datetime import UTC, date, datetime
from inspect import signature
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, TypeAdapter, ValidationError, field_validator

from leejames_events._types import Date
from leejames_events.payslip_generated.v1 import Metadata, PayslipGenerated
from leejames_events.payslip_uploaded.v2 import PayslipUploaded, Period


@pytest.fixture
def detail(uploaded: Any) -> dict[str, Any]:
    """A payslip that was uploaded; tests may change it."""
    found: dict[str, Any] = copy.deepcopy(uploaded.contract.examples[0].detail)
    return found


def in_a_fresh_process(script: str) -> list[str]:
    """What a new interpreter prints."""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_model_is_a_field_like_any_other(detail):
    """In models of one's own, and behind a TypeAdapter: read, refused and written as by itself."""

    class Stored(BaseModel):
        event: PayslipUploaded
        metadata: Metadata | None = None

    event = PayslipUploaded.from_data(detail)
    stored = Stored.model_validate_json(json.dumps({"event": detail}))

    assert isinstance(event, BaseModel)
    assert event == stored.event == TypeAdapter(list[PayslipUploaded]).validate_python([event])[0]
    assert detail == json.loads(stored.model_dump_json(exclude_unset=True))["event"]
    with pytest.raises(ValidationError):
        Stored.model_validate_json(json.dumps({"event": {**detail, "metadata": {}}}))


def test_other_types_read_decoded_json_as_the_model_does(detail):
    """As Powertools' parser does it, by `TypeAdapter(model).validate_python(event)`; errors say where, from outside."""
    adapter = TypeAdapter(dict[str, PayslipUploaded])
    wrong = {**detail, "metadata": {**detail["metadata"], "occurredAt": "yesterday"}}

    assert {"a": PayslipUploaded.from_data(detail)} == adapter.validate_python({"a": detail})
    with pytest.raises(ValidationError) as refused:
        adapter.validate_python({"a": wrong})
    assert [("a", "metadata", "occurredAt")] == [error["loc"] for error in refused.value.errors()]


def test_a_type_adapter_may_be_the_first_to_use_a_class():
    """What is made at a class's first use is not in pydantic's way; a derived class has its own."""
    script = (
        "from pydantic import TypeAdapter\n"
        "from leejames_events.payslip_uploaded.v2 import Period\n"
        "data = {'start': '2026-01-01', 'end': '2026-01-31', 'label': 'M', 'taxYear': '2026/27'}\n"
        "print(TypeAdapter(Period).validate_python(data).end)\n"
        "class Longer(Period):\n"
        "    note: str\n"
        "print(TypeAdapter(Longer).validate_python({**data, 'note': 'x'}).note)\n"
    )

    assert ["2026-01-31", "x"] == in_a_fresh_process(script)


def test_pydantic_says_what_the_fields_are():
    """Names, aliases, defaults; a signature of Python's names; a JSON Schema of the contract's."""
    fields = Metadata.model_fields

    assert ["schema_version", "idempotency_key", "correlation_id", "causation_id", "occurred_at"] == list(fields)
    assert ("occurredAt", True) == (fields["occurred_at"].alias, fields["occurred_at"].is_required())
    assert [*fields] == [*signature(Metadata).parameters]
    assert "idempotencyKey" in Metadata.model_json_schema()["properties"]


def test_help_shows_the_types_that_values_have():
    """`help(Metadata)` and a notebook's `Metadata?`: what to give, without the markers that check it."""
    shown = str(signature(Metadata)).replace("Optional[uuid.UUID]", "uuid.UUID | None")

    assert (
        "(*, schema_version: str, idempotency_key: uuid.UUID, correlation_id: uuid.UUID, "
        "causation_id: uuid.UUID | None = None, occurred_at: datetime.datetime)"
    ) == shown


def test_what_was_not_set_is_never_written_as_null(detail):
    """Absent and null are different things to a contract: pydantic's own dumps leave absent fields out, too."""
    del detail["data"]["payslip"]["message"]
    event = PayslipUploaded.from_data(detail)

    assert detail == event.model_dump() == json.loads(event.model_dump_json())


def test_pydantic_s_reading_has_the_contract_s_verdict(detail):
    """Neither NaN nor Python's names, whatever pydantic's options say."""
    text = json.dumps(detail)

    assert PayslipUploaded.from_data(detail) == PayslipUploaded.model_validate_json(text)
    with pytest.raises(ValidationError):
        PayslipUploaded.model_validate_json(f'{text[:-1]}, "x": NaN}}')
    with pytest.raises(ValidationError):
        PayslipUploaded.model_validate_json(text.replace("idempotencyKey", "idempotency_key"), by_name=True)


@pytest.mark.parametrize(
    "stranger", [float("nan"), (1,), {1: 2}, date(2026, 11, 1), b"x", "\ud800", {"\ud800": 1}, [object()]]
)
def test_decoded_json_holds_nothing_that_json_does_not(detail, stranger):
    """Undeclared places too; and no object in it is shared with the caller."""
    shared = {"a": [1]}
    event = PayslipUploaded.from_data({**detail, "more": shared})
    shared["a"].append(2)

    assert {"a": [1]} == event.to_data()["more"]
    with pytest.raises(ValidationError):
        PayslipUploaded.from_data({**detail, "more": stranger})


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "[1e999]", '{"a": -1e999}', "[" * 300 + "]" * 300])
def test_json_text_holds_nothing_that_could_not_be_written_again(detail, text):
    """RFC 8259, 6 and 9: a number beyond all floats would be written as null; deep nesting may be limited."""
    with pytest.raises(ValidationError):
        PayslipUploaded.from_json(f'{json.dumps(detail)[:-1]}, "more": {text}}}')


def test_a_field_is_read_from_the_string_that_is_kept(detail):
    """Capitals, fractions and offsets stay in JSON and in copies; Python gets its own types."""
    spelled = {
        "idempotencyKey": detail["metadata"]["idempotencyKey"].upper(),
        "occurredAt": "2026-11-23t09:30:00.1234567z",
    }
    detail["metadata"] |= spelled
    event = PayslipUploaded.from_data(detail)
    changed = event.metadata.replace(correlation_id=UUID(int=1))

    assert datetime(2026, 11, 23, 9, 30, 0, 123456, tzinfo=UTC) == event.metadata.occurred_at
    assert UUID(spelled["idempotencyKey"]) == event.metadata.idempotency_key
    assert spelled == {name: changed.to_data()[name] for name in spelled}
    assert changed == event.metadata.model_copy(update={"correlation_id": UUID(int=1)})


def test_an_unchecked_object_has_its_fields():
    """`model_construct`, as tests use it: Python's names, no check, no defaults invented."""
    made = Period.model_construct(start=date(2026, 11, 1), label="Month 8")

    assert (date(2026, 11, 1), "Month 8", None) == (made.start, made.label, made.tax_year)
    assert {"start", "label"} == made.model_fields_set


def test_a_class_may_be_derived_but_not_with_pydantic_s_own_means():
    """A field more is read and written; a decorator that would silently do nothing is an error."""

    class Longer(Period):
        pay_day: date

    period = {"start": "2026-11-01", "end": "2026-11-30", "label": "Month 8", "taxYear": "2026/27"}

    assert {**period, "pay_day": "2026-11-28"} == Longer(
        start=date(2026, 11, 1), end=date(2026, 11, 30), label="Month 8", tax_year="2026/27", pay_day=date(2026, 11, 28)
    ).to_data()
    with pytest.raises(TypeError, match=r"Checked\.check"):

        class Checked(Period):
            @field_validator("label")
            @classmethod
            def check(cls, value: str) -> str:
                return value

    with pytest.raises(TypeError, match=r"Renamed\.label"):

        class Renamed(Period):
            label: str = Field(alias="Label")


def test_a_derived_class_has_defaults_of_its_own():
    """They are what the attribute says, in code and from JSON; what nobody set isn't written."""

    class Marked(Period):
        marks: list[str] = ["new"]  # noqa: RUF012
        rank: int = 3
        since: Date = date(2026, 1, 1)

    period = {"start": "2026-11-01", "end": "2026-11-30", "label": "Month 8", "taxYear": "2026/27"}
    one, other = Marked.from_data(period), Marked.from_data(period)
    one.marks.append("seen")

    assert (["new"], 3, date(2026, 1, 1)) == (other.marks, other.rank, other.since)
    assert (period, {**period, "rank": 4}) == (other.to_data(), other.replace(rank=4).to_data())
    assert 3 == signature(Marked).parameters["rank"].default == Marked.model_fields["rank"].default


def test_every_way_of_reading_gives_the_derived_class(uploaded, detail):
    """Of an event: whole, in a message, as its detail alone."""

    class Mine(PayslipUploaded):
        pass

    message = {"source": Mine.SOURCE, "detail-type": Mine.DETAIL_TYPE, "detail": detail}
    read = [
        Mine.from_data(detail),
        Mine.from_sqs_body(json.dumps(message)),
        Mine.from_eventbridge(uploaded.event(detail)),
    ]

    assert [Mine] * 3 == [type(event) for event in read]
    assert 1 == len(set(read))


def test_the_first_event_starts_nothing_of_pydantic_that_it_can_do_without():
    """No search for plugins, none of pydantic's own field types: they cost more than the bindings."""
    printed = in_a_fresh_process(
        "import sys\n"
        "from leejames_events.payslip_generated.v1 import Metadata\n"
        "try: Metadata.from_json('{}')\n"
        "except ValueError: pass\n"
        "print(sorted({'importlib.metadata', 'pydantic.fields', 'pydantic.types', 'json'} & set(sys.modules)))"
    )

    assert ["[]"] == printed


@pytest.mark.parametrize("found", ["gc.enable()", "gc.disable()", "gc.freeze()"])
def test_importing_leaves_the_garbage_collector_as_it_was(found):
    """It pauses while pydantic is imported."""
    printed = in_a_fresh_process(
        f"import gc; {found}; before = gc.isenabled(), gc.get_freeze_count() > 0\n"
        "import leejames_events.payslip_generated.v1\n"
        "print(before == (gc.isenabled(), gc.get_freeze_count() > 0))"
    )

    assert ["True"] == printed


def test_an_unpickled_object_may_be_the_first_of_its_class(detail):
    """A process that never read one reads its fields."""
    import pickle  # noqa: PLC0415

    metadata = pickle.dumps(PayslipGenerated.from_data(_generated(detail)).metadata)

    assert ["2026"] == in_a_fresh_process(f"import pickle; print(pickle.loads({metadata!r}).occurred_at.year)")


def _generated(detail: dict[str, Any]) -> dict[str, Any]:
    document = {"bucket": "leejames", "key": "k", "sha256": "0" * 64, "sizeBytes": 1, "contentType": "application/pdf"}
    data = {"payslipId": detail["data"]["payslipId"], "employeeId": "E-1", "revision": 1, "document": document}
    return {"metadata": {**detail["metadata"], "schemaVersion": "1.0.0"}, "data": data}
