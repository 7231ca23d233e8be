"""What a change does to code that imports the bindings: classes that have another name, or are gone."""

from __future__ import annotations

from collections.abc import Iterator

from bridgewright.compat import Bump
from bridgewright.compat.versions.steps import Step
from bridgewright.contracts.model import EventContract
from bridgewright.documents.pointers import value_at
from bridgewright.findings import Finding


def class_findings(step: Step, needed: Bump) -> Iterator[Finding]:
    """A `binding-class-removed` for each name of the major's module that is gone in the new version.

    The versions of one major share a module, so that who upgrades to a minor version must find all that was there.
    A change that asks for a new major gets a new module, and breaks no import; nor does a document that is no contract.
    """
    old, new = step.old, step.new
    if not (isinstance(old, EventContract) and isinstance(new, EventContract)) or step.said or needed is Bump.MAJOR:
        return
    if old.version.major != new.version.major or _names(old) <= _names(new):
        return
    from bridgewright.emit.bindings.modules import event_plan  # noqa: PLC0415 - a template engine that few changes need
    from bridgewright.emit.bindings.names import module_name  # noqa: PLC0415

    before, after = ({found.name for found in event_plan(event).definitions} for event in (old, new))
    gone = sorted(before - after)
    module = f"{module_name(new.name)}.v{new.version.major}"
    for name in gone:
        yield Finding(
            new.document.at("/components/schemas"),
            "binding-class-removed",
            f"{step.title}: `{name}` is gone from `{module}`: code that imports it breaks in a {needed} version",
            "keep the component's name, or make the change in a new major version",
        )


def _names(event: EventContract) -> set[str]:
    """What classes may be called after: without a change here, nothing has to be planned to find out."""
    schemas = value_at(event.document.content, "/components/schemas") or {}
    return {*schemas, event.title}
