r"""JSON Schema's regular expressions (ECMA 262) in the spelling of the two engines that the bindings can use.

The meaning is kept: `$` never matches before a trailing line break, `\d` and `\w` are ASCII, `.` stops at
ECMA's four line ends, a reference to a group that took no part matches nothing at all. A leading `(?i)` or `(?s)`, `\A`
and `\z`, which ECMA lacks and other engines' users write, mean what they mean.
https://json-schema.org/draft/2020-12/json-schema-core#section-6.4, https://tc39.es/ecma262/#sec-patterns
"""

from __future__ import annotations

import re
from functools import lru_cache

from pydantic_core import SchemaError, SchemaValidator, core_schema

from bridgewright.schemas.regex.characters import Ranges, of_property, others
from bridgewright.schemas.regex.syntax import (
    BadPattern,
    Boundary,
    Choice,
    Class,
    Dot,
    Edge,
    Group,
    Literal,
    Look,
    Member,
    Node,
    Pattern,
    Property,
    Range,
    Reference,
    Repeat,
    Sequence,
    Shorthand,
    Spelled,
    parsed,
    under,
)

_SPACE = r"\t\n\x0B\x0C\r \xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF"
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}
_CONTROL = {9: r"\t", 10: r"\n", 13: r"\r", 11: r"\x0B", 12: r"\x0C", 0: r"\x00", 8: r"\x08"}
_OTHERS = {
    "D": r"\x00-/:-\U0010FFFF",
    "W": r"\x00-/:-@\[-\^`{-\U0010FFFF",
    "S": (
        r"\x00-\x08\x0E-\x1F!-\x9F\xA1-\u167F\u1681-\u1FFF\u200B-\u2027\u202A-\u202E\u2030-\u205E"
        r"\u2060-\u2FFF\u3001-\uFEFE\uFF00-\U0010FFFF"
    ),
}
"""What isn't of a shorthand's class, for classes of Python's."""


class _Untranslatable(ValueError):
    """The pattern has a construct that has no equal in the engine."""


@lru_cache(maxsize=4096)
def rust_pattern(pattern: str) -> str | None:
    """The pattern for pydantic's own engine (Rust's regex), or None when it can't say it, as lookaround."""
    try:
        translated = _Translation("rust").text(parsed(pattern))
        SchemaValidator(core_schema.str_schema(pattern=translated, regex_engine="rust-regex"))
    except (BadPattern, _Untranslatable, SchemaError, RecursionError):
        return None
    return translated


@lru_cache(maxsize=4096)
def python_pattern(pattern: str) -> str | None:
    """The pattern for Python's `re`, or None when it can't say it."""
    try:
        translated = _Translation("python").text(parsed(pattern))
        re.compile(translated)
    except (BadPattern, _Untranslatable, re.error, RecursionError, OverflowError):
        return None
    return translated


class _Translation:
    """Writes a tree for one engine."""

    def __init__(self, engine: str) -> None:
        self.rust = engine == "rust"
        self._dots = False
        """Does `.` match line ends, too?"""
        self._closed: set[int] = set()
        """Groups that a reference may name: those that are closed."""

    def text(self, pattern: Pattern) -> str:
        self._dots = "s" in pattern.flags
        return ("(?i)" if "i" in pattern.flags else "") + self._node(pattern.root)

    def _node(self, node: Node) -> str:  # noqa: C901, PLR0912 - one line for each kind of node
        match node:
            case Sequence(parts=parts):
                return "".join(map(self._node, parts))
            case Choice(options=options):
                return "|".join(map(self._node, options))
            case Repeat():
                return self._repeat(node)
            case Group():
                return self._group(node)
            case Look(inside=inside, ahead=ahead, negated=negated) if not self.rust:
                return f"(?{'' if ahead else '<'}{'!' if negated else '='}{self._node(inside)})"
            case Edge(is_start=is_start):
                return "^" if is_start else "$" if self.rust else r"\Z"
            case Dot():
                line_ends = r"\n\r\x{2028}\x{2029}" if self.rust else r"\n\r\u2028\u2029"
                return r"[\s\S]" if self._dots else f"[^{line_ends}]"
            case Boundary(negated=negated):
                letter = "B" if negated else "b"
                return f"(?-u:\\{letter})" if self.rust else f"(?a:\\{letter})"
            case Reference(number=number, named=False) if not self.rust and number in self._closed:
                return f"(?({number})\\{number})"  # nothing, if the group took no part
            case Class():
                return self._class(node)
            case Literal():
                return self._literal(node)
            case Shorthand(letter=letter):
                return self._shorthand(letter)
            case Property(name=name, negated=negated):
                return self._property(name, negated=negated)
        raise _Untranslatable

    def _repeat(self, node: Repeat) -> str:
        """A repeated part must not refer to a group in itself: ECMA forgets groups at each turn."""
        numbers = {each.number for each in under(node.inside) if isinstance(each, Group) and each.number}
        refers = any(isinstance(each, Reference) and each.number in numbers for each in under(node.inside))
        if refers and node.spelled[0] in "*+{":
            raise _Untranslatable
        return self._node(node.inside) + node.spelled

    def _group(self, node: Group) -> str:
        dots = self._dots
        if not node.number:
            self._dots = (dots or "s" in node.on) and "s" not in node.off
            opening = f"(?{'i' if 'i' in node.on else ''}{'-i' if 'i' in node.off else ''}:"
        else:
            if node.name and not node.name.isascii():
                raise _Untranslatable
            opening = f"(?P<{node.name}>" if node.name else "("
        inside = self._node(node.inside)
        self._dots = dots
        self._closed.add(node.number)
        return f"{opening}{inside})"

    def _class(self, node: Class) -> str:
        if not node.members:
            return r"[\s\S]" if node.negated else r"[^\s\S]"
        return f"[{'^' if node.negated else ''}{''.join(map(self._member, node.members))}]"

    def _member(self, member: Member) -> str:
        match member:
            case Range(low=low, high=high):
                return f"{self._member(low)}-{self._member(high)}"
            case Shorthand(letter=letter):
                if letter.islower():
                    return self._shorthand_members(letter)
                return self._shorthand(letter) if self.rust else _OTHERS[letter]
            case Property(name=name, negated=negated):
                return self._property(name, negated=negated, in_class=True)
            case Literal(code=code, spelled=Spelled.PLAIN) if chr(code) in "[&~|^-":
                return f"\\{chr(code)}"
            case Literal(code=code, spelled=Spelled.PLAIN):
                return chr(code)
        return self._literal(member)

    def _literal(self, node: Literal) -> str:
        char = chr(node.code)
        match node.spelled:
            case Spelled.CONTROL:
                return _CONTROL[node.code]
            case Spelled.CODED:
                return self._code_point(node.code)
            case Spelled.ESCAPED:
                return re.escape(char) if char.isascii() else char
        return f"\\{char}" if char in "{}]" else char

    def _property(self, name: str, *, negated: bool, in_class: bool = False) -> str:
        r"""`\p{L}`: Rust's engine knows it by name, Python's by its ranges."""
        if self.rust:
            return f"\\{'P' if negated else 'p'}{{{name}}}"
        ranges = of_property(name)
        if ranges is None:
            raise _Untranslatable
        written = _written(others(ranges) if negated else ranges)
        return written if in_class else f"[{written}]"

    def _code_point(self, code: int) -> str:
        is_surrogate = 0xD800 <= code <= 0xDFFF
        if is_surrogate and self.rust:
            raise _Untranslatable
        if self.rust:
            return f"\\x{{{code:X}}}"
        return f"\\u{code:04X}" if is_surrogate else f"\\U{code:08X}"

    def _shorthand_members(self, letter: str) -> str:
        members = _CLASSES[letter.lower()]
        return re.sub(r"\\(?:u|x)([0-9A-F]{2,4})", r"\\x{\1}", members) if self.rust else members

    def _shorthand(self, letter: str) -> str:
        return f"[{'' if letter.islower() else '^'}{self._shorthand_members(letter)}]"


def _written(ranges: Ranges) -> str:
    """Ranges as members of a class of Python's; half of a pair stands for none."""
    return "".join(f"\\U{low:08X}-\\U{high:08X}" for low, high in ranges) or "\\uD800"
