"""The JSON reader that keeps duplicates and spellings."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.patterns.jsontext import JsonSyntaxError, Members, Number, decode, from_python, line_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def plain(node: Any) -> Any:
    """The node as `json.loads` would give it."""
    if isinstance(node, Members):
        return {key: plain(item) for key, item in node}
    if isinstance(node, list):
        return [plain(item) for item in node]
    return json.loads(node.text) if isinstance(node, Number) else node


@given(JSON, st.sampled_from([None, 1]))
def test_it_reads_what_the_standard_library_reads(value: Any, indent: int | None) -> None:
    """Any JSON text, compact or not, decodes to the same value; a decoded value becomes the same nodes."""
    text = json.dumps(value, indent=indent)

    assert value == plain(decode(text)) == plain(from_python(value))


@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \n\\u'))
def test_it_refuses_what_the_standard_library_refuses(text: str) -> None:
    """Both accept the same texts (but for NaN and Infinity, which aren't JSON and whose letters aren't drawn)."""
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(JsonSyntaxError):
            decode(text)
    else:
        assert expected == plain(decode(text))


def test_duplicates_and_spellings_are_kept() -> None:
    """What `json.loads` loses is the reason for this reader."""
    node = decode('{"a":1,"a":1.0}')

    assert isinstance(node, Members)
    assert [("a", Number("1")), ("a", Number("1.0"))] == list(node)


@pytest.mark.parametrize(
    ("pointer", "line"),
    [("", 1), ("/a~1b", 2), ("/a~1b/0", 3), ("/a~1b/1/~0", 4), ("/a~1b/7", 2), ("/x", 5), ("/x/y", 5), ("/none", 1)],
)
def test_a_value_is_found_by_its_pointer(pointer: str, line: int) -> None:
    """RFC 6901 pointers, escapes included, to the line on which a value begins, or its nearest parent."""
    assert line == line_of('{\n"a/b": [\n1,\n{"~": 2}], "x": 1,\n"x": 2}', pointer)


@pytest.mark.parametrize(
    "text", ["NaN", "-Infinity", "01", "1.", ".5", "+1", "1e", '"\n"', "'a'", "[1,]", "{} {}", "nul", "truex"]
)
def test_near_misses_are_refused(text: str) -> None:
    """JSON is what RFC 8259 says."""
    with pytest.raises(JsonSyntaxError):
        decode(text)


@pytest.mark.parametrize("value", [{1: "x"}, float("nan"), float("inf"), object(), {"a": {1}}])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    """A decoded pattern must be JSON."""
    with pytest.raises(ValueError, match=r"JSON|string"):
        from_python(value)


def test_encodings_of_json_are_read() -> None:
    """UTF-8 with and without a mark, and UTF-16, as RFC 4627 detected them."""
    assert decode('"é"'.encode()) == decode('"é"'.encode("utf-8-sig")) == decode('"é"'.encode("utf-16")) == "é"
