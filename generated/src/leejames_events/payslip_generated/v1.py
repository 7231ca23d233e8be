"""`payslip.generated` 1.0.0, an event from `leejames.documents`.

A payslip's PDF is in S3. Published by the PDF service, at least once per revision, always with the same idempotency
key.

Generated from contracts/events/payslip.generated/1.0.0.yaml: edits are lost.
"""

from typing import Annotated, ClassVar, Literal

from .._event import Event
from .._model import Model
from .._types import DateTime, Name, Optional, Text, Uuid, Whole


class Metadata(Model):
    """What every event of this domain says about itself."""

    schema_version: Annotated[
        str, Text(max_length=11, pattern=r"^1\.(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})$"), Name("schemaVersion")
    ]
    """The contract's version that the producer wrote. Rules route on its major part."""
    idempotency_key: Annotated[Uuid, Name("idempotencyKey")]
    """The same for every delivery of the same fact, however often it is published."""
    correlation_id: Annotated[Uuid, Name("correlationId")]
    """Shared by everything that one request set off."""
    causation_id: Optional[Annotated[Uuid, Name("causationId")]] = None
    """The idempotency key of the event or request that caused this one."""
    occurred_at: Annotated[DateTime, Name("occurredAt")]
    """When the fact became true; not when it was sent."""


class StoredDocument(Model):
    """Where the PDF is, and what it must hash to."""

    bucket: Annotated[str, Text(min_length=3, max_length=63)]
    key: Annotated[str, Text(min_length=1, max_length=256)]
    sha256: Annotated[str, Text(max_length=64, pattern="^[0-9a-f]{64}$")]
    size_bytes: Annotated[int, Whole(ge=1, le=10000000), Name("sizeBytes")]
    content_type: Annotated[Literal["application/pdf"], Name("contentType")]


class Data(Model):
    """The `data` of `PayslipGenerated`."""

    payslip_id: Annotated[Uuid, Name("payslipId")]
    employee_id: Annotated[str, Text(max_length=36, pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,35}$"), Name("employeeId")]
    revision: Annotated[int, Whole(ge=1, le=999)]
    """1 for the first PDF of a payslip; a corrected one has the next number."""
    document: StoredDocument


class PayslipGenerated(Event):
    """A payslip's PDF is in S3.

    Published by the PDF service, at least once per revision, always with the same idempotency key.
    """

    SOURCE: ClassVar[str] = "leejames.documents"
    DETAIL_TYPE: ClassVar[str] = "payslip.generated"
    VERSION: ClassVar[str] = "1.0.0"

    metadata: Metadata
    data: Data


class AWSEvent(Model):
    """The whole event as EventBridge delivers it: `detail` is `PayslipGenerated`."""

    version: str
    id: str
    detail_type: Annotated[Literal["payslip.generated"], Name("detail-type")]
    source: Literal["leejames.documents"]
    account: str
    time: DateTime
    region: str
    resources: list[str]
    detail: PayslipGenerated


PayslipGenerated.ENVELOPE = AWSEvent
