"""Formats that few contracts name: international ones, templates, regular expressions. Imported when one is asked for."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["is_idn_hostname", "is_iri", "is_iri_reference", "is_regex", "is_relative_pointer", "is_uri_template"]

_WIDE = (
    r"\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF"
    + "".join(f"\\U{plane:04X}0000-\\U{plane:04X}FFFD" for plane in range(1, 14))
    + r"\U000E1000-\U000EFFFD"
)
_PRIVATE = r"\uE000-\uF8FF\U000F0000-\U000FFFFD\U00100000-\U0010FFFD"
_ESCAPED = r"%[0-9A-Fa-f]{2}"
_PATH = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@/{_WIDE}-]|{_ESCAPED})*"
_QUERY = rf"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?{_WIDE}{_PRIVATE}-]|{_ESCAPED})*)?"
_FRAGMENT = rf"(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?{_WIDE}-]|{_ESCAPED})*)?"
_USER = rf"(?:(?:[A-Za-z0-9._~!$&'()*+,;=:{_WIDE}-]|{_ESCAPED})*@)?"
_HOST = rf"(?:\[([^\]]*)\]|(?:[A-Za-z0-9._~!$&'()*+,;={_WIDE}-]|{_ESCAPED})*)"
_AUTHORITY = rf"(?://{_USER}{_HOST}(?::[0-9]*)?(?=[/?#]|\Z)|(?!//))"
_REST = rf"{_PATH}{_QUERY}{_FRAGMENT}"
_IRI = rf"[A-Za-z][A-Za-z0-9+.-]*:{_AUTHORITY}{_REST}"
_RELATIVE = rf"(?:{_AUTHORITY}(?![^/?#]*:)|(?=//){_AUTHORITY}){_REST}"
_POINTER = r"(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)"
_NAME = rf"(?:[A-Za-z0-9_]|{_ESCAPED})(?:\.?(?:[A-Za-z0-9_]|{_ESCAPED}))*"
_VARIABLE = rf"{_NAME}(?:\*|:[1-9][0-9]{{0,3}})?"
_LITERAL = rf"[!#$&-;=?-\[\]_a-z~\x80-\U0010FFFF]|{_ESCAPED}"
_TEMPLATE = rf"(?:{_LITERAL}|\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*\}})*"
_ESCAPES = re.compile(
    r"\\(?:[dDwWsSbBtnrvf0]|[^A-Za-z0-9\s]|c[A-Za-z]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{0*(?:10|[0-9A-Fa-f])?[0-9A-Fa-f]{1,4}\}"
    r"|[pP]\{[A-Za-z_]+(?:=[A-Za-z0-9_]+)?\}|k<[A-Za-z_][A-Za-z0-9_]*>|[1-9][0-9]*)"
)


def is_iri(text: str) -> bool:
    """RFC 3987, 2.2: with a scheme."""
    match = re.fullmatch(_IRI, text)
    return match is not None and _is_literal(match[1])


def is_iri_reference(text: str) -> bool:
    """RFC 3987, 2.2: an IRI or a relative reference."""
    if is_iri(text):
        return True
    match = re.fullmatch(_RELATIVE, text)
    return match is not None and _is_literal(match[1] or match[2])


def _is_literal(literal: str | None) -> bool:
    """What stands in square brackets is an address (RFC 3986, 3.2.2)."""
    from ._formats import FORMATS

    return literal is None or literal[:1] in ("v", "V") or FORMATS["ipv6"](literal)


def is_relative_pointer(text: str) -> bool:
    """https://datatracker.ietf.org/doc/html/draft-handrews-relative-json-pointer-01, 3."""
    return re.fullmatch(_POINTER, text) is not None


def is_uri_template(text: str) -> bool:
    """RFC 6570, 2."""
    return re.fullmatch(_TEMPLATE, text) is not None


def is_regex(text: str) -> bool:
    """ECMA 262, 22.2.1, with the `u` flag: escapes mean something, and what is opened is closed."""
    bare = _ESCAPES.sub("x", text)
    names = set(re.findall(r"\(\?<([A-Za-z_][A-Za-z0-9_]*)>", bare))
    if "\\" in bare or not names.issuperset(re.findall(r"\\k<([^>]*)>", text)):
        return False
    groups = len(re.findall(r"\((?!\?)|\(\?<[A-Za-z_]", bare))
    if any(int(number) > groups for number in re.findall(r"\\([1-9][0-9]*)", text.replace(r"\\", ""))):
        return False
    bare = re.sub(r"\[\^?\]", "x", bare)
    bare = re.sub(r"\[\^?[^\]]+\]", lambda found: re.sub(r"\[(?!\^?)|[&|~]", "x", found[0]), bare)
    outside = re.sub(r"\{[0-9]+(?:,[0-9]*)?\}", "?", re.sub(r"\[[^\]]*\]", "x", bare))
    if re.search(r"\(\?(?![:=!]|<[=!A-Za-z_])|[*+?]\+|[{}\]]", outside):
        return False
    try:
        re.compile(re.sub(r"\(\?<([=!])", r"(?\1", bare).replace("(?<", "(?P<"))
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def is_idn_hostname(text: str) -> bool:
    """RFC 5890, 2.3.2.3: labels that are those of RFC 1123, or U-labels, or their A-labels."""
    labels = re.split("[.\u3002\uff0e\uff61]", text)
    try:
        length = sum(len(label.encode("punycode")) + 5 for label in labels)
    except UnicodeError:
        return False
    return length <= 253 + 5 * len(labels) and all(map(_is_label, labels))


def _is_label(label: str) -> bool:
    if label.isascii():
        if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", label):
            return False
        if label[2:4] != "--":
            return True
        if label[:2] != "xn" or label != label.lower():
            return False
        try:
            label = label[4:].encode().decode("punycode")
        except UnicodeError:
            return False
        return not label.isascii() and _is_wide_label(label)
    return _is_wide_label(label)


def _is_wide_label(label: str) -> bool:
    """RFC 5891, 4.2, after the mapping of RFC 5895; the code points of RFC 5892."""
    label = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold())
    return (
        bool(label)
        and len(label.encode("punycode")) <= 59
        and not label.startswith("-")
        and not label.endswith("-")
        and label[2:4] != "--"
        and not unicodedata.category(label[0]).startswith("M")
        and all(_is_valid(label, at) for at in range(len(label)))
        and not (re.search("[\u0660-\u0669]", label) and re.search("[\u06f0-\u06f9]", label))
        and _is_of_one_direction(label)
    )


def _is_of_one_direction(label: str) -> bool:
    """RFC 5893, 2."""
    kinds = [unicodedata.bidirectional(char) for char in label]
    if not {"R", "AL", "AN"} & set(kinds):
        return True
    last = next((kind for kind in reversed(kinds) if kind != "NSM"), "")
    if kinds[0] in ("R", "AL"):
        neutral = {"R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"}
        return neutral.issuperset(kinds) and last in ("R", "AL", "EN", "AN") and not {"EN", "AN"} <= set(kinds)
    return False


_VALID = frozenset("\u00df\u03c2\u06fd\u06fe\u0f0b\u3007")
_INVALID = frozenset("\u0640\u07fa\u302e\u302f\u3031\u3032\u3033\u3034\u3035\u303b")
_CLASSES = frozenset({"Ll", "Lo", "Lm", "Mn", "Mc", "Nd"})


def _is_valid(label: str, at: int) -> bool:
    char = label[at]
    if char in "\u00b7\u0375\u05f3\u05f4\u30fb\u200c\u200d":
        return _is_in_context(label, at)
    if char == "-" or char in _VALID:
        return True
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    return char not in _INVALID and unicodedata.category(char) in _CLASSES and folded == char


def _is_in_context(label: str, at: int) -> bool:
    """RFC 5892, appendix A."""
    char, before, after = label[at], label[:at][-1:], label[at + 1 : at + 2]
    if char == "\u00b7":
        return before == "l" == after
    if char == "\u0375":
        return "GREEK" in unicodedata.name(after or " ", "")
    if char in "\u05f3\u05f4":
        return "HEBREW" in unicodedata.name(before or " ", "")
    if char == "\u30fb":
        return any(re.match("HIRAGANA|KATAKANA LETTER|CJK", unicodedata.name(other, "")) for other in label)
    return bool(before) and unicodedata.combining(before) == 9  # a virama
