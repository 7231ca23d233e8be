"""Asks `bind` and `compare` every case of the official suite, and prints how many answers are right.

Exit code 1: an answer differs and `differences.toml` doesn't list it, or one that is listed differs no more.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
import tempfile
import time
from pathlib import Path

from suite.answers import ASKED
from suite.cases import cases, remotes
from suite.differences import Answered, figures, kinds_in, problems
from suite.fetching import fetched

_DIFFERENCES = Path(__file__).with_name("differences.toml")
_CACHE = Path(__file__).parents[2] / ".build/suite"


def main() -> int:
    """Asks, judges and prints."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cache", type=Path, default=_CACHE, help="the folder that keeps the suite (%(default)s)")
    options.add_argument("--all", action="store_true", help="print every difference, not only those that aren't listed")
    told = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fetched(told.cache)) as archive:
            archive.extractall(folder, filter="data")
        suite = next(Path(folder).glob("*/json"))
        others = remotes(suite / "remotes")
        before = time.perf_counter()
        answered = [
            Answered(case, by, ask(case, others)) for by, ask in ASKED.items() for case in cases(suite / "tests")
        ]
    kinds = () if told.all else kinds_in(_DIFFERENCES.read_text("utf-8"))
    wrong = list(problems(answered, kinds))
    print("\n".join([*wrong, *([""] if wrong else []), figures(answered)]))
    print(f"{len(answered):,} answers in {time.perf_counter() - before:.1f} s; {len(kinds)} kinds of differences")
    return int(bool(wrong) and not told.all)


if __name__ == "__main__":
    sys.exit(main())
