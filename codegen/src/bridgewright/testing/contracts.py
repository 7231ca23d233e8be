"""What contract tests go by: the catalog, and the files that were generated from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bridgewright.contracts.model import Catalog, EventContract, Subscription
from bridgewright.contracts.validation import contract_of
from bridgewright.documents.document import Document
from bridgewright.findings import BridgewrightError, Finding, Severity
from bridgewright.patterns import Pattern
from bridgewright.project.reading import read_project
from bridgewright.transform import Transformer


@dataclass(frozen=True)
class Contracts:
    """A contracts folder and its generated output.

    Make one with `Contracts.read`; `output` is the folder that `bridgewright generate` wrote.
    """

    catalog: Catalog
    output: Path

    @classmethod
    def read(cls, folder: Path) -> Contracts:
        """The contracts of a folder with `bridgewright.toml`.

        Raises:
            BridgewrightError: it isn't a project, or the contracts have errors (the first is named).
        """
        project = read_project(folder)
        if project.error_free is None:
            raise BridgewrightError(f"the contracts in {folder} have errors; {_first_error(project.findings)}")
        return cls(project.error_free, project.output)

    def contract_of(self, event: Mapping[str, Any]) -> EventContract | None:
        """The contract of a whole event: source, detail-type, and the version that its metadata gives."""
        return contract_of(self.catalog, Document("event", event))

    def registry_document(self, contract: EventContract) -> dict[str, Any]:
        """The document that the Schema Registry holds, as generated."""
        document: dict[str, Any] = _json(self.output / "schemas" / contract.name / f"{contract.version}.json")
        return document

    def rule(self, subscription: Subscription) -> GeneratedRule:
        """The rule that serves a subscription, as generated."""
        return GeneratedRule.of(_json(self.output / "rules" / f"{subscription.rule_name}.json"))

    def rules(self) -> tuple[GeneratedRule, ...]:
        """The rule of every subscription."""
        return tuple(self.rule(subscription) for subscription in self.catalog.subscriptions)

    def subscriptions(self, consumer: str) -> tuple[Subscription, ...]:
        """What a consumer subscribed to.

        Raises:
            BridgewrightError: nobody of that name subscribes.
        """
        found = tuple(s for s in self.catalog.subscriptions if s.consumer == consumer)
        if not found:
            known = ", ".join(sorted({s.consumer for s in self.catalog.subscriptions}))
            raise BridgewrightError(f"no subscription has the consumer {consumer!r}; there are: {known}")
        return found


@dataclass(frozen=True)
class GeneratedRule:
    """A file of `rules/`: the pattern that EventBridge matches, and what it makes of the event for the target."""

    name: str
    event_pattern: str
    pattern: Pattern
    transformer: Transformer | None
    group_path: str | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> GeneratedRule:
        """The rule that a decoded file holds."""
        text = json.dumps(document["eventPattern"], ensure_ascii=False)
        made = document.get("inputTransformer")
        return cls(
            name=document["name"],
            event_pattern=text,
            pattern=Pattern.parse(text),
            transformer=Transformer(made["inputPathsMap"], made["inputTemplate"]) if made else None,
            group_path=document.get("messageGroupId"),
        )


@cache
def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BridgewrightError(f"{path} is not there: run bridgewright generate") from error


def _first_error(findings: tuple[Finding, ...]) -> str:
    first = next(finding for finding in findings if finding.severity is Severity.ERROR)
    return f"{first.location}: {first.rule}: {first.message}"
