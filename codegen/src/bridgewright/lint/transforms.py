"""Input transformers of subscriptions: EventBridge must take them, and their paths must lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridgewright.contracts.model import Catalog
from bridgewright.documents.pointers import escaped
from bridgewright.lint.fields import newest_taken
from bridgewright.lint.rule import ENVELOPE, Mistake
from bridgewright.schemas.walking import places_at
from bridgewright.transform import InvalidTransformer, Transformer

_STEP = re.compile(r"\.([^.\[\]]+)|\[([0-9]+|\*)\]")


def transform_invalid(catalog: Catalog) -> Iterator[Mistake]:
    """A transformer that EventBridge refuses."""
    for subscription in catalog.subscriptions:
        if subscription.transform is None:
            continue
        try:
            Transformer(subscription.transform.paths, subscription.transform.template)
        except InvalidTransformer as error:
            at = subscription.document.at(f"{subscription.pointer}/transform")
            yield Mistake(
                at,
                f"EventBridge refuses the transformer: {error!s:.300}",
                "see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html",
            )


def transform_path_unknown(catalog: Catalog) -> Iterator[Mistake]:
    """A transformer's path to a field that the newest version doesn't have."""
    for subscription in catalog.subscriptions:
        newest = newest_taken(subscription, catalog)
        if subscription.transform is None or newest is None:
            continue
        content = newest.document.content
        for name, path in subscription.transform.paths.items():
            steps = (match[1] or match[2] for match in _STEP.finditer(path))
            pointer = "".join(f"/{escaped(step)}" for step in steps)
            if path.startswith("$") and not places_at(content, {"$ref": f"#{ENVELOPE}"}, "", pointer):
                at = subscription.document.at(f"{subscription.pointer}/transform/paths/{escaped(name)}")
                yield Mistake(at, f"events of {newest.id} have no field {path:.200}", "mend the path")
