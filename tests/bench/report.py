"""What was measured, told: a table for the screen, and docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from tests.bench.bench import ROOT
from tests.bench.goals import Goal, How
from tests.bench.results import ENOUGH, FAR, FAR_OF_MEMORY, Outcome, Result, Skipped, Verdict
from tests.bench.stages import Merging

HEADINGS = ("work", "compared with", "ours", "other", "ratio", "spread", "goal", "")
_LIBRARIES = ("PySide6_Essentials", "SQLAlchemy", "openpyxl", "python-docx", "pandas", "lxml", "python-calamine")

_HEAD = """# Benchmarks

Written by `make bench`, not by hand. The program and what a user, or a competent colleague, would take instead do the same work
alternately in one run; ratios travel, times don't.

- **ours** and **other** are medians; **ratio** is what the goal is about: other ÷ ours where ours is to be *faster* (≥), ours ÷
  other where it is to stay *within* (≤) a floor or a smaller case, and the figure itself where the goal is a limit.
- **spread** is the least and the largest ratio of a round, each of runs that followed one another.
- A goal is *met* or *not met* when the ratio and the whole middle half of the rounds' ratios are on the same side of it; else
  it is *{unsure}*. Of fewer than {enough} rounds (a peer that takes a minute runs once) it must be so by a factor of {far:g},
  of a limit in MB by {far_of_memory:g}.
- A *floor* is the least that any program must do. The peers are in `tests/bench/peers`, each a script to be run by itself; whole
  processes count from the spawn, both sides with imports compiled and files in the page cache.
- *Few* entries are those of a ledger of few months, each as large as in the ledger of ten years: two months at least, since a
  month's rates tell where each unit stood in the month before, which both sides judge for that.
- Each work is checked: what was merged, read and written is counted and compared, so that no failure is measured as a success.

Run it again: `make bench` (ten minutes on two quiet cores), `make bench ARGS="merging --rounds 9"` for one subject, printed only,
`make bench ARGS=--quick` for a glance, `QC_BENCH_GROWTH=full` for the ledger of 1.1 M entries. The goals: `tests/bench/goals.py`.
"""


_STAGES = """## Where the time of a merge goes

The command stage by stage, medians of as many runs: by the clock, and of processor in the program's own process and in the one
that reads, which works beside it. Below each, the least that parts of the same work would take any program.
"""
_STAGE_HEADINGS = ("stage", "clock", "own process", "reading process")

_BUSY = """
**Processor time, not the clock**, for the machine had other things to do: a process counts with all that it starts, so that what
the program does in two processes at once counts twice, and a wait for the disk not at all.
"""


def cells(outcome: Outcome) -> tuple[str, ...]:
    """One row of the table, by HEADINGS."""
    goal = outcome.told
    if isinstance(outcome, Skipped):
        return goal.work, goal.other, "", "", "", "", goal.words, f"{outcome.verdict.value}: {outcome.why}"
    work = f"{goal.work} ({outcome.note})" if outcome.note else goal.work
    low, high = min(outcome.figures), max(outcome.figures)
    other = _amount(outcome.peer.middle, goal.unit) if outcome.peer else ""
    spread = "one run" if outcome.rounds == 1 else f"{_ratio(low, goal)}–{_ratio(high, goal)}"
    return (
        work, goal.other, _amount(outcome.ours.middle, goal.unit), other, _ratio(outcome.figure, goal), spread, goal.words,
        outcome.verdict.value,
    )


def _amount(figure: float, unit: str) -> str:
    return f"{figure:,.0f} {unit}" if figure >= 100 else f"{figure:.3g} {unit}"


def _ratio(figure: float, goal: Goal) -> str:
    shown = f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"
    return f"{shown} {goal.unit}" if goal.how is How.LIMIT else f"{shown} ×"


def printed(outcomes: Sequence[Outcome]) -> str:
    rows = [HEADINGS, *map(cells, outcomes)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)


def markdown(
    outcomes: Sequence[Outcome], day: date, rounds: int, *, busy: bool = False, merges: Sequence[Merging] = ()
) -> str:
    lines = _table(HEADINGS, map(cells, outcomes))
    head = _HEAD.format(unsure=Verdict.UNSURE.value, enough=ENOUGH, far=FAR, far_of_memory=FAR_OF_MEMORY)
    when = f"{day.isoformat()}, {rounds} rounds at least; {machine()}."
    told = [line for merging in merges for line in _stages(merging)]
    after = ("", _STAGES, *told) if told else ()
    return "\n".join((head, when, *((_BUSY,) if busy else ()), "", *lines, "", summary(outcomes), *after, ""))


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(headings)} |", f"|{' --- |' * len(headings)}", *(f"| {' | '.join(row)} |" for row in rows)]


def _stages(merging: Merging) -> list[str]:
    whole = merging.whole
    figures = [(each.name, _ms(each.clock), _ms(each.own), _ms(each.reading)) for each in merging.stages]
    figures += [("**All of it**", _ms(whole.clock), _ms(whole.own), _ms(whole.reading))]
    figures += [(f"*{each.name}*", _ms(each.clock), "", "") for each in merging.floors]
    return [*_table((f"{merging.files} {merging.kind}, {_STAGE_HEADINGS[0]}", *_STAGE_HEADINGS[1:]), figures), ""]


def _ms(figure: float) -> str:
    return _amount(figure, "ms") if figure else ""


def summary(outcomes: Sequence[Outcome]) -> str:
    """Of 20 goals 18 are met, 1 is not met, …"""
    aimed = [outcome for outcome in outcomes if outcome.told.bound is not None]
    counts = [
        f"{sum(outcome.verdict is verdict for outcome in aimed)} {verdict.value}" for verdict in Verdict
        if verdict is not Verdict.SHOWN and any(outcome.verdict is verdict for outcome in aimed)
    ]
    return f"{len(aimed)} goals: {', '.join(counts)}."


def machine() -> str:
    """Where and of what: commit, processors, versions."""
    from PySide6.QtCore import qVersion

    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"commit {commit()}; {os.cpu_count()} × {processor()}, {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}, Qt {qVersion()}, SQLite {sqlite3.sqlite_version}; {libraries}"
    )


def commit() -> str:
    """Its short name, with + where files differ from it."""
    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    try:
        changed = [line for line in git("status", "--porcelain").splitlines() if not line.endswith("docs/benchmarks.md")]
        return (git("rev-parse", "--short", "HEAD") or "unknown") + ("+" if changed else "")
    except OSError:
        return "unknown"


def processor() -> str:
    """Its name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def worst_first(outcomes: Sequence[Outcome]) -> list[Result]:
    """Goals that are not met, by how far."""
    missed = [each for each in outcomes if isinstance(each, Result) and each.verdict in (Verdict.MISSED, Verdict.UNSURE)]
    return sorted(missed, key=_distance, reverse=True)


def _distance(result: Result) -> float:
    bound = result.told.bound or 1.0
    return bound / result.figure if result.told.how is How.FASTER else result.figure / bound
