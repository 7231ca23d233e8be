"""`payslip-upload` 1.0.0, an HTTP API.

Takes one payslip with the employer's logo. Callers sign their requests (AWS Signature Version 4).

Generated from contracts/apis/payslip-upload/1.0.0.yaml: edits are lost.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

from ..._model import Model
from ..._types import Date, Items, Name, Optional, Text, Uuid, Whole


class Delivery(Model):
    """The `delivery` of `UploadRequest`."""

    channel: Literal["pdf", "paper", "portal"]
    """How the employee gets the payslip. Only `pdf` is rendered by the PDF service."""


class LogoUpload(Model):
    """A PNG, JPEG or WebP picture of at most 2 MB and 4,000 x 4,000 pixels."""

    data: Annotated[str, Text(min_length=4, max_length=2796204, format="byte")]
    """The picture in base64."""


_AddressItem: TypeAlias = Annotated[str, Text(min_length=1, max_length=80)]

Address: TypeAlias = Annotated[list[_AddressItem], Items(min_length=1, max_length=6)]
"""Lines as they are printed, the last with the post code."""


class Employer(Model):
    """The `employer` of `Payslip`."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"address"})

    name: Annotated[str, Text(min_length=1, max_length=100)]
    address: Address
    paye_reference: Annotated[str, Text(max_length=14, pattern="^[0-9]{3}/[A-Z0-9]{1,10}$"), Name("payeReference")]


class Employee(Model):
    """The `employee` of `Payslip`."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"name", "address", "tax_code", "ni_number"})

    id: Annotated[str, Text(max_length=36, pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,35}$")]
    """The payroll number; unique within one employer."""
    name: Annotated[str, Text(min_length=1, max_length=100)]
    address: Address
    department: Optional[Annotated[str, Text(min_length=1, max_length=60)]] = None
    tax_code: Annotated[str, Text(max_length=8, pattern="^[0-9A-Z]{2,8}$"), Name("taxCode")]
    ni_number: Annotated[str, Text(max_length=9, pattern="^[A-Z]{2}[0-9]{6}[A-D]$"), Name("niNumber")]
    ni_category: Annotated[str, Text(max_length=1, pattern="^[A-Z]$"), Name("niCategory")]


class Period(Model):
    """The `period` of `Payslip`."""

    start: Date
    end: Date
    label: Annotated[str, Text(min_length=1, max_length=20)]
    """The period's name within the tax year."""
    tax_year: Annotated[str, Text(max_length=7, pattern="^20[0-9]{2}/[0-9]{2}$"), Name("taxYear")]


class Payment(Model):
    """The `payment` of `Payslip`."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"account_ending"})

    method: Literal["bacs", "faster-payment", "cheque"]
    account_ending: Optional[Annotated[str, Text(max_length=4, pattern="^[0-9]{4}$"), Name("accountEnding")]] = None
    """The account number's last four digits."""


Money: TypeAlias = Annotated[str, Text(max_length=13, pattern=r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{2}$")]
"""A decimal amount of the payslip's currency. Never a floating-point number."""


class EarningsLine(Model):
    """An element of `earnings` in `Payslip`."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"rate", "amount", "year_to_date"})

    description: Annotated[str, Text(min_length=1, max_length=60)]
    units: Optional[Annotated[str, Text(min_length=1, max_length=12)]] = None
    """Hours or days, as printed: `12.50 h`."""
    rate: Optional[Money] = None
    amount: Money
    year_to_date: Annotated[Money, Name("yearToDate")]


class DeductionLine(Model):
    """An element of `deductions` in `Payslip`."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"reference", "amount", "year_to_date"})

    description: Annotated[str, Text(min_length=1, max_length=60)]
    reference: Optional[Annotated[str, Text(min_length=1, max_length=30)]] = None
    """As printed; may repeat a tax code or an account."""
    amount: Money
    year_to_date: Annotated[Money, Name("yearToDate")]


class Totals(Model):
    """The `totals` of `Payslip`."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"gross_pay", "deductions", "net_pay"})

    gross_pay: Annotated[Money, Name("grossPay")]
    deductions: Money
    net_pay: Annotated[Money, Name("netPay")]


class YearToDate(Model):
    """The `yearToDate` of `Payslip`."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset(
        {"gross_pay", "taxable_pay", "tax_paid", "ni_paid", "pension", "net_pay"}
    )

    gross_pay: Annotated[Money, Name("grossPay")]
    taxable_pay: Annotated[Money, Name("taxablePay")]
    tax_paid: Annotated[Money, Name("taxPaid")]
    ni_paid: Annotated[Money, Name("niPaid")]
    pension: Money
    net_pay: Annotated[Money, Name("netPay")]


class ContributionLine(Model):
    """An element of `employerContributions` in `Payslip`."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"amount", "year_to_date"})

    description: Annotated[str, Text(min_length=1, max_length=60)]
    amount: Money
    year_to_date: Annotated[Money, Name("yearToDate")]


class Payslip(Model):
    """One employee's payslip for one pay period."""

    employer: Employer
    employee: Employee
    period: Period
    pay_date: Annotated[Date, Name("payDate")]
    currency: Literal["GBP", "EUR"]
    payment: Optional[Payment] = None
    earnings: Annotated[list[EarningsLine], Items(min_length=1, max_length=100)]
    """In the order in which they are printed."""
    deductions: Annotated[list[DeductionLine], Items(max_length=100)]
    totals: Totals
    year_to_date: Annotated[YearToDate, Name("yearToDate")]
    employer_contributions: Optional[
        Annotated[list[ContributionLine], Items(max_length=20), Name("employerContributions")]
    ] = None
    message: Optional[Annotated[str, Text(min_length=1, max_length=400)]] = None
    """A note from payroll, printed under the figures."""


class UploadRequest(Model):
    """The body of `POST /payslips`."""

    delivery: Delivery
    logo: LogoUpload
    payslip: Payslip


class UploadResponse(Model):
    """The body of answer 201 to `POST /payslips`."""

    payslip_id: Annotated[Uuid, Name("payslipId")]
    """The same payslip always gets the same id."""


class FieldError(Model):
    """An element of `errors` in `Problem`."""

    pointer: Annotated[str, Text(max_length=500)]
    """A JSON pointer into the request body; empty means the whole body."""
    detail: Annotated[str, Text(min_length=1, max_length=200)]


class Problem(Model):
    """RFC 9457 problem details."""

    type: Optional[Annotated[str, Text(max_length=60, pattern=r"^urn:leejames:problem:[a-z\-]+$")]] = None
    """Names the kind of problem, for programs."""
    title: Annotated[str, Text(min_length=1, max_length=100)]
    status: Annotated[int, Whole(ge=400, le=599)]
    detail: Annotated[str, Text(min_length=1, max_length=1000)]
    errors: Optional[Annotated[list[FieldError], Items(min_length=1, max_length=20)]] = None
    """Where the body does not follow this document. Values are never repeated."""
