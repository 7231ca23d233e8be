"""`payslip.uploaded` 1.1.0, an event from `leejames.payroll`.

A payslip was accepted. Flat, as the first system had it; 2.0.0 replaces it. 1.1.0 adds the optional `department`.

Generated from contracts/events/payslip.uploaded/1.1.0.yaml: edits are lost.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

from .._event import Event
from .._model import Model
from .._types import Date, DateTime, Items, Name, Optional, Text, Uuid

Money: TypeAlias = Annotated[str, Text(max_length=13, pattern=r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{2}$")]
"""A decimal amount of the payslip's currency. Never a floating-point number."""


class Line(Model):
    """An element of `earnings` in `PayslipUploaded`, and more."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"amount", "year_to_date"})

    description: Annotated[str, Text(min_length=1, max_length=60)]
    amount: Money
    year_to_date: Optional[Annotated[Money, Name("yearToDate")]] = None


_PayslipUploadedEmployeeAddressItem: TypeAlias = Annotated[str, Text(min_length=1, max_length=80)]


class PayslipUploaded(Event):
    """A payslip was accepted.

    Flat, as the first system had it; 2.0.0 replaces it. 1.1.0 adds the optional `department`.
    """

    SOURCE: ClassVar[str] = "leejames.payroll"
    DETAIL_TYPE: ClassVar[str] = "payslip.uploaded"
    VERSION: ClassVar[str] = "1.1.0"
    SENSITIVE: ClassVar[frozenset[str]] = frozenset(
        {"employee_name", "employee_address", "ni_number", "tax_code", "gross_pay", "net_pay"}
    )

    payslip_id: Annotated[Uuid, Name("payslipId")]
    employer_name: Annotated[str, Text(min_length=1, max_length=100), Name("employerName")]
    employee_id: Annotated[str, Text(max_length=36, pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,35}$"), Name("employeeId")]
    employee_name: Annotated[str, Text(min_length=1, max_length=100), Name("employeeName")]
    employee_address: Annotated[
        list[_PayslipUploadedEmployeeAddressItem], Items(min_length=1, max_length=6), Name("employeeAddress")
    ]
    department: Optional[Annotated[str, Text(min_length=1, max_length=60)]] = None
    ni_number: Annotated[str, Text(max_length=9, pattern="^[A-Z]{2}[0-9]{6}[A-D]$"), Name("niNumber")]
    tax_code: Annotated[str, Text(max_length=8, pattern="^[0-9A-Z]{2,8}$"), Name("taxCode")]
    period_start: Annotated[Date, Name("periodStart")]
    period_end: Annotated[Date, Name("periodEnd")]
    pay_date: Annotated[Date, Name("payDate")]
    currency: Literal["GBP", "EUR"]
    earnings: Annotated[list[Line], Items(min_length=1, max_length=100)]
    deductions: Annotated[list[Line], Items(max_length=100)]
    gross_pay: Annotated[Money, Name("grossPay")]
    net_pay: Annotated[Money, Name("netPay")]
    logo_bucket: Annotated[str, Text(min_length=3, max_length=63), Name("logoBucket")]
    logo_key: Annotated[str, Text(min_length=1, max_length=256), Name("logoKey")]


class AWSEvent(Model):
    """The whole event as EventBridge delivers it: `detail` is `PayslipUploaded`."""

    version: str
    id: str
    detail_type: Annotated[Literal["payslip.uploaded"], Name("detail-type")]
    source: Literal["leejames.payroll"]
    account: str
    time: DateTime
    region: str
    resources: list[str]
    detail: PayslipUploaded


PayslipUploaded.ENVELOPE = AWSEvent
