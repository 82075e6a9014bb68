"""History: what was done, and its inverse."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from qcapp.domain.errors import UsageError
from qcapp.domain.forms import ReturnRecord
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Change, Operation, OperationFilter, SettingChange, UndoResult
from qcapp.domain.period import Period
from qcapp.ports import LedgerStore, Progress
from qcapp.services.moment import at_one_moment
from qcapp.services.progress import SILENT

if TYPE_CHECKING:
    from qcapp.forms.list_table import ListTable

MOST_EXPORTED: Final = 30_000
"""Rows of one exported table: more makes a file that office programs open too slowly."""


@dataclass(frozen=True, slots=True)
class HistoryService:
    store: LedgerStore
    who: str

    def operations(
        self, limit: int | None = None, wanted: OperationFilter | None = None, before: str = ""
    ) -> tuple[Operation, ...]:
        """Newest first; ``before``: only those older than the one of that id."""
        return self.store.operations(limit, wanted, before)

    def count(self, wanted: OperationFilter | None = None) -> int:
        return self.store.count_operations(wanted)

    def units(self) -> tuple[str, ...]:
        """By what names operations can be asked for: those of each list, the newest first, and former units."""
        names: dict[str, None] = {}
        known: set[str] = set()
        for plan in reversed(self.store.plans()):
            for unit in (*plan.units, *self.store.printed(plan.year).units):
                if unit.name not in known:
                    names[unit.name] = None
                known.update(unit.names)
        return tuple(names)

    def people(self) -> tuple[str, ...]:
        return self.store.people()

    def next_undo(self) -> Operation | None:
        """What an undo without an id would take back."""
        return self.store.next_undo()

    def next_redo(self) -> Operation | None:
        """The undo that a redo would take back."""
        return self.store.next_redo()

    def settings(self, operation_id: str) -> tuple[SettingChange, ...]:
        """What that operation set."""
        return self.store.setting_changes(operation_id)

    def table(self, wanted: OperationFilter, made: datetime, progress: Progress = SILENT) -> ListTable:
        """All that is listed with each change, for proof. UsageError where that is more than a sheet takes well. ``made``: as of
        when."""
        from qcapp.publish.history_list import history_table

        progress.report(0, 0, "正在读取操作记录")
        operations, changes, settings = at_one_moment(self.store, lambda: (
            self.store.operations(MOST_EXPORTED + 1, wanted), self.store.changes_in(wanted, MOST_EXPORTED + 1),
            self.store.setting_changes_in(wanted),
        ))
        if max(len(operations), len(changes)) > MOST_EXPORTED:
            raise UsageError(f"要导出的超过 {MOST_EXPORTED // 10000} 万行，请按日期或单位筛选，分几次导出。")
        return history_table(operations, changes, settings, wanted, made)

    def newest_id(self) -> str:
        """Of the newest operation: what is asked about later with ``said_since``."""
        from qcapp.services.meanwhile import newest_operation

        return newest_operation(self.store)

    def said_since(self, operation_id: str, keys: Collection[CellKey] = ()) -> str:
        """Who did what since, above all to those cells: part of a sentence; "" where nobody did anything."""
        from qcapp.services.meanwhile import said_since

        return said_since(self.store, operation_id, keys, self.who)

    def writer_of(self, key: CellKey, text: str) -> str:
        """Who wrote that text there last; 别处 where that is oneself."""
        from qcapp.services.meanwhile import writer_of

        return writer_of(self.store, key, text, self.who)

    def operation(self, operation_id: str) -> Operation:
        """UsageError for an unknown id."""
        return self.store.operation(operation_id)

    def changes(self, operation_id: str, wanted: OperationFilter | None = None) -> tuple[Change, ...]:
        """``wanted``: of its unit, measure and field alone."""
        return self.store.changes(operation_id, wanted)

    def files(self, operation_id: str) -> tuple[ReturnRecord, ...]:
        """The returned files of a merge, in its order, those undone included; none for another kind of operation."""
        return self.store.returns_of(operation_id)

    def measure(self, no: int, period: Period, unit: str | None = None) -> tuple[Change, ...]:
        """All changes of a measure of that period's plan, newest first."""
        return self.store.history(no, self.store.plan_for(period).year, unit)

    def undone_by(self, operation_id: str, *, sha256: str | None = None) -> Operation | None:
        """The undo that holds of an operation, or of one file's part of a merge: undoing that one brings it back."""
        return self.store.undone_by(operation_id, sha256)

    def undo(self, operation_id: str | None = None, *, sha256: str | None = None) -> UndoResult:
        """Undo the newest or the named operation; what was changed again since is left and listed.

        ``sha256``: only the part that one returned file has in that merge.
        """
        return self.store.undo(operation_id, self.who, sha256)

    def redo(self) -> UndoResult:
        return self.store.redo(self.who)
