"""The HTTP API: one route, answered once per idempotency key.

What can be decided from the request alone is decided first and leaves no trace. Then four steps follow, each safe to
run again after a crash at any point: put the logo (named by its content), claim the payslip id (conditional put),
publish (always the same event for the same claim), keep the answer (Powertools idempotency).
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from leejames_events.apis.payslip_upload.v1 import UploadResponse
from leejames_events.payslip_uploaded.v2 import PayslipUploaded
from leejames_events.publishing import publish
from upload_service.control import ControlTable
from upload_service.errors import AwsFailed, Fault, PublishFailed
from upload_service.failures import named
from upload_service.logic import Claim, claim_of, correlation_id, uploaded_event
from upload_service.problems import MEDIA_TYPE, Kind, UploadRefused, problem_json, refusal_of
from upload_service.request import Upload, upload_of
from upload_service.wiring import Wiring

ANSWER_KEPT_SECONDS = 24 * 60 * 60
PATH = "/payslips"

logger = Logger()


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

    app.exception_handler(Exception)(_answer)

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
    return table.claim(claim)


def _publish(event: PayslipUploaded, wiring: Wiring) -> None:
    report = publish(wiring.events, [event], wiring.bus)
    if not report.ok:
        raise PublishFailed(", ".join(failed.code for failed in report.failed))


def _answer(error: Exception) -> Response[str]:
    """Log what an operator needs, never a message that may quote a payslip, and answer with a problem."""
    failure = named(error)
    refused = refusal_of(failure)
    match failure:
        case PublishFailed():
            logger.error("publish failed", extra={"code": str(failure)})
        case AwsFailed():
            logger.error("AWS did not do its part", extra={"code": str(failure)})
        case Fault():
            logger.error("fault", extra={"error_type": failure.error_type, "at": failure.at})
        case _:
            logger.info("refused", extra={"problem": refused.kind.slug})
    return _problem(refused)


def _problem(refused: UploadRefused, headers: Mapping[str, str] | None = None) -> Response[str]:
    all_headers = dict(headers or {})
    if refused.kind.retry_after:
        all_headers["Retry-After"] = str(refused.kind.retry_after)
    return Response(
        status_code=refused.kind.status, content_type=MEDIA_TYPE, headers=all_headers, body=problem_json(refused)
    )
