"""Collect 收表: read returned files, show what merging would do, and do it in one operation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from qcapp.domain.backups import BackupReason
from qcapp.domain.errors import LedgerChanged, UnreadableFile, UsageError
from qcapp.domain.forms import ReturnRecord
from qcapp.domain.ledger import CellKey, HeldConflict, Snapshot
from qcapp.domain.operations import CellEdit, NewAlias, NewAttachment, Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.giving_way import giving_way
from qcapp.merge.build import Incoming, LedgerView, Planning, build_plan
from qcapp.merge.compare import rounded
from qcapp.merge.diff import equal
from qcapp.merge.identity import Known
from qcapp.merge.plan import Decision, FieldPlan, FilePlan, MergePlan
from qcapp.merge.questions import Ask, Question
from qcapp.ports import Clock, FileReader, LedgerStore, Progress
from qcapp.services.former import former_measures
from qcapp.services.progress import SILENT, step
from qcapp.stats.rules import rules_from

_MANY: Final = 20
"""Files of one go, from which on it is worth while to look up at once all that ever came."""


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
        came in, today when not said. ``passwords`` are tried on every file that wants one. UsageError for a day that is yet to
        come: any later return of its unit would be taken for an older one.
        """
        today = self.clock.today()
        day = received or today
        if day > today:
            raise UsageError(f"收到日期 {day.isoformat()} 在今天（{today.isoformat()}）之后，请写今天或以前的日子。")
        planning = Planning(replace(self._view(period or fallback), returns_with=self._returns_before()), period)
        count = 0
        for file in self.reader.read(paths, progress, passwords):
            planning.add(Incoming(file, day))  # while the next is read
            count += 1
        step(progress, count, count, "正在比对")
        return planning.done()

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
        view = self._view(period or fallback)
        known = self.store.returned({incoming.file.sha256 for incoming in files})
        returns_with = self.store.returns_with
        view = replace(view, returns_with=lambda sha256: returns_with(sha256) if sha256 in known else ())
        return build_plan(files, view, period)

    def refresh(self, plan: MergePlan, *, period: Period | None = None, fallback: Period | None = None) -> MergePlan:
        """Compare the same files again with the ledger of now, by the answers given so far; decisions on what has not moved
        are kept."""
        fresh = self.plan(incoming_of(plan), period=period, fallback=fallback)
        carry_decisions(plan, fresh)
        return fresh

    def tell_unit(
        self, plan: MergePlan, name: str, *, period: Period | None = None, fallback: Period | None = None
    ) -> MergePlan:
        """Answer with that unit (an alias will do) wherever the plan asks whose a file is, and compare again. The one strange
        name that stands on the files is remembered.

        UsageError for a name that no unit goes by.
        """
        unit = self._plan_now(period or fallback).unit_named(name)
        asked = [(file, question) for file in plan.files for question in file.questions if _asks_for(question, unit)]
        unknown = {question.subject for _, question in asked} - {""}
        for file, question in asked:
            # One answer to files under several strange names says whose they are, and not what these names are.
            told = question if len(unknown) == 1 else replace(question, subject="")
            file.answers = file.answers.given(told, unit)
        return self.refresh(plan, period=period, fallback=fallback)

    def apply(self, plan: MergePlan) -> Operation | None:
        """Write the plan in one operation; None when no file is to be recorded. LedgerChanged when "ours" has moved.

        A backup comes first. Conflicts that nobody decided are held and wait.
        """
        if not plan.mergeable:
            return None
        self._ensure_new(plan)
        draft = self._draft(plan)
        self.store.backup(reason=BackupReason.MERGE)
        self._ensure_new(plan)  # of a large ledger a backup takes its time, and a colleague may have merged the same meanwhile
        return self.store.commit(draft)

    def _plan_now(self, period: Period | None) -> Plan:
        """The list of that month, else the newest."""
        return self.store.plan_for(period) if period else self.store.plans()[-1]

    def _view(self, period: Period | None) -> LedgerView:
        snapshots: dict[Period, Snapshot] = {}

        def snapshot(of: Period) -> Snapshot:
            if of not in snapshots:
                snapshots[of] = self.store.snapshot(of)
            return snapshots[of]

        fallback = period or self._newest_dispatched(snapshot)
        forms = {form.form_id: form for form in snapshot(fallback).dispatched.values()} if fallback else {}
        known = Known(
            plan_for=self.store.plan_for,
            fill_form=lambda form_id: forms.get(form_id) or self.store.fill_form(form_id),
            newest_form=lambda unit, of: snapshot(of).dispatched.get(unit),
            forms_to=self.store.forms_to,
            used=frozenset(self.store.periods()),
            former=cache(lambda of: former_measures(self.store, of)),
            fallback=fallback,
        )
        rules = rules_from(self.store.settings())
        return LedgerView(known, snapshot, self.store.returns_with, rules, self.store.ledger_id, self.store.covers)

    def _returns_before(self) -> Callable[[str], tuple[ReturnRecord, ...]]:
        """Records of a file's very bytes. Of hundreds hardly any came before: past a few it is looked up once which did."""
        asked, known = 0, frozenset[str]()

        def returns_with(sha256: str) -> tuple[ReturnRecord, ...]:
            nonlocal asked, known
            asked += 1
            if asked == _MANY:
                known = self.store.returned()
            return self.store.returns_with(sha256) if asked < _MANY or sha256 in known else ()

        return returns_with

    def _newest_dispatched(self, snapshot: Callable[[Period], Snapshot]) -> Period | None:
        """The month last sent out: what a form that names none is taken for."""
        return next((each for each in reversed(self.store.periods()) if snapshot(each).dispatched), None)

    def _draft(self, plan: MergePlan) -> OperationDraft:
        files = plan.mergeable
        edits = _edits(files)
        held = [_held(file, each) for file in files for each in file.open]
        again = [_held_again(file, each) for file in files for each in file.fields if each.asked and not each.changes]
        returned = tuple((file.file, _record(file)) for file in files if file.with_return is None)
        attached = tuple(each for file in files for each in self._attached(file))
        return OperationDraft(
            OperationKind.MERGE,
            _summary(files, edits, held, attached),
            self.who,
            edits=tuple(edits),
            returned=returned,
            held=(*held, *again),
            resolves=self._settled(files, edits),
            attached=attached,
            aliases=self._aliases(plan),
        )

    def _ensure_new(self, plan: MergePlan) -> None:
        files = plan.mergeable
        known = self.store.returned({file.file.sha256 for file in files})
        if any(self._came_meanwhile(file) for file in files if file.file.sha256 in known):
            raise LedgerChanged("这批文件里有的在预览之后已经合并过，请重新比对后再合并。")

    def _came_meanwhile(self, file: FilePlan) -> bool:
        """Whether the file was recorded since it was planned; one that is merged again on purpose has answers to show for it."""
        again = file.answers.rows or file.answers.also
        return not again and any(
            (record.unit, record.period) == (file.unit, file.period) and (record.values or file.kept)
            for record in self.store.returns_with(file.file.sha256)
        )

    def _attached(self, file: FilePlan) -> Iterator[NewAttachment]:
        """What is kept beside the form: the file itself where no table was read from it, and what is enclosed in it."""
        assert file.unit is not None
        assert file.period is not None
        whole = file.file
        if file.kept:
            origin = "与来表一起交来" if file.with_return else "来表原件"
            came_with = file.with_return or whole.sha256
            yield NewAttachment(
                file.unit, file.period, file.belongs, whole.name, whole.sha256, whole.data, origin, came_with
            )
        known = {(a.unit, a.no, a.sha256) for a in self.store.attachments(file.period)} if file.enclosed else set()
        for each in file.enclosed:
            with suppress(UnreadableFile):  # a picture that can't be taken out is still in the file, which is kept
                data = self.reader.part(whole.data, each.part)
                digest = hashlib.sha256(data).hexdigest()
                if (file.unit, each.no, digest) not in known:
                    yield NewAttachment(
                        file.unit, file.period, each.no, each.name, digest, data, each.origin, whole.sha256
                    )

    def _aliases(self, plan: MergePlan) -> tuple[NewAlias, ...]:
        """Names that a person has said are to be remembered, each once, by the plan that its file's month has."""
        found: dict[NewAlias, None] = {}
        for file in plan.mergeable:
            assert file.period is not None
            listed = self.store.plan_for(file.period)
            for name, unit in file.answers.names.items():
                if unit and name not in {other for each in listed.units for other in (each.name, *each.aliases)}:
                    found[NewAlias(listed.year, unit, name, file.period)] = None
        return tuple(found)

    def _settled(self, files: Sequence[FilePlan], edits: Sequence[CellEdit]) -> tuple[int, ...]:
        """Waiting conflicts that this merge ends: decided now, or the unit has come round to what the ledger says."""
        waiting = self.store.held()
        if not waiting:  # as in most months: nobody has to be asked about thousands of fields
            return ()
        written = _changed(edits)
        agreed = {
            each.key for file in files for each in file.fields
            if not each.open and (each.key in written or each.conflict or agrees(each))
        }
        return tuple(conflict.id for conflict in waiting if conflict.key in agreed)


def _asks_for(question: Question, unit: str) -> bool:
    """Whether it waits for a unit and offers that one."""
    offered = any(option.value == unit for option in question.options)
    return question.ask is Ask.UNIT and question.waits and offered


def incoming_of(plan: MergePlan) -> list[Incoming]:
    """The plan's files as they came, each once though it may hold several units' rows, with the answers given so far."""
    files: dict[tuple[str, str | None, str], Incoming] = {}
    for each in plan.files:
        key = (each.file.path, each.file.member, each.file.sha256)
        files.setdefault(key, Incoming(each.file, each.received, each.answers))
    return list(files.values())


def carry_decisions(old: MergePlan, new: MergePlan) -> None:
    """Give conflicts of ``new`` the decisions that the same conflicts had in ``old``."""
    decided: dict[str, dict[CellKey, FieldPlan]] = {}
    for file in giving_way(old.files):
        decided.setdefault(file.file.sha256, {}).update((each.key, each) for each in file.fields)
    for file in giving_way(new.files):
        known = decided.get(file.file.sha256, {})
        for each in file.fields if known else ():
            before = known.get(each.key)
            if before and _terms(before) == _terms(each):
                each.decision, each.typed = before.decision, before.typed


def _terms(each: FieldPlan) -> tuple[object, ...]:
    return each.base, each.ours, each.theirs, each.verdict


def agrees(each: FieldPlan) -> bool:
    """Whether the return, the latest so far, says in words of its own what the ledger says."""
    said = each.informs and bool(each.theirs) and not each.superseded and not rounded(each.key.field, each.theirs)
    return said and equal(each.key.field, each.ours, each.theirs)


def _edits(files: Sequence[FilePlan]) -> list[CellEdit]:
    """Each file's own edits, so that it can be undone alone; a decision is taken on what the file before has left.

    A file that says what one before it has written, in this go or in an earlier one, has an edit too, its ``ours`` the same
    as its ``after``: the words hold while either of them does.
    """
    left: dict[tuple[str | None, Period | None], dict[tuple[int, str], str]] = {}
    edits: list[CellEdit] = []
    for file in giving_way(sorted(files, key=lambda each: each.received)):
        running = left.setdefault((file.unit, file.period), {})  # of which all of its fields are
        for each in file.fields:
            key, ours = each.key, each.ours
            field = key.no, key.field
            now = running.get(field, ours)
            after = each.result_on(now)
            if after != now or (now != ours and each.result_on(ours) == now):
                edits.append(CellEdit(key, now, after, file.file.sha256, each.place, each.decision.value))
                running[field] = after
            elif each.told and each.repeats(now):
                edits.append(CellEdit(key, now, now, file.file.sha256, each.place, Decision.THEIRS.value))
    return edits


def _changed(edits: Sequence[CellEdit]) -> set[CellKey]:
    """Fields that are to say something else, and not only the same out of one more file."""
    return {edit.key for edit in edits if edit.after != edit.ours}


def _held(file: FilePlan, each: FieldPlan) -> HeldConflict:
    return HeldConflict(
        each.key, each.base, each.ours, each.theirs, file.file.sha256, file.file.name, file.received,
        place=each.place, remark=each.remark,
    )


def _held_again(file: FilePlan, each: FieldPlan) -> HeldConflict:
    """The conflict that waits already, as this file has it too."""
    assert each.asked is not None
    return replace(
        each.asked, ours=each.ours, sha256=file.file.sha256, file=file.file.name, received=file.received, place=each.place
    )


def _summary(
    files: Sequence[FilePlan], edits: Sequence[CellEdit], held: Sequence[HeldConflict], attached: Sequence[NewAttachment]
) -> str:
    """合并 5 份回收表，更新 32 处，1 处冲突待处理，存入佐证材料 3 件，另有 2 份读不出内容，要对照录入或请单位重发."""
    unread = {file.file.sha256 for file in files if file.unread}
    forms = len({file.file.sha256 for file in files if not file.kept})
    parts = [f"合并 {forms} 份回收表，更新 {len(_changed(edits))} 处"]
    parts += [f"{len(held)} 处冲突待处理"] if held else []
    parts += [f"{blank} 份是空表"] if (blank := sum(file.blank for file in files)) else []
    things = sum(each.sha256 not in unread for each in attached)
    parts += [f"存入佐证材料 {things} 件"] if things else []
    parts += [f"另有 {len(unread)} 份读不出内容，要对照录入或请单位重发"] if unread else []
    return "，".join(parts)


def _record(file: FilePlan) -> ReturnRecord:
    assert file.unit is not None, "a mergeable file has been matched"
    assert file.period is not None
    values: Mapping[tuple[int, str], str] = {
        (each.key.no, each.key.field): each.theirs for each in file.fields if not rounded(each.key.field, each.theirs)
    }
    return ReturnRecord(
        file.file.sha256, file.file.name, file.unit, file.period, file.received, file.form_id, values,
        corrects=file.corrects,
    )

