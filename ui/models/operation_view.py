"""One operation as it is looked at: its changes, a merge's files, what has been changed again since. Read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qcapp.domain.backups import Restoration
from qcapp.domain.forms import ReturnRecord
from qcapp.domain.ledger import CellKey
from qcapp.domain.operation_words import can_undo
from qcapp.domain.operations import Change, Operation, OperationFilter, OperationKind, SettingChange
from qcapp.domain.setting_words import setting_name, setting_told
from qcapp.domain.text import shortened
from ui.models.operations import can_redo, changed_fields, changed_since, why_neither
from ui.models.undo_words import UNCHANGED_WORDS, ShownNow

if TYPE_CHECKING:
    from qcapp.domain.amendment_words import PlanChange
    from qcapp.services import Services

_MOST_TOLD = 12
_WORDS = 60


@dataclass(frozen=True, slots=True)
class OperationView:
    """``since``: fields that an undo would leave alone; ``restorable``: how many it would bring back;
    ``repeated``: in how many it only said what another return says too. ``shown``: the changes to be shown, those of a unit,
    measure or field where only such are looked for. ``undone_by``: the undo of it as a whole that holds; a merge is undone too
    when each of its files was undone by itself. ``lists``: what it changed in lists; ``settings``: what it set;
    ``restoration``: what it brought back."""

    operation: Operation
    changes: tuple[Change, ...]
    shown: tuple[Change, ...]
    records: tuple[ReturnRecord, ...]
    since: frozenset[CellKey]
    restorable: int
    repeated: int
    undone_by: Operation | None
    now: ShownNow
    lists: tuple[PlanChange, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    restoration: Restoration | None = None

    def since_of(self, changes: Sequence[Change]) -> frozenset[CellKey]:
        """Fields of these changes that anything later, another file of the same merge too, changed again."""
        return changed_since(changes, self.now.value)

    @property
    def listed_records(self) -> tuple[ReturnRecord, ...]:
        """Those whose changes are shown, where not all are; else all."""
        brought = {(change.source.sha256, change.key.unit) for change in self.shown}
        some = tuple(record for record in self.records if (record.sha256, record.unit) in brought)
        return some if some and len(self.shown) < len(self.changes) else self.records

    @property
    def by_file(self) -> bool:
        """Whether files of it can be undone or brought back alone: it holds as a whole, and there are several (or one that
        was undone so)."""
        several = len({record.sha256 for record in self.records}) > 1
        return self.undone_by is None and (several or any(record.undone for record in self.records))

    @property
    def can_undo(self) -> bool:
        """By the button: a restoration too, of which the ledger before it was kept."""
        kept = self.restoration is not None and self.restoration.kept is not None
        return can_undo(self.operation) or (kept and not self.operation.undone)

    @property
    def can_redo(self) -> bool:
        """An undo, or what was undone as a whole."""
        return can_redo(self.operation) and (self.operation.kind is OperationKind.UNDO or self.undone_by is not None)

    @property
    def nothing_to_restore(self) -> bool:
        """Whether an undo would leave everything as it is: a merge's would at least take the files back."""
        told = can_undo(self.operation) and self.operation.kind is not OperationKind.MERGE
        if self.settings and not self.since and not self.restorable:
            return told and all(each.since for each in self.settings)
        return told and bool(self.since) and not self.restorable

    @property
    def hint(self) -> str:
        """What it did, and what undoing it would do, in a sentence; that not all of it is shown."""
        narrowed = f"按筛选列出 {len(changed_fields(self.shown))} 处。" if len(self.shown) < len(self.changes) else ""
        return f"{self._whole_hint}{narrowed}"

    @property
    def _whole_hint(self) -> str:
        operation, count = self.operation, len(changed_fields(self.changes))
        if self.settings:
            return "\n".join(self._setting_lines())
        if self.restoration is not None:
            return _restored_words(self.restoration)
        if not can_undo(operation) and not can_redo(operation):
            return why_neither(operation)
        gone = sum(record.undone for record in self.records) if self.undone_by is None else 0
        if gone:
            return f"收的 {len(self.records)} 份来表里有 {gone} 份已单独撤销；选中它可以恢复。"
        if self.lists:
            return "\n".join(list_words(self.lists))
        if not count:
            return UNCHANGED_WORDS.get(operation.kind, "这次操作没有改动填报内容。")
        if self.nothing_to_restore:
            return f"{count} 处改动后来都又改过，没有可恢复的原值，不能撤销；要改请直接到台账里改。"
        if self.since:
            return f"{count} 处改动，其中 {len(self.since)} 处后来又改过；撤销时这些地方保留现在的内容。"
        if operation.undone:
            return f"{count} 处改动，已被撤销；点“恢复此操作”让它们重新生效。"
        return f"{count} 处改动。"

    def _setting_lines(self) -> list[str]:
        lines = list(setting_lines(self.settings))
        if not can_undo(self.operation) and not can_redo(self.operation):
            lines.append(why_neither(self.operation))
        elif self.nothing_to_restore:
            lines.append("这些设置后来都又改过，没有可改回的原值，不能撤销；要改请到“设置”里改。")
        return lines


def read_operation(services: Services, operation: Operation, wanted: OperationFilter | None = None) -> OperationView:
    """``wanted``: what is looked for in the list, None for all."""
    changes = services.history.changes(operation.id)
    records = services.history.files(operation.id) if operation.kind is OperationKind.MERGE else ()
    now = ShownNow(services)
    holding = tuple(change for change in changes if not change.undone)
    since = changed_since(holding, now.value) if can_undo(operation) else frozenset()
    moved = changed_fields(holding)
    restorable, repeated = len(moved) - len(since), len({change.key for change in holding} - moved)
    narrowed = wanted is not None and (wanted.unit or wanted.field or wanted.no is not None)
    shown = services.history.changes(operation.id, wanted) if narrowed and changes else changes
    undone_by = services.history.undone_by(operation.id) if operation.undone else None
    lists = services.plan.of_operation(operation.id) if operation.kind is OperationKind.PLAN else ()
    settings = services.history.settings(operation.id)
    restored = services.upkeep.restorations().get(operation.id) if operation.kind is OperationKind.RESTORE else None
    return OperationView(
        operation, changes, shown, records, since, restorable, repeated, undone_by, now, lists, settings, restored
    )


def _restored_words(restored: Restoration) -> str:
    what = f"撤销了恢复 {restored.undoes}，" if restored.undoes else ""
    lines = [f"{what}换上的是“{restored.source}”：退掉 {restored.lost} 次操作，带回 {restored.regained} 次。"]
    if restored.kept is None:
        lines.append("当时的台账打不开，没有可以换回的内容，不能撤销。")
    else:
        lines.append(f"换下的台账备份为“{restored.kept}”；撤销就换回它，这以后的操作会先列出来再问您。")
    return "\n".join(lines)


def setting_lines(settings: Sequence[SettingChange]) -> Iterator[str]:
    """亮灯 · 临近时限亮黄灯：“30 天（默认）” → “15 天”, a line each."""
    for each in settings[:_MOST_TOLD]:
        before, after = (
            shortened(setting_told(each.key, value), _WORDS) or "空" for value in (each.before, each.after)
        )
        later = "（后来又改过）" if each.since else ""
        yield f"{setting_name(each.key)}：“{before}” → “{after}”{later}"
    if len(settings) > _MOST_TOLD:
        yield f"……共 {len(settings)} 项"


def list_words(changes: Sequence[PlanChange]) -> list[str]:
    """第 11 条 责任单位：区A局 → 区B局, a line each."""
    lines = []
    for change in changes[:_MOST_TOLD]:
        before, after = (shortened(text, _WORDS) for text in (change.before, change.after))
        words = f"“{before}” → “{after}”" if before and after else before or after
        lines.append(f"{change.subject} {change.what}：{words}")
    return [*lines, f"……共 {len(changes)} 项"] if len(changes) > _MOST_TOLD else lines
