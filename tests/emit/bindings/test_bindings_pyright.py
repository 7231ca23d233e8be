"""The bindings under pyright, strict: the package itself, and those who use it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from emit.bindings.conftest import catalog, outputs

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "generated" / "src"


@dataclass(frozen=True, slots=True)
class Checked:
    """A folder of modules, and `file:line rule` of everything that pyright, strict, has to say of each file."""

    folder: Path
    errors: dict[Path, list[str]]

    def under(self, folder: Path) -> list[str]:
        """The errors of a folder's files."""
        return [error for path, errors in self.errors.items() if path.is_relative_to(folder) for error in errors]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """The package, the bindings of the case folders and somebody's use of the package, in one run of pyright."""
    folder = tmp_path_factory.mktemp("checked")
    for case in sorted((Path(__file__).parent / "cases").iterdir()):
        content = yaml.safe_load((case / "contract.yaml").read_text(encoding="utf-8"))
        files, _ = outputs(catalog(f"{case.name}_events", order_placed=content))
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    (folder / "use.py").write_text(USE, encoding="utf-8")
    settings = {
        "include": [str(PACKAGE), str(folder / "src"), str(folder / "use.py")],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "extraPaths": [str(PACKAGE)],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "--outputjson", "-p", str(folder)]
    output = json.loads(subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout)
    assert output["summary"]["filesAnalyzed"] == sum(1 for part in (PACKAGE, folder) for _ in part.rglob("*.py"))
    errors: dict[Path, list[str]] = {}
    for found in output["generalDiagnostics"]:
        path = Path(found["file"])
        line = found["range"]["start"]["line"] + 1
        errors.setdefault(path, []).append(f"{path.name}:{line} {found['rule']}")
    return Checked(folder, errors)


USE = """\
from datetime import date
from leejames_events.payslip_uploaded.v2 import Delivery, Payslip, PayslipUploaded, Period
good = Period(start=date(2026, 1, 1), end=date(2026, 1, 31), label='M', tax_year='2026/27')
payslip: Payslip = Payslip.example(currency='EUR')
print(good.start.year, payslip.currency, PayslipUploaded.example().data.payslip.period.label.upper())
print([line.amount for line in payslip.replace(message=None).earnings], payslip.message or '')
Period(start='2026', end=date(2026, 1, 31), label='M', tax_year='2026/27')
Period(start=date(2026, 1, 1))
Delivery(channel='fax')
Delivery(channel='pdf', chanel='pdf')
print(payslip.curency)
"""


def test_the_generated_package_passes_pyright_strict(checked: Checked) -> None:
    """Every module of it: those that contracts become, and the code that they share."""
    assert [] == checked.under(PACKAGE)


def test_every_shape_of_contract_passes_pyright_strict(checked: Checked) -> None:
    """Collisions, unions, typed maps, decimals: the modules of the case folders."""
    assert [] == checked.under(checked.folder / "src")


def test_users_get_types_and_errors_from_pyright(checked: Checked) -> None:
    """Constructors, attributes and examples are typed; a wrong name, type or value is an error where it stands."""
    assert [
        "use.py:7 reportArgumentType",
        "use.py:8 reportCallIssue",
        "use.py:9 reportArgumentType",
        "use.py:10 reportCallIssue",
        "use.py:11 reportAttributeAccessIssue",
    ] == [error for error in checked.under(checked.folder / "use.py") if "Unknown" not in error]
