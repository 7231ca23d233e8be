"""Names and versions: what a folder, a file and the document inside must agree on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from bridgewright.contracts.model import ApiContract, Catalog, EventContract, Kind
from bridgewright.documents.canonical import content_hash
from bridgewright.documents.pointers import escaped
from bridgewright.lint.english import is_noun_or_gerund, is_past_participle, is_verb_and_participle
from bridgewright.lint.rule import Mistake, own_events

_KEBAB_DOTTED = re.compile(r"[a-z][a-z0-9]*([.-][a-z][a-z0-9]*)*", re.ASCII)
_CLASS_NAME = re.compile(r"[A-Z][A-Za-z0-9]{0,63}", re.ASCII)
_DETAIL_TYPE = "/components/schemas/AWSEvent/x-amazon-events-detail-type"
_SOURCE = "/components/schemas/AWSEvent/x-amazon-events-source"


def detail_type_differs_from_folder(catalog: Catalog) -> Iterator[Mistake]:
    """A detail-type that isn't the name of the contract's folder."""
    for event in own_events(catalog):
        if event.detail_type and event.detail_type != event.name:
            yield Mistake(
                event.document.at(_DETAIL_TYPE),
                f"the detail-type is `{event.detail_type}`, but the folder is `{event.name}`",
                "rename the folder, or say the folder's name in x-amazon-events-detail-type",
            )


def version_differs_from_file(catalog: Catalog) -> Iterator[Mistake]:
    """An `info.version` that isn't the file's name."""
    contracts: tuple[EventContract | ApiContract, ...] = (*catalog.events, *catalog.apis)
    for contract in contracts:
        version = contract.document.content["info"]["version"]
        if version != str(contract.version):
            yield Mistake(
                contract.document.at("/info/version"),
                f"info.version is {version!r:.60}, but the file is named {contract.version}",
                "make them the same; a new version is a new file",
            )


def name_not_kebab_dotted(catalog: Catalog) -> Iterator[Mistake]:
    """A folder whose name isn't lower-case words joined by hyphens and dots."""
    newest: dict[str, EventContract | ApiContract] = {event.name: event for event in catalog.events}
    newest |= {api.name: api for api in catalog.apis}
    for name, contract in newest.items():
        if not _KEBAB_DOTTED.fullmatch(name):
            yield Mistake(
                contract.document.at("/info"),
                f"the folder's name {name!r:.100} is not lower-case words joined by hyphens and dots",
                "name it like payslip.uploaded",
            )


def title_not_class_name(catalog: Catalog) -> Iterator[Mistake]:
    """A title that can't name a class."""
    contracts: tuple[EventContract | ApiContract, ...] = (*catalog.events, *catalog.apis)
    for contract in contracts:
        title = contract.document.content["info"]["title"]
        if not _CLASS_NAME.fullmatch(title):
            yield Mistake(
                contract.document.at("/info/title"),
                f"the title {title!r:.100} can't name a class; the bindings would say `{contract.title}`",
                f"write `title: {contract.title}`",
            )


def title_differs_between_versions(catalog: Catalog) -> Iterator[Mistake]:
    """A title that isn't that of an earlier version of the major."""
    for event, earlier in _with_earlier(catalog):
        if event.title != earlier.title:
            yield Mistake(
                event.document.at("/info/title"),
                f"the title is {event.title}, but {earlier.version} of the same major says {earlier.title}",
                "keep the title within a major version",
            )


def source_differs_between_versions(catalog: Catalog) -> Iterator[Mistake]:
    """A source that isn't that of an earlier version of the major."""
    for event, earlier in _with_earlier(catalog):
        if event.source != earlier.source and event.source and earlier.source:
            yield Mistake(
                event.document.at(_SOURCE),
                f"the source is `{event.source}`, but {earlier.version} of the same major says `{earlier.source}`",
                "keep the source within a major version: rules match it",
            )


def name_is_event_and_command(catalog: Catalog) -> Iterator[Mistake]:
    """A command that is called as an event is."""
    events = {event.name for event in catalog.events if event.kind is Kind.EVENT}
    for command in catalog.latest():
        if command.kind is Kind.COMMAND and command.name in events:
            yield Mistake(
                command.document.at("/info"), f"`{command.name}` is also an event", "rename the command or the event"
            )


def event_not_past_tense(catalog: Catalog) -> Iterator[Mistake]:
    """An event whose name ends in no past participle."""
    for name, event in _newest(catalog, Kind.EVENT):
        if not any(is_past_participle(word) for word in _last_words(name)):
            yield Mistake(
                event.document.at("/info"),
                f"the event `{name}` isn't named in the past tense",
                "say what happened, like payslip.uploaded; what asks for an action belongs in commands/",
            )


def command_not_imperative(catalog: Catalog) -> Iterator[Mistake]:
    """A command whose name ends in a past participle, a noun or a gerund."""
    for name, command in _newest(catalog, Kind.COMMAND):
        words = _last_words(name)
        states_a_fact = any(is_past_participle(word) and not is_verb_and_participle(word) for word in words)
        if states_a_fact or is_noun_or_gerund(words[0]):
            yield Mistake(
                command.document.at("/info"),
                f"the command `{name}` isn't named in the imperative",
                "say what to do, like payslip.regenerate; what states a fact belongs in events/",
            )


def released_version_changed(catalog: Catalog) -> Iterator[Mistake]:
    """A document whose hash isn't that of its entry in the lock."""
    contracts: tuple[EventContract | ApiContract, ...] = (*catalog.events, *catalog.apis)
    for contract in contracts:
        released = catalog.released.get(f"{contract.name}/{contract.version}")
        if released is not None and released != content_hash(contract.document.content):
            yield Mistake(
                contract.document.at("/info/version"),
                f"{contract.name} {contract.version} is released, and its content is no longer what was released",
                "restore the file, and put the change into a new version",
            )


def released_version_removed(catalog: Catalog) -> Iterator[Mistake]:
    """An entry of the lock whose document is gone."""
    if catalog.lock is None:
        return
    contracts: tuple[EventContract | ApiContract, ...] = (*catalog.events, *catalog.apis)
    present = {f"{contract.name}/{contract.version}" for contract in contracts}
    for released in catalog.released:
        name, _, version = released.rpartition("/")
        if released not in present and name not in catalog.unread:
            yield Mistake(
                catalog.lock.at(f"/{escaped(released)}"),
                f"{name or released} {version} is released, but its document is gone",
                "restore the file; a version that was released stays",
            )


def _with_earlier(catalog: Catalog) -> Iterator[tuple[EventContract, EventContract]]:
    """Every version but the first of its major, with the version before it."""
    for _, group in groupby(own_events(catalog), key=lambda event: (event.name, event.version.major)):
        versions = tuple(group)
        yield from zip(versions[1:], versions, strict=False)


def _newest(catalog: Catalog, kind: Kind) -> Iterator[tuple[str, EventContract]]:
    yield from {event.name: event for event in own_events(catalog) if event.kind is kind}.items()


def _last_words(name: str) -> list[str]:
    return [word.lower() for word in name.rpartition(".")[2].replace("_", "-").split("-")]
