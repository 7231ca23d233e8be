"""An SQS batch, message by message: PDFs in S3 and `payslip.generated` on the bus out."""

import base64
import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError

from leejames_events.consumers.pdf import parse
from leejames_events.errors import NotThisEvent
from leejames_events.publishing import publish
from pdf_service.errors import MessageRefused, PublishFailed, WriteConflict
from pdf_service.failures import named
from pdf_service.logic import (
    LOGO_BYTES,
    Job,
    StoredPdf,
    checked_logo,
    checked_ticket,
    document_key,
    generated_event,
    job_from,
)
from pdf_service.render import render
from pdf_service.view import Issue
from pdf_service.wiring import Wiring

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse

    Handler = Callable[[dict[str, Any], LambdaContext], PartialItemFailureResponse]

PUT_ATTEMPTS = 4

logger = Logger(service="pdf")
metrics = Metrics(service="pdf", namespace="LeeJamesHR")

# A failed message stops its own group, whose order must hold, and no other. The response names what failed even
# when that is everything: raising instead would print the messages' errors, and Lambda would call it a crash.
processor = SqsFifoPartialProcessor(skip_group_on_error=True)
processor.raise_on_entire_batch_failure = False


def batch_handler(wiring: Wiring) -> "Handler":
    """Build the Lambda handler, which answers an SQS batch with the messages that failed (ReportBatchItemFailures)."""

    @logger.inject_lambda_context(clear_state=True)
    @metrics.log_metrics(capture_cold_start_metric=True)
    def handle(event: dict[str, Any], context: LambdaContext) -> "PartialItemFailureResponse":
        return process_partial_response(
            event=event,
            record_handler=lambda record: handle_record(record, wiring),
            processor=processor,
            context=context,
        )

    handler: Handler = handle  # Metrics' decorator forgets the type
    return handler


def handle_record(record: SQSRecord, wiring: Wiring) -> None:
    """Make what one message asks for.

    Raises:
        ServiceError: its text and causes hold no personal data; anything else that goes wrong becomes one of them
            here, since logs and traces keep what is raised.
    """
    logger.append_keys(message_id=record.message_id)
    try:
        produce(read(record.body), wiring)
    except Exception as error:  # noqa: BLE001  (its text may repeat the payslip)
        failure = named(error)
    else:
        return
    metrics.add_metric("PayslipFailed", MetricUnit.Count, 1)
    logger.error("The message failed: %s", failure)
    raise failure


def read(body: str) -> Job:
    """The job that an SQS body asks for.

    Raises:
        MessageRefused: the body is none of the subscription's events, or breaks its contract.
    """
    try:
        return job_from(parse(body))
    except NotThisEvent:
        raise MessageRefused("The message is neither payslip.uploaded 2.x nor payslip.regenerate 1.x.") from None
    except ValueError:
        raise MessageRefused("The message does not follow its contract.") from None


def produce(job: Job, wiring: Wiring) -> None:
    """Render, store and announce one PDF; done again, it announces again what is stored.

    Raises:
        ServiceError, botocore.exceptions.ClientError: nothing was announced.
    """
    logger.append_keys(payslip_id=str(job.payslip_id), revision=job.revision, correlation_id=str(job.correlation_id))
    logo = fetch_logo(job, wiring)
    started = time.perf_counter()
    pdf = render(job.payslip, logo, Issue(str(job.payslip_id), job.revision, job.issued_at))
    metrics.add_metric("RenderTime", MetricUnit.Milliseconds, 1000 * (time.perf_counter() - started))
    stored = store(pdf, document_key(job.payslip_id, job.revision), wiring)
    report = publish(wiring.events, [generated_event(job, stored)], wiring.bus)
    if not report.ok:
        raise PublishFailed(f"PutEvents refused the event: {', '.join(failed.code for failed in report.failed)}.")
    metrics.add_metric("PayslipGenerated", MetricUnit.Count, 1)
    logger.info("The payslip is stored and announced.", extra={"size_bytes": stored.size})


def fetch_logo(job: Job, wiring: Wiring) -> bytes:
    """Read the logo that the event's claim check leads to, and no more of it than the largest logo has."""
    ticket = checked_ticket(job.logo, wiring.logo_bucket)
    body = wiring.s3.get_object(Bucket=ticket.bucket, Key=ticket.key)["Body"]
    with body:
        return checked_logo(ticket, body.read(LOGO_BYTES + 1))


def store(pdf: bytes, key: str, wiring: Wiring) -> StoredPdf:
    """Put a PDF where none is yet; what lies there already stays, and is what the answer describes.

    S3 answers a conditional write with 412 when the key exists, and with 409 when another write to it was
    under way, which may have failed: only a new attempt tells (S3 User Guide, "How to prevent object
    overwrites with conditional writes"). Every other error says nothing about the key, and is raised.
    """
    digest = hashlib.sha256(pdf)
    for attempt in range(PUT_ATTEMPTS):
        try:
            wiring.s3.put_object(
                Bucket=wiring.payslip_bucket,
                Key=key,
                Body=pdf,
                ContentType="application/pdf",
                ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
                IfNoneMatch="*",
            )
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status == 412:
                return describe(key, wiring)
            if status != 409:
                raise
            time.sleep(0.05 * 2**attempt)
        else:
            return StoredPdf(wiring.payslip_bucket, key, digest.hexdigest(), len(pdf), datetime.now(UTC))
    raise WriteConflict("Another write to the same key is under way.")


def describe(key: str, wiring: Wiring) -> StoredPdf:
    """The PDF that an earlier delivery stored, hashed as it is, so that the event never promises other bytes."""
    answer = wiring.s3.get_object(Bucket=wiring.payslip_bucket, Key=key)
    with answer["Body"] as body:
        pdf = body.read()
    metrics.add_metric("PayslipAlreadyStored", MetricUnit.Count, 1)
    return StoredPdf(wiring.payslip_bucket, key, hashlib.sha256(pdf).hexdigest(), len(pdf), answer["LastModified"])
