# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""CloudFormation's EventBridge resources that ministack lacks or takes unchecked.

AWS::Events::Archive and AWS::Events::EventBusPolicy are missing; AWS::Events::Rule takes a pattern, a target or a bus
that the API would refuse; AWS::Events::EventBus forgets its key and its dead-letter queue.
Source: the CloudFormation template reference and the resource schemas (primary identifiers, create-only properties).
"""

from __future__ import annotations

import json
from typing import Any

from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

from bridgewright.local.adapters.stacks import Created, Properties, answered, physical_name


def install() -> None:
    """Adds and wraps the resource handlers."""
    handlers = provisioners._RESOURCE_HANDLERS
    handlers["AWS::Events::Archive"] = {"create": _create_archive, "update": _update_archive, "delete": _delete_archive}
    handlers["AWS::Events::EventBusPolicy"] = {
        "create": _put_policy,
        "update": _update_policy,
        "delete": _delete_policy,
    }
    bus, rule = handlers["AWS::Events::EventBus"], handlers["AWS::Events::Rule"]
    create_bus, create_rule = bus["create"], rule["create"]

    def event_bus(logical_id: str, properties: Properties, stack: str) -> Created:
        name, attributes = create_bus(logical_id, properties, stack)
        for key in ("KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"):
            if key in properties:
                eventbridge._event_buses[name][key] = properties[key]
        return name, attributes

    def checked_rule(logical_id: str, properties: Properties, stack: str) -> Created:
        _check_rule(properties)
        created: Created = create_rule(logical_id, properties, stack)
        return created

    bus["create"], rule["create"] = event_bus, checked_rule


def _check_rule(properties: Properties) -> None:
    """What PutRule and PutTargets would refuse; raises ValueError, which fails the resource."""
    bus = provisioners._eb_rule_bus_name(properties)
    eventbridge._ensure_default_bus()
    if bus not in eventbridge._event_buses:
        raise ValueError(f"Event bus {bus} does not exist.")
    pattern = properties.get("EventPattern")
    text = json.dumps(pattern) if isinstance(pattern, dict) else pattern
    problem = eventbridge._event_pattern_error(text) if text else None
    if problem:
        raise ValueError(f"Event pattern is not valid. Reason: {problem}")
    for target in properties.get("Targets") or []:
        refusal = eventbridge._validate_target_arn(target)
        if refusal:
            answered(refusal)


def _create_archive(logical_id: str, properties: Properties, stack: str) -> Created:
    name = properties.get("ArchiveName") or physical_name(stack, logical_id, 48)
    answered(eventbridge._create_archive(_archive(name, properties)))
    return name, {"Arn": eventbridge._archives[name]["ArchiveArn"]}


def _update_archive(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    if any(old.get(key) != new.get(key) for key in ("ArchiveName", "SourceArn")):
        created = _create_archive(physical_id, new, stack)
        _delete_archive(physical_id, old)
        return created
    answered(eventbridge._update_archive(_archive(physical_id, new)))
    return physical_id, {"Arn": eventbridge._archives[physical_id]["ArchiveArn"]}


def _delete_archive(physical_id: str, properties: Properties) -> None:
    del properties
    eventbridge._archives.pop(physical_id, None)


def _archive(name: str, properties: Properties) -> dict[str, Any]:
    """The CreateArchive request of a resource."""
    source = properties.get("SourceArn", "")
    bus, failure = eventbridge._event_bus_name_from_ref(source)
    if failure or bus not in eventbridge._event_buses:
        raise ValueError(f"Event bus {source} does not exist.")
    pattern = properties.get("EventPattern", "")
    return {
        "ArchiveName": name,
        "EventSourceArn": source,
        "Description": properties.get("Description", ""),
        "EventPattern": json.dumps(pattern) if isinstance(pattern, dict) else pattern,
        "RetentionDays": int(properties.get("RetentionDays", 0)),
    } | ({"KmsKeyIdentifier": properties["KmsKeyIdentifier"]} if properties.get("KmsKeyIdentifier") else {})


def _put_policy(logical_id: str, properties: Properties, stack: str) -> Created:
    del logical_id, stack
    bus, sid = properties.get("EventBusName", "default"), properties["StatementId"]
    request = {"EventBusName": bus, "StatementId": sid, "Principal": properties.get("Principal", "*")}
    request |= {key: properties[key] for key in ("Action", "Condition") if key in properties}
    answered(eventbridge._put_permission(request))
    statement = properties.get("Statement")
    if statement:
        # PutPermission has no request form for a whole statement: it is put in place of the one just made.
        policy = eventbridge._event_bus_policies[bus]
        whole = json.loads(statement) if isinstance(statement, str) else dict(statement)
        policy["Statement"] = [item for item in policy["Statement"] if item["Sid"] != sid] + [whole | {"Sid": sid}]
    return f"{bus}|{sid}", {}


def _update_policy(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    _delete_policy(physical_id, old)
    return _put_policy("", new, stack)


def _delete_policy(physical_id: str, properties: Properties) -> None:
    del properties
    bus, _, sid = physical_id.partition("|")
    eventbridge._remove_permission({"EventBusName": bus, "StatementId": sid})
