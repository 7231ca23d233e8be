"""EventBridge's input transformer: what a target receives instead of the event.

Sources: API reference `InputTransformer` (limits, names, no placeholder as a key); user guide, "Amazon
EventBridge input transformation" (reserved variables, quoting); behaviour seen on AWS (localstack's
AWS-validated `test_events_inputs`): a path that finds nothing gives `""` in a JSON slot and nothing inside
a string; an object inside a string template loses its quotes; inside quotes of a JSON template it keeps
them, and EventBridge drops the event because the result isn't JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

__all__ = ["InvalidTransformer", "Transformer", "deliverable"]

MAX_PATHS: Final = 100
MAX_TEMPLATE: Final = 8192
MAX_NAME: Final = 256
MAX_PATH: Final = 256

RESERVED: Final = frozenset(
    {
        "aws.events.rule-arn",
        "aws.events.rule-name",
        "aws.events.event",
        "aws.events.event.json",
        "aws.events.event.ingestion-time",
    }
)
"""Variables that EventBridge defines and nobody else may."""

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_STEP = re.compile(r"\.(?P<name>[A-Za-z0-9_/-]+|\*)|\[(?P<index>[0-9]{1,9}|\*)\]")
_TOKEN = re.compile(r'\\.|"|<(?P<name>[^<>]+)>', re.DOTALL)
_MISSING: Final = object()


class InvalidTransformer(ValueError):
    """A transformer that `PutTargets` refuses, or that could never deliver; the message says why."""


class Transformer:
    """A valid input transformer.

    `input_paths_map` gives variables their JSON paths (`{"id": "$.detail.data.payslipId"}`); `input_template`
    is a JSON value, or one or more JSON strings, with `<variable>` slots. Raises `InvalidTransformer`.
    """

    __slots__ = ("_parts", "_paths", "_string", "input_paths_map", "input_template")

    def __init__(self, input_paths_map: Mapping[str, str], input_template: str) -> None:
        if len(input_paths_map) > MAX_PATHS:
            raise InvalidTransformer(f"InputPathsMap has {len(input_paths_map)} paths; at most {MAX_PATHS} are allowed")
        self.input_paths_map = dict(input_paths_map)
        self.input_template = input_template
        self._paths = {name: _steps(name, path) for name, path in self.input_paths_map.items()}
        self._string = input_template.lstrip().startswith('"')
        self._parts = tuple(_parts(input_template))
        _check(input_template, self._parts, self._paths.keys() | RESERVED)

    def __repr__(self) -> str:
        return f"Transformer({self.input_paths_map!r}, {self.input_template!r})"

    def variables(self) -> frozenset[str]:
        """The variables that the template uses, reserved ones included."""
        return frozenset(name for _, name, _ in self._parts if name)

    def render(
        self,
        event: Mapping[str, Any] | str | bytes,
        *,
        rule_arn: str = "",
        rule_name: str = "",
        ingestion_time: str = "",
    ) -> str:
        """The text that the target receives for `event` (decoded, or JSON text).

        Values inside quotes are not escaped, as on AWS; ask `deliverable` whether EventBridge would send the
        result. Raises `ValueError` for text that isn't a JSON object.
        """
        if isinstance(event, (str, bytes)):
            try:
                event = json.loads(event)
            except RecursionError:
                raise ValueError("the event is nested too deeply") from None
        if not isinstance(event, Mapping):
            raise ValueError("an event is a JSON object")  # noqa: TRY004  (documented: text and type alike)
        given = {
            "aws.events.rule-arn": rule_arn,
            "aws.events.rule-name": rule_name,
            "aws.events.event.ingestion-time": ingestion_time,
        }
        return "".join(text + self._value(name, quoted, event, given) for text, name, quoted in self._parts)

    def _value(self, name: str, quoted: bool, event: Mapping[str, Any], given: Mapping[str, str]) -> str:
        if not name:
            return ""
        value: Any
        if name in given:
            value = given[name]
        elif name == "aws.events.event.json":
            value = event
        elif name == "aws.events.event":
            value = _without_detail(event)
        else:
            value = _find(event, self._paths[name])
        if not quoted:
            return '""' if value is _MISSING else _json(value)
        if value is _MISSING or isinstance(value, str):
            return value if isinstance(value, str) else ""
        text = _json(value)
        return text.replace('\\"', "").replace('"', "") if self._string else text


def deliverable(text: str) -> bool:
    """Whether EventBridge would send a rendered text: one JSON value, or strings on lines of their own."""
    try:
        _values(text)
    except ValueError:
        return False
    return True


def _parts(template: str) -> Iterator[tuple[str, str, bool]]:
    """(text, the variable after it or `""`, whether that stands inside quotes), over the whole template."""
    quoted, start = False, 0
    for token in _TOKEN.finditer(template):
        if token.group() == '"':
            quoted = not quoted
        elif token["name"] is not None:
            yield template[start : token.start()], token["name"], quoted
            start = token.end()
    yield template[start:], "", False


def _steps(name: str, path: str) -> tuple[str | int, ...]:
    """The steps of a JSON path: keys, indices, and `"*"` for all; refuses what EventBridge doesn't support."""
    if not _NAME.fullmatch(name) or len(name) > MAX_NAME:
        raise InvalidTransformer(f"{name!r} can't be a variable: 1 to {MAX_NAME} of A-Z a-z 0-9 _ -")
    if not isinstance(path, str) or not path.startswith("$") or len(path) > MAX_PATH:
        raise InvalidTransformer(
            f"the path of {name} must begin with $ and have at most {MAX_PATH} characters: {path!r}"
        )
    steps: list[str | int] = []
    at = 1
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            raise InvalidTransformer(
                f"the path of {name} isn't supported from {path[at:]!r} on: use dots, indices in brackets, and *"
            )
        index = match["index"]
        steps.append(match["name"] if index is None else index if index == "*" else int(index))
        at = match.end()
    return tuple(steps)


def _check(template: str, parts: tuple[tuple[str, str, bool], ...], known: frozenset[str] | set[str]) -> None:
    if not 1 <= len(template) <= MAX_TEMPLATE:
        raise InvalidTransformer(f"InputTemplate has {len(template)} characters; 1 to {MAX_TEMPLATE} are allowed")
    for _, name, _ in parts:
        if name and name not in known:
            raise InvalidTransformer(f"InputTemplate contains invalid placeholder {name}.")
    mark = "\ue000"  # stands for a variable; no template needs this private character as a key
    filled = "".join(text + ("" if not name else mark if quoted else "null") for text, name, quoted in parts)
    try:
        values = _values(filled)
    except ValueError as error:
        raise InvalidTransformer(f"InputTemplate is not a valid JSON text: {error}") from None
    if any(mark in key for value in values for key in _all_keys(value)):
        raise InvalidTransformer("InputTemplate has a placeholder in an object key")


def _values(text: str) -> list[Any]:
    """The JSON value of `text`, or its strings; `ValueError` for anything else."""
    try:
        return [json.loads(text, parse_constant=_refuse)]
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except json.JSONDecodeError as error:
        found, at, decoder = [], 0, json.JSONDecoder()
        while at < len(text):
            if text[at] not in '" \t\r\n':
                raise error from None
            if text[at] == '"':
                value, at = decoder.raw_decode(text, at)
                found.append(value)
            else:
                at += 1
        if not found:
            raise
        return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _all_keys(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield from item
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item


def _find(value: Any, steps: tuple[str | int, ...]) -> Any:
    """The value at the path, a list of all where the path has `*`; `_MISSING` when a plain path leads nowhere."""
    found = [value]
    for step in steps:
        found = [below for item in found for below in _below(item, step)]
    if "*" in steps:
        return found
    return found[0] if found else _MISSING


def _below(item: Any, step: str | int) -> list[Any]:
    if step == "*":
        return list(item.values()) if isinstance(item, Mapping) else list(item) if isinstance(item, list) else []
    if isinstance(step, int):
        return item[step : step + 1] if isinstance(item, list) else []
    return [item[step]] if isinstance(item, Mapping) and step in item else []


def _without_detail(event: Mapping[str, Any]) -> dict[str, Any]:
    """`aws.events.event`: the envelope alone, `detail-type` spelled `detailType`."""
    return {"detailType" if key == "detail-type" else key: value for key, value in event.items() if key != "detail"}


def _json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        raise ValueError("the event is nested too deeply") from None
