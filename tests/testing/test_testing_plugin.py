"""The plugin as another team uses it: its own contracts, its own handler, two marked tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from bridgewright import testing
from bridgewright.project.generating import generate
from bridgewright.project.reading import read_project
from bridgewright.project.starter import start_project

pytest_plugins = ["pytester"]

CONSUMER = """
import pytest

def handle(event, context=None):
    for record in event["Records"]:
        assert "{needed}" in record["body"]

@pytest.mark.consumer("{consumer}", samples=5)
def test_accepts(delivery):
    handle(delivery.lambda_event)

@pytest.mark.consumer("{consumer}", samples=5)
def test_strays(stray):
    raise AssertionError(stray)

def test_fixtures(contracts, judge, produced):
    for contract in contracts.catalog.events:
        assert judge.accepts({{"source": contract.source}}, contract) is False
    assert produced.entries == ()
"""


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A starter project, generated."""
    folder = tmp_path_factory.mktemp("team")
    start_project(folder, "acme_events")
    project = read_project(folder / "contracts" if (folder / "contracts").is_dir() else folder)
    written, findings = generate(project)
    assert written is not None, findings
    ini = f"[pytest]\nbridgewright_contracts = {project.contracts.relative_to(folder)}\naddopts = -p no:cacheprovider\n"
    (folder / "pytest.ini").write_text(ini)
    # `pytester` forgets what is imported later, and validators take seconds.
    for name in testing.__all__:
        getattr(testing, name)
    return folder


@dataclass(frozen=True, slots=True)
class Done:
    """How a run of pytest ended."""

    returncode: int
    stdout: str


Run = Callable[..., Done]


@pytest.fixture
def run(team: Path, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs pytest on the team's test, in its folder and with its own settings."""
    installed = {point.name for point in entry_points(group="pytest11")}
    plugin = [] if "bridgewright" in installed else ["-p", "bridgewright.testing.plugin"]

    def done(consumer: str, needed: str, *options: str, file: str = "test_contracts.py") -> Done:
        (team / "test_contracts.py").write_text(CONSUMER.format(consumer=consumer, needed=needed))
        monkeypatch.chdir(team)
        found = pytester.runpytest_inprocess("-q", *plugin, *options, file)
        return Done(int(found.ret), found.stdout.str())

    return done


def consumer_of(team: Path) -> str:
    """The starter's consumer."""
    folder = team / "contracts" if (team / "contracts").is_dir() else team
    catalog = read_project(folder).catalog
    assert catalog is not None
    return catalog.subscriptions[0].consumer


def test_each_delivery_is_a_test(team: Path, run: Run) -> None:
    """A handler that takes every message passes once for each example and sample, and fixtures are there."""
    done = run(consumer_of(team), "detail-type")

    assert "test_accepts" not in done.stdout, done.stdout
    assert " passed" in done.stdout


def test_a_handler_that_fails_names_the_event(team: Path, run: Run) -> None:
    """The failing test's id is the contract and the example or sample."""
    done = run(consumer_of(team), "never in a body")

    assert done.returncode == 1
    assert "test_accepts[order.placed/1.0.0 example" in done.stdout


def test_an_unknown_consumer_stops_the_collection(run: Run) -> None:
    """One line that names the consumers there are, and no traceback of the plugin."""
    done = run("nobody", "x")

    assert done.returncode == 2
    assert "\nno subscription has the consumer 'nobody'; there are:" in done.stdout
    assert "plugin.py" not in done.stdout


@pytest.mark.parametrize(
    ("option", "line"),
    [
        ("bridgewright_contracts=nowhere", "nowhere"),
        ("bridgewright_samples=many", "bridgewright_samples must be a whole number, not 'many'"),
    ],
)
def test_a_wrong_setting_stops_the_collection(team: Path, run: Run, option: str, line: str) -> None:
    """A folder that isn't there, or a number that is none, is said in one line, and no traceback of the plugin."""
    done = run(consumer_of(team), "x", "-o", option, "-k", "accepts")

    assert done.returncode == 2
    assert line in done.stdout
    assert "plugin.py" not in done.stdout


def test_a_wrong_folder_fails_a_fixture_in_one_line(team: Path, run: Run) -> None:
    """A test that asks for `contracts` alone gets the same line."""
    (team / "test_fixture.py").write_text("def test_it(contracts): ...")
    done = run(consumer_of(team), "x", "-o", "bridgewright_contracts=nowhere", file="test_fixture.py")

    assert done.returncode == 1
    assert "nowhere" in done.stdout
    assert "plugin.py" not in done.stdout


def test_the_plugin_loads_nothing_until_it_is_used() -> None:
    """Every pytest run of a team loads it: validators, emitters and AWS's SDK stay out."""
    code = "import sys, bridgewright.testing.plugin; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert set() == {"jsonschema", "boto3", "yaml", "bridgewright.project.reading", "schemathesis"} & set(loaded)


def test_every_public_name_is_there() -> None:
    """What `__all__` promises can be imported; other names are refused as usual."""
    assert [] == [name for name in testing.__all__ if not hasattr(testing, name)]
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = testing.nothing
