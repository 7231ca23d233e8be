import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leejames_events.payslip_generated.v1 import PayslipGenerated
from leejames_events.payslip_regenerate.v1 import RegeneratePayslip
from leejames_events.payslip_uploaded.v2 import PayslipUploaded
from pdf_service.errors import MessageRefused
from pdf_service.logic import (
    LOGO_BYTES,
    LogoTicket,
    StoredPdf,
    checked_logo,
    checked_ticket,
    document_key,
    generated_event,
    idempotency_key,
    job_from,
)

PAYSLIP_ID = UUID("0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11")
STORED = StoredPdf("payslips", f"{PAYSLIP_ID}/r2.pdf", "ab" * 32, 48_213, datetime(2026, 11, 23, 9, 30, 2, tzinfo=UTC))


@pytest.fixture
def upload(uploaded: dict[str, Any]) -> PayslipUploaded:
    """The event that asks for a first PDF."""
    return PayslipUploaded.from_data(uploaded["examples"]["monthly"]["value"])


@pytest.fixture
def command(regenerate: dict[str, Any]) -> RegeneratePayslip:
    """The command that asks for a correction."""
    return RegeneratePayslip.from_data(regenerate["examples"]["correction"]["value"])


def test_upload_asks_for_the_first_revision(upload: PayslipUploaded, monthly: dict[str, Any]) -> None:
    """An upload is revision 1 of its payslip; the event itself is the cause of what follows."""
    job = job_from(upload)

    assert (PAYSLIP_ID, 1, "E-004217") == (job.payslip_id, job.revision, job.employee_id)
    assert (upload.metadata.idempotency_key, upload.metadata.correlation_id) == (job.causation_id, job.correlation_id)
    assert datetime(2026, 11, 23, 9, 30, tzinfo=UTC) == job.issued_at
    assert monthly == job.payslip


def test_command_asks_for_its_own_revision(command: RegeneratePayslip) -> None:
    """A correction is the revision that the command names."""
    job = job_from(command)

    assert (PAYSLIP_ID, 2, command.metadata.idempotency_key) == (job.payslip_id, job.revision, job.causation_id)


def test_each_revision_has_its_own_place() -> None:
    """A correction never takes the place of the PDF before it."""
    assert "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11/r12.pdf" == document_key(PAYSLIP_ID, 12)


def test_idempotency_key_never_changes() -> None:
    """Consumers remember keys: the same revision has the same key in every release of this service."""
    assert UUID("8f7b61a3-9ce2-5fd9-a801-b415801cad4b") == idempotency_key(PAYSLIP_ID, 1)


@given(st.tuples(st.uuids(), st.integers(1, 999)), st.tuples(st.uuids(), st.integers(1, 999)))
def test_two_revisions_never_share_a_key(one: tuple[UUID, int], other: tuple[UUID, int]) -> None:
    """Keys are equal exactly when payslip and revision are: no two pairs run together to one name."""
    assert (one == other) == (idempotency_key(*one) == idempotency_key(*other))
    assert 5 == idempotency_key(*one).version


def test_announcement_says_where_the_pdf_is(command: RegeneratePayslip) -> None:
    """The event carries the stored object's own hash and size, and the chain back to what asked for it."""
    event = generated_event(job_from(command), STORED)

    assert {
        "metadata": {
            "schemaVersion": PayslipGenerated.VERSION,
            "idempotencyKey": str(idempotency_key(PAYSLIP_ID, 2)),
            "correlationId": "7a2e3d4c-5b6a-4798-a9da-e1f2a3b4c5d6",
            "causationId": "d4b6f0de-2222-5bbb-8ccc-0123456789ab",
            "occurredAt": "2026-11-23T09:30:02+00:00",
        },
        "data": {
            "payslipId": str(PAYSLIP_ID),
            "employeeId": "E-004217",
            "revision": 2,
            "document": {
                "bucket": "payslips",
                "key": f"{PAYSLIP_ID}/r2.pdf",
                "sha256": "ab" * 32,
                "sizeBytes": 48_213,
                "contentType": "application/pdf",
            },
        },
    } == event.to_data()


def test_another_bucket_is_refused() -> None:
    """An event can't make the service read what else its role, or another account, would let it read."""
    ticket = LogoTicket("somebody-elses", "logos/x.png", "00" * 32)
    with pytest.raises(MessageRefused, match="another bucket"):
        checked_ticket(ticket, "leejames-logos")

    assert ticket is checked_ticket(ticket, "somebody-elses")


def test_logo_must_be_the_one_that_was_uploaded() -> None:
    """The bytes are what the claim check promises, or nothing is rendered."""
    logo = b"the logo"
    ticket = LogoTicket("leejames-logos", "logos/x.png", hashlib.sha256(logo).hexdigest())
    with pytest.raises(MessageRefused, match="does not have the hash"):
        checked_logo(ticket, b"another logo")

    assert logo == checked_logo(ticket, logo)


def test_logo_too_large_is_refused() -> None:
    """The size is checked before the hash, so that what was cut while reading is called large and not wrong."""
    with pytest.raises(MessageRefused, match="larger than 4,000,000 bytes"):
        checked_logo(LogoTicket("b", "k", "00" * 32), bytes(LOGO_BYTES + 1))
