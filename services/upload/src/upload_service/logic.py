"""What an upload means: ids, digests and the event. Pure: no clock, no network, no AWS shapes."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from leejames_events.apis.payslip_upload.v1 import UploadRequest
from leejames_events.payslip_uploaded.v2 import PayslipUploaded
from upload_service.logo import NormalisedLogo

# The root of every id that this service gives. Never change it: the ids of payslips already issued hang on it.
NAMESPACE: Final = UUID("9b0f1c52-6f0b-5d6e-8a35-64a1f0c2d7be")


@dataclass(frozen=True, slots=True)
class Claim:
    """The first upload of a payslip. What is published, now or after a crash, is derived from it.

    Attributes:
        payslip_id: the payslip's id.
        digest: of all that the caller uploaded; another digest is another payslip under the same id.
        correlation_id: of the first upload.
        occurred_at: when the first upload was accepted, RFC 3339 in UTC.
    """

    payslip_id: UUID
    digest: str
    correlation_id: UUID
    occurred_at: str


def canonical(value: Any) -> bytes:
    """Render a JSON value in one way only: keys sorted, no spaces, UTF-8.

    Raises:
        ValueError: a number that JSON doesn't have, or text that UTF-8 can't hold (half of a surrogate pair).
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def identity(*parts: str) -> UUID:
    """Give the same UUIDv5 for the same parts, and another for any other parts.

    The name is a JSON array: it says where each part ends, so ("22", "211-2021") and ("222", "11-2021")
    have different names.
    """
    return uuid5(NAMESPACE, canonical(parts).decode())


def payslip_id(paye_reference: str, employee_id: str, start: date, end: date) -> UUID:
    """Name a payslip by whose it is, from whom, and for which days."""
    return identity("payslip", paye_reference, employee_id, start.isoformat(), end.isoformat())


def correlation_id(caller: str, idempotency_key: str) -> UUID:
    """Name a request: the same key of the same caller, sent again, is the same request."""
    return identity("request", caller, idempotency_key)


def claim_of(request: UploadRequest, logo: NormalisedLogo, *, correlation: UUID, occurred_at: str) -> Claim:
    """Say what this upload claims: which payslip, and with what content."""
    payslip = request.payslip
    content = {
        "delivery": request.delivery.declared().to_data(),
        "logo": logo.uploaded_sha256,
        "payslip": payslip.declared().to_data(),
    }
    return Claim(
        payslip_id=payslip_id(
            payslip.employer.paye_reference, payslip.employee.id, payslip.period.start, payslip.period.end
        ),
        digest=hashlib.sha256(canonical(content)).hexdigest(),
        correlation_id=correlation,
        occurred_at=occurred_at,
    )


def uploaded_event(request: UploadRequest, logo: NormalisedLogo, bucket: str, claim: Claim) -> PayslipUploaded:
    """Build the event. The same request, logo and claim always give the same event, to the byte."""
    return PayslipUploaded.from_data(
        {
            "metadata": {
                "schemaVersion": PayslipUploaded.VERSION,
                "idempotencyKey": str(identity("payslip.uploaded", str(claim.payslip_id))),
                "correlationId": str(claim.correlation_id),
                "occurredAt": claim.occurred_at,
            },
            "data": {
                "payslipId": str(claim.payslip_id),
                "delivery": request.delivery.declared().to_data(),
                "logo": {
                    "bucket": bucket,
                    "key": logo.key,
                    "sha256": logo.sha256,
                    "contentType": "image/png",
                },
                "payslip": request.payslip.declared().to_data(),
            },
        }
    )
