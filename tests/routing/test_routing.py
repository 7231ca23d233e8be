"""What a subscription means on the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Catalog
from bridgewright.contracts.schema_version import is_enveloped
from bridgewright.project.folder import load_sources
from bridgewright.routing.rules import WITHOUT_EVENT_ID, Rule, json_path, rules_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    sources, findings = load_sources(ROOT / "contracts")
    assert sources
    assert findings == ()
    built, findings = build_catalog(sources)
    assert built
    assert findings == ()
    return built


@pytest.fixture(scope="module")
def rules(catalog: Catalog) -> dict[str, Rule]:
    return {rule.name: rule for rule in rules_of(catalog)}


def test_the_filter_is_joined_by_source_detail_type_and_the_major(rules: dict[str, Rule]) -> None:
    """A subscription to 2.x of an enveloped event routes on the prefix of its schemaVersion."""
    assert rules["pdf-payslip-uploaded-v2"].pattern == {
        "source": ["leejames.payroll"],
        "detail-type": ["payslip.uploaded"],
        "detail": {
            "data": {"delivery": {"channel": ["pdf"]}},
            "metadata": {"schemaVersion": [{"prefix": "2."}]},
        },
    }


def test_a_queue_gets_no_event_id(rules: dict[str, Rule]) -> None:
    """EventBridge gives each delivery a fresh id; in the body it would defeat content-based deduplication."""
    rule = rules["pdf-payslip-uploaded-v2"]

    assert rule.transform == WITHOUT_EVENT_ID
    assert "$.id" not in WITHOUT_EVENT_ID.paths.values()
    assert "$.time" not in WITHOUT_EVENT_ID.paths.values()


def test_a_function_gets_the_whole_event(rules: dict[str, Rule]) -> None:
    """A Lambda target has no default transformer."""
    assert rules["reissues-payslip-generated-v1"].transform is None


def test_the_group_is_a_path_into_the_original_event(rules: dict[str, Rule]) -> None:
    """`SqsParameters.MessageGroupId` takes a JSON path (PutTargets, SqsParameters)."""
    assert rules["pdf-payslip-regenerate-v1"].group_path == "$.detail.data.payslip.employee.id"


def test_flat_majors_are_told_by_the_absent_version(catalog: Catalog) -> None:
    """1.x of payslip.uploaded has no metadata; 2.x has."""
    flat = {event.id: is_enveloped(event) for event in catalog.events if event.name == "payslip.uploaded"}

    assert flat == {
        "payslip.uploaded/1.0.0": False,
        "payslip.uploaded/1.1.0": False,
        "payslip.uploaded/2.0.0": True,
        "payslip.uploaded/2.1.0": True,
    }


@pytest.mark.parametrize(
    ("pointer", "path"),
    [("/data/id", "$.detail.data.id"), ("/lines/0/amount", "$.detail.lines[0].amount"), ("/a~1b", "$.detail.a/b")],
)
def test_pointers_become_eventbridge_paths(pointer: str, path: str) -> None:
    """Keys are joined by dots, indexes stand in brackets."""
    assert json_path(pointer) == path
