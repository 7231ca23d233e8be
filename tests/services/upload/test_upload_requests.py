"""Which requests are refused, with which problem, before anything is asked of AWS."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from upload_service.logo import MAX_BYTES
from upload_service.problems import Kind, UploadRefused, problem_json
from upload_service.request import upload_of

MakeEvent = Callable[..., dict[str, Any]]


def refusal(event: dict[str, Any]) -> UploadRefused:
    """The problem that a request gets."""
    with pytest.raises(UploadRefused) as caught:
        upload_of(event)
    return caught.value


def test_a_good_request_is_read(proxy_event: MakeEvent, upload_body: dict[str, Any]):
    """Caller, key, payslip and logo are found, in base64 or in plain text."""
    encoded = proxy_event(upload_body, "my-key_0001")
    plain = encoded | {"body": json.dumps(upload_body), "isBase64Encoded": False}

    upload = upload_of(encoded)

    assert (upload.caller, upload.key) == ("arn:aws:iam::123456789012:user/alice", "my-key_0001")
    assert upload.body.payslip.to_data() == upload_body["payslip"]
    assert upload == upload_of(plain)


@pytest.mark.parametrize(
    "content_type", ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"']
)
def test_json_in_utf_8_is_taken(proxy_event: MakeEvent, upload_body: dict[str, Any], content_type: str):
    """RFC 9110 section 8.3: types and parameter names have no case, and a value may be quoted."""
    assert upload_of(proxy_event(upload_body, content_type=content_type)).key == "key-00000001"


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "text/plain",
        "application/jsonx",
        "application/json; charset=latin-1",
        "application/problem+json",
        "multipart/form-data; boundary=x",
    ],
)
def test_another_content_type_is_415(proxy_event: MakeEvent, upload_body: dict[str, Any], content_type: str | None):
    """What isn't declared as JSON in UTF-8 isn't read as such."""
    assert refusal(proxy_event(upload_body, content_type=content_type)).kind is Kind.UNSUPPORTED_MEDIA_TYPE


@pytest.mark.parametrize(
    "key", [None, "", "short", "k" * 65, "key with spaces", "key-0000001\n!", "schlüssel-1", "key-00001,key-00002"]
)
def test_a_missing_or_strange_key_is_400(proxy_event: MakeEvent, upload_body: dict[str, Any], key: str | None):
    """The contract's pattern, and the whole of it."""
    refused = refusal(proxy_event(upload_body, key))

    assert (refused.kind, "Idempotency-Key" in refused.detail) == (Kind.INVALID_REQUEST, True)


def test_two_keys_are_400(proxy_event: MakeEvent, upload_body: dict[str, Any]):
    """Which of the two would count?"""
    event = proxy_event(upload_body)
    event["multiValueHeaders"]["idempotency-key"] = ["key-00000002"]

    assert "more than once" in refusal(event).detail


@pytest.mark.parametrize("caller", [None, ""])
def test_an_unsigned_request_is_403(proxy_event: MakeEvent, upload_body: dict[str, Any], caller: str | None):
    """API Gateway refuses such a request; if it ever reaches us, so do we.

    The earlier system's fault: no authentication.
    """
    assert refusal(proxy_event(upload_body, caller=caller)).kind is Kind.UNKNOWN_CALLER


@pytest.mark.parametrize(
    ("arn", "caller"),
    [
        ("arn:aws:sts::123456789012:assumed-role/Payroll/i-0abc", "arn:aws:sts::123456789012:assumed-role/Payroll"),
        ("arn:aws:sts::123456789012:assumed-role/Payroll/i-0def", "arn:aws:sts::123456789012:assumed-role/Payroll"),
        ("arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:root"),
    ],
)
def test_a_role_is_one_caller(proxy_event: MakeEvent, upload_body: dict[str, Any], arn: str, caller: str):
    """A retry may come from another process, so from another session, of the same role."""
    assert upload_of(proxy_event(upload_body, caller=arn)).caller == caller


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xef\xbb\xbf{}",
        '{"name": "Siân"}'.encode("latin-1"),
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": "\\ud800"}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"a": 1, "a": 2}',
        b"{'a': 1}",
        b'{"a": 1}{"b": 2}',
        b"\x00",
    ],
    ids=lambda body: body[:12].decode("latin-1"),
)
def test_what_is_not_a_json_object_is_400(proxy_event: MakeEvent, body: bytes):
    """Broken, ambiguous or bottomless JSON is the caller's mistake, never a fault of the service."""
    assert refusal(proxy_event(body)).kind is Kind.INVALID_REQUEST


def test_broken_base64_around_the_body_is_400(proxy_event: MakeEvent, upload_body: dict[str, Any]):
    """API Gateway's own encoding is believed no more than the rest."""
    assert refusal(proxy_event(upload_body) | {"body": "%%%"}).kind is Kind.INVALID_REQUEST


def broken(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The body with one place replaced; `...` removes it."""
    changed = copy.deepcopy(body)
    *way, last = (int(part) if part.isdigit() else part for part in path.strip("/").split("/"))
    place: Any = changed
    for part in way:
        place = place[part]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return changed


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/delivery", ...),
        ("/delivery/channel", "SECRET-fax"),
        ("/payslip/employee/niNumber", "SECRET-NI"),
        ("/payslip/employee/niNumber", None),
        ("/payslip/employee/name", ""),
        ("/payslip/employee/name", "SECRET" * 100),
        ("/payslip/employee/address", "SECRET street"),
        ("/payslip/employee/address/1", 5),
        ("/payslip/period/start", "SECRET-2026"),
        ("/payslip/payDate", "2026-02-30"),
        ("/payslip/totals/netPay", 3178.98),
        ("/payslip/totals/netPay", "1e9"),
        ("/payslip/earnings", []),
        ("/payslip/earnings/2/amount", "3,541.67"),
        ("/payslip/employer/payeReference", "846/nw"),
        ("/logo/data", 7),
        ("/logo", []),
    ],
)
def test_a_broken_contract_names_the_place_and_not_the_value(
    proxy_event: MakeEvent, upload_body: dict[str, Any], pointer: str, value: Any
):
    """The answer has the JSON pointer (RFC 6901) and no personal data."""
    refused = refusal(proxy_event(broken(upload_body, pointer, value)))

    assert (refused.kind, pointer) == (Kind.INVALID_REQUEST, refused.errors[0].pointer)
    assert pointer in refused.detail
    assert "SECRET" not in problem_json(refused) + str(refused)


def test_many_faults_make_a_short_answer(proxy_event: MakeEvent, upload_body: dict[str, Any]):
    """A body that is wrong in 100 places gets the first twenty."""
    body = broken(upload_body, "/payslip/earnings", [{"description": 1}] * 100)

    refused = refusal(proxy_event(body))

    assert len(refused.errors) == 20
    assert len(json.loads(problem_json(refused))["detail"]) < 1000


@pytest.mark.parametrize("levels", [100, 500, 5000])
def test_depth_in_an_unknown_field_is_no_fault(proxy_event: MakeEvent, upload_body: dict[str, Any], levels: int):
    """Each JSON reader on the way has a depth limit of its own: below all it is taken, above any it is a 400."""
    deep = json.dumps(upload_body)[:-1] + ', "note": ' + "[" * levels + "]" * levels + "}"

    if levels == 100:
        assert upload_of(proxy_event(deep.encode())).body.payslip.to_data() == upload_body["payslip"]
    else:
        assert refusal(proxy_event(deep.encode())).kind is Kind.INVALID_REQUEST


def test_a_logo_over_two_megabytes_is_413(proxy_event: MakeEvent, upload_body: dict[str, Any]):
    """Whether the contract's length or the decoded size says so."""
    for size in (MAX_BYTES + 1, MAX_BYTES + 2, 3_000_000):
        text = "A" * (-(-size // 3) * 4)

        assert refusal(proxy_event(broken(upload_body, "/logo/data", text))).kind is Kind.TOO_LARGE


def test_a_logo_that_is_no_picture_is_422(proxy_event: MakeEvent, upload_body: dict[str, Any]):
    """Valid base64 of something else."""
    assert refusal(proxy_event(broken(upload_body, "/logo/data", "PHN2Zy8+"))).kind is Kind.LOGO_REFUSED


def test_the_fingerprint_covers_the_whole_body(proxy_event: MakeEvent, upload_body: dict[str, Any]):
    """Every value counts, unknown fields too; spacing and order don't."""
    reordered = json.dumps(dict(reversed(upload_body.items())), indent=2).encode()
    extended = {**upload_body, "note": "a field that the contract doesn't know"}
    corrected = broken(upload_body, "/payslip/totals/netPay", "1.00")

    prints = [upload_of(proxy_event(body)).fingerprint for body in (upload_body, reordered, extended, corrected)]

    assert prints[0] == prints[1]
    assert len(set(prints)) == 3


@pytest.mark.parametrize("kind", Kind)
def test_every_problem_follows_the_contract(kind: Kind):
    """Title, status and type of each kind pass the contract's own `Problem`."""
    problem = json.loads(problem_json(UploadRefused(kind, "Some words.")))

    assert problem == {
        "type": f"urn:leejames:problem:{kind.slug}",
        "title": kind.title,
        "status": kind.status,
        "detail": "Some words.",
    }


@given(
    headers=st.dictionaries(
        st.sampled_from(["Content-Type", "Idempotency-Key", "X"]), st.lists(st.text(max_size=20), max_size=2)
    ),
    body=st.none() | st.text(max_size=50),
    encoded=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_event_is_read_or_refused(
    proxy_event: MakeEvent, headers: dict[str, list[str]], body: str | None, encoded: bool
):
    """No headers and no body make the function fail."""
    event = proxy_event({}) | {"multiValueHeaders": headers, "body": body, "isBase64Encoded": encoded}

    assert refusal(event).kind.status in {400, 415}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(
    place=st.sampled_from(["/delivery", "/logo/data", "/payslip", "/payslip/employee", "/payslip/earnings/0"]),
    value=json_values,
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_json_is_read_or_refused(proxy_event: MakeEvent, upload_body: dict[str, Any], place: str, value: Any):
    """Any JSON in any place gets a 4xx."""
    assert refusal(proxy_event(broken(upload_body, place, value))).kind.status in {400, 422}
