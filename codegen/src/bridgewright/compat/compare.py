"""`compare`: two documents in, verdicts, changes and the version that they ask for out."""

from __future__ import annotations

from dataclasses import replace

from bridgewright.compat.apis.exchanges import compare_apis
from bridgewright.compat.changes.comparison import Comparison
from bridgewright.compat.changes.explaining import MALFORMED
from bridgewright.compat.pairs.documents import Reading, Subject, loose, pairing, reading
from bridgewright.compat.pairs.malformed import malformed
from bridgewright.compat.pairs.sides import Options, compare_sides, unread
from bridgewright.compat.pairs.together import event_added, event_removed, gathered, together
from bridgewright.compat.proof.engine import BUDGET, Side
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.dialects import dialect_named


def compare(  # noqa: PLR0913 - the knobs of a comparison, by name
    old: JsonValue,
    new: JsonValue,
    *,
    mode: str | None = None,
    content_model: str = "closed-producer",
    format: str = "assert",  # noqa: A002 - the knob's name in settings, and in JSON Schema
    defaults: str = "ignored",
    dialect: str | None = None,
    budget: int = BUDGET,
) -> Comparison:
    """Compares two schemas, or two whole documents: contracts, AsyncAPI, OpenAPI, what the Schema Registry answers.

    `mode` says which directions count (see `MODES`); without one FULL, and BACKWARD of an HTTP API, whose server is
    deployed before anybody calls what is new. `content_model`: `closed-producer` (producers send only declared
    properties) or `open` (strict set semantics). `format`: `assert`, or `warn`/`annotation` (formats decide nothing).
    `defaults`: `ignored`, or `applied` (readers fill in defaults before they validate; see `defaults`).
    `dialect` names the language of both documents (`draft-04`, `draft-07`, `2020-12`, `openapi-3.0`, ...); without
    it each document says so itself. `budget` bounds the steps of the search. Nothing in a document makes this raise.

    Several events of a document are compared event by event, by their names; the verdict is the worst of them.

    Raises:
        ValueError: an option has no such value.
    """
    spoken = None if dialect is None else dialect_named(dialect)
    options = Options(mode or "FULL", content_model, format, defaults, budget)
    return compare_readings(reading(old, spoken), reading(new, spoken), options, mode or "BACKWARD")


def compare_readings(old: Reading, new: Reading, options: Options, api_mode: str = "BACKWARD") -> Comparison:
    """Compares two documents that were read; where nothing can be compared, or not all of it, the answer says so.

    `api_mode` is the mode of HTTP APIs: documents of operations, and of no events.
    """
    if old.api and new.api and (old.content.get("paths") or new.content.get("paths")):
        options = replace(options, mode=api_mode)
        exchanged = compare_apis(old.content, new.content, options, (old.api, new.api))
        apart = [compare_sides(_side(old, one), _side(new, other), options) for one, other in loose(old, new)]
        return together([exchanged, *apart], api_mode) if apart else exchanged
    found = pairing(old, new)
    problems = [(side, problem) for side, read in enumerate((old, new)) for problem in read.problems]
    if not found.pairs:
        return unread(options.mode, problems, found.reason)
    if old.by_name and new.by_name and len(found.pairs) > 1:
        made = [compare_sides(*gathered(old.content, new.content, found.pairs), options)]
    else:
        made = [compare_sides(_side(old, one), _side(new, other), options) for one, other in found.pairs]
    made += [_removed(_side(old, gone), gone.name, options) for gone in found.gone]
    made += [event_added(come.name, come.pointer, options.mode) for come in found.come]
    if problems:
        made.append(unread(options.mode, problems))
    return made[0] if len(made) == 1 else together(made, options.mode)


def _removed(gone: Side, name: str, options: Options) -> Comparison:
    try:
        return event_removed(gone, name, options.engine, options.mode)
    except MALFORMED:
        wrong = malformed(gone)
        return unread(options.mode, [] if wrong is None else [(0, wrong)], "a schema is malformed")


def _side(read: Reading, subject: Subject) -> Side:
    return Side(read.content, subject.dialect, subject.pointer)
