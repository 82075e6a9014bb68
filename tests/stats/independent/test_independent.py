"""Every figure computed a second time: from the exported table and the days known to those who made the year, by other code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from db import connection
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.services.setup import built_in_plan
from qcapp.stats.figures import Figures, Tally, UnitFigures
from tests.factory import small_plan
from tests.stats.independent.counting import NOTHING, Counted, Sums, due_day, percent, places, score, sums
from tests.stats.independent.player import Player, close_player, open_player
from tests.stats.independent.table import read_table
from tests.stats.independent.year import Year, make_year

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
DEFAULT = (40, 30, 30)
Rows = list[Counted]
Play = Callable[..., Player]


class Book:
    """The exported tables of a ledger, read by the independent reader; each once."""

    def __init__(self, player: Player, year: Year, moved: bool = False) -> None:
        self.player, self.year, self.moved = player, year, moved
        self._read: dict[int, list[tuple[str, str, int, str, int, int]]] = {}

    def rows(self, month: int, on: date, until: date | None = None) -> Rows:
        """``on``: the day that it is; ``until``: as of which past day, None for what the diary says in the end."""
        if month not in self._read:
            self._read[month] = list(self._tables(month))
        found = []
        for unit, task, no, progress, filled, cells in self._read[month]:
            step = self.year.step((month, unit, no), until)
            assert (step is not None) == (progress not in NOTHING), (month, unit, no, progress, step)
            apart = [each for each in self.year.apart if each.covers(month, unit, no)]
            due = not any(each.until is None for each in apart)
            last = due_day(month, self.moved)
            for until_day in sorted((each.until for each in apart if each.until), reverse=True)[:1]:
                last = max(last, until_day)
                due = due and (step is not None or on > last)
            found.append(Counted(
                month, no, unit, task, due, step is not None, step is not None and step.received <= last,
                step is not None and not step.first.hard, step is not None and not step.now.hard, filled, cells,
                step.first.halves if step else 0,
            ))
        return found

    def _tables(self, month: int) -> Iterator[tuple[str, str, int, str, int, int]]:
        for unit, path in self.player.export(Period(2021, month)):
            for row in read_table(path):
                yield unit, row.task, row.no, row.progress.strip(), row.filled, len(row.cells)


def told(tally: Tally) -> Sums:
    assert tally.deducted * 2 == int(tally.deducted * 2)
    return Sums(
        tally.due, tally.reported, tally.on_time, tally.qualified, tally.qualified_now, tally.filled, tally.cells,
        int(tally.deducted * 2), tally.measures, tally.measures_reported,
    )


def check(
    figures: Figures, rows: Rows, weights: tuple[int, int, int] = DEFAULT, deduction: int = 0,
    groups: Mapping[str, str] | None = None,
) -> dict[str, int | None]:
    """All that the program says against all that the second computation does; the places by unit."""
    assert told(figures.total) == sums(rows)
    _check_rates(figures.total, sums(rows))
    by_unit = _by(rows, lambda row: row.unit)
    assert set(by_unit) == {unit.unit for unit in figures.units}
    scores = {unit: score(sums(own), weights, deduction) for unit, own in by_unit.items()}
    ranks = places(scores)
    for unit in figures.units:
        own = sums(by_unit[unit.unit])
        assert told(unit.tally) == own, unit.unit
        _check_rates(unit.tally, own)
        shown = unit.standing.score
        assert (None if shown is None else int(shown * 10)) == scores[unit.unit], unit.unit
        assert unit.standing.rank == ranks[unit.unit], unit.unit
        group = (groups or {}).get(unit.unit, "")
        assert unit.standing.group == group
        fellows = places({name: scores[name] for name in by_unit if (groups or {}).get(name, "") == group})
        assert unit.standing.group_rank == (fellows[unit.unit] if group else None)
    by_task = _by(rows, lambda row: row.task)
    assert {task.heading: told(task.tally) for task in figures.tasks} == {task: sums(own) for task, own in by_task.items()}
    return ranks


def _check_rates(tally: Tally, own: Sums) -> None:
    assert [tally.coverage.words, tally.timeliness.words, tally.qualification.words, tally.qualification_now.words] == [
        percent(own.reported, own.due), percent(own.on_time, own.due), percent(own.qualified, own.reported),
        percent(own.qualified_now, own.reported),
    ]
    assert tally.fullness.words == percent(own.filled, own.cells)


def _by(rows: Iterable[Counted], key: Callable[[Counted], str]) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Play]:
    # What the disk takes to be sure is not what is tried here.
    monkeypatch.setattr("os.fsync", lambda handle: None)
    monkeypatch.setattr(connection, "_PRAGMAS", (*connection._PRAGMAS, "PRAGMA synchronous=OFF"))
    players: list[Player] = []

    def played(year: Year, until: date | None = None) -> Player:
        players.append(open_player(tmp_path / str(len(players)), year.plan))
        year.play(players[-1], until)
        return players[-1]

    yield played
    for player in players:
        close_player(player)


def check_year(play: Play, plan: Plan, seed: int, spans: Sequence[tuple[int, int]], past: Sequence[date]) -> None:
    year = make_year(plan, seed)
    player = play(year)
    stats, today = player.services.stats, player.clock.today()
    book = Book(player, year)
    rows = {month: book.rows(month, today) for month in year.months}
    ranks: dict[str, int | None] = {}
    for month in year.months:
        figures = stats.month(Period(2021, month))
        before = ranks
        ranks = check(figures, rows[month])
        assert {unit.unit: unit.before.rank for unit in figures.units if unit.before} == before
        assert all(
            unit.rank_change == risen(unit, before, ranks) for unit in figures.units if before
        )
    for first, last in spans:
        months = [month for month in year.months if first <= month <= last]
        span = stats.span(Period(2021, first), Period(2021, last))
        assert [period.month for period in span.months] == months
        check(span, [row for month in months for row in rows[month]])
    check(stats.year(2021), [row for month in year.months for row in rows[month]])
    for day in past:
        check_past(play, year, player, day)


def risen(unit: UnitFigures, before: Mapping[str, int | None], now: Mapping[str, int | None]) -> int | None:
    """Places up. A first place without points is none; who reported nothing or has no more points has not gone up."""
    assert unit.before
    for standing, rank in ((unit.before, before[unit.unit]), (unit.standing, now[unit.unit])):
        if rank is None or (rank == 1 and standing.score == 0):
            return None
    up = (before[unit.unit] or 0) - (now[unit.unit] or 0)
    more = (unit.standing.score or 0) > (unit.before.score or 0)
    return up if up <= 0 or (unit.tally.reported and more) else None


def check_past(play: Play, year: Year, player: Player, day: date) -> None:
    """A ledger in which nothing came after that day says what the whole one says as of it."""
    book = Book(play(year, day), year)
    months = [month for month in year.months if date(2021, month, 1) <= day]
    rows = {month: book.rows(month, day, day) for month in months}
    for month in months[-3:]:
        check(player.services.stats.month(Period(2021, month), day), rows[month])
    check(player.services.stats.year(2021, day), [row for month in months for row in rows[month]])


@pytest.mark.parametrize("seed", [1, 2, 8])
def test_a_year_of_the_small_list(play: Play, seed: int) -> None:
    check_year(play, small_plan(), seed, [(1, 3), (2, 9), (6, 6)], [date(2021, 3, 27), date(2021, 8, 28)])


def test_a_year_of_the_built_in_list(play: Play) -> None:
    check_year(play, built_in_plan(RESOURCES), 74, [(4, 6), (5, 12)], [date(2021, 2, 26)])


@pytest.mark.parametrize(
    ("weights", "deduction", "groups", "moved"),
    [
        ((50, 25, 25), 5, {}, False),
        ((1, 1, 1), 0, {"区政数局": "大", "区税务局": "大", "高新区税务局": "小"}, True),
        ((0, 0, 9), 20, {"区税务局": "税务", "高新区税务局": "税务"}, True),
    ],
)
def test_weights_deduction_groups_and_holidays_of_the_settings(
    play: Play, weights: tuple[int, int, int], deduction: int, groups: dict[str, str], moved: bool
) -> None:
    year = make_year(small_plan(), sum(weights), (4, 6, 7, 9, 12))
    player = play(year)
    keys = ("score.coverage", "score.timeliness", "score.qualification")
    player.set_up(
        dict(zip(keys, map(str, weights), strict=True))
        | {"score.deduction": str(deduction), "score.groups": json.dumps(groups, ensure_ascii=False)}
        | {"due.shift": "workday" if moved else "no"}
    )
    book = Book(player, year, moved)
    stats, today = player.services.stats, player.clock.today()
    every = []
    for month in year.months:
        rows = book.rows(month, today)
        every += rows
        figures = stats.month(Period(2021, month))
        assert {fact.due_day for fact in figures.facts if not fact.apart} == {due_day(month, moved)}
        check(figures, rows, weights, deduction, groups)
    check(stats.year(2021), every, weights, deduction, groups)


def test_a_month_of_real_files(tmp_path: Path, play: Play) -> None:
    """Forms as they are sent, filled in as spreadsheets, read by the reader of foreign files."""
    from qcapp.intake.reader import SafeReader
    from tools.made_up_returns import fill_xlsx

    year = make_year(built_in_plan(RESOURCES), 0, ())
    player = play(year)
    july = Period(2021, 7)
    player.clock.time = datetime(2021, 7, 1, 9)
    player.dispatch(july, "xlsx")
    year.months.append(7)
    reader, came = SafeReader(), dict[str, int]()
    try:
        for day in (24, 25, 26):
            player.clock.time = datetime(2021, 7, 28, day - 10)
            files = []
            for place, (unit, numbers) in enumerate(year.plan.measures_of.items()):
                if place % 4 == day - 24:
                    came[unit] = day
                    sent = player.folder / "下发2021-07" / f"{unit}_2021年7月下发表.xlsx"
                    answers = year.answers(7, unit, numbers, date(2021, 7, day))
                    files.append(fill_xlsx(sent, tmp_path / "回收" / f"{place}.xlsx", answers))
            player.receive_files(f"收{day}", july, date(2021, 7, day), reader, files)
    finally:
        reader.close()
    rows = Book(player, year).rows(7, player.clock.today())
    assert {row.reported for row in rows} == {row.on_time for row in rows} == {row.good_first for row in rows} == {True, False}
    check(player.services.stats.month(july), rows)
    early = [row if came.get(row.unit, 99) < 26 else blank(row) for row in rows]
    check(player.services.stats.month(july, date(2021, 7, 25)), early)


def blank(row: Counted) -> Counted:
    """The row as it was before anything came: nothing is known of any earlier month."""
    return replace(row, reported=False, on_time=False, good_first=False, good_now=False, filled=0, halves=0)
