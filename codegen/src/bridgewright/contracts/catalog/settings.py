"""`bridgewright.toml` to `Settings`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from bridgewright.contracts.catalog.names import DAY, FILE, OUTPUT, PART, REGISTRY, RULE, bus_problem, package_problem
from bridgewright.contracts.catalog.parsing import kebab, parsed
from bridgewright.contracts.model import Compatibility, Knobs, Linting, Settings, Waiver
from bridgewright.documents.document import Document
from bridgewright.findings import Finding

_Name = Annotated[str, StringConstraints(pattern=REGISTRY)]
_Folder = Annotated[str, StringConstraints(pattern=OUTPUT, max_length=200)]


def _fit(problem: Callable[[str], str | None]) -> AfterValidator:
    def check(name: str) -> str:
        if wrong := problem(name):
            raise ValueError(wrong)
        return name

    return AfterValidator(check)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, alias_generator=kebab)


class _Bindings(_Table):
    package: Annotated[str, _fit(package_problem)]
    output: _Folder = "../generated"


class _Bus(_Table):
    name: Annotated[str, _fit(bus_problem)]
    entry_limit: Annotated[int, Field(ge=1_000, le=1_000_000)] = 1_000_000
    archive_days: Annotated[int, Field(ge=0, le=36_500)] = 30


class _Registry(_Table):
    name: _Name


_Mode = Literal["NONE", "BACKWARD", "BACKWARD_TRANSITIVE", "FORWARD", "FORWARD_TRANSITIVE", "FULL", "FULL_TRANSITIVE"]
_Rule = Annotated[str, StringConstraints(pattern=RULE, max_length=64)]
_Severity = Literal["error", "warning", "off"]


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"the calendar has no day {text}") from None
    return text


class _Waiver(_Table):
    rule: _Rule
    reason: Annotated[str, StringConstraints(min_length=10, max_length=400)]
    expires: Annotated[str, StringConstraints(pattern=DAY), AfterValidator(_day)]
    pointer: Annotated[str, StringConstraints(pattern=PART, max_length=400)] = ""


class _ChangeWaiver(_Waiver):
    event: _Name

    def value(self) -> Waiver:
        """The waiver as the other rooms know it."""
        expires = date.fromisoformat(self.expires)
        return Waiver(self.rule, self.reason, expires, event=self.event, pointer=self.pointer)


class _LintWaiver(_Waiver):
    file: Annotated[str, StringConstraints(pattern=FILE, max_length=300)]

    def value(self) -> Waiver:
        """The waiver as the other rooms know it."""
        expires = date.fromisoformat(self.expires)
        return Waiver(self.rule, self.reason, expires, file=self.file, pointer=self.pointer)


class _Knobs(_Table):
    mode: _Mode = "FULL"
    content_model: Literal["closed-producer", "open"] = "closed-producer"
    format: Literal["assert", "warn", "annotation"] = "assert"
    defaults: Literal["ignored", "applied"] = "ignored"
    removal: Literal["minor", "major"] = "minor"


class _Compatibility(_Knobs):
    severity: dict[_Rule, _Severity] = Field(default_factory=dict)
    events: dict[_Name, _Knobs] = Field(default_factory=dict)
    waivers: list[_ChangeWaiver] = Field(default_factory=list)

    def value(self) -> Compatibility:
        """The policy as the other rooms know it: what an event doesn't say itself, the project says."""
        own = self.model_dump(include=set(_Knobs.model_fields))
        return Compatibility(
            Knobs(**own),
            {name: Knobs(**{**own, **told.model_dump(exclude_unset=True)}) for name, told in self.events.items()},
            dict(self.severity),
            tuple(waiver.value() for waiver in self.waivers),
        )


class _Linting(_Table):
    severity: dict[_Rule, _Severity] = Field(default_factory=dict)
    waivers: list[_LintWaiver] = Field(default_factory=list)

    def value(self) -> Linting:
        """The policy as the other rooms know it."""
        return Linting(dict(self.severity), tuple(waiver.value() for waiver in self.waivers))


class _SettingsFile(_Table):
    bindings: _Bindings
    bus: _Bus
    registry: _Registry
    compatibility: _Compatibility = Field(default_factory=_Compatibility)
    lint: _Linting = Field(default_factory=_Linting)


def build_settings(document: Document, findings: list[Finding]) -> Settings | None:
    """The settings, or None and a `settings-invalid` finding for each mistake."""
    read = parsed(_SettingsFile, document, "settings-invalid", findings)
    if read is None:
        return None
    contracts = document.path.split("/")[-2:-1]
    if read.bindings.output.split("/")[1:2] == contracts:
        message = "output must not be the contracts folder, or a folder in it"
        hint = "name a folder beside it, like `../generated`"
        findings.append(Finding(document.at("/bindings/output"), "settings-invalid", message, hint))
        return None
    return Settings(
        package=read.bindings.package,
        output=read.bindings.output,
        bus=read.bus.name,
        registry=read.registry.name,
        entry_limit=read.bus.entry_limit,
        archive_days=read.bus.archive_days,
        document=document,
        compatibility=read.compatibility.value(),
        lint=read.lint.value(),
    )
