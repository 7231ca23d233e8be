"""The answers that say no: RFC 9457 problem details, without personal data."""

from dataclasses import dataclass
from enum import Enum

from leejames_events.apis.payslip_upload.v1 import Problem
from upload_service.errors import AwsFailed, ContentDiffers, KeyReused, PublishFailed, RequestInFlight, ServiceError

MEDIA_TYPE = "application/problem+json"
TRY_AGAIN = "Nothing is lost. Send the same request again."


class Kind(Enum):
    """Each kind of problem: its name in the `type` URN, its title, its HTTP status, and when to come back (seconds)."""

    INVALID_REQUEST = ("invalid-request", "The request can't be read", 400, None)
    UNKNOWN_CALLER = ("unknown-caller", "The caller is not known", 403, None)
    NOT_FOUND = ("not-found", "There is nothing here", 404, None)
    METHOD_NOT_ALLOWED = ("method-not-allowed", "The method is not allowed", 405, None)
    IN_FLIGHT = ("in-flight", "The same request is in flight", 409, 1)
    OTHER_CONTENT = ("other-content", "The payslip was uploaded with other content", 409, None)
    TOO_LARGE = ("too-large", "The logo is too large", 413, None)
    UNSUPPORTED_MEDIA_TYPE = ("unsupported-media-type", "The body is not JSON in UTF-8", 415, None)
    LOGO_REFUSED = ("logo-refused", "The logo can't be used", 422, None)
    KEY_REUSED = ("key-reused", "The idempotency key was used with another body", 422, None)
    FAULT = ("fault", "The service made a mistake", 500, None)
    UNAVAILABLE = ("unavailable", "The upload could not be finished", 503, 1)

    def __init__(self, slug: str, title: str, status: int, retry_after: int | None) -> None:
        self.slug = slug
        self.title = title
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class FieldError:
    """One place where the body breaks the contract: a JSON pointer, and what is wrong there; never the value."""

    pointer: str
    detail: str


class UploadRefused(ServiceError):
    """The request gets a problem for an answer."""

    def __init__(self, kind: Kind, detail: str, errors: tuple[FieldError, ...] = ()) -> None:
        """Take the kind, a sentence for a person (no personal data), and the places in the body."""
        super().__init__(f"{kind.slug}: {detail}")
        self.kind = kind
        self.detail = detail
        self.errors = errors


def refusal_of(error: ServiceError) -> UploadRefused:
    """What the caller is told of an error."""
    match error:
        case UploadRefused():
            return error
        case RequestInFlight():
            return UploadRefused(Kind.IN_FLIGHT, "The first request with this key is not answered yet. Try again soon.")
        case KeyReused():
            return UploadRefused(Kind.KEY_REUSED, "This Idempotency-Key came with another body before. Use a new key.")
        case ContentDiffers():
            return UploadRefused(Kind.OTHER_CONTENT, f"{error} Send a correction with the command payslip.regenerate.")
        case PublishFailed():
            return UploadRefused(Kind.UNAVAILABLE, f"The event could not be published. {TRY_AGAIN}")
        case AwsFailed():
            return UploadRefused(Kind.UNAVAILABLE, f"A service that this one needs did not answer. {TRY_AGAIN}")
    return UploadRefused(Kind.FAULT, f"This is a fault of the service, and was logged. {TRY_AGAIN}")


def problem_json(refused: UploadRefused) -> str:
    """Render the problem as the API contract's `Problem`, in JSON."""
    problem = {
        "type": f"urn:leejames:problem:{refused.kind.slug}",
        "title": refused.kind.title,
        "status": refused.kind.status,
        "detail": refused.detail,
    }
    errors = [{"pointer": error.pointer, "detail": error.detail} for error in refused.errors]
    return Problem.from_data(problem | ({"errors": errors} if errors else {})).to_json()
