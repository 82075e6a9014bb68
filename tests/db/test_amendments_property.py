"""Whatever is amended, undone and brought back: months before it stay, no word is lost, and the ledger stays whole."""

from __future__ import annotations

import tempfile
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qcapp.domain import amendments as kinds
from qcapp.domain.amending import amended, completed, faults
from qcapp.domain.amendments import Amendment, Part, What
from qcapp.domain.errors import LedgerError, UsageError
from qcapp.domain.ledger import CellKey, Snapshot
from qcapp.domain.operations import CellEdit, Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.ports import LedgerStore, SoughtWord
from tests.db.again import opened_again
from tests.db.drafts import GX, JULY, SW, ZS
from tests.factory import FixedClock, small_plan
from tests.new_ledgers import new_ledger
from tests.server.template import Template

MONTHS = tuple(Period(2021, month) for month in range(6, 11))
NEW = "区新局"
UNITS = st.sampled_from((ZS, SW, GX, NEW))
NUMBERS = st.integers(1, 7)
NAMES = st.sampled_from(("区数据局", "区税局", "新名", ZS, SW, NEW))
WHATS: st.SearchStrategy[What] = st.one_of(
    st.builds(kinds.AddMeasure, st.sampled_from((1, 2, 3)), st.sampled_from(("甲", "乙")), st.tuples(UNITS)),
    st.builds(kinds.AmendMeasure, NUMBERS, st.sampled_from(("改一", "改二"))),
    st.builds(kinds.SplitMeasure, NUMBERS, st.just((Part("上"), Part("下")))),
    st.builds(kinds.RetireMeasure, NUMBERS), st.builds(kinds.AddUnit, st.just(NEW)), st.builds(kinds.RetireUnit, UNITS),
    st.builds(kinds.RenameUnit, UNITS, NAMES), st.builds(kinds.MergeUnit, UNITS, UNITS),
    st.builds(kinds.AddAlias, UNITS, NAMES, st.sampled_from((None, MONTHS[3]))), st.builds(kinds.EndAlias, UNITS, NAMES),
    st.builds(kinds.Assign, NUMBERS, UNITS, st.one_of(st.none(), UNITS)), st.builds(kinds.Unassign, NUMBERS, UNITS),
    st.builds(kinds.AddTask, st.just("三.新任务")), st.builds(kinds.RetireTask, st.sampled_from((1, 2, 3))),
)


class Amending(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.ledger = self.opened(Path(self.folder.name))
        self.done: list[Operation] = []
        self.words: dict[tuple[Period, int, str], str] = {}
        """By month, measure and the unit's identity."""

    def opened(self, folder: Path) -> LedgerStore:
        return new_ledger(folder / "ledger.sqlite3", small_plan(), FixedClock(), "张三")

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()

    def _months(self) -> dict[Period, Snapshot]:
        return {month: self.ledger.snapshot(month) for month in MONTHS}

    @rule(what=WHATS, since=st.sampled_from(MONTHS[1:]))
    def amend(self, what: What, since: Period) -> None:
        before, held = self._months(), self.ledger.amendments(2021)
        whole = completed(small_plan(), held, what, self.ledger.given_numbers(2021))
        new = Amendment(2021, since, whole, "理由")
        draft = OperationDraft(OperationKind.PLAN, "变更", "张三", amendments=(new,))
        try:
            self.done.append(self.ledger.commit(draft))
        except UsageError:
            assert self._months() == before
            return
        after = self._months()
        assert faults(small_plan(), self.ledger.amendments(2021)) == ()
        for month in MONTHS:
            assert month >= since or after[month] == before[month]
            assert after[month].plan == amended(small_plan(), self.ledger.amendments(2021), month)

    @rule(month=st.sampled_from(MONTHS), place=st.integers(0, 9), text=st.sampled_from(("一", "二", "")))
    def write(self, month: Period, place: int, text: str) -> None:
        snapshot = self.ledger.snapshot(month)
        keys = sorted(snapshot.entries)
        key = keys[place % len(keys)]
        edit = CellEdit(CellKey(key.no, key.unit, month, "progress"), snapshot.entries[key].text("progress"), text)
        self.done.append(self.ledger.commit(OperationDraft(OperationKind.EDIT, "改", "张三", (edit,))))
        self.words = self._shown()

    @precondition(lambda self: self.done)
    @rule(place=st.integers(0, 20))
    def undo_or_bring_back(self, place: int) -> None:
        before = self._months()
        operation = self.done[place % len(self.done)]
        try:
            result = self.ledger.undo(operation.id, "李四")
        except (LedgerError, UsageError):
            assert self._months() == before
            return
        self.done.append(result.operation)
        if not result.operation.changed:
            for month, snapshot in self._months().items():
                assert {k for k, _ in self._says(snapshot)} == {k for k, _ in self._says(before[month])}
        self.words = self._shown()

    @staticmethod
    def _says(snapshot: Snapshot) -> list[tuple[tuple[int, str], str]]:
        plan = snapshot.plan
        return [
            ((key.no, plan.identities[key.unit]), entry.text("progress")) for key, entry in snapshot.entries.items()
            if entry.text("progress")
        ]

    def _shown(self) -> dict[tuple[Period, int, str], str]:
        return {(month, *key): text for month, snapshot in self._months().items() for key, text in self._says(snapshot)}

    @invariant()
    def no_word_is_lost(self) -> None:
        assert self._shown() == self.words
        found = {
            (month, cell.entry.no, cell.entry.unit)
            for month in MONTHS for cell in self.ledger.cells_with([SoughtWord("一")], period=month)
        }
        assert found == {key for key, text in self._shown().items() if text == "一"}

    @invariant()
    def it_is_whole_and_another_program_reads_the_same(self) -> None:
        assert [check.detail for check in self.ledger.check() if not check.ok] == []
        other = opened_again(self.ledger)
        assert {month: other.snapshot(month) for month in (JULY, MONTHS[-1])} == {
            month: self.ledger.snapshot(month) for month in (JULY, MONTHS[-1])
        }
        other.close()


TestAmending = Amending.TestCase
TestAmending.settings = settings(max_examples=25, stateful_step_count=16, deadline=None)


class AmendingOnServer(Amending):
    def opened(self, folder: Path) -> LedgerStore:
        return Template.newest().opened(folder)


TestAmendingOnServer = pytest.mark.usefixtures("on_server")(AmendingOnServer.TestCase)
TestAmendingOnServer.settings = settings(max_examples=5, stateful_step_count=10, deadline=None)
