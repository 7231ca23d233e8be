"""What ministack 1.5.33 lacks, one module each; `install()` changes the imported ministack in this process.

Each has a test that shows the AWS behaviour, and one that fails as soon as ministack does it itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bridgewright.local.adapters import (
    absent_objects,
    async_invocations,
    condition_keys,
    delivery,
    event_patterns,
    event_sources,
    execution_roles,
    function_errors,
    input_transformers,
    put_events,
    replays,
    schemas,
    stack_apis,
    stack_events,
    stack_schemas,
    stack_tables,
    targets,
    worker_processes,
)

ADAPTERS: Final[dict[str, Callable[[], None]]] = {
    "put_events": put_events.install,
    "targets": targets.install,
    "input_transformers": input_transformers.install,
    "delivery": delivery.install,
    "event_patterns": event_patterns.install,
    "replays": replays.install,
    "async_invocations": async_invocations.install,
    "event_sources": event_sources.install,
    "function_errors": function_errors.install,
    "execution_roles": execution_roles.install,
    "absent_objects": absent_objects.install,
    "condition_keys": condition_keys.install,
    "worker_processes": worker_processes.install,
    "schemas": schemas.install,
    "stack_events": stack_events.install,
    "stack_schemas": stack_schemas.install,
    "stack_apis": stack_apis.install,
    "stack_tables": stack_tables.install,
}
