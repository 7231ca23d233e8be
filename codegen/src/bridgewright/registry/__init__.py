"""Plan, push and pull of released contracts to and from an EventBridge Schema Registry.

`desired(catalog)` says what the registry should hold, `plan(client, registry, wanted)` what differs, and
`push(client, plan)` writes the difference. A push never overwrites what it doesn't know to be older. `pull` reads what
is there.
"""

from bridgewright.registry.aws import Applied, connect, plan, pull, push
from bridgewright.registry.planning import (
    Action,
    Change,
    Draft,
    Plan,
    Published,
    Pulled,
    RegistrySchema,
    RegistryState,
    Wanted,
    compared,
    desired,
)

__all__ = [
    "Action",
    "Applied",
    "Change",
    "Draft",
    "Plan",
    "Published",
    "Pulled",
    "RegistrySchema",
    "RegistryState",
    "Wanted",
    "compared",
    "connect",
    "desired",
    "plan",
    "pull",
    "push",
]
