"""History can't be rewritten: what a lock once said was released is held against today's, entry by entry."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from bridgewright.project import git as history
from changes.conftest import Run, commit, git

UPLOADED = "events/payslip.uploaded"
LOCK = "bridgewright.lock.json"
SETTINGS = "bridgewright.toml"
API = "apis/payslip-upload/1.0.0.yaml"
COMMAND = "commands/payslip.regenerate/1.0.0.yaml"
Edit: TypeAlias = Callable[[Path, Run], None]

CHANGED, UNLOCKED = "published-version-changed", "lock-entry-removed"
AT_VERSION = re.compile(
    r"^(?:\S*/)?contracts/(\S+?)(?::\d+)?: error\[(published-version-changed|lock-entry-removed)\]", re.MULTILINE
)
OTHERS = re.compile(r"error\[(released-[a-z-]+)\]")


def found(printed: str) -> list[tuple[str, str]]:
    """(rule, file) of each finding about what was released, lint's own words for it included."""
    told = [(rule, path) for path, rule in AT_VERSION.findall(printed)]
    return sorted(told) + [(rule, "") for rule in OTHERS.findall(printed)]


def lock_of(project: Path) -> dict[str, str]:
    """The lock's entries."""
    entries: dict[str, str] = json.loads((project / LOCK).read_text())
    return entries


def write_lock(project: Path, entries: dict[str, str]) -> None:
    """Writes the lock by hand."""
    (project / LOCK).write_text(json.dumps(entries, indent=2))


def replaced(project: Path, path: str, before: str, after: str) -> None:
    """Edits a contract."""
    file = project / path
    assert before in file.read_text()
    file.write_text(file.read_text().replace(before, after))


def released_anew(project: Path, run: Run, path: str, before: str, after: str) -> None:
    """The lock deleted and committed, a version edited, everything released once more."""
    (project / LOCK).unlink()
    git(project, "checkout", "-q", "-b", "work")
    replaced(project, path, before, after)
    shutil.move(project.parent / ".git", project.parent / "elsewhere")
    assert run("release")[0] == 0
    shutil.move(project.parent / "elsewhere", project.parent / ".git")


def older_version(project: Path, run: Run) -> None:
    released_anew(project, run, f"{UPLOADED}/1.0.0.yaml", "maxLength: 100", "maxLength: 99")


def newest_version(project: Path, run: Run) -> None:
    released_anew(project, run, f"{UPLOADED}/2.1.0.yaml", "enum: [GBP, EUR]", "enum: [GBP]")


def command(project: Path, run: Run) -> None:
    released_anew(project, run, COMMAND, "maxLength: 36", "maxLength: 35")


def api(project: Path, run: Run) -> None:
    released_anew(project, run, API, "maxLength: 100", "maxLength: 99")


def edited_in_place(project: Path, _: Run) -> None:
    replaced(project, f"{UPLOADED}/2.0.0.yaml", "maxLength: 100", "maxLength: 99")


def file_gone(project: Path, _: Run) -> None:
    (project / UPLOADED / "1.0.0.yaml").unlink()


def file_and_entry_gone(project: Path, _: Run) -> None:
    (project / UPLOADED / "1.0.0.yaml").unlink()
    write_lock(project, {name: was for name, was in lock_of(project).items() if name != "payslip.uploaded/1.0.0"})


def api_gone(project: Path, _: Run) -> None:
    shutil.rmtree(project / "apis")
    write_lock(project, {name: was for name, was in lock_of(project).items() if not name.startswith("payslip-upload/")})


def hash_rewritten(project: Path, _: Run) -> None:
    write_lock(project, lock_of(project) | {"payslip.uploaded/1.0.0": f"sha256:{'0' * 64}"})


def entry_gone(project: Path, _: Run) -> None:
    write_lock(project, {name: was for name, was in lock_of(project).items() if name != "payslip.uploaded/1.0.0"})


def lock_gone(project: Path, _: Run) -> None:
    (project / LOCK).unlink()


def lock_emptied(project: Path, _: Run) -> None:
    write_lock(project, {})


def moved(project: Path, _: Run) -> None:
    (project / "commands/payslip.regenerate").rename(project / "commands/payslip.redo")
    entries = lock_of(project)
    entries["payslip.redo/1.0.0"] = entries.pop("payslip.regenerate/1.0.0")
    write_lock(project, entries)


def reworded(project: Path, _: Run) -> None:
    file = project / UPLOADED / "1.0.0.yaml"
    file.write_text(f"# a comment\n{file.read_text()}".replace("maxLength: 100", "maxLength:    100"))


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (older_version, [(CHANGED, f"{UPLOADED}/1.0.0.yaml")]),
        (newest_version, [(CHANGED, f"{UPLOADED}/2.1.0.yaml")]),
        (command, [(CHANGED, COMMAND)]),
        (api, [(CHANGED, API)]),
        (edited_in_place, [(CHANGED, f"{UPLOADED}/2.0.0.yaml")]),
        (file_gone, [(CHANGED, LOCK)]),
        (file_and_entry_gone, [(CHANGED, LOCK)]),
        (api_gone, [(CHANGED, LOCK)]),
        (hash_rewritten, [(CHANGED, LOCK)]),
        (entry_gone, [(UNLOCKED, LOCK)]),
        (lock_gone, [(UNLOCKED, SETTINGS)]),
        (lock_emptied, [(UNLOCKED, LOCK)]),
        (moved, [(CHANGED, LOCK)]),
        (reworded, []),
    ],
)
def test_each_entry_of_the_old_lock_is_held_against_todays(
    project: Path, run: Run, edit: Edit, expected: list[tuple[str, str]]
) -> None:
    """Whatever was done to a released version is one finding; words that no hash holds are free."""
    edit(project, run)
    code, printed = run("breaking", "--against", "main")

    assert expected == found(printed), printed
    assert bool(expected) == bool(code)


@pytest.mark.parametrize("rule", [CHANGED, UNLOCKED])
@pytest.mark.parametrize("table", ["compatibility", "lint"])
def test_no_waiver_rewrites_history(project: Path, run: Run, table: str, rule: str) -> None:
    """A waiver of either rule is a finding, and waives nothing."""
    lock_gone(project, run)
    replaced(project, f"{UPLOADED}/1.0.0.yaml", "maxLength: 100", "maxLength: 99")
    scope = 'event = "payslip.uploaded"' if table == "compatibility" else f'file = "{UPLOADED}"'
    waiver = f'\n[[{table}.waivers]]\nrule = "{rule}"\n{scope}\nreason = "nobody used it"\nexpires = "2999-01-01"\n'
    settings = project / SETTINGS
    settings.write_text(settings.read_text() + waiver)
    _, printed = run("breaking", "--against", "main")

    assert [(UNLOCKED, SETTINGS), (CHANGED, f"{UPLOADED}/1.0.0.yaml")] == sorted(found(printed))
    assert f"`{rule}` can't be waived" in printed


def test_a_lock_that_went_before_is_remembered(project: Path, run: Run) -> None:
    """Against a ref without a lock, the last one that it had counts."""
    lock_gone(project, run)
    commit(project, "no lock")
    replaced(project, f"{UPLOADED}/1.0.0.yaml", "maxLength: 100", "maxLength: 99")
    code, printed = run("breaking", "--against", "HEAD")

    assert 1 == code
    assert (CHANGED, f"{UPLOADED}/1.0.0.yaml") in found(printed)
    assert "HEAD has no lock; the last one before it counts" in printed


def test_a_document_that_its_own_lock_disowns_is_that_refs_problem(project: Path, run: Run) -> None:
    """Somebody committed an edited release; putting it right is no change, and the ref is named."""
    replaced(project, f"{UPLOADED}/2.1.0.yaml", "enum: [GBP, EUR]", "enum: [GBP, EUR, USD]")
    commit(project, "wrong")
    replaced(project, f"{UPLOADED}/2.1.0.yaml", "enum: [GBP, EUR, USD]", "enum: [GBP, EUR]")
    code, printed = run("breaking", "--against", "main")

    assert (0, []) == (code, found(printed)), printed
    assert "payslip.uploaded/2.1.0: at main, its document isn't what the lock there says was released" in printed


def test_attributes_hide_nothing(project: Path, run: Run) -> None:
    """`export-ignore` is about archives: what was committed is read all the same."""
    (project.parent / ".gitattributes").write_text("*.json export-ignore\n*.yaml export-ignore\n")
    commit(project.parent, "attributes")
    lock_gone(project, run)

    assert [(UNLOCKED, SETTINGS)] == found(run("breaking", "--against", "main")[1])


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (older_version, [(CHANGED, f"{UPLOADED}/1.0.0.yaml")]),
        (edited_in_place, [("released-version-changed", "")]),
        (file_gone, [("released-version-removed", "")]),
        (file_and_entry_gone, [(CHANGED, LOCK)]),
        (entry_gone, [(UNLOCKED, LOCK)]),
        (lock_gone, [(UNLOCKED, SETTINGS)]),
        (lock_emptied, [(UNLOCKED, LOCK)]),
        (reworded, []),
    ],
)
@pytest.mark.parametrize("verb", ["lint", "breaking"])
def test_lint_asks_git_what_was_released(
    project: Path, run: Run, verb: str, edit: Edit, expected: list[tuple[str, str]]
) -> None:
    """In a checkout, the lock of the last commit is held against the one on disk; so does `breaking` without a ref."""
    edit(project, run)

    assert expected == found(run(verb)[1])


def test_a_lock_that_was_committed_away_is_missed(project: Path, run: Run) -> None:
    """The commit before its removal knows what was released; `release` doesn't start anew."""
    lock_gone(project, run)
    commit(project, "no lock")
    git(project, "commit", "-q", "--allow-empty", "-m", "later")

    assert [(UNLOCKED, SETTINGS)] == found(run("lint")[1])
    assert 1 == run("release")[0]
    assert not (project / LOCK).exists()


def test_one_mistake_hides_no_other(project: Path, run: Run) -> None:
    """A document is gone, and another version's entry: lint says both."""
    file_gone(project, run)
    write_lock(project, {name: was for name, was in lock_of(project).items() if name != "payslip.uploaded/1.1.0"})

    assert [(UNLOCKED, LOCK), ("released-version-removed", "")] == found(run("lint")[1])


@pytest.mark.parametrize("without", ["repository", "git", "commit"])
def test_without_git_nothing_is_said(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, without: str
) -> None:
    """No repository, no git program, nothing committed: nobody knows, and lint works as ever."""
    lock_gone(project, run)
    if without == "git":
        monkeypatch.setenv("PATH", str(tmp_path))
    else:
        shutil.rmtree(project.parent / ".git")
    if without == "commit":
        git(project.parent, "init", "-q")

    assert (0, []) == (run("lint")[0], found(run("lint")[1]))


def test_lint_of_an_unchanged_project_runs_git_once(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process is what it costs; `generate` runs none."""
    ran: list[str] = []
    known = history._run

    def counted(folder: Path, *arguments: str, given: bytes = b""):  # type: ignore[no-untyped-def]
        ran.append(arguments[0])
        return known(folder, *arguments, given=given)

    monkeypatch.setattr(history, "_run", counted)
    run("generate", "--check")
    run("lint")

    assert ["cat-file"] == ran


@pytest.fixture
def shallow(project: Path, tmp_path: Path) -> Path:
    """A checkout as CI makes it: one commit of a branch, and nothing of `main`; its contracts folder."""
    git(project, "checkout", "-q", "-b", "work")
    commit(project, "second")
    origin = f"file://{project.parent}"
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "work", origin, "shallow")
    return tmp_path / "shallow/contracts"


def test_a_shallow_checkout_says_what_to_do(shallow: Path, run: Run) -> None:
    """What it says helps."""
    code, printed = run("breaking", "--against", "main", contracts=shallow)
    (fetch,) = re.findall(r"`git (fetch origin [^`]+)`", printed)
    (against,) = re.findall(r"`--against (\S+)`", printed)
    git(shallow, *fetch.split())

    assert (2, 1, True) == (code, printed.count("\n"), "`fetch-depth: 0`" in printed)
    assert 0 == run("breaking", "--against", against, contracts=shallow)[0]


def test_a_branch_of_the_origin_is_named(shallow: Path, run: Run) -> None:
    """CI fetches `origin/main` and makes no `main`."""
    git(shallow, "fetch", "-q", "origin", "main:refs/remotes/origin/main")

    assert (2, "bridgewright: git has no main here, but origin/main: say `--against origin/main`\n") == run(
        "breaking", "--against", "main", contracts=shallow
    )


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        ("HEAD~9", "git has no 'HEAD~9' here; mend the name"),
        ("mian", "git has no mian here; mend the name, or run `git fetch origin mian:refs/remotes/origin/mian`"),
        ("before", "before has no folder contracts: there is nothing to compare with"),
    ],
)
def test_what_git_has_not_is_one_line(project: Path, run: Run, ref: str, expected: str) -> None:
    """A wrong name, and a commit before the contracts were there."""
    git(project, "checkout", "-q", "--orphan", "before")
    git(project, "rm", "-q", "-r", "--cached", ".")
    git(project, "commit", "-q", "--allow-empty", "-m", "empty")
    git(project, "checkout", "-q", "-f", "main")
    code, printed = run("breaking", "--against", ref)

    assert (2, 1) == (code, printed.count("\n"))
    assert printed.startswith(f"bridgewright: {expected}")


def test_links_inside_the_folder_are_read_as_links(project: Path, run: Run) -> None:
    """A version that is a link to another file is that file; one that leads out is an error, not a way out."""
    (project / UPLOADED / "1.0.0.yaml").rename(project / UPLOADED / "kept.md")
    (project / UPLOADED / "1.0.0.yaml").symlink_to("kept.md")
    commit(project, "a link")
    inside = run("breaking", "--against", "main")
    (project / UPLOADED / "9.0.0.yaml").symlink_to("../../../secret.yaml")
    commit(project, "a way out")
    outside = run("breaking", "--against", "main")

    assert 0 == inside[0]
    assert (2, "is a link that leads out of the folder\n") == (outside[0], outside[1][-39:])
