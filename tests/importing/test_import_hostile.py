"""Whatever somebody imports: a contract that the project can read, or findings; never a crash, nor half an output."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bridgewright.cli import main
from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import ContractFile, Sources
from bridgewright.documents.document import Document
from bridgewright.documents.yaml_reading import UnreadableDocument, parse_yaml
from bridgewright.documents.yaml_writing import spelled_yaml
from bridgewright.foreign.importing import Hints, ImportOptions, imported
from bridgewright.lint import lint
from hostile.test_hostile_mutations import damaged

SETTINGS = Document(
    "contracts/bridgewright.toml",
    {"bindings": {"package": "shop_events"}, "bus": {"name": "shop"}, "registry": {"name": "shop"}},
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://acme.test/order.json",
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"$ref": "#id"},
        "lines": {"type": ["array", "null"], "items": {"$ref": "#/$defs/Line"}, "contains": {"required": ["sku"]}},
        "kind": {"const": "order"},
        "total": {"$ref": "parts.json#/definitions/money"},
    },
    "dependentRequired": {"lines": ["kind"]},
    "if": {"properties": {"kind": {"const": "order"}}},
    "then": {"required": ["lines"]},
    "unevaluatedProperties": False,
    "examples": [{"id": "o-1"}],
    "$defs": {
        "Line": {"type": "object", "properties": {"sku": True, "parts": {"$ref": "#"}}},
        "Id": {"$anchor": "id", "minLength": 1},
    },
}
PARTS = {"$id": "https://acme.test/parts.json", "definitions": {"money": {"type": "string", "exclusiveMinimum": 0}}}
MESSAGES: dict[str, Any] = {
    "asyncapi": "2.6.0",
    "info": {"title": "Orders", "version": "1.0.0"},
    "channels": {"orders": {"publish": {"message": {"oneOf": [{"$ref": "#/components/messages/placed"}]}}}},
    "components": {
        "messages": {
            "placed": {"name": "placed", "schemaFormat": "x", "payload": SCHEMA, "examples": [{"payload": {}}]}
        }
    },
}
HOOKS: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Hooks", "version": "1"},
    "webhooks": {"placed": {"post": {"requestBody": {"content": {"application/json": {"schema": SCHEMA}}}}}},
}


def taken_in(*documents: Document) -> None:
    """Imports documents and reads what came of them, as the command does."""
    by_path = {document.path: document for document in documents}
    wishes = ImportOptions(source="acme.shop")
    contracts, findings = imported(by_path, {documents[0].path: Hints("order.placed")}, wishes)
    assert contracts or findings
    for contract in contracts:
        try:
            content, lines = parse_yaml(spelled_yaml(contract.content))
        except UnreadableDocument:
            continue
        file = ContractFile(
            "events", contract.name, str(contract.version), Document("contracts/x.yaml", content, lines)
        )
        catalog, built = build_catalog(Sources(SETTINGS, None, (file,), ()))
        found = [*built, *(lint(catalog) if catalog else ())]
        assert [contract.at(finding.location.pointer).path in by_path for finding in found] == [True] * len(found)


@pytest.mark.parametrize("seed", range(120))
def test_damage_gives_findings_and_no_crash(seed: int) -> None:
    """Documents with places replaced, removed or added are imported, or refused with findings in one of the files."""
    random = Random(seed)
    whole = Document("order.json", random.choice([SCHEMA, MESSAGES, HOOKS]))
    taken_in(damaged(whole, random), damaged(Document("parts.json", PARTS), random))


def chain(length: int) -> dict[str, Any]:
    """Schemas that each say what the next one says."""
    links = {f"s{i}": {"allOf": [{"$ref": f"#/definitions/s{i + 1}"}]} for i in range(length)}
    return {"$ref": "#/definitions/s0", "definitions": {**links, f"s{length}": {"type": "object"}}}


def nested(keyword: str, depth: int) -> Any:
    """A schema inside a schema, many times."""
    schema: Any = {"type": "object"}
    for _ in range(depth):
        schema = {keyword: [schema] if keyword.endswith("Of") else {"a": schema} if keyword == "properties" else schema}
    return schema


EXTREMES: dict[str, Any] = {
    "a thousand properties": {"properties": {f"p{i}": {"type": ["string", "null"]} for i in range(1000)}},
    "a chain of refs": chain(300),
    "a loop of refs": {"$ref": "#/a", "a": {"$ref": "#/b"}, "b": {"$ref": "#/a"}},
    "allOf in allOf": nested("allOf", 90),
    "properties in properties": nested("properties", 45),
    "not in not": nested("not", 90),
    "an enum of thousands": {"enum": [f"value {i}" for i in range(5000)]},
    "names of all letters": {
        "properties": {name: {} for name in ("", " ", "/", "~", "%41", "\u0000", "é", "$ref ", "a.b", "__init__")}
    },
    "components of all letters": {
        "properties": {
            "a": {"$ref": "#/definitions/a%20b"},
            "b": {"$ref": "#/definitions/a~1b"},
            "c": {"$ref": "#/definitions/AWSEvent"},
        },
        "definitions": {"a b": {"type": "object"}, "a/b": {"type": "object"}, "AWSEvent": {"type": "object"}},
    },
    "a hundred thousand characters": {"properties": {f"p{i}": {"description": "x" * 100} for i in range(1000)}},
    "large numbers": {"type": "number", "minimum": -1e308, "maximum": 10**300, "multipleOf": 1e-300},
    "a property called default": {
        "properties": {"default": {"$ref": "#/definitions/d"}},
        "definitions": {"d": {"type": "null"}},
    },
    "a pattern of repeats": {"properties": {"a": {"type": "string", "pattern": "^(([a-z]*)*x)*$"}}},
}


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("dialect", ["draft-04/schema#", "draft-07/schema#", "draft/2020-12/schema"])
def test_extremes(name: str, dialect: str) -> None:
    """Large, deep and circular schemas are imported, or refused with findings."""
    taken_in(Document("order.json", {"$schema": f"http://json-schema.org/{dialect}", **EXTREMES[name]}))


@pytest.mark.parametrize(
    "name", ["a thousand properties", "names of all letters", "components of all letters", "a chain of refs"]
)
def test_extremes_through_the_command(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says what is wrong, or the project generates."""
    (tmp_path / "a.json").write_text(json.dumps({"type": "object", **EXTREMES[name]}), "utf-8")
    into = tmp_path / "contracts"
    code = main(["import", str(tmp_path / "a.json"), "--into", str(into), "--source", "acme.shop"])
    after = main(["generate", "--contracts", str(into)]) if code == 0 else 0

    assert (code, after) in ((0, 0), (1, 0)), capsys.readouterr()
    assert into.exists() is (code == 0)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff\xfe", b"[1]", b"null", b'"x"', b"a: &a [*a]", b"[" * 500, b"%PDF-1.4"]
)
def test_files_that_are_no_documents(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Any bytes give findings."""
    for name in ("a.json", "a.yaml"):
        (tmp_path / name).write_bytes(data)
    codes = [
        main(["import", str(tmp_path / name), "--into", str(tmp_path / "contracts"), "--source", "acme.shop"])
        for name in ("a.json", "a.yaml")
    ]

    assert codes == [1, 1], capsys.readouterr()
    assert not (tmp_path / "contracts").exists()
