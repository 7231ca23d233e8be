"""An example of each rule: what breaks it, and what the tool says then. `codegen/docs/rules.md` shows them all.

The texts beside this module hold them, one file for each group of rules. Of an example there is

    == array-unbounded                                      the rule
    $ bridgewright lint                                     what is run; several commands run one after the other
    -- contracts/events/order.placed/1.0.0.yaml (merged)    a file, and how it is laid over what `init` writes
    components: ...
    -- says                                                 what is printed, without file and line
    error[array-unbounded] ...

A rule that no short text breaks has a situation instead: sentences under its id, and nothing else. A test runs every
example and holds what it says against what the tool says; `ACCEPT=1` writes that down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

WHOLE: Final = "whole"
MERGED: Final = "merged"
"""The text is a JSON Merge Patch (RFC 7396) of the file that is there: null takes a key away.

`merged into PATH` makes a new file of another one, `PATH` being seen from the new file's folder."""
APPENDED: Final = "appended"
UNTOUCHED: Final = "untouched"
"""The folder in which, beside the example's own, an example may have the project as `bridgewright init` writes it."""
_RULE: Final = "== "
_COMMAND: Final = "$ "
_PART: Final = "-- "
_SAYS: Final = "says"
_ALONE: Final = (" import ", " old.yaml new.yaml")
"""Commands that need no project."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of an example; `manner` says whether it is the whole file, merged into one, or appended to it."""

    path: str
    text: str
    manner: str = WHOLE

    @property
    def base(self) -> str:
        """The path, from the file's folder, of what it is merged into: the file itself, unless it says another."""
        return self.manner.removeprefix(MERGED).removeprefix(" into ") or self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Example:
    """What breaks a rule, and what is said then; or, without commands, the `situation` in which the rule is broken."""

    rule: str
    situation: str = ""
    commands: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    says: str = ""

    @property
    def in_project(self) -> bool:
        """True when it is run in a project that `bridgewright init` started: not so where documents stand alone."""
        alone = any(word in command for command in self.commands for word in _ALONE)
        return not alone or any(file.path.startswith("contracts/") for file in self.files)

    @property
    def beside_untouched(self) -> bool:
        """True when that project stands in the folder `untouched`, too, as it was started."""
        return any(UNTOUCHED in command for command in self.commands)


def examples(text: str) -> Mapping[str, Example]:
    """The examples in a text, by their rules.

    Raises:
        ValueError: the text isn't in the form that this module describes.
    """
    _, *parts = f"\n{text}".split(f"\n{_RULE}")
    found = [_example(part) for part in parts]
    return {example.rule: example for example in found}


def _example(text: str) -> Example:
    head, *parts = text.rstrip("\n").split(f"\n{_PART}")
    rule, *lines = head.splitlines()
    commands = tuple(line.removeprefix(_COMMAND) for line in lines if line.startswith(_COMMAND))
    situation = " ".join(line for line in lines if not line.startswith(_COMMAND))
    files, says = [], ""
    for part in parts:
        name, _, body = part.partition("\n")
        if name == _SAYS:
            says = body
        else:
            path, _, manner = name.partition(" (")
            files.append(File(path, body, manner.removesuffix(")") or WHOLE))
    if bool(situation) == bool(commands):
        raise ValueError(f"{rule}: an example has either commands or a situation")
    return Example(rule, situation, commands, tuple(files), says)


def as_text(example: Example) -> str:
    """The text from which `examples` reads the example."""
    lines = [f"{_RULE}{example.rule}", *(f"{_COMMAND}{command}" for command in example.commands)]
    if example.situation:
        lines.append(example.situation)
    for file in example.files:
        lines += [f"{_PART}{file.path}{'' if file.manner == WHOLE else f' ({file.manner})'}", file.text]
    if example.commands:
        lines += [f"{_PART}{_SAYS}", example.says]
    return "\n".join(lines) + "\n"
