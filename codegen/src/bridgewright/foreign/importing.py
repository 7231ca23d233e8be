"""Other people's event schemas to contracts: OpenAPI 3.0 documents with an `AWSEvent`, that give the same verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bridgewright.documents.document import Document
from bridgewright.findings import Finding, Severity, has_errors
from bridgewright.foreign.bundling import Bundle, bundle, other_files
from bridgewright.foreign.contracts import Contract, Hints, ImportOptions, contract_of
from bridgewright.foreign.events import EventPlace, event_places
from bridgewright.foreign.naming import is_contract_name

__all__ = ["Contract", "Hints", "ImportOptions", "bundle", "imported", "is_contract_name", "other_files"]


def imported(
    documents: Mapping[str, Document], wanted: Mapping[str, Hints], wishes: ImportOptions
) -> tuple[tuple[Contract, ...], tuple[Finding, ...]]:
    """The contracts for every event of the files `wanted`, and what prevents others.

    `documents` holds these files and all that they refer to, by path.
    """
    findings: list[Finding] = []
    found: list[tuple[Bundle, EventPlace, Hints]] = []
    for path, hints in wanted.items():
        whole = bundle(documents, path)
        findings.extend(whole.findings)
        places, wrong = event_places(whole.document, dialect=whole.dialect.name if whole.dialect else None)
        if places and wishes.lossy:  # a message that is no JSON Schema is left out
            wrong = tuple(replace(finding, severity=Severity.WARNING) for finding in wrong)
        findings.extend(whole.placed(finding) for finding in wrong)
        found.extend((whole, place, hints) for place in places)
    if len(found) > 1 and (wishes.name or wishes.detail_type):
        at = found[1][0].at(found[1][1].pointer)
        option = "--name" if wishes.name else "--detail-type"
        message = f"{option} is for one event, and there are {len(found)}"
        findings.append(Finding(at, "event-ambiguous", message, "import the file of that event alone"))
        wishes = replace(wishes, name="", detail_type="")
    contracts: dict[tuple[str, str], Contract] = {}
    for whole, place, hints in found:
        contract, wrong = contract_of(whole, place, wishes, hints)
        findings.extend(wrong)
        if contract is not None:
            findings.extend(_added(contracts, _told_apart(contracts, contract), place))
    if not has_errors(tuple(findings)):
        findings.extend(_assumptions(contracts.values()))
    return tuple(contracts.values()), tuple(dict.fromkeys(findings))


def _assumptions(contracts: Iterable[Contract]) -> Iterator[Finding]:
    """A warning for each document that doesn't say its events' detail-types: a wrong one refuses every event."""
    assumed: dict[str, list[Contract]] = {}
    for contract in contracts:
        if contract.assumed:
            assumed.setdefault(contract.bundle.document.path, []).append(contract)
    for first, *more in assumed.values():
        message = f"nothing says the event's detail-type: its name, {first.assumed!r:.100}, is taken for it"
        hint = "if it is another, name it with --detail-type"
        if more:
            message = f"nothing says the detail-types of {1 + len(more)} events: names are taken for them, like "
            message += f"{first.assumed!r:.100}"
            hint = "if they are others, write `x-amazon-events-detail-type` into the schemas"
        yield Finding(first.bundle.at(""), "detail-type-assumed", message, hint, Severity.WARNING)


def _told_apart(contracts: Mapping[tuple[str, str], Contract], contract: Contract) -> Contract:
    """A contract under a name that no other event of its document has: a later one gets a number.

    Nobody but us could tell them apart: `light.on` and `light-on` would also be one module.
    """
    taken = {
        _module(other.name): other.content["components"]
        for other in contracts.values()
        if other.bundle is contract.bundle and other.version == contract.version
    }
    name, number = contract.name, 2
    while taken.get(_module(name), contract.content["components"]) != contract.content["components"]:
        name, number = f"{contract.name}{number}", number + 1
    return replace(contract, name=name)


def _module(name: str) -> str:
    return name.replace(".", "-")


def _added(contracts: dict[tuple[str, str], Contract], contract: Contract, place: EventPlace) -> Iterator[Finding]:
    """Puts a contract beside the others, if none is called the same."""
    key = (contract.name, str(contract.version))
    other = contracts.setdefault(key, contract)
    if other.content["components"] != contract.content["components"]:
        message = f"{contract.name}/{contract.version} is also made of {other.bundle.document.path}"
        hint = "import one of them alone, with --name or --version"
        yield Finding(contract.bundle.at(place.pointer), "name-taken", message, hint)
