"""The bindings under pyright, strict: the package itself, and those who use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import yaml

from emit.bindings.conftest import catalog, outputs

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "generated" / "src"


def errors(folder: Path, *included: Path) -> list[str]:
    """`file:line rule` of everything that pyright, strict, has to say."""
    settings = {
        "include": [str(path) for path in included],
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "extraPaths": [str(PACKAGE)],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "--outputjson", "-p", str(folder)]
    output = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout
    return [
        f"{Path(found['file']).name}:{found['range']['start']['line'] + 1} {found['rule']}"
        for found in json.loads(output)["generalDiagnostics"]
    ]


def test_the_generated_package_passes_pyright_strict(tmp_path: Path) -> None:
    """Every module of it: those that contracts become, and the code that they share."""
    assert [] == errors(tmp_path, PACKAGE)


def test_every_shape_of_contract_passes_pyright_strict(tmp_path: Path) -> None:
    """Collisions, unions, typed maps, decimals: the modules of the case folders."""
    for case in sorted((Path(__file__).parent / "cases").iterdir()):
        content = yaml.safe_load((case / "contract.yaml").read_text(encoding="utf-8"))
        files, _ = outputs(catalog(f"{case.name}_events", order_placed=content))
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")

    assert [] == errors(tmp_path, tmp_path / "src")


def test_users_get_types_and_errors_from_pyright(tmp_path: Path) -> None:
    """Constructors, attributes and examples are typed; a wrong name, type or value is an error where it stands."""
    use = tmp_path / "use.py"
    use.write_text(
        "from datetime import date\n"
        "from leejames_events.payslip_uploaded.v2 import Delivery, Payslip, PayslipUploaded, Period\n"
        "good = Period(start=date(2026, 1, 1), end=date(2026, 1, 31), label='M', tax_year='2026/27')\n"
        "payslip: Payslip = Payslip.example(currency='EUR')\n"
        "print(good.start.year, payslip.currency, PayslipUploaded.example().data.payslip.period.label.upper())\n"
        "print([line.amount for line in payslip.replace(message=None).earnings], payslip.message or '')\n"
        "Period(start='2026', end=date(2026, 1, 31), label='M', tax_year='2026/27')\n"
        "Period(start=date(2026, 1, 1))\n"
        "Delivery(channel='fax')\n"
        "Delivery(channel='pdf', chanel='pdf')\n"
        "print(payslip.curency)\n",
        encoding="utf-8",
    )

    assert [
        "use.py:7 reportArgumentType",
        "use.py:8 reportCallIssue",
        "use.py:9 reportArgumentType",
        "use.py:10 reportCallIssue",
        "use.py:11 reportAttributeAccessIssue",
    ] == [error for error in errors(tmp_path, use) if "Unknown" not in error]
