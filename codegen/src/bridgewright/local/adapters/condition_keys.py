# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""Condition keys that least-privilege policies use and ministack does not fill in.

`events:source` and `events:detail-type` of each entry (without them a policy that names its source allows nothing),
`dynamodb:LeadingKeys` (without it such a policy allows everything), and `aws:SecureTransport`: AWS's endpoints speak
TLS, so the loopback that stands for them counts as secure.
Sources: "Using IAM policy conditions in Amazon EventBridge" (eb-use-conditions), "Using IAM policy conditions for
fine-grained access control" (specifying-conditions) in the DynamoDB developer guide.
"""

from __future__ import annotations

import json
from contextvars import ContextVar
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.services import dynamodb

_entries: ContextVar[tuple[Any, ...]] = ContextVar("entries_of_request", default=())


def install() -> None:
    """Adds the keys to the context in which ministack evaluates a request."""
    pin_origin, tag_context = app.pin_request_origin, iam_actions.request_tag_context
    enforce, dynamodb_context = iam_evaluator.enforce, iam_actions.dynamodb_service_context

    def secure_origin(address: str, secure: bool) -> None:
        del secure
        pin_origin(address, True)

    def noted(service: str, action: str, body: bytes, params: dict[str, Any]) -> Any:
        _entries.set(tuple(_decoded(body).get("Entries") or ()) if action == "events:PutEvents" else ())
        return tag_context(service, action, body, params)

    def enforced(access_key: str, action: str, service: str, region: str, **rest: Any) -> Any:
        if action != "events:PutEvents":
            return enforce(access_key, action, service, region, **rest)
        return _each_entry(enforce, access_key, region, **rest)

    def with_leading_keys(body: bytes) -> dict[str, Any]:
        context: dict[str, Any] = dynamodb_context(body)
        keys = leading_keys(_decoded(body))
        return context | ({"dynamodb:LeadingKeys": keys} if keys else {})

    app.pin_request_origin, iam_actions.request_tag_context = secure_origin, noted
    iam_evaluator.enforce, iam_actions.dynamodb_service_context = enforced, with_leading_keys


def _each_entry(
    enforce: Any, access_key: str, region: str, resource_arn: str = "*", service_context: Any = None
) -> Any:
    """The first denial among the entries for this bus: each is authorized by its own source and detail type."""
    bus = resource_arn.rpartition("/")[2]
    mine = [entry for entry in _entries.get() if _bus_name(entry) == bus] or [{}]
    for entry in mine:
        context = dict(service_context or {})
        context |= {
            key: entry[field]
            for key, field in (("events:source", "Source"), ("events:detail-type", "DetailType"))
            if isinstance(entry.get(field), str)
        }
        denied = enforce(
            access_key, "events:PutEvents", "events", region, resource_arn=resource_arn, service_context=context
        )
        if denied:
            return denied
    return None


def _bus_name(entry: Any) -> str:
    name = entry.get("EventBusName") if isinstance(entry, dict) else None
    return str(name or "default").rpartition("/")[2]


def leading_keys(request: dict[str, Any]) -> list[str]:
    """The partition key values of a DynamoDB request on one table or in batches, as texts."""
    pairs = [(request.get("TableName"), request.get("Key") or request.get("Item"))]
    for table, batch in (request.get("RequestItems") or {}).items():
        if isinstance(batch, dict):
            pairs += [(table, key) for key in batch.get("Keys", [])]
        else:
            pairs += [(table, write.get("PutRequest", {}).get("Item")) for write in batch if "PutRequest" in write]
            pairs += [(table, write["DeleteRequest"].get("Key")) for write in batch if "DeleteRequest" in write]
    found = []
    for table, item in pairs:
        name = _partition_key(str(table or "").rpartition("/")[2])
        if name and isinstance(item, dict) and isinstance(item.get(name), dict):
            found += [str(value) for value in item[name].values()]
    return found


def _partition_key(table: str) -> str | None:
    schema = (dynamodb._tables.get(table) or {}).get("KeySchema") or []
    return next((element["AttributeName"] for element in schema if element["KeyType"] == "HASH"), None)


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        decoded = json.loads(body or b"{}")
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}
