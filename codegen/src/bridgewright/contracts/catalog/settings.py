"""`bridgewright.toml` to `Settings`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from bridgewright.contracts.catalog.names import (
    BUS,
    DAY,
    FILE,
    OUTPUT,
    PACKAGE,
    PART,
    REGISTRY,
    RULE,
    WORDS,
    bus_problem,
    package_problem,
)
from bridgewright.contracts.catalog.parsing import kebab, parsed
from bridgewright.contracts.model import ChangePolicy, Compatibility, Linting, Settings, Waiver
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
    package: Annotated[str, _fit(package_problem)] = Field(
        description=f"The import name of the generated package: {WORDS[PACKAGE]}."
    )
    output: _Folder = Field(default="../generated", description="Where output goes, seen from the contracts folder.")


class _Bus(_Table):
    name: Annotated[str, _fit(bus_problem)] = Field(description=f"The name of the bus: {WORDS[BUS]}.")
    entry_limit: int = Field(
        default=1_000_000,
        ge=1_000,
        le=1_000_000,
        description="The bytes that one request of `publish` may have. An event that alone is larger isn't sent.",
    )
    archive_days: int = Field(
        default=30,
        ge=0,
        le=36_500,
        description="How many days the bus's archive keeps an event. 0: there is no archive.",
    )


class _Registry(_Table):
    name: _Name = Field(description="The Schema Registry that `push` writes to.")


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
    rule: _Rule = Field(description="The rule whose findings pass.")
    reason: str = Field(min_length=10, max_length=400, description="Why they may pass.")
    expires: Annotated[str, StringConstraints(pattern=DAY), AfterValidator(_day)] = Field(
        description="The last day of the waiver, as a text; after it, the waiver is a finding itself."
    )
    pointer: Annotated[str, StringConstraints(pattern=PART, max_length=400)] = Field(
        default="", description="A JSON Pointer: only findings at this place, or below it, pass."
    )


class _ChangeWaiver(_Waiver):
    event: _Name = Field(description="The event, command or API whose findings pass.")

    def value(self) -> Waiver:
        """The waiver as the other rooms know it."""
        expires = date.fromisoformat(self.expires)
        return Waiver(self.rule, self.reason, expires, event=self.event, pointer=self.pointer)


class _LintWaiver(_Waiver):
    file: Annotated[str, StringConstraints(pattern=FILE, max_length=300)] = Field(
        description="The file, or the folder, whose findings pass; seen from the contracts folder."
    )

    def value(self) -> Waiver:
        """The waiver as the other rooms know it."""
        expires = date.fromisoformat(self.expires)
        return Waiver(self.rule, self.reason, expires, file=self.file, pointer=self.pointer)


class _Knobs(_Table):
    mode: _Mode = Field(
        default="FULL",
        description="Who must not break: BACKWARD, new readers of old events; FORWARD, old readers of new events; "
        "FULL, both; NONE, nobody. `_TRANSITIVE` holds a version against all earlier ones, not the last alone; an "
        "archive needs that.",
    )
    content_model: Literal["closed-producer", "open"] = Field(
        default="closed-producer",
        description="What producers send: `closed-producer`, what their contract declares; `open`, anything that the "
        "schema accepts.",
    )
    format: Literal["assert", "warn", "annotation"] = Field(
        default="assert",
        description="What a `format` is: `assert`, a condition; `annotation`, a comment; `warn`, a comment whose "
        "change is a warning. Under the last two, bindings, examples, `validate` and samples assert no formats.",
    )
    defaults: Literal["ignored", "applied"] = Field(
        default="ignored",
        description="`applied`: readers fill in defaults before they validate (the bindings don't), so a required "
        "property with a default breaks none of them.",
    )
    removal: Literal["minor", "major"] = Field(
        default="minor", description="The version that removing an optional property asks for."
    )


class _Compatibility(_Knobs):
    severity: dict[_Rule, _Severity] = Field(default_factory=dict, description="Another weight for a rule, by its id.")
    events: dict[_Name, _Knobs] = Field(
        default_factory=dict,
        description="Another policy for one event, command or API: the settings of the table before, but the "
        "severity. What it doesn't say, `[compatibility]` says.",
    )
    waivers: list[_ChangeWaiver] = Field(default_factory=list, description="Changes that may pass until a day.")

    def value(self) -> Compatibility:
        """The policy as the other rooms know it: what an event doesn't say itself, the project says."""
        own = self.model_dump(include=set(_Knobs.model_fields))
        return Compatibility(
            ChangePolicy(**own),
            {
                name: ChangePolicy(**{**own, **told.model_dump(exclude_unset=True)})
                for name, told in self.events.items()
            },
            dict(self.severity),
            tuple(waiver.value() for waiver in self.waivers),
        )


class _Linting(_Table):
    severity: dict[_Rule, _Severity] = Field(default_factory=dict, description="Another weight for a rule, by its id.")
    waivers: list[_LintWaiver] = Field(default_factory=list, description="Findings that may pass until a day.")

    def value(self) -> Linting:
        """The policy as the other rooms know it."""
        return Linting(dict(self.severity), tuple(waiver.value() for waiver in self.waivers))


class _SettingsFile(_Table):
    bindings: _Bindings = Field(description="The generated Python package.")
    bus: _Bus = Field(description="The event bus, which the generated stack owns.")
    registry: _Registry = Field(description="The Schema Registry.")
    compatibility: _Compatibility = Field(
        default_factory=_Compatibility, description="What a change of a contract may do: `breaking` and `changelog`."
    )
    lint: _Linting = Field(default_factory=_Linting, description="How `lint` weighs what it finds.")


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
