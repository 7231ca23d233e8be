"""The decisions of the PDF service, without AWS: what a message asks for, where its PDF goes, what is announced."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from leejames_events.payslip_generated.v1 import PayslipGenerated
from leejames_events.payslip_regenerate.v1 import RegeneratePayslip
from leejames_events.payslip_uploaded.v2 import PayslipUploaded
from pdf_service.errors import MessageRefused

FIRST_REVISION = 1
LOGO_BYTES = 4_000_000
"""The largest logo that is fetched; the upload service takes 2 MB and stores it encoded anew."""

_NAMESPACE = uuid5(NAMESPACE_DNS, "documents.leejames.example")


@dataclass(frozen=True, slots=True)
class LogoTicket:
    """A claim check: where the logo waits, and the SHA-256 (hex) that it must have."""

    bucket: str
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Job:
    """One PDF to make: revision 1 for an upload, the command's revision for a correction."""

    payslip_id: UUID
    revision: int
    employee_id: str
    correlation_id: UUID
    causation_id: UUID
    issued_at: datetime
    logo: LogoTicket
    payslip: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredPdf:
    """A PDF in S3: its SHA-256 (hex), its size in bytes, and since when it is there (aware)."""

    bucket: str
    key: str
    sha256: str
    size: int
    since: datetime


def job_from(event: PayslipUploaded | RegeneratePayslip) -> Job:
    """What the event or the command asks for."""
    data, metadata = event.data, event.metadata
    return Job(
        payslip_id=data.payslip_id,
        revision=event.data.revision if isinstance(event, RegeneratePayslip) else FIRST_REVISION,
        employee_id=data.payslip.employee.id,
        correlation_id=metadata.correlation_id,
        causation_id=metadata.idempotency_key,
        issued_at=metadata.occurred_at,
        logo=LogoTicket(data.logo.bucket, data.logo.key, data.logo.sha256),
        payslip=data.payslip.to_data(),
    )


def document_key(payslip_id: UUID, revision: int) -> str:
    """The S3 key of a payslip's revision."""
    return f"{payslip_id}/r{revision}.pdf"


def idempotency_key(payslip_id: UUID, revision: int) -> UUID:
    """The same for every `payslip.generated` of this revision, and for no other.

    Each part carries its length, so that no two different pairs spell the same name (RFC 9562, 5.5 for UUIDv5).
    """
    parts = (PayslipGenerated.DETAIL_TYPE, str(payslip_id), str(revision))
    return uuid5(_NAMESPACE, "".join(f"{len(part)}:{part}" for part in parts))


def checked_ticket(ticket: LogoTicket, bucket: str) -> LogoTicket:
    """The ticket, when it leads to the logo bucket of this deployment.

    Raises:
        MessageRefused: it leads elsewhere; an event must not choose what this service reads.
    """
    if ticket.bucket != bucket:
        raise MessageRefused("The logo is in another bucket than this service reads from.")
    return ticket


def checked_logo(ticket: LogoTicket, logo: bytes) -> bytes:
    """The logo, when it is what the event says.

    Raises:
        MessageRefused: it is too large, or its hash is another.
    """
    if len(logo) > LOGO_BYTES:
        raise MessageRefused(f"The logo is larger than {LOGO_BYTES:,} bytes.")
    if hashlib.sha256(logo).hexdigest() != ticket.sha256:
        raise MessageRefused("The logo does not have the hash that the event gives.")
    return logo


def generated_event(job: Job, stored: StoredPdf) -> PayslipGenerated:
    """The announcement that the PDF is there; it is true since the PDF was stored."""
    return PayslipGenerated.from_data(
        {
            "metadata": {
                "schemaVersion": PayslipGenerated.VERSION,
                "idempotencyKey": str(idempotency_key(job.payslip_id, job.revision)),
                "correlationId": str(job.correlation_id),
                "causationId": str(job.causation_id),
                "occurredAt": stored.since.isoformat(),
            },
            "data": {
                "payslipId": str(job.payslip_id),
                "employeeId": job.employee_id,
                "revision": job.revision,
                "document": {
                    "bucket": stored.bucket,
                    "key": stored.key,
                    "sha256": stored.sha256,
                    "sizeBytes": stored.size,
                    "contentType": "application/pdf",
                },
            },
        }
    )
