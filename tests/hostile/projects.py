"""Contract projects that somebody broke, by accident or on purpose, and what must be said of each."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

SETTINGS = b"""[bindings]
package = "shop_events"

[bus]
name = "shop"

[registry]
name = "shop"
"""

EVENT = "contracts/events/order.placed/1.0.0.yaml"
JSON_EVENT = "contracts/events/order.placed/1.0.0.json"
SUBSCRIPTION = "contracts/subscriptions/billing.yaml"
TOML = "contracts/bridgewright.toml"
LOCK = "contracts/bridgewright.lock.json"


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link."""

    to: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder where a file should be."""


Entry: TypeAlias = "bytes | Link | Folder"


@dataclass(frozen=True, slots=True)
class Project:
    """Files by path, and the outcome: findings (rule, `path:line`), or the one line of an error (exit 2)."""

    name: str
    files: dict[str, Entry]
    findings: tuple[tuple[str, str], ...] = ()
    error: str = ""
    settings: Entry | None = field(default=SETTINGS)
    only_warns: bool = False


def event(
    properties: str = "", *, components: str = "", example: str = "", tail: str = "", title: str = "OrderPlaced"
) -> bytes:
    """A contract whose data has more properties (each on a line of its own, the first on line 36)."""
    return f"""openapi: 3.0.3
info: {{ title: {title}, version: 1.0.0 }}
paths: {{}}
components:
  schemas:
    AWSEvent:
      type: object
      x-amazon-events-source: shop.orders
      x-amazon-events-detail-type: order.placed
      required: [version, id, detail-type, source, account, time, region, resources, detail]
      properties:
        version: {{ type: string }}
        id: {{ type: string }}
        detail-type: {{ type: string }}
        source: {{ type: string }}
        account: {{ type: string }}
        time: {{ type: string, format: date-time }}
        region: {{ type: string }}
        resources: {{ type: array, items: {{ type: string }} }}
        detail: {{ $ref: '#/components/schemas/Order' }}
    Metadata:
      type: object
      required: [schemaVersion]
      properties:
        schemaVersion: {{ type: string, pattern: '^1\\.[0-9]{{1,4}}\\.[0-9]{{1,4}}$', maxLength: 11 }}
    Order:
      type: object
      required: [metadata, data]
      properties:
        metadata: {{ $ref: '#/components/schemas/Metadata' }}
        data:
          type: object
          required: [id]
          properties:
            id: {{ type: integer }}
{properties}{components}  examples:
    one:
      value:
        metadata: {{ schemaVersion: 1.0.0 }}
        data:
          id: 1
{example}{tail}""".encode("utf-8", "surrogatepass")


def line(schema: str) -> str:
    """One more property `x` of the data, on line 36."""
    return f"            x: {schema}\n"


def component(schema: str, name: str = "X") -> str:
    """One more component, beside a property `x` that refers to it; the component is on line 37."""
    return f"    {name}: {schema}\n"


CONSUMER = b"consumer: a\ntarget: { kind: sqs, name: a }\nsubscriptions:\n"
X = line("{ $ref: '#/components/schemas/X' }")
VALID = event()


def _broken_document(name: str, content: bytes, rule: str, at: int, path: str = EVENT) -> Project:
    return Project(name, {path: content}, ((rule, f"{path}:{at}" if at else path),))


def _broken_schema(name: str, schema: str, rule: str, at: int = 36) -> Project:
    return Project(name, {EVENT: event(line(schema))}, ((rule, f"{EVENT}:{at}"),))


def _nested(levels: int) -> str:
    return "".join(f"{'  ' * level}a:\n" for level in range(levels))


def _exponential(keyword: str, levels: int = 60) -> bytes:
    parts = "".join(
        f"    X{level or ''}: {{ {keyword}: [{{ $ref: '#/components/schemas/X{level + 1}' }}, "
        f"{{ $ref: '#/components/schemas/X{level + 1}' }}] }}\n"
        for level in range(levels)
    )
    return event(X, components=f"{parts}    X{levels}: {{ type: boolean }}\n", example="          x: true\n")


def _bomb() -> bytes:
    names = "abcdefghijkl"
    rows = [f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in pairwise(names)]
    return ("a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "".join(rows)).encode()


def _chain(levels: int) -> str:
    """Components that refer to the next one, so that a reader that follows refs recursively runs out of stack."""
    links = "".join(
        f"    X{n or ''}: {{ type: object, properties: {{ y: {{ $ref: '#/components/schemas/X{n + 1}' }} }} }}\n"
        for n in range(levels)
    )
    return f"{links}    X{levels}: {{ type: boolean }}\n"


NOT_A_DOCUMENT = (
    _broken_document("not YAML", b"openapi: 3.0.3\ninfo: [\n", "not-yaml", 3),
    _broken_document("tab as indentation", b"openapi: 3.0.3\ninfo:\n\ttitle: X\n", "not-yaml", 3),
    _broken_document("two documents in one file", VALID + b"---\na: 1\n", "not-yaml", 42),
    _broken_document("empty file", b"", "document-empty", 0),
    _broken_document("a scalar", b"hello\n", "openapi-invalid", 1),
    _broken_document("a list", b"- 1\n", "openapi-invalid", 1),
    _broken_document("YAML bomb", _bomb(), "document-too-large", 6),
    _broken_document("alias inside of its own anchor", b"a: &a\n  b: *a\n", "alias-cycle", 2),
    _broken_document("alias without an anchor", b"a:\n  b: *nothing\n", "not-yaml", 2),
    _broken_document("python tag", b"a: 1\nb: !!python/object/apply:os.system ['touch pwned']\n", "yaml-tag", 2),
    _broken_document("local tag", b"a: !Ref Thing\n", "yaml-tag", 1),
    _broken_document("merge key", b"a: &a { b: 1 }\nc:\n  <<: *a\n", "yaml-merge-key", 3),
    _broken_document("key that is a list", b"a: 1\n? [b]\n: 1\n", "not-json-value", 2),
    _broken_document("duplicate key", b"openapi: 3.0.3\ninfo: {}\nopenapi: 3.0.3\n", "duplicate-key", 3),
    _broken_document("not a number", b"a: 1\nb: .nan\n", "not-json-value", 2),
    _broken_document("infinite number", b"a: 1e999\n", "not-json-value", 1),
    _broken_document("huge integer", b"a: " + b"9" * 5_000 + b"\n", "not-json-value", 1),
    _broken_document("huge hexadecimal integer", b"a: 0x" + b"f" * 5_000 + b"\n", "not-json-value", 1),
    _broken_document("not UTF-8", b"a: 1\nb: \xff\xfe\xfd\n", "not-utf-8", 2),
    _broken_document("UTF-16", "openapi: 3.0.3\n".encode("utf-16"), "not-utf-8", 1),
    _broken_document("UTF-16 without a mark", "openapi: 3.0.3\n".encode("utf-16-le"), "not-yaml", 1),
    _broken_document("encoded surrogate", b"a: \xed\xa0\x80\n", "not-utf-8", 1),
    _broken_document("escaped surrogate", b'a: "\\ud800"\n', "not-yaml", 1),
    _broken_document("NUL bytes", b"a: 1\nb: \x00\x00\n", "not-yaml", 2),
    _broken_document("12 MB", b"a: '" + b"x" * 12_000_000 + b"'\n", "document-too-large", 0),
    _broken_document("300,000 values", b"a:\n" + b"- 1\n" * 240_000, "document-too-large", 100_000),
    _broken_document("3,000 levels of YAML flow", b"a: " + b"[" * 3_000 + b"]" * 3_000, "document-too-deep", 1),
    _broken_document("3,000 levels of YAML sequences", b"- " * 3_000 + b"a\n", "document-too-deep", 1),
    _broken_document("1,300 levels of YAML blocks", _nested(1_300).encode()[:999_999], "document-too-deep", 101),
    _broken_document(
        "3,000 levels of JSON", b'{"a":' * 3_000 + b"1" + b"}" * 3_000, "document-too-deep", 1, JSON_EVENT
    ),
    _broken_document("100,000 levels of JSON", b"[" * 100_000 + b"]" * 100_000, "document-too-deep", 1, JSON_EVENT),
    _broken_document("not JSON", b'{"openapi":\n "3.0.3",\n}', "not-json", 3, JSON_EVENT),
    _broken_document("NaN in JSON", b'{"a": "NaN",\n "b": NaN}', "not-json-value", 2, JSON_EVENT),
    _broken_document("number too large in JSON", b'{"a": 1,\n "b": 1e999}', "not-json-value", 2, JSON_EVENT),
    _broken_document("huge integer in JSON", b'{"a":\n' + b"9" * 5_000 + b"}", "not-json-value", 2, JSON_EVENT),
    _broken_document("duplicate key in JSON", b'{"a": 1,\n "a": 2}', "duplicate-key", 2, JSON_EVENT),
    _broken_document("half a surrogate pair in JSON", b'{"a": "\\ud800"}', "not-utf-8", 0, JSON_EVENT),
)

NOT_OPENAPI = (
    _broken_document("no openapi", b"info: {}\n", "openapi-invalid", 1),
    _broken_document("Swagger 2", b"swagger: '2.0'\nopenapi: '2.0'\n", "openapi-invalid", 2),
    _broken_document("OpenAPI 3.1", VALID.replace(b"3.0.3", b"3.1.0"), "openapi-invalid", 1),
    _broken_document(
        "no components", b"openapi: 3.0.3\ninfo: { title: X, version: 1.0.0 }\npaths: {}\n", "openapi-invalid", 1
    ),
    _broken_document(
        "schemas is a list",
        b"openapi: 3.0.3\ninfo: { title: X, version: 1.0.0 }\npaths: {}\ncomponents:\n  schemas: []\n",
        "openapi-invalid",
        5,
    ),
    _broken_document("unknown member", VALID + b"pathes: {}\n", "openapi-invalid", 1),
    _broken_document("no version", VALID.replace(b", version: 1.0.0", b""), "openapi-invalid", 2),
    _broken_document("title is a number", VALID.replace(b"OrderPlaced", b"7"), "openapi-invalid", 2),
    _broken_document(
        "component with a slash", VALID.replace(b"    Metadata:", b"    Meta/data:"), "openapi-invalid", 5
    ),
    _broken_document("no AWSEvent", VALID.replace(b"AWSEvent", b"AwsEvent"), "aws-event-missing", 4),
    _broken_document("no detail", VALID.replace(b"        detail: {", b"        details: {"), "detail-missing", 6),
)

BAD_SCHEMAS = (
    _broken_schema("type is a list", "{ type: [string, 'null'] }", "schema-malformed"),
    _broken_schema("unknown type", "{ type: text }", "schema-malformed"),
    _broken_schema("negative length", "{ type: string, maxLength: -1 }", "schema-malformed"),
    _broken_schema("length is a fraction", "{ type: string, maxLength: 1.5 }", "schema-malformed"),
    _broken_schema("length of 300 digits", f"{{ type: string, maxLength: {'9' * 300} }}", "schema-malformed"),
    _broken_schema("exclusive bound of JSON Schema", "{ type: integer, exclusiveMinimum: 3 }", "schema-malformed"),
    _broken_schema("property is a string", "{ type: object, properties: { y: string } }", "schema-malformed"),
    _broken_schema("items is a list", "{ type: array, maxItems: 1, items: [{ type: string }] }", "schema-malformed"),
    _broken_schema("no alternatives", "{ oneOf: [] }", "schema-malformed"),
    _broken_schema("pattern that is none", "{ type: string, maxLength: 9, pattern: '^[' }", "schema-malformed"),
    _broken_schema(
        "pattern of a gigabyte", "{ type: string, pattern: '^(((a{999}){999}){999}){999}$' }", "schema-malformed"
    ),
    _broken_schema(
        "discriminator without a name",
        "{ type: object, discriminator: {}, properties: { y: { type: boolean } } }",
        "schema-malformed",
    ),
)

REFS = (
    _broken_schema("dangling ref", "{ $ref: '#/components/schemas/Nowhere' }", "ref-dangling"),
    _broken_schema("remote ref", "{ $ref: 'https://example.com/order.yaml#/Order' }", "ref-remote"),
    _broken_schema("ref to a file", "{ $ref: 'file:///etc/passwd' }", "ref-remote"),
    _broken_schema("ref out of the folder", "{ $ref: '../../../../../../etc/passwd' }", "ref-remote"),
    _broken_schema(
        "ref to another contract", "{ $ref: '../order.paid/1.0.0.yaml#/components/schemas/Order' }", "ref-remote"
    ),
    _broken_schema("ref to the document", "{ $ref: '#' }", "ref-dangling"),
    _broken_schema(
        "ref inside of a component", "{ $ref: '#/components/schemas/Order/properties/metadata' }", "ref-not-component"
    ),
    _broken_schema("ref that is a number", "{ $ref: 7 }", "schema-malformed"),
    _broken_schema(
        "ref under a property named properties",
        "{ type: object, properties: { properties: { $ref: '#/nowhere' } } }",
        "ref-dangling",
    ),
    Project(
        "ref to itself",
        {EVENT: event(X, components=component("{ $ref: '#/components/schemas/X' }"))},
        (("ref-loop", f"{EVENT}:37"),),
    ),
    Project(
        "loop of refs alone",
        {
            EVENT: event(
                X,
                components=component("{ $ref: '#/components/schemas/Y' }")
                + component("{ $ref: '#/components/schemas/X' }", "Y"),
            )
        },
        (("ref-loop", f"{EVENT}:37"), ("ref-loop", f"{EVENT}:38")),
    ),
    Project(
        "loop through allOf",
        {
            EVENT: event(
                X,
                components=component("{ allOf: [{ $ref: '#/components/schemas/Y' }] }")
                + component("{ oneOf: [{ $ref: '#/components/schemas/X' }, { type: boolean }] }", "Y"),
            )
        },
        (("ref-loop", f"{EVENT}:37"), ("ref-loop", f"{EVENT}:38")),
    ),
    Project(
        "envelope that is a ref to itself",
        {EVENT: VALID.replace(b"    AWSEvent:\n", b"    AWSEvent:\n      $ref: '#/components/schemas/AWSEvent'\n")},
        (("ref-loop", f"{EVENT}:7"),),
    ),
    Project(
        "event that contains itself",
        {EVENT: event(line("{ $ref: '#/components/schemas/Order' }"))},
        (("event-may-exceed-entry-limit", f"{EVENT}:26"),),
    ),
)

EXPENSIVE = (
    Project(
        "pattern that makes backtracking engines hang",
        {
            EVENT: event(
                line("{ type: string, maxLength: 99, pattern: '^(([a-z])+.)+[A-Z]([a-z])+$' }"),
                example=f"          x: {'a' * 60}\n",
            )
        },
        (("example-does-not-validate", f"{EVENT}:43"),),
    ),
    Project(
        "lookahead that makes backtracking engines hang",
        {
            EVENT: event(
                line("{ type: string, maxLength: 99, pattern: '^(?=(a+)+$)a$' }"), example=f"          x: {'a' * 60}b\n"
            )
        },
        (("example-does-not-validate", f"{EVENT}:43"), ("pattern-not-portable", f"{EVENT}:36")),
    ),
    Project("exponential allOf", {EVENT: _exponential("allOf")}, (("schema-explodes", f"{EVENT}:26"),)),
    Project("exponential oneOf", {EVENT: _exponential("oneOf")}, (("schema-explodes", f"{EVENT}:26"),)),
    Project(
        "enum of 50,000 values",
        {EVENT: event(line("{ type: string, enum: [" + ", ".join(f"v{n}" for n in range(50_000)) + "] }"))},
        (("document-over-registry-limit", f"{EVENT}:1"),),
    ),
    Project(
        "5,000 refs one after the other",
        {EVENT: event(X, components=_chain(5_000))},
        (("document-over-registry-limit", f"{EVENT}:1"), ("event-may-exceed-entry-limit", f"{EVENT}:26")),
    ),
    Project(
        "lengths whose product is astronomical",
        {
            EVENT: event(
                line(
                    "{ type: array, maxItems: 9007199254740991, items: { type: array, maxItems: 9007199254740991, "
                    "items: { type: string, maxLength: 9007199254740991 } } }"
                )
            )
        },
        (("event-may-exceed-entry-limit", f"{EVENT}:26"),),
    ),
)

CONFIGURATION = (
    Project("no settings", {EVENT: VALID}, error="no bridgewright.toml", settings=None),
    Project("settings that are a folder", {EVENT: VALID}, error="no bridgewright.toml", settings=Folder()),
    Project(
        "settings that aren't TOML", {EVENT: VALID}, (("not-toml", f"{TOML}:2"),), settings=b"[bindings]\npackage = \n"
    ),
    Project("settings that aren't UTF-8", {EVENT: VALID}, (("not-utf-8", f"{TOML}:1"),), settings=b"\xff\xfe"),
    Project(
        "settings nested 3,000 deep", {EVENT: VALID}, (("not-toml", f"{TOML}:1"),), settings=b"a = " + b"[" * 3_000
    ),
    Project(
        "unknown setting",
        {EVENT: VALID},
        (("settings-invalid", f"{TOML}:3"),),
        settings=SETTINGS.replace(b'"shop_events"\n', b'"shop_events"\ncolour = "red"\n'),
    ),
    Project(
        "missing setting",
        {EVENT: VALID},
        (("settings-invalid", f"{TOML}:4"),),
        settings=SETTINGS.replace(b'name = "shop"\n', b"", 1),
    ),
    Project(
        "package that can't be imported",
        {EVENT: VALID},
        (("settings-invalid", f"{TOML}:2"),),
        settings=SETTINGS.replace(b"shop_events", b"class"),
    ),
    Project(
        "output outside of the project",
        {EVENT: VALID},
        (("settings-invalid", f"{TOML}:3"),),
        settings=SETTINGS.replace(b'"shop_events"\n', b'"shop_events"\noutput = "../../../etc"\n'),
    ),
    Project(
        "absolute output",
        {EVENT: VALID},
        (("settings-invalid", f"{TOML}:3"),),
        settings=SETTINGS.replace(b'"shop_events"\n', b'"shop_events"\noutput = "/etc"\n'),
    ),
    Project(
        "bus with a wrong name",
        {EVENT: VALID},
        (("settings-invalid", f"{TOML}:5"),),
        settings=SETTINGS.replace(b'[bus]\nname = "shop"', b'[bus]\nname = "a b"'),
    ),
    Project("lock that isn't JSON", {EVENT: VALID, LOCK: b"{\n"}, (("not-json", f"{LOCK}:2"),)),
    Project("lock that is a list", {EVENT: VALID, LOCK: b"[]"}, (("lock-invalid", f"{LOCK}:1"),)),
    Project(
        "lock with a wrong hash",
        {EVENT: VALID, LOCK: b'{\n"order.placed/1.0.0": "md5:1"}'},
        (("lock-invalid", f"{LOCK}:2"),),
    ),
    Project(
        "lock of another content",
        {EVENT: VALID, LOCK: json.dumps({"order.placed/1.0.0": f"sha256:{'0' * 64}"}).encode()},
        (("released-version-changed", f"{EVENT}:2"),),
    ),
    Project("lock that is a folder", {EVENT: VALID, LOCK: Folder()}, error="bridgewright.lock.json: not a file"),
    Project(
        "lock that is a link to nowhere",
        {EVENT: VALID, LOCK: Link("nowhere")},
        error="bridgewright.lock.json: not a file",
    ),
)

FILES = (
    Project("folder instead of a document", {EVENT: Folder()}, (("file-misplaced", EVENT),)),
    Project("file instead of a folder", {"contracts/events": b""}, (("file-misplaced", "contracts/events"),)),
    Project(
        "contract without a folder",
        {"contracts/events/1.0.0.yaml": VALID},
        (("file-misplaced", "contracts/events/1.0.0.yaml"),),
    ),
    Project(
        "neither document nor note",
        {EVENT: VALID, "contracts/events/order.placed/1.0.0.txt": b""},
        (("file-misplaced", "contracts/events/order.placed/1.0.0.txt"),),
    ),
    Project(
        "misspelt folder",
        {EVENT: VALID, "contracts/comands/order.ship/1.0.0.yaml": VALID},
        (("file-misplaced", "contracts/comands"),),
        only_warns=True,
    ),
    Project(
        "name that is no version",
        {"contracts/events/order.placed/v1.yaml": VALID},
        (("file-name-not-version", "contracts/events/order.placed/v1.yaml:1"),),
    ),
    Project(
        "the same version twice",
        {EVENT: VALID, "contracts/events/order.placed/1.0.0.yml": VALID},
        (("version-duplicated", "contracts/events/order.placed/1.0.0.yml:1"),),
    ),
    Project("link to itself", {EVENT: Link("1.0.0.yaml")}, (("file-misplaced", EVENT),)),
    Project(
        "links in a circle",
        {EVENT: Link("1.1.0.yaml"), EVENT.replace("1.0.0", "1.1.0"): Link("1.0.0.yaml")},
        (("file-misplaced", EVENT), ("file-misplaced", EVENT.replace("1.0.0", "1.1.0"))),
    ),
    Project("link out of the folder", {EVENT: Link("/etc/passwd")}, (("file-misplaced", EVENT),)),
    Project("link to an endless device", {EVENT: Link("/dev/zero")}, (("file-misplaced", EVENT),)),
    Project(
        "folder that contains itself",
        {EVENT: VALID, "contracts/events/again": Link(".")},
        (("file-misplaced", "contracts/events/again/again"), ("file-misplaced", "contracts/events/again/order.placed")),
    ),
)

SUBSCRIPTIONS = (
    Project(
        "subscription without a consumer",
        {
            EVENT: VALID,
            SUBSCRIPTION: CONSUMER.removeprefix(b"consumer: a\n") + b"  - { event: order.placed, major: 1 }\n",
        },
        (("subscription-invalid", f"{SUBSCRIPTION}:1"),),
    ),
    Project(
        "subscription to event and command",
        {
            EVENT: VALID,
            SUBSCRIPTION: CONSUMER + b"  - { event: order.placed, command: order.ship, major: 1 }\n",
        },
        (("subscription-invalid", f"{SUBSCRIPTION}:4"),),
    ),
    Project(
        "subscription that is a list",
        {EVENT: VALID, SUBSCRIPTION: b"- 1\n"},
        (("subscription-invalid", f"{SUBSCRIPTION}:1"),),
    ),
    Project(
        "filter with 4,096 combinations",
        {
            EVENT: VALID,
            SUBSCRIPTION: CONSUMER
            + b"  - event: order.placed\n    major: 1\n    filter:\n      $or: ["
            + b", ".join([b"{ $or: [" + b", ".join([b"{ data: { id: [1] } }"] * 64) + b"] }"] * 64)
            + b"]\n",
        },
        (("filter-invalid", f"{SUBSCRIPTION}:6"),),
    ),
)

PROJECTS = (*NOT_A_DOCUMENT, *NOT_OPENAPI, *BAD_SCHEMAS, *REFS, *EXPENSIVE, *CONFIGURATION, *FILES, *SUBSCRIPTIONS)
