"""Collect 收表: read returned files, show what merging would do, and do it in one operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qcapp.domain.forms import ReturnRecord
from qcapp.domain.ledger import CellEdit, CellKey, HeldConflict, Operation, OperationDraft, OperationKind, Snapshot
from qcapp.domain.period import Period
from qcapp.merge.build import Incoming, LedgerView, build_plan, lost_digits
from qcapp.merge.diff import equal
from qcapp.merge.match import Known
from qcapp.merge.plan import FieldPlan, FilePlan, MergePlan
from qcapp.ports import Clock, FileReader, LedgerStore, Progress
from qcapp.services.progress import SILENT, step


@dataclass(frozen=True, slots=True)
class CollectService:
    """``fallback``, where asked for, is the month of a form that names none, such as the one open in the window."""

    store: LedgerStore
    reader: FileReader
    clock: Clock
    who: str

    def preview(
        self,
        paths: Sequence[Path],
        *,
        period: Period | None = None,
        received: date | None = None,
        fallback: Period | None = None,
        progress: Progress = SILENT,
        passwords: Sequence[str] = (),
    ) -> MergePlan:
        """Read files, folders and zips and plan their merge; the ledger is not touched.

        ``period``: put all into that month, as the clerk says; None: each into its own. ``received``: the day the files
        came in, today when not said.
        """
        day = received or self.clock.today()
        files = [Incoming(file, day) for file in self.reader.read(paths, progress, passwords)]
        return self.plan(files, period=period, fallback=fallback, progress=progress)

    def plan(
        self,
        files: Sequence[Incoming],
        *,
        period: Period | None = None,
        fallback: Period | None = None,
        progress: Progress = SILENT,
    ) -> MergePlan:
        """Plan files that are read already."""
        step(progress, len(files), len(files), "正在比对")
        return build_plan(files, self._view(period or fallback), period)

    def refresh(self, plan: MergePlan, *, period: Period | None = None, fallback: Period | None = None) -> MergePlan:
        """Compare the same files again with the ledger of now; decisions on what has not moved are kept."""
        fresh = self.plan([Incoming(f.file, f.received) for f in plan.files], period=period, fallback=fallback)
        carry_decisions(plan, fresh)
        return fresh

    def apply(self, plan: MergePlan) -> Operation | None:
        """Write the plan in one operation; None when no file is to be recorded. LedgerChanged when "ours" has moved.

        A backup comes first. Conflicts that nobody decided are held and wait.
        """
        if not plan.mergeable:
            return None
        draft = self._draft(plan)
        self.store.backup()
        return self.store.commit(draft)

    def _view(self, period: Period | None) -> LedgerView:
        snapshots: dict[Period, Snapshot] = {}

        def snapshot(of: Period) -> Snapshot:
            if of not in snapshots:
                snapshots[of] = self.store.snapshot(of)
            return snapshots[of]

        known = Known(
            plan_for=self.store.plan_for,
            fill_form=self.store.fill_form,
            newest_form=lambda unit, of: snapshot(of).dispatched.get(unit),
            fallback=period or self._newest_dispatched(snapshot),
        )
        return LedgerView(known, snapshot, self.store.returns_with)

    def _newest_dispatched(self, snapshot: Callable[[Period], Snapshot]) -> Period | None:
        """The month last sent out: what a form that names none is taken for."""
        return next((each for each in reversed(self.store.periods()) if snapshot(each).dispatched), None)

    def _draft(self, plan: MergePlan) -> OperationDraft:
        files = plan.mergeable
        edits = _edits(files)
        held = [_held(file, each) for file in files for each in file.open]
        waiting = f"，{len(held)} 处冲突待处理" if held else ""
        return OperationDraft(
            OperationKind.MERGE,
            f"合并 {len(files)} 份回收表，更新 {len(edits)} 处{waiting}",
            self.who,
            edits=tuple(edits),
            returned=tuple((file.file, _record(file)) for file in files),
            held=tuple(held),
            resolves=self._settled(files, edits),
        )

    def _settled(self, files: Sequence[FilePlan], edits: Sequence[CellEdit]) -> tuple[int, ...]:
        """Waiting conflicts that this merge ends: decided now, or the unit has come round to what the ledger says."""
        written = {edit.key for edit in edits}
        agreed = {
            each.key for file in files for each in file.fields
            if not each.open and (each.key in written or each.conflict or agrees(each))
        }
        return tuple(conflict.id for conflict in self.store.held() if conflict.key in agreed)


def carry_decisions(old: MergePlan, new: MergePlan) -> None:
    """Give conflicts of ``new`` the decisions that the same conflicts had in ``old``."""
    decided: dict[tuple[str, CellKey], FieldPlan] = {
        (file.file.sha256, each.key): each for file in old.files for each in file.fields
    }
    for file in new.files:
        for each in file.fields:
            before = decided.get((file.file.sha256, each.key))
            if before and _terms(before) == _terms(each):
                each.decision, each.typed = before.decision, before.typed


def _terms(each: FieldPlan) -> tuple[object, ...]:
    return each.base, each.ours, each.theirs, each.verdict


def agrees(each: FieldPlan) -> bool:
    """Whether the return, the latest so far, says in words what the ledger says."""
    return bool(each.theirs) and not each.superseded and equal(each.key.field, each.ours, each.theirs)


def _edits(files: Sequence[FilePlan]) -> list[CellEdit]:
    """One edit a field, though several files may have a say: each decision is taken on what the one before left."""
    ours: dict[CellKey, str] = {}
    running: dict[CellKey, tuple[str, str | None]] = {}
    for file in sorted(files, key=lambda each: each.received):
        for each in file.fields:
            first = ours.setdefault(each.key, each.ours)
            now, source = running.get(each.key, (first, None))
            after = each.result_on(now)
            running[each.key] = (after, file.file.sha256 if after != now else source)
    return [
        CellEdit(key, ours[key], after, source) for key, (after, source) in running.items() if after != ours[key]
    ]


def _held(file: FilePlan, each: FieldPlan) -> HeldConflict:
    return HeldConflict(
        each.key, each.base, each.ours, each.theirs, file.file.sha256, file.file.name, file.received
    )


def _record(file: FilePlan) -> ReturnRecord:
    assert file.unit is not None, "a mergeable file has been matched"
    assert file.period is not None
    values: Mapping[tuple[int, str], str] = {
        (each.key.no, each.key.field): each.theirs for each in file.fields if not lost_digits(each.key, each.theirs)
    }
    return ReturnRecord(
        file.file.sha256, file.file.name, file.unit, file.period, file.received, file.form_id, values
    )

