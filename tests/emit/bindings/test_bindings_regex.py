"""ECMA 262 patterns in Rust's and Python's spelling: both mean the same."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError
from pydantic_core import SchemaValidator, core_schema

from bridgewright.schemas.regex.translation import python_pattern, rust_pattern


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
        (r"^\cJ$", ["\n"], ["J", "cJ"]),
        (r"^[\w-.]+$", ["a-.", "_"], ["a+", "/"]),
        (r"^[a-z-9]+$", ["b-9"], ["7"]),
        (r"^[+--]+$", [",+-"], ["."]),
        (r"^[\S]$", ["\u0085", "x"], ["\u00a0", " "]),
        (r"^[\D.]$", ["٧", "."], ["7"]),
        (r"^[^\W]$", ["_"], ["é"]),
        (r"^\p{L}+$", ["éßЖ漢"], ["1", "_", " "]),
        (r"^[\p{Lu}\d]+$", ["É1"], ["é"]),
        (r"^\P{Letter}$", ["1", "😀"], ["ñ"]),
        (r"^\p{Script=Greek}+$", ["αβγ"], ["abc"]),
        (r"^\u{1F600}\ud83d\ude00$", ["😀😀"], ["😀"]),
        (r"(?i)^ab$", ["aB", "AB"], ["ac"]),
        (r"^(?i)ab$", ["aB", "AB"], ["ac", "aab"]),
        (r"^(?s).+$", ["a\nb", "\u2028"], [""]),
        (r"^(?is)a.$", ["A\n"], ["b\n"]),
        (r"^a(?i:b)c$", ["abc", "aBc"], ["Abc", "abC"]),
        (r"^(?i:a(?-i:b))$", ["Ab", "ab"], ["aB"]),
        (r"^(?s:a.)|(?-s:b.)|c.$", ["a\n", "bb", "cc"], ["b\n", "c\n"]),
        (r"\Aab\z", ["ab"], ["cab", "ab\n"]),
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
    assert python is not None


@pytest.mark.parametrize(
    ("pattern", "found", "not_found"),
    [
        ("^(?=a)b", [], ["b", "ab"]),
        ("^(?s)(?=a.$)(?-s:..)$", ["ab"], ["a\n"]),
        ("^(?!x)[a-z]$", ["a"], ["x", "a\n"]),
        ("(?<=a)b$", ["ab"], ["b", "cb"]),
        (r"^(a|b)\1$", ["aa", "bb"], ["ab", "a"]),
        (r"^(?:(a)|b)\1$", ["aa", "b"], ["a", "ba"]),
        (r"^(?=\p{Lu}).{2}$", ["Éa"], ["éa"]),
        (r"^(?=[^\ud800-\udfff]).$", ["a", "😀"], [""]),
    ],
)
def test_lookaround_and_references_are_python_s(pattern, found, not_found):
    """Rust's engine has neither; a reference to a group that took no part matches the empty text, as in ECMA."""
    python = python_pattern(pattern)

    assert rust_pattern(pattern) is None
    assert (found, []) == ([t for t in found if re.search(python, t)], [t for t in not_found if re.search(python, t)])


@pytest.mark.parametrize(
    "pattern",
    [
        r"\p{Nonsense}",
        "[a",
        "(",
        ")",
        r"a\Z",
        "(?m)^a$",
        "a(?i)b",
        r"[\A]",
        r"(?:(a)|b\1)+",
        r"\1(a)",
        r"\u{110000}",
        "\\",
    ],
)
def test_what_has_no_equal_is_refused(pattern):
    """Better a finding than another meaning."""
    assert None is python_pattern(pattern)
    assert None is rust_pattern(pattern)
