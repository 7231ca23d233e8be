"""Writes contract projects of any size: typical contracts, mixed ones as registries hold them, and real ones.

The first two are made of `payslip.uploaded` 2.1.0 or of a seed alone, the third of schemas in pinned packages, so that
every machine measures the same files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from corpora_documents import corpora

from bridgewright.documents.document import Document
from bridgewright.documents.yaml_writing import spelled_yaml
from bridgewright.findings import has_errors
from bridgewright.foreign.importing import Hints, ImportOptions, imported

ROOT = Path(__file__).resolve().parents[2]
_SETTINGS = """[bindings]
package = "acme_events"
output = "../generated"

[bus]
name = "acme"

[registry]
name = "acme"
"""
_NOUN_LIST = """
account booking budget cart claim contact contract course device document expense grade holiday invoice item
journey label lease letter loan member meter mortgage note order parcel pension permit policy project quote
receipt refund region report rota route salary schedule shift site statement stock supplier survey task tax
team ticket timesheet token training transfer trip user vehicle visit voucher wage warrant
"""
_VERB_LIST = """
accepted archived cancelled changed closed created moved opened paid rejected shipped updated
"""
_NOUNS, _VERBS = tuple(_NOUN_LIST.split()), tuple(_VERB_LIST.split())
_SHAPES = (
    lambda rng: {"type": "string", "maxLength": rng.randrange(8, 200)},
    lambda rng: {"type": "string", "format": rng.choice(["uuid", "date", "date-time"])},
    lambda rng: {"type": "string", "enum": sorted(rng.sample(_VERBS, rng.randrange(2, 6)))},
    lambda _: {"type": "integer", "minimum": 0, "maximum": 1_000_000},
    lambda _: {"type": "number", "minimum": 0},
    lambda _: {"type": "boolean"},
    lambda rng: {"type": "string", "pattern": "^[A-Z]{2}[0-9]{4}$", "maxLength": 6},
    lambda rng: {"type": "array", "maxItems": 20, "items": {"type": "string", "maxLength": rng.randrange(8, 80)}},
)


def typical(folder: Path, count: int, seed: int = 1) -> Path:
    """Contracts like `payslip.uploaded` 2.1.0 (13 KB, 16 components), no two alike, and a rule for every fifth.

    Returns the contracts folder; its project generates into `folder/generated`.
    """
    rng = Random(seed)
    text = (ROOT / "contracts/events/payslip.uploaded/2.1.0.yaml").read_text(encoding="utf-8")
    names = []
    for index in range(count):
        noun, verb = f"{rng.choice(_NOUNS)}{index}", rng.choice(_VERBS)
        names.append(f"{noun}.{verb}")
        _write(folder / f"contracts/events/{names[-1]}/2.1.0.yaml", _variation(text, noun, verb, rng))
    _write(folder / "contracts/bridgewright.toml", _SETTINGS)
    for start in range(0, count, 25):
        _write(
            folder / f"contracts/subscriptions/team{start}.yaml", _subscriptions(start, names[start : start + 25 : 5])
        )
    return folder / "contracts"


def _variation(text: str, noun: str, verb: str, rng: Random) -> str:
    """Other names, and up to a dozen properties more in a component of their own."""
    properties = _properties(rng, rng.randrange(1, 13))
    component = json.dumps({"type": "object", "properties": properties})
    title = noun.title() + verb.title()
    text = text.replace("payslip.uploaded", f"{noun}.{verb}").replace("PayslipUploaded", title)
    text = text.replace("leejames.payroll", "acme." + re.sub(r"\d", "", noun))
    text = text.replace("    Delivery:\n", f"    Extra: {component}\n    Delivery:\n")
    text = text.replace(
        "        logo: { $ref", "        extra: { $ref: '#/components/schemas/Extra' }\n        logo: { $ref"
    )
    word = re.sub(r"\d", "", noun)
    return text.replace("payslip", word).replace("Payslip", word.title() if word != "data" else "Body")


def _properties(rng: Random, count: int) -> dict[str, Any]:
    pairs = ((first, second) for first in _NOUNS for second in _VERBS)
    chosen = rng.sample([f"{first}{second.title()}" for first, second in pairs], count)
    return {name: rng.choice(_SHAPES)(rng) for name in chosen}


def _subscriptions(start: int, names: list[str]) -> str:
    lines = [f"consumer: team{start}", "target:", "  kind: sqs", f"  name: team{start}", "subscriptions:"]
    for name in names:
        lines += [f"  - event: {name}", "    major: 2", "    needs: [/data/delivery]"]
        lines += ["    filter:", "      data: { delivery: { channel: [pdf] } }"]
    return "\n".join(lines) + "\n"


def mixed(folder: Path, count: int, seed: int = 1) -> Path:
    """Contracts from 1 KB to 90 KB, half of them as a registry exports them (JSON), with deep and wide objects."""
    rng = Random(seed)
    for index in range(count):
        noun, verb = f"{rng.choice(_NOUNS)}{index}", rng.choice(_VERBS)
        size = min(260, max(3, round(rng.lognormvariate(2.9, 1.1))))
        document = _document(noun, verb, size, rng)
        exported = rng.random() < 0.5
        text = json.dumps(document, indent=2) if exported else "\n".join(_yaml(document, 0)) + "\n"
        _write(folder / f"contracts/events/{noun}.{verb}/1.0.{'0.json' if exported else '0.yaml'}", text)
    _write(folder / "contracts/bridgewright.toml", _SETTINGS.replace('name = "acme"\n\n', 'name = "acme"\n\n', 1))
    return folder / "contracts"


def real(folder: Path, count: int, npm: Path, pypi: Path) -> Path:
    """Contracts imported from event schemas that packages ship (`corpora_documents.install`), of all corpora alike."""
    cases = [case for corpus in corpora(npm, pypi).values() for case in corpus]
    Random(1).shuffle(cases)
    taken: set[str] = set()
    for case in cases:
        if len(taken) == count:
            break
        stem = case.name.rpartition("/")[2].partition(".")[0] or case.name
        wishes = ImportOptions() if case.whole else ImportOptions(source=f"acme.{case.corpus}")
        contracts, findings = imported({case.name: Document(case.name, case.content)}, {case.name: Hints(stem)}, wishes)
        module = contracts[0].name.replace("-", ".") if contracts else ""
        if contracts and module not in taken and not has_errors(findings):
            taken.add(module)
            place = f"contracts/events/{contracts[0].name}/{contracts[0].version}.yaml"
            _write(folder / place, spelled_yaml(contracts[0].content))
    _write(folder / "contracts/bridgewright.toml", _SETTINGS)
    return folder / "contracts"


def _document(noun: str, verb: str, size: int, rng: Random) -> dict[str, Any]:
    """An event of `size` properties in components of up to 40; imported ones, whose sizes nobody bounds."""
    title = noun.title() + verb.title()
    components: dict[str, Any] = {}
    left = size
    while left > 0:
        properties = _properties(rng, min(left, rng.randrange(2, 41)))
        for name, target in zip(properties, list(components)[-2:], strict=False):
            properties[name] = {"$ref": f"#/components/schemas/{target}"}
        left -= len(properties)
        last = f"Part{len(components)}"
        required = sorted(rng.sample(sorted(properties), len(properties) // 2))
        components[last] = {"type": "object", "properties": properties} | ({"required": required} if required else {})
        for shape in properties.values():
            if "$ref" not in shape and rng.random() < 0.5:
                shape["description"] = " ".join(rng.sample(_NOUNS, rng.randrange(3, 14)))
    detail = components.pop(last)
    strings = ("version", "id", "detail-type", "source", "account", "region")
    envelope = {name: {"type": "string"} for name in strings} | {
        "time": {"type": "string", "format": "date-time"},
        "resources": {"type": "array", "items": {"type": "string"}},
        "detail": {"$ref": f"#/components/schemas/{title}"},
    }
    event = {
        "type": "object",
        "x-amazon-events-source": "aws." + noun,
        "x-amazon-events-detail-type": f"{noun}.{verb}",
        "required": list(envelope),
        "properties": envelope,
    }
    return {
        "openapi": "3.0.0",
        "info": {"title": title, "version": "1.0.0"},
        "paths": {},
        "components": {"schemas": {"AWSEvent": event, title: detail, **components}},
    }


def _yaml(value: Any, depth: int) -> Iterator[str]:
    """Block style, as people write it; scalars as JSON spells them."""
    margin = "  " * depth
    for key, member in value.items():
        if isinstance(member, dict) and member:
            yield f"{margin}{json.dumps(key)}:"
            yield from _yaml(member, depth + 1)
        else:
            yield f"{margin}{json.dumps(key)}: {json.dumps(member)}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
