"""Formats are asserted, each by the document that defines it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

_CASES = {
    "date": (
        ["2024-02-29", "0000-01-01", "0000-02-29"],
        [
            "2023-02-29",
            "0100-02-29",
            "0000-00-00",
            "20240229",
            "2024-W09-4",
            "2024-2-29",
            "0",
            "2024-02-29\n",
            "２024-02-29",
        ],
    ),
    "date-time": (
        [
            "2026-11-23T09:30:00Z",
            "2026-11-23t09:30:00.123456789z",
            "2026-11-23T09:30:00-00:00",
            "2016-12-31T23:59:60Z",
            "2017-01-01T09:29:60.5+09:30",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
            "0000-02-29T00:00:00+14:00",
            "0000-12-31T23:59:60Z",
            "9999-12-31T23:59:60Z",
        ],
        [
            "2026-11-23T09:30Z",
            "2026-11-23 09:30:00Z",
            "2026-11-23T09:30:00",
            "1764000000",
            "2026-11-23T24:00:00Z",
            "2026-02-30T09:30:00Z",
            "2026-11-23T09:30:61Z",
            "2026-11-23T09:30:60Z",
            "2026-11-23T09:30:00+24:00",
            "2026-11-23T09:30:00,5Z",
            "2026-11-23T09:30:00+0100",
            "2026-11-23T09:30:00Z\n",
            "2026-11-23T09:60:00Z",
        ],
    ),
    "time": (
        ["09:30:00Z", "23:59:60Z", "00:59:60+01:00", "09:30:00.5-05:00"],
        ["09:30:00", "24:00:00Z", "12:00:60Z", "9:30:00Z"],
    ),
    "duration": (
        ["P1M", "PT1H30M", "P1Y2M3DT4H5M6S", "P2W", "PT0S"],
        ["P", "PT", "P1H", "P1W2D", "1D", "P1Y3D", "PT1.5S", "-P1D"],
    ),
    "uuid": (
        ["0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11", "0B9B6E1E-3B1F-5F0E-9A57-0A5C1F6A2B11"],
        [
            "0b9b6e1e3b1f5f0e9a570a5c1f6a2b11",
            "{0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11}",
            "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b1g",
            "urn:uuid:0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11",
            "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11\n",
        ],
    ),
    "byte": (["", "aGk=", "aA==", "aGkh"], ["aGk", "aGk=\n", "a", "aG k", "a-_=", "===="]),
    "email": (
        ["a@b", "joe.bloggs@example.com", '"joe bloggs"@example.test', "a+b@[127.0.0.1]", "a@[IPv6:::1]"],
        ["a", "@b", "a@", ".a@b", "a..b@c", "a b@c", "a@b_c", "a@[300.0.0.1]", "é@b", "a@b\n"],
    ),
    "idn-email": (["실례@실례.테스트", "a@b"], ["2962", "a@", "@실례"]),
    "idn-hostname": (
        ["실례.테스트", "a-b.c", "xn--nxasmq6b", "l·l", "א׳ב", "ァ・", "É.com"],
        ["-a", "a..b", "", "〮실례", "a·b", "α͵S", "a_b", "xn--X", "aa--b", "aא", "a\n"],
    ),
    "iri": (
        ["http://ƒøø.ßår/?∂éœ=πîx#πîüx", "urn:x:y", "http://[2001:db8::1]/a"],
        ["/a", "http://a b", "http://a:b/", "a:\ue000", "http://[1]/", "é:a"],
    ),
    "iri-reference": (["/âππ", "#ƒrägmênt", "", "//é/"], ["\\\\WINDOWS", "#ƒräg\\mênt", "a b"]),
    "uri-template": (
        ["http://a/{b}", "{+x,y*}", "{a:3}", "é", "{?q}", "{a.b}", "'"],
        ["{", "}", "{}", "a b", "{a b}", "{a:03}", "{a:12345}", "<", "a\x7f"],
    ),
    "relative-json-pointer": (["0", "1/a", "0#"], ["01", "-1", "0/~2", "0+1/a", "/a", "", "0##"]),
    "regex": (
        [r"^\d+$", r"\p{L}", r"(?<n>a)\k<n>", "(?<=a+)b", r"\u{1F600}", "", "[^]", "a{2}"],
        ["(", "[a", "*a", r"\a", r"\Z", "a++", "{", "]", r"(a)\2", "(?i)a", r"\k<n>", "\\"],
    ),
    "hostname": (
        ["a", "a-b.example", "1a"],
        ["", "-a", "a-", "a_b", "a..b", "a.", "é", "a" * 64, ".".join(["a" * 60] * 5)],
    ),
    "ipv4": (["127.0.0.1", "255.255.255.255"], ["256.0.0.1", "1.2.3", "01.2.3.4", "0x7f.0.0.1", "١.2.3.4", "1.2.3.4 "]),
    "ipv6": (
        ["::1", "::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"],
        ["1:2", "12345::", "::1%eth0", "1::2::3", "fe80::/64", ""],
    ),
    "uri": (
        [
            "https://example.com/a?b=c#d",
            "urn:isbn:1",
            "mailto:a@b",
            "http://[::1]:80/",
            "s3://bucket/key",
            "http://",
            "https://user:pw@host:8080/%20",
            "arn:aws:events:eu-west-2:1:rule/x",
            "file:///etc/hosts",
        ],
        [
            "/a",
            "example.com",
            "http://a b",
            "http://[::1",
            "ht tp://a",
            "http://a/%zz",
            "//a",
            "",
            "http://a/\\",
            "http://é",
            "a:[b]",
        ],
    ),
    "uri-reference": (
        ["/a", "a/b", "//host/a", "?q", "#f", "", "http://a", "./a:b"],
        ["a b", "\\a", "http://[x]", "#a#b", "1a:b"],
    ),
    "json-pointer": (["", "/", "/a~0b/~1"], ["a", "/~", "/~2", "#/a"]),
    "iban": (["anything"], []),
    "password": (["secret", ""], []),
}


@pytest.mark.parametrize("name", _CASES)
def test_a_format_is_asserted(bind, name):
    """RFC 3339, 9562, 4648, 5321, 6531, 1123, 2673, 4291, 3986, 6901; a format nobody defines is an annotation."""
    yes, no = _CASES[name]
    model = bind({"type": "object", "properties": {"x": {"type": "string", "format": name}}}).OrderPlaced

    def reads(text):
        try:
            return model.from_data({"x": text}).to_data() == {"x": text}
        except ValidationError:
            return False

    assert yes == [text for text in [*yes, *no] if reads(text)]


@pytest.mark.parametrize("name", _CASES)
def test_a_format_is_the_same_where_the_schema_is_held_against_the_value(bind, name):
    """The type's check and the schema's check are one."""
    yes, no = _CASES[name]
    schema = {"type": "string", "format": name, "not": {"enum": ["!"]}}
    untyped = {"format": name}
    model = bind({"type": "object", "properties": {"x": schema, "y": untyped}}).OrderPlaced

    def reads(**value):
        try:
            return model.from_data(value).to_data() == value
        except ValidationError:
            return False

    assert yes == [text for text in [*yes, *no] if reads(x=text)]
    assert yes == [text for text in [*yes, *no] if reads(y=text)]
    assert reads(y=1)
