"""What can go wrong, by name. Every text here is fit for logs and callers: none repeats what a payslip says."""

import traceback


class ServiceError(Exception):
    """The base of all that this service raises on purpose."""


class LogoRefused(ServiceError):
    """The logo can't be taken. The message says why, in words fit for the caller."""


class LogoTooLarge(LogoRefused):
    """The logo has too many bytes."""


class ContentDiffers(ServiceError):
    """The item is there already, with other content."""


class ReissueRefused(ServiceError):
    """The event is not one that can be written down as a reissue."""


class RequestInFlight(ServiceError):
    """The first request with this idempotency key is not answered yet."""


class KeyReused(ServiceError):
    """The idempotency key came with another body before."""


class PublishFailed(ServiceError):
    """EventBridge did not take the event; the claim stays, so the same request sent again publishes it."""


class AwsFailed(ServiceError):
    """AWS did not do its part. The text is the operation and AWS's own code, or the error's type."""


class Fault(ServiceError):
    """A mistake in the program.

    Attributes:
        error_type: the type of what was raised; its text stays out, since it may quote a payslip.
        at: where, the innermost place last.
    """

    def __init__(self, error: Exception) -> None:
        """Take what was raised."""
        super().__init__(f"Unexpected {type(error).__qualname__}.")
        self.error_type = type(error).__qualname__
        self.at = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
