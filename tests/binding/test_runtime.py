"""The bindings' runtime: ordinary modules in the tool, which generated packages have a copy of."""

from __future__ import annotations

from pathlib import Path

import bridgewright.runtime
import leejames_events
from bridgewright.runtime import _settings as default
from leejames_events import _settings as generated

SOURCE = Path(next(iter(bridgewright.runtime.__path__)))
COPY = Path(next(iter(leejames_events.__path__)))


def test_what_is_copied_is_copied_as_it_stands():
    """All modules but the package's own and the settings: what was typed and linted is what users get."""
    modules = {path.name for path in SOURCE.glob("*.py")} - {"__init__.py", "_settings.py"}

    assert {name: (SOURCE / name).read_text("utf-8") for name in modules} == {
        name: (COPY / name).read_text("utf-8") for name in modules
    }


def test_the_settings_have_one_set_of_names():
    """What the runtime reads of its settings is what a generated package sets, and by default the same."""
    assert public(default) == public(generated)


def public(module: object) -> dict[str, object]:
    return {name: value for name, value in vars(module).items() if name.isupper()}
