"""YAML to JSON values: the core schema of YAML 1.2, with the line of each value."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.documents.decoding import decoded
from bridgewright.documents.yaml_reading import UnreadableDocument, parse_yaml
from thorough import law


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("~", None),
        ("a: ", {"a": None}),
        ("null", None),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("012", 12),
        ("0o14", 12),
        ("0xC", 12),
        ("1_000", "1_000"),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.0.0", "1.0.0"),
        ("12:30:45", "12:30:45"),
        ("2026-11-23", "2026-11-23"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
        ("{a: [1, {b: c}]}", {"a": [1, {"b": "c"}]}),
        ("1: a", {"1": "a"}),
        ("true: a", {"true": "a"}),
        ("'<<': a", {"<<": "a"}),
        ("a: &x [1]\nb: *x", {"a": [1], "b": [1]}),
        ("&k a: 1", {"a": 1}),
        ("! a", "a"),
        ("١٢", "١٢"),
    ],
)
def test_scalars_follow_the_core_schema(text: str, value: Any) -> None:
    """YAML 1.2.2, section 10.3: no sexagesimals, no dates, no `no`; keys are strings."""
    content, _ = parse_yaml(text)

    assert value == content
    assert type(value) is type(content)


def test_every_value_has_the_line_of_its_key() -> None:
    """A pointer leads to the line on which the key, or the element, stands."""
    text = "a: 1\nb:\n  - x\n  -\n    c/d: {e~f: 2}\n\ng: >-\n  long\n  text\n"

    _, lines = parse_yaml(text)

    assert lines == {"": 1, "/a": 1, "/b": 2, "/b/0": 3, "/b/1": 5, "/b/1/c~1d": 5, "/b/1/c~1d/e~0f": 5, "/g": 7}


def test_an_alias_has_the_line_where_it_stands() -> None:
    """What an alias repeats is found at the alias; its inside at the nearest known parent."""
    document = decoded("a.yaml", ".yaml", b"a: &x\n  b: 1\nc: *x\n")

    assert (3, 3) == (document.at("/c").line, document.at("/c/b").line)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff"))
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES)
@law(whole=200, few=100)
def test_json_reads_as_itself(value: Any) -> None:
    """Any JSON file gives the value that the JSON module gives, lines or not."""
    assert value == decoded("a.json", ".json", json.dumps(value).encode()).content


@given(JSON_VALUES)
@law(whole=200, few=100)
def test_yaml_written_by_another_library_reads_as_itself(value: Any) -> None:
    """What PyYAML writes with every string quoted is read back, types included."""
    written = yaml.compose(yaml.safe_dump(value, default_style='"'))

    content, _ = parse_yaml(yaml.serialize(_without_tags(written)))

    assert value == content


def _without_tags(node: yaml.Node | None) -> yaml.Node | None:
    """Numbers and constants as plain scalars, everything else as it was written."""
    if isinstance(node, yaml.ScalarNode) and not node.tag.endswith(":str"):
        node.style = None
    for child in node.value if isinstance(node, yaml.SequenceNode | yaml.MappingNode) else ():
        for part in child if isinstance(child, tuple) else (child,):
            _without_tags(part)
    return node


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
@law(whole=500, few=150)
@pytest.mark.parametrize("suffix", [".yaml", ".json", ".toml"])
def test_any_bytes_are_a_document_or_a_finding(suffix: str, data: bytes) -> None:
    """Nothing but `UnreadableDocument` is raised, and what is read can be written as JSON."""
    said = "read"
    try:
        document = decoded("a", suffix, data)
        if suffix != ".toml":
            json.dumps(document.content, allow_nan=False).encode()
    except UnreadableDocument as problem:
        said = problem.message

    assert said
    assert "\n" not in said
