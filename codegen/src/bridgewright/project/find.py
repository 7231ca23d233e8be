"""Where a project lies: the folder that holds its settings."""

from __future__ import annotations

from pathlib import Path

from bridgewright.findings import BridgewrightError

SETTINGS_FILE = "bridgewright.toml"


def find_contracts(start: Path) -> Path:
    """The contracts folder for `start`: the nearest one upwards that holds the settings, or whose `contracts/` does.

    Raises:
        BridgewrightError: there is none.
    """
    for folder in (start.absolute(), *start.absolute().parents):
        for candidate in (folder, folder / "contracts"):
            if (candidate / SETTINGS_FILE).is_file():
                return candidate
    raise BridgewrightError(
        f"no {SETTINGS_FILE} found here or in any folder above; "
        "name the contracts folder with --contracts, or start a project with `bridgewright init`"
    )
