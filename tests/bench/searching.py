"""How long a search takes in a district's ledger: all its measures, twelve months a year, several years of the same list."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path

from qcapp.domain.period import Period
from tests.bench.bench import Bench
from tests.bench.office import workplace
from tests.bench.results import Outcome, Result
from tests.bench.timing import in_turn

YEARS = 4
QUERIES = ("发票", "推进", "qzsj", "zhengshuju", "11", "发票 312", "区税务局 推进", "07633312345", "张三", "zs", "的", "无此词")
_SAID = "本月已按计划推进第 {0} 项工作，办理业务 {1} 件，发放发票 {2} 份，下一步继续优化流程、加强宣传，按期办结。"

_INSERT = "INSERT OR IGNORE INTO cell (assignment, field, period, text, change) VALUES (?, ?, ?, ?, ?)"


def grown(source: Path, target: Path) -> int:
    """A ledger with the months before its own filled, so many years back; answers how many fields it holds."""
    with sqlite3.connect(source) as old, sqlite3.connect(target) as ledger:
        old.backup(ledger)
        change = ledger.execute("SELECT max(id) FROM change").fetchone()[0]
        (last,) = ledger.execute("SELECT max(period) FROM cell").fetchone()
        newest = Period(last // 100, last % 100)
        assignments = [row[0] for row in ledger.execute("SELECT id FROM assignment")]
        for back in range(1, 12 * YEARS):
            month = newest.shifted(-back)
            rows = [
                (assignment, name, month.year * 100 + month.month, text, change)
                for assignment in assignments for name, text in _said(assignment, back)
            ]
            ledger.executemany(_INSERT, rows)
        return int(ledger.execute("SELECT count(*) FROM cell").fetchone()[0])


def _said(assignment: int, back: int) -> list[tuple[str, str]]:
    problems = "无" if back % 3 else "人手不足，需要协调。"
    said = [("progress", _SAID.format(assignment, back * 7, back * 13)), ("problems", problems)]
    return said + ([("liaison.name", f"张三{'甲乙丙丁'[back % 4]}")] if back % 6 == 0 else [])


def measure(bench: Bench) -> list[Outcome]:
    large = bench.folder / "years.sqlite3"
    cells = grown(bench.month.ledger, large)
    with workplace(large) as (_, services):
        services.search.prepare()
        present = services.look.newest_period()
        if not services.search.search("发票", present).places or services.search.search("无此词", present).places:
            raise RuntimeError("The search finds what is not there, or not what is.")
        times = in_turn(
            {text: bench.clocked(partial(services.search.search, text, present)) for text in QUERIES}, 2 * bench.rounds
        )
    slowest = max(times, key=lambda text: times[text].middle)
    return [Result("search", times[slowest], note=f"“{slowest}” in {cells:,} fields")]
