"""The reissues function: writes down each corrected payslip.

EventBridge invokes it asynchronously with a whole event. Whatever it raises makes Lambda try again, twice, and then
hand the event to the OnFailure destination.
"""

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from leejames_events.payslip_generated.v1 import PayslipGenerated
from upload_service.control import ControlTable
from upload_service.errors import ReissueRefused
from upload_service.wiring import ReissuesWiring, reissues_wiring

logger = Logger()


def reissues(wiring: ReissuesWiring) -> Callable[[dict[str, Any], LambdaContext], None]:
    """Build the Lambda handler of `payslip.generated` with a revision above 1."""
    table = ControlTable(wiring.dynamodb, wiring.control_table)

    @logger.inject_lambda_context(clear_state=True)
    def handle(event: dict[str, Any], context: LambdaContext) -> None:  # noqa: ARG001 - Lambda's signature
        generated = _read(event)
        data = generated.data
        logger.append_keys(
            payslip_id=str(data.payslip_id),
            revision=data.revision,
            correlation_id=str(generated.metadata.correlation_id),
        )
        if data.revision < 2:
            raise ReissueRefused("A first issue is no reissue: the rule's filter let it through.")
        document = {"bucket": data.document.bucket, "key": data.document.key, "sha256": data.document.sha256}
        table.record_reissue(data.payslip_id, data.revision, document)
        logger.info("recorded a reissue")

    return handle


def _read(event: Mapping[str, Any]) -> PayslipGenerated:
    try:
        return PayslipGenerated.from_eventbridge(event)
    except ValidationError as error:
        # Lambda logs what a function raises: places only, no values.
        places = ["/".join(map(str, fault["loc"])) for fault in error.errors(include_url=False, include_input=False)]
    raise ReissueRefused(f"The event does not follow payslip.generated 1.x: {', '.join(places)}")


handle = reissues(reissues_wiring())
