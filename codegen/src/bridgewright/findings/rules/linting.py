"""The rules of `bridgewright lint`: what is legal, and still a mistake."""

from __future__ import annotations

from typing import Final

from bridgewright.findings import Severity
from bridgewright.findings.rules.kinds import LINT, Rule

_W: Final = Severity.WARNING
LINTED: Final = (
    Rule(
        LINT,
        "amazon-extension-missing",
        "Code bindings and rules learn source and detail-type from the two extensions.",
        firm=True,
    ),
    Rule(
        LINT,
        "amazon-extension-misspelt",
        "A misspelt extension is ignored without a word by every tool that reads the registry.",
    ),
    Rule(
        LINT,
        "api-operation-id-duplicated",
        "An operationId is unique in its document (https://spec.openapis.org/oas/v3.0.3#operation-object).",
    ),
    Rule(LINT, "api-operation-without-id", "Tests, logs and metrics name an operation by its operationId."),
    Rule(
        LINT,
        "api-path-parameter-undeclared",
        "Each `{name}` of a path is a required path parameter (https://spec.openapis.org/oas/v3.0.3#parameter-object).",
    ),
    Rule(
        LINT, "array-unbounded", "Without a greatest number of items nobody can say that an event fits into an entry."
    ),
    Rule(LINT, "bounds-contradict", "A schema that nothing can follow makes every event invalid."),
    Rule(LINT, "command-not-imperative", "A command asks for an action; a name in another form reads as a fact.", _W),
    Rule(LINT, "command-with-many-consumers", "A command asks exactly one to act; two consumers act twice."),
    Rule(
        LINT, "command-without-consumer", "A command asks exactly one to act; without a consumer the request vanishes."
    ),
    Rule(
        LINT, "component-unused", "A component that nothing refers to is most often left over, or a ref is missing.", _W
    ),
    Rule(
        LINT,
        "consumer-duplicated",
        "One consumer is one file: two would overwrite each other's queue and rules.",
        firm=True,
    ),
    Rule(LINT, "dead-rule", "A rule that no event of its contract can match never delivers, and nobody notices."),
    Rule(
        LINT,
        "decimal-may-be-text",
        "Bindings read `format: decimal` as a `Decimal` only where the pattern accepts decimals alone.",
        _W,
    ),
    Rule(
        LINT,
        "default-does-not-validate",
        "A default that the schema refuses makes an event invalid by leaving a field out.",
    ),
    Rule(
        LINT,
        "detail-not-object",
        "PutEvents takes a JSON object as `Detail`, and nothing else (API reference, PutEventsRequestEntry).",
        firm=True,
    ),
    Rule(LINT, "detail-type-differs-from-folder", "The folder names the event: `events/<detail-type>/<version>.yaml`."),
    Rule(LINT, "document-over-registry-limit", "The Schema Registry refuses a larger document."),
    Rule(
        LINT,
        "enum-value-impossible",
        "A value listed in an enum that the schema's other keywords refuse can never be sent.",
    ),
    Rule(
        LINT,
        "envelope-field-missing",
        "Every event has AWS's fields; a schema that doesn't require them lets broken test events pass.",
    ),
    Rule(
        LINT,
        "event-may-exceed-entry-limit",
        "EventBridge refuses a larger entry: better to know from the schema than from a customer.",
    ),
    Rule(
        LINT,
        "event-not-past-tense",
        "An event states what happened; a name in the past tense keeps it from turning into a request.",
        _W,
    ),
    Rule(
        LINT, "example-does-not-validate", "An example that its own contract refuses teaches everybody the wrong event."
    ),
    Rule(LINT, "example-missing", "Examples are what people read first, and what contract tests send."),
    Rule(
        LINT,
        "extension-misspelt",
        "A misspelt `x-sensitive` prints personal data; a misspelt `x-extensible-enum` refuses tomorrow's values.",
    ),
    Rule(
        LINT,
        "fifo-batch-shares-fate",
        "Each message that a FIFO batch returns counts a receive: one poison message takes its neighbours to the DLQ.",
    ),
    Rule(
        LINT,
        "fifo-without-group-id",
        "A FIFO queue takes no message without a group id (SQS developer guide).",
        firm=True,
    ),
    Rule(LINT, "filter-field-unknown", "A filter on a field that no event has matches nothing."),
    Rule(
        LINT,
        "filter-invalid",
        "PutRule refuses the pattern: CloudFormation would say so only while deploying.",
        firm=True,
    ),
    Rule(
        LINT,
        "filter-takes-other-majors",
        "A filter of its own on `metadata.schemaVersion` replaces the one that keeps other majors out.",
    ),
    Rule(LINT, "filter-value-impossible", "A value that the schema never lets pass matches nothing."),
    Rule(LINT, "format-unknown", "Nobody checks a format that nobody knows: a misspelt `date` lets any text pass.", _W),
    Rule(LINT, "group-id-optional", "An event without the field has no group id: the FIFO queue refuses it."),
    Rule(LINT, "group-id-unfit", "A group id is a string of at most 128 characters (SQS API reference, SendMessage)."),
    Rule(
        LINT,
        "group-id-unknown",
        "A path that leads nowhere gives a delivery without group id, which the FIFO queue refuses.",
    ),
    Rule(
        LINT,
        "group-id-without-fifo",
        "Only FIFO queues have message groups: elsewhere the order that it seems to promise isn't kept.",
        firm=True,
    ),
    Rule(LINT, "keyword-does-not-apply", "`maxLength` on an object says nothing, though it looks like a bound."),
    Rule(
        LINT,
        "major-mixes-flat-and-enveloped",
        "One rule serves a major version: it asks either for a `schemaVersion` or for none.",
    ),
    Rule(
        LINT,
        "majors-not-distinguishable",
        "Of a contract's majors only one may be flat: rules tell the others apart by their `schemaVersion`.",
    ),
    Rule(
        LINT,
        "map-unbounded",
        "An object with keys that nobody declared has no largest size, and filters can't name what is in it.",
    ),
    Rule(
        LINT,
        "metadata-missing-schema-version",
        "Without a required `schemaVersion` in an envelope's metadata, its rule can't keep other majors out.",
    ),
    Rule(
        LINT,
        "money-as-number",
        "A JSON number becomes a binary float in most languages: 0.1 + 0.2 isn't 0.3 there.",
        _W,
    ),
    Rule(LINT, "name-is-event-and-command", "One name means one thing: a fact or a request.", firm=True),
    Rule(
        LINT,
        "name-not-kebab-dotted",
        "Names become module, rule and queue names: lower-case words joined by hyphens and dots survive all three.",
    ),
    Rule(LINT, "need-unknown", "What a consumer says it reads must be in the contract, or the list protects nobody."),
    Rule(
        LINT,
        "nullable-without-effect",
        "`nullable` works only beside a `type`, and an `enum` beside it must list null (OpenAPI's proposal "
        "2019-10-31).",
    ),
    Rule(
        LINT,
        "pattern-not-anchored",
        "A pattern without `^` and `$` matches anywhere in the value (JSON Schema, section 6.3.3).",
        _W,
    ),
    Rule(
        LINT,
        "pattern-not-portable",
        "Patterns run in ECMAScript, Rust and Python; lookarounds and back-references aren't in all of them.",
    ),
    Rule(
        LINT,
        "ref-has-siblings",
        "OpenAPI 3.0 ignores what stands beside a `$ref` (https://spec.openapis.org/oas/v3.0.3#reference-object).",
    ),
    Rule(
        LINT,
        "released-version-changed",
        "A released version is immutable: producers and consumers already rely on it.",
        firm=True,
    ),
    Rule(
        LINT,
        "released-version-removed",
        "Events of a released version may still be in flight, in archives and in queues.",
        firm=True,
    ),
    Rule(LINT, "required-property-undeclared", "A required property without a schema is most often a misspelt one."),
    Rule(
        LINT,
        "routing-differs",
        "What a rule matched in one version of a contract it should match in the next: nobody told the consumer.",
        _W,
    ),
    Rule(
        LINT,
        "rule-name-too-long",
        "EventBridge refuses longer names, and CloudFormation says so only while deploying.",
        firm=True,
    ),
    Rule(LINT, "rule-over-quota", "PutRule takes patterns of 2,048 characters (default quota of EventBridge)."),
    Rule(
        LINT,
        "rule-undecided",
        "Nobody knows whether such a rule ever matches: neither an event was found, nor a proof that there is none.",
        _W,
    ),
    Rule(LINT, "rules-overlap", "Two rules of one consumer that match the same event deliver it twice.", _W),
    Rule(
        LINT,
        "schema-explodes",
        "Branches of branches multiply: a schema can be valid, and take longer to check than anybody waits.",
    ),
    Rule(
        LINT,
        "schema-version-pattern-wrong",
        "`schemaVersion` must take this version and the next minor one, and no other major's.",
    ),
    Rule(
        LINT,
        "sensitive-unmarked",
        "Bindings hide only what is marked: an unmarked name or address ends up in logs.",
        _W,
    ),
    Rule(LINT, "source-differs-between-versions", "One rule serves a major version, and matches one source."),
    Rule(
        LINT,
        "string-unbounded",
        "Without a greatest length nobody can say that an event fits into an entry, a column or a page.",
    ),
    Rule(LINT, "subscription-duplicated", "Two rules of one name overwrite each other.", firm=True),
    Rule(
        LINT, "subscription-to-unknown-contract", "A rule for an event that nobody declares waits forever.", firm=True
    ),
    Rule(
        LINT,
        "subscription-to-unknown-version",
        "A rule for a major version that doesn't exist waits forever.",
        firm=True,
    ),
    Rule(LINT, "target-name-duplicated", "Two consumers on one queue take each other's messages.", firm=True),
    Rule(
        LINT,
        "title-differs-between-versions",
        "A class that changes its name in a minor version breaks everybody who imports it.",
    ),
    Rule(LINT, "title-not-class-name", "`info.title` names the class in the bindings."),
    Rule(
        LINT,
        "transform-defeats-deduplication",
        "SQS deduplicates by the body's hash: an event id or time in the body makes every delivery a new message.",
    ),
    Rule(
        LINT,
        "transform-invalid",
        "PutTargets refuses the transformer: CloudFormation would say so only while deploying.",
        firm=True,
    ),
    Rule(LINT, "transform-path-unknown", "A path that leads nowhere gives an empty string, in every message."),
    Rule(LINT, "type-missing", "Without a type a schema takes values of every other type unchecked.", _W),
    Rule(
        LINT,
        "unknown-keyword",
        "A keyword that OpenAPI 3.0 doesn't know is ignored: the constraint isn't there, and nobody says so.",
    ),
    Rule(
        LINT,
        "version-differs-from-file",
        "`info.version` is what the registry shows; the file's name is what everybody else reads.",
        firm=True,
    ),
)
