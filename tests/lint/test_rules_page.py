"""codegen/docs/rules.md lists every rule id. `ACCEPT=1 pytest tests/lint/test_rules_page.py` writes it anew."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from pathlib import Path

from bridgewright import lint
from bridgewright.compat.changes.rules import API_RULES
from bridgewright.compat.changes.rules import RULES as CHANGES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "codegen/docs/rules.md"
SOURCES = ROOT / "codegen/src/bridgewright"

READING = {
    "alias-cycle": ("error", "An alias inside its own anchor never ends."),
    "document-empty": ("error", "An empty file says nothing."),
    "document-too-deep": ("error", "Deeper nesting than any contract has is a mistake, or an attack."),
    "document-too-large": (
        "error",
        "The registry stores 100,000 characters. A contract has at most 100,000 values, a foreign file 2,000,000.",
    ),
    "duplicate-key": ("error", "Of two equal keys most parsers silently keep one."),
    "file-misplaced": ("error", "A file that is never read looks like a contract; for an unknown folder a warning."),
    "file-unreadable": ("error", "A file named on the command line isn't there, or may not be read."),
    "not-json": ("error", "The file isn't JSON (RFC 8259)."),
    "not-json-value": ("error", "A key or number that JSON doesn't have can't be in an event."),
    "not-toml": ("error", "The settings aren't TOML 1.0."),
    "not-utf-8": ("error", "Files are UTF-8, without halves of surrogate pairs."),
    "not-yaml": ("error", "The file isn't one YAML 1.2 document."),
    "yaml-merge-key": ("error", "YAML 1.2 has no merge key `<<`; parsers differ in what they make of it."),
    "yaml-tag": ("error", "A tag means nothing in a contract, and runs code in some parsers."),
}
BUILDING = {
    "aws-event-missing": ("error", "The registry's code bindings start from `components.schemas.AWSEvent`."),
    "detail-missing": ("error", "An event without `detail` has no content."),
    "file-name-not-version": ("error", "A contract's file is named for its version: `1.0.0.yaml`."),
    "lock-invalid": ("error", "The lock holds the released versions; nobody writes it by hand."),
    "openapi-invalid": ("error", "The document doesn't follow the OpenAPI 3.0 specification."),
    "ref-dangling": ("error", "A ref leads to nothing."),
    "ref-loop": ("error", "Following a ref never reaches a value."),
    "ref-not-component": ("error", "Refs name components, which become classes."),
    "ref-remote": ("error", "The registry stores each document alone: refs stay inside it."),
    "schema-malformed": ("error", "A keyword has a value of another kind than JSON Schema asks for."),
    "settings-invalid": ("error", "`bridgewright.toml` has an unknown, missing or wrong setting."),
    "subscription-invalid": ("error", "A subscription file has an unknown, missing or wrong field."),
    "version-duplicated": ("error", "One version is one file."),
}
GENERATING = {
    "keyword-not-enforced": ("error", "A constraint that the bindings can't check would be promised and not kept."),
    "output-collides": ("error", "Two contracts would be written to the same file."),
    "output-stale": ("error", "What is committed isn't what the contracts say (`generate --check`)."),
}
VALIDATING = {
    "event-invalid": ("error", "The event breaks its contract."),
    "event-undecided": ("error", "The contract is too entangled to check an event against it."),
    "event-unknown": ("error", "No contract has the event's source, detail-type and version."),
}
VERSIONS = {
    "binding-class-removed": (
        "error",
        "A class of the bindings is gone in a minor version: code that imports it breaks.",
    ),
    "needed-field-removed": ("error", "A field is gone that a consumer lists under `needs`, or groups by."),
    "lock-entry-removed": (
        "error",
        "The lock no longer says that a version was released; nobody takes a release back.",
    ),
    "published-version-changed": (
        "error",
        "A released version changed or is gone; producers and consumers rely on it.",
    ),
    "registry-content-foreign": ("warning", "The registry holds a JSON Schema where a contract should be."),
    "registry-content-invalid": ("error", "The registry holds, under a contract's name, what is no contract."),
    "rule-starts-matching": ("warning", "A consumer gets events that it didn't get before."),
    "rule-stops-matching": ("error", "A consumer no longer gets events that it got before."),
    "transform-path-removed": ("error", "A field is gone that a consumer's transformer reads."),
    "version-bump-too-small": ("error", "The version number promises less change than there is."),
    "version-decreased": ("error", "A version is older than the one that it replaces."),
    "version-not-bumped": ("warning", "A draft changed and kept its version."),
}
POLICY = {
    "archive-needs-backward-transitive": (
        "error",
        "An archive replays events of every version. A warning where only `_TRANSITIVE` is missing: it is judged so.",
    ),
    "rule-is-firm": ("error", "The policy weighs or waives a rule that can't be let pass."),
    "unknown-event": ("error", "The policy names an event that doesn't exist."),
    "unknown-rule": ("error", "The policy names a rule that doesn't exist."),
    "waiver-expired": ("error", "A waiver ends on its day; the change is judged again."),
    "waiver-unused": ("warning", "A waiver that waives nothing hides the next mistake."),
}

FOREIGN = {
    "binding-failed": ("error", "`bind` met a fault of bridgewright's own; report it."),
    "contract-differs": ("error", "A contract of that name and version is there, and says something else."),
    "detail-type-assumed": ("warning", "Nothing says the event's detail-type: its name is taken for it."),
    "detail-type-missing": ("error", "Nothing says the event's detail-type; `--detail-type` does."),
    "dialect-mixed": ("error", "Files that refer to each other are written in different dialects."),
    "dialect-unknown": ("error", "The document names a dialect of JSON Schema that isn't known here."),
    "event-ambiguous": ("error", "`--name` and `--detail-type` name one event, and the files hold several."),
    "keyword-inexpressible": ("error", "OpenAPI 3.0 can't say it; a warning with `--lossy`, which leaves it out."),
    "name-taken": ("error", "Two events would become the same contract."),
    "not-a-schema": ("error", "A document of schemas is an object."),
    "ref-outside": ("error", "A ref leads out of the folder; `--root` names a larger one."),
    "schema-invalid": ("error", "A keyword holds what its dialect doesn't allow."),
    "schema-too-deep": ("error", "More schemas speak of one value, one inside another, than anybody can follow."),
    "source-missing": ("error", "Nothing says the event's source; `--source` does."),
}

NAMED_WHERE_THEY_ARISE = {
    *("archive-needs-backward-transitive", "dialect-unknown", "ref-outside"),
    *("rule-starts-matching", "rule-stops-matching"),
}
"""Ids that the source puts together from parts."""
OF_BOTH = {"dialect-unknown", "schema-invalid"}
"""Ids of foreign schemas that are told of a comparison's documents, too."""
PLACES = {"Finding": 1, "UnreadableDocument": 0, "parsed": 2, "_finding": 1}
"""Which argument of a call is a rule's id."""

HEAD = """# Rules

Every finding has the id of a rule. An error fails the command (exit 1), a warning is shown. This page is made from the
tables of the rules; a test compares it with them.
"""
LINT_TAIL = """
`[lint.severity]` in `bridgewright.toml` sets another weight for a rule: `error`, `warning` or `off`. `[[lint.waivers]]`
lets the findings of one `rule` in one `file` (or folder) pass, at one `pointer` if given, for a `reason` and until
a day (`expires`). Neither can be said of what AWS refuses, what would overwrite something, or what changes what was
published: {}.
"""
CHANGES_HEAD = """A rule says what a change is called, not how it weighs. A change is an error where it breaks a
direction that the project's mode protects, or may break it and nobody can tell; a warning where it does so to another
direction. One that is proved to break nobody is no finding, unless the table says so. `[compatibility.severity]` in
`bridgewright.toml` sets another weight for a rule. The last column is the version that a harmless change asks for.
"""

APIS_HEAD = """Of an HTTP API, every request and response is compared as schemas are, under the rules above, each in its
direction: what old clients send must be taken by the new server, and what the new server answers must be read by old
clients. That is what BACKWARD means of an API, and what it is held to under any mode of the project but NONE. The other
way round, new clients meet an old server: FORWARD and FULL ask for that, where they are said of the API by name
(`[compatibility.events."payslip-upload"]`) or on the command line. A `readOnly` property is required of responses
alone, a `writeOnly` one of requests alone. What is text on the wire breaks only where it does as text. What isn't
compared is `undecided`: callbacks, webhooks, how parameters and parts of forms are written, XML whose schema changed.
`--against registry` compares none: the registry holds events. The table holds what no schema says.
"""


def row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def section(title: str, rules: dict[str, tuple[str, str]]) -> str:
    head = row("rule", "severity", "why") + "|---|---|---|\n"
    return f"\n## {title}\n\n{head}" + "".join(row(f"`{id_}`", *rest) for id_, rest in sorted(rules.items()))


def page() -> str:
    """What the page must say."""
    linting = {rule.id: (rule.severity.value, rule.purpose) for rule in lint.RULES}
    changes, of_apis = (
        row("rule", "what changed", "harmless")
        + "|---|---|---|\n"
        + "".join(
            row(f"`{rule.id}`", rule.says + ("; at least a warning" if rule.warns else ""), rule.harmless.name.lower())
            for rule in CHANGES.values()
            if (rule.id in API_RULES) is wanted
        )
        for wanted in (False, True)
    )
    return (
        HEAD
        + section("Reading files", READING)
        + section("Building the catalog", BUILDING)
        + section("Linting: `bridgewright lint`", linting)
        + LINT_TAIL.format(", ".join(f"`{rule}`" for rule in sorted(lint.FIRM)))
        + section("Generating: `bridgewright generate`", GENERATING)
        + section("Checking events: `bridgewright validate`", VALIDATING)
        + section("Foreign schemas: `bridgewright import`", FOREIGN)
        + f"\n## Changes: `bridgewright breaking`\n\n{CHANGES_HEAD}\n"
        + changes
        + f"\n## Changes of an HTTP API: `bridgewright breaking` in a project\n\n{APIS_HEAD}\n"
        + of_apis
        + section("Versions and consumers: `bridgewright breaking` in a project", VERSIONS)
        + section("The policy itself: `[compatibility]`, `[lint]`", POLICY)
    )


def ids_in_sources() -> Iterator[str]:
    """The ids that findings are made with, wherever they stand as they are."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                for argument in node.args[PLACES.get(name, 99) :][:1]:
                    # The condition of `a if b == "c" else d` is no id.
                    branches = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                    yield from (b.value for b in branches if isinstance(b, ast.Constant) and isinstance(b.value, str))


def test_the_page_says_what_the_tables_say() -> None:
    """Severity and purpose of a rule stand in one place; the page repeats them for readers."""
    if os.environ.get("ACCEPT") == "1":
        PAGE.write_text(page(), "utf-8")

    assert page() == PAGE.read_text("utf-8")


def test_every_id_that_a_finding_can_have_is_on_the_page() -> None:
    """The ids without a table of their own are those that the source makes findings with, each once."""
    sections = (READING, BUILDING, GENERATING, VALIDATING, FOREIGN, VERSIONS, POLICY)
    described = [id_ for rules in sections for id_ in rules]
    tables = {rule.id for rule in lint.RULES} | set(CHANGES)

    assert len(described) == len(set(described))
    assert set(described) == ((set(ids_in_sources()) | NAMED_WHERE_THEY_ARISE) - tables) | OF_BOTH
