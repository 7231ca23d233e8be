r"""What an automaton can't say, where the same can be said by several patterns that it can.

- A lookahead directly behind a leading `^` is a condition on the whole string: `^(?=A)(?!B)C` is found where `^A` and
  `^C` are and `^B` isn't.
- A back-reference to a group of a few strings is a choice among them: `(a|b)x\1` is `axa|bxb`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from bridgewright.schemas.regex.automaton import NoAutomaton, of_class
from bridgewright.schemas.regex.syntax import (
    BadPattern,
    Choice,
    Class,
    Edge,
    Group,
    Literal,
    Look,
    Node,
    Property,
    Reference,
    Repeat,
    Sequence,
    children,
    has_shorthand,
    is_fancy,
    is_unlike,
    parsed,
    under,
    with_children,
)

_MOST_STRINGS: Final = 64


@dataclass(frozen=True, slots=True)
class Conditions:
    """Patterns of which all of `wanted`, and none of `unwanted`, are found in a string."""

    wanted: tuple[Node, ...]
    unwanted: tuple[Node, ...] = ()


def conditions(root: Node) -> Conditions:
    """The pattern as conditions that an automaton can say, as far as may be."""
    root = _without_references(root)
    parts = root.parts if isinstance(root, Sequence) else (root,)
    if not parts or parts[0] != Edge(is_start=True) or any(isinstance(node, Reference) for node in under(root)):
        return Conditions((root,))
    looks: list[Look] = []
    for part in parts[1:]:
        if not isinstance(part, Look) or not part.ahead:
            break
        looks.append(part)
    if not looks:
        return Conditions((root,))
    start = parts[0]
    wanted = [Sequence((start, look.inside)) for look in looks if not look.negated]
    unwanted = [Sequence((start, look.inside)) for look in looks if look.negated]
    return Conditions((*wanted, Sequence((start, *parts[1 + len(looks) :]))), tuple(unwanted))


def _without_references(root: Node) -> Node:
    """The tree with references to groups of a few strings written out, as a choice of whole trees."""
    numbers = sorted({node.number for node in under(root) if isinstance(node, Reference)})
    groups = {node.number: node for node in _always(root) if isinstance(node, Group) and node.number}
    if not numbers or any(number not in groups for number in numbers) or not _follow(root, numbers):
        return root
    try:
        languages = [_strings(groups[number].inside) for number in numbers]
    except NoAutomaton:
        return root
    ways = [dict(zip(numbers, each, strict=True)) for each in product(*languages)]
    if not 0 < len(ways) <= _MOST_STRINGS:
        return root
    options = tuple(_filled(root, way) for way in ways)
    return options[0] if len(options) == 1 else Choice(options)


def _always(root: Node, *, repeated: bool = False) -> tuple[Node, ...]:
    """The nodes that take part exactly once in every match; or once at least, where they may be `repeated`."""
    is_sure = isinstance(root, Sequence | Group) or (repeated and isinstance(root, Repeat) and root.least > 0)
    return (root, *(node for child in children(root) if is_sure for node in _always(child, repeated=repeated)))


def _follow(root: Node, numbers: list[int]) -> bool:
    """True when each group is closed before what refers to it: until then ECMA-262 has the reference match nothing."""
    closed: set[int] = set()

    def visited(node: Node) -> bool:
        if isinstance(node, Reference) and node.number not in closed:
            return False
        fine = all(visited(child) for child in children(node))
        if isinstance(node, Group) and node.number in numbers:
            closed.add(node.number)
        return fine

    return visited(root)


def _strings(node: Node) -> tuple[str, ...]:
    """All strings of a part, where they are few.

    Raises:
        NoAutomaton: they are many, or the part asks for more than characters.
    """
    found: list[str]
    match node:
        case Sequence(parts=parts):
            found = ["".join(each) for each in product(*map(_strings, parts))]
        case Choice(options=options):
            found = [text for option in options for text in _strings(option)]
        case Group(inside=inside, on="", off=""):
            found = [*_strings(inside)]
        case Repeat(inside=inside, least=least, most=most) if most is not None and most <= _MOST_STRINGS:
            once = _strings(inside)
            if len(once) > 1 and len(once) ** most > _MOST_STRINGS:
                raise NoAutomaton("too many strings")
            turns = range(least, most + 1)
            found = ["".join(each) for turn in turns for each in product(once, repeat=turn)]
        case Literal() | Class() | Property() if not has_shorthand(node):
            ranges = of_class(node)
            if sum(high - low + 1 for low, high in ranges) > _MOST_STRINGS:
                raise NoAutomaton("too many strings")
            found = [chr(code) for low, high in ranges for code in range(low, high + 1)]
        case _:
            raise NoAutomaton("no few strings")
    if len(found) > _MOST_STRINGS:
        raise NoAutomaton("too many strings")
    return tuple(dict.fromkeys(found))


def _filled(node: Node, way: dict[int, str]) -> Node:
    if isinstance(node, Reference) or (isinstance(node, Group) and node.number in way):
        return Sequence(tuple(Literal(ord(char)) for char in way[node.number]))
    return with_children(node, tuple(_filled(child, way) for child in children(node)))


def listed(pattern: str) -> tuple[str, ...] | None:
    """All strings that a pattern is found in, where it is anchored on both sides and they are few; None otherwise."""
    try:
        tree = parsed(pattern)
        parts = tree.root.parts if isinstance(tree.root, Sequence) else ()
        anchors = parts[:1] + parts[-1:]
        if tree.flags or anchors != (Edge(is_start=True), Edge(is_start=False)):
            return None
        return _strings(Sequence(parts[1:-1]))
    except (BadPattern, NoAutomaton):
        return None


@lru_cache(maxsize=4096)
def engines_differ(pattern: str, *, in_ascii: bool) -> bool:
    r"""True when engines may differ on whether a pattern is found in a text, be it one of ASCII alone.

    - Flags are none of ECMA-262's.
    - A back-reference to a group that took no part matches nothing to ECMA-262 (22.2.2.9, BackreferenceMatcher), and
      isn't found at all by other engines.
    - A bracket right behind `[` or `[^` ends the class to ECMA-262, and is in it to others.
    - Beside a lookaround or a back-reference, `\d`, `\w` and `\s` are Unicode's to some.
    """
    try:
        tree = parsed(pattern)
    except BadPattern:
        return False
    root = tree.root
    if tree.flags or any(isinstance(node, Group) and (node.on or node.off) for node in under(root)) or is_unlike(root):
        return True
    if not in_ascii and is_fancy(root) and has_shorthand(root):
        return True
    numbers = sorted({node.number for node in under(root) if isinstance(node, Reference)})
    sure = {node.number for node in _always(root, repeated=True) if isinstance(node, Group)}
    return not (sure.issuperset(numbers) and _follow(root, numbers))
