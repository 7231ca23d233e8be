"""How many events a CPU second takes through many rules: ours, parsing alone, and the matchers of two emulators.

    python tests/benchmarks/patterns.py [--rules 1,10,100,1000,10000] [--rounds 40] [--no-peers]

The stream: 2,000 payslip events of about 2 KB, as bytes. The rules: N of one kind; 5 to 15% of the events match some.
All contenders take turns on the same 100 events in one process, so that a busy machine slows all alike; of the
rounds the best counts for each turn, and ratios are to `orjson.loads` of the same events.
"""

from __future__ import annotations

import argparse
import copy
import gc
import json
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import orjson
from ministack.services import eventbridge
from moto.events.models import EventPattern

from bridgewright.contracts.catalog import build_catalog
from bridgewright.patterns import Pattern, RuleSet
from bridgewright.project.folder import load_sources
from bridgewright.sample import envelope

ROOT = Path(__file__).resolve().parents[2]
EVENTS = 2_000
CHUNK = 100
MATCHING = 0.1
"""The share of events whose employee is one that rules ask for."""
PEER_SECONDS = 1.0
"""A peer takes as many events as this time allows."""


def stream(rng: Random, employees: Sequence[str]) -> list[bytes]:
    """The events, as EventBridge would hand them over: every tenth is about one of `employees`."""
    sources, _ = load_sources(ROOT / "contracts")
    catalog, _ = build_catalog(sources) if sources else (None, ())
    assert catalog is not None
    contract = catalog.versions("payslip.uploaded", 2)[-1]
    details = [example.detail for example in contract.examples]
    events = []
    for number in range(EVENTS):
        detail = copy.deepcopy(details[number % len(details)])
        data, payslip = detail["data"], detail["data"]["payslip"]
        detail["metadata"]["idempotencyKey"] = data["payslipId"] = str(_uuid(rng))
        payslip["employee"]["id"] = rng.choice(employees) if rng.random() < MATCHING else f"X-{rng.randrange(10**6):06}"
        payslip["employee"]["name"] = rng.choice(["Siân Jones", "Anna Smith", "Bo Li"]) + f" {number}"
        payslip["currency"] = rng.choice(["GBP", "EUR"])
        data["delivery"]["channel"] = rng.choice(["pdf", "paper", "portal"])
        event = envelope(contract, detail, id=str(_uuid(rng)))
        events.append(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())
    return events


def _uuid(rng: Random) -> str:
    text = f"{rng.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def exact_rules(count: int) -> dict[str, dict[str, Any]]:
    """Rules that name source, detail-type, and an employee."""
    return {f"r{n}": _rule({"payslip": {"employee": {"id": [employee(n, count)]}}}) for n in range(count)}


def mixed_rules(count: int) -> dict[str, dict[str, Any]]:
    """Rules of every operator; most have something selective, as rules of a bus do."""
    makers: list[Callable[[str, int], dict[str, Any]]] = [
        lambda who, _: {"payslip": {"employee": {"id": [who]}}},
        lambda who, _: {"payslip": {"employee": {"id": [{"prefix": who}]}, "currency": ["GBP"]}},
        lambda who, _: {"payslip": {"employee": {"id": [{"suffix": who[-6:]}]}}, "delivery": {"channel": ["pdf"]}},
        lambda who, _: {"payslip": {"employee": {"id": [{"equals-ignore-case": who.lower()}]}}},
        lambda who, _: {"payslip": {"employee": {"id": [{"wildcard": f"{who[:5]}*{who[-4:]}"}]}}},
        lambda who, _: {"payslip": {"employee": {"id": [who]}}, "delivery": {"channel": [{"anything-but": "paper"}]}},
        lambda who, _: {"payslip": {"employee": {"id": [{"prefix": {"equals-ignore-case": who}}]}}},
        lambda who, n: {"$or": [{"payslipId": [{"prefix": f"{n:08x}"}]}, {"payslip": {"employee": {"id": [who]}}}]},
        lambda who, _: {"payslip": {"employee": {"id": [who]}, "message": [{"exists": False}]}},
        lambda who, n: {"payslip": {"employee": {"id": [who, {"prefix": f"Z{n}"}]}, "payDate": [{"prefix": "20"}]}},
        lambda who, n: {"payslip": {"employee": {"id": [who]}}, "rank": [{"exists": False}, {"numeric": [">", n]}]},
    ]
    return {f"r{n}": _rule(makers[n % len(makers)](employee(n, count), n)) for n in range(count)}


def employee(number: int, count: int) -> str:
    """Whom rule `number` of `count` asks for."""
    return f"E{number % 7}{number:06}" if count else ""


def _rule(data: dict[str, Any]) -> dict[str, Any]:
    return {"source": ["leejames.payroll"], "detail-type": ["payslip.uploaded"], "detail": {"data": data}}


Contender = Callable[[Sequence[Any]], int]


def contenders(rules: dict[str, dict[str, Any]], *, peers: bool) -> dict[str, tuple[str, Contender]]:
    """Name -> (what it takes: `bytes`, `decoded` or `entry`; a function that counts the events it matches)."""
    ours = RuleSet({name: Pattern.parse(rule) for name, rule in rules.items()})
    found: dict[str, tuple[str, Contender]] = {
        "orjson.loads": ("bytes", lambda events: sum(1 for event in events if not orjson.loads(event))),
        "json.loads": ("bytes", lambda events: sum(1 for event in events if not json.loads(event))),
        "ours, bytes": ("bytes", lambda events: sum(1 for event in events if ours.match(event))),
        "ours, decoded": ("decoded", lambda events: sum(1 for event in events if ours.match(event))),
    }
    if peers:
        of_ministack = [eventbridge._compile_pattern(rule) for rule in rules.values()]
        of_moto = [EventPattern(None, rule) for rule in rules.values()]
        found["ministack, entry"] = ("entry", lambda events: sum(_ministack(of_ministack, event) for event in events))
        found["moto, decoded"] = (
            "decoded",
            lambda events: sum(True in [pattern.matches_event(event) for pattern in of_moto] for event in events),
        )
    return found


def _ministack(rules: list[Any], entry: dict[str, Any]) -> bool:
    view = eventbridge._pattern_event_view(entry)
    verdicts = [any(eventbridge._matches_alternative(view, one) for one in alternatives) for alternatives in rules]
    return True in verdicts


def entry(event: dict[str, Any]) -> dict[str, Any]:
    """The event as PutEvents took it."""
    return {
        "Source": event["source"],
        "DetailType": event["detail-type"],
        "Detail": json.dumps(event["detail"]),
        "Account": event["account"],
        "Region": event["region"],
        "EventId": event["id"],
        "Time": 1_795_426_200,
    }


def measure(rules: dict[str, dict[str, Any]], raw: list[bytes], rounds: int, *, peers: bool) -> dict[str, float]:
    """Events per CPU second of each contender; all take turns on the same chunks."""
    decoded = [orjson.loads(event) for event in raw]
    given = {"bytes": raw, "decoded": decoded, "entry": [entry(event) for event in decoded]}
    running = contenders(rules, peers=peers)
    matched = {name: run(given[kind][:1]) for name, (kind, run) in running.items()}  # builds what is built lazily
    takes = {name: _takes(run, given[kind]) for name, (kind, run) in running.items()}
    best: dict[str, dict[int, float]] = {name: {} for name in running}
    matched = dict.fromkeys(running, 0)
    for turn in range(rounds):
        for start in range(0, EVENTS, CHUNK):
            for name, (kind, run) in running.items():
                if start + CHUNK > takes[name] and (start or turn):
                    continue
                chunk = given[kind][start : start + min(CHUNK, takes[name])]
                before = time.process_time()
                count = run(chunk)
                spent = (time.process_time() - before) / len(chunk)
                best[name][start] = min(spent, best[name].get(start, spent))
                matched[name] += count if not turn else 0
    share = matched["ours, bytes"] / EVENTS
    print(f"  {share:.1%} of the events match a rule")
    return {name: len(times) / sum(times.values()) for name, times in best.items()}


def _takes(run: Contender, events: Sequence[Any]) -> int:
    """How many events a contender gets: all, or as many whole chunks (at least one event) as its time allows."""
    before = time.process_time()
    run(events[:2])
    affordable = int(PEER_SECONDS / max((time.process_time() - before) / 2, 1e-9))
    return EVENTS if affordable >= EVENTS else max(affordable // CHUNK * CHUNK, min(affordable, CHUNK), 1)


@dataclass(frozen=True, slots=True)
class Built:
    """CPU seconds to parse and index the rules; of `json.loads` of their texts, thrown away or kept as rules are."""

    spent: float
    thrown_away: float
    kept: float
    megabytes: float


def build(rules: dict[str, dict[str, Any]]) -> Built:
    """The best of three turns each. Keeping many objects costs time of its own: the collector walks over them."""
    texts = {name: json.dumps(rule) for name, rule in rules.items()}
    thrown_away, kept, spent = [], [], []
    for _ in range(3):
        thrown_away.append(_seconds(lambda: [None for text in texts.values() if json.loads(text) is None]))
        kept.append(_seconds(lambda: [json.loads(text) for text in texts.values()]))
        spent.append(_seconds(lambda: _made(texts)))
    tracemalloc.start()
    made = _made(texts)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del made
    return Built(min(spent), min(thrown_away), min(kept), size / 1e6)


def _seconds(work: Callable[[], object]) -> float:
    """CPU time of the work, what it leaves included until it is done."""
    before = time.process_time()
    result = work()
    spent = time.process_time() - before
    del result
    return spent


def _made(texts: dict[str, str]) -> RuleSet:
    made = RuleSet({name: Pattern.parse(text) for name, text in texts.items()})
    made.match({})
    return made


def main() -> None:
    """Prints a table for each kind of rules."""
    options = argparse.ArgumentParser(description="Events per CPU second through many rules.")
    options.add_argument("--rules", default="1,10,100,1000,10000")
    options.add_argument("--rounds", type=int, default=40)
    options.add_argument("--no-peers", action="store_true")
    given = options.parse_args()
    gc.freeze()  # the emulators' many objects would make every collection slow
    for kind, make in (("exact", exact_rules), ("mixed", mixed_rules)):
        for count in map(int, given.rules.split(",")):
            rules = make(count)
            raw = stream(Random(count), [employee(n, count) for n in range(count)])
            size = sum(map(len, raw)) / len(raw)
            print(f"{count:,} rules, {kind}; {EVENTS:,} events of {size:,.0f} bytes on average")
            rates = measure(rules, raw, given.rounds, peers=not given.no_peers)
            for name, rate in rates.items():
                print(f"  {name:<18}{rate:>12,.0f} events/CPU s   {rate / rates['orjson.loads']:.3f} of orjson.loads")
            built = build(rules)
            print(
                f"  built in {built.spent:.2f} s, {built.megabytes:.1f} MB; of json.loads of the patterns,"
                f" kept {built.spent / built.kept:.1f}, thrown away {built.spent / built.thrown_away:.1f}"
            )


if __name__ == "__main__":
    main()
