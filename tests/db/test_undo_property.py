"""Any sequence of edits, continued edits, undos and redos leaves what a plain model of them says."""

from __future__ import annotations

import functools
import tempfile
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.opening import create_ledger, open_ledger
from qcapp.domain.errors import NothingToUndo
from qcapp.domain.ledger import CellEdit, CellKey, Operation
from tests.db.drafts import AUGUST, JULY, SEPTEMBER, ZS, edit_draft, key, merge_draft
from tests.factory import FixedClock, small_plan

PERIODS = (JULY, AUGUST, SEPTEMBER)
CELLS = st.builds(
    key, no=st.sampled_from((1, 2)), unit=st.just(ZS), period=st.sampled_from(PERIODS),
    field=st.sampled_from(("progress", "deadline")),
)
TEXTS = st.sampled_from(("", "甲", "乙", "丙"))

class Model:
    """Every value that was ever written has a number; a cell shows the newest whose step is not undone."""

    def __init__(self) -> None:
        self.values: list[tuple[int, CellKey, str]] = []  # by number: the step that wrote it, where, what
        self.undone: set[int] = set()  # steps of writing
        self.steps: list[set[CellKey]] = []  # what each moved

    def state(self, cell: CellKey) -> int | None:
        """The number of the value that was set for that very month."""
        there = (n for n, (step, at, _) in enumerate(self.values) if at == cell and step not in self.undone)
        return max(there, default=None)

    def shown(self, cell: CellKey) -> str:
        carries = cell.field == "deadline"
        months = [p for p in PERIODS if p == cell.period or (carries and p < cell.period)]
        for period in reversed(months):
            number = self.state(CellKey(cell.no, cell.unit, period, cell.field))
            if number is not None:
                return self.values[number][2]
        return ""

    def write(self, texts: dict[CellKey, str]) -> None:
        self.steps.append(set())
        for cell in sorted(texts, key=lambda cell: cell.period):
            if self.shown(cell) != texts[cell]:
                self.values.append((len(self.steps) - 1, cell, texts[cell]))
                self.steps[-1].add(cell)

    def take_back(self) -> None:
        """The last step as if it had never been."""
        self.steps.pop()
        self.values = [value for value in self.values if value[0] < len(self.steps)]

    def invert(self, root: int, target: int) -> set[CellKey]:
        """Undo a step of writing, or bring it back; answers what the target had moved and never shows the step's value."""
        mine = {cell: number for number, (step, cell, _) in enumerate(self.values) if step == root}
        before = {cell: self.state(cell) for cell in mine}
        self.undone ^= {root}
        after = {cell: self.state(cell) for cell in mine}
        left = {cell for cell in self.steps[target] if mine[cell] not in (before[cell], after[cell])}
        self.steps.append({cell for cell in mine if before[cell] != after[cell]})
        return left


@functools.cache
def template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "l.sqlite3"
        create_ledger(path, small_plan(), FixedClock(), "张三").close()
        return path.read_bytes()


class Undoing(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "l.sqlite3"
        path.write_bytes(template())
        self.ledger = open_ledger(path, FixedClock())
        self.model = Model()
        self.ids: list[str] = []
        self.first: list[int] = []  # places of edits and merges in ids
        self.holds: dict[int, int] = {}  # of one that is undone: the place of the undo that holds
        self.again: dict[int, int] = {}  # of one that was brought back: the place of what did it
        self.fresh: set[int] = set()  # undone since anything else was done
        self.typed: set[int] = set()  # places of edits

    def _put(self, operation: Operation) -> int:
        self.ids.append(operation.id)
        assert operation.changed == len(self.model.steps[-1])
        return len(self.ids) - 1

    @rule(texts=st.dictionaries(CELLS, TEXTS, min_size=1, max_size=4), merged=st.booleans())
    def write(self, texts: dict[CellKey, str], merged: bool) -> None:
        edits = [CellEdit(cell, self.model.shown(cell), text) for cell, text in texts.items()]
        draft = merge_draft(b"x", *edits) if merged else edit_draft(*edits)
        self.model.write(texts)
        self.first.append(self._put(self.ledger.commit(draft)))
        self.fresh.clear()
        if not merged:
            self.typed.add(self.first[-1])

    @precondition(lambda self: bool(self.ids))
    @rule(cell=CELLS, same=st.booleans(), text=TEXTS)
    def type_on(self, cell: CellKey, same: bool, text: str) -> None:
        """An edit that would continue the last operation, whatever that was."""
        newest, last = len(self.ids) - 1, self.model.steps[-1]
        if same and last:
            cell = min(last)
        draft = edit_draft(CellEdit(cell, self.model.shown(cell), text))
        operation = self.ledger.commit(replace(draft, continues=self.ids[-1]))
        if newest in self.typed and last <= {cell}:
            self.model.take_back()
            self.model.write({cell: text})
            assert (operation.id, operation.changed) == (self.ids[-1], len(self.model.steps[-1]))
            return
        self.model.write({cell: text})
        self.first.append(self._put(operation))
        self.typed.add(self.first[-1])
        self.fresh.clear()

    @precondition(lambda self: bool(set(self.first) - set(self.holds)))
    @rule(data=st.data(), own=st.booleans())
    def undo(self, data: st.DataObject, own: bool) -> None:
        """By its own name, or by that of what brought it back."""
        place = data.draw(st.sampled_from([each for each in self.first if each not in self.holds]))
        target = self.again.pop(place, place)
        target = place if own else target
        left = self.model.invert(place, target)
        result = self.ledger.undo(self.ids[target], "李四")
        assert (result.undone.id, set(result.left)) == (self.ids[target], left)
        self.holds[place] = self._put(result.operation)
        self.fresh.add(place)

    @precondition(lambda self: bool(self.holds))
    @rule(data=st.data(), named=st.booleans())
    def bring_back(self, data: st.DataObject, named: bool) -> None:
        if not named and not self.fresh:
            with pytest.raises(NothingToUndo):
                self.ledger.redo("李四")
            return
        newest = max(self.fresh, key=lambda each: self.holds[each], default=-1)
        place = data.draw(st.sampled_from(list(self.holds))) if named else newest
        undo = self.holds.pop(place)
        self.fresh.discard(place)
        left = self.model.invert(place, undo)
        result = self.ledger.undo(self.ids[undo], "李四") if named else self.ledger.redo("李四")
        assert (result.undone.id, set(result.left)) == (self.ids[undo], left)
        self.again[place] = self._put(result.operation)

    @invariant()
    def shows_what_the_model_shows(self) -> None:
        if not hasattr(self, "ledger"):
            return
        for period in PERIODS:
            snapshot = self.ledger.snapshot(period)
            for no in (1, 2):
                for field in ("progress", "deadline"):
                    cell = key(no, ZS, period, field)
                    assert snapshot.entry(no, ZS).text(field) == self.model.shown(cell)

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            assert all(check.ok for check in self.ledger.check())
            self.ledger.close()
            self.folder.cleanup()


TestUndoing = Undoing.TestCase
TestUndoing.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
