"""The bindings say yes exactly when the contract says yes: judged by openapi-schema-validator, not by us.

The judge's only changes: `$` in a pattern is the end of the text, as in ECMA 262, where Python's also
matches before a last line break; and a text beyond ASCII is no base64, where its own check breaks off.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError as Violation
from jsonschema.validators import extend
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from pydantic import ValidationError

from bridgewright import bind
from bridgewright.contracts.model import EventContract
from leejames_events.apis.payslip_upload.v1 import UploadRequest
from letters import LETTERS
from thorough import law

_TEXTS = st.sampled_from(
    [
        *("", " ", "\n", "x", "a" * 401, "2026-02-30", "2026-11-01", "2026-11-23T09:30:00Z", "2026-11-23 09:30:00Z"),
        *("2026-11-23T09:30Z", "2026-11-23T09:30:00", "1764000000", "12.50", "-12.50", "012.50", "12.5", "12.50\n"),
        *("0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11", "0b9b6e1e3b1f5f0e9a570a5c1f6a2b11", "QQ123456C", "1257L", "2.9.9"),
        *("pdf", "GBP", "é", *LETTERS),
    ]
)
_LEAVES = st.one_of(
    _TEXTS, st.none(), st.booleans(), st.sampled_from([0, 1, 2, 2.0, 2.5, 999, 1000, -1, 1e30, 10_000_000]), st.text()
)
_VALUES = st.recursive(
    _LEAVES, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(), v, max_size=3), max_leaves=5
)


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[Violation]:
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield Violation("pattern")


def _is_integer(checker: Any, value: Any) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


_Judge = extend(
    OAS30Validator, {"pattern": _pattern}, type_checker=OAS30Validator.TYPE_CHECKER.redefine("integer", _is_integer)
)


_FORMATS = FormatChecker(())
_FORMATS.checkers = dict(oas30_format_checker.checkers)


@_FORMATS.checks("byte")
def _is_byte(value: object) -> bool:
    return not isinstance(value, str) or (value.isascii() and oas30_format_checker.conforms(value, "byte"))


def judge(document: Any, pointer: str) -> Any:
    """A validator of one schema of a document, formats asserted."""
    schema = {"$ref": f"#{pointer}", "components": document.content["components"]}
    return _Judge(schema, format_checker=_FORMATS)


def verdict(model: Any, value: Any) -> bool:
    """The bindings' own: the same for JSON text and for decoded JSON."""
    try:
        read = model.from_data(value)
    except ValidationError:
        with pytest.raises(ValidationError):
            model.from_json(json.dumps(value))
        return False
    assert read == model.from_json(json.dumps(value))
    assert value == read.to_data() == json.loads(read.to_json())
    return True


def places(value: Any) -> list[tuple[Any, ...]]:
    """The path of every value inside a JSON value."""
    found: list[tuple[Any, ...]] = [()]
    for path in found:
        member = value
        for key in path:
            member = member[key]
        keys = member.keys() if isinstance(member, dict) else range(len(member)) if isinstance(member, list) else ()
        found.extend((*path, key) for key in keys)
    return found


@st.composite
def with_one_fault(draw: st.DrawFn, valid: Any) -> Any:
    """A valid value in which one place was replaced, removed, repeated, renamed or added to."""
    value = copy.deepcopy(valid)
    *way, last = draw(st.sampled_from(places(value)[1:]))
    holder = value
    for key in way:
        holder = holder[key]
    kind = draw(st.sampled_from(["replace", "replace", "replace", "remove", "repeat", "rename", "add"]))
    if kind == "replace":
        holder[last] = draw(_VALUES)
    elif kind == "remove":
        del holder[last]
    elif kind == "repeat" and isinstance(holder, list):
        holder.extend([holder[last]] * draw(st.sampled_from([1, 6, 100])))
    elif kind == "rename" and isinstance(holder, dict):
        renamed = re.sub(r"(?<=[a-z])(?=[A-Z])|-", "_", last).lower()
        holder[renamed if renamed != last else last.upper()] = holder.pop(last)
    elif isinstance(holder, dict):
        holder[draw(st.text())] = draw(_VALUES)
    return value


_IN_MEMORY: dict[str, Any] = {}


def in_memory(contract: EventContract) -> Any:
    """The whole event's class, by `bind`; made once."""
    if contract.id not in _IN_MEMORY:
        _IN_MEMORY[contract.id] = bind(contract.document.content).AWSEvent
    return _IN_MEMORY[contract.id]


_SETTINGS = law(whole=400, few=80)


def test_every_example_of_every_version_is_accepted_by_the_bindings_of_its_major(catalog, bound):
    """A consumer of a major reads what each of its minors sends, and writes the same JSON again."""
    versions = catalog.versions(bound.contract.name, bound.contract.version.major)
    examples = [example.detail for version in versions for example in version.examples]

    assert [True] * len(examples) == [verdict(bound.model, detail) for detail in examples]
    assert len(examples) >= 1


@_SETTINGS
@given(data=st.data())
def test_the_detail_has_the_contract_s_verdict(bound, data):
    """One fault anywhere in an example: the bindings and the contract agree on it."""
    example = data.draw(st.sampled_from([example.detail for example in bound.contract.examples]))
    detail = data.draw(with_one_fault(example))

    expected = judge(bound.contract.document, bound.contract.detail_pointer).is_valid(detail)

    assert expected == verdict(bound.model, detail)


@_SETTINGS
@given(data=st.data())
def test_the_whole_event_has_the_contract_s_verdict(bound, data):
    """The envelope too: but source and detail-type are pinned, which the contract's strings don't say.

    Bound in memory, the whole event has the contract's own verdict.
    """
    event = data.draw(with_one_fault(bound.event(bound.contract.examples[0].detail)))

    named = [event.get("source"), event.get("detail-type")] == [bound.contract.source, bound.contract.detail_type]
    expected = judge(bound.contract.document, "/components/schemas/AWSEvent").is_valid(event)

    assert (named and expected) == verdict(bound.model.ENVELOPE, event)
    assert expected == verdict(in_memory(bound.contract), event)


@_SETTINGS
@given(data=st.data())
def test_an_api_s_body_has_the_document_s_verdict(catalog, uploaded, data):
    """Request bodies are read as the HTTP API's document says."""
    payslip = uploaded.contract.examples[0].detail["data"]["payslip"]
    valid = {"delivery": {"channel": "pdf"}, "logo": {"data": "aGVsbG8="}, "payslip": payslip}
    body = data.draw(with_one_fault(valid))

    expected = judge(catalog.apis[-1].document, "/components/schemas/UploadRequest").is_valid(body)

    assert expected == verdict(UploadRequest, body)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("place", ['"x":', '"data":'])
def test_numbers_that_json_does_not_have_are_refused_anywhere(bound, constant, place):
    """RFC 8259, 6; Python's own decoder takes them, also where no field is declared."""
    text = json.dumps(bound.contract.examples[0].detail)
    broken = f"{text[:-1]}, {place} {constant}}}"

    with pytest.raises(ValidationError):
        bound.model.from_json(broken)
    with pytest.raises(ValidationError):
        bound.model.from_data(json.loads(broken))
    with pytest.raises(ValidationError):
        bound.model.from_sqs_body(json.dumps(bound.event(json.loads(broken))))


def test_a_pattern_ends_where_the_text_ends(uploaded):
    """`^[A-Z]$` refuses a trailing line break: ECMA 262, unlike Python's `$`."""
    detail = copy.deepcopy(uploaded.contract.examples[0].detail)
    detail["data"]["payslip"]["employee"]["niCategory"] = "A\n"

    assert not verdict(uploaded.model, detail)


def test_texts_that_speak_of_infinity_are_still_texts(uploaded):
    """The check for constants looks at JSON, not at letters."""
    detail = copy.deepcopy(uploaded.contract.examples[0].detail)
    detail["data"]["payslip"]["message"] = 'NaN, Infinity and "-Infinity"'

    assert verdict(uploaded.model, detail)
    assert detail == uploaded.model.from_json(json.dumps(detail)).to_data()
