"""What changed between two versions of an HTTP API, but for what schemas say: those are pairs yet to be compared.

Old clients meet the new server. What they send was made by the old document and must be taken by the new one; what
they get was made by the new document and must be read by the old one. So a request is compared backward, and a
response forward. The other way round, new clients meet an old server: nobody deploys so, and only a mode that was
written for the API itself asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bridgewright.compat.apis.operations import (
    Operation,
    Part,
    covering_media_type,
    covering_status,
    is_success,
    media_type,
    members,
    operations,
    spelling_of,
)
from bridgewright.compat.changes.comparison import BACKWARD, FORWARD, Bump, Change
from bridgewright.compat.changes.rules import RULES
from bridgewright.documents.document import JsonValue

_BOTH: Final = (BACKWARD, FORWARD)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two schemas that describe the same thing sent; None where a side says nothing of it."""

    request: bool
    place: str
    """`POST /payslips, request body`."""
    old: str | None
    new: str | None
    text: bool = False
    """True where a value is text on the wire, whatever its type: in parameters, headers and forms."""
    unread: str = ""
    """Why equal schemas alone prove something."""


@dataclass(slots=True)
class Differences:
    """One reading of two documents: `changes` are facts, `pairs` are questions."""

    old: JsonValue
    new: JsonValue
    changes: list[Change] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)

    def read(self) -> Differences:
        """Fills in both."""
        before, after = operations(self.old), operations(self.new)
        self._access([(operation, after[key]) for key, operation in before.items() if key in after])
        for key, operation in before.items():
            if key in after:
                self._operation(operation, after[key])
            else:
                self._say("operation-removed", operation.title, operation.pointer, "/paths", (BACKWARD,))
        for key, operation in after.items():
            if key not in before:
                self._say("operation-added", operation.title, "/paths", operation.pointer, (FORWARD,))
        if self.old.get("webhooks") != self.new.get("webhooks"):
            self._unknown("webhooks", "/webhooks", "/webhooks", "they aren't compared")
        return self

    def _say(  # noqa: PLR0913, PLR0917 - what a change is
        self, rule: str, place: str, old: str, new: str, breaks: tuple[str, ...] = (), note: str = ""
    ) -> None:
        self.changes.append(Change(rule, old, new, None, None, RULES[rule].harmless, breaks, note=note, place=place))

    def _unknown(self, place: str, old: str, new: str, note: str) -> None:
        made = Change("undecided", old, new, None, None, Bump.MINOR, undecided=_BOTH, note=note, place=place)
        self.changes.append(made)

    def _access(self, kept: list[tuple[Operation, Operation]]) -> None:
        """Where operations are and who may call them: most often that is said once for all."""
        groups: dict[tuple[str, str], list[tuple[Operation, Operation]]] = {}
        for old, new in kept:
            if not all(any(one <= known for one in new.security) for known in old.security):
                groups.setdefault(("security-changed", ""), []).append((old, new))
            elif old.security != new.security:
                groups.setdefault(("security-loosened", ""), []).append((old, new))
            gone = [url for url in _urls(old.servers) if url not in _urls(new.servers)]
            if gone:
                groups.setdefault(("server-removed", f"gone: {', '.join(gone)}"), []).append((old, new))
        for (rule, note), group in groups.items():
            old, new = group[0]
            breaks = (BACKWARD,) if rule == "security-changed" else ()
            self._say(rule, several([each.title for _, each in group]), old.pointer, new.pointer, breaks, note)

    def _operation(self, old: Operation, new: Operation) -> None:
        at = new.title
        if old.value.get("operationId") != new.value.get("operationId"):
            self._say("operation-id-changed", at, f"{old.pointer}/operationId", f"{new.pointer}/operationId")
        if new.value.get("deprecated") is True is not old.value.get("deprecated"):
            self._say("operation-deprecated", at, old.pointer, f"{new.pointer}/deprecated")
        if old.value.get("callbacks") != new.value.get("callbacks"):
            places = f"{old.pointer}/callbacks", f"{new.pointer}/callbacks"
            self._unknown(f"{at}, callbacks", *places, "they aren't compared")
        self._parameters(old, new)
        self._body(old, new)
        self._responses(old, new)

    def _parameters(self, old: Operation, new: Operation) -> None:
        for key in {**old.parameters, **new.parameters}:
            before, after = old.parameters.get(key), new.parameters.get(key)
            named = after or before
            place = f"{new.title}, {key[0]} parameter {named.value.get('name') if named else ''}"
            if before is None and after is not None:
                required = _required(after)
                rule = "parameter-added-required" if required else "parameter-added-optional"
                self._say(rule, place, old.pointer, after.pointer, (BACKWARD,) if required else ())
            elif before is not None and after is None:
                breaks = (FORWARD,) if _required(before) else ()
                self._say("parameter-removed", place, before.pointer, new.pointer, breaks)
            elif before is not None and after is not None:
                self._parameter(place, before, after)

    def _parameter(self, place: str, before: Part, after: Part) -> None:
        if _required(before) is not _required(after):
            rule, breaks = ("parameter-became-required", BACKWARD) if _required(after) else _LESS_PARAMETER
            self._say(rule, place, before.pointer, after.pointer, (breaks,))
        if spelling_of(before.value) != spelling_of(after.value):
            note = "its value is written another way (style, explode, allowReserved, allowEmptyValue)"
            self._unknown(place, before.pointer, after.pointer, note)
        self._value(place, before, after, request=True)

    def _value(self, place: str, before: Part, after: Part, *, request: bool) -> None:
        """What a parameter or header holds: a schema, or a document of one media type."""
        contents = members(self.old, f"{before.pointer}/content"), members(self.new, f"{after.pointer}/content")
        if contents[0] or contents[1]:
            if [*map(media_type, contents[0])] != [*map(media_type, contents[1])]:
                self._unknown(place, before.pointer, after.pointer, "it is another media type")
                return
            for one, other in zip(contents[0].values(), contents[1].values(), strict=True):
                self.pairs.append(Pair(request, place, _schema(one), _schema(other)))
            return
        self.pairs.append(Pair(request, place, _schema(before), _schema(after), text=True))

    def _body(self, old: Operation, new: Operation) -> None:
        place = f"{new.title}, request body"
        before, after = old.body, new.body
        if before is None and after is not None:
            required = after.value.get("required") is True
            rule = "request-body-added-required" if required else "request-body-added-optional"
            self._say(rule, place, old.pointer, after.pointer, (BACKWARD,) if required else ())
        elif before is not None and after is None:
            needed = _BOTH if _required(before) else (BACKWARD,)
            self._say("request-body-removed", place, before.pointer, new.pointer, needed)
        elif before is not None and after is not None:
            needs = before.value.get("required") is True, after.value.get("required") is True
            if needs[0] is not needs[1]:
                rule, breaks = ("request-body-became-required", BACKWARD) if needs[1] else _LESS_BODY
                self._say(rule, place, before.pointer, after.pointer, (breaks,))
            self._contents(place, before, after, request=True)

    def _contents(self, place: str, before: Part, after: Part, *, request: bool) -> None:
        olds, news = members(self.old, f"{before.pointer}/content"), members(self.new, f"{after.pointer}/content")
        kind = "request" if request else "response"
        for name, one in olds.items():
            cover = covering_media_type(name, news)
            if cover is not None:
                self._media(f"{place} ({name})", name, one, news[cover], request=request)
            elif request or not any(covering_media_type(other, {name: one}) for other in news):
                broken = (BACKWARD,) if request else _BOTH
                self._say(f"{kind}-media-type-removed", f"{place} ({name})", one.pointer, after.pointer, broken)
        for name, other in news.items():
            cover = covering_media_type(name, olds)
            if cover is None:
                breaks = (FORWARD,) if request else ()
                self._say(f"{kind}-media-type-added", f"{place} ({name})", before.pointer, other.pointer, breaks)
            elif covering_media_type(cover, news) != name:
                self._media(f"{place} ({name})", name, olds[cover], other, request=request)

    def _media(self, place: str, name: str, before: Part, after: Part, *, request: bool) -> None:
        if before.value.get("encoding") != after.value.get("encoding"):
            places = f"{before.pointer}/encoding", f"{after.pointer}/encoding"
            self._unknown(place, *places, "parts of the form are written another way (encoding)")
        kind = media_type(name)
        is_json = kind.endswith(("/json", "+json", "*"))
        unread = "" if is_json or not kind.endswith("xml") else "how its values are written as XML isn't compared"
        self.pairs.append(Pair(request, place, _schema(before), _schema(after), not is_json, unread))

    def _responses(self, old: Operation, new: Operation) -> None:
        for status, before in old.responses.items():
            place = f"{new.title}, response {status}"
            cover = covering_status(status, new.responses)
            if cover is not None:
                self._response(place, before, new.responses[cover])
            else:
                self._say("response-status-removed", place, before.pointer, new.pointer, _BOTH * is_success(status))
        for status, after in new.responses.items():
            place = f"{new.title}, response {status}"
            cover = covering_status(status, old.responses)
            if cover is None:
                rule = "response-success-added" if is_success(status) else "response-failure-added"
                self._say(rule, place, old.pointer, after.pointer)
            elif covering_status(cover, new.responses) != status:
                self._response(place, old.responses[cover], after)

    def _response(self, place: str, before: Part, after: Part) -> None:
        self._contents(place, before, after, request=False)
        olds, news = _headers(self.old, before), _headers(self.new, after)
        for key, (name, one) in olds.items():
            at = f"{place}, header {name}"
            if key not in news:
                breaks = (BACKWARD,) if _required(one) else ()
                self._say("response-header-removed", at, one.pointer, after.pointer, breaks)
                continue
            other = news[key][1]
            if _required(one) is not _required(other):
                rule, broken = _LESS_HEADER if _required(one) else ("response-header-became-required", FORWARD)
                self._say(rule, at, one.pointer, other.pointer, (broken,))
            self._value(at, one, other, request=False)
        for key, (name, other) in news.items():
            if key not in olds:
                breaks = (FORWARD,) if _required(other) else ()
                self._say("response-header-added", f"{place}, header {name}", before.pointer, other.pointer, breaks)


_LESS_PARAMETER: Final = ("parameter-became-optional", FORWARD)
_LESS_BODY: Final = ("request-body-became-optional", FORWARD)
_LESS_HEADER: Final = ("response-header-became-optional", BACKWARD)


def several(places: list[str]) -> str:
    """Places for a sentence: the first, and how many more."""
    return f"{places[0]} and {len(places) - 1} more" if len(places) > 1 else places[0]


def _required(part: Part) -> bool:
    return part.value.get("required") is True


def _schema(part: Part) -> str | None:
    return f"{part.pointer}/schema" if "schema" in part.value else None


def _urls(servers: JsonValue) -> list[str]:
    """The servers' URLs; a document without any is served where it was found."""
    told = [str(server.get("url")) for server in servers or () if isinstance(server, Mapping)]
    return told or ["/"]


def _headers(document: JsonValue, response: Part) -> dict[str, tuple[str, Part]]:
    """Headers by their names in lower case, with those names; Content-Type is what `content` says."""
    named = members(document, f"{response.pointer}/headers")
    return {name.lower(): (name, part) for name, part in named.items() if name.lower() != "content-type"}
