"""Names that a project may give, each with words for people; `init` asks for the same ones as the settings."""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Mapping

PACKAGE = r"^[a-z]([a-z0-9_]{0,62}[a-z0-9])?$"
BUS = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
"""An archive's name takes 48 characters (API reference, CreateArchive), and the bus's archive is `<bus>-archive`."""
REGISTRY = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
OUTPUT = r"^\.\./\w[\w.-]*(/\w[\w.-]*)*$"
"""Relative to the contracts folder and one step up: no project writes outside of itself, or into its contracts."""
RULE = r"^[a-z]+(-[a-z]+)*$"
DAY = r"^\d{4}-\d{2}-\d{2}$"
CONSUMER = r"^[a-z][a-z0-9-]{0,31}$"
RESOURCE = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
POINTER = r"^(/[^/]+)+$"
PART = r"^(/.*)?$"
FILE = r"^\w[\w.-]*(/\w[\w.-]*)*$"

WORDS: Mapping[str, str] = {
    PACKAGE: "1 to 64 lower-case letters, digits and `_`, a letter first and no `_` last, like `acme_events`",
    BUS: "1 to 40 letters, digits, `.`, `-` and `_`, a letter or digit first (its archive adds `-archive`)",
    REGISTRY: "1 to 64 letters, digits, `.`, `-` and `_`, a letter or digit first",
    OUTPUT: "a folder beside the contracts folder, like `../generated`",
    RULE: "a rule's id, like `property-removed`",
    DAY: "a day, like '2026-12-31'",
    CONSUMER: "1 to 32 lower-case letters, digits and `-`, a letter first",
    RESOURCE: "1 to 64 letters, digits, `-` and `_`, a letter or digit first",
    POINTER: "a JSON Pointer into the detail, like `/data/orderId`",
    PART: "a JSON Pointer, like `/data/orderId`",
    FILE: "a file or folder in the contracts folder, like `subscriptions/billing.yaml`",
}
"""What each pattern asks for."""


def package_problem(name: str) -> str | None:
    """Why `name` can't be the bindings' import name, or None when it can."""
    if not re.fullmatch(PACKAGE, name, re.ASCII):
        return f"must be {WORDS[PACKAGE]}"
    if keyword.iskeyword(name) or name in sys.stdlib_module_names:
        return f"{name!r} already means something in Python"
    if name in ("pydantic", "pydantic_core"):
        return f"{name!r} is a library that the bindings import"
    if name.startswith("aws"):
        return "names that begin with `aws` are left to AWS's own events"
    return None


def bus_problem(name: str) -> str | None:
    """Why `name` can't be the name of a bus of one's own, or None when it can.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html: `default` is each
    account's own; names of partner buses begin with `aws.`.
    """
    if not re.fullmatch(BUS, name, re.ASCII):
        return f"must be {WORDS[BUS]}"
    if name == "default":
        return "every account already has a bus `default`"
    if name.startswith("aws."):
        return "buses that begin with `aws.` are those of AWS's partners"
    return None
