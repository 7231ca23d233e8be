"""Random damage to real contracts: whatever is left, the outcome is findings and never a crash."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Sources
from bridgewright.documents.document import Document
from bridgewright.lint import lint
from bridgewright.project.folder import load_sources

CONTRACTS = Path(__file__).parents[2] / "contracts"
JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**300, "", "x", "^[", "#", "a b", "string", "object", "array", "\x00\n\u2028"),
    *("#/components/schemas/AWSEvent", "#/components/schemas/Data", [], [1], ["a"], [{}], [None], {}),
    *({"$ref": "#/components/schemas/Metadata"}, {"$ref": "#/nowhere"}, {"type": "string"}, {"type": "object"}),
    *({"allOf": [{"$ref": "#/components/schemas/Data"}]}, {"type": "array", "items": {}}, {"a": {"b": [1]}}),
    *(
        [{"numeric": [">", 1]}],
        [{"prefix": "a"}],
        [{"exists": False}],
        {"oneOf": [{"type": "integer"}], "nullable": True},
    ),
)
KEYS = (
    *("$ref", "type", "properties", "required", "items", "allOf", "oneOf", "not", "enum", "format", "pattern"),
    *("maxLength", "minLength", "minimum", "nullable", "additionalProperties", "x-sensitive", "default", "example"),
    *("discriminator", "maxItems", "exclusiveMinimum", "schema", "parameters", "detail", "metadata", "a/b~c", ""),
    *("group-id", "filter", "transform", "needs", "$or"),
)


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The steps to every value below `value`."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in members:
        yield (*here, step)
        yield from places(member, (*here, step))


def damaged(document: Document, random: Random) -> Document:
    """The document with one to three places replaced, removed, or given a key that may mean something."""
    content = copy.deepcopy(document.content)
    for _ in range(random.randint(1, 3)):
        *way, last = random.choice(list(places(content)) or [(None,)])
        if last is None:
            break
        holder = content
        for step in way:
            holder = holder[step]
        kind = random.random()
        if kind < 0.5:
            holder[last] = copy.deepcopy(random.choice(JUNK))
        elif kind < 0.7:
            del holder[last]
        elif isinstance(holder[last], dict):
            holder[last][random.choice(KEYS)] = copy.deepcopy(random.choice(JUNK))
    return replace(document, content=content)


@cache
def sources() -> Sources:
    """The repository's own contracts, read once: damage is done to copies."""
    read, _ = load_sources(CONTRACTS)
    assert read is not None
    return read


@pytest.mark.parametrize("seed", range(250))
def test_damage_gives_findings_and_no_crash(seed: int) -> None:
    """Building and linting end for every damaged project, and say the same again."""
    random, whole = Random(seed), sources()
    contracts, subscriptions = list(whole.contracts), list(whole.subscriptions)
    if random.random() < 0.6:
        index = random.randrange(len(contracts))
        contracts[index] = replace(contracts[index], document=damaged(contracts[index].document, random))
    elif random.random() < 0.8:
        index = random.randrange(len(subscriptions))
        subscriptions[index] = damaged(subscriptions[index], random)
    else:
        whole = replace(whole, settings=damaged(whole.settings, random))
    project = replace(whole, contracts=tuple(contracts), subscriptions=tuple(subscriptions))

    outcomes = []
    for _ in range(2):
        catalog, built = build_catalog(project)
        outcomes.append((*built, *(lint(catalog) if catalog else ())))

    assert outcomes[0] == outcomes[1]
