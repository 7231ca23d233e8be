r"""JSON Schema's regular expressions (ECMA 262) in the spelling of the two engines that the bindings can use.

The meaning is kept: `$` never matches before a trailing line break, `\d` and `\w` are ASCII, `.` stops at
ECMA's four line ends, a reference to a group that took no part matches nothing at all. A leading `(?i)` or `(?s)`, `\A`
and `\z`, which ECMA lacks and other engines' users write, mean what they mean.
https://json-schema.org/draft/2020-12/json-schema-core#section-6.4, https://tc39.es/ecma262/#sec-patterns
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from pydantic_core import SchemaError, SchemaValidator, core_schema

_SPACE = r"\t\n\x0B\x0C\r \xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF"
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}
_CONTROL = {"t": r"\t", "n": r"\n", "r": r"\r", "v": r"\x0B", "f": r"\x0C", "0": r"\x00"}
_QUANTIFIER = re.compile(r"\{[0-9]+(,[0-9]*)?\}")
_PROPERTY = re.compile(r"[pP]\{([A-Za-z0-9_]+(?:=[A-Za-z0-9_]+)?)\}")
_PAIR = re.compile(r"u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
_OTHERS = {
    "D": r"\x00-/:-\U0010FFFF",
    "W": r"\x00-/:-@\[-\^`{-\U0010FFFF",
    "S": (
        r"\x00-\x08\x0E-\x1F!-\x9F\xA1-\u167F\u1681-\u1FFF\u200B-\u2027\u202A-\u202E\u2030-\u205E"
        r"\u2060-\u2FFF\u3001-\uFEFE\uFF00-\U0010FFFF"
    ),
}
"""What isn't of a shorthand's class, for classes of Python's."""
_FLAGS = re.compile(r"(\^?)\(\?([is]+)\)")
"""For the whole pattern; those of a group are ECMA's (https://tc39.es/ecma262/2025/#prod-Atom)."""
_MODIFIERS = re.compile(r"\?([is]*)(-[is]+)?:")
_LAST = 0x10FFFF
_HEX = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}")


class _Untranslatable(ValueError):
    """The pattern has a construct that has no equal in the engine."""


@lru_cache(maxsize=4096)
def rust_pattern(pattern: str) -> str | None:
    """The pattern for pydantic's own engine (Rust's regex), or None when it can't say it, as lookaround."""
    try:
        translated = _Translation(pattern, "rust").text()
        SchemaValidator(core_schema.str_schema(pattern=translated, regex_engine="rust-regex"))
    except (_Untranslatable, SchemaError):
        return None
    return translated


@lru_cache(maxsize=4096)
def python_pattern(pattern: str) -> str | None:
    """The pattern for Python's `re`, or None when it can't say it."""
    try:
        translated = _Translation(pattern, "python").text()
        re.compile(translated)
    except (_Untranslatable, re.error, RecursionError, OverflowError):
        return None
    return translated


@dataclass(slots=True, eq=False)
class _Group:
    """A group that is open; `number` 0: it captures nothing."""

    number: int
    repeats: bool = False
    """Holds it a reference to one of its own groups? Then it must not repeat: ECMA forgets groups at each turn."""
    captures: list[int] = field(default_factory=list)
    dots: bool = False
    """Did `.` match line ends, too, around it?"""


class _Translation:
    """One pass over a pattern, a token at a time."""

    def __init__(self, pattern: str, engine: str) -> None:
        self.pattern = pattern
        self.rust = engine == "rust"
        self.at = 0
        self._open: list[_Group] = []
        self._closed_groups: list[int] = []
        self._groups = 0
        self._dots = False
        """Does `.` match line ends, too?"""

    def text(self) -> str:
        parts: list[str] = []
        if flags := _FLAGS.match(self.pattern):
            self.at = flags.end()
            self._dots = "s" in flags[2]
            parts += ["(?i)" if "i" in flags[2] else "", flags[1]]
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
        if char == "." and self._dots:
            return r"[\s\S]"
        if char == ".":
            return r"[^\n\r\u2028\u2029]" if not self.rust else r"[^\n\r\x{2028}\x{2029}]"
        if char == "(":
            return self._group()
        if char == ")":
            return self._end_of_group()
        if char == "{":
            return self._brace()
        return f"\\{char}" if char in "}]" else char

    def _group(self) -> str:
        rest = self.pattern[self.at :]
        if not rest.startswith("?"):
            return self._capturing("(")
        named = re.match(r"\?P?<([A-Za-z_][A-Za-z0-9_]*)>", rest)
        if named:
            self.at += named.end()
            return self._capturing(f"(?P<{named[1]}>")
        if modified := _MODIFIERS.match(rest):
            return self._modified(modified[0], modified[1], modified[2] or "")
        around = re.match(r"\?(=|!|<=|<!)", rest)
        if around and not self.rust:
            self.at += around.end()
            self._open.append(_Group(0, dots=self._dots))
            return f"({around[0]}"
        raise _Untranslatable

    def _modified(self, opening: str, on: str, off: str) -> str:
        """A group that captures nothing, perhaps with flags of its own; that of `.` is said by what `.` becomes."""
        self.at += len(opening)
        self._open.append(_Group(0, dots=self._dots))
        self._dots = (self._dots or "s" in on) and "s" not in off
        return f"(?{'i' if 'i' in on else ''}{'-i' if 'i' in off else ''}:"

    def _capturing(self, opening: str) -> str:
        self._groups += 1
        self._open.append(_Group(self._groups, dots=self._dots))
        return opening

    def _end_of_group(self) -> str:
        if not self._open:
            raise _Untranslatable
        group = self._open.pop()
        self._dots = group.dots
        inside = [*group.captures, *([group.number] if group.number else [])]
        if group.repeats and self.pattern[self.at : self.at + 1] in tuple("*+{"):
            raise _Untranslatable
        (self._open[-1].captures if self._open else self._closed_groups).extend(inside)
        return ")"

    def _reference(self, number: int) -> str:
        """What an earlier group matched; nothing, if it took no part."""
        holders = [group for group in self._open if number in group.captures]
        if self.rust or not (holders or number in self._closed_groups):
            raise _Untranslatable
        for group in self._open[: self._open.index(holders[0]) + 1] if holders else ():
            group.repeats = True
        return f"(?({number})\\{number})"

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
        if pair := _PAIR.match(self.pattern, self.at):
            self.at = pair.end()
            return self._code_point(0x10000 + ((int(pair[1], 16) - 0xD800) << 10) + int(pair[2], 16) - 0xDC00)
        if coded := _HEX.match(self.pattern, self.at):
            self.at = coded.end()
            return self._code_point(int(coded[1] or coded[2] or coded[3], 16))
        if property_ := _PROPERTY.match(self.pattern, self.at):
            self.at = property_.end()
            return self._property(property_[1], negated=char == "P", in_class=in_class)
        if char in "123456789" and not in_class:
            digits = re.match("[0-9]+", self.pattern[self.at :])
            self.at += len(digits[0]) if digits else 0
            return self._reference(int(digits[0]) if digits else 0)
        self.at += 1
        return self._one_letter(char, in_class=in_class)

    def _one_letter(self, char: str, *, in_class: bool) -> str:
        if char.lower() in _CLASSES:
            return self._shorthand(char, in_class=in_class)
        if char in _CONTROL and not (char == "0" and self.pattern[self.at : self.at + 1].isdigit()):
            return _CONTROL[char]
        if char in "bB":
            return self._boundary(char, in_class=in_class)
        if char in "Az" and not in_class:
            return "^" if char == "A" else "$" if self.rust else r"\Z"
        letter = self.pattern[self.at : self.at + 1]
        if char == "c" and letter.isascii() and letter.isalpha():
            self.at += 1
            return self._code_point(ord(letter) % 32)
        if char.isalnum():
            raise _Untranslatable
        return re.escape(char) if char.isascii() else char

    def _property(self, name: str, *, negated: bool, in_class: bool) -> str:
        r"""`\p{L}`: Rust's engine knows it by name, Python's by its ranges."""
        if self.rust:
            return f"\\{'P' if negated else 'p'}{{{name}}}"
        ranges = _ranges(name, negated=negated)
        return ranges if in_class else f"[{ranges}]"

    def _code_point(self, code: int) -> str:
        is_surrogate = 0xD800 <= code <= 0xDFFF
        if code > _LAST or (is_surrogate and self.rust):
            raise _Untranslatable
        if self.rust:
            return f"\\x{{{code:X}}}"
        if is_surrogate:
            return f"\\u{code:04X}"
        return f"\\U{code:08X}"

    def _shorthand(self, char: str, *, in_class: bool) -> str:
        members = _CLASSES[char.lower()]
        if self.rust:
            members = re.sub(r"\\(?:u|x)([0-9A-F]{2,4})", r"\\x{\1}", members)
        if char.islower():
            return members if in_class else f"[{members}]"
        if not in_class:
            return f"[^{members}]"
        return f"[^{members}]" if self.rust else _OTHERS[char]

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
        may_begin_range = False
        while self.at < len(self.pattern):
            char = self.pattern[self.at]
            self.at += 1
            if char == "]":
                return self._closed(parts, negated=negated)
            if char == "-":
                is_range = may_begin_range and not self._at_set() and not self.pattern.startswith("]", self.at)
                parts.append("-" if is_range else r"\-")
                may_begin_range = not is_range
                continue
            self.at -= 1
            may_begin_range = not self._at_set() and parts[-1:] != ["-"]
            self.at += 1
            if char == "\\":
                parts.append(self._escape(in_class=True))
            else:
                parts.append(f"\\{char}" if char in "[&~|^" else char)
        raise _Untranslatable

    def _at_set(self) -> bool:
        r"""Does an escape come that stands for many characters, as `\d`?"""
        return self.pattern.startswith("\\", self.at) and self.pattern[self.at + 1 : self.at + 2] in tuple("dDwWsSpP")

    @staticmethod
    def _closed(parts: list[str], *, negated: bool) -> str:
        if parts:
            return f"[{'^' if negated else ''}{''.join(parts)}]"
        return r"[\s\S]" if negated else r"[^\s\S]"


@cache
def _ranges(name: str, *, negated: bool) -> str:
    """The characters with a Unicode property, as ranges of a class of Python's; asked of Rust's engine."""
    letter = "P" if negated else "p"
    try:
        every, none = (_engine(rf"^\{x}{{{name}}}+$") for x in (letter, letter.swapcase()))
    except SchemaError:
        raise _Untranslatable from None
    found: list[list[int]] = []
    waiting = [(0xE000, _LAST + 1), (0, 0xD800)]
    while waiting:
        first, end = waiting.pop()
        text = "".join(map(chr, range(first, end)))
        if every.isinstance_python(text):
            if found and found[-1][1] == first:
                found[-1][1] = end
            else:
                found.append([first, end])
        elif not none.isinstance_python(text):
            middle = (first + end) // 2
            waiting += [(middle, end), (first, middle)]
    return "".join(f"\\U{first:08X}-\\U{end - 1:08X}" for first, end in found) or "\\uD800"


def _engine(pattern: str) -> SchemaValidator:
    return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex"))
