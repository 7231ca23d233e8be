"""`payslip.uploaded` 1.1.0, an event from `leejames.payroll`.

A payslip was accepted. Flat, as the first system had it; 2.0.0 replaces it. 1.1.0 adds the optional `department`.

Generated from contracts/events/payslip.uploaded/1.1.0.yaml: edits are lost.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

from .. import _types as _t
from .._event import Event
from .._model import Model

Money: TypeAlias = Annotated[str, _t.Text(max_length=13, pattern=r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{2}$")]
"""A decimal amount of the payslip's currency. Never a floating-point number."""


class Line(Model):
    """`Line` of the contract."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"amount", "year_to_date"})

    description: Annotated[str, _t.Text(min_length=1, max_length=60)]
    amount: Money
    year_to_date: Annotated[Money | None, _t.ABSENT, _t.Name("yearToDate")] = None


class PayslipUploaded(Event):
    """A payslip was accepted.

    Flat, as the first system had it; 2.0.0 replaces it. 1.1.0 adds the optional `department`.
    """

    SOURCE: ClassVar[str] = "leejames.payroll"
    DETAIL_TYPE: ClassVar[str] = "payslip.uploaded"
    VERSION: ClassVar[str] = "1.1.0"
    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"employee_name", "employee_address", "ni_number", "tax_code", "gross_pay", "net_pay"})

    payslip_id: Annotated[_t.Uuid, _t.Name("payslipId")]
    employer_name: Annotated[str, _t.Text(min_length=1, max_length=100), _t.Name("employerName")]
    employee_id: Annotated[str, _t.Text(max_length=36, pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,35}$"), _t.Name("employeeId")]
    employee_name: Annotated[str, _t.Text(min_length=1, max_length=100), _t.Name("employeeName")]
    employee_address: Annotated[list[Annotated[str, _t.Text(min_length=1, max_length=80)]], _t.Items(min_length=1, max_length=6), _t.Name("employeeAddress")]
    department: Annotated[Annotated[str, _t.Text(min_length=1, max_length=60)] | None, _t.ABSENT] = None
    ni_number: Annotated[str, _t.Text(max_length=9, pattern="^[A-Z]{2}[0-9]{6}[A-D]$"), _t.Name("niNumber")]
    tax_code: Annotated[str, _t.Text(max_length=8, pattern="^[0-9A-Z]{2,8}$"), _t.Name("taxCode")]
    period_start: Annotated[_t.Date, _t.Name("periodStart")]
    period_end: Annotated[_t.Date, _t.Name("periodEnd")]
    pay_date: Annotated[_t.Date, _t.Name("payDate")]
    currency: Literal["GBP", "EUR"]
    earnings: Annotated[list[Line], _t.Items(min_length=1, max_length=100)]
    deductions: Annotated[list[Line], _t.Items(max_length=100)]
    gross_pay: Annotated[Money, _t.Name("grossPay")]
    net_pay: Annotated[Money, _t.Name("netPay")]
    logo_bucket: Annotated[str, _t.Text(min_length=3, max_length=63), _t.Name("logoBucket")]
    logo_key: Annotated[str, _t.Text(min_length=1, max_length=256), _t.Name("logoKey")]


class AWSEvent(Model):
    """The whole event as EventBridge delivers it: `detail` is `PayslipUploaded`."""

    version: str
    id: str
    detail_type: Annotated[Literal["payslip.uploaded"], _t.Name("detail-type")]
    source: Literal["leejames.payroll"]
    account: str
    time: _t.DateTime
    region: str
    resources: list[str]
    detail: PayslipUploaded


PayslipUploaded.ENVELOPE = AWSEvent
