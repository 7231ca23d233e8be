"""What a rule is, and the groups of rules: which command says them, and what may let them pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bridgewright.findings import Severity


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are said of the same thing.

    `verbs` are the commands that say them. `settings` is the table of `bridgewright.toml` in which such a rule can be
    weighed and waived; empty where none can. `proved` is true where a comparison decides how a finding weighs.
    """

    name: str
    title: str
    verbs: tuple[str, ...]
    settings: str = ""
    proved: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `id` is kebab-case; `purpose` says why it exists or, of a change, what changed.

    `severity` is how it weighs unless the project says otherwise; where the group is `proved`, it is an error only if
    the change breaks a direction that the mode protects. `warns`: such a change is shown even where it breaks nothing;
    `patch`: where it breaks nothing, it asks for a patch version alone, and not for a minor one. `firm`: it can be
    neither weighed nor waived. `also` are commands that say it beside the group's.
    """

    group: Group
    id: str
    purpose: str
    severity: Severity = Severity.ERROR
    warns: bool = False
    patch: bool = False
    firm: bool = False
    also: tuple[str, ...] = ()

    @property
    def verbs(self) -> tuple[str, ...]:
        """The commands that say it; `bind` is the function in Python."""
        return (*self.group.verbs, *self.also)

    @property
    def weight(self) -> str:
        """How it weighs, in words: `error`, `warning`, `by direction`, `by direction, at least a warning`."""
        if not self.group.proved:
            return str(self.severity)
        return "by direction, at least a warning" if self.warns else "by direction"

    @property
    def waiving(self) -> str:
        """How a project lets it pass, in a sentence."""
        table = self.group.settings
        if self.firm:
            return _FIRM
        if not table:
            return "It can't be weighed or waived: mend what it finds."
        place = "file" if table == "lint" else "event"
        return (
            f"`[{table}.severity]` in `bridgewright.toml` weighs it as `error`, `warning` or `off`; "
            f"`[[{table}.waivers]]` lets it pass for one `{place}`, with a `reason` and a day on which that `expires`."
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What else a table says of it."""
        return tuple(word for word, holds in (("firm", self.firm), ("patch", self.patch)) if holds)


_FIRM: Final = (
    "It can't be weighed or waived: AWS refuses what breaks it, outputs would overwrite each other, or what was "
    "published would change."
)
_PROJECT_VERBS: Final = ("lint", "generate", "validate", "explain", "breaking", "changelog", "release", "plan", "push")
_FOREIGN_VERBS: Final = ("import", "bind")
_CHANGE_VERBS: Final = ("breaking", "changelog")

READING: Final = Group("reading", "Reading files", (*_PROJECT_VERBS, *_FOREIGN_VERBS))
CATALOG: Final = Group("catalog", "Building the catalog", _PROJECT_VERBS)
LINT: Final = Group(
    "lint",
    "Linting: `bridgewright lint`",
    ("lint",),
    "lint",
    about="`[lint.severity]` in `bridgewright.toml` sets another weight for a rule: `error`, `warning` or `off`. "
    "`[[lint.waivers]]` lets the findings of one `rule` in one `file` (or folder) pass, at one `pointer` if given, "
    "for a `reason` and until a day (`expires`). Neither can be said of a rule that is firm: AWS refuses what "
    "breaks it, outputs would overwrite each other, or what was published would change.",
)
GENERATE: Final = Group("generate", "Generating: `bridgewright generate`", ("generate",))
VALIDATE: Final = Group("validate", "Checking events: `bridgewright validate`", ("validate",))
FOREIGN: Final = Group("import", "Foreign schemas: `bridgewright import`, and `bind`", _FOREIGN_VERBS)
CHANGES: Final = Group(
    "breaking",
    "Changes: `bridgewright breaking`",
    _CHANGE_VERBS,
    "compatibility",
    proved=True,
    about="A rule says what a change is called, not how it weighs. A change is an error where it breaks a direction "
    "that the project's mode protects, or may break it and nobody can tell; a warning where it does so to "
    "another direction. One that is proved to break nobody is no finding, unless the table says so; it asks for a "
    "minor version, or for a patch where it is said so. `[compatibility.severity]` and `[[compatibility.waivers]]` "
    "are to these rules what `[lint.severity]` and `[[lint.waivers]]` are to those of `lint`, for an `event`.",
)
APIS: Final = Group(
    "breaking-api",
    "Changes of an HTTP API: `bridgewright breaking`",
    _CHANGE_VERBS,
    "compatibility",
    proved=True,
    about="Of an HTTP API, every request and response is compared as schemas are, under the rules above, each in "
    "its direction: what old clients send must be taken by the new server, and what the new server answers "
    "must be read by old clients. That is what BACKWARD means of an API, and what it is held to under any "
    "mode of the project but NONE. The other way round, new clients meet an old server: FORWARD and FULL ask "
    'for that, where they are said of the API by name (`[compatibility.events."orders"]`) or on the '
    "command line. A `readOnly` property is required of responses alone, a `writeOnly` one of requests alone. "
    "What is text on the wire breaks only where it does as text. What isn't compared is `undecided`: "
    "callbacks, webhooks, how parameters and parts of forms are written, XML whose schema changed. `--against "
    "registry` compares none: the registry holds events. The table holds what no schema says.",
)
VERSIONS: Final = Group(
    "versions",
    "Versions and consumers: `bridgewright breaking` in a project",
    ("breaking",),
    "compatibility",
)
REGISTRY: Final = Group("registry", "The registry: `bridgewright breaking --against registry`", ("breaking",))
POLICY: Final = Group("policy", "The policy itself: `[compatibility]`, `[lint]`", ("lint", "breaking"))
GROUPS: Final = (READING, CATALOG, LINT, GENERATE, VALIDATE, FOREIGN, CHANGES, APIS, VERSIONS, REGISTRY, POLICY)
"""In the order in which people meet them."""
