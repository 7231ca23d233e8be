# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""AWS::DynamoDB::Table with TimeToLiveSpecification, which ministack leaves out: its items would never expire.

Source: AWS::DynamoDB::Table in the CloudFormation template reference.
"""

from __future__ import annotations

from typing import Any

from ministack.services import dynamodb
from ministack.services.cloudformation import provisioners

from bridgewright.local.adapters.stacks import Created, Properties, answered


def install() -> None:
    """Wraps the resource's create and update."""
    handler = provisioners._RESOURCE_HANDLERS["AWS::DynamoDB::Table"]
    create, update = handler["create"], handler["update"]

    def created(logical_id: str, properties: Properties, stack: str) -> Created:
        return _expiring(create(logical_id, properties, stack), properties)

    def updated(physical_id: str, old: Properties, new: Properties, stack: str, *rest: Any) -> Created:
        return _expiring(update(physical_id, old, new, stack, *rest), new)

    handler["create"], handler["update"] = created, updated


def _expiring(table: Created, properties: Properties) -> Created:
    wanted = properties.get("TimeToLiveSpecification")
    if wanted:
        enabled = str(wanted.get("Enabled")).lower() == "true"
        specification = {"AttributeName": wanted.get("AttributeName"), "Enabled": enabled}
        answered(dynamodb._update_ttl({"TableName": table[0], "TimeToLiveSpecification": specification}))
    return table
