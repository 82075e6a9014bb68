"""Fault 12: files come twice, late, in any order, one by one or all together. The ledger is the same.

What may differ is what tells of the merging itself: the list of operations and the running numbers in it. And one thing is
decided by order, on purpose: of two returns of one unit **on the same day** the one that is merged later counts, as the unit's
correction of that day. Of returns of different days the later day counts, however late the earlier one is merged.

Words that mean the same (2021-12-31, 2021年12月底) are no difference to a merge: those stay that came to the ledger first. So no
two of the words below mean the same.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.opening import open_ledger
from qcapp.domain.ledger import CellKey
from qcapp.ports import LedgerStore
from tests.factory import FixedClock, small_plan
from tests.faults.judging import whole
from tests.faults.month import Month, opened, state_of
from tests.faults.tally import FAULTS, times
from tests.merge.world import JULY, returned_file
from tests.new_ledgers import new_ledger
from tests.services.office import Office, open_office

FAULT = FAULTS[12]
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
NUMBERS = {"区政数局": (1, 2), "区税务局": (3, 4), "高新区税务局": (3,)}
FIELDS = ("progress", "problems", "deadline", "liaison.name", "responsible.phone")
_TEXTS = {
    "progress": ("", "甲", "乙", "甲 乙", "本月无新进展", "同上"), "problems": ("", "无", "丙", "丁"),
    "deadline": ("", "2021年12月底", "2022-06-30", "长期坚持"), "liaison.name": ("", "王五", "赵六"),
    "responsible.phone": ("", "0763-3333333", "1.38E+10"),
}
_ROW = st.fixed_dictionaries({field: st.sampled_from(_TEXTS[field]) for field in FIELDS})


@dataclass(frozen=True)
class Returned:
    """One unit's form as it came back on a day of July; ``rows``: what it says of each of its measures."""

    unit: str
    day: int
    rows: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]

    @property
    def cells(self) -> dict[int, dict[str, str]]:
        return {no: dict(texts) for no, texts in self.rows}


@st.composite
def _returned(draw: st.DrawFn) -> Returned:
    unit = draw(st.sampled_from(sorted(NUMBERS)))
    rows = tuple((no, tuple(draw(_ROW).items())) for no in NUMBERS[unit])
    return Returned(unit, draw(st.integers(20, 25)), rows)


_RETURNS = st.lists(_returned(), min_size=2, max_size=6, unique_by=lambda each: (each.unit, each.day))
_EDITS = st.lists(
    st.tuples(st.sampled_from(sorted(NUMBERS)), st.integers(0, 1), st.sampled_from(FIELDS), st.integers(1, 2)), max_size=3
)


@cache
def _sent_out(edits: tuple[tuple[str, int, str, int], ...]) -> bytes:
    """A ledger that was dispatched from, and then edited by hand: those fields meet other words in the returns."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        clock = FixedClock(datetime(2021, 7, 19, 8, 0))
        store = new_ledger(Path(folder) / "l.sqlite3", small_plan(), clock, "经办人")
        office = open_office(store, clock)
        office.services.edit.set_field(1, "区政数局", JULY, "liaison.name", "王五")
        office.services.edit.set_field(1, "区政数局", JULY, "problems", "丙")
        office.dispatch()
        for unit, place, field, text in edits:
            no = NUMBERS[unit][place % len(NUMBERS[unit])]
            office.services.edit.set_field(no, unit, JULY, field, _TEXTS[field][text])
        store.close()
        return (Path(folder) / "l.sqlite3").read_bytes()


@contextmanager
def _office(edits: Sequence[tuple[str, int, str, int]]) -> Iterator[Office]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder) / "l.sqlite3"
        path.write_bytes(_sent_out(tuple(edits)))
        clock = FixedClock(datetime(2021, 7, 26, 8, 0))
        store = open_ledger(path, clock)
        vars(store)["backup"] = lambda *_, **__: None  # takes longest of a merge, and is tried elsewhere
        try:
            yield open_office(store, clock)
        finally:
            store.close()


def _merge(office: Office, day: int, returns: Sequence[Returned]) -> None:
    """Those of one day, in one go."""
    sent = office.store.snapshot(JULY).dispatched
    office.reader.files = [
        returned_file(office.world.form(each.cells, sent[each.unit].form_id), f"{each.unit} {each.day}.xlsx") for each in returns
    ]
    office.services.collect.apply(office.services.collect.preview([], received=date(2021, 7, day)))


def _seen(store: LedgerStore) -> dict[object, object]:
    """All that a person sees of the month: texts and where each came from, what waits and between what, which files came."""
    snapshot = store.snapshot(JULY)
    shown: dict[object, object] = {
        CellKey(entry.key.no, entry.key.unit, JULY, field): value.text
        for entry in snapshot.entries.values() for field, value in entry.values.items() if value.text
    }
    shown["waits"] = sorted((str(held.key), held.base or "", held.ours, held.theirs, held.received) for held in snapshot.held)
    shown["came"] = sorted((unit, each.name, each.received) for unit, came in snapshot.returned.items() for each in came)
    return shown


def _figures(office: Office) -> dict[object, object]:
    """Of each assignment why it is 合格 or not, of units with their places, of tasks, and of all together."""
    shown = office.services.stats.month(JULY)
    return {"facts": shown.facts, "units": shown.units, "tasks": shown.tasks, "total": shown.total}


def _after(edits: Sequence[tuple[str, int, str, int]], goes: Sequence[Sequence[Returned]]) -> dict[object, object]:
    with _office(edits) as office:
        for go in goes:
            for day in dict.fromkeys(each.day for each in go):
                _merge(office, day, [each for each in go if each.day == day])
        whole(office.store)
        return {**_seen(office.store), **_figures(office)}


@settings(max_examples=times(15), derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(returns=_RETURNS, edits=_EDITS, order=st.randoms(use_true_random=False))
def test_merged_in_any_order_in_any_goes_and_again_it_is_the_same_ledger(
    returns: list[Returned], edits: list[tuple[str, int, str, int]], order: random.Random
) -> None:
    by_day = sorted(returns, key=lambda each: (each.day, each.unit))
    wanted = _after(edits, [[each] for each in by_day])
    shuffled = order.sample(returns, len(returns))
    cut = order.randint(0, len(shuffled))
    assert _after(edits, [[each] for each in shuffled]) == wanted
    assert _after(edits, [shuffled[:cut], shuffled[cut:]]) == wanted
    assert _after(edits, [[each] for each in by_day + shuffled]) == wanted
    FAULT.tried(3)


def test_real_files_merged_in_any_order_and_again_give_the_same_ledger(month: Month, tmp_path: Path) -> None:
    """xlsx and docx as units bring them, each unit's first on the 20th and its second on the 22nd."""
    chance = random.Random(12)
    seen = []
    for trial in range(times(3)):
        path = month.copied(tmp_path / f"{trial}")
        files = sorted(month.returned) if trial == 0 else chance.sample(month.returned, len(month.returned))
        with opened(path) as (store, services):
            for file in [*files, *(files[:3] if trial else [])]:
                day = date(2021, 7, 20 if file.name.startswith("0") else 22)
                services.collect.apply(services.collect.preview([file], received=day))
            state = state_of(store)
            whole(store)
        seen.append((state.texts, sorted(map(str, state.held)), state.returned))
        assert seen[-1] == seen[0]
        shutil.rmtree(path.parent)
        FAULT.tried()


def test_a_file_that_is_merged_again_changes_nothing_at_all(month: Month, tmp_path: Path) -> None:
    with opened(month.copied(tmp_path / "l")) as (store, services):
        for file in month.returned:
            services.collect.apply(services.collect.preview([file]))
        before = state_of(store)
        for _ in range(times(2)):
            assert services.collect.apply(services.collect.preview(month.returned)) is None
            assert services.collect.apply(services.collect.preview([month.stick])) is None
            assert state_of(store) == before
            FAULT.tried()
