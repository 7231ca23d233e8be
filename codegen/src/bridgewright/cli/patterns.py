"""What the commands on patterns and transformers do: `match`, `explain`, `transform`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bridgewright.cli.output import project, say, show
from bridgewright.findings import BridgewrightError
from bridgewright.findings.report import printable

if TYPE_CHECKING:
    from bridgewright.patterns import Pattern
    from bridgewright.routing.rules import Outcome

STDIN = Path("-")
_NO_CASE = 'invalid: a line must be {"pattern": …, "event": …}'


def match(options: argparse.Namespace) -> int:
    """`bridgewright match`: 0 when the pattern matches the event, 1 when it doesn't; a batch is always 0."""
    if options.batch:
        for verdict in _verdicts(_lines(options.batch)):
            print(verdict)
        return 0
    if options.pattern is None or options.event is None:
        raise BridgewrightError("match needs --pattern and --event, or --batch")
    if STDIN == options.pattern == options.event:
        raise BridgewrightError("only one of --pattern and --event can be read from standard input")
    from bridgewright.patterns import InvalidEvent

    pattern = _pattern(options.pattern)
    try:
        explanation = pattern.explain(_bytes(options.event))
    except InvalidEvent as error:
        raise BridgewrightError(f"{options.event}: {printable(str(error))}") from None
    print("true" if explanation.matched else "false")
    if options.explain:
        print(printable(str(explanation)))
    return 0 if explanation.matched else 1


def explain(options: argparse.Namespace) -> int:
    """`bridgewright explain EVENT`: 0 when somebody receives the event, 1 when nobody does."""
    from bridgewright.project.events import outcomes

    read = project(options)
    if read.error_free is None:
        show(options, read.findings)
        say("the contracts themselves are wrong; no event was explained")
        return 1
    try:
        reached = outcomes(read.error_free, _bytes(options.event))
    except ValueError as error:
        raise BridgewrightError(f"{options.event}: {printable(str(error))}") from None
    if options.format == "json":
        print(json.dumps([_as_json(outcome) for outcome in reached], indent=2))
    else:
        for outcome in reached:
            print(_as_text(outcome))
    delivered = sum(outcome.delivered for outcome in reached)
    say(f"{len(reached)} subscriptions: {delivered} would receive the event")
    return 0 if delivered else 1


def transform(options: argparse.Namespace) -> int:
    """`bridgewright transform`: 1 when EventBridge would drop the result because it isn't JSON."""
    from bridgewright.transform import InvalidTransformer, Transformer, deliverable

    if [options.paths, options.template, options.event].count(STDIN) > 1:
        raise BridgewrightError("only one of --paths, --template and --event can be read from standard input")
    template = _text(options.template).removesuffix("\n")
    try:
        transformer = Transformer(_paths(options.paths) if options.paths else {}, template)
    except InvalidTransformer as error:
        raise BridgewrightError(f"invalid transformer: {printable(str(error))}") from None
    try:
        text = transformer.render(
            _bytes(options.event),
            rule_arn=options.rule_arn,
            rule_name=options.rule_name,
            ingestion_time=options.ingestion_time,
        )
    except ValueError as error:
        raise BridgewrightError(f"{options.event}: {printable(str(error))}") from None
    print(text)
    if not deliverable(text):
        say("EventBridge drops the event: this is not JSON")
        return 1
    return 0


def _verdicts(lines: Iterable[bytes]) -> Iterator[str]:
    """One verdict a line; the line is read as EventBridge reads JSON, so repeated keys and spellings count."""
    from bridgewright.patterns import InvalidPattern, Pattern
    from bridgewright.patterns.jsontext import JsonSyntaxError, Members, decode

    for line in lines:
        if not line.strip():
            continue
        try:
            case = decode(line)
        except JsonSyntaxError as error:
            yield f"invalid: the line is not JSON: {printable(error.reason)}"
            continue
        members = dict(case) if isinstance(case, Members) else {}
        if not members.keys() >= {"pattern", "event"}:
            yield _NO_CASE
            continue
        try:
            pattern = Pattern.of(members["pattern"])
        except InvalidPattern as error:
            yield f"invalid: {printable(error.reason)}"
        else:
            yield "true" if pattern.matches_decoded(members["event"]) else "false"


def _pattern(path: Path) -> Pattern:
    """The pattern in a file, or that of the rule in a file (`generated/rules/…`)."""
    from bridgewright.patterns import InvalidPattern, Pattern

    text = _bytes(path)
    try:
        return Pattern.parse(_of_rule(text) or text)
    except InvalidPattern as error:
        raise BridgewrightError(f"{path}: invalid pattern: {printable(str(error))}") from None


def _of_rule(text: bytes) -> str | None:
    """The pattern of a generated rule; its name is a string, so it can't be taken for a pattern itself."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    is_rule = isinstance(document, dict) and isinstance(document.get("name"), str) and "eventPattern" in document
    return json.dumps(document["eventPattern"]) if is_rule else None


def _paths(path: Path) -> dict[str, str]:
    try:
        found = json.loads(_bytes(path))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BridgewrightError(f'{path}: must be a JSON object of paths: {{"id": "$.detail.id"}}')
    return found


def _lines(path: Path) -> Iterator[bytes]:
    if path == STDIN:
        yield from sys.stdin.buffer
        return
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        raise _unreadable(path, error) from None


def _bytes(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from None


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode()
    except UnicodeDecodeError:
        raise BridgewrightError(f"{path}: is not UTF-8") from None


def _unreadable(path: Path, error: OSError) -> BridgewrightError:
    return BridgewrightError(f"{path}: can't be read: {error.strerror or error}")


def _as_text(outcome: Outcome) -> str:
    rule = outcome.rule
    if outcome.message is None:
        return f"{rule.name}: not delivered: {printable(str(outcome.explanation))}"
    target = rule.subscription.target
    fate = f"delivered to {target.kind} {target.name}" if outcome.delivered else "dropped: the message is not JSON"
    return f"{rule.name}: {fate}\n    {printable(outcome.message)}"


def _as_json(outcome: Outcome) -> dict[str, object]:
    return {
        "rule": outcome.rule.name,
        "consumer": outcome.rule.subscription.consumer,
        "delivered": outcome.delivered,
        "reason": "" if outcome.explanation.matched else str(outcome.explanation),
        "message": outcome.message,
    }
