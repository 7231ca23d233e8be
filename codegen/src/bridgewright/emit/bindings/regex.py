r"""JSON Schema's regular expressions (ECMA 262) in the spelling of the two engines that the bindings can use.

The meaning is kept: `$` never matches before a trailing line break, `\d` and `\w` are ASCII, `.` stops at
ECMA's four line ends. https://json-schema.org/draft/2020-12/json-schema-core#section-6.4
"""

from __future__ import annotations

import re

from pydantic_core import SchemaError, SchemaValidator, core_schema

_SPACE = r"\t\n\x0B\x0C\r \xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF"
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}
_CONTROL = {"t": r"\t", "n": r"\n", "r": r"\r", "v": r"\x0B", "f": r"\x0C", "0": r"\x00"}
_QUANTIFIER = re.compile(r"\{[0-9]+(,[0-9]*)?\}")
_HEX = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}")


class _Untranslatable(ValueError):
    """The pattern has a construct that has no equal in the engine."""


def rust_pattern(pattern: str) -> str | None:
    """The pattern for pydantic's own engine (Rust's regex), or None when it can't say it, as lookaround."""
    try:
        translated = _Translation(pattern, "rust").text()
        SchemaValidator(core_schema.str_schema(pattern=translated, regex_engine="rust-regex"))
    except (_Untranslatable, SchemaError):
        return None
    return translated


def python_pattern(pattern: str) -> str | None:
    """The pattern for Python's `re`, or None when it can't say it."""
    try:
        translated = _Translation(pattern, "python").text()
        re.compile(translated)
    except (_Untranslatable, re.error, RecursionError, OverflowError):
        return None
    return translated


class _Translation:
    """One pass over a pattern, a token at a time."""

    def __init__(self, pattern: str, engine: str) -> None:
        self.pattern = pattern
        self.rust = engine == "rust"
        self.at = 0

    def text(self) -> str:
        parts: list[str] = []
        while self.at < len(self.pattern):
            parts.append(self._token())
        return "".join(parts)

    def _token(self) -> str:
        char = self.pattern[self.at]
        self.at += 1
        if char == "\\":
            return self._escape(in_class=False)
        if char == "[":
            return self._class()
        if char == "$":
            return "$" if self.rust else r"\Z"
        if char == ".":
            return r"[^\n\r\u2028\u2029]" if not self.rust else r"[^\n\r\x{2028}\x{2029}]"
        if char == "(":
            return self._group()
        if char == "{":
            return self._brace()
        return f"\\{char}" if char in "}]" else char

    def _group(self) -> str:
        rest = self.pattern[self.at :]
        if not rest.startswith("?"):
            return "("
        if rest.startswith("?:"):
            self.at += 2
            return "(?:"
        named = re.match(r"\?<([A-Za-z_][A-Za-z0-9_]*)>", rest)
        if named:
            self.at += named.end()
            return f"(?P<{named[1]}>"
        around = re.match(r"\?(=|!|<=|<!)", rest)
        if around and not self.rust:
            self.at += around.end()
            return f"({around[0]}"
        raise _Untranslatable

    def _brace(self) -> str:
        quantifier = _QUANTIFIER.match(self.pattern, self.at - 1)
        if quantifier is None:
            return r"\{"
        self.at = quantifier.end()
        return quantifier[0]

    def _escape(self, *, in_class: bool) -> str:
        if self.at >= len(self.pattern):
            raise _Untranslatable
        char = self.pattern[self.at]
        coded = _HEX.match(self.pattern, self.at)
        if coded:
            self.at = coded.end()
            return self._code_point(int(coded[1] or coded[2] or coded[3], 16))
        self.at += 1
        if char.lower() in _CLASSES:
            return self._shorthand(char, in_class=in_class)
        if char in _CONTROL and not (char == "0" and self.pattern[self.at : self.at + 1].isdigit()):
            return _CONTROL[char]
        if char in "bB":
            return self._boundary(char, in_class=in_class)
        if char.isalnum():
            raise _Untranslatable
        return re.escape(char) if char.isascii() else char

    def _code_point(self, code: int) -> str:
        if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            raise _Untranslatable
        if self.rust:
            return f"\\x{{{code:X}}}"
        return f"\\U{code:08X}"

    def _shorthand(self, char: str, *, in_class: bool) -> str:
        members = _CLASSES[char.lower()]
        if self.rust:
            members = re.sub(r"\\(?:u|x)([0-9A-F]{2,4})", r"\\x{\1}", members)
        if char.islower():
            return members if in_class else f"[{members}]"
        if not in_class:
            return f"[^{members}]"
        if self.rust:
            return f"[^{members}]"
        raise _Untranslatable

    def _boundary(self, char: str, *, in_class: bool) -> str:
        if in_class:
            if char == "b":
                return r"\x08"
            raise _Untranslatable
        if self.rust:
            return f"(?-u:\\{char})" if char == "b" else r"(?-u:\B)"
        return f"(?a:\\{char})"

    def _class(self) -> str:
        """From `[` to its `]`; ECMA's `[]` matches nothing and `[^]` everything."""
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        parts: list[str] = []
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            self.at += 1
            if char == "]":
                return self._closed(parts, negated=negated)
            if char == "\\":
                parts.append(self._escape(in_class=True))
            elif char in "[&~|^":
                parts.append(f"\\{char}")
            elif char == "-":
                edge = not parts or self.pattern.startswith("]", self.at)
                parts.append(r"\-" if edge else "-")
            else:
                parts.append(char)
        raise _Untranslatable

    @staticmethod
    def _closed(parts: list[str], *, negated: bool) -> str:
        if parts:
            return f"[{'^' if negated else ''}{''.join(parts)}]"
        return r"[\s\S]" if negated else r"[^\s\S]"
