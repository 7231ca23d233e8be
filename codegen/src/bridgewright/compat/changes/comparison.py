"""What a comparison says: a verdict for each direction, every change, and the version that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from bridgewright.compat.proof.engine import Outcome
from bridgewright.documents.document import JsonValue

BACKWARD: Final = "backward"
"""Old events, read by new consumers."""
FORWARD: Final = "forward"
"""New events, read by old consumers."""

MODES: Final[Mapping[str, tuple[str, ...]]] = {
    "NONE": (),
    "BACKWARD": (BACKWARD,),
    "BACKWARD_TRANSITIVE": (BACKWARD,),
    "FORWARD": (FORWARD,),
    "FORWARD_TRANSITIVE": (FORWARD,),
    "FULL": (BACKWARD, FORWARD),
    "FULL_TRANSITIVE": (BACKWARD, FORWARD),
}
"""The directions that each mode requires."""


class Bump(StrEnum):
    """The least change of a version (semver.org 2.0.0), in order of weight."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"

    @property
    def weight(self) -> int:
        """The larger, the heavier."""
        return list(Bump).index(self)


@dataclass(frozen=True, slots=True)
class Witness:
    """An event that one side accepts and the other refuses; both were asked.

    `pointer` and `reason` say where in the event, and why, the validator of the refusing side refuses it.
    """

    event: JsonValue
    accepted_by: str
    refused_by: str
    pointer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `rule` is its id, the pointers lead to it, `before` and `after` are what changed.

    `breaks` holds the directions that it breaks, `undecided` those for which there is neither proof nor witness.
    """

    rule: str
    old_pointer: str
    new_pointer: str
    before: JsonValue
    after: JsonValue
    bump: Bump
    breaks: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    note: str = ""
    warns: bool = False
    """Worth a look though it breaks nothing."""
    in_old: bool = False
    """What is wrong stands in the old document."""
    place: str = ""
    """Of an HTTP API: what is sent or answered, `POST /payslips, request body (application/json)`."""

    @property
    def witness(self) -> Witness | None:
        """The first witness, if there is any."""
        return self.witnesses[0] if self.witnesses else None


Explanation: TypeAlias = tuple[tuple[Change, ...], Bump]
"""What changed, and the bump that it asks for."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdict for each direction, and the reasons for it."""

    verdict: Mapping[str, Outcome]
    changes: tuple[Change, ...]
    required_bump: Bump
    witnesses: Mapping[str, Witness]
    """For each breaking direction, one event that shows it."""
    reasons: Mapping[str, str]
    """For each undecided direction, why there is no answer."""
    mode: str = "FULL"
    defaults: str = "ignored"
    """`applied`: the verdict is about readers that fill in defaults before they validate."""
    _explain: Callable[[], Explanation] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def explained_later(
        cls,
        verdict: Mapping[str, Outcome],
        witnesses: Mapping[str, Witness],
        reasons: Mapping[str, str],
        mode: str,
        explain: Callable[[], Explanation],
    ) -> Comparison:
        """A comparison whose changes and bump are found out when somebody asks for them: a verdict needs neither."""
        made = cls.__new__(cls)
        for name, value in (
            *(("verdict", verdict), ("witnesses", witnesses), ("reasons", reasons), ("mode", mode)),
            *(("defaults", "ignored"), ("_explain", explain)),
        ):
            object.__setattr__(made, name, value)
        return made

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """The changes and the bump of a comparison that wasn't explained yet."""
            if name not in ("changes", "required_bump"):
                raise AttributeError(name)
            changes, bump = self._explain()
            object.__setattr__(self, "changes", changes)
            object.__setattr__(self, "required_bump", bump)
            return changes if name == "changes" else bump

    @property
    def breaks(self) -> bool:
        """True when a direction that the mode requires isn't proved to be compatible."""
        return any(self.verdict[direction] is not Outcome.COMPATIBLE for direction in MODES[self.mode])
