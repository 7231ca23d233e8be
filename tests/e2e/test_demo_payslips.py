"""The demo's payslips: realistic ones add up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leejames.payslips import SAMPLES, Sample
from leejames_events.apis.payslip_upload.v1 import UploadRequest


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_the_figures_add_up(sample: Sample) -> None:
    """Gross is the sum of the earnings, and net is gross less the deductions."""
    payslip = sample.request["payslip"]
    earned = sum(Decimal(line["amount"]) for line in payslip["earnings"])
    taken = sum(Decimal(line["amount"]) for line in payslip["deductions"])
    totals = {name: Decimal(amount) for name, amount in payslip["totals"].items()}

    assert totals == {"grossPay": earned, "deductions": taken, "netPay": earned - taken}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_the_requests_follow_the_contract(sample: Sample) -> None:
    """Each is what the upload API takes."""
    assert UploadRequest.from_data(sample.request).payslip.employee.id == sample.request["payslip"]["employee"]["id"]
