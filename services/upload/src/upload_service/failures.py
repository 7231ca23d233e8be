"""From whatever was raised, by this service or by what it uses, to an error of this service."""

from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyInconsistentStateError,
    IdempotencyPersistenceLayerError,
    IdempotencyValidationError,
)
from botocore.exceptions import BotoCoreError, ClientError

from upload_service.errors import AwsFailed, Fault, KeyReused, RequestInFlight, ServiceError


def named(error: Exception) -> ServiceError:
    """Whatever was raised, as an error of this service."""
    match error:
        case ServiceError():
            return error
        case IdempotencyAlreadyInProgressError():
            return RequestInFlight("The first request with this key is not answered yet.")
        case IdempotencyValidationError():
            return KeyReused("This idempotency key came with another body before.")
        case BotoCoreError() | ClientError() | IdempotencyPersistenceLayerError() | IdempotencyInconsistentStateError():
            return AwsFailed(_code(error.__cause__ or error))
    return Fault(error)


def _code(error: BaseException) -> str:
    if isinstance(error, ClientError):
        return f"{error.operation_name}: {error.response['Error']['Code']}"
    return type(error).__qualname__
