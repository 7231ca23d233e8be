"""The session that asks the official suite: what it takes for a difference, and when it fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bridgewright.schemas.dialects import DIALECTS
from suite.answers import Answer, alone, equal, of_bind, of_compare
from suite.cases import HOST, Case, cases, remotes
from suite.compound import compound
from suite.differences import Answered, figures, kinds_in, problems
from suite.fetching import NotTheSuite, verified

LISTED = """
[[kind]]
name = "too-hard"
by = "compare"
answer = "undecided"
reason = "nobody knows"
cases = ["draft7/a.json > s > one"]
"""


def case(schema: Any, instance: Any, *, valid: bool, draft: str = "draft7", name: str = "one") -> Case:
    """A case of the suite."""
    return Case(draft, "required", f"{draft}/a.json > s > {name}", schema, instance, valid)


def answered(answer: Answer, *, by: str = "compare", name: str = "one") -> Answered:
    """An answer to a case."""
    return Answered(case({}, 1, valid=True, name=name), by, answer)


def test_a_listed_difference_is_no_problem() -> None:
    """Differences are held by their case, by who was asked, and by the answer."""
    assert [] == list(problems([answered(Answer.UNDECIDED)], kinds_in(LISTED)))


@pytest.mark.parametrize(
    "found",
    [
        answered(Answer.UNDECIDED, name="another"),
        answered(Answer.UNDECIDED, by="bind"),
        answered(Answer.WRONG),
    ],
    ids=["another case", "another asked", "a worse answer"],
)
def test_a_difference_that_is_not_listed_is_a_problem(found: Answered) -> None:
    """Whatever differs and isn't listed as it differs is told."""
    expected = f"{found.by}: {found.answer}, and not listed: {found.case.name}"

    assert expected in list(problems([found], kinds_in(LISTED)))


@pytest.mark.parametrize("found", [[answered(Answer.RIGHT)], []], ids=["answered right", "not in the suite"])
def test_a_listed_difference_that_is_gone_is_a_problem(found: list[Answered]) -> None:
    """The list says what differs today, and nothing else."""
    expected = ["compare: listed under too-hard as undecided, which it isn't: draft7/a.json > s > one"]

    assert expected == list(problems(found, kinds_in(LISTED)))


@pytest.mark.parametrize(
    "text",
    [LISTED.replace("nobody knows", " "), LISTED + LISTED, LISTED.replace("one", 'one", "draft7/a.json > s > one')],
    ids=["no reason", "in two kinds", "twice in one"],
)
def test_a_list_gives_one_reason_for_each_case(text: str) -> None:
    """A kind without a reason, and a case that is listed twice, are refused."""
    with pytest.raises(ValueError, match=r"reason|twice"):
        kinds_in(text)


def test_the_committed_list_is_well_formed() -> None:
    """Every kind of it has a reason, and no answer of `compare` is listed as wrong."""
    kinds = kinds_in(Path(__file__).with_name("differences.toml").read_text("utf-8"))
    wrong = [one.case for kind in kinds for one in kind.differences if (one.by, one.answer) == ("compare", "wrong")]

    assert [] == wrong


def test_figures_count_by_asked_group_and_draft() -> None:
    """Each draft has a row, and all of them together."""
    table = figures([answered(Answer.RIGHT), answered(Answer.UNDECIDED), answered(Answer.WRONG, by="bind")])

    assert [
        ["bind", "required", "draft7", "0", "0", "1"],
        ["bind", "required", "all", "0", "0", "1"],
        ["compare", "required", "draft7", "1", "1", "0"],
        ["compare", "required", "all", "1", "1", "0"],
    ] == [line.split() for line in table.splitlines()[1:]]


@pytest.mark.parametrize("ask", [of_bind, of_compare])
@pytest.mark.parametrize(
    ("schema", "valid", "expected"),
    [
        ({"type": "integer"}, True, Answer.RIGHT),
        ({"type": "integer"}, False, Answer.WRONG),
        ({"type": "string"}, False, Answer.RIGHT),
        ({"type": "string"}, True, Answer.WRONG),
        (True, True, Answer.RIGHT),
        (False, True, Answer.WRONG),
        ({"$ref": "https://nowhere.test/schema"}, True, Answer.UNDECIDED),
    ],
)
def test_an_answer_is_held_against_the_suites(ask: Any, schema: Any, valid: bool, expected: Answer) -> None:
    """The instance is 1; what the suite says of it may be wrong here, and then the answer must differ."""
    assert expected is ask(case(schema, 1, valid=valid), {})


def test_in_draft_04_an_integer_stands_alone() -> None:
    """An `enum` of 1 accepts 1.0, which is no integer there: the pair would have another answer than the suite's."""
    assert {"enum": [1], "type": "integer"} == alone(1, "draft4")
    assert {"enum": [1]} == alone(1, "draft6")
    assert {"enum": [True]} == alone(True, "draft4")
    assert {"enum": [[2.5]], "items": [{"not": {"type": "integer"}}]} == alone([2.5], "draft4")
    assert {"enum": [{"a": 1}], "properties": {"a": {"type": "integer"}}} == alone({"a": 1}, "draft4")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [(1, 1.0, True), (1, True, False), (10**308, 1e308, True), ([0], [False], False), ({"a": 1}, {"a": 1.0}, True)],
)
def test_witnesses_equal_instances_as_json_schema_has_it(one: Any, other: Any, expected: bool) -> None:
    """Numbers are equal by value, and no number is a boolean."""
    assert expected is equal(one, other)


def test_a_schema_gets_the_documents_that_it_refers_to() -> None:
    """Directly or not, each under its URI; no others."""
    others = {
        f"{HOST}a.json": {"items": {"$ref": "b.json#/x"}},
        f"{HOST}b.json": {"x": {"type": "integer"}},
        f"{HOST}c.json": {},
    }
    expected = {
        "$id": HOST,
        "$ref": "a.json",
        "$defs": {
            f"{HOST}a.json": {"$id": f"{HOST}a.json", "items": {"$ref": "b.json#/x"}},
            f"{HOST}b.json": {"$id": f"{HOST}b.json", "x": {"type": "integer"}},
        },
    }

    assert expected == compound({"$id": HOST, "$ref": "a.json"}, others, DIALECTS["2020-12"])


def test_a_document_of_another_name_is_found_by_both() -> None:
    """A document that calls itself otherwise than it is served is what both names lead to."""
    others = {f"{HOST}a.json": {"$id": "urn:other", "type": "integer"}}
    schema = compound({"$ref": f"{HOST}a.json"}, others, DIALECTS["2020-12"])

    assert Answer.RIGHT is of_compare(case(schema, 1, valid=True, draft="draft2020-12"), {})


def test_cases_are_read_from_the_suites_folders(tmp_path: Path) -> None:
    """Those of each draft that every validator must answer, and those of formats; other optional ones aren't asked."""
    text = '[{"description": "s", "schema": {}, "tests": [{"description": "t", "data": 1, "valid": true}]}]'
    for path in ("draft7/a.json", "draft7/optional/format/b.json", "draft7/optional/c.json", "draft3/d.json"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")

    assert [
        Case("draft7", "required", "draft7/a.json > s > t", {}, 1, valid=True),
        Case("draft7", "format", "draft7/optional/format/b.json > s > t", {}, 1, valid=True),
    ] == list(cases(tmp_path))


def test_remotes_are_known_by_their_uris(tmp_path: Path) -> None:
    """The suite serves its folder at one host."""
    (tmp_path / "draft7").mkdir()
    (tmp_path / "draft7/a.json").write_text("{}", "utf-8")

    assert {f"{HOST}draft7/a.json": {}} == remotes(tmp_path)


def test_an_archive_of_other_contents_is_refused(tmp_path: Path) -> None:
    """Figures are of the suite that was released, byte for byte."""
    archive = tmp_path / "suite.tar.gz"
    archive.write_bytes(b"other")

    with pytest.raises(NotTheSuite, match="SHA-256"):
        verified(archive, "0" * 64)
