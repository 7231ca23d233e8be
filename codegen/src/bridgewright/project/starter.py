"""The files that `bridgewright init` writes: one event, one consumer, settings, and the bindings' pyproject."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from bridgewright.contracts.model import OutputFile
from bridgewright.project.writing import create_files

_FILES = {
    "contracts/bridgewright.toml": "bridgewright.toml.j2",
    "contracts/events/order.placed/1.0.0.yaml": "order.placed.yaml.j2",
    "contracts/subscriptions/billing.yaml": "billing.yaml.j2",
    "generated/pyproject.toml": "pyproject.toml.j2",
}


def start_project(folder: Path, package: str) -> tuple[str, ...]:
    """Writes a starter project into `folder` and returns its paths.

    Raises:
        BridgewrightError: one of the files is already there.
    """
    return create_files(folder, starter_files(package))


def starter_files(package: str) -> tuple[OutputFile, ...]:
    """A project that lints clean and generates; `package` is the bindings' import name (`acme_events`)."""
    environment = Environment(
        loader=PackageLoader("bridgewright", "scaffold"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - TOML and YAML, not HTML; the package name is an identifier
    )
    names = {"package": package, "distribution": package.replace("_", "-"), "bus": bus_of(package)}
    return tuple(OutputFile(path, environment.get_template(name).render(names)) for path, name in _FILES.items())


def bus_of(package: str) -> str:
    """The bus that a package's name suggests: `acme-shop` of `acme_shop_events`."""
    return package.removesuffix("_events").rstrip("_").replace("_", "-")
