"""From an API Gateway event to a checked upload. Pure: decides all that can be decided without asking AWS."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from pydantic import ValidationError

from leejames_events.apis.payslip_upload.v1 import UploadRequest
from upload_service.errors import LogoRefused, LogoTooLarge
from upload_service.logic import canonical
from upload_service.logo import NormalisedLogo, normalised_logo
from upload_service.problems import FieldError, Kind, UploadRefused

KEY_PATTERN: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
JSON_TYPE: Final = re.compile(r'application/json\s*(;\s*charset="?utf-8"?\s*)?', re.IGNORECASE)
# arn:aws:sts::123456789012:assumed-role/Payroll/session: each process of one role has a session name of its own.
ASSUMED_ROLE: Final = re.compile(r"(arn:[^:]+:sts::[0-9]+:assumed-role/[^/]+)/.+")
SHOWN_ERRORS: Final = 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A request that follows the contract, with a logo that can be printed.

    Attributes:
        caller: the IAM principal that signed the request.
        key: the caller's idempotency key.
        fingerprint: SHA-256 of the whole body as JSON; spacing and the order of keys don't count.
        body: the body.
        logo: the logo in it, normalised.
    """

    caller: str
    key: str
    fingerprint: str
    body: UploadRequest
    logo: NormalisedLogo


def upload_of(event: Mapping[str, Any]) -> Upload:
    """Read a REST API proxy event (payload format 1.0).

    Raises:
        UploadRefused: with the problem to answer.
    """
    caller = _caller(event)
    headers = _headers(event)
    if not JSON_TYPE.fullmatch(_single(headers, "content-type").strip()):
        raise UploadRefused(Kind.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json in UTF-8.")
    key = _single(headers, "idempotency-key").strip()
    if not KEY_PATTERN.fullmatch(key):
        _refuse("The header Idempotency-Key must be 8 to 64 letters, digits, hyphens or underscores.")
    decoded, fingerprint = _decoded(_text(event))
    body = _checked(decoded)
    return Upload(caller, key, fingerprint, body, _logo(decoded["logo"]["data"]))


def _refuse(detail: str) -> NoReturn:
    raise UploadRefused(Kind.INVALID_REQUEST, detail)


def _caller(event: Mapping[str, Any]) -> str:
    """Name the IAM principal; a role without its session, so that any process of the role may repeat a request."""
    arn = ((event.get("requestContext") or {}).get("identity") or {}).get("userArn")
    if not arn:
        raise UploadRefused(Kind.UNKNOWN_CALLER, "Sign the request with AWS Signature Version 4.")
    session = ASSUMED_ROLE.fullmatch(arn)
    return session[1] if session else str(arn)


def _headers(event: Mapping[str, Any]) -> dict[str, list[str]]:
    """All values of each header, by its name in lower case."""
    found: dict[str, list[str]] = {}
    many = event.get("multiValueHeaders") or {name: [value] for name, value in (event.get("headers") or {}).items()}
    for name, values in many.items():
        found.setdefault(name.lower(), []).extend(values)
    return found


def _single(headers: Mapping[str, list[str]], name: str) -> str:
    values = headers.get(name, [])
    if len(values) > 1:
        _refuse(f"The header {name.title()} was sent more than once.")
    return values[0] if values else ""


def _text(event: Mapping[str, Any]) -> str:
    body = event.get("body")
    if not body:
        _refuse("The request has no body.")
    if not event.get("isBase64Encoded"):
        return str(body)
    try:
        return base64.b64decode(body, validate=True).decode("utf-8")
    except ValueError:  # binascii.Error and UnicodeDecodeError are both
        _refuse("The body is not text in UTF-8.")


def _decoded(text: str) -> tuple[Any, str]:
    """Decode strict JSON (RFC 8259) and take its fingerprint."""
    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_object)
        return value, hashlib.sha256(canonical(value)).hexdigest()
    except RecursionError:
        _refuse("The body is nested too deeply.")
    except json.JSONDecodeError as error:
        _refuse(f"The body is not JSON: line {error.lineno}, column {error.colno}.")
    except ValueError:  # NaN, 5,000 digits, half of a surrogate pair
        _refuse("The body is not JSON that every reader reads alike.")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; a name twice is refused, since readers differ in which of the two they take (RFC 8259, 4)."""
    found = dict(pairs)
    if len(found) < len(pairs):
        _refuse("The body has an object with the same name twice.")
    return found


def _checked(decoded: Any) -> UploadRequest:
    try:
        return UploadRequest.from_data(decoded)
    except ValidationError as error:
        # Only types and places are taken from it: messages may repeat the value.
        found = [(detail["type"], detail["loc"]) for detail in error.errors(include_url=False, include_input=False)]
    if any(kind == "string_too_long" and loc == ("logo", "data") for kind, loc in found):
        raise UploadRefused(Kind.TOO_LARGE, "The logo is larger than 2 MB.")
    errors = tuple(dict.fromkeys(FieldError(_pointer(loc), _fault(kind)) for kind, loc in found))[:SHOWN_ERRORS]
    places = ", ".join(error.pointer or "the whole body" for error in errors[:3])
    more = "" if len(errors) <= 3 else ", and elsewhere"
    raise UploadRefused(Kind.INVALID_REQUEST, f"The body does not follow the API's contract: {places}{more}.", errors)


def _pointer(loc: tuple[int | str, ...]) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in loc)


def _fault(kind: str) -> str:
    """Say what is wrong in words of our own."""
    if kind == "missing":
        return "is required"
    if kind in {"string_too_short", "too_short"}:
        return "is too short"
    if kind in {"string_too_long", "too_long"}:
        return "is too long"
    if kind in {"enum", "literal_error"}:
        return "is none of the allowed values"
    if kind == "string_pattern_mismatch":
        return "does not match the pattern"
    if kind.endswith("_type"):
        return "has the wrong type"
    return "is not valid"


def _logo(data: str) -> NormalisedLogo:
    try:
        return normalised_logo(data)
    except LogoTooLarge as refused:
        raise UploadRefused(Kind.TOO_LARGE, str(refused)) from None
    except LogoRefused as refused:
        raise UploadRefused(Kind.LOGO_REFUSED, str(refused)) from None
