"""Formats of strings, by the documents that define them; each check says whether a text is of its format."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address

from pydantic_core import PydanticCustomError

from ._types import is_date, is_date_time, is_uuid

__all__ = ["FORMATS", "checked"]

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOSTNAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf'{_ATOM}(?:\.{_ATOM})*|"(?:[ !#-\[\]-~]|\\[ -~])*"')
_WIDE_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010FFFF-]+"
_WIDE_LOCAL = re.compile(rf'{_WIDE_ATOM}(?:\.{_WIDE_ATOM})*|"(?:[ !#-\[\]-~\u0080-\U0010FFFF]|\\[ -~])*"')
_TIME = re.compile(
    r"(?:([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60))(?:\.[0-9]+)?(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))"
)
_DURATION = re.compile(
    r"P(?:[0-9]+W|(?=[0-9T])(?:[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?|[0-9]+M(?:[0-9]+D)?|[0-9]+D)?"
    r"(?:T(?=[0-9])(?:[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S))?)"
)
_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)*")
_URI_CHARACTERS = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
_AUTHORITY = r"(?://(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?(?:\[([^\]]*)\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?(?=[/?#]|\Z)|(?!//))"
_REST = rf"{_URI_CHARACTERS}(?:#{_URI_CHARACTERS})?"
_URI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:{_AUTHORITY}{_REST}")
_RELATIVE = re.compile(rf"(?:{_AUTHORITY}(?![^/?#]*:)|(?=//){_AUTHORITY}){_REST}")


def checked(name: str) -> Callable[[str], str]:
    """A validator of one format: the text itself, or a PydanticCustomError."""
    is_of_format = FORMATS[name]

    def check(text: str) -> str:
        if is_of_format(text):
            return text
        raise PydanticCustomError("format", "Input should be of format {format}", {"format": name})

    return check


def _is_base64(text: str) -> bool:
    """RFC 4648, section 4: padded, without line breaks."""
    return _BASE64.fullmatch(text) is not None


def _is_hostname(text: str) -> bool:
    """RFC 1123, 2.1; labels with `--` in the third place are A-labels (RFC 5891, 4.2.3.1)."""
    if len(text) > 253 or _HOSTNAME.fullmatch(text) is None:
        return False
    return "--" not in text or all(label[2:4] != "--" for label in text.split(".")) or _has_a_labels(text)


def _is_email(text: str) -> bool:
    """RFC 5321, 4.1.2 (Mailbox)."""
    local, at, domain = text.rpartition("@")
    return bool(at) and len(local) <= 64 and _LOCAL.fullmatch(local) is not None and _is_mail_domain(domain)


def _is_idn_email(text: str) -> bool:
    """RFC 6531, 3.3."""
    local, at, domain = text.rpartition("@")
    wide = bool(domain) and not domain.isascii() and FORMATS["idn-hostname"](domain)
    return bool(at) and _WIDE_LOCAL.fullmatch(local) is not None and (wide or _is_mail_domain(domain))


def _is_mail_domain(domain: str) -> bool:
    if domain.startswith("[") and domain.endswith("]"):
        literal = domain[1:-1]
        return _is_ipv6(literal[5:]) if literal.startswith("IPv6:") else _is_ipv4(literal)
    return _is_hostname(domain)


def _is_ipv4(text: str) -> bool:
    """RFC 2673, 3.2: four decimal numbers without leading zeros."""
    try:
        IPv4Address(text)
    except ValueError:
        return False
    return text.isascii()


def _is_ipv6(text: str) -> bool:
    """RFC 4291, 2.2; no zone."""
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text and text.isascii()


def _is_time(text: str) -> bool:
    """RFC 3339, 5.6 (full-time); a leap second is 23:59:60 in UTC."""
    match = _TIME.fullmatch(text)
    if match is None:
        return False
    hour, minute, second, sign, offset_hour, offset_minute = match.groups()
    if second != "60":
        return True
    offset = (int(offset_hour) * 60 + int(offset_minute)) * (-1 if sign == "-" else 1) if sign else 0
    return (int(hour) * 60 + int(minute) - offset) % 1440 == 1439


def _is_duration(text: str) -> bool:
    """RFC 3339, appendix A."""
    return _DURATION.fullmatch(text) is not None


def _is_pointer(text: str) -> bool:
    """RFC 6901, section 3."""
    return _POINTER.fullmatch(text) is not None


def _is_uri(text: str) -> bool:
    """RFC 3986, 3: with a scheme."""
    match = _URI.fullmatch(text)
    return match is not None and _is_host_literal(match[1])


def _is_uri_reference(text: str) -> bool:
    """RFC 3986, 4.1: a URI or a relative reference."""
    if _is_uri(text):
        return True
    match = _RELATIVE.fullmatch(text)
    return match is not None and _is_host_literal(match[1] or match[2])


def _is_host_literal(literal: str | None) -> bool:
    """RFC 3986, 3.2.2: what stands in square brackets."""
    if literal is None:
        return True
    return re.fullmatch(r"[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+", literal) is not None or _is_ipv6(literal)


def _rare(name: str) -> Callable[[str], bool]:
    """A check of `_rare_formats`, imported when there is something to check."""

    def check(text: str) -> bool:
        from . import _rare_formats

        found: bool = getattr(_rare_formats, name)(text)
        return found

    return check


_has_a_labels = _rare("has_a_labels")
FORMATS: Mapping[str, Callable[[str], bool]] = {
    "byte": _is_base64,
    "date": is_date,
    "date-time": is_date_time,
    "duration": _is_duration,
    "email": _is_email,
    "hostname": _is_hostname,
    "idn-email": _is_idn_email,
    "idn-hostname": _rare("is_idn_hostname"),
    "ipv4": _is_ipv4,
    "ipv6": _is_ipv6,
    "iri": _rare("is_iri"),
    "iri-reference": _rare("is_iri_reference"),
    "json-pointer": _is_pointer,
    "regex": _rare("is_regex"),
    "relative-json-pointer": _rare("is_relative_pointer"),
    "time": _is_time,
    "uri": _is_uri,
    "uri-reference": _is_uri_reference,
    "uri-template": _rare("is_uri_template"),
    "uuid": is_uuid,
}
