"""What a ledger answers, wherever its tables are; and SqlLedger, the one in a file.

``LedgerWriting`` writes, ``LedgerFile`` has a file's connections, ``LedgerCopies`` its copies, ``db.server`` has the ledger on a
server; the work is beside it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING

from db import reading, returns, rulings
from db.committing import LedgerWriting
from db.connection import spoken
from db.copies import LedgerCopies
from db.plans import Lists
from db.query import Query
from qcapp.domain.ledger import Attachment, CellValue, HeldConflict, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan

if TYPE_CHECKING:
    from db.in_turn import MonthsInTurn
    from db.indexing import WordKeeper
    from db.months import KnownMonths
    from qcapp.domain.amendments import Amendment
    from qcapp.domain.diagnosis import LedgerFindings
    from qcapp.domain.operations import Bulletin, Change, Operation, OperationFilter, SettingChange
    from qcapp.domain.records import FillForm, ReturnRecord
    from qcapp.domain.returned_ledger import Reach
    from qcapp.domain.succession import PlanLink
    from qcapp.domain.trail import Trail
    from qcapp.keeping import Check
    from qcapp.ports import CellFound, Paper, SoughtWord


class LedgerContent(LedgerWriting):
    """The content of an open ledger. What is beside it in a class has the connections."""

    _months: KnownMonths

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Query]:
        """A read transaction: all queries see the same moment."""

    @property
    @abstractmethod
    def _words(self) -> WordKeeper | None:
        """The index of words, where there is one."""

    def plans(self) -> Sequence[Plan]:
        return Lists(self._catalogue.years)

    def printed(self, year: int) -> Plan:
        return self._catalogue.of_year(year).printed

    def starts(self) -> Mapping[int, Period]:
        return {year.year: year.since for year in self._catalogue.years}

    def amendments(self, year: int) -> tuple[Amendment, ...]:
        with self._reading():
            return self._catalogue.of_year(year).amendments

    def amendments_by(self, operation_id: str) -> tuple[Amendment, ...]:
        from db import amendments, trail

        with self._reading() as query:
            return amendments.amendments_by(query, trail.seq_of(query, operation_id))

    def given_numbers(self, year: int) -> tuple[int, ...]:
        from db import amending

        with self._reading() as query:
            return amending.given_numbers(query, self._catalogue.of_year(year).id)

    def links(self, year: int) -> tuple[PlanLink, ...]:
        from db import amendments

        with self._reading() as query:
            return amendments.links_to(query, self._catalogue.of_year(year).id)

    def plan_for(self, period: Period) -> Plan:
        return self._catalogue.of(period).plan

    def periods(self) -> tuple[Period, ...]:
        with self._reading() as query:
            return reading.periods(query)

    def newest_period(self) -> Period | None:
        with self._reading() as query:
            return reading.newest_period(query)

    def snapshot(self, period: Period, on: date | None = None) -> Snapshot:
        with self._reading() as query:
            if on is None:
                return self._months.of(query, self._catalogue, period)
            return reading.snapshot(query, self._catalogue, period, on)

    def bulletins(self, period: Period | None = None) -> tuple[Bulletin, ...]:
        with self._reading() as query:
            return rulings.bulletins(query, period)

    def fill_form(self, form_id: str) -> FillForm | None:
        with self._reading() as query:
            return returns.fill_form(query, self._catalogue, form_id)

    def forms_to(self, unit: str, period: Period) -> tuple[FillForm, ...]:
        with self._reading() as query:
            return returns.forms_to(query, self._catalogue, self._catalogue.of(period).unit_id(unit), period)

    def form_ids(self, period: Period) -> frozenset[str]:
        with self._reading() as query:
            return returns.form_ids(query, period)

    def returned(self, sha256s: Collection[str] | None = None) -> frozenset[str]:
        with self._reading() as query:
            return returns.returned(query, sha256s)

    def returns_with(self, sha256: str) -> tuple[ReturnRecord, ...]:
        with self._reading() as query:
            return returns.returns_with(query, self._catalogue, sha256)

    def returns_of(self, operation_id: str) -> tuple[ReturnRecord, ...]:
        from db import trail

        with self._reading() as query:
            return returns.returns_of(query, self._catalogue, trail.seq_of(query, operation_id))

    def file_bytes(self, sha256: str) -> bytes | None:
        with self._reading() as query:
            return returns.file_bytes(query, sha256)

    def held(self, period: Period | None = None) -> tuple[HeldConflict, ...]:
        with self._reading() as query:
            return returns.held(query, self._catalogue, period)

    def attachments(self, period: Period | None = None) -> tuple[Attachment, ...]:
        with self._reading() as query:
            return returns.attachments(query, self._catalogue, period)

    def operations(
        self, limit: int | None = None, wanted: OperationFilter | None = None, before: str = ""
    ) -> tuple[Operation, ...]:
        from db import finding

        with self._reading() as query:
            return finding.operations(query, self._catalogue, wanted, limit, before, self._index_for(wanted))

    def operation(self, operation_id: str) -> Operation:
        from db import trail

        with self._reading() as query:
            return trail.operation_at(query, trail.seq_of(query, operation_id))

    def reach(self) -> Reach:
        from db import reach

        with self._reading() as query:
            return reach.reach_of(query)

    def covers(self, reach: Reach) -> bool:
        from db.reach import is_covered

        with self._reading() as query:
            return is_covered(query, reach)

    def count_operations(self, wanted: OperationFilter | None = None) -> int:
        from db import finding

        with self._reading() as query:
            return finding.count(query, self._catalogue, wanted, self._index_for(wanted))

    def changes_in(self, wanted: OperationFilter | None, limit: int) -> tuple[Change, ...]:
        from db import finding

        with self._reading() as query:
            return finding.changes(query, self._catalogue, wanted, limit, self._index_for(wanted))

    def setting_changes_in(self, wanted: OperationFilter | None) -> tuple[SettingChange, ...]:
        from db import finding

        with self._reading() as query:
            return finding.setting_changes(query, self._catalogue, wanted, self._index_for(wanted))

    def _index_for(self, wanted: OperationFilter | None) -> WordKeeper | None:
        """Where words are asked for."""
        return self._words if wanted is not None and wanted.text else None

    def people(self) -> tuple[str, ...]:
        from db import finding

        with self._reading() as query:
            return finding.people(query)

    def next_undo(self) -> Operation | None:
        from db import trail, undo

        with self._reading() as query:
            seq = undo.next_undo(query)
            return None if seq is None else trail.operation_at(query, seq)

    def next_redo(self) -> Operation | None:
        from db import trail, undo

        with self._reading() as query:
            seq = undo.next_redo(query)
            return None if seq is None else trail.operation_at(query, seq)

    def changes(self, operation_id: str, wanted: OperationFilter | None = None) -> tuple[Change, ...]:
        from db import finding

        with self._reading() as query:
            return finding.changes_of(query, self._catalogue, operation_id, wanted)

    def setting_changes(self, operation_id: str) -> tuple[SettingChange, ...]:
        from db import trail

        with self._reading() as query:
            return trail.setting_changes(query, operation_id)

    def changes_since(self, operation_id: str) -> tuple[Change, ...]:
        from db import trail

        with self._reading() as query:
            return trail.changes_since(query, operation_id, self._catalogue)

    def undone_by(self, operation_id: str, sha256: str | None = None) -> Operation | None:
        from db import trail

        with self._reading() as query:
            return trail.undone_by(query, operation_id, sha256)

    def history(self, no: int, year: int, unit: str | None = None) -> tuple[Change, ...]:
        from db import trail

        with self._reading() as query:
            listed = self._catalogue.of_year(year)
            ids = listed.entries_of(no, unit)
            if not ids:
                listed.assignment_id(EntryKey(no, unit or listed.plan.units_of[listed.plan.measure(no).no][0]))
            return trail.history(query, ids, self._catalogue)

    def trail(self, period: Period) -> Trail:
        from db.written import WrittenByMeasure

        return WrittenByMeasure(self._reading, lambda: self._catalogue, period)

    def in_turn(self) -> MonthsInTurn:
        from db.in_turn import MonthsInTurn

        return MonthsInTurn(self._reading, lambda: self._catalogue)

    def cells_with(
        self, words: Sequence[SoughtWord], without: Sequence[str] = (), period: Period | None = None,
        only: Callable[[int, EntryKey], bool] | None = None, year: int | None = None, nos: Collection[int] | None = None,
    ) -> tuple[CellFound, ...]:
        from db import searching

        with self._reading() as query:
            return searching.cells_with(query, self._catalogue, words, without, period, only, self._words, year, nos)

    def counts_with(self, word: SoughtWord) -> Mapping[int, int] | None:
        from db import searching

        with self._reading() as query:
            return searching.counts_with(query, self._catalogue, word, self._words)

    def cell_texts(self, cells: Sequence[CellFound]) -> tuple[str, ...]:
        from db import searching

        with self._reading() as query:
            return searching.cell_texts(query, self._catalogue, cells)

    def carried_months(self, year: int, entries: Collection[EntryKey]) -> Mapping[EntryKey, Mapping[str, Sequence[Period]]]:
        from db import searching

        with self._reading() as query:
            return searching.carried_months(query, self._catalogue, year, entries)

    def contact_names(self) -> tuple[str, ...]:
        from db import searching

        with self._reading() as query:
            return searching.contact_names(query)

    def papers(self, words: Sequence[str] = ()) -> tuple[Paper, ...]:
        from db import searching

        with self._reading() as query:
            return searching.papers(query, self._catalogue, words, self._words)

    def past(
        self, no: int, unit: str, field: str, before: Period, limit: int
    ) -> tuple[CellValue, ...]:
        from db.amendments import spans_before

        with self._reading() as query:
            spans = spans_before(query, self._catalogue, EntryKey(no, unit), before)
            return reading.past(query, spans, field, limit)

    def settings(self) -> Mapping[str, str]:
        with self._reading() as query:
            return reading.settings(query)


class SqlLedger(LedgerCopies, LedgerContent):
    """An open ledger in a file."""

    shared = ""

    def check(self) -> tuple[Check, ...]:
        from db import integrity

        with self._connected() as query:  # not ``_reading``, which would read lists anew that may be what is damaged
            query.execute("BEGIN")
            try:
                return integrity.check(query, self._path)
            finally:
                query.rollback()

    def inspect(self) -> LedgerFindings:
        from db import inspecting

        self._ensure_open()
        with spoken(self._path):
            return inspecting.inspect(self._path)
