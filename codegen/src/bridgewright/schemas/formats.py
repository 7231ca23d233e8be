"""The formats that JSON Schema and OpenAPI name: who asserts each, and what it says of a value.

A new format is a row of the table, strings of it in `format_samples`, and what it has in common with patterns and
lengths in `format_languages`; what is below the table are selections of rows. https://json-schema.org/specification-links,
https://spec.openapis.org/oas/v3.0.3#data-types, https://spec.openapis.org/registry/format/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Format:
    """One format. Formats that aren't in the table are annotations to everybody."""

    name: str
    since: int | None = None
    """The draft (4, 6, 7, 2019) from which on it is asserted, 0 in OpenAPI 3.0 alone; None: it is an annotation."""
    longest: int | None = None
    """Characters of the longest string, all ASCII; None where nobody says, or others than ASCII may be in it."""
    limits: tuple[int, int] | None = None
    """The least and the greatest whole number."""
    of_numbers: bool = False
    has_type: bool = False
    """True when it has a Python type of its own, as which bindings read it."""


_FORMATS = (
    Format("int32", 0, limits=(-(2**31), 2**31 - 1), of_numbers=True),
    Format("int64", 0, limits=(-(2**63), 2**63 - 1), of_numbers=True),
    Format("float", of_numbers=True),
    Format("double", of_numbers=True),
    Format("byte", 0),
    Format("binary"),
    Format("date", 4, 10, has_type=True),  # RFC 3339
    Format("date-time", 4, 40, has_type=True),  # RFC 3339, with a generous fraction
    Format("password"),
    Format("email", 4, 254),  # RFC 5321, 4.5.3.1.3
    Format("hostname", 4, 253),  # RFC 1035, 2.3.4
    Format("ipv4", 4, 15),
    Format("ipv6", 4, 45),  # RFC 4291
    Format("uri", 4),
    Format("uri-reference", 6),
    Format("uuid", 2019, 36, has_type=True),  # RFC 9562
    Format("time", 4, 30),  # RFC 3339, with a generous fraction
    Format("duration", 2019),
    Format("json-pointer", 6),
    Format("regex", 4),
    Format("relative-json-pointer", 7),
    Format("uri-template", 6),
    Format("iri", 7),
    Format("iri-reference", 7),
    Format("idn-email", 4),
    Format("idn-hostname", 7),
    Format("decimal"),  # OpenAPI's registry: a fixed-point number; bindings read it as a Decimal
)
FORMATS: Final[Mapping[str, Format]] = {each.name: each for each in _FORMATS}

LIMITED: Final[Mapping[str, tuple[int, int]]] = {each.name: each.limits for each in _FORMATS if each.limits}
"""What formats of OpenAPI 3.0 ("Data Types") say of whole numbers: the least and the greatest."""
LONGEST: Final[Mapping[str, int]] = {each.name: each.longest for each in _FORMATS if each.longest}
OF_NUMBERS: Final = frozenset(each.name for each in _FORMATS if each.of_numbers)
TYPED: Final = frozenset(each.name for each in _FORMATS if each.has_type)
IN_OPENAPI: Final = frozenset(each.name for each in _FORMATS if each.since is not None)
"""Those that are asserted in OpenAPI 3.0, and so in a contract."""
CHECKED: Final = IN_OPENAPI - OF_NUMBERS - TYPED
"""Formats that stay strings, and that the bindings assert."""
BASE64: Final = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
"""What `byte` lets pass, as a pattern: RFC 4648, section 4."""


def formats_in(year: int) -> frozenset[str]:
    """The formats that a draft asserts, by its year (4, 6, 7, 2019, 2020)."""
    return frozenset(each.name for each in _FORMATS if each.since and each.since <= year)
