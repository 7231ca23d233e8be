"""What can go wrong, by name. Every text here is fit for logs: none names anybody or repeats a figure."""


class ServiceError(Exception):
    """The base of all that this service raises on purpose."""


class MessageRefused(ServiceError):
    """A message that can never succeed."""


class RenderFailed(ServiceError):
    """This payslip can't be rendered."""


class WriteConflict(ServiceError):
    """Another write to the same key is under way, and stays so."""


class PublishFailed(ServiceError):
    """EventBridge did not take the event; the message comes again, and announces what is stored."""


class AwsFailed(ServiceError):
    """AWS did not do its part."""


class Fault(ServiceError):
    """A mistake in the program. The text has the type of what was raised; its own text may quote a payslip."""

    def __init__(self, error: Exception) -> None:
        """Take what was raised."""
        super().__init__(f"Unexpected {type(error).__name__}.")
