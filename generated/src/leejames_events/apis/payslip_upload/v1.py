"""`payslip-upload` 1.0.0, an HTTP API.

Takes one payslip with the employer's logo. Callers sign their requests (AWS Signature Version 4).

Generated from contracts/apis/payslip-upload/1.0.0.yaml: edits are lost.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

from ... import _types as _t
from ..._model import Model


class Delivery(Model):
    """`Delivery` of the contract."""

    channel: Literal["pdf", "paper", "portal"]
    """How the employee gets the payslip. Only `pdf` is rendered by the PDF service."""


class LogoUpload(Model):
    """A PNG, JPEG or WebP picture of at most 2 MB and 4,000 x 4,000 pixels."""

    data: Annotated[str, _t.Text(min_length=4, max_length=2796204, format="byte")]
    """The picture in base64."""


Address: TypeAlias = Annotated[list[Annotated[str, _t.Text(min_length=1, max_length=80)]], _t.Items(min_length=1, max_length=6)]
"""Lines as they are printed, the last with the post code."""


class Employer(Model):
    """`Employer` of the contract."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"address"})

    name: Annotated[str, _t.Text(min_length=1, max_length=100)]
    address: Address
    paye_reference: Annotated[str, _t.Text(max_length=14, pattern="^[0-9]{3}/[A-Z0-9]{1,10}$"), _t.Name("payeReference")]


class Employee(Model):
    """`Employee` of the contract."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"name", "address", "tax_code", "ni_number"})

    id: Annotated[str, _t.Text(max_length=36, pattern=r"^[A-Za-z0-9][A-Za-z0-9_\-]{0,35}$")]
    """The payroll number; unique within one employer."""
    name: Annotated[str, _t.Text(min_length=1, max_length=100)]
    address: Address
    department: Annotated[Annotated[str, _t.Text(min_length=1, max_length=60)] | None, _t.ABSENT] = None
    tax_code: Annotated[str, _t.Text(max_length=8, pattern="^[0-9A-Z]{2,8}$"), _t.Name("taxCode")]
    ni_number: Annotated[str, _t.Text(max_length=9, pattern="^[A-Z]{2}[0-9]{6}[A-D]$"), _t.Name("niNumber")]
    ni_category: Annotated[str, _t.Text(max_length=1, pattern="^[A-Z]$"), _t.Name("niCategory")]


class Period(Model):
    """`Period` of the contract."""

    start: _t.Date
    end: _t.Date
    label: Annotated[str, _t.Text(min_length=1, max_length=20)]
    """The period's name within the tax year."""
    tax_year: Annotated[str, _t.Text(max_length=7, pattern="^20[0-9]{2}/[0-9]{2}$"), _t.Name("taxYear")]


class Payment(Model):
    """`Payment` of the contract."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"account_ending"})

    method: Literal["bacs", "faster-payment", "cheque"]
    account_ending: Annotated[Annotated[str, _t.Text(max_length=4, pattern="^[0-9]{4}$")] | None, _t.ABSENT, _t.Name("accountEnding")] = None
    """The account number's last four digits."""


Money: TypeAlias = Annotated[str, _t.Text(max_length=13, pattern=r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{2}$")]
"""A decimal amount of the payslip's currency. Never a floating-point number."""


class EarningsLine(Model):
    """`EarningsLine` of the contract."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"rate", "amount", "year_to_date"})

    description: Annotated[str, _t.Text(min_length=1, max_length=60)]
    units: Annotated[Annotated[str, _t.Text(min_length=1, max_length=12)] | None, _t.ABSENT] = None
    """Hours or days, as printed: `12.50 h`."""
    rate: Annotated[Money | None, _t.ABSENT] = None
    amount: Money
    year_to_date: Annotated[Money, _t.Name("yearToDate")]


class DeductionLine(Model):
    """`DeductionLine` of the contract."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"reference", "amount", "year_to_date"})

    description: Annotated[str, _t.Text(min_length=1, max_length=60)]
    reference: Annotated[Annotated[str, _t.Text(min_length=1, max_length=30)] | None, _t.ABSENT] = None
    """As printed; may repeat a tax code or an account."""
    amount: Money
    year_to_date: Annotated[Money, _t.Name("yearToDate")]


class Totals(Model):
    """`Totals` of the contract."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"gross_pay", "deductions", "net_pay"})

    gross_pay: Annotated[Money, _t.Name("grossPay")]
    deductions: Money
    net_pay: Annotated[Money, _t.Name("netPay")]


class YearToDate(Model):
    """`YearToDate` of the contract."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"gross_pay", "taxable_pay", "tax_paid", "ni_paid", "pension", "net_pay"})

    gross_pay: Annotated[Money, _t.Name("grossPay")]
    taxable_pay: Annotated[Money, _t.Name("taxablePay")]
    tax_paid: Annotated[Money, _t.Name("taxPaid")]
    ni_paid: Annotated[Money, _t.Name("niPaid")]
    pension: Money
    net_pay: Annotated[Money, _t.Name("netPay")]


class ContributionLine(Model):
    """`ContributionLine` of the contract."""

    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"amount", "year_to_date"})

    description: Annotated[str, _t.Text(min_length=1, max_length=60)]
    amount: Money
    year_to_date: Annotated[Money, _t.Name("yearToDate")]


class Payslip(Model):
    """One employee's payslip for one pay period."""

    employer: Employer
    employee: Employee
    period: Period
    pay_date: Annotated[_t.Date, _t.Name("payDate")]
    currency: Literal["GBP", "EUR"]
    payment: Annotated[Payment | None, _t.ABSENT] = None
    earnings: Annotated[list[EarningsLine], _t.Items(min_length=1, max_length=100)]
    """In the order in which they are printed."""
    deductions: Annotated[list[DeductionLine], _t.Items(max_length=100)]
    totals: Totals
    year_to_date: Annotated[YearToDate, _t.Name("yearToDate")]
    employer_contributions: Annotated[Annotated[list[ContributionLine], _t.Items(max_length=20)] | None, _t.ABSENT, _t.Name("employerContributions")] = None
    message: Annotated[Annotated[str, _t.Text(min_length=1, max_length=400)] | None, _t.ABSENT] = None
    """A note from payroll, printed under the figures."""


class UploadRequest(Model):
    """`UploadRequest` of the contract."""

    delivery: Delivery
    logo: LogoUpload
    payslip: Payslip


class UploadResponse(Model):
    """`UploadResponse` of the contract."""

    payslip_id: Annotated[_t.Uuid, _t.Name("payslipId")]
    """The same payslip always gets the same id."""


class FieldError(Model):
    """`FieldError` of the contract."""

    pointer: Annotated[str, _t.Text(max_length=500)]
    """A JSON pointer into the request body; empty means the whole body."""
    detail: Annotated[str, _t.Text(min_length=1, max_length=200)]


class Problem(Model):
    """RFC 9457 problem details."""

    type: Annotated[Annotated[str, _t.Text(max_length=60, pattern=r"^urn:leejames:problem:[a-z\-]+$")] | None, _t.ABSENT] = None
    """Names the kind of problem, for programs."""
    title: Annotated[str, _t.Text(min_length=1, max_length=100)]
    status: Annotated[int, _t.Whole(ge=400, le=599)]
    detail: Annotated[str, _t.Text(min_length=1, max_length=1000)]
    errors: Annotated[Annotated[list[FieldError], _t.Items(min_length=1, max_length=20)] | None, _t.ABSENT] = None
    """Where the body does not follow this document. Values are never repeated."""
