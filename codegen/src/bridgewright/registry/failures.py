"""What a failed AWS call means to the person who ran the command, in one line."""

from __future__ import annotations

from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    ReadTimeoutError,
    SSLError,
    SSOError,
    TokenRetrievalError,
)
from botocore.parsers import ResponseParserError

_DENIED = {"AccessDenied", "AccessDeniedException", "ForbiddenException", "UnauthorizedException"}
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
_UNKNOWN_KEY = {
    "IncompleteSignature",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
}
_THROTTLED = {"Throttling", "ThrottlingException", "TooManyRequestsException"}


def explained(error: Exception, subject: str) -> str:
    """One line: what was refused to `subject` (a schema, the registry, or nothing) and what to do about it."""
    text = _of_answer(error) if isinstance(error, ClientError) else _of_environment(error)
    return " ".join((f"{subject}: {text}" if subject else text).split())


def _of_answer(error: ClientError) -> str:
    code = str(error.response["Error"].get("Code", ""))
    message = error.response["Error"].get("Message", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _DENIED:
        return f"AWS doesn't allow schemas:{error.operation_name} here ({message or code}): add it to the role's policy"
    if code in _EXPIRED:
        return "the AWS credentials have expired: get new ones (`aws sso login`, or run the CI job again)"
    if code in _UNKNOWN_KEY:
        return f"AWS doesn't accept the credentials ({code}): check AWS_PROFILE or AWS_ACCESS_KEY_ID and the endpoint"
    if code in _THROTTLED or status == 429:
        return "AWS keeps throttling the calls: wait a minute and run the command again"
    if status >= 500:
        return f"AWS failed to answer {error.operation_name} ({code} {message}): run the command again later"
    return f"{error.operation_name} failed: {code} {message}"


def _of_environment(error: Exception) -> str:
    match error:
        case NoRegionError():
            return "no AWS region: set AWS_REGION or pass --region"
        case InvalidRegionError():
            return f"{error}: check AWS_REGION or --region"
        case ProfileNotFound():
            return f"{error}: check AWS_PROFILE"
        case SSOError() | TokenRetrievalError():
            return f"{error}: run `aws sso login`"
        case NoCredentialsError() | PartialCredentialsError() | CredentialRetrievalError():
            return f"no usable AWS credentials ({error}): set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its companions"
        case EndpointConnectionError() | ConnectTimeoutError() | ReadTimeoutError() | ConnectionClosedError():
            return f"{error}: check the network, AWS_REGION and AWS_ENDPOINT_URL or --endpoint-url"
        case HTTPClientError() | SSLError() | ResponseParserError():
            return f"the endpoint doesn't answer as AWS does ({error}): check AWS_ENDPOINT_URL or --endpoint-url"
        case ValueError():
            return f"{error}: check AWS_ENDPOINT_URL or --endpoint-url"
        case _:
            return str(error)
