"""Districts' ledgers come twice, late, in any order, one by one or all together. The city's ledger is the same.

Of one ledger the state that was written last counts. What a later state says no more, or says in other words, was said by it.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.opening import create_ledger, open_ledger
from db.returned_ledger import read_returned_ledger
from db.store import SqlLedger
from qcapp.domain.forms import ReturnedFile
from qcapp.intake.reader import SafeReader
from qcapp.services.progress import SILENT
from tests.factory import FixedClock
from tests.faults.judging import whole
from tests.faults.tally import times
from tests.merge.world import JULY
from tests.services.districts import city_of, open_district
from tests.services.office import open_office

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
NAMES = ("甲区", "乙区", "丙区")
UNITS = {1: "区政数局", 2: "区政数局", 4: "区税务局"}
FIELDS = ("progress", "problems", "liaison.name")
WORDS = ("", "甲", "乙", "丙")
# Before the ledgers come, the city has words of its own here and there.
_EDITS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(sorted(UNITS)), st.sampled_from(FIELDS), st.integers(1, 2)), max_size=4
)


@cache
def _states() -> tuple[ReturnedFile, ...]:
    """Three states of each district's ledger, as read; the first of each first, then the second, and so on."""
    chance = random.Random(8)
    states: list[list[ReturnedFile]] = [[], [], []]
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        reader = SafeReader(in_process=True, ledgers=read_returned_ledger)
        for place, name in enumerate(NAMES):
            district = open_district(Path(folder) / name, name)
            for number, state in enumerate(states):
                district.office.clock.time = datetime(2021, 7, 22 + number, 9 + place)
                for no, unit in UNITS.items():
                    for field in FIELDS:
                        if chance.random() < 0.6:
                            district.type(no, unit, field, chance.choice(WORDS[0 if number else 1 :]))
                state += reader.read([district.send(Path(folder))], SILENT)
            district.office.store.close()
    return tuple(file for state in states for file in state)


@cache
def _empty_city() -> bytes:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder) / "l.sqlite3"
        create_ledger(path, city_of(*NAMES), FixedClock(), "市经办人").close()
        return path.read_bytes()


def _seen(store: SqlLedger) -> dict[object, object]:
    snapshot = store.snapshot(JULY)
    texts = {
        (entry.key, field): value.text
        for entry in snapshot.entries.values() for field, value in entry.values.items() if value.text
    }
    waits = sorted((str(held.key), held.ours, held.theirs) for held in snapshot.held)
    came = {unit: {each.sha256 for each in records} for unit, records in snapshot.returned.items()}
    return {"texts": texts, "waits": waits, "came": came}


def _after(edits: Sequence[tuple[str, int, str, int]], goes: Sequence[Sequence[ReturnedFile]]) -> dict[object, object]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        path = Path(folder) / "l.sqlite3"
        path.write_bytes(_empty_city())
        clock = FixedClock(datetime(2021, 7, 28, 8, 0))
        store = open_ledger(path, clock)
        vars(store)["backup"] = lambda *_, **__: None  # takes longest of a merge, and is tried elsewhere
        office = open_office(store, clock)
        for unit, no, field, word in edits:
            office.services.edit.set_field(no, unit, JULY, field, f"市{WORDS[word]}")
        for go in goes:
            office.reader.files = list(go)
            office.services.collect.apply(office.services.collect.preview([], period=JULY))
        whole(store)
        seen = _seen(store)
        store.close()
        return seen


@settings(
    max_examples=times(6), derandomize=True, database=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # a merge takes too long to look for the smallest example
)
@given(edits=_EDITS, order=st.randoms(use_true_random=False))
def test_ledgers_merged_in_any_order_in_any_goes_and_again_give_the_same_ledger(
    edits: list[tuple[str, int, str, int]], order: random.Random
) -> None:
    as_written = _states()
    wanted = _after(edits, [[each] for each in as_written])
    shuffled = order.sample(as_written, len(as_written))
    cut = order.randint(0, len(shuffled))
    assert _after(edits, [[each] for each in shuffled]) == wanted
    assert _after(edits, [shuffled[:cut], shuffled[cut:]]) == wanted
    assert _after(edits, [[each] for each in (*as_written, *shuffled)]) == wanted
