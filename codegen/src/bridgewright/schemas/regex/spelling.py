"""A pattern in words of ECMA-262 that every engine has, and reads alike."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

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

_NARROW: Final = r"[^\n\r\u2028\u2029]"
_WIDE: Final = r"[^\n]"
_CONTROL: Final = {9: r"\t", 10: r"\n", 11: r"\v", 12: r"\f", 13: r"\r", 0: r"\0", 8: r"\b"}


@lru_cache(maxsize=4096)
def dotless(pattern: str, *, wide: bool) -> str:
    """The pattern with each `.` written out: as the engines have it for which it is `wide`, or as the others do.

    What not every engine can read (`[^]`, a loose brace, a reference by name) is written so that it can. A pattern that
    needs none of that, or is none of ECMA-262's, stays as it is.
    """
    try:
        tree = parsed(pattern)
    except BadPattern:
        return pattern
    if not any(map(_is_rare, under(tree.root))):
        return pattern
    flags = f"(?{tree.flags})" if tree.flags else ""
    return flags + _spelled(tree.root, _WIDE if wide else _NARROW)


def _is_rare(node: Node) -> bool:
    match node:
        case Dot() | Literal(spelled=Spelled.LOOSE) | Reference(named=True) | Class(members=()):
            return True
    return False


def _spelled(node: Node, dot: str) -> str:  # noqa: C901 - one line for each kind of node
    match node:
        case Sequence(parts=parts):
            return "".join(_spelled(part, dot) for part in parts)
        case Choice(options=options):
            return "|".join(_spelled(option, dot) for option in options)
        case Repeat(inside=inside, spelled=spelled):
            return _spelled(inside, dot) + spelled
        case Group(inside=inside, number=number, on=on, off=off):  # unnamed: engines refuse numbers beside names
            opening = "" if number else f"?{on}{'-' if off else ''}{off}:"
            return f"({opening}{_spelled(inside, dot)})"
        case Look(inside=inside, ahead=ahead, negated=negated):
            return f"(?{'' if ahead else '<'}{'!' if negated else '='}{_spelled(inside, dot)})"
        case Reference(number=number):
            return rf"(?:\{number})"
        case Boundary(negated=negated):
            return r"\B" if negated else r"\b"
        case Edge(is_start=is_start):
            return "^" if is_start else "$"
        case Dot():
            return dot
        case Class(negated=negated, members=()):
            return r"[\s\S]" if negated else r"[^\s\S]"
        case Class(negated=negated, members=members):
            return f"[{'^' if negated else ''}{''.join(map(_member, members))}]"
    return _member(node)


def _member(member: Member) -> str:
    match member:
        case Range(low=low, high=high):
            return f"{_member(low)}-{_member(high)}"
        case Shorthand(letter=letter):
            return f"\\{letter}"
        case Property(name=name, negated=negated):
            return f"\\{'P' if negated else 'p'}{{{name}}}"
        case Literal(code=code, spelled=Spelled.CONTROL):
            return _CONTROL[code]
        case Literal(code=code, spelled=Spelled.CODED):
            return f"\\u{code:04x}" if code <= 0xFFFF else chr(code)
        case Literal(code=code, spelled=spelled):
            return chr(code) if spelled is Spelled.PLAIN else f"\\{chr(code)}"
