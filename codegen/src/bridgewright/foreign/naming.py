"""Names for contracts, classes and components, made of what other people call their events."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeGuard

from bridgewright.contracts.model import Version

_NAME = re.compile(r"[a-z][a-z0-9]*([.-][a-z][a-z0-9]*)*", re.ASCII)
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_LONGEST = 100
_LONGEST_TITLE = 64
_VERSION = re.compile(r"[vV]?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?", re.ASCII)


def contract_name(text: str, source: str) -> str:
    """The folder of an event: `text` itself where it may be one, else its words in kebab case.

    Events of AWS's own services bear their source, since several services share one detail-type.
    """
    if source.startswith("aws."):
        return f"{_kebab(source)}.{_kebab(text)}"
    return text if is_contract_name(text) else _kebab(text)


def is_contract_name(text: str) -> bool:
    """Lower-case words joined by hyphens and dots."""
    return len(text) <= _LONGEST and _NAME.fullmatch(text) is not None


def _kebab(text: str) -> str:
    """Words joined by hyphens, dots kept; a word that begins with a digit belongs to the one before."""
    parts = []
    for part in text.split("."):
        words: list[str] = []
        for word in _WORD.findall(part):
            if word[0].isdigit():
                words.append(words.pop() + word if words else f"n{word}")
            elif words and words[-1][-1].isdigit() and len(word) == 1:
                words.append(words.pop() + word.lower())
            else:
                words.append(word.lower())
        parts.append("-".join(words))
    return ".".join(part for part in parts if part)[:_LONGEST].rstrip(".-") or "event"


def class_title(text: str) -> str:
    """A class name of at most 64 letters and digits."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    title = "".join(word[:1].upper() + word[1:] for word in words)[:_LONGEST_TITLE] or "Event"
    return title if title[0].isalpha() else f"Event{title}"[:_LONGEST_TITLE]


def is_class_name(text: object) -> TypeGuard[str]:
    """At most 64 letters and digits, a capital first."""
    return isinstance(text, str) and re.fullmatch(r"[A-Z][A-Za-z0-9]{0,63}", text, re.ASCII) is not None


def component_names(names: Iterable[str], kept: str) -> dict[str, str]:
    """A valid component name for each, `kept` as it is; where two would be one, the later gets a number.

    https://spec.openapis.org/oas/v3.0.3#components-object: letters, digits, `.`, `-`, `_`.
    """
    found = {kept: kept}
    taken = {kept}
    for name in names:
        if name == kept:
            continue
        plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("_")[:_LONGEST] or "Schema"
        free, number = plain, 2
        while free in taken:
            free, number = f"{plain}{number}", number + 1
        taken.add(free)
        found[name] = free
    return found


def version_of(text: object) -> Version | None:
    """A version of one to three numbers: `2`, `v1.0`, `1.2.3`; None when `text` says none."""
    match = _VERSION.fullmatch(str(text).strip()) if isinstance(text, str | int) else None
    return Version(*(int(part or 0) for part in match.groups())) if match else None
