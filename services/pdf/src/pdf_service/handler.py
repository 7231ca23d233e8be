"""The PDF service on AWS: SQS messages in, PDFs in S3 and `payslip.generated` on the bus out."""

import base64
import hashlib
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.exceptions import ClientError

from leejames_events.consumers.pdf import parse
from leejames_events.errors import NotThisEvent
from leejames_events.publishing import publish
from pdf_service.logic import (
    LOGO_BYTES,
    Job,
    RefusedError,
    StoredPdf,
    checked_logo,
    checked_ticket,
    document_key,
    generated_event,
    job_from,
)
from pdf_service.render import RenderError, render
from pdf_service.view import Issue

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client

PUT_ATTEMPTS = 4

# Three attempts each, and short ones: Lambda ends the function after 30 seconds, and SQS delivers again.
_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})

logger = Logger(service="pdf")
metrics = Metrics(service="pdf", namespace="LeeJamesHR")

# A failed message stops its own group, whose order must hold, and no other. The response names what failed even
# when that is everything: raising instead would print the messages' errors, and Lambda would call it a crash.
processor = SqsFifoPartialProcessor(skip_group_on_error=True)
processor.raise_on_entire_batch_failure = False


class FailedError(Exception):
    """A message that failed, and may succeed when SQS delivers it again. The text is safe to log."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the service works with: its clients, buckets and bus."""

    s3: "S3Client"
    events: "EventBridgeClient"
    payslip_bucket: str
    logo_bucket: str
    bus: str


@cache
def surroundings() -> Surroundings:
    """Read the environment and connect, once per process and not before the first message."""
    return Surroundings(
        s3=boto3.client("s3", config=_CONFIG),
        events=boto3.client("events", config=_CONFIG),
        payslip_bucket=os.environ["PAYSLIP_BUCKET"],
        logo_bucket=os.environ["LOGO_BUCKET"],
        bus=os.environ["BUS_NAME"],
    )


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def handle(event: dict[str, Any], context: LambdaContext) -> "PartialItemFailureResponse":
    """Answer an SQS batch with the messages that failed (Lambda's ReportBatchItemFailures)."""
    return process_partial_response(event=event, record_handler=handle_record, processor=processor, context=context)


def handle_record(record: SQSRecord) -> None:
    """Make what one message asks for.

    Raises:
        RefusedError, RenderError, FailedError: their texts and causes hold no personal data; anything else that
            goes wrong becomes one of them here, since logs and traces keep what is raised.
    """
    logger.append_keys(message_id=record.message_id)
    try:
        produce(read(record.body), surroundings())
    except (RefusedError, RenderError, FailedError) as failure:
        reason = failure
    except ClientError as failure:
        reason = FailedError(f"{failure.operation_name} answered {failure.response['Error']['Code']}.")
    except Exception as failure:  # noqa: BLE001  (its text may repeat the payslip)
        reason = FailedError(f"Unexpected {type(failure).__name__}.")
    else:
        return
    metrics.add_metric("PayslipFailed", MetricUnit.Count, 1)
    logger.error("The message failed: %s", reason)
    raise reason


def read(body: str) -> Job:
    """The job that an SQS body asks for.

    Raises:
        RefusedError: the body is none of the subscription's events, or breaks its contract.
    """
    try:
        return job_from(parse(body))
    except NotThisEvent:
        raise RefusedError("The message is neither payslip.uploaded 2.x nor payslip.regenerate 1.x.") from None
    except ValueError:
        raise RefusedError("The message does not follow its contract.") from None


def produce(job: Job, at: Surroundings) -> None:
    """Render, store and announce one PDF; done again, it announces again what is stored.

    Raises:
        RefusedError, RenderError, FailedError, botocore.exceptions.ClientError: nothing was announced.
    """
    logger.append_keys(payslip_id=str(job.payslip_id), revision=job.revision, correlation_id=str(job.correlation_id))
    logo = fetch_logo(job, at)
    started = time.perf_counter()
    pdf = render(job.payslip, logo, Issue(str(job.payslip_id), job.revision, job.issued_at))
    metrics.add_metric("RenderTime", MetricUnit.Milliseconds, 1000 * (time.perf_counter() - started))
    stored = store(pdf, document_key(job.payslip_id, job.revision), at)
    report = publish(at.events, [generated_event(job, stored)], at.bus)
    if not report.ok:
        raise FailedError(f"PutEvents refused the event: {', '.join(failed.code for failed in report.failed)}.")
    metrics.add_metric("PayslipGenerated", MetricUnit.Count, 1)
    logger.info("The payslip is stored and announced.", extra={"size_bytes": stored.size})


def fetch_logo(job: Job, at: Surroundings) -> bytes:
    """Read the logo that the event's claim check leads to, and no more of it than the largest logo has."""
    ticket = checked_ticket(job.logo, at.logo_bucket)
    body = at.s3.get_object(Bucket=ticket.bucket, Key=ticket.key)["Body"]
    with body:
        return checked_logo(ticket, body.read(LOGO_BYTES + 1))


def store(pdf: bytes, key: str, at: Surroundings) -> StoredPdf:
    """Put a PDF where none is yet; what lies there already stays, and is what the answer describes.

    S3 answers a conditional write with 412 when the key exists, and with 409 when another write to it was
    under way, which may have failed: only a new attempt tells (S3 User Guide, "How to prevent object
    overwrites with conditional writes"). Every other error says nothing about the key, and is raised.
    """
    digest = hashlib.sha256(pdf)
    for attempt in range(PUT_ATTEMPTS):
        try:
            at.s3.put_object(
                Bucket=at.payslip_bucket,
                Key=key,
                Body=pdf,
                ContentType="application/pdf",
                ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
                IfNoneMatch="*",
            )
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status == 412:
                return describe(key, at)
            if status != 409:
                raise
            time.sleep(0.05 * 2**attempt)
        else:
            return StoredPdf(at.payslip_bucket, key, digest.hexdigest(), len(pdf), datetime.now(UTC))
    raise FailedError("Another write to the same key is under way.")


def describe(key: str, at: Surroundings) -> StoredPdf:
    """The PDF that an earlier delivery stored, hashed as it is, so that the event never promises other bytes."""
    answer = at.s3.get_object(Bucket=at.payslip_bucket, Key=key)
    with answer["Body"] as body:
        pdf = body.read()
    metrics.add_metric("PayslipAlreadyStored", MetricUnit.Count, 1)
    return StoredPdf(at.payslip_bucket, key, hashlib.sha256(pdf).hexdigest(), len(pdf), answer["LastModified"])
