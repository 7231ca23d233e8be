"""A contracts folder to sources: which files are read, under which names, in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridgewright.documents.files import load_document
from bridgewright.findings import BridgewrightError
from bridgewright.project.find import find_contracts
from bridgewright.project.folder import load_sources


def project(folder: Path, *files: str) -> Path:
    """A contracts folder with settings and empty mappings in the files."""
    contracts = folder / "contracts"
    contracts.mkdir(parents=True)
    (contracts / "bridgewright.toml").write_text("a = 1\n")
    for file in files:
        (contracts / file).parent.mkdir(parents=True, exist_ok=True)
        (contracts / file).write_text("{}\n")
    return contracts


def test_contracts_come_with_folder_name_and_version(tmp_path: Path) -> None:
    """Each contract says its kind's folder, its name and its file's stem, sorted by folder and name."""
    contracts = project(
        tmp_path, "commands/c.do/1.0.0.yml", "events/b.done/1.0.0.yaml", "events/a.done/2.0.0.json", "apis/x/1.0.0.yaml"
    )

    sources, findings = load_sources(contracts)

    assert sources is not None
    assert findings == ()
    assert [(file.folder, file.name, file.stem) for file in sources.contracts] == [
        ("events", "a.done", "2.0.0"),
        ("events", "b.done", "1.0.0"),
        ("commands", "c.do", "1.0.0"),
        ("apis", "x", "1.0.0"),
    ]


def test_notes_and_hidden_files_are_left_alone(tmp_path: Path) -> None:
    """Markdown files and files that begin with a dot belong to nobody."""
    contracts = project(
        tmp_path, "README.md", "events/notes.md", "events/a/NOTES.md", "events/a/.1.0.0.yaml.swp", ".idea/x"
    )

    sources, findings = load_sources(contracts)

    assert sources is not None
    assert (sources.contracts, findings) == ((), ())


def test_paths_are_relative_to_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same path is shown however the folder was named: relative, absolute, with `..`, or through a link."""
    contracts = project(tmp_path, "events/a/1.0.0.yaml")
    (contracts / "events" / "there").mkdir()
    monkeypatch.chdir(contracts / "events")
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "contracts").symlink_to(contracts)

    shown = set()
    for name in (contracts, Path(".."), Path("there/../.."), tmp_path / "link" / "contracts"):
        sources, _ = load_sources(name)
        assert sources is not None
        shown.add(sources.contracts[0].document.path)

    assert shown == {"contracts/events/a/1.0.0.yaml"}


def test_a_file_that_cannot_be_read_leaves_its_contract_unread(tmp_path: Path) -> None:
    """What can be read goes on; the name of the contract with an unreadable version is kept."""
    contracts = project(tmp_path, "events/a/1.0.0.yaml", "events/b/1.0.0.yaml", "subscriptions/x.yaml")
    (contracts / "events/a/1.1.0.yaml").write_bytes(b"\xff")
    (contracts / "subscriptions/y.yaml").write_bytes(b"\xff")

    sources, findings = load_sources(contracts)

    assert sources is not None
    assert sources.unread == ("a", "subscriptions/*")
    assert [file.document.path for file in sources.contracts] == [
        "contracts/events/a/1.0.0.yaml",
        "contracts/events/b/1.0.0.yaml",
    ]
    assert [str(finding.location) for finding in findings] == [
        "contracts/events/a/1.1.0.yaml:1",
        "contracts/subscriptions/y.yaml:1",
    ]


def test_the_nearest_contracts_folder_is_found(tmp_path: Path) -> None:
    """From the folder itself, from beside it, and from below."""
    contracts = project(tmp_path, "events/a/1.0.0.yaml")
    (tmp_path / "services" / "upload").mkdir(parents=True)

    starts = (contracts, tmp_path, contracts / "events" / "a", tmp_path / "services" / "upload")

    assert [contracts] * 4 == [find_contracts(start) for start in starts]


def test_no_contracts_folder_is_said_with_what_to_do(tmp_path: Path) -> None:
    """Outside of any project the error names the option and the command that starts one."""
    with pytest.raises(BridgewrightError, match=r"--contracts, or start a project with `bridgewright init`"):
        find_contracts(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"{", "event.json:1: "), (b"\xff", "event.json:1: byte 0"), (b"[" * 5_000, "nested more than 100 levels deep")],
)
def test_a_named_document_that_is_none_is_an_error(content: bytes, message: str, tmp_path: Path) -> None:
    """A file that the user named gives one line with its place."""
    path = tmp_path / "event.json"
    path.write_bytes(content)

    with pytest.raises(BridgewrightError) as raised:
        load_document(path)

    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_named_document_that_is_missing_is_an_error(tmp_path: Path) -> None:
    """The error names the file and the system's reason."""
    with pytest.raises(BridgewrightError, match=r"nowhere\.json: can't be read: No such file or directory"):
        load_document(tmp_path / "nowhere.json")


@pytest.mark.parametrize(
    ("name", "text", "rule", "hint"),
    [
        ("1.0.0.yaml", "", "document-empty", "write the document"),
        ("1.0.0.yaml", "a: 1\na: 2\n", "duplicate-key", "keep one of the two"),
        ("1.0.0.json", '{"a": 1, "a": 2}', "duplicate-key", "keep one of the two"),
        ("1.0.0.yaml", "a: b: c\n", "not-yaml", "indentation, quotes"),
        ("1.0.0.json", "{'a': 1}", "not-json", "double quotes"),
        ("1.0.0.yaml", "x" * 1_000_001, "document-too-large", "the Schema Registry stores 100,000 characters"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, name: str, text: str, rule: str, hint: str) -> None:
    """Every way in which a contract's file is no document has a hint."""
    contracts = project(tmp_path, "events/a/2.0.0.yaml")
    (contracts / "events/a" / name).write_text(text)
    _, findings = load_sources(contracts)

    assert [(rule, True)] == [(finding.rule, hint in finding.hint) for finding in findings]
