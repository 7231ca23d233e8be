"""Ids, digests and events: what an upload means."""

import copy
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from leejames_events.apis.payslip_upload.v1 import UploadRequest
from upload_service.logic import Claim, claim_of, correlation_id, identity, payslip_id, uploaded_event
from upload_service.logo import normalised_logo

CORRELATION = UUID("6f1d2c3b-4a59-4687-b8c9-d0e1f2a3b4c5")
NOON = "2026-11-23T12:00:00.000Z"
names = st.tuples(
    st.from_regex(r"[0-9]{3}/[A-Z0-9]{1,10}", fullmatch=True),
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,35}", fullmatch=True),
    st.dates(),
    st.dates(),
)


def claim(body: dict[str, Any], *, at: str = NOON) -> Claim:
    """What this body claims."""
    logo = normalised_logo(body["logo"]["data"])
    return claim_of(UploadRequest.from_data(body), logo, correlation=CORRELATION, occurred_at=at)


def test_where_one_part_ends_counts():
    """The earlier system's fault: uuidv5(employeeId + period), without a separator, gave both of these one id."""
    assert identity("222", "11-2021") != identity("22", "211-2021")


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_other_parts_have_another_id(first: list[str], second: list[str]):
    """Whatever the parts hold (quotes, commas, nothing), two lists have one id exactly when they are equal."""
    assert (first == second) == (identity(*first) == identity(*second))


@given(st.lists(st.text(min_size=1), min_size=2, max_size=4), st.data())
def test_moving_text_over_a_border_changes_the_id(parts: list[str], data: st.DataObject):
    """The earlier system's collision, generated: the same characters, cut elsewhere, are another id."""
    border = data.draw(st.integers(0, len(parts) - 2))
    moved = list(parts)
    moved[border], moved[border + 1] = parts[border] + parts[border + 1][0], parts[border + 1][1:]

    assert identity(*parts) != identity(*moved)


@given(names, names)
def test_a_payslip_id_names_employer_employee_and_period(first: tuple[Any, ...], second: tuple[Any, ...]):
    """Two payslips share an id exactly when all four parts are the same."""
    assert (first == second) == (payslip_id(*first) == payslip_id(*second))


def test_the_payslip_id_never_changes():
    """Ids are in other people's systems: this one is pinned, and it is a UUIDv5."""
    found = payslip_id("846/NW73201", "E-004217", date(2026, 11, 1), date(2026, 11, 30))

    assert (found.version, str(found)) == (5, "823862f5-025d-5663-a500-d0e03860d173")


def test_a_request_and_a_payslip_never_share_an_id():
    """Each kind of id says its kind in its name."""
    assert len({identity("payslip", "a", "b"), identity("request", "a", "b"), correlation_id("a", "c")}) == 3


def test_the_digest_covers_all_that_the_caller_sent(upload_body: dict[str, Any], logo_data: str):
    """One other figure, another logo or another delivery is other content; the time and the request are not."""
    figure, delivery, logo = (copy.deepcopy(upload_body) for _ in range(3))
    figure["payslip"]["yearToDate"]["netPay"] = "0.01"
    delivery["delivery"]["channel"] = "paper"
    logo["logo"]["data"] = logo_data[:-4] + "AAAA"  # bytes after the picture's end

    digests = {claim(body).digest for body in (upload_body, figure, delivery)}

    assert len(digests) == 3
    assert claim(upload_body).digest == claim(upload_body, at="2026-11-24T12:00:00.000Z").digest


def test_fields_of_another_version_do_not_count(upload_body: dict[str, Any]):
    """A field that the contract doesn't declare is neither digested nor published."""
    extended = copy.deepcopy(upload_body)
    for place in (extended["delivery"], extended["payslip"], extended["payslip"]["earnings"][1]):
        place["nickname"] = "SECRET"

    assert claim(upload_body) == claim(extended)
    logo = normalised_logo(extended["logo"]["data"])
    event = uploaded_event(UploadRequest.from_data(extended), logo, "logos", claim(extended))
    assert "SECRET" not in event.to_json()


def test_the_event_carries_the_payslip_and_a_claim_check(upload_body: dict[str, Any]):
    """What is published: the payslip as sent, and where the logo is; the keys say which fact and which request."""
    logo = normalised_logo(upload_body["logo"]["data"])
    claimed = claim(upload_body)

    event = uploaded_event(UploadRequest.from_data(upload_body), logo, "leejames-logos", claimed).to_data()

    assert event["metadata"].pop("schemaVersion").startswith("2.")
    assert event == {
        "metadata": {
            "idempotencyKey": str(identity("payslip.uploaded", str(claimed.payslip_id))),
            "correlationId": str(CORRELATION),
            "occurredAt": event["metadata"]["occurredAt"],
        },
        "data": {
            "payslipId": str(claimed.payslip_id),
            "delivery": {"channel": "pdf"},
            "logo": {
                "bucket": "leejames-logos",
                "key": f"logos/{logo.sha256}.png",
                "sha256": logo.sha256,
                "contentType": "image/png",
            },
            "payslip": upload_body["payslip"],
        },
    }


def test_the_same_claim_gives_the_same_event_to_the_byte(upload_body: dict[str, Any]):
    """The earlier system's fault: no two deliveries were equal, so FIFO deduplication by content never fired."""

    def event() -> str:
        body = copy.deepcopy(upload_body)
        logo = normalised_logo(body["logo"]["data"])
        return uploaded_event(UploadRequest.from_data(body), logo, "leejames-logos", claim(body)).to_json()

    assert event() == event()
