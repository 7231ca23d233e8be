"""Every task of this repository: `uv run nox -s <session>`; `uv run nox -l` lists them.

Sessions run in the workspace's own environment, which `uv run` has brought up to date: a second environment for
each would start without the members.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nox

nox.needs_version = ">=2026.10.20"
nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "tests"]

BRIDGEWRIGHT = (sys.executable, "-m", "bridgewright")
TEMPLATES = ("services/upload/template.yaml", "services/pdf/template.yaml", "generated/infra/messaging.json")
COMPILED_ONCE: dict[str, str | None] = {"PYTHONDONTWRITEBYTECODE": None}
"""Tests start hundreds of processes: with this variable each compiles all that it imports, as uv compiles nothing."""
CHECKED = ("noxfile.py", ".ci", "tests/leejames", "tests/benchmarks", "tests/suite")
SOURCES = ("codegen/src", "generated/src", "services/upload/src", "services/pdf/src")


@nox.session
def codegen(session: nox.Session) -> None:
    """Generate bindings, rules, schemas and infrastructure (`-- --check`: only say whether they are up to date)."""
    session.run(*BRIDGEWRIGHT, "generate", *session.posargs)


@nox.session(name="contract-tests")
def contract_tests(session: nox.Session) -> None:
    """Test producers and consumers against the contracts."""
    _build_functions(session)
    _pytest(session, "tests/contract")


@nox.session
def publish(session: nox.Session) -> None:
    """Show what the Schema Registry lacks, then push it (`-- --local`: to a registry started for this on local AWS)."""
    if session.posargs == ["--local"]:
        session.run(sys.executable, ".ci/publish_locally.py")
        return
    session.run(*BRIDGEWRIGHT, "plan", *session.posargs, success_codes=[0, 1])
    session.run(*BRIDGEWRIGHT, "push", *session.posargs)


@nox.session
def demo(session: nox.Session) -> None:
    """Show the whole way on local AWS: from contracts to payslips in demo-output/."""
    session.run(sys.executable, "-m", "leejames.demo", env={"PYTHONPATH": "tests"})


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test: unit, contract and end to end (after `--`: anything that pytest takes)."""
    _build_functions(session)
    _pytest(session)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure `patterns` (or `-- bindings`, `compatibility`, `generation`); what follows a name are its own options."""
    name, *options = session.posargs or ["patterns"]
    if not name.isidentifier():  # options alone
        name, options = "patterns", session.posargs
    session.run(sys.executable, f"tests/benchmarks/{name}.py", *options)


@nox.session
def corpora(session: nox.Session) -> None:
    """Hold bindings against real event schemas that npm and PyPI ship (`-- --small`: a few, in seconds)."""
    session.run(sys.executable, "tests/benchmarks/corpora.py", *session.posargs)


@nox.session
def suite(session: nox.Session) -> None:
    """Ask `bind` and `compare` the official JSON-Schema-Test-Suite, whole (`-- --all`: and print every difference)."""
    session.run(sys.executable, "-m", "suite", *session.posargs, env={"PYTHONPATH": "tests"})


@nox.session
def laws(session: nox.Session) -> None:
    """Try every law on all its samples; `tests` tries each on a few."""
    _build_functions(session)
    texts = {path: path.read_text("utf-8") for path in sorted(Path("tests").rglob("*.py"))}
    asking = [path for path, text in texts.items() if "\nfrom thorough import" in text]
    _pytest(session, *(str(path.parent if path.name == "conftest.py" else path) for path in asking), thorough=True)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, layers, templates, contracts, that no version breaks anybody, and that the output is up to date."""
    session.run(sys.executable, "-m", "ruff", "check")
    session.run(sys.executable, "-m", "ruff", "format", "--check")
    session.run(_tool("lint-imports"), "--no-logo")
    session.run(_tool("cfn-lint"), "--", *TEMPLATES)
    session.run(*BRIDGEWRIGHT, "lint")
    session.run(*BRIDGEWRIGHT, "breaking")
    session.run(*BRIDGEWRIGHT, "generate", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check types strictly."""
    session.run(sys.executable, "-m", "mypy", *SOURCES, *CHECKED, *session.posargs)


@nox.session
def house(session: nox.Session) -> None:
    """Print the import graph's figures: rooms, floors, arrows, cycles (`tests/architecture/house.py`)."""
    session.run(sys.executable, "tests/architecture/house.py")


@nox.session
def package(session: nox.Session) -> None:
    """Build wheels and Lambda zips into dist/, and try each as its users get it (`-- --aws`: and deploy-ready folders).

    `.build/lambda/*`, which the templates name, holds what runs on this machine; after `-- --aws`, what runs on AWS.
    """
    session.run(sys.executable, ".ci/check_wheels.py")
    session.run(sys.executable, ".ci/build_lambda.py", *session.posargs)
    session.run(sys.executable, ".ci/build_lambda.py", "--zips")


def _build_functions(session: nox.Session) -> None:
    """The folders that local AWS runs; nothing to do when their sources haven't changed."""
    session.run(sys.executable, ".ci/build_lambda.py")


def _pytest(session: nox.Session, *paths: str, thorough: bool = False) -> None:
    """Files are shared out among processes, each with a local AWS of its own where its tests need one."""
    options = ("--numprocesses=logical", "--maxprocesses=4", "--dist=loadfile", "--durations=10")
    env = COMPILED_ONCE | ({"BRIDGEWRIGHT_THOROUGH": "1"} if thorough else {})
    session.run(sys.executable, "-m", "pytest", *options, *paths, *session.posargs, env=env)


def _tool(name: str) -> str:
    """A program of this environment, which needn't be on PATH."""
    return str(Path(sys.executable).with_name(name))
