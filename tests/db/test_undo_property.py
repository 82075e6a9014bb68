"""Any sequence of edits, merges, undos of the whole or of one file, and redos leaves what a plain model of them says."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.opening import create_ledger, open_ledger
from qcapp.domain.errors import NothingToUndo, UsageError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, Operation, UndoResult
from qcapp.ports import LedgerStore
from tests.db.drafts import AUGUST, JULY, SEPTEMBER, ZS, conflict, edit_draft, files_draft, key, named, sha
from tests.factory import FixedClock, small_plan
from tests.server.template import Template

PERIODS = (JULY, AUGUST, SEPTEMBER)
CELLS = st.builds(
    key, no=st.sampled_from((1, 2)), unit=st.just(ZS), period=st.sampled_from(PERIODS),
    field=st.sampled_from(("progress", "deadline")),
)
TEXTS = st.sampled_from(("", "甲", "乙", "丙"))
DISPUTED = key(field="problems")
LAST_DAY = date(2021, 12, 31)
FILES = st.sampled_from((b"a", b"b", b"c"))
Chain = tuple[int, bytes | None]
"""A step of writing and, of a merge, the one file that is meant; None for the whole."""


@dataclass
class Value:
    step: int
    file: bytes | None
    cell: CellKey
    text: str
    moved: bool
    """Whether the cell showed other words before."""


@dataclass
class Dispute:
    step: int
    file: bytes
    theirs: str
    settled: list[Chain] = field(default_factory=list)


class Model:
    """Every value that was ever written has a number; a cell shows the newest whose step, and file in it, is not undone."""

    def __init__(self) -> None:
        self.values: list[Value] = []
        self.disputes: list[Dispute] = []
        self.undone: set[Chain] = set()
        self.steps: list[set[CellKey]] = []  # what each moved
        self.changed: list[set[CellKey]] = []  # to which each gave other words

    def holds(self, step: int, file: bytes | None) -> bool:
        return (step, None) not in self.undone and (file is None or (step, file) not in self.undone)

    def state(self, cell: CellKey) -> int | None:
        """The number of the value that was set for that very month."""
        there = (n for n, v in enumerate(self.values) if v.cell == cell and self.holds(v.step, v.file))
        return max(there, default=None)

    def shown(self, cell: CellKey, instead: Mapping[CellKey, int | None] = MappingProxyType({})) -> str:
        """``instead``: states that some cells are to be taken to have."""
        carries = cell.field == "deadline"
        months = [p for p in PERIODS if p == cell.period or (carries and p < cell.period)]
        for period in reversed(months):
            there = CellKey(cell.no, cell.unit, period, cell.field)
            number = instead[there] if there in instead else self.state(there)
            if number is not None:
                return self.values[number].text
        return ""

    def write(self, said: list[tuple[bytes | None, CellKey, str]]) -> None:
        """A file that says what stands there already has a value of its own: the words hold while either does."""
        self.steps.append(set())
        changed: set[CellKey] = set()
        last: dict[CellKey, bytes | None] = {}
        for file, cell, text in sorted(said, key=lambda each: each[1].period):
            moved = self.shown(cell) != text
            if moved or (file and self.state(cell) is not None and last.get(cell) != file):
                self.values.append(Value(len(self.steps) - 1, file, cell, text, moved))
                self.steps[-1].add(cell)
                last[cell] = file
            changed |= {cell} if moved else set()
        self.changed.append(changed)

    def dispute(self, said: list[tuple[bytes, str]]) -> None:
        """Of the newest step: what waits is settled by each of its files that has a say."""
        step = len(self.steps) - 1
        for each in self.waiting():
            each.settled += [(step, file) for file, _ in said]
        self.disputes += [Dispute(step, file, theirs) for file, theirs in said]

    def waiting(self) -> list[Dispute]:
        return [
            each for each in self.disputes
            if self.holds(each.step, each.file) and not any(self.holds(*settled) for settled in each.settled)
        ]

    def asked(self) -> list[str]:
        """The same words of one step once."""
        return [theirs for _, theirs in dict.fromkeys((each.step, each.theirs) for each in self.waiting())]

    def take_back(self) -> None:
        """The last step as if it had never been."""
        self.steps.pop()
        self.changed.pop()
        self.values = [value for value in self.values if value.step < len(self.steps)]

    def invert(self, chain: Chain, target: int) -> set[CellKey]:
        """Undo a step of writing or a file's part of it, or bring it back; answers the cells to which the target had given
        other words and that show no value of it, before or after."""
        root, file = chain
        mine: dict[CellKey, set[int | None]] = {}
        touched: set[CellKey] = set()
        for number, value in enumerate(self.values):
            alone = (root, value.file) in self.undone and value.file is not None
            if value.step == root and (value.file == file if file is not None else not alone):
                mine.setdefault(value.cell, set()).add(number)
                touched |= {value.cell} if value.moved else set()
        before = {cell: self.state(cell) for cell in mine}
        self.undone ^= {chain}
        after = {cell: self.state(cell) for cell in mine}
        if target != root:
            touched = self.changed[target] & set(mine)
        self.steps.append({cell for cell in mine if before[cell] != after[cell]})
        self.changed.append(set())
        standing = dict(before)
        for cell in reversed(mine):  # later months first, as they lean on what the earlier ones said
            words = self.shown(cell, standing)
            standing[cell] = after[cell]
            self.changed[-1] |= {cell} if self.shown(cell, standing) != words else set()
        return {cell for cell in touched if not mine[cell] & {before[cell], after[cell]}}


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
        self.ledger = self.opened(Path(self.folder.name))
        self.model = Model()
        self.ids: list[str] = []
        self.files: dict[int, list[bytes]] = {}  # of edits and merges, by place in ids
        self.holds: dict[Chain, int] = {}  # of one that is undone: the place of the undo that holds
        self.again: dict[Chain, int] = {}  # of one that was brought back: the place of what did it
        self.fresh: set[Chain] = set()  # undone since anything else was done

    def opened(self, folder: Path) -> LedgerStore:
        path = folder / "l.sqlite3"
        path.write_bytes(template())
        return open_ledger(path, FixedClock())

    def _put(self, operation: Operation) -> int:
        self.ids.append(operation.id)
        assert operation.changed == len(self.model.changed[-1])
        return len(self.ids) - 1

    def _wrote(self, operation: Operation, files: list[bytes]) -> None:
        self.files[self._put(operation)] = files
        self.fresh.clear()

    @rule(texts=st.dictionaries(CELLS, TEXTS, min_size=1, max_size=4))
    def write(self, texts: dict[CellKey, str]) -> None:
        draft = edit_draft(*(CellEdit(cell, self.model.shown(cell), text) for cell, text in texts.items()))
        self.model.write([(None, cell, text) for cell, text in texts.items()])
        self._wrote(self.ledger.commit(draft), [])

    @rule(
        said=st.lists(st.tuples(FILES, CELLS, TEXTS), max_size=6), more=st.lists(FILES, min_size=1, max_size=2),
        disputed=st.lists(st.tuples(FILES, st.sampled_from(("子", "丑"))), max_size=2),
    )
    def merge(
        self, said: list[tuple[bytes, CellKey, str]], more: list[bytes], disputed: list[tuple[bytes, str]]
    ) -> None:
        """Each edit of a cell goes on from what the one before it wrote there."""
        now: dict[CellKey, str] = {}
        edits: list[tuple[bytes, CellEdit]] = []
        for file, cell, text in said:
            edits.append((file, CellEdit(cell, now.get(cell, self.model.shown(cell)), text)))
            now[cell] = text
        held = tuple(replace(conflict(DISPUTED, theirs), sha256=sha(file)) for file, theirs in disputed)
        draft = files_draft(*edits, held=held, more=(*more, *(file for file, _ in disputed)))
        self.model.write([*said])
        self.model.dispute(disputed)
        files = [file.data for file, _ in draft.returned]
        self._wrote(self.ledger.commit(draft), files)

    @precondition(lambda self: bool(self.ids))
    @rule(cell=CELLS, same=st.booleans(), text=TEXTS)
    def type_on(self, cell: CellKey, same: bool, text: str) -> None:
        """An edit that would continue the last operation, whatever that was."""
        newest, last = len(self.ids) - 1, self.model.steps[-1]
        if same and last:
            cell = min(last)
        draft = edit_draft(CellEdit(cell, self.model.shown(cell), text))
        operation = self.ledger.commit(replace(draft, continues=self.ids[-1]))
        if self.files.get(newest) == [] and last <= {cell}:
            self.model.take_back()
            self.model.write([(None, cell, text)])
            assert (operation.id, operation.changed) == (self.ids[-1], len(self.model.changed[-1]))
            return
        self.model.write([(None, cell, text)])
        self._wrote(operation, [])

    def _gone(self, place: int) -> bool:
        """Whether it is undone whole or by every file."""
        files = self.files[place]
        return (place, None) in self.holds or (bool(files) and all((place, file) in self.holds for file in files))

    def _check(self, result: UndoResult, target: int, chain: Chain, left: set[CellKey]) -> int:
        assert (result.undone.id, set(result.left)) == (self.ids[target], left)
        assert result.file == (named(chain[1]) if chain[1] else None)
        return self._put(result.operation)

    @precondition(lambda self: not all(map(self._gone, self.files)))
    @rule(data=st.data(), own=st.booleans(), whole=st.booleans())
    def undo(self, data: st.DataObject, own: bool, whole: bool) -> None:
        """By its own name, or by that of what brought it back."""
        place = data.draw(st.sampled_from([each for each in self.files if not self._gone(each)]))
        file = None if whole or not self.files[place] else data.draw(st.sampled_from(self.files[place]))
        chain = place, file
        if chain in self.holds:
            with pytest.raises(NothingToUndo):
                self.ledger.undo(self.ids[place], "李四", sha(file) if file else None)
            return
        brought = self.again.pop(chain, place)
        target = place if own else brought
        left = self.model.invert(chain, target)
        part = sha(file) if file is not None and target == place else None
        self.holds[chain] = self._check(self.ledger.undo(self.ids[target], "李四", part), target, chain, left)
        self.fresh.add(chain)

    @precondition(lambda self: bool(self.holds))
    @rule(data=st.data(), there=st.booleans())
    def undo_what_is_undone(self, data: st.DataObject, there: bool) -> None:
        place, file = data.draw(st.sampled_from(list(self.holds)))
        wanted = sha(file or b"a") if there else sha(b"of no merge")
        known = there and (file or b"a") in self.files[place]
        if known and not self._gone(place) and (place, file or b"a") not in self.holds:
            return
        with pytest.raises(NothingToUndo if known else UsageError):
            self.ledger.undo(self.ids[place], "李四", wanted)

    @precondition(lambda self: bool(self.holds))
    @rule(data=st.data(), by_name=st.booleans())
    def bring_back(self, data: st.DataObject, by_name: bool) -> None:
        if not by_name and not self.fresh:
            with pytest.raises(NothingToUndo):
                self.ledger.redo("李四")
            return
        newest = max(self.fresh, key=lambda each: self.holds[each], default=(-1, None))
        chain = data.draw(st.sampled_from(list(self.holds))) if by_name else newest
        undo = self.holds[chain]
        if chain[1] is not None and (chain[0], None) in self.holds:
            assert by_name, "the whole was undone later, and is brought back first"
            with pytest.raises(NothingToUndo, match="请先恢复那次合并"):
                self.ledger.undo(self.ids[undo], "李四")
            return
        del self.holds[chain]
        self.fresh.discard(chain)
        left = self.model.invert(chain, undo)
        result = self.ledger.undo(self.ids[undo], "李四") if by_name else self.ledger.redo("李四")
        self.again[chain] = self._check(result, undo, chain, left)

    @invariant()
    def shows_what_the_model_shows(self) -> None:
        if not hasattr(self, "ledger"):
            return
        for period in PERIODS:
            snapshot = self.ledger.snapshot(period)
            for no in (1, 2):
                for name in ("progress", "deadline"):
                    cell = key(no, ZS, period, name)
                    assert snapshot.entry(no, ZS).text(name) == self.model.shown(cell)
            assert replace(self.ledger.snapshot(period, LAST_DAY), on=None) == snapshot, "as of a day after all there is"
        assert [each.theirs for each in self.ledger.held()] == self.model.asked()
        expected = [
            named(file) for place, files in self.files.items() for file in files if self.model.holds(place, file)
        ]
        assert [each.name for each in self.ledger.snapshot(JULY).returned.get(ZS, ())] == expected
        undone = {each.id for each in self.ledger.operations() if each.undone}
        assert undone & {self.ids[place] for place in self.files} == {
            self.ids[place] for place in self.files if self._gone(place)
        }

    def teardown(self) -> None:
        if hasattr(self, "ledger"):
            assert all(check.ok for check in self.ledger.check())
            self.ledger.close()
            self.folder.cleanup()


TestUndoing = Undoing.TestCase
TestUndoing.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


class UndoingOnServer(Undoing):
    def opened(self, folder: Path) -> LedgerStore:
        return Template.newest().opened(folder)


TestUndoingOnServer = pytest.mark.usefixtures("on_server")(UndoingOnServer.TestCase)
TestUndoingOnServer.settings = settings(max_examples=8, stateful_step_count=15, deadline=None)
