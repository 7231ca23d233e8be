"""The rules of what is read: files, catalogs, events, other people's schemas; and of what is generated."""

from __future__ import annotations

from typing import Final

from bridgewright.findings import Severity
from bridgewright.findings.rules.kinds import CATALOG, FOREIGN, GENERATE, READING, VALIDATE, Rule

_W: Final = Severity.WARNING
READ: Final = (
    Rule(READING, "alias-cycle", "An alias inside its own anchor never ends."),
    Rule(READING, "document-empty", "An empty file says nothing."),
    Rule(READING, "document-too-deep", "Deeper nesting than any contract has is a mistake, or an attack."),
    Rule(
        READING,
        "document-too-large",
        "The registry stores 100,000 characters. A contract has at most 100,000 values, a foreign file 2,000,000.",
    ),
    Rule(READING, "duplicate-key", "Of two equal keys most parsers silently keep one."),
    Rule(
        READING, "file-misplaced", "A file that is never read looks like a contract; for an unknown folder a warning."
    ),
    Rule(READING, "file-unreadable", "A file named on the command line isn't there, or may not be read."),
    Rule(READING, "not-json", "The file isn't JSON (RFC 8259)."),
    Rule(READING, "not-json-value", "A key or number that JSON doesn't have can't be in an event."),
    Rule(READING, "not-toml", "The settings aren't TOML 1.0."),
    Rule(READING, "not-utf-8", "Files are UTF-8, without halves of surrogate pairs."),
    Rule(READING, "not-yaml", "The file isn't one YAML 1.2 document."),
    Rule(READING, "yaml-merge-key", "YAML 1.2 has no merge key `<<`; parsers differ in what they make of it."),
    Rule(READING, "yaml-tag", "A tag means nothing in a contract, and runs code in some parsers."),
    Rule(
        CATALOG,
        "aws-event-missing",
        "The registry's code bindings start from `components.schemas.AWSEvent`.",
        also=FOREIGN.verbs,
    ),
    Rule(CATALOG, "detail-missing", "An event without `detail` has no content.", also=FOREIGN.verbs),
    Rule(CATALOG, "file-name-not-version", "A contract's file is named for its version: `1.0.0.yaml`."),
    Rule(CATALOG, "lock-invalid", "The lock holds the released versions; nobody writes it by hand."),
    Rule(CATALOG, "openapi-invalid", "The document doesn't follow the OpenAPI 3.0 specification."),
    Rule(CATALOG, "ref-dangling", "A ref leads to nothing.", also=FOREIGN.verbs),
    Rule(CATALOG, "ref-loop", "Following a ref never reaches a value.", also=FOREIGN.verbs),
    Rule(CATALOG, "ref-not-component", "Refs name components, which become classes."),
    Rule(CATALOG, "ref-remote", "The registry stores each document alone: refs stay inside it.", also=FOREIGN.verbs),
    Rule(CATALOG, "schema-malformed", "A keyword has a value of another kind than JSON Schema asks for."),
    Rule(CATALOG, "settings-invalid", "`bridgewright.toml` has an unknown, missing or wrong setting."),
    Rule(CATALOG, "subscription-invalid", "A subscription file has an unknown, missing or wrong field."),
    Rule(CATALOG, "version-duplicated", "One version is one file."),
    Rule(
        GENERATE,
        "keyword-not-enforced",
        "A constraint that the bindings can't check would be promised and not kept.",
        also=("bind",),
    ),
    Rule(GENERATE, "output-collides", "Two contracts would be written to the same file."),
    Rule(GENERATE, "output-stale", "What is committed isn't what the contracts say (`generate --check`)."),
    Rule(VALIDATE, "event-invalid", "The event breaks its contract."),
    Rule(VALIDATE, "event-undecided", "The contract is too entangled to check an event against it."),
    Rule(VALIDATE, "event-unknown", "No contract has the event's source, detail-type and version.", also=("bind",)),
    Rule(FOREIGN, "binding-failed", "`bind` met a fault of bridgewright's own; report it."),
    Rule(FOREIGN, "contract-differs", "A contract of that name and version is there, and says something else."),
    Rule(FOREIGN, "detail-type-assumed", "Nothing says the event's detail-type: its name is taken for it.", _W),
    Rule(FOREIGN, "detail-type-missing", "Nothing says the event's detail-type; `--detail-type` does."),
    Rule(FOREIGN, "dialect-mixed", "Files that refer to each other are written in different dialects."),
    Rule(FOREIGN, "event-ambiguous", "`--name` and `--detail-type` name one event, and the files hold several."),
    Rule(FOREIGN, "keyword-inexpressible", "OpenAPI 3.0 can't say it; a warning with `--lossy`, which leaves it out."),
    Rule(FOREIGN, "name-taken", "Two events would become the same contract."),
    Rule(FOREIGN, "not-a-schema", "A document of schemas is an object."),
    Rule(FOREIGN, "ref-outside", "A ref leads out of the folder; `--root` names a larger one."),
    Rule(FOREIGN, "schema-too-deep", "More schemas speak of one value, one inside another, than anybody can follow."),
    Rule(FOREIGN, "source-missing", "Nothing says the event's source; `--source` does."),
)
