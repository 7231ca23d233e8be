# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""Asks whether a caller may do something: what ministack's policy engine knows and its services don't ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_region


@dataclass(frozen=True, slots=True)
class ServiceCaller:
    """An AWS service that acts for a resource: `events.amazonaws.com` for a rule.

    Policies see the resource as `aws:SourceArn` and its account as `aws:SourceAccount`.
    """

    service: str
    source_arn: str
    account: str


def service_may(policy: Any, caller: ServiceCaller, action: str, resource: str) -> bool:
    """True when a resource's policy (JSON text or decoded) lets a service act for its source."""
    context = iam_evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=get_region(),
        secure_transport=True,
        service_context={
            "aws:sourcearn": caller.source_arn,
            "aws:sourceaccount": caller.account,
            "aws:principalisawsservice": "true",
            "aws:principalservicename": caller.service,
        },
    )
    decision = iam_evaluator.evaluate_resource_policy(policy or {}, context, service=caller.service).decision
    return bool(decision == "Allow")


def role_may(role_arn: str, action: str, resource: str, account: str, via: str = "") -> bool:
    """True when the identity policies of a role allow an action on a resource.

    `via` is the service that uses a KMS key for the role, `sqs` for one: what `kms:ViaService` tells.
    """
    name = role_arn.rsplit("/", 1)[-1]
    context = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{name}/lambda",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
        secure_transport=True,
        service_context={"kms:viaservice": f"{via}.{get_region()}.amazonaws.com"} if via else {},
    )
    policies = iam_evaluator._gather_role_policies(name, account)
    return bool(iam_evaluator.evaluate(context, policies).decision == "Allow")
