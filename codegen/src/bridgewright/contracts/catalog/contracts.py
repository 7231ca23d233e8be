"""Contract files to `EventContract`s and `ApiContract`s."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from bridgewright.contracts.catalog.structure import document_findings
from bridgewright.contracts.model import ApiContract, ContractFile, EventContract, Example, Kind, Version
from bridgewright.documents.document import Document
from bridgewright.documents.pointers import escaped
from bridgewright.findings import Finding
from bridgewright.schemas.walking import resolved

_KINDS = {"events": Kind.EVENT, "commands": Kind.COMMAND}
_TITLE = re.compile(r"[A-Z][A-Za-z0-9]{0,63}", re.ASCII)
_HASH = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
Structure = Callable[[Document], Sequence[Finding]]
"""What is wrong with a document as OpenAPI: `document_findings`, or what is remembered of it."""
SOURCE = "x-amazon-events-source"
DETAIL_TYPE = "x-amazon-events-detail-type"


def released_versions(lock: Document | None, findings: list[Finding]) -> dict[str, str]:
    """The lock's entries (`payslip.uploaded/1.0.0` -> hash); a wrong one is a `lock-invalid` finding."""
    if lock is None:
        return {}
    if not isinstance(lock.content, Mapping):
        findings.append(Finding(lock.at(), "lock-invalid", "the lock is not a JSON object"))
        return {}
    for name, value in lock.content.items():
        if not (isinstance(value, str) and _HASH.fullmatch(value)):
            message = f"{name!r} has no hash of the form sha256:<64 hex digits>"
            findings.append(Finding(lock.at(f"/{escaped(name)}"), "lock-invalid", message, "restore the lock file"))
    return {n: v for n, v in lock.content.items() if isinstance(v, str) and _HASH.fullmatch(v)}


def build_contracts(
    files: Iterable[ContractFile],
    released: Mapping[str, str],
    findings: list[Finding],
    structure: Structure = document_findings,
) -> tuple[tuple[EventContract, ...], tuple[ApiContract, ...], frozenset[str]]:
    """Events and APIs sorted by name and version, and the names of contracts with a file left out."""
    events: dict[tuple[str, Version], EventContract] = {}
    apis: dict[tuple[str, Version], ApiContract] = {}
    unbuilt: set[str] = set()
    for file in files:
        version = _version(file, findings)
        problems = structure(file.document)
        findings.extend(problems)
        if version is None or problems:
            unbuilt.add(file.name)
            continue
        taken = events.get((file.name, version)) or apis.get((file.name, version))
        if taken:
            message = f"{file.name} {version} is also in {taken.document.path}"
            findings.append(Finding(file.document.at(), "version-duplicated", message, "keep one of the two files"))
            unbuilt.add(file.name)
        elif file.folder == "apis":
            apis[file.name, version] = ApiContract(file.name, version, _title(file), file.document)
        elif event := _event(file, version, released, findings):
            events[file.name, version] = event
        else:
            unbuilt.add(file.name)
    return (
        tuple(events[key] for key in sorted(events)),
        tuple(apis[key] for key in sorted(apis)),
        frozenset(unbuilt),
    )


def _version(file: ContractFile, findings: list[Finding]) -> Version | None:
    version = Version.parse(file.stem)
    if version is None:
        message = f"the file's name {file.stem!r} is not a version"
        findings.append(Finding(file.document.at(), "file-name-not-version", message, "name it like 1.0.0.yaml"))
    return version


def _title(file: ContractFile) -> str:
    title: str = file.document.content["info"]["title"]
    if _TITLE.fullmatch(title):
        return title
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", file.name))


def _event(
    file: ContractFile, version: Version, released: Mapping[str, str], findings: list[Finding]
) -> EventContract | None:
    document = file.document
    pointer = "/components/schemas/AWSEvent"
    envelope = document.content.get("components", {}).get("schemas", {}).get("AWSEvent")
    if not isinstance(envelope, Mapping):
        hint = "declare components.schemas.AWSEvent with the envelope's fields and a `detail`"
        findings.append(Finding(document.at("/components"), "aws-event-missing", "no AWSEvent schema", hint))
        return None
    detail = envelope.get("properties", {}).get("detail")
    if not isinstance(detail, Mapping):
        hint = "declare AWSEvent.properties.detail: it is what producers send"
        findings.append(Finding(document.at(pointer), "detail-missing", "AWSEvent has no `detail` property", hint))
        return None
    detail_pointer, _ = resolved(document.content, detail, f"{pointer}/properties/detail")
    return EventContract(
        kind=_KINDS[file.folder],
        name=file.name,
        version=version,
        title=_title(file),
        source=_text(envelope.get(SOURCE)),
        detail_type=_text(envelope.get(DETAIL_TYPE)),
        detail_pointer=detail_pointer,
        document=document,
        examples=_examples(document),
        released_hash=released.get(f"{file.name}/{version}"),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _examples(document: Document) -> tuple[Example, ...]:
    declared = document.content["components"].get("examples", {})
    return tuple(
        Example(
            name, _text(example.get("summary")), example.get("value"), f"/components/examples/{escaped(name)}/value"
        )
        for name, example in declared.items()
    )
