"""The table of rules and the code that names them: neither has an id that the other doesn't know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bridgewright import lint
from bridgewright.compat.changes.rules import API_RULES
from bridgewright.compat.changes.rules import RULES as CHANGES
from bridgewright.findings import Severity
from bridgewright.findings.examples import examples
from bridgewright.findings.rules import GROUPS, RULES, TABLE, rules_of
from bridgewright.findings.rules import kinds as of

SOURCES = Path(__file__).parents[2] / "codegen/src/bridgewright"
TEXTS = {group.name: (SOURCES / f"findings/examples/{group.name}.txt").read_text("utf-8") for group in GROUPS}
PLACES = {
    "Change": 0,
    "Finding": 1,
    "Rule": 0,
    "Site": 0,
    "UnreadableDocument": 0,
    "_finding": 1,
    "_problem": 0,
    "_say": 0,
    "_wrong": 1,
    "parsed": 2,
    "site": 0,
}
"""Which argument of a call is a rule's id."""
BY_THE_CASE = {
    "archive-needs-backward-transitive",
    "file-misplaced",
    "keyword-inexpressible",
    "registry-content-invalid",
    "version-not-bumped",
}
"""Rules that weigh otherwise in some cases, as their purpose says."""


@cache
def nodes() -> tuple[ast.Call | ast.Constant, ...]:
    """The calls and constants of the whole package, but for the table itself."""
    paths = [path for path in sorted(SOURCES.rglob("*.py")) if not path.is_relative_to(SOURCES / "findings/rules")]
    found = (node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return tuple(node for node in found if isinstance(node, ast.Call | ast.Constant))


def calls() -> Iterator[tuple[ast.Call, str]]:
    """The calls that name a rule, with its id, wherever that stands there as it is."""
    for node in nodes():
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            told = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
            for argument in (*node.args[PLACES.get(name, 99) :][:1], *told):
                # The condition of `a if b == "c" else d` is no id.
                branches = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                for branch in branches:
                    if isinstance(branch, ast.Constant) and isinstance(branch.value, str):
                        yield node, branch.value


def test_no_id_stands_twice() -> None:
    """An id names one rule, and every group has some."""
    assert len(RULES) == len(TABLE)
    assert sum(len(rules_of(group)) for group in GROUPS) == len(TABLE)
    assert all(rules_of(group) for group in GROUPS)


def test_every_id_that_code_names_is_in_the_table() -> None:
    """Whoever gets a finding can ask `bridgewright rules` what it is about."""
    assert set() == {rule for _, rule in calls()} - RULES.keys()


def test_every_id_in_the_table_is_named_by_code() -> None:
    """An id stands in the code as it is; or it is put together there, and its example, which is run, shows it."""
    written = {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    shown = {rule for text in TEXTS.values() for rule, one in examples(text).items() if one.commands}

    assert set() == RULES.keys() - written - shown


def test_the_rooms_have_the_rules_of_their_groups() -> None:
    """`lint` and `compat` have a handler for each of theirs, and for no other."""
    assert [rule.id for rule in lint.RULES] == [rule.id for rule in rules_of(of.LINT)]
    assert list(CHANGES) == [rule.id for group in (of.CHANGES, of.APIS) for rule in rules_of(group)]
    assert list(API_RULES) == [rule.id for rule in rules_of(of.APIS)]


def test_a_finding_weighs_what_the_table_says() -> None:
    """Where a finding is made with a severity of its own, that is the table's."""
    told = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING"}
    wrong = set()
    for call, rule in calls():
        if getattr(call.func, "id", "") == "Finding" and not RULES[rule].group.proved and rule not in BY_THE_CASE:
            named = call.args[4:] + [keyword.value for keyword in call.keywords if keyword.arg == "severity"]
            severity = getattr(named[0], "attr", "?") if named else "ERROR"
            if severity != told[RULES[rule].severity]:
                wrong.add(rule)

    assert wrong == set()


def test_every_rule_has_an_example_in_the_file_of_its_group() -> None:
    """In the table's order; where no short text can break a rule, a sentence says what does."""
    for group in GROUPS:
        assert [rule.id for rule in rules_of(group)] == list(examples(TEXTS[group.name]))


def test_the_words_of_a_change_follow_a_colon() -> None:
    """Other rules say why they exist, in sentences; those of changes go on where a message says what changed."""
    for rule in TABLE:
        assert rule.group.proved is not rule.purpose.endswith(".")
