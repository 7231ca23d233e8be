"""The pytest plugin: ini options, fixtures, and tests made from subscriptions.

Loaded by pytest's entry point `bridgewright` wherever the distribution is installed; it does nothing until a
test asks for one of its fixtures.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bridgewright.findings import BridgewrightError

if TYPE_CHECKING:
    from bridgewright.testing import Contracts, Judge, Recorder

_MARK = (
    "consumer(name, samples=None, seed=0, prepare=None): run the test once for each `delivery` that the consumer "
    "must accept, or each `stray` that must not reach it"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the contracts are, and how many events are sampled of each contract version."""
    parser.addini("bridgewright_contracts", "folder with bridgewright.toml, from pytest's root", default="contracts")
    parser.addini("bridgewright_samples", "sampled events per contract version", default="25")


def pytest_configure(config: pytest.Config) -> None:
    """The marker `consumer`."""
    config.addinivalue_line("markers", _MARK)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of `delivery` or `stray` runs once for each, named by its contract and example or sample."""
    mark = metafunc.definition.get_closest_marker("consumer")
    if mark is None:
        return
    # Imported here, so that a run without contract tests doesn't pay for validators and engines.
    from bridgewright.testing import deliveries, strays  # noqa: PLC0415

    options = dict(mark.kwargs)
    options.setdefault("samples", _samples(metafunc.config))
    with _in_one_line():
        if "delivery" in metafunc.fixturenames:
            found = list(deliveries(_contracts(metafunc.config), *mark.args, **options))
            metafunc.parametrize("delivery", found, ids=str)
        if "stray" in metafunc.fixturenames:
            options.pop("prepare", None)
            metafunc.parametrize("stray", list(strays(_contracts(metafunc.config), *mark.args, **options)), ids=str)


@pytest.fixture(scope="session")
def contracts(pytestconfig: pytest.Config) -> Contracts:
    """The project's contracts and what was generated from them."""
    return _contracts(pytestconfig)


@pytest.fixture(scope="session")
def judge(contracts: Contracts) -> Judge:
    """Judges events by the generated registry documents, never by the bindings."""
    from bridgewright.testing import Judge  # noqa: PLC0415

    return Judge(contracts)


@pytest.fixture
def produced(contracts: Contracts) -> Iterator[Recorder]:
    """Records the PutEvents entries of each client given to `produced.watch`, and at the end judges them all."""
    from bridgewright.testing import Recorder, assert_contract  # noqa: PLC0415

    recorder = Recorder()
    yield recorder
    recorder.release()
    if recorder.entries:
        assert_contract(recorder.entries, contracts)


_READ = pytest.StashKey["Contracts"]()


@contextmanager
def _in_one_line() -> Iterator[None]:
    """What the tool can't do as the failure that pytest shows without frames.

    A `pytest.UsageError` is shown in one line only before the collection; in it and in fixtures, with all its frames.
    """
    try:
        yield
    except BridgewrightError as error:
        message = str(error)
    else:
        return
    pytest.fail(message, pytrace=False)


def _contracts(config: pytest.Config) -> Contracts:
    from bridgewright.testing import Contracts  # noqa: PLC0415

    if _READ not in config.stash:
        folder = Path(config.rootpath, str(config.getini("bridgewright_contracts")))
        with _in_one_line():
            config.stash[_READ] = Contracts.read(folder)
    return config.stash[_READ]


def _samples(config: pytest.Config) -> int:
    text = str(config.getini("bridgewright_samples"))
    if not text.isdecimal():
        pytest.fail(f"bridgewright_samples must be a whole number, not {text!r}", pytrace=False)
    return int(text)
