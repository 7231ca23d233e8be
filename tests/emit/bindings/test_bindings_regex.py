"""ECMA 262 patterns in Rust's and Python's spelling: both mean the same."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError
from pydantic_core import SchemaValidator, core_schema

from bridgewright.emit.bindings.regex import python_pattern, rust_pattern


def rust_search(pattern, text):
    """Does pydantic's engine find it?"""
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex")).validate_python(text)
    except (ValidationError, ValueError):
        return False
    return True


@pytest.mark.parametrize(
    ("pattern", "found", "not_found"),
    [
        (r"^[0-9]+$", ["1"], ["1\n", "\n1"]),
        (r"^\d$", ["7"], ["٧", "７"]),
        (r"^\D$", ["٧", "a"], ["7"]),
        (r"^\w+$", ["aZ_9"], ["é", "a b"]),
        (r"^\W$", ["é"], ["e"]),
        (r"^\s$", [" ", "\u00a0", "\ufeff", "\u2028", "\u3000"], ["\u0085", "\u200b", "x"]),
        (r"^\S$", ["\u0085"], ["\u00a0"]),
        (r"^[\d\s-]+$", ["1 -"], ["٧"]),
        (r"^.$", ["a", "\u0085", "😀"], ["\n", "\r", "\u2028"]),
        (r"\bcat\b", ["a cat!", "écaté"], ["cats"]),
        (r"^a{2}$", ["aa"], ["a{2}"]),
        (r"^a{$", ["a{"], ["a"]),
        (r"^{}$", ["{}"], [""]),
        (r"^]$", ["]"], ["["]),
        (r"^[[&&a]]$", ["[]", "&]", "a]"], ["a"]),
        (r"^[^]$", ["\n"], [""]),
        (r"^\/\-\.$", ["/-."], ["/--"]),
        (r"^\u00e9\x41$", ["éA"], ["eA"]),
        (r"^(?<year>[0-9]{4})$", ["2026"], ["202"]),
        (r"^[a\-z]$", ["-", "a"], ["b"]),
        (r"^[\b]$", ["\x08"], ["b"]),
        (r"^\cJ?$|^$", [""], ["x"]),
    ],
)
def test_both_engines_agree_with_ecma(pattern, found, not_found):
    """What is found in ECMA 262 is found, and nothing else; or the translation says that it can't."""
    rust, python = rust_pattern(pattern), python_pattern(pattern)

    if python is not None:
        assert (found, []) == (
            [t for t in found if re.search(python, t)],
            [t for t in not_found if re.search(python, t)],
        )
    if rust is not None:
        assert (found, []) == (
            [t for t in found if rust_search(rust, t)],
            [t for t in not_found if rust_search(rust, t)],
        )
    assert (rust is None and python is None) == (r"\c" in pattern)


@pytest.mark.parametrize("pattern", ["^(?=a)b", "(?!x)", "(?<=a)b", r"(a)\1"])
def test_lookaround_is_python_s(pattern):
    """Rust's engine has none; a backreference neither can say with the same meaning."""
    assert None is rust_pattern(pattern)
    assert (None is python_pattern(pattern)) == (r"\1" in pattern)


@pytest.mark.parametrize("pattern", [r"\p{L}", "[a", "(", "(?i)a", r"\u{110000}", "\\"])
def test_what_has_no_equal_is_refused(pattern):
    """Better a finding than another meaning."""
    assert None is python_pattern(pattern)
    assert None is rust_pattern(pattern)
