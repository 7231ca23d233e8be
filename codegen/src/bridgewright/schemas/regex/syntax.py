r"""Regular expressions of ECMA-262 as trees: the one place that reads their syntax.

https://tc39.es/ecma262/#sec-patterns, in Unicode mode, as JSON Schema asks for; and what people write besides, where
engines agree on it: `{` and `}` as characters, a leading `(?i)` or `(?s)`, `\A`, `\z`, `(?P<name>…)`. A tree keeps what
spellings tell apart, so that it can be written for another engine with the same characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import lru_cache
from typing import Final, TypeAlias

from bridgewright.schemas.regex.characters import LAST

_DEEPEST: Final = 300
_LONGEST: Final = 20_000
_CONTROL: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_QUANTIFIER: Final = re.compile(r"\{([0-9]+)(,([0-9]*))?\}")
_PROPERTY: Final = re.compile(r"([pP])\{([A-Za-z0-9_]+(?:=[A-Za-z0-9_]+)?)\}")
_PAIR: Final = re.compile(r"u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})")
_HEX: Final = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}")
_FLAGS: Final = re.compile(r"(\^?)\(\?([is]+)\)")
"""For the whole pattern; those of a group are ECMA's (https://tc39.es/ecma262/2025/#prod-Atom)."""
_MODIFIERS: Final = re.compile(r"\?([is]*)(?:-([is]+))?:")
_NAME: Final = re.compile(r"\?P?<([^\W\d]\w*)>")
_LOOK: Final = re.compile(r"\?(<?)([=!])")
_NUMBER: Final = re.compile(r"[1-9][0-9]*")
_NAMED: Final = re.compile(r"k<([^\W\d]\w*)>")


class BadPattern(Exception):
    """The pattern can't be read; the message says why."""


class Spelled(Enum):
    """How a character stands in a pattern."""

    PLAIN = auto()
    ESCAPED = auto()
    CONTROL = auto()
    CODED = auto()
    LOOSE = auto()
    """A brace that begins no quantifier, which not every engine takes for a character."""


@dataclass(frozen=True, slots=True)
class Literal:
    """One character."""

    code: int
    spelled: Spelled = Spelled.PLAIN


@dataclass(frozen=True, slots=True)
class Shorthand:
    r"""`\d`, `\D`, `\w`, `\W`, `\s` or `\S`."""

    letter: str


@dataclass(frozen=True, slots=True)
class Property:
    r"""`\p{name}` or `\P{name}`."""

    name: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Range:
    """From one character to another, in a class."""

    low: Literal
    high: Literal


Member: TypeAlias = Literal | Shorthand | Property | Range


@dataclass(frozen=True, slots=True)
class Class:
    """`[…]` or `[^…]`; `differs`: engines don't agree on what is in it."""

    negated: bool
    members: tuple[Member, ...]
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """`.`: any character but line ends, on which engines differ."""


@dataclass(frozen=True, slots=True)
class Edge:
    r"""`^` or `$`: the beginning or the end of the text; `foreign`: spelled `\A` or `\z`."""

    is_start: bool
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Boundary:
    r"""`\b` or `\B`."""

    negated: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """What an earlier group matched, by its number; `named`: spelled by its name."""

    number: int
    named: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """`(…)`: a capturing group has a number, and perhaps a name; another may have flags, put `on` or `off`."""

    inside: Node
    number: int = 0
    name: str = ""
    on: str = ""
    off: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """`(?=…)`, `(?!…)`, `(?<=…)` or `(?<!…)`."""

    inside: Node
    ahead: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part and how often it may stand; `most` None: any number of times. `spelled` is the quantifier as written."""

    inside: Node
    least: int
    most: int | None
    spelled: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts, one after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several, two at least."""

    options: tuple[Node, ...]


Node: TypeAlias = (
    Literal
    | Shorthand
    | Property
    | Class
    | Dot
    | Edge
    | Boundary
    | Reference
    | Group
    | Look
    | Repeat
    | Sequence
    | Choice
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A whole expression: flags that stand at its beginning, and the rest."""

    root: Node
    flags: str = ""
    depth: int = 0
    """How many groups stand inside of each other."""


@lru_cache(maxsize=4096)
def parsed(pattern: str) -> Pattern:
    """The tree of a pattern.

    Raises:
        BadPattern: it is none of ECMA-262's, nor what is read besides.
    """
    if len(pattern) > _LONGEST:
        raise BadPattern("too long")
    reader = _Reader(pattern)
    flags = ""
    if found := _FLAGS.match(pattern):
        flags = found[2]
        reader.text = found[1] + pattern[found.end() :]
    root = reader.tree()
    if reader.at < len(reader.text):
        raise BadPattern("unbalanced )")
    return Pattern(_numbered(root, reader), flags, reader.depth)


class _Open:
    """A group that is being read: the options that it has, and the parts of the last one."""

    def __init__(self, group: Group | Look | None) -> None:
        self.group = group
        self.options: list[Node] = []
        self.parts: list[Node] = []

    def next_option(self) -> None:
        """Another option begins."""
        self.options.append(self.parts[0] if len(self.parts) == 1 else Sequence(tuple(self.parts)))
        self.parts = []

    def closed(self) -> Node:
        """What is in the group."""
        self.next_option()
        return self.options[0] if len(self.options) == 1 else Choice(tuple(self.options))


class _Reader:
    """Reads a pattern from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = self.depth = 0
        self.names: dict[str, int] = {}
        self.references: list[str] = []

    def tree(self) -> Node:
        """The whole expression; groups that are open stand on a stack, so that none nests too deep to be read."""
        stack = [_Open(None)]
        while True:
            inner = stack[-1]
            if self.at >= len(self.text) or self.text[self.at] == ")":
                if inner.group is None:
                    return inner.closed()
                if not self._took(")"):
                    raise BadPattern("unbalanced (")
                stack.pop()
                stack[-1].parts.append(self._repeated(replace(inner.group, inside=inner.closed())))
            elif self._took("|"):
                inner.next_option()
            elif self._took("("):
                stack.append(_Open(self._group()))
                self.depth = max(self.depth, len(stack) - 1)
                if self.depth > _DEEPEST:
                    raise BadPattern("its groups nest too deeply")
            else:
                inner.parts.append(self._repeated(self._atom()))

    def _repeated(self, part: Node) -> Node:
        while (bounds := self._bounds()) is not None:
            part = Repeat(part, *bounds)
        return part

    def _bounds(self) -> tuple[int, int | None, str] | None:
        begin, char = self.at, self.text[self.at : self.at + 1]
        least: int
        most: int | None
        if char and char in "*+?":
            self.at += 1
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        elif found := _QUANTIFIER.match(self.text, self.at):
            self.at = found.end()
            least = int(found[1])
            most = least if found[2] is None else int(found[3]) if found[3] else None
            if most is not None and most < least:
                raise BadPattern("a quantifier whose bounds are out of order")
        else:
            return None
        self._took("?")
        return least, most, self.text[begin : self.at]

    def _atom(self) -> Node:
        char = self.text[self.at]
        self.at += 1
        match char:
            case "\\":
                return self._escape()
            case "[":
                return self._class()
            case "^" | "$":
                return Edge(char == "^")
            case ".":
                return Dot()
            case "*" | "+" | "?":
                raise BadPattern("a quantifier with nothing before it")
            case "{":
                if _QUANTIFIER.match(self.text, self.at - 1):
                    raise BadPattern("a quantifier with nothing before it")
                return Literal(ord(char), Spelled.LOOSE)
        return Literal(ord(char))

    def _group(self) -> Group | Look:
        """The group that opens here, with nothing in it yet."""
        nothing = Sequence(())
        if not self.text.startswith("?", self.at):
            self.groups += 1
            return Group(nothing, self.groups)
        if found := _NAME.match(self.text, self.at):
            self.at = found.end()
            self.groups += 1
            if self.names.setdefault(found[1], self.groups) != self.groups:
                raise BadPattern(f"two groups are called {found[1]}")
            return Group(nothing, self.groups, found[1])
        if found := _MODIFIERS.match(self.text, self.at):
            self.at = found.end()
            return Group(nothing, on=found[1], off=found[2] or "")
        if found := _LOOK.match(self.text, self.at):
            self.at = found.end()
            return Look(nothing, not found[1], found[2] == "!")
        raise BadPattern("a group of a kind that ECMA-262 doesn't have")

    def _escape(self) -> Node:
        if found := _NUMBER.match(self.text, self.at):
            self.at = found.end()
            return Reference(int(found[0]))
        if found := _NAMED.match(self.text, self.at):
            self.at = found.end()
            self.references.append(found[1])
            return Reference(-len(self.references), named=True)
        char = self.text[self.at : self.at + 1]
        if char and char in "bBAz":
            self.at += 1
            return Boundary(char == "B") if char in "bB" else Edge(char == "A", foreign=True)
        return self._character()

    def _character(self) -> Literal | Shorthand | Property:
        """The character, or the set of them, that an escape stands for, in a class or out of it."""
        if found := _PAIR.match(self.text, self.at):
            self.at = found.end()
            code = 0x10000 + ((int(found[1], 16) - 0xD800) << 10) + int(found[2], 16) - 0xDC00
            return Literal(code, Spelled.CODED)
        if found := _HEX.match(self.text, self.at):
            self.at = found.end()
            code = int(found[1] or found[2] or found[3], 16)
            if code > LAST:
                raise BadPattern("no code point is that large")
            return Literal(code, Spelled.CODED)
        if found := _PROPERTY.match(self.text, self.at):
            self.at = found.end()
            return Property(found[2], found[1] == "P")
        char, following = self.text[self.at : self.at + 1], self.text[self.at + 1 : self.at + 2]
        self.at += 1
        if char and char in "dDwWsS":
            return Shorthand(char)
        if char in _CONTROL and not (char == "0" and following.isdigit()):
            return Literal(_CONTROL[char], Spelled.CONTROL)
        if char == "c" and following.isascii() and following.isalpha():
            self.at += 1
            return Literal(ord(following) % 32, Spelled.CODED)
        if not char or char.isalnum():
            raise BadPattern(f"\\{char} has no meaning")
        return Literal(ord(char), Spelled.ESCAPED)

    def _class(self) -> Class:
        """From `[` to its `]`; `[]` matches nothing and `[^]` everything."""
        negated = self._took("^")
        members: list[Member] = []
        differs = False
        while not self._took("]"):
            differs |= self.text.startswith(("[", "&&", "--", "~~"), self.at)
            low = self._member()
            if not self.text.startswith("-", self.at) or self.text[self.at + 1 : self.at + 2] in ("]", ""):
                members.append(low)
                continue
            self.at += 1
            high = self._member()
            if isinstance(low, Literal) and isinstance(high, Literal):
                if low.code > high.code:
                    raise BadPattern("a range that is none")
                members.append(Range(low, high))
            else:
                differs = True
                members += [low, Literal(ord("-"), Spelled.ESCAPED), high]
        if not members:  # to other engines, the bracket is the first member of a class that ends later
            differs = "]" in self.text[self.at :]
        return Class(negated, tuple(members), differs)

    def _member(self) -> Literal | Shorthand | Property:
        if self.at >= len(self.text):
            raise BadPattern("unbalanced [")
        char = self.text[self.at]
        self.at += 1
        if char != "\\":
            return Literal(ord(char))
        if self._took("b"):
            return Literal(8, Spelled.CONTROL)
        return self._character()

    def _took(self, text: str) -> bool:
        taken = self.text.startswith(text, self.at)
        self.at += len(text) * taken
        return taken


def is_fancy(root: Node) -> bool:
    r"""True where there is a lookaround or a back-reference: beside them, some engines' `\d` isn't ASCII's."""
    return any(isinstance(node, Look | Reference) for node in under(root))


def is_unlike(root: Node) -> bool:
    """True where a class stands on whose end engines don't agree."""
    return any(isinstance(node, Class) and node.differs and not node.members for node in under(root))


def has_shorthand(root: Node) -> bool:
    r"""True where there is a `\d`, `\w`, `\s` or one of their capitals, in a class or out of it."""
    return any(
        isinstance(node, Shorthand) or (isinstance(node, Class) and any(isinstance(m, Shorthand) for m in node.members))
        for node in under(root)
    )


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under one."""
    match node:
        case Sequence(parts=found) | Choice(options=found):
            return found
        case Group(inside=inside) | Look(inside=inside) | Repeat(inside=inside):
            return (inside,)
    return ()


def under(node: Node) -> tuple[Node, ...]:
    """A node and all that are under it, parents first."""
    found, stack = [], [node]
    while stack:
        node = stack.pop()
        found.append(node)
        stack.extend(reversed(children(node)))
    return tuple(found)


def with_children(node: Node, inside: tuple[Node, ...]) -> Node:
    """The same node over others."""
    match node:
        case Sequence():
            return Sequence(inside)
        case Choice():
            return Choice(inside)
        case Group() | Look() | Repeat():
            return replace(node, inside=inside[0])
    return node


def _numbered(root: Node, reader: _Reader) -> Node:
    """The tree with the numbers of the groups that references name."""
    if not reader.references:
        return root
    if isinstance(root, Reference) and root.named:
        name = reader.references[-root.number - 1]
        if name not in reader.names:
            raise BadPattern(f"no group is called {name}")
        return replace(root, number=reader.names[name])
    return with_children(root, tuple(_numbered(child, reader) for child in children(root)))
