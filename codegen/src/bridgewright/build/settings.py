"""`bridgewright.toml` to `Settings`."""

from __future__ import annotations

import keyword
import sys
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from bridgewright.build.parsing import parsed
from bridgewright.findings import Finding
from bridgewright.model import Document, Settings

_Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
_Folder = Annotated[str, StringConstraints(pattern=r"^(\.\./)?\w[\w.-]*(/\w[\w.-]*)*$", max_length=200)]
"""Relative to the contracts folder; at most one step up, so that no project writes outside of itself."""


def _importable(name: str) -> str:
    if keyword.iskeyword(name) or name in sys.stdlib_module_names:
        raise ValueError(f"{name!r} already means something in Python")
    return name


_Package = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$"), AfterValidator(_importable)]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=_kebab)


class _Bindings(_Table):
    package: _Package
    output: _Folder = "../generated"


class _Bus(_Table):
    name: _Name
    entry_limit: Annotated[int, Field(ge=1_000, le=1_000_000)] = 1_000_000
    archive_days: Annotated[int, Field(ge=0, le=36_500)] = 30


class _Registry(_Table):
    name: _Name


class _SettingsFile(_Table):
    bindings: _Bindings
    bus: _Bus
    registry: _Registry


def build_settings(document: Document, findings: list[Finding]) -> Settings | None:
    """The settings, or None and a `settings-invalid` finding for each mistake."""
    read = parsed(_SettingsFile, document, "settings-invalid", findings)
    if read is None:
        return None
    return Settings(
        package=read.bindings.package,
        output=read.bindings.output,
        bus=read.bus.name,
        registry=read.registry.name,
        entry_limit=read.bus.entry_limit,
        archive_days=read.bus.archive_days,
        document=document,
    )
