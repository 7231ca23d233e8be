# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""What the CloudFormation adapters share: the shapes of ministack's resource handlers."""

from __future__ import annotations

import json
from typing import Any

from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]
Created = tuple[str, dict[str, Any]]


def physical_name(stack: str, logical_id: str, longest: int) -> str:
    """The name that CloudFormation generates for a resource without one, at most `longest` characters."""
    return str(provisioners._physical_name(stack, logical_id, max_len=longest))


def answered(response: tuple[int, Any, Any]) -> dict[str, Any]:
    """The body of a service's answer; raises ValueError with the service's message, which fails the resource."""
    status, _, body = response
    decoded: dict[str, Any] = json.loads(body) if body else {}
    if status >= 400:
        raise ValueError(decoded.get("message") or decoded.get("Message") or str(decoded))
    return decoded
