"""A cache never shows: whatever is edited, a remembered project is what working it out anew gives."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from random import Random

import pytest

from bridgewright.contracts.model import OutputFile
from bridgewright.findings import BridgewrightError, Finding
from bridgewright.project.cache import Cache
from bridgewright.project.generating import outputs_of
from bridgewright.project.reading import Project, read_project
from bridgewright.project.workers import Part, Workers

ROOT = Path(__file__).resolve().parents[2]
WORDS = (
    *("payslip.uploaded", "payslip.generated", "PayslipUploaded", "2.1.0", "1.0.0", "maxLength", "required", "type"),
    *("string", "object", "enum", "$ref", "Money", "metadata", "schemaVersion", "pdf", "sqs-fifo", "events", "error"),
    *("leejames.payroll", "consumer", "minItems", "x-sensitive", "description", "pattern", "nullable", "format", "[]"),
)


def project(folder: Path) -> Path:
    """A copy of the house's own contracts."""
    shutil.copytree(ROOT / "contracts", folder / "contracts")
    return folder / "contracts"


def edit(contracts: Path, rng: Random) -> str:
    """Changes one file at random, and says how; most changes are mistakes."""
    files = sorted(path for path in contracts.rglob("*") if path.is_file())
    path = rng.choice(files)
    text = path.read_text(encoding="utf-8")
    match rng.randrange(6):
        case 0:
            lines = text.splitlines(keepends=True)
            del lines[rng.randrange(len(lines))]
            path.write_text("".join(lines), encoding="utf-8")
        case 1:
            copied = path.with_name(f"{rng.randrange(1, 4)}.{rng.randrange(3)}.0.yaml")
            copied.write_text(text, encoding="utf-8")
        case 2 if path.suffix == ".yaml":
            path.unlink()
        case 3:
            path.write_text("# a remark\n" + text if path.suffix != ".json" else text + "\n", encoding="utf-8")
        case _:
            old, new = rng.choice([word for word in WORDS if word in text] or [""]), rng.choice(WORDS)
            at = text.find(old, rng.randrange(len(text)))
            path.write_text(text[:at] + new + text[at + len(old) :] if at >= 0 else text, encoding="utf-8")
    return str(path.relative_to(contracts))


def everything(
    found: Project, workers: Workers | None = None
) -> tuple[tuple[Finding, ...], tuple[OutputFile, ...], tuple[Finding, ...]]:
    """What a user sees of a project: its findings, its output, and what the emitters could not say."""
    return found.findings, *outputs_of(found, workers)


@pytest.mark.parametrize("seed", range(4))
def test_a_remembered_project_is_the_project(tmp_path: Path, seed: int) -> None:
    """After each of many edits, findings and output are the same with a cache and without, in one process or two."""
    rng = Random(seed)
    contracts = project(tmp_path)
    remembering = Workers(Cache(tmp_path / "cache"))
    for _ in range(12):
        edit(contracts, rng)
        if rng.random() < 0.2:  # mistakes pile up: begin again with what is right
            shutil.rmtree(contracts)
            project(tmp_path)
        anew = read_project(contracts)
        remembered = read_project(contracts, workers=remembering)
        generating = remembering if rng.random() < 0.7 else None

        assert everything(anew) == everything(remembered, generating)
        assert anew.catalog == remembered.catalog


def test_several_processes_give_what_one_gives(tmp_path: Path) -> None:
    """Parts may be worked on side by side: what they become is the same, findings and their lines included."""
    contracts = project(tmp_path)
    text = (contracts / "events/payslip.generated/1.0.0.yaml").read_text(encoding="utf-8")
    for number in range(40):
        folder = contracts / f"events/copy{number}.generated"
        folder.mkdir()
        (folder / "1.0.0.yaml").write_text(text, encoding="utf-8")  # under a name that isn't its detail-type
    two, one = Workers(Cache(tmp_path / "cache"), processes=2), Workers(Cache(tmp_path / "cache"))
    alone = read_project(contracts)
    together = read_project(contracts, workers=two)
    again = read_project(contracts, workers=one)

    assert alone.findings
    assert everything(alone) == everything(together, two)
    assert everything(alone) == everything(again, one)


def test_an_entry_that_was_tampered_with_is_worked_out_anew(tmp_path: Path) -> None:
    """Entries that are cut short, or changed, or no JSON, are as good as none."""
    contracts, workers = project(tmp_path), Workers(Cache(tmp_path / "cache"))
    first = everything(read_project(contracts, workers=workers), workers)
    entries = sorted((tmp_path / "cache").glob("*/*.json"))
    for number, entry in enumerate(entries):
        data = entry.read_bytes()
        entry.write_bytes([data[:-2], b"", data.replace(b"payslip", b"PAYSLIP"), b"\xff" * 70][number % 4])
    second = everything(read_project(contracts, workers=workers), workers)

    assert len(entries) > 8
    assert first == second


def test_settings_and_lock_are_part_of_what_is_remembered(tmp_path: Path) -> None:
    """A lower entry limit, and a hash in the lock that isn't the document's, are found though no document changed."""
    contracts, workers = project(tmp_path), Workers(Cache(tmp_path / "cache"))
    read_project(contracts, workers=workers)
    settings, lock = contracts / "bridgewright.toml", contracts / "bridgewright.lock.json"
    settings.write_text(settings.read_text().replace("1_000_000", "1_000"))
    lock.write_text(lock.read_text().replace("sha256:0", "sha256:1").replace("sha256:a", "sha256:b"))
    anew, remembered = read_project(contracts), read_project(contracts, workers=workers)

    assert "event-may-exceed-entry-limit" in {finding.rule for finding in remembered.findings}
    assert anew.findings == remembered.findings


def test_a_consumer_is_judged_by_what_its_contracts_and_its_file_say_now(tmp_path: Path) -> None:
    """Its rules are asked again when a contract, its own file, or what could be read of a contract has changed."""
    contracts, workers = project(tmp_path), Workers(Cache(tmp_path / "cache"))
    contract, consumer = contracts / "events/payslip.uploaded/2.1.0.yaml", contracts / "subscriptions/pdf.yaml"
    lock = contracts / "bridgewright.lock.json"
    lock.write_text("{}\n")
    rules = []

    def look() -> None:
        anew, remembered = read_project(contracts), read_project(contracts, workers=workers)
        assert anew.findings == remembered.findings
        rules.append(sorted({finding.rule for finding in remembered.findings if "pdf.yaml" in finding.location.path}))

    look()
    contract.write_text(contract.read_text().replace("enum: [pdf, paper, portal]", "enum: [paper, portal]"))
    look()
    (contracts / "events/payslip.uploaded/2.2.0.yaml").write_bytes(b"#" * 1_000_001)
    look()
    (contracts / "events/payslip.uploaded/2.2.0.yaml").unlink()
    consumer.write_text(consumer.read_text().replace("channel: [pdf]", "channel: [paper]"))
    look()
    consumer.write_text("# one line more\n" + consumer.read_text().replace("batch-size: 1 ", "batch-size: 10"))
    look()

    assert rules == [[], ["filter-value-impossible"], [], [], ["fifo-batch-shares-fate"]]


def test_a_process_that_is_killed_is_one_clear_error() -> None:
    """Where the system kills a process (no memory left), the run ends and says so: it never waits for ever."""
    with pytest.raises(BridgewrightError, match="a process that worked on contracts was stopped"):
        Workers(processes=2).results(_killed, [Part(number, "") for number in range(64)])


def _killed(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
