"""What the commands on AWS do: the Schema Registry's plan and push, and AWS on this machine."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from bridgewright.cli.output import project, say, show
from bridgewright.findings import BridgewrightError

if TYPE_CHECKING:
    from mypy_boto3_schemas import SchemasClient

    from bridgewright.registry import Change, Plan

_MARKS = {"create": "+", "update": "~", "unchanged": "=", "refused": "!", "draft": "-", "unmanaged": "?"}


def plan(options: argparse.Namespace) -> int:
    """`bridgewright plan`: 1 when a push would write or refuse."""
    planned = _planned(options)
    if planned is None:
        return 1
    _, found = planned
    if options.format == "json":
        print(json.dumps([_as_json(change) for change in found.changes], indent=2))
    else:
        for change in found.changes:
            print(_as_text(change))
    say(f"registry {found.registry}: {len(found.writes)} to write, {len(found.refused)} refused")
    return 1 if found.drifted else 0


def push(options: argparse.Namespace) -> int:
    """`bridgewright push`: writes what the plan says, one line as each is done."""
    from bridgewright.registry import push as pushed

    planned = _planned(options)
    if planned is None:
        return 1
    client, found = planned
    done = 0
    for applied in pushed(client, found):
        done += applied.action in {"create", "update"}
        version = applied.change.local
        print(f"{_MARKS[applied.action]} {applied.change.name} {version} (registry version {applied.registry_version})")
    say(f"registry {found.registry}: {done} written, {len(found.changes) - len(found.writes)} left as they are")
    return 0


def local_up(options: argparse.Namespace) -> int:
    """`bridgewright local up`: prints how to reach it, and waits for Ctrl-C."""
    try:
        from bridgewright.local import LocalAws
    except ImportError as error:
        raise BridgewrightError("local AWS isn't installed: pip install 'bridgewright[local]'") from error

    with LocalAws(enforce_iam=options.enforce_iam, region=options.region) as aws:
        for name, value in aws.environment.items():
            print(f"export {name}={value}", flush=True)
        say("local AWS is up; Ctrl-C stops it and leaves nothing behind")
        try:
            ended = aws.wait()
        except KeyboardInterrupt:
            return 0
    raise BridgewrightError(f"local AWS ended by itself with exit code {ended}")


def _planned(options: argparse.Namespace) -> tuple[SchemasClient, Plan] | None:
    from bridgewright import registry

    read = project(options)
    if read.error_free is None:
        show(options, read.findings)
        say("the contracts have errors; the registry was not asked")
        return None
    client = registry.connect(options.endpoint_url, options.region)
    return client, registry.plan(client, read.error_free.settings.registry, registry.desired(read.error_free))


def _as_text(change: Change) -> str:
    versions = str(change.local or "")
    if change.published and change.published != change.local:
        versions = f"{change.published} -> {versions}" if versions else str(change.published)
    reason = f": {change.reason}" if change.reason else ""
    return f"{_MARKS[change.action]} {change.action:<9} {change.name} {versions}".rstrip() + reason


def _as_json(change: Change) -> dict[str, str | None]:
    return {
        "action": str(change.action),
        "schema": change.name,
        "local": str(change.local) if change.local else None,
        "published": str(change.published) if change.published else None,
        "reason": change.reason,
    }
