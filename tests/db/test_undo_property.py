"""Any sequence of edits, continued edits, undos and redos leaves what a plain model of them says."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.opening import create_ledger, open_ledger
from qcapp.domain.errors import NothingToUndo, UsageError
from qcapp.domain.ledger import CellEdit, CellKey, Operation
from tests.db.drafts import AUGUST, JULY, SEPTEMBER, ZS, edit_draft, key, merge_draft
from tests.factory import FixedClock, small_plan

PERIODS = (JULY, AUGUST, SEPTEMBER)
CELLS = st.builds(
    key, no=st.sampled_from((1, 2)), unit=st.just(ZS), period=st.sampled_from(PERIODS),
    field=st.sampled_from(("progress", "deadline")),
)
TEXTS = st.sampled_from(("", "甲", "乙", "丙"))

Moved = list[tuple[CellKey, int | None, int | None]]


class Model:
    """Every value that was ever written has a number; a cell holds a number or nothing."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.origins: dict[int, tuple[int, int | None]] = {}  # of a value: the step that wrote it, the value before
        self.cells: dict[CellKey, int] = {}
        self.steps: list[Moved] = []

    def shown(self, cell: CellKey) -> str:
        carries = cell.field == "deadline"
        months = [p for p in PERIODS if p == cell.period or (carries and p < cell.period)]
        for period in reversed(months):
            at = CellKey(cell.no, cell.unit, period, cell.field)
            if at in self.cells:
                return self.texts[self.cells[at]]
        return ""

    def write(self, texts: dict[CellKey, str]) -> None:
        moved: Moved = []
        for cell in sorted(texts, key=lambda cell: cell.period):
            if self.shown(cell) != texts[cell]:
                self.texts.append(texts[cell])
                moved.append((cell, self.cells.get(cell), len(self.texts) - 1))
                self.origins[len(self.texts) - 1] = (len(self.steps), self.cells.get(cell))
                self.cells[cell] = len(self.texts) - 1
        self.steps.append(moved)

    def take_back(self) -> None:
        """The last step as if it had never been."""
        for cell, before, _ in self.steps.pop():
            if before is None:
                del self.cells[cell]
            else:
                self.cells[cell] = before

    def invert(self, step: Moved, undone: Collection[int] = ()) -> set[CellKey]:
        """``undone``: steps whose values do not come back."""
        moved: Moved = []
        left: set[CellKey] = set()
        for cell, before, after in step:
            if self.cells.get(cell) != after:
                left.add(cell)
                continue
            while before is not None and self.origins[before][0] in undone:
                before = self.origins[before][1]
            moved.append((cell, after, before))
            if before is None:
                self.cells.pop(cell, None)
            else:
                self.cells[cell] = before
        self.steps.append(moved)
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
            cell = last[0][0]
        draft = edit_draft(CellEdit(cell, self.model.shown(cell), text))
        operation = self.ledger.commit(replace(draft, continues=self.ids[-1]))
        if newest in self.typed and {each for each, *_ in last} <= {cell} and len(last) <= 1:
            self.model.take_back()
            self.model.write({cell: text})
            assert (operation.id, operation.changed) == (self.ids[-1], len(self.model.steps[-1]))
            return
        self.model.write({cell: text})
        self.first.append(self._put(operation))
        self.typed.add(self.first[-1])
        self.fresh.clear()

    @precondition(lambda self: bool(set(self.first) - set(self.holds)))
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from([each for each in self.first if each not in self.holds]))
        left = self.model.invert(self.model.steps[place], self.holds)
        result = self.ledger.undo(self.ids[place], "李四")
        assert (result.undone.id, set(result.left)) == (self.ids[place], left)
        self.holds[place] = self._put(result.operation)
        self.fresh.add(place)

    @precondition(lambda self: bool(self.holds))
    @rule(data=st.data(), named=st.booleans())
    def bring_back(self, data: st.DataObject, named: bool) -> None:
        if not named and not self.fresh:
            with pytest.raises((UsageError, NothingToUndo)):
                self.ledger.redo("李四")
            return
        newest = max(self.fresh, key=lambda each: self.holds[each], default=-1)
        place = data.draw(st.sampled_from(list(self.holds))) if named else newest
        undo = self.holds.pop(place)
        self.fresh.discard(place)
        left = self.model.invert(self.model.steps[undo])
        result = self.ledger.undo(self.ids[undo], "李四") if named else self.ledger.redo("李四")
        assert (result.undone.id, set(result.left)) == (self.ids[undo], left)
        self._put(result.operation)

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
