"""Do bindings say what JSON Schema says of real event schemas: ours, and those of plain datamodel-code-generator?

`nox -s corpora` runs this. It installs the packages that ship the schemas, and the generator, into a temporary folder;
`--npm`, `--pypi` and `--peer` name them where they are installed. "Ours" are bindings in memory (`bind`); "imported"
are those of the contract that `bridgewright import` makes of the document, which says in OpenAPI 3.0 what it says.

Exit code 1: bindings in memory judge a value otherwise. `--small` tries a few documents of PyPI's packages, no peer.

Judge: jsonschema-rs under each document's own dialect. Values: valid samples, the publisher's own where a package ships
them, and mutants of these with one change each.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from corpora_documents import Case, corpora, install

from bridgewright import CannotBind, bind
from bridgewright.compat import BACKWARD, Outcome, compare
from bridgewright.documents.canonical import canonical_json
from bridgewright.documents.document import Document
from bridgewright.findings import has_errors
from bridgewright.foreign.bundling import Bundle
from bridgewright.foreign.contracts import Contract, Hints, ImportOptions, contract_of
from bridgewright.foreign.events import event_places
from bridgewright.foreign.importing import imported
from bridgewright.sample import Unsatisfiable, values

PEER = ("datamodel-code-generator==0.89.0", "pydantic[email]==2.14.3")
_SAMPLES = 8
_SECONDS = 10
"""For the samples of one document."""
_OTHERS: tuple[Any, ...] = (None, True, 0, -1, 1.5, 2.0, 10**12, "", "text", "2026-02-30", [], [None], {}, {"more": 1})
_TEXTS = (" ", "\n", "x" * 300, "\u2603", "2026-11-23T09:30:00", "2026-11-23T09:30:00Z", "2026-11-23", "a@b.test")


@dataclass(slots=True)
class Counted:
    """The answers about one document's values, by one kind of bindings."""

    accepts_wrong: int = 0
    accepts_format: int = 0
    """Wrong by a format alone."""
    rejects_right: int = 0
    refuses_sample: bool = False

    @property
    def is_false(self) -> bool:
        """Is any answer wrong?"""
        return bool(self.accepts_wrong or self.accepts_format or self.rejects_right)


@dataclass(slots=True)
class Measured:
    """One document: its values, what is true of them, and what each kind of bindings says."""

    corpus: str
    name: str
    values: int = 0
    valid: int = 0
    counted: dict[str, Counted] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    """Why `bind` refused the document."""
    import_findings: tuple[str, ...] = ()
    """Why `import` refused it."""
    seconds: float = 0.0
    """CPU seconds of `bind`."""
    compared: Counter[str] = field(default_factory=Counter)
    """What `compare` says of single values against the document, beside what is true of them."""
    wrong: list[dict[str, Any]] = field(default_factory=list)
    peer: dict[str, Any] | None = None
    problem: str = ""


class TooSlow(Exception):
    """Samples of a document took longer than they may."""


def measured(task: tuple[Case, int]) -> Measured:
    """What one document gives; never raises."""
    case, seed = task
    found = Measured(case.corpus, case.name)
    try:
        _measure(case, random.Random(seed), found)
    except Exception as problem:  # noqa: BLE001 - a crash is a result
        found.problem = f"{type(problem).__name__}: {problem}".partition("\n")[0][:200]
    return found


def _measure(case: Case, rng: random.Random, found: Measured) -> None:
    strict, lax = case.judge(formats=True), case.judge(formats=False)
    samples = [*islice((value for value in case.samples if strict(value)), 5), *_in_time(_samples(case, strict))]
    tried = {canonical_json(value): value for sample in samples for value in (sample, *_mutants(sample, rng))}
    instances = list(tried.values())
    truth = [(strict(value), lax(value)) for value in instances]
    found.values, found.valid = len(instances), sum(right for right, _ in truth)
    found.compared = _compared(case, list(zip(instances, truth, strict=True))[:: max(1, len(instances) // 6)])
    contract, found.import_findings = _imported(case)
    if contract is not None:
        event = bind(contract.content).AWSEvent
        around = contract.content["components"]["schemas"]["AWSEvent"]
        events = [value if case.whole else _delivered(around, value) for value in instances]
        _count(found, "imported", [_accepts(event, value) for value in events], truth, instances)
    found.peer = {"name": case.name, "content": case.content, "whole": case.whole, "values": instances, "truth": truth}
    before = time.process_time()
    try:
        module = bind(case.content)
    except CannotBind as problem:
        found.findings = tuple(sorted({finding.rule for finding in problem.findings}))
        return
    finally:
        found.seconds = time.process_time() - before
    said = [_accepts(module.AWSEvent, value if case.whole else _around(value)) for value in instances]
    _count(found, "ours", said, truth, instances)


def _compared(case: Case, judged: list[tuple[Any, tuple[bool, bool]]]) -> Counter[str]:
    """`compare` reads a document as `bind` does: what it says of one value against it is the document's own verdict."""
    if len(event_places(Document(case.name, case.content), whole=case.whole)[0]) != 1:
        return Counter()
    said: Counter[str] = Counter()
    for value, (right, _) in judged:
        outcome = compare({"enum": [value]}, case.content, content_model="open").verdict[BACKWARD]
        known = Outcome.COMPATIBLE if right else Outcome.BREAKING
        said["right" if outcome is known else "undecided" if outcome is Outcome.UNDECIDED else "wrong"] += 1
    return said


def _count(found: Measured, by: str, said: list[bool], truth: list[tuple[bool, bool]], instances: list[Any]) -> None:
    found.counted[by] = counted(said, truth)
    for value, is_said, (right, only) in zip(instances, said, truth, strict=True):
        if is_said != right:
            kind = "rejects" if right else "accepts-format" if only else "accepts"
            found.wrong.append({"corpus": found.corpus, "document": found.name, "by": by, "kind": kind, "value": value})


def _imported(case: Case) -> tuple[Contract | None, tuple[str, ...]]:
    """The contract that `import` makes of a document, or why there is none."""
    document = Document(case.name, case.content)
    wishes = ImportOptions() if case.whole else ImportOptions(source="acme", detail_type="happened")
    contracts, findings = imported({case.name: document}, {case.name: Hints("happened")}, wishes)
    if has_errors(findings) or not contracts:
        return None, tuple(sorted({finding.rule for finding in findings if has_errors((finding,))}))
    return contracts[0], ()


def _delivered(envelope: dict[str, Any], detail: Any) -> dict[str, Any]:
    """An event as EventBridge delivers it."""
    texts: dict[str, Any] = dict.fromkeys(("version", "id", "account", "region"), "0")
    named = {"source": envelope["x-amazon-events-source"], "detail-type": envelope["x-amazon-events-detail-type"]}
    return {**texts, **named, "time": "2026-11-23T09:30:00Z", "resources": [], "detail": detail}


def _in_time(samples: Iterator[Any]) -> list[Any]:
    """The samples that are made before the time is up."""

    def stop(*_: object) -> None:
        raise TooSlow

    made: list[Any] = []
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(_SECONDS)
    try:
        made.extend(samples)
    except TooSlow:
        return made
    finally:
        signal.alarm(0)
    return made


def counted(said: list[bool], truth: list[tuple[bool, bool]]) -> Counted:
    """What is false in the answers; truth is (with formats, without)."""
    result = Counted()
    for is_said, (right, only) in zip(said, truth, strict=True):
        if is_said and not right:
            result.accepts_format += only
            result.accepts_wrong += not only
        elif right and not is_said:
            result.rejects_right += 1
    result.refuses_sample = result.rejects_right > 0
    return result


def _around(detail: Any) -> dict[str, Any]:
    return {"source": "acme", "detail-type": "happened", "detail": detail}


def _accepts(model: Any, event: Any) -> bool:
    try:
        model.from_data(event)
    except ValueError:  # pydantic's ValidationError is one
        return False
    return True


def _samples(case: Case, strict: Any) -> Iterator[Any]:
    """Valid values, made from what the schema becomes as a contract."""
    document = Document(case.name, case.content)
    places, _ = event_places(document, whole=case.whole)
    whole = Bundle(document, None)
    wishes = ImportOptions(source="acme", detail_type="happened", lossy=True)
    for place in places[:1]:
        contract, _ = contract_of(whole, place, wishes, Hints(case.name))
        if contract is None:
            continue
        event = "/components/schemas/AWSEvent"
        detail = contract.content["components"]["schemas"]["AWSEvent"]["properties"]["detail"]
        pointer = event if case.whole else detail["$ref"][1:]
        try:
            yield from islice(values(dict(contract.content), pointer, is_valid=strict), _SAMPLES)
        except Unsatisfiable:
            continue


def _mutants(sample: Any, rng: random.Random, most: int = 60) -> Iterator[Any]:
    """The value with one change, at places and by changes chosen at random."""
    text = json.dumps(sample)
    if len(text) > 100_000:
        return
    ways = list(_ways(sample))
    for _ in range(min(most, 10 * len(ways))):
        whole = json.loads(text)
        *way, last = rng.choice(ways)
        holder = whole
        for step in way:
            holder = holder[step]
        _change(holder, last, rng)
        yield whole


def _ways(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value[:3]) if isinstance(value, list) else ()
    for step, member in members:
        yield (*here, step)
        yield from _ways(member, (*here, step))
    if isinstance(value, dict) and not here:
        yield ("notDeclared",)


def _change(holder: Any, key: Any, rng: random.Random) -> None:
    old = holder.get(key) if isinstance(holder, dict) else holder[key]
    kind = rng.random()
    if kind < 0.25 and isinstance(holder, dict) and key in holder:
        del holder[key]
    elif kind < 0.6 or isinstance(old, bool) or old is None:
        holder[key] = rng.choice(_OTHERS)
    elif isinstance(old, str):
        holder[key] = rng.choice((*_TEXTS, old + " ", old[:-1], old.swapcase(), " " + old, old + old))
    elif isinstance(old, int | float):
        holder[key] = rng.choice((old + 1, old - 1, -old, old + 0.5, float(old), old * 1000, str(old)))
    elif isinstance(old, list):
        holder[key] = rng.choice((old + old, old[:1], [*old, None], old[::-1]))
    else:
        holder[key] = rng.choice(({**old, "notDeclared": 1}, dict(list(old.items())[:1]), {**old, "a-b": {}}))


def ask_peer(python: str | Path, results: list[Measured]) -> None:
    """Adds what plain datamodel-code-generator's models say, under practical and under strict options."""
    asked = [found for found in results if found.peer]
    script = Path(__file__).with_name("corpora_plain.py")
    with tempfile.TemporaryFile("w+") as lines:
        for found in asked:
            lines.write(json.dumps({k: v for k, v in (found.peer or {}).items() if k != "truth"}) + "\n")
        lines.seek(0)
        with subprocess.Popen([python, str(script)], stdin=lines, stdout=subprocess.PIPE, text=True) as process:
            for done, (found, line) in enumerate(zip(asked, process.stdout or (), strict=True), 1):
                answer, truth = json.loads(line), (found.peer or {})["truth"]
                for options in ("practical", "strict"):
                    if answer[options] is not None:
                        found.counted[options] = counted(answer[options], truth)
                progress(done, len(asked), "peer")


def table(results: list[Measured], kinds: tuple[str, ...]) -> str:
    """FACTS about the answers, in Markdown."""
    rows: dict[str, list[str]] = {}
    for kind in kinds:
        told = [(found, found.counted[kind]) for found in results if kind in found.counted]
        counts = [each for _, each in told]
        total = sum(found.values for found, _ in told) or 1

        def share(number: int, of: int = total) -> str:
            return f"{number:,} ({100 * number / of:.3f}%)"

        rows.setdefault("documents with bindings", []).append(f"{len(told):,}")
        rows.setdefault("values", []).append(f"{total:,}")
        rows.setdefault("accepts, schema rejects", []).append(share(sum(each.accepts_wrong for each in counts)))
        rows.setdefault("accepts, only a format is violated", []).append(share(sum(e.accepts_format for e in counts)))
        rows.setdefault("rejects, schema accepts", []).append(share(sum(each.rejects_right for each in counts)))
        rows.setdefault("documents without any false verdict", []).append(f"{sum(not e.is_false for e in counts):,}")
        rows.setdefault("documents with a valid value refused", []).append(f"{sum(e.refuses_sample for e in counts):,}")
    head = f"| | {' | '.join(kinds)} |\n|---|{'---|' * len(kinds)}\n"
    return head + "".join(f"| {row} | {' | '.join(cells)} |\n" for row, cells in rows.items())


def report(results: list[Measured], kinds: tuple[str, ...]) -> None:
    """Prints the table, what was refused, and times."""
    print(f"{len(results):,} documents: {dict(Counter(found.corpus for found in results))}")
    print(f"without a valid sample: {sum(not found.valid for found in results):,}\n")
    print(table(results, kinds))
    refused = [found for found in results if found.findings]
    lacking = sum("keyword-not-enforced" in found.findings for found in refused)
    print(f"keyword-not-enforced: {lacking} documents ({100 * lacking / len(results):.2f}%)")
    times = sorted(found.seconds for found in results)
    print(f"bind: median {1000 * times[len(times) // 2]:.0f} ms, slowest {1000 * times[-1]:.0f} ms of CPU\n")
    compared = sum((found.compared for found in results), Counter[str]())
    print(f"compare, of single values: {dict(compared)}")
    for found in results:
        if found.compared["wrong"]:
            print(f"compare is wrong about {found.corpus}/{found.name}")
    print(f"import refuses: {dict(Counter(rule for found in results for rule in found.import_findings))}\n")
    for found in results:
        if found.findings or found.problem:
            print(f"{found.corpus}/{found.name}: {', '.join(found.findings)}{found.problem}")


def progress(done: int, total: int, what: str) -> None:
    """A line for whoever waits, now and then."""
    if done == total or done % 100 == 0:
        print(f"{what}: {done:,} of {total:,}", file=sys.stderr, flush=True)


def main() -> int:
    """Measures, and prints the table and what was refused."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--npm", type=Path, help="a node_modules folder (default: all is installed for this run)")
    options.add_argument("--pypi", type=Path, help="a folder of Python packages")
    options.add_argument("--peer", help="a Python that has datamodel-code-generator")
    options.add_argument("--documents", type=int, default=20, help="of each corpus, at most (default: %(default)s)")
    options.add_argument("--small", action="store_true", help="four documents of each corpus on PyPI, without the peer")
    options.add_argument("--disagreements", type=Path, help="write every false verdict of ours here, a JSON line each")
    options.add_argument("--seed", type=int, default=0)
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        npm, pypi, peer = told.npm, told.pypi, told.peer
        if npm is None:
            npm, pypi, peer = install(Path(folder), npm=not told.small)
        if told.small:
            told.documents, peer = 4, None
        elif not told.npm:
            subprocess.run([peer, "-m", "pip", "install", "-q", *PEER], check=True)
        tasks = [
            (case, told.seed)
            for cases in corpora(npm, pypi).values()
            for case in cases[:: max(1, -(-len(cases) // told.documents))]
        ]
        results: list[Measured] = []
        with Pool(2) as pool:
            for found in pool.imap(measured, tasks, chunksize=4):
                results.append(found)
                progress(len(results), len(tasks), "documents")
        if peer:
            ask_peer(peer, results)
    report(results, (*(("practical", "strict") if peer else ()), "ours", "imported"))
    if told.disagreements:
        lines = (json.dumps(wrong) + "\n" for found in results for wrong in found.wrong)
        told.disagreements.write_text("".join(lines), "utf-8")
    is_false = any(found.counted["ours"].is_false for found in results if "ours" in found.counted)
    return int(is_false or any(found.compared["wrong"] for found in results))


if __name__ == "__main__":
    sys.exit(main())
