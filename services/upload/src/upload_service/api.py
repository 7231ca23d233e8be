"""The HTTP API: one route, answered once per idempotency key.

What can be decided from the request alone is decided first and leaves no trace. Then four steps follow, each safe to
run again after a crash at any point: put the logo (named by its content), claim the payslip id (conditional put),
publish (always the same event for the same claim), keep the answer (Powertools idempotency).
"""

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyPersistenceLayerError,
    IdempotencyValidationError,
)
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import BotoCoreError, ClientError

from leejames_events.apis.payslip_upload.v1 import UploadResponse
from leejames_events.payslip_uploaded.v2 import PayslipUploaded
from leejames_events.publishing import publish
from upload_service.control import ContentDiffers, ControlTable
from upload_service.logic import Claim, claim_of, correlation_id, uploaded_event
from upload_service.problems import MEDIA_TYPE, Kind, UploadRefused, problem_json
from upload_service.request import Upload, upload_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client

ANSWER_KEPT_SECONDS = 24 * 60 * 60
PATH = "/payslips"
TRY_AGAIN = "Nothing is lost. Send the same request again."

logger = Logger()


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the API talks to."""

    s3: "S3Client"
    dynamodb: "DynamoDBClient"
    events: "EventBridgeClient"
    logo_bucket: str
    control_table: str
    bus: str


class PublishFailed(Exception):
    """EventBridge did not take the event; the claim stays, so the same request sent again publishes it."""


def upload_api(wiring: Wiring) -> Callable[[dict[str, Any], LambdaContext], dict[str, Any]]:
    """Build the Lambda handler of `POST /payslips` for REST API proxy events (payload format 1.0)."""
    config = IdempotencyConfig(
        event_key_jmespath="[caller, key]",
        payload_validation_jmespath="body",
        raise_on_no_idempotency_key=True,
        expires_after_seconds=ANSWER_KEPT_SECONDS,
        hash_function="sha256",
    )
    accept_once = idempotent_function(
        _accept,
        data_keyword_argument="identity",
        persistence_store=DynamoDBPersistenceLayer(wiring.control_table, boto3_client=wiring.dynamodb),
        config=config,
        key_prefix="upload",
    )
    app = APIGatewayRestResolver(debug=False)

    @app.post(PATH)
    def upload_payslip() -> Response[str]:
        upload = upload_of(app.current_event.raw_event)
        identity = {"caller": upload.caller, "key": upload.key, "body": upload.fingerprint}
        # A record in progress must not outlive this invocation, or a timed-out request would stay in flight.
        config.register_lambda_context(app.lambda_context)
        answer = accept_once(identity=identity, upload=upload, wiring=wiring)
        return Response(status_code=201, content_type="application/json", body=json.dumps(answer))

    @app.not_found
    def unrouted(_: NotFoundError) -> Response[str]:
        if app.current_event.path == PATH:
            refused = UploadRefused(Kind.METHOD_NOT_ALLOWED, f"{PATH} takes POST alone.")
            return _problem(refused, {"Allow": "POST"})
        return _problem(UploadRefused(Kind.NOT_FOUND, f"The only resource is {PATH}."))

    app.exception_handler(Exception)(lambda error: _problem(_refusal(error)))

    @logger.inject_lambda_context(clear_state=True)
    def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        return app.resolve(event, context)

    return handle


def _accept(*, identity: Mapping[str, str], upload: Upload, wiring: Wiring) -> dict[str, Any]:
    """Take the upload and give the answer. Any exception leaves no answer behind, and a re-run finishes the work."""
    logo = upload.logo
    wiring.s3.put_object(Bucket=wiring.logo_bucket, Key=logo.key, Body=logo.png, ContentType="image/png")
    claim = _claimed(identity, upload, ControlTable(wiring.dynamodb, wiring.control_table))
    logger.append_keys(payslip_id=str(claim.payslip_id), correlation_id=str(claim.correlation_id))
    _publish(uploaded_event(upload.body, logo, wiring.logo_bucket, claim), wiring)
    logger.info("published payslip.uploaded")
    return UploadResponse.from_data({"payslipId": str(claim.payslip_id)}).to_data()


def _claimed(identity: Mapping[str, str], upload: Upload, table: ControlTable) -> Claim:
    claim = claim_of(
        upload.body,
        upload.logo,
        correlation=correlation_id(identity["caller"], identity["key"]),
        occurred_at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    )
    try:
        return table.claim(claim)
    except ContentDiffers:
        raise UploadRefused(
            Kind.OTHER_CONTENT,
            f"Payslip {claim.payslip_id} was uploaded before, with other content. "
            "Send a correction with the command payslip.regenerate.",
        ) from None


def _publish(event: PayslipUploaded, wiring: Wiring) -> None:
    report = publish(wiring.events, [event], wiring.bus)
    if not report.ok:
        raise PublishFailed(", ".join(failed.code for failed in report.failed))


def _refusal(error: Exception) -> UploadRefused:
    """Turn what went wrong into a problem, and log what an operator needs: never a message that may quote a payslip."""
    match error:
        case UploadRefused():
            logger.info("refused", extra={"problem": error.kind.slug})
            return error
        case IdempotencyAlreadyInProgressError():
            return UploadRefused(Kind.IN_FLIGHT, "The first request with this key is not answered yet. Try again soon.")
        case IdempotencyValidationError():
            return UploadRefused(Kind.KEY_REUSED, "This Idempotency-Key came with another body before. Use a new key.")
        case PublishFailed():
            logger.error("publish failed", extra={"code": str(error)})
            return UploadRefused(Kind.UNAVAILABLE, f"The event could not be published. {TRY_AGAIN}")
        case BotoCoreError() | ClientError() | IdempotencyPersistenceLayerError() | IdempotencyInconsistentStateError():
            logger.error("AWS did not do its part", extra={"code": _code(error)})
            return UploadRefused(Kind.UNAVAILABLE, f"A service that this one needs did not answer. {TRY_AGAIN}")
    at = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    logger.error("fault", extra={"error_type": type(error).__qualname__, "at": at})
    return UploadRefused(Kind.FAULT, f"This is a fault of the service, and was logged. {TRY_AGAIN}")


def _code(error: Exception) -> str:
    cause = error.__cause__ or error
    if isinstance(cause, ClientError):
        return f"{cause.operation_name}: {cause.response['Error']['Code']}"
    return type(cause).__qualname__


def _problem(refused: UploadRefused, headers: Mapping[str, str] | None = None) -> Response[str]:
    all_headers = dict(headers or {})
    if refused.kind.retry_after:
        all_headers["Retry-After"] = str(refused.kind.retry_after)
    return Response(
        status_code=refused.kind.status, content_type=MEDIA_TYPE, headers=all_headers, body=problem_json(refused)
    )
