"""Brings other people's event schemas into a contracts folder: all of them, or none."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import ContractFile, OutputFile, Sources
from bridgewright.documents.decoding import decoded
from bridgewright.documents.document import Document
from bridgewright.documents.pointers import value_at
from bridgewright.documents.yaml_reading import UnreadableDocument, parse_yaml
from bridgewright.documents.yaml_writing import spelled_yaml
from bridgewright.emit import emit
from bridgewright.findings import BridgewrightError, Finding, Location, has_errors
from bridgewright.foreign.files import Foreign, read_foreign
from bridgewright.foreign.importing import Contract, Hints, ImportOptions, imported, other_files
from bridgewright.lint import lint
from bridgewright.project.find import SETTINGS_FILE
from bridgewright.project.folder import load_sources
from bridgewright.project.writing import create_files

_SPELLINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Intake:
    """What an import did: paths relative to the folder of the contracts folder; findings in the original files."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    findings: tuple[Finding, ...]


def import_events(files: Sequence[Path], into: Path, root: Path | None, wishes: ImportOptions, package: str) -> Intake:
    """Writes a contract for each event of `files` into the contracts folder `into`, which is made when it is absent.

    Writes nothing when anything is an error: in the files, in what contracts can say, or beside contracts that are
    already there. `package` names the bindings of a new project.

    Raises:
        BridgewrightError: `into` can't be read or written.
    """
    foreign = read_foreign(files, root, other_files)
    hints = {one.path: Hints(one.name, one.version) for one in foreign.wanted}
    contracts, found = imported(foreign.documents, hints, wishes)
    findings = [*foreign.findings, *_told(found, foreign, root)]
    into = Path(os.path.abspath(into))  # noqa: PTH100 - resolve() would name other files for links
    places = {f"events/{one.name}/{one.version}.yaml": one for one in contracts}
    texts: dict[str, str] = {}
    for path, contract in places.items():
        try:
            texts[path] = spelled_yaml(contract.content)
        except UnreadableDocument as problem:
            findings.append(Finding(contract.at(""), problem.rule, problem.message, problem.hint))
    there = {path: content for path in texts if (content := _there(into, path)) is not None}
    for path in there.keys() - {path for path in there if there[path] == places[path].content}:
        message = f"{into.name}/{path} is already there, and says something else"
        hint = "give this one another --version"
        findings.append(Finding(places[path].at(""), "contract-differs", message, hint))
    new = {path: text for path, text in texts.items() if path not in there}
    settings = () if (into / SETTINGS_FILE).is_file() else _settings(into, package)
    if new and not has_errors(tuple(findings)):
        findings += _wrong_there(into, settings, new, places)
    shown = tuple(sorted(set(findings)))
    if has_errors(shown):
        return Intake((), (), shown)
    made = (*settings, *(OutputFile(f"{into.name}/{path}", text) for path, text in new.items()))
    written = create_files(into.parent, made) if new else ()
    return Intake(written, tuple(sorted(f"{into.name}/{path}" for path in there)), shown)


def _told(findings: tuple[Finding, ...], foreign: Foreign, root: Path | None) -> list[Finding]:
    """The findings; a ref to another file that wasn't read says why."""
    told = []
    for finding in findings:
        document = foreign.documents.get(finding.location.path)
        is_ref = document is not None and finding.rule == "ref-dangling"
        ref = value_at(document.content, finding.location.pointer) if document is not None and is_ref else None
        told.append(_unread(finding, ref, root) if isinstance(ref, str) and not ref.startswith("#") else finding)
    return told


def _unread(finding: Finding, ref: str, root: Path | None) -> Finding:
    uri = ref.partition("#")[0]
    if ":" in uri.partition("/")[0]:
        hint = "save the document beside this one, and refer to it by its path or `$id`"
        return replace(finding, rule="ref-remote", message=f"{ref[:200]!r}: nothing is fetched", hint=hint)
    folder = Path(finding.location.path).parent
    around = root or folder
    if (folder / uri).exists() and not (folder / uri).resolve().is_relative_to(around.resolve()):
        message = f"{ref[:200]!r} leads out of {around.as_posix()}"
        return replace(finding, rule="ref-outside", message=message, hint="name the folder of all files with --root")
    return replace(finding, message=f"{ref[:200]!r} leads to nothing", hint="mend the ref, or add the file")


def _there(into: Path, path: str) -> object:
    """The content of the contract that is already there under any spelling, None when there is none."""
    for spelling in _SPELLINGS:
        file = (into / path).with_suffix("").with_name(Path(path).stem + spelling)
        if os.path.lexists(file):
            try:
                return decoded(file.name, spelling, file.read_bytes()).content
            except (OSError, UnreadableDocument):
                return ""
    return None


def _settings(into: Path, package: str) -> tuple[OutputFile, ...]:
    """The settings of a new project, and its bindings' pyproject where none stands."""
    from bridgewright.project.starter import starter_files  # noqa: PLC0415 - its template engine is needed here alone

    if not (into.name and into.parent.is_dir()):
        raise BridgewrightError(f"{into}: the folder above it must be there")
    named = {
        "contracts/bridgewright.toml": f"{into.name}/{SETTINGS_FILE}",
        "generated/pyproject.toml": "generated/pyproject.toml",
    }
    files = (OutputFile(named[file.path], file.text) for file in starter_files(package) if file.path in named)
    return tuple(file for file in files if not os.path.lexists(into.parent / file.path))


def _wrong_there(
    into: Path, settings: tuple[OutputFile, ...], new: Mapping[str, str], places: Mapping[str, Contract]
) -> list[Finding]:
    """What would keep the project from generating once the new contracts are in it, at its place in the originals."""
    sources = _sources(into, settings)
    files = {f"{into.name}/{path}": path for path in new}
    added = tuple(
        ContractFile("events", Path(path).parent.name, Path(path).stem, Document(shown, *parse_yaml(new[path])))
        for shown, path in files.items()
    )
    catalog, built = build_catalog(replace(sources, contracts=(*sources.contracts, *added)))
    linted = lint(catalog) if catalog else ()
    wrong = _errors((*built, *linted), files, places)
    if catalog is not None and not wrong:
        mine = tuple(event for event in catalog.events if event.document.path in files)
        alone = replace(catalog, events=mine, apis=(), subscriptions=())
        _, emitted = emit(alone if has_errors((*built, *linted)) else catalog)
        wrong = _errors(emitted, files, places)
    return wrong


def _sources(into: Path, settings: tuple[OutputFile, ...]) -> Sources:
    if (into / SETTINGS_FILE).is_file():
        sources, _ = load_sources(into)
        if sources is None:
            raise BridgewrightError(f"{into / SETTINGS_FILE}: can't be read; `bridgewright lint` says why")
        return sources
    text = settings[0].text
    return Sources(decoded(f"{into.name}/{SETTINGS_FILE}", ".toml", text.encode()), None, (), ())


def _errors(findings: Sequence[Finding], files: Mapping[str, str], places: Mapping[str, Contract]) -> list[Finding]:
    """The errors in new contracts, at what they were made of; those of the project as a whole as they are."""
    found = []
    for finding in findings:
        path = files.get(finding.location.path)
        if path is not None and has_errors((finding,)):
            at: Location = places[path].at(finding.location.pointer)
            found.append(replace(finding, location=at, message=f"{finding.message} (in {path})"))
        elif finding.rule in ("output-collides", "settings-invalid"):
            found.append(finding)
    return found
