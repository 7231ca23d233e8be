"""`payslip.uploaded` 2.1.0, an event from `leejames.payroll`.

A payslip was accepted: its logo waits in S3 and its figures are final. Published once per payslip by the upload
service. 2.1.0 adds the optional `message` from payroll.

Generated from contracts/events/payslip.uploaded/2.1.0.yaml: edits are lost.
"""

from typing import Annotated, ClassVar, Literal, TypeAlias

from .._event import Event
from .._model import Model
from .._types import Date, DateTime, Items, Name, Optional, Text, Uuid


class Metadata(Model):
    """What every event of this domain says about itself."""

    schema_version: Annotated[
        str, Text(max_length=11, pattern=r"^2\.(0|[1-9][0-9]{0,3})\.(0|[1-9][0-9]{0,3})$"), Name("schemaVersion")
    ]
    """The contract's version that the producer wrote. Rules route on its major part."""
    idempotency_key: Annotated[Uuid, Name("idempotencyKey")]
    """The same for every delivery of the same fact, however often it is published."""
    correlation_id: Annotated[Uuid, Name("correlationId")]
    """Shared by everything that one request set off."""
    causation_id: Optional[Annotated[Uuid, Name("causationId")]] = None
    """The idempotency key of the event or request that caused this one."""
    occurred_at: Annotated[DateTime, Name("occurredAt")]
    """When the fact became true; not when it was sent."""


class Delivery(Model):
    """The `delivery` of `Data`."""

    channel: Literal["pdf", "paper", "portal"]
    """How the employee gets the payslip. Only `pdf` is rendered by the PDF service."""


class Logo(Model):
    """A claim check. The employer's logo waits in S3; the event says where, and what it must hash to."""

    bucket: Annotated[str, Text(min_length=3, max_length=63)]
    key: Annotated[str, Text(min_length=1, max_length=256)]
    sha256: Annotated[str, Text(max_length=64, pattern="^[0-9a-f]{64}$")]
    content_type: Annotated[Literal["image/png"], Name("contentType")]


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


class Data(Model):
    """The `data` of `PayslipUploaded`."""

    payslip_id: Annotated[Uuid, Name("payslipId")]
    """UUIDv5 of employer, employee and period: the same payslip always has the same id."""
    delivery: Delivery
    logo: Logo
    payslip: Payslip


class PayslipUploaded(Event):
    """A payslip was accepted: its logo waits in S3 and its figures are final.

    Published once per payslip by the upload service. 2.1.0 adds the optional `message` from payroll.
    """

    SOURCE: ClassVar[str] = "leejames.payroll"
    DETAIL_TYPE: ClassVar[str] = "payslip.uploaded"
    VERSION: ClassVar[str] = "2.1.0"

    metadata: Metadata
    data: Data


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
