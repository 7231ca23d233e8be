"""Formats that few contracts name: international ones, templates, regular expressions. Imported when asked for."""

from __future__ import annotations

import re
import unicodedata

__all__ = [
    "has_a_labels",
    "is_idn_hostname",
    "is_iri",
    "is_iri_reference",
    "is_regex",
    "is_relative_pointer",
    "is_uri_template",
]

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


def has_a_labels(text: str) -> bool:
    """RFC 5890, 2.3.2.1, of a hostname: True when its labels with `--` in the third place are A-labels.

    As validators have it, which ask less of them here than in an `idn-hostname`: neither for small letters in a normal
    form nor for one direction, nor what ZERO WIDTH NON-JOINER parts.
    """
    return all(label[2:4] != "--" or _is_a_label(label, lenient=True) for label in text.split("."))


def _is_label(label: str) -> bool:
    if not label.isascii():  # RFC 5895: as people type it
        mapped = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", label).casefold())
        return _is_u_label(mapped.replace("\u00ad", ""))
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?", label):
        return False
    return label[2:4] != "--" or _is_a_label(label)


def _is_a_label(label: str, *, lenient: bool = False) -> bool:
    label = label.lower()
    if label[:2] != "xn":
        return False
    try:
        wide = label[4:].encode().decode("punycode")
    except UnicodeError:
        return False
    if wide.isascii():
        return False
    if not lenient:
        return unicodedata.is_normalized("NFC", wide) and _is_u_label(wide)
    return _is_labelled(wide) and all(
        char in _IN_CONTEXT or char == "-" or char in _VALID or unicodedata.category(char) in _WIDER_CLASSES
        for char in wide
    )


def _is_u_label(label: str) -> bool:
    """RFC 5891, 4.2; the code points of RFC 5892."""
    return (
        len(label.encode("punycode")) <= 59
        and not label.startswith("-")
        and not label.endswith("-")
        and _is_labelled(label)
        and all(_is_in_context(label, at) if char in _IN_CONTEXT else _is_letter(char) for at, char in enumerate(label))
        and _is_of_one_direction(label)
    )


def _is_labelled(label: str) -> bool:
    """What is asked of every U-label: RFC 5891, 4.2.3.1 and 4.2.3.2; RFC 5892, 2.6 and appendix A, but for A.1."""
    return (
        bool(label)
        and label[2:4] != "--"
        and not unicodedata.category(label[0]).startswith("M")
        and _INVALID.isdisjoint(label)
        and all(char == "\u200c" or _is_in_context(label, at) for at, char in enumerate(label))
        and not (re.search("[\u0660-\u0669]", label) and re.search("[\u06f0-\u06f9]", label))
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
_IN_CONTEXT = frozenset("\u00b7\u0375\u05f3\u05f4\u30fb\u200c\u200d")
_CLASSES = frozenset({"Ll", "Lo", "Lm", "Mn", "Mc", "Nd"})
_WIDER_CLASSES = _CLASSES | {"Lu"}


def _is_letter(char: str) -> bool:
    """True of a character that may stand in any label."""
    if char == "-" or char in _VALID:
        return True
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    return unicodedata.category(char) in _CLASSES and folded == char


def _is_in_context(label: str, at: int) -> bool:
    """RFC 5892, appendix A: False of a character that may only stand in some contexts, and stands in no such."""
    char, before, after = label[at], label[:at][-1:], label[at + 1 : at + 2]
    if char not in _IN_CONTEXT:
        return True
    if char == "\u00b7":
        return before == "l" == after
    if char == "\u0375":
        return "GREEK" in unicodedata.name(after or " ", "")
    if char in "\u05f3\u05f4":
        return "HEBREW" in unicodedata.name(before or " ", "")
    if char == "\u30fb":
        return any(re.match("HIRAGANA|KATAKANA LETTER|CJK", unicodedata.name(other, "")) for other in label)
    if char == "\u200c" and _parts_joined(label[:at], label[at + 1 :]):
        return True
    return bool(before) and unicodedata.combining(before) == 9  # a virama


# Joining_Type of Unicode 18 (ArabicShaping.txt): dual, right and left.
_DUAL = (
    "\u0620\u0626\u0628\u062a-\u062e\u0633-\u063f\u0641-\u0647\u0649\u064a\u066e\u066f\u0678-\u0687\u069a-\u06bf"
    "\u06c1\u06c2\u06cc\u06ce\u06d0\u06d1\u06fa-\u06fc\u06ff\u0712-\u0714\u071a-\u071d\u071f-\u0727\u0729\u072b"
    "\u072d\u072e\u074e-\u0758\u075c-\u076a\u076d-\u0770\u0772\u0775-\u0777\u077a-\u077f\u07ca-\u07ea"
    "\u0841-\u0845\u0848\u084a-\u0853\u0855\u0860\u0862-\u0865\u0868\u0886\u0889-\u088d\u088f\u08a0-\u08a9\u08af"
    "\u08b0\u08b3-\u08b8\u08ba-\u08c8\u1807\u1820-\u1878\u1887-\u18a8\u18aa\ua840-\ua871\U00010ac0-\U00010ac4"
    "\U00010ad3-\U00010ad6\U00010ad8-\U00010adc\U00010ade-\U00010ae0\U00010aeb-\U00010aee\U00010b80\U00010b82"
    "\U00010b86-\U00010b88\U00010b8a\U00010b8b\U00010b8d\U00010b90\U00010bad\U00010bae\U00010d01-\U00010d21"
    "\U00010d23\U00010ec3\U00010ec4\U00010ec6\U00010ec7\U00010f30-\U00010f32\U00010f34-\U00010f44"
    "\U00010f51-\U00010f53\U00010f70-\U00010f73\U00010f76-\U00010f81\U00010fb0\U00010fb2\U00010fb3\U00010fb8"
    "\U00010fbb\U00010fbc\U00010fbe\U00010fbf\U00010fc1\U00010fc4\U00010fca\U0001e900-\U0001e943"
)
_RIGHT = (
    "\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd"
    "\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef\u0710\u0715-\u0719\u071e\u0728\u072a\u072c\u072f\u074d\u0759-\u075b"
    "\u076b\u076c\u0771\u0773\u0774\u0778\u0779\u0840\u0846\u0847\u0849\u0854\u0856-\u0858\u0867\u0869\u086a"
    "\u0870-\u0882\u088e\u08aa-\u08ac\u08ae\u08b1\u08b2\u08b9\U00010ac5\U00010ac7\U00010ac9\U00010aca"
    "\U00010ace-\U00010ad2\U00010add\U00010ae1\U00010ae4\U00010aef\U00010b81\U00010b83-\U00010b85\U00010b89"
    "\U00010b8c\U00010b8e\U00010b8f\U00010b91\U00010ba9-\U00010bac\U00010d22\U00010ec2\U00010f33\U00010f54"
    "\U00010f74\U00010f75\U00010fb4-\U00010fb6\U00010fb9\U00010fba\U00010fbd\U00010fc2\U00010fc3\U00010fc9"
)
_LEFT = "\ua872\U00010acd\U00010ad7\U00010d00\U00010ed9-\U00010eee\U00010fcb"
_JOINS_NEXT = re.compile(f"[{_DUAL}{_LEFT}]")
_JOINS_LAST = re.compile(f"[{_DUAL}{_RIGHT}]")


def _parts_joined(before: str, after: str) -> bool:
    """RFC 5892, appendix A.1: True when the letters on either side would join, marks passed over, without this one."""
    last, following = (next(filter(_is_no_mark, text), "") for text in (reversed(before), after))
    return bool(_JOINS_NEXT.match(last) and _JOINS_LAST.match(following))


def _is_no_mark(char: str) -> bool:
    return char in "\u200c\u200d" or unicodedata.category(char) not in ("Mn", "Me", "Cf")
