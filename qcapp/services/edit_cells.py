"""Edit many cells at once: pasted, filled, cleared, replaced or typed, all of it one operation that is undone as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from qcapp.domain.errors import LedgerChanged, UsageError
from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey, HeldConflict, Snapshot
from qcapp.domain.operations import CellEdit, Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.text import clean, shortened
from qcapp.merge.diff import equal
from qcapp.ports import LedgerStore
from qcapp.services.meanwhile import writer_of

_MOVED = "台账刚刚被别的窗口或程序改动，这次一格也没有写入，请看过现在的内容后再做一次。"
_SHOWN: Final = 16


class NotListed(UsageError):
    """The list was changed meanwhile: what was to be written has no cell any more."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A cell, what the clerk saw in it, and what it should say; the last is cleaned when it is written."""

    key: CellKey
    seen: str
    after: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done to the cells, as the history tells it: “粘贴 12 格”, “替换“甲”为“乙” 8 处”.

    ``named``: a single cell is told with its name and its words, as one that was typed in the form.
    """

    words: str
    unit: str = "格"
    named: bool = False


PASTE: Final = Deed("粘贴")
CUT: Final = Deed("剪切")
CLEAR: Final = Deed("清空")
FILL: Final = Deed("填充")
TYPE: Final = Deed("填写", named=True)


def replacing(find: str, put: str) -> Deed:
    """替换“甲”为“乙”, shortened."""
    words = f"替换“{shortened(find, _SHOWN)}”为“{shortened(put, _SHOWN)}”" if put else f"删去“{shortened(find, _SHOWN)}”"
    return Deed(words, "处")


@dataclass(frozen=True, slots=True)
class CellsService:
    store: LedgerStore
    who: str

    def set_cells(self, wishes: Sequence[Wish], deed: Deed) -> Operation | None:
        """All of the wishes in one operation; None when every cell says that already.

        A conflict that waits on a cell ends when the cell is made to say what the return says. LedgerChanged, and nothing
        written, when a cell says neither what was seen in it nor what it should say; NotListed for a cell that there is not.
        """
        months = {wish.key.period for wish in wishes}
        snapshots = {month: self.store.snapshot(month) for month in months}
        wishes = [replace(wish, key=_as_listed(snapshots[wish.key.period], wish.key)) for wish in wishes]
        found = [CellEdit(wish.key, _shown(snapshots, wish.key), clean(wish.after)) for wish in _last_of_each(wishes)]
        self._verify(wishes, {edit.key: edit.ours for edit in found})
        edits = tuple(edit for edit in found if edit.after != edit.ours)
        if not edits:
            return None
        settled = _settled(edits, (held for month in months for held in snapshots[month].held))
        draft = OperationDraft(
            OperationKind.RESOLVE if settled else OperationKind.EDIT, _summary(edits, deed), self.who,
            edits=edits, resolves=settled,
        )
        try:
            return self.store.commit(draft)
        except LedgerChanged:
            raise LedgerChanged(_MOVED) from None

    def _verify(self, wishes: Sequence[Wish], shown: Mapping[CellKey, str]) -> None:
        """Each cell still says what the clerk saw, or what it is to say anyway."""
        moved = [wish for wish in wishes if shown[wish.key] not in (wish.seen, clean(wish.after))]
        if not moved:
            return
        first = moved[0].key
        now = shown[first]
        says = f"已改为“{shortened(now, _SHOWN)}”" if now else "已清空"
        more = f"，另有 {len(moved) - 1} 格也变了" if len(moved) > 1 else ""
        by = writer_of(self.store, first, now, self.who)
        raise LedgerChanged(
            f"第 {first.no} 条 {first.unit} {field_for(first.field).heading}刚刚被{by}改动，{says}{more}；"
            "这次一格也没有写入，请看过现在的内容后再做一次。"
        )


def _last_of_each(wishes: Sequence[Wish]) -> Iterable[Wish]:
    """One wish a cell, in the order in which they came first."""
    return {wish.key: wish for wish in wishes}.values()


def _as_listed(snapshot: Snapshot, key: CellKey) -> CellKey:
    """The cell by what its unit is called now: it may have been renamed since the table was drawn."""
    if key.entry in snapshot.entries:
        return key
    found = next((unit.name for unit in snapshot.plan.units if key.unit in unit.aliases), key.unit)
    return key._replace(unit=found)


def _shown(snapshots: Mapping[Period, Snapshot], key: CellKey) -> str:
    entry = snapshots[key.period].entries.get(key.entry)
    if entry is None:
        raise NotListed(f"{key.period.label}没有第 {key.no} 条{key.unit}的责任分工，请刷新后再做一次。")
    return entry.text(field_for(key.field).key)


def _settled(edits: Sequence[CellEdit], held: Iterable[HeldConflict]) -> tuple[int, ...]:
    after = {edit.key: edit.after for edit in edits}
    return tuple(each.id for each in held if each.key in after and equal(each.key.field, after[each.key], each.theirs))


def _summary(edits: Sequence[CellEdit], deed: Deed) -> str:
    first = edits[0].key
    headings = list(dict.fromkeys(field_for(edit.key.field).heading for edit in edits))
    if deed.named and len(edits) == 1:
        told = f"改为“{shortened(edits[0].after, _SHOWN)}”" if edits[0].after else "清空"
        return f"第 {first.no} 条 {first.unit} {first.period.label}：{headings[0]}{told}"
    which = headings[0] if len(headings) == 1 else f"{headings[0]}等 {len(headings)} 栏"
    return f"{first.period.label}：{deed.words} {len(edits)} {deed.unit}（{which}）"
