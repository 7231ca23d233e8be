"""How much work the wildcards of one field could cause, and EventBridge's limit on it.

Source: aws/event-ruler `MachineComplexityEvaluator`: the greatest number of wildcard prefixes that one value
could match at once. EventBridge's own limit isn't published: it refused `*:*:*:*:*:event-bus/*`, which
measures 11 (localstack's AWS-validated `content_wildcard_complex_EXC`), and a rule that measures 12, and took
that rule with one wildcard less, which measures 9 (vals-ai/Valkyrie#278). Ten is taken for the limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bridgewright.patterns.errors import InvalidPattern
from bridgewright.patterns.operators.anything_but import AnythingBut
from bridgewright.patterns.operators.wildcard import Wildcard
from bridgewright.patterns.tree import Leaf

MAX_COMPLEXITY = 10
_MAX_STATES = 20_000
_STAR = ""


def check_complexity(branches: Sequence[Sequence[Leaf]]) -> None:
    """Raise `InvalidPattern` when the wildcards of one field are too many or too alike."""
    by_path: dict[str, dict[Wildcard, str]] = {}
    for leaves in branches:
        for leaf in leaves:
            for operator in leaf.operators:
                if operator.__class__ is Wildcard or operator.__class__ is AnythingBut:
                    for wildcard in _wildcards(operator):
                        by_path.setdefault(leaf.path, {})[wildcard] = leaf.pointer
    for wildcards in by_path.values():
        if sum(map(bound, wildcards)) > MAX_COMPLEXITY and complexity(wildcards, MAX_COMPLEXITY + 1) > MAX_COMPLEXITY:
            raise InvalidPattern(
                "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences "
                "after a wildcard character",
                next(iter(wildcards.values())),
            )


def bound(wildcard: Wildcard) -> int:
    """At most this many prefixes of the wildcard match one value at once; mostly enough to know that all is well.

    One before the first star; at each star its own prefix, and as many of the piece after it as are borders of one
    another (Knuth, Morris, Pratt).
    """
    _, *others = wildcard.pieces
    found = 1
    for piece in [*others[:-1], f'{others[-1]}"'] if others else ():
        borders, depths = [0], [1] if piece else [0]
        for index in range(1, len(piece)):
            length = borders[-1]
            while length and piece[index] != piece[length]:
                length = borders[length - 1]
            length += piece[index] == piece[length]
            borders.append(length)
            depths.append(1 + (depths[length - 1] if length else 0))
        found += 1 + max(depths)
    return found


def complexity(wildcards: Iterable[Wildcard], cap: int) -> int:
    """The greatest number of prefixes of `wildcards` that one value could match at once, at most `cap`."""
    tokens = [_tokens(wildcard) for wildcard in dict.fromkeys(wildcards)]
    start = frozenset((number, 0) for number in range(len(tokens)))
    seen, waiting, most = {start}, [start], 0
    while waiting:
        state = waiting.pop()
        for letter in _letters(tokens, state):
            reached = _after(tokens, state, letter)
            if reached in seen or not reached:
                continue
            most = max(most, sum(position > 0 for _, position in reached))
            if most >= cap or len(seen) > _MAX_STATES:
                return cap
            seen.add(reached)
            waiting.append(reached)
    return most


def _letters(tokens: list[list[str]], state: frozenset[tuple[int, int]]) -> set[str | None]:
    """The letters that could advance a prefix of the state; None stands for all others."""
    letters: set[str | None] = {None}
    for number, position in state:
        upcoming = [token for token in tokens[number][position : position + 2] if token != _STAR]
        letters.update(upcoming[:1])
    return letters


def _after(
    tokens: list[list[str]], state: frozenset[tuple[int, int]], letter: str | None
) -> frozenset[tuple[int, int]]:
    """The prefixes (pattern, length) matched after one more letter; None is a letter of no pattern."""
    reached = set()
    for number, position in state:
        pattern = tokens[number]
        if position and pattern[position - 1] == _STAR:
            reached.add((number, position))  # the star takes the letter
        follow = position
        if follow < len(pattern) and pattern[follow] == _STAR:
            reached.add((number, follow + 1))
            follow += 1
        if follow < len(pattern) and pattern[follow] == letter:
            reached.add((number, follow + 1))
    for number, position in tuple(reached):  # a star takes nothing, too
        if position < len(tokens[number]) and tokens[number][position] == _STAR:
            reached.add((number, position + 1))
    return frozenset(reached)


def _tokens(wildcard: Wildcard) -> list[str]:
    """Letters and stars of the wildcard between the quotes that the engine keeps."""
    tokens = ['"']
    for index, piece in enumerate(wildcard.pieces):
        tokens += [*([_STAR] if index else []), *piece]
    return [*tokens, '"']


def _wildcards(operator: Wildcard | AnythingBut) -> list[Wildcard]:
    if isinstance(operator, Wildcard):
        return [operator]
    return [refused for refused in operator.refused if isinstance(refused, Wildcard)]
