"""Edit: one field by hand, or a waiting conflict settled."""

from __future__ import annotations

from dataclasses import dataclass

from qcapp.domain.errors import UsageError
from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey, HeldConflict
from qcapp.domain.operations import CellEdit, Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.text import clean, shortened
from qcapp.domain.typing_on import typed_on
from qcapp.merge.diff import equal, keep_both
from qcapp.merge.plan import Decision
from qcapp.ports import LedgerStore


@dataclass(frozen=True, slots=True)
class EditService:
    store: LedgerStore
    who: str

    def text(self, key: CellKey) -> str:
        """What the ledger shows there now; "" where there is no such entry."""
        entry = self.store.snapshot(key.period).entries.get(key.entry)
        return entry.text(key.field) if entry is not None else ""

    def set_field(
        self,
        no: int,
        unit: str,
        period: Period,
        field: str,
        value: str,
        *,
        continues: Operation | None = None,
        settle: bool = False,
    ) -> Operation | None:
        """Set a field; None when it says that already. UsageError for an unknown field, measure or unit.

        ``continues`` is the last operation on that field within the same sitting: where the ledger can, it is extended,
        and stands for all of them with the text from before the first; a text that stands in the place of the one that was
        saved is an operation of its own, so that what was saved can be had again. A conflict that waits on the field ends
        when the text is what the return says, or with ``settle`` in any case.
        """
        key = self._key(no, unit, period, field)
        ours = self.store.snapshot(period).entry(no, key.unit).text(key.field)
        after = clean(value)
        settled = tuple(
            held.id for held in self.store.held(period)
            if held.key == key and (settle or (after != ours and equal(key.field, after, held.theirs)))
        )
        if after == ours and not settled:
            return None
        if continues is not None and not typed_on(ours, after):
            continues = None
        return self.store.commit(
            OperationDraft(
                OperationKind.RESOLVE if settled else OperationKind.EDIT,
                f"第 {no} 条 {key.unit} {period.label}：{field_for(field).heading}{self._told(key, after, continues)}",
                self.who,
                edits=(CellEdit(key, ours, after),) if after != ours else (),
                resolves=settled,
                continues=continues.id if continues and not settled else None,
            )
        )

    def _key(self, no: int, unit: str, period: Period, field: str) -> CellKey:
        known = field_for(field)
        return CellKey(no, self.store.plan_for(period).owner_named(unit, no), period, known.key)

    def _told(self, key: CellKey, after: str, continues: Operation | None) -> str:
        if continues is not None and after == self._before(continues, key):
            return "改回原文"
        return f"改为“{shortened(after, 16)}”" if after else "清空"

    def _before(self, operation: Operation, key: CellKey) -> str | None:
        """What the field said before that operation; None if it did not change it, or is gone with a restored backup."""
        try:
            changes = self.store.changes(operation.id)
        except UsageError:
            return None
        return next((change.before for change in changes if change.key == key), None)

    def resolve(self, held: HeldConflict, decision: Decision, typed: str = "") -> Operation:
        """Settle a waiting conflict by what the ledger says now, what the return says, both, or words typed in."""
        key = held.key
        ours = self.store.snapshot(key.period).entry(key.no, key.unit).text(key.field)
        match decision:
            case Decision.THEIRS:
                after = held.theirs
            case Decision.BOTH:
                after = keep_both(key.field, ours, held.theirs)
            case Decision.TYPED:
                after = clean(typed)
            case Decision.OURS:
                after = ours
            case Decision.ASIDE | Decision.HOLD:
                raise UsageError("请先选择用台账、用来表、两段都保留或手工填写，再处理这处冲突。")
        source = held.sha256 if decision in (Decision.THEIRS, Decision.BOTH) else None
        edits = (CellEdit(key, ours, after, source, held.place, decision.value),) if after != ours else ()
        heading = field_for(key.field).heading
        return self.store.commit(
            OperationDraft(
                OperationKind.RESOLVE,
                f"第 {key.no} 条 {key.unit} {heading}：冲突按“{decision.label}”处理",
                self.who,
                edits=edits,
                resolves=(held.id,),
            )
        )
