"""Rule patterns and input transformers, one file per rule: what reviewers read and `match` takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bridgewright.contracts.model import Catalog, OutputFile
from bridgewright.findings import Finding
from bridgewright.patterns import Pattern
from bridgewright.routing.rules import Rule, rules_of


def emit_rules(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """`rules/<rule name>.json` with `eventPattern` and, where there is one, `inputTransformer`."""
    for rule in rules_of(catalog):
        yield OutputFile(
            f"rules/{rule.name}.json", json.dumps(rule_document(rule), indent=2, ensure_ascii=False) + "\n"
        )


def canonical_pattern(rule: Rule) -> Any:
    """The rule's pattern in the engine's canonical form, as a JSON value."""
    return json.loads(Pattern.parse(dict(rule.pattern)).canonical())


def rule_document(rule: Rule) -> dict[str, Any]:
    """The rule as JSON, keys spelt as in the EventBridge API but for their first letter."""
    document: dict[str, Any] = {
        "name": rule.name,
        "consumer": rule.subscription.consumer,
        "eventPattern": canonical_pattern(rule),
    }
    if rule.transform:
        document["inputTransformer"] = input_transformer(rule)
    if rule.group_path:
        document["messageGroupId"] = rule.group_path
    return document


def input_transformer(rule: Rule) -> dict[str, Any]:
    """`InputTransformer` with its keys in lower camel case; empty when the rule has none."""
    if rule.transform is None:
        return {}
    return {
        "inputPathsMap": dict(sorted(rule.transform.paths.items())),
        "inputTemplate": rule.transform.template,
    }
