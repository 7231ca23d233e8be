"""From whatever was raised, by this service or by what it uses, to an error of this service."""

from botocore.exceptions import BotoCoreError, ClientError

from pdf_service.errors import AwsFailed, Fault, ServiceError


def named(error: Exception) -> ServiceError:
    """Whatever was raised, as an error of this service."""
    match error:
        case ServiceError():
            return error
        case ClientError():
            return AwsFailed(f"{error.operation_name} answered {error.response['Error']['Code']}.")
        case BotoCoreError():
            return AwsFailed(f"Unexpected {type(error).__name__}.")
    return Fault(error)
