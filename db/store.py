"""SqlLedger: the ledger behind the LedgerStore protocol. ``LedgerFile`` has the connections; the work is beside it."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from db import backup as backups
from db import reading, returns, rulings
from db.cells import Spot
from db.coding import period_of
from db.connection import probe, spoken
from db.plans import read_catalogue
from db.sessions import LedgerFile
from qcapp.domain.backups import BackupReason
from qcapp.domain.ledger import Attachment, CellKey, CellValue, HeldConflict, Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan

if TYPE_CHECKING:
    from db.undo import Target
    from qcapp.domain.amendments import Amendment
    from qcapp.domain.backups import Backup, BackupCompared, Restoration
    from qcapp.domain.operations import Bulletin, Change, Operation, OperationDraft, OperationFilter, SettingChange, UndoResult
    from qcapp.domain.records import FillForm, ReturnRecord
    from qcapp.domain.succession import PlanLink
    from qcapp.domain.trail import Trail
    from qcapp.ports import CellFound, Check, Paper, SoughtWord

class SqlLedger(LedgerFile):
    """An open ledger."""

    # ------------------------------------------------------------------ reading

    def plans(self) -> tuple[Plan, ...]:
        return tuple(year.plan for year in self._catalogue.years)

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

    def snapshot(self, period: Period, on: date | None = None) -> Snapshot:
        with self._reading() as query:
            return reading.snapshot(query, self._catalogue, period, on, self._entries)

    def bulletins(self, period: Period | None = None) -> tuple[Bulletin, ...]:
        with self._reading() as query:
            return rulings.bulletins(query, period)

    def fill_form(self, form_id: str) -> FillForm | None:
        with self._reading() as query:
            return returns.fill_form(query, self._catalogue, form_id)

    def forms_to(self, unit: str, period: Period) -> tuple[FillForm, ...]:
        with self._reading() as query:
            return returns.forms_to(query, self._catalogue, self._catalogue.of(period).unit_id(unit), period)

    def form_ids(self) -> frozenset[str]:
        with self._reading() as query:
            return returns.form_ids(query)

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
            return finding.operations(query, self._catalogue, wanted, limit, before)

    def count_operations(self, wanted: OperationFilter | None = None) -> int:
        from db import finding

        with self._reading() as query:
            return finding.count(query, self._catalogue, wanted)

    def changes_in(self, wanted: OperationFilter | None, limit: int) -> tuple[Change, ...]:
        from db import finding

        with self._reading() as query:
            return finding.changes(query, self._catalogue, wanted, limit)

    def setting_changes_in(self, wanted: OperationFilter | None) -> tuple[SettingChange, ...]:
        from db import finding

        with self._reading() as query:
            return finding.setting_changes(query, self._catalogue, wanted)

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

    def changes(self, operation_id: str) -> tuple[Change, ...]:
        from db import trail

        with self._reading() as query:
            return trail.changes_of(query, operation_id, self._catalogue)

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
        from db.written import written

        with self._reading() as query:
            return written(query, self._catalogue, period)

    def cells_with(
        self, words: Sequence[SoughtWord], without: Sequence[str] = (), period: Period | None = None
    ) -> tuple[CellFound, ...]:
        from db import searching

        with self._reading() as query:
            return searching.cells_with(query, self._catalogue, words, without, period)

    def cell_texts(self, cells: Sequence[CellFound]) -> tuple[str, ...]:
        from db import searching

        with self._reading() as query:
            return searching.cell_texts(query, self._catalogue, cells)

    def carried_months(self, year: int, entry: EntryKey) -> Mapping[str, tuple[Period, ...]]:
        from db import searching

        with self._reading() as query:
            return searching.carried_months(query, self._catalogue, year, entry)

    def contact_names(self) -> tuple[str, ...]:
        from db import searching

        with self._reading() as query:
            return searching.contact_names(query)

    def papers(self) -> tuple[Paper, ...]:
        from db import searching

        with self._reading() as query:
            return searching.papers(query, self._catalogue)

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

    def check(self) -> tuple[Check, ...]:
        from db import integrity

        with self._reading() as query:
            return integrity.check(query, self._path)

    # ------------------------------------------------------------------ writing

    def commit(self, draft: OperationDraft) -> Operation:
        from db import trail, writing
        from db.engine import raw

        with self._writing() as connection:
            query = raw(connection)
            seq = writing.commit(connection, draft, self._catalogue, self._clock.now())
            done = trail.operation_at(query, seq)
            moved = draft.aliases or draft.amendments or draft.plans
            catalogue = read_catalogue(query) if moved else self._catalogue
        self._catalogue = catalogue
        return done

    def undo(self, operation_id: str | None, who: str, sha256: str | None = None) -> UndoResult:
        from db import undo

        return self._inverted(lambda query: undo.target_of_undo(query, operation_id, sha256), who)

    def redo(self, who: str) -> UndoResult:
        from db import undo

        return self._inverted(undo.target_of_redo, who)

    def _inverted(self, target_in: Callable[[sqlite3.Connection], Target], who: str) -> UndoResult:
        from db import trail, undo
        from db.engine import raw
        from qcapp.domain.operations import UndoResult

        with self._writing() as connection:
            query = raw(connection)
            target = target_in(query)
            seq, left, settings = undo.invert(connection, target, who, self._clock.now())
            result = UndoResult(
                trail.operation_at(query, seq), trail.operation_at(query, target.seq), tuple(map(self._key_of, left)),
                target.file, settings,
            )
            catalogue = read_catalogue(query) if target.part is None else self._catalogue
        self._catalogue = catalogue
        return result

    def _key_of(self, spot: Spot) -> CellKey:
        period = period_of(spot.period)
        entry = self._catalogue.entry_key(spot.assignment, period)
        return CellKey(entry.no, entry.unit, period, spot.field)

    def remember(self, key: str, value: str) -> None:
        from db.setting_trail import remember

        with self._writing() as connection:
            remember(connection, key, value)

    # ------------------------------------------------------------------ copies

    def backup(self, target: Path | None = None, reason: BackupReason = BackupReason.BY_HAND) -> Backup:
        if target is None:  # else its folder would be made anew where the ledger no longer lies
            with self._telling():
                self._ensure_usable()
        # A connection without a transaction: SQLite's copy takes its own.
        with self._connected() as query:
            return backups.back_up(query, self._path, self._clock.now(), target, reason)

    def replaced(self) -> None:
        """All of the content was replaced by another's (交接): nothing that was read of the former is used again."""
        self._repoint(self._path)

    def look_through(self, up_to: int | None = None) -> None:
        """Every check, unless the file is larger than so many bytes. LedgerError when it is damaged, and nothing is written
        to it from then on."""
        from db.opening import ensure_whole

        with self._telling():
            size = self._path.stat().st_size
            ensure_whole(self._path, up_to=size if up_to is None else up_to, fixed=bool(self._fixed))

    def move_to(self, target: Path, source: Path | None = None) -> int:
        from db.moving import put_copy

        with self._writer:
            newest = self._newest
            if source is None:
                with self._connected() as query:
                    put_copy(query, target)
            else:
                with contextlib.closing(probe(source)) as query:
                    put_copy(query, target, self._ledger_id)
            self._repoint(target)
            return max(newest - self._newest, 0)

    def recover(self, source: Path, who: str) -> Path | None:
        from db.opening import open_ledger
        from db.recovering import replace_by
        from db.restoring import ensure_backup_of

        with self._writer, spoken(self._path):
            ensure_backup_of(source, self._ledger_id)
            self._drop_idle()
            aside = replace_by(self._path, source, self._clock.now(), who)
            open_ledger(self._path, self._clock).close()  # which brings an older backup up to date
            self._repoint(self._path)
            return aside

    def backups(self, limit: int | None = None) -> tuple[Backup, ...]:
        return backups.backups_of(self._path, limit)

    def backups_in(self, folder: Path) -> tuple[Backup, ...]:
        from db import second_place

        return second_place.backups_there(folder, self._path, self._ledger_id)

    def copy_to(self, folder: Path, backup: Backup) -> Backup:
        from db import second_place

        return second_place.copy_to(folder, backup, self._path, self._ledger_id, self._clock.now())

    def verify(self, source: Path) -> Backup:
        from db.restoring import ensure_backup_of
        from db.verified import verified

        with spoken(source):
            return verified(ensure_backup_of(source, self._ledger_id), self._path)

    def compare(self, source: Path) -> BackupCompared:
        from db.comparing import compare
        from db.restoring import ensure_backup_of

        with spoken(source):
            ensure_backup_of(source, self._ledger_id)
        with self._reading() as query:
            return compare(source, query, self._path)

    def operations_since(self, source: Path) -> int | None:
        from db.comparing import operations_since

        with self._reading() as query:
            return operations_since(source, query)

    def restore(self, source: Path, who: str, undoes: str | None = None) -> Backup:
        from db import restoring

        with self._writer, spoken(self._path):
            self._ensure_writing()
            looked = restoring.ensure_backup_of(source, self._ledger_id)._replace(undoes=undoes)
            try:
                return restoring.restore(looked, self._path, who, self._clock.now())
            finally:
                self._drop_idle()
                with self._reading() as query:
                    self._catalogue = read_catalogue(query)

    def restorations(self) -> Mapping[str, Restoration]:
        from db.restoring import restorations

        with self._reading() as query:
            return restorations(query)

    def kept_by(self, operation_id: str, folders: Sequence[Path] = ()) -> Path:
        from db.restoring import kept_by

        with self._reading() as query:
            return kept_by(query, operation_id, (backups.folder_of(self._path), *folders))
