"""``make bench``: what the program promises of its speed, as ratios to what a person would use instead, measured in the same run.

python -m tests.bench [SUBJECT…] [--quick] [--rounds N] [--busy] [--out FILE]
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bench import ROOT, Bench
from tests.bench.goals import GOALS
from tests.bench.report import markdown, printed, summary, worst_first
from tests.bench.results import ENOUGH, Outcome, Skipped
from tests.bench.stages import of_merges

OUT = ROOT / "docs" / "benchmarks.md"
SUBJECTS = tuple(dict.fromkeys(goal.subject for goal in GOALS))
_PLACES = {goal.key: place for place, goal in enumerate(GOALS)}


def measured(subject: str, bench: Bench) -> list[Outcome]:
    """In the order of the goals."""
    try:
        found: list[Outcome] = import_module(f"tests.bench.{subject}").measure(bench)
    except Exception as error:  # what the others have taken minutes to measure is told all the same
        traceback.print_exc()
        why = f"failed: {type(error).__name__}"
        found = [Skipped(goal.key, why) for goal in GOALS if goal.subject == subject]
    return sorted(found, key=lambda outcome: _PLACES[outcome.goal])


def main(words: Sequence[str]) -> None:
    """The page in docs is written after a whole run only, or where ``--out`` says."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure the program's goals.")
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=f"all, or some of: {', '.join(SUBJECTS)}")
    parser.add_argument("--quick", action="store_true", help="smaller, fewer rounds, printed only")
    parser.add_argument("--rounds", type=int, metavar="N", help=f"of each side; {ENOUGH} where not said")
    parser.add_argument("--busy", action="store_true", help="processor time where possible: the machine has other things to do")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the page there")
    args = parser.parse_args(words)
    if unknown := set(args.subjects) - set(SUBJECTS):
        parser.error(f"no such subject: {', '.join(sorted(unknown))}")
    rounds = args.rounds or (3 if args.quick else ENOUGH)
    outcomes: list[Outcome] = []
    with TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        bench = Bench(Path(folder), rounds, args.quick, args.busy)
        for subject in args.subjects or SUBJECTS:
            began = time.perf_counter()
            outcomes += measured(subject, bench)
            print(f"{subject}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
        whole = not args.subjects and not args.quick and not args.busy
        merges = of_merges(bench) if whole else ()
    print(printed(outcomes))
    print(f"\n{summary(outcomes)}")
    for result in worst_first(outcomes):
        print(f"  {result.verdict.value}: {result.told.work} / {result.told.other}".rstrip(" /"))
    if args.out or whole:
        out = args.out or OUT
        out.write_text(markdown(outcomes, date.today(), rounds, busy=args.busy, merges=merges), encoding="utf-8", newline="\n")
        print(f"\n{out}")


if __name__ == "__main__":
    main(sys.argv[1:])
