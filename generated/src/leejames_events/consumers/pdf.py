"""What `pdf` consumes.

Generated from contracts/subscriptions/pdf.yaml: edits are lost.
"""

from __future__ import annotations

from .._event import Event
from .._model import as_mapping
from ..errors import NotThisEvent
from ..payslip_regenerate.v1 import RegeneratePayslip
from ..payslip_uploaded.v2 import PayslipUploaded


def parse(body: str | bytes) -> PayslipUploaded | RegeneratePayslip:
    """The event or command in the body of one SQS message.

    Raises `NotThisEvent` for one that `pdf` doesn't subscribe to, and `pydantic.ValidationError`
    for one that is not what its contract says.
    """
    message = as_mapping(Event, body)
    named = message.get("source"), message.get("detail-type")
    if named == ("leejames.payroll", "payslip.uploaded"):
        return PayslipUploaded.from_data(message.get("detail"))
    if named == ("leejames.payroll", "payslip.regenerate"):
        return RegeneratePayslip.from_data(message.get("detail"))
    raise NotThisEvent("pdf does not subscribe to this message")
