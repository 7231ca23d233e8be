"""The differences from the suite that are known, each of a kind that has a reason; and what is held against them."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from suite.answers import Answer
from suite.cases import Case


@dataclass(frozen=True, slots=True)
class Difference:
    """A case that `by` (`bind`, `compare`) doesn't answer as the suite does."""

    by: str
    answer: Answer
    case: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Differences of one reason."""

    name: str
    reason: str
    differences: frozenset[Difference]


@dataclass(frozen=True, slots=True)
class Answered:
    """A case, and the answer to it."""

    case: Case
    by: str
    answer: Answer


def kinds_in(text: str) -> tuple[Kind, ...]:
    """The kinds that a TOML text lists: tables `kind`, each with `name`, `by`, `answer`, `reason` and `cases`.

    Raises:
        ValueError: the text is none, a kind has no reason, or a case is listed twice for one asked.
    """
    kinds = []
    for table in tomllib.loads(text)["kind"]:
        asked = [table["by"]] if isinstance(table["by"], str) else table["by"]
        answer = Answer(table["answer"])
        found = frozenset(Difference(by, answer, case) for by in asked for case in table["cases"])
        if not table["reason"].strip() or len(found) < len(asked) * len(table["cases"]):
            raise ValueError(f"{table['name']}: it needs a reason, and each case once")
        kinds.append(Kind(table["name"], table["reason"], found))
    times = Counter((each.by, each.case) for kind in kinds for each in kind.differences)
    if twice := [case for (_, case), number in times.items() if number > 1]:
        raise ValueError(f"listed twice: {twice[0]}")
    return tuple(kinds)


def problems(answered: Iterable[Answered], kinds: tuple[Kind, ...]) -> Iterator[str]:
    """A line for each difference that no kind lists, and for each listed one that isn't there any more."""
    known = {difference: kind for kind in kinds for difference in kind.differences}
    found = {Difference(one.by, one.answer, one.case.name) for one in answered if one.answer is not Answer.RIGHT}
    for difference in sorted(found - known.keys(), key=_order):
        yield f"{difference.by}: {difference.answer}, and not listed: {difference.case}"
    for difference in sorted(known.keys() - found, key=_order):
        where = known[difference].name
        yield f"{difference.by}: listed under {where} as {difference.answer}, which it isn't: {difference.case}"


def figures(answered: Iterable[Answered]) -> str:
    """A table of how many answers are right, undecided and wrong, by what was asked, group and draft."""
    counts: dict[tuple[str, str, str], Counter[Answer]] = {}
    for one in answered:
        for draft in (one.case.draft, "all"):
            counts.setdefault((one.by, one.case.group, draft), Counter())[one.answer] += 1
    rows = [f"{'asked':8} {'cases':9} {'draft':13}{'right':>7}{'undecided':>11}{'wrong':>7}"]
    for (by, group, draft), counted in sorted(counts.items(), key=lambda row: (*row[0][:2], _draft_order(row[0][2]))):
        told = "".join(f"{counted[answer]:>{width},}" for answer, width in _WIDTHS.items())
        rows.append(f"{by:8} {group:9} {draft:13}{told}")
    return "\n".join(rows)


_WIDTHS: Mapping[Answer, int] = {Answer.RIGHT: 7, Answer.UNDECIDED: 11, Answer.WRONG: 7}


def _draft_order(draft: str) -> tuple[int, str]:
    return len(draft) if draft != "all" else 99, draft


def _order(difference: Difference) -> tuple[str, str, str]:
    return difference.by, difference.case, difference.answer
