"""What the bindings cost: a cold start (import and first event together), and events a second once they are warm.

    python tests/benchmarks/bindings.py [--rounds 40] [--only cold|events] [--here]

Cold starts are fresh interpreters that see nothing but pydantic, the bindings and their peers, as a Lambda function
does (`--here`: all that is installed); contenders take turns, CPU time counts, and figures are means of the lower
third, which a busy machine disturbs least. Throughput: all contenders take turns on one payslip in one process, the
best turn counts. The peers are made from the same contract: plain datamodel-code-generator models, its TypedDicts
behind a TypeAdapter, and its msgspec structs, if msgspec is installed.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pydantic_core
from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType
from datamodel_code_generator.format import PythonVersion
from pydantic import BaseModel, TypeAdapter

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Catalog, EventContract, OutputFile
from bridgewright.emit.bindings import emit_bindings
from bridgewright.project.folder import load_sources
from bridgewright.sample import envelope

ROOT = Path(__file__).resolve().parents[2]
MANY = 200
"""Events of the large package."""
_LEAN = ("pydantic", "pydantic_core", "annotated_types", "typing_inspection", "typing_extensions", "msgspec")


def catalog() -> Catalog:
    """The repository's contracts."""
    sources, _ = load_sources(ROOT / "contracts")
    built, _ = build_catalog(sources) if sources else (None, ())
    assert built is not None
    return built


def write_package(contracts: Catalog, into: Path) -> None:
    """The bindings of a catalog, importable from a folder."""
    for item in emit_bindings(contracts):
        assert isinstance(item, OutputFile), item
        place = into / item.path.removeprefix("src/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(item.text, encoding="utf-8")


def many_events(contracts: Catalog, package: str, count: int) -> Catalog:
    """A catalog with that many copies of the small event, and nothing else."""
    small = contracts.versions("payslip.generated", 1)[-1]
    copies = tuple(replace(small, name=f"payslip.generated{n}") for n in range(count))
    settings = replace(contracts.settings, package=package)
    return replace(contracts, settings=settings, events=copies, apis=(), subscriptions=())


def write_peers(event: EventContract, into: Path) -> None:
    """`plain.py`, `dicts.py` and `structs.py`: the contract as datamodel-code-generator writes it unasked."""
    kinds = {
        "plain": DataModelType.PydanticV2BaseModel,
        "dicts": DataModelType.TypingTypedDict,
        "structs": DataModelType.MsgspecStruct,
    }
    for name, kind in kinds.items():
        text = generate(
            copy.deepcopy(dict(event.document.content)),
            input_file_type=InputFileType.OpenAPI,
            output_model_type=kind,
            target_python_version=PythonVersion.PY_311,
            formatters=[],
            disable_timestamp=True,
            snake_case_field=name != "dicts",
        )
        # pydantic asks for the other TypedDict before Python 3.12.
        wanted = str(text).replace("from typing import Literal, NotRequired, TypeAlias, TypedDict", _TYPED_DICT)
        (into / f"{name}.py").write_text(wanted, encoding="utf-8")


_TYPED_DICT = "from typing import Literal, TypeAlias\nfrom typing_extensions import NotRequired, TypedDict"


def lean_site(into: Path) -> None:
    """Links to pydantic, to what it needs, and to msgspec if it is there."""
    for name in _LEAN:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            continue
        found = Path(spec.origin)
        source = found.parent if found.name == "__init__.py" else found
        (into / source.name).symlink_to(source)
        for metadata in source.parent.glob(f"{name}-*.dist-info"):
            (into / metadata.name).symlink_to(metadata)


def cold_scripts(small: str, large: str) -> dict[str, str]:
    """Name -> what a fresh interpreter runs; `small` and `large` are files with an event's detail each."""

    def text(file: str) -> str:
        return f"open({file!r}, 'rb').read()"

    def first(module: str, cls: str, file: str, read: str = "from_json") -> str:
        return f"from {module} import {cls} as C\nC.{read}({text(file)})"

    package = "leejames_events"
    adapter = "from pydantic import TypeAdapter\nfrom dicts import PayslipUploaded as D\nTypeAdapter(D)"
    scripts = {
        "the interpreter": "pass",
        "import pydantic (no model)": "import pydantic",
        "pydantic's BaseModel": "from pydantic import BaseModel",
        "ours, small event": first(f"{package}.payslip_generated.v1", "PayslipGenerated", small),
        "ours, one event alone": first("alone_events.payslip_generated0.v1", "PayslipGenerated", small),
        f"ours, one event of {MANY}": first("many_events.payslip_generated77.v1", "PayslipGenerated", small),
        "ours, payslip": first(f"{package}.payslip_uploaded.v2", "PayslipUploaded", large),
        "plain, payslip": first("plain", "PayslipUploaded", large, "model_validate_json"),
        "TypedDict + TypeAdapter, payslip": f"{adapter}.validate_json({text(large)})",
    }
    if find_spec("msgspec"):
        decode = f"msgspec.json.decode({text(large)}, type=S)"
        scripts["msgspec, payslip"] = f"import msgspec\nfrom structs import PayslipUploaded as S\n{decode}"
    return scripts


def cold_starts(folder: Path, rounds: int, *, here: bool) -> None:
    """Measures and prints the table of cold starts."""
    contracts = catalog()
    large, small = (_newest(contracts, name) for name in ("payslip.uploaded", "payslip.generated"))
    write_package(contracts, folder)
    write_package(many_events(contracts, "alone_events", 1), folder)
    write_package(many_events(contracts, "many_events", MANY), folder)
    write_peers(large, folder)
    for name, event in (("large", large), ("small", small)):
        (folder / f"{name}.json").write_text(json.dumps(event.examples[0].detail), encoding="utf-8")
    options = [] if here else ["-S", "-E"]
    if not here:
        lean_site(folder)
    prelude = f"import sys\nsys.path.insert(0, {str(folder)!r})\n"
    scripts = cold_scripts(str(folder / "small.json"), str(folder / "large.json"))
    taken: dict[str, list[float]] = {name: [] for name in scripts}
    for turn in range(rounds + 1):
        for name, script in scripts.items():
            spent = _cpu_of([sys.executable, *options, "-c", prelude + script])
            if turn:  # the first one compiles
                taken[name].append(spent)
    found = {name: statistics.mean(sorted(times)[: max(1, len(times) // 3)]) for name, times in taken.items()}
    base, plain = found["pydantic's BaseModel"], found["plain, payslip"]
    print(f"\ncold start{', all installed packages in sight' if here else ''}: ms of CPU, {rounds} rounds")
    print(f"{'':34}{'total':>8}{'/BaseModel':>12}{'/plain':>8}{'over BaseModel':>16}{'/plain':>8}")
    for name, total in found.items():
        over = total - base
        print(f"{name:34}{total:8.1f}{total / base:12.3f}{total / plain:8.2f}{over:16.1f}{over / (plain - base):8.2f}")


def _newest(contracts: Catalog, name: str) -> EventContract:
    return next(event for event in reversed(contracts.latest()) if event.name == name)


def _cpu_of(command: list[str]) -> float:
    """Milliseconds of user and system time of a process."""
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, env=compiled)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[-1]} exits with {process.returncode}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def contenders(folder: Path) -> dict[str, Callable[[], Any]]:
    """Name -> what is done with one payslip."""
    contracts = catalog()
    contract = _newest(contracts, "payslip.uploaded")
    write_peers(contract, folder)
    sys.path.insert(0, str(folder))
    ours = import_module(f"{contracts.settings.package}.payslip_uploaded.v2").PayslipUploaded
    plain, dicts = import_module("plain"), import_module("dicts")
    detail = contract.examples[0].detail
    event = envelope(contract, detail)
    raw, whole = (json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() for value in (detail, event))
    body = json.dumps({name: event[name] for name in ("source", "detail-type", "detail")}).encode()
    adapter = TypeAdapter(dicts.PayslipUploaded)
    read, plainly = ours.from_json(raw), plain.PayslipUploaded.model_validate_json(raw)
    schema = _schema_of(contract)
    judge = jsonschema_rs.validator_for(schema, validate_formats=True)
    found: dict[str, Callable[[], Any]] = {
        "orjson.loads": lambda: orjson.loads(raw),
        "pydantic_core.from_json": lambda: pydantic_core.from_json(raw),
        "plain.model_validate_json": lambda: plain.PayslipUploaded.model_validate_json(raw),
        "plain.model_validate_json, and fields read": lambda: _visited(plain.PayslipUploaded.model_validate_json(raw)),
        "plain.model_validate_json, whole event": lambda: plain.AWSEvent.model_validate_json(whole),
        "plain.model_validate(dict)": lambda: plain.PayslipUploaded.model_validate(detail),
        "TypeAdapter(TypedDict).validate_json": lambda: adapter.validate_json(raw),
        "orjson.loads + jsonschema-rs": lambda: judge.is_valid(orjson.loads(raw)),
        "jsonschema-rs on a dict": lambda: judge.is_valid(detail),
        "ours.from_json": lambda: ours.from_json(raw),
        "ours.from_json, and fields read": lambda: _visited(ours.from_json(raw)),
        "ours.from_data(dict)": lambda: ours.from_data(detail),
        "ours.from_eventbridge(text)": lambda: ours.from_eventbridge(whole),
        "ours.from_eventbridge(dict)": lambda: ours.from_eventbridge(event),
        "ours.from_sqs_body": lambda: ours.from_sqs_body(body),
        "plain.model_dump_json": lambda: plainly.model_dump_json(by_alias=True, exclude_unset=True),
        "ours.to_json": read.to_json,
        "ours.to_entry": lambda: read.to_entry("bus"),
    }
    if find_spec("msgspec"):
        msgspec, structs = import_module("msgspec"), import_module("structs")
        decode = msgspec.json.Decoder(structs.PayslipUploaded).decode
        found["msgspec decode"] = lambda: decode(raw)
    return found


def _schema_of(contract: EventContract) -> dict[str, Any]:
    """The detail's schema for a JSON Schema validator; it has no `nullable`, so that OpenAPI's reading is the same."""
    components = json.loads(json.dumps(dict(contract.document.content["components"])))
    return {"$ref": f"#{contract.detail_pointer}", "components": components}


def _visited(model: BaseModel) -> None:
    """Reads every field of an object and of those inside it, once."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, BaseModel):
                _visited(item)


def throughput(folder: Path, rounds: int) -> None:
    """Measures and prints the table of events a second."""
    running = contenders(folder)
    best: Mapping[str, float] = {name: min(_turns(run, 1)) for name, run in running.items()}
    best = dict(best)
    for _ in range(rounds):
        for name, run in running.items():
            best[name] = min(best[name], *_turns(run, 2))
    plain, loads = best["plain.model_validate_json"], best["orjson.loads"]
    print(f"\none payslip of 2.6 KB, {rounds} rounds{'':12}{'us':>8}{'1,000/s':>10}{'/plain':>8}{'/orjson.loads':>15}")
    for name, spent in best.items():
        print(f"{name:44}{spent:8.1f}{1000 / spent:10.1f}{spent / plain:8.2f}{spent / loads:15.2f}")


def _turns(run: Callable[[], Any], turns: int) -> list[float]:
    """Microseconds a call, of some turns of 50 calls each."""
    times = []
    for _ in range(turns):
        start = time.process_time_ns()
        for _ in range(50):
            run()
        times.append((time.process_time_ns() - start) / 50_000)
    return times


def main() -> None:
    """Parses arguments, measures, prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--only", choices=("cold", "events"))
    parser.add_argument("--here", action="store_true", help="cold starts with all that is installed in sight")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.only != "cold":
            throughput(Path(folder), arguments.rounds)
        if arguments.only != "events":
            cold_starts(Path(folder), arguments.rounds, here=arguments.here)


if __name__ == "__main__":
    main()
