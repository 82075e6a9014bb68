"""清单维护: the list changed while it holds, with month and reason; each change is an operation, and can be undone.

A unit may be named by any name that it goes by in the month from which the change is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qcapp.domain import amendments as kinds
from qcapp.domain.amending import amended, completed, faults
from qcapp.domain.amendment_words import PlanChange, plan_changes, summary_of, told
from qcapp.domain.amendments import Amendment, Part, What
from qcapp.domain.errors import LedgerError, UsageError
from qcapp.domain.operations import Operation, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.text import clean
from qcapp.ports import Clock, LedgerStore
from qcapp.services.plan_preview import CARRIED as CARRIED
from qcapp.services.plan_preview import CONTACTS as CONTACTS
from qcapp.services.plan_preview import DEADLINE as DEADLINE
from qcapp.services.plan_preview import AmendmentPreview, carried_over, entries_moved, hidden, stale_forms
from qcapp.services.succession import keys_then, latest

if TYPE_CHECKING:
    from qcapp.forms.list_table import AnyTable
    from qcapp.merge.plan_mapping import PlanMapping
    from qcapp.services.plan_import import ImportPreview

_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class PlanService:
    store: LedgerStore
    clock: Clock
    who: str
    writers: Mapping[str, Callable[[AnyTable, Path], None]]

    # ------------------------------------------------------------------ looking

    def years(self) -> tuple[int, ...]:
        """Of the lists, ascending."""
        return tuple(self.store.starts())

    def starts(self, year: int) -> Period:
        """The first month that goes by that year's list."""
        return self.store.starts()[self.printed(year).year]

    def printed(self, year: int) -> Plan:
        """As it was imported."""
        return self.store.printed(year)

    def plan(self, period: Period) -> Plan:
        """As it holds in that month."""
        return self.store.plan_for(period)

    def latest(self, year: int) -> Plan:
        """As it holds with all its amendments."""
        return latest(self.store, year) or self.store.printed(year)

    def amendments(self, year: int) -> tuple[Amendment, ...]:
        """Those that hold, in the order in which they come into force."""
        return self.store.amendments(year)

    def told(self, amendment: Amendment) -> str:
        """What it does: 第 11 条由区A局改由区B局负责."""
        return told(amendment.what, self._before(amendment))

    def changes(self, amendment: Amendment) -> tuple[PlanChange, ...]:
        """What it does, item by item with before and after."""
        before = self._before(amendment)
        printed, held = self.store.printed(amendment.year), self.store.amendments(amendment.year)
        earlier = [each for each in held if _comes_before(each, amendment)]
        return plan_changes(before, amended(printed, [*earlier, amendment], amendment.since))

    def of_operation(self, operation_id: str) -> tuple[PlanChange, ...]:
        """All that an operation changed in lists, be it undone or not; none for one that changed none."""
        return tuple(change for each in self.store.amendments_by(operation_id) for change in self.changes(each))

    def next_number(self, year: int) -> int:
        """The number that a new measure is given."""
        what = completed(
            self.store.printed(year), self.store.amendments(year), kinds.AddMeasure(0, "", ()), self.store.given_numbers(year)
        )
        assert isinstance(what, kinds.AddMeasure)
        return what.no

    def earlier_keys(self, key: EntryKey, period: Period) -> tuple[EntryKey, ...]:
        """The entries of the month before that this one of ``period`` goes on with, through renamings, splits, and last year's
        list; none where it is new. Of any earlier month ``qcapp.services.succession`` tells it."""
        return keys_then(self.store, key, period, period.shifted(-1))

    # ------------------------------------------------------------------ amending

    def preview(self, since: Period, reason: str, *whats: What, carry: Sequence[str] = ()) -> AmendmentPreview:
        """What the list would be from that month on, without a change to the ledger. ``carry``: what new entries take over
        from those they go on with (CONTACTS, DEADLINE). UsageError for a name or a month that there is not."""
        if not whats:
            raise UsageError("没有要改的内容，请先写明改什么。")
        amendments = self._amendments(since, _tidy_reason(reason), whats)
        year, held = amendments[0].year, self.store.amendments(amendments[0].year)
        printed = self.store.printed(year)
        before, after = (amended(printed, each, since) for each in (held, (*held, *amendments)))
        known = {fault.amendment for fault in faults(printed, held)}
        troubles = [
            fault.sentence if fault.amendment in amendments else _later(fault.amendment, fault.sentence)
            for fault in faults(printed, (*held, *amendments)) if fault.amendment not in known
        ]
        if not any(each.reason for each in amendments):
            troubles.append("变更清单要写明理由，以后查起来才知道为什么，请补上后再试。")
        late = tuple(hidden(self.store, since, printed, (*held, *amendments)))
        troubles += late
        gained, lost = entries_moved(before, after)
        return AmendmentPreview(
            since, amendments[0].reason, amendments, summary_of(amendments, before), before, after,
            plan_changes(before, after), gained, lost, tuple(stale_forms(self.store, since, printed, (*held, *amendments))),
            tuple(carried_over(self.store, since, before, after, gained, carry)), tuple(dict.fromkeys(troubles)), late,
        )

    def amend(self, since: Period, reason: str, *whats: What, carry: Sequence[str] = ()) -> Operation:
        """Write it, in one operation. UsageError with the first trouble of its preview, LedgerError where entries that say
        something are all that is in the way."""
        return self.apply(self.preview(since, reason, *whats, carry=carry))

    def apply(self, preview: AmendmentPreview) -> Operation:
        """Write what was previewed. LedgerChanged where an entry that something is carried from has moved since."""
        if preview.troubles:
            first = preview.troubles[0]
            raise LedgerError(first) if first in preview.late else UsageError(first)
        return self.store.commit(
            OperationDraft(
                OperationKind.PLAN, preview.summary, self.who, edits=preview.carried, amendments=preview.amendments
            )
        )

    # ------------------------------------------------------------------ another year's list

    def import_preview(self, path: Path, year: int | None = None, since: Period | None = None) -> ImportPreview:
        """Read a 细化表 (or a list's JSON) and match it with the last list; nothing is changed. ``year``: whatever its title
        says; ``since``: the first month that goes by it, January when not said."""
        from qcapp.services.plan_import import import_preview

        return import_preview(self.store, path, year, since)

    def import_plan(self, preview: ImportPreview, carry: Sequence[str] = ()) -> Operation:
        """Add the list beside those there are, with the mapping, in one operation. ``carry``: what entries of its first month
        take over from those of the month before (CONTACTS, DEADLINE)."""
        from qcapp.services.plan_import import import_plan

        return import_plan(self.store, self.who, preview, carry)

    def mapping(self, year: int) -> PlanMapping:
        """What of the list before goes on in that year's, as agreed last. UsageError for the first of the lists."""
        from qcapp.services.plan_import import mapping_of

        return mapping_of(self.store, year)

    def remap(self, mapping: PlanMapping) -> Operation:
        """Keep a mapping that was changed after the import, in one operation. UsageError where it says nothing else."""
        from qcapp.services.plan_import import keep_mapping

        return keep_mapping(self.store, self.who, mapping)

    # ------------------------------------------------------------------ out

    def export(self, out: Path, period: Period) -> Path:
        """The list as it holds in that month: as an official table with nothing filled in (xlsx, docx, pdf), or as the JSON that
        another ledger is made of. WriteFailed when it can't be written."""
        from qcapp.services.plan_export import export_plan

        return export_plan(self.store.snapshot(period), out, self.writers)

    # ------------------------------------------------------------------ parts

    def _before(self, amendment: Amendment) -> Plan:
        """The list as it was when that one came into force."""
        held = self.store.amendments(amendment.year)
        earlier = [each for each in held if _comes_before(each, amendment)]
        return amended(self.store.printed(amendment.year), earlier, amendment.since)

    def _amendments(self, since: Period, reason: str, whats: Sequence[What]) -> tuple[Amendment, ...]:
        """With units by their identities and numbers given."""
        plan = self.store.plan_for(since)
        printed, held = self.store.printed(plan.year), self.store.amendments(plan.year)
        if since < self.store.starts()[plan.year]:
            start = self.store.starts()[plan.year]
            raise UsageError(f"{plan.year} 年的清单从 {start.label}起用，变更不能从 {since.label}起，请改后再试。")
        given, made = self.store.given_numbers(plan.year), list[Amendment]()
        for what in whats:
            so_far = amended(printed, (*held, *made), since)
            whole = completed(printed, (*held, *made), _resolved(_tidy(what), so_far), given)
            made.append(Amendment(plan.year, since, whole, reason))
        return tuple(made)


def _comes_before(each: Amendment, other: Amendment) -> bool:
    return (each.since, each.id) < (other.since, other.id)


def _later(amendment: Amendment, sentence: str) -> str:
    which = f"{amendment.since.label}起的“{amendment.kind.label}”（操作 {amendment.operation}）"
    return f"与{which}矛盾：{sentence}可以先撤销那次操作。"


_UNITS = frozenset({"unit", "into", "instead_of"})


def _resolved(what: What, plan: Plan) -> What:
    """With units by their identities, whatever name they were called by; the unit that is only now to come keeps its name."""
    def identity(name: str) -> str:
        return plan.identities[plan.unit_named(name)]

    moved: dict[str, object] = {}
    for each in fields(what):
        value = getattr(what, each.name)
        if each.name == "units" and value:
            moved["units"] = tuple(map(identity, value))
        elif each.name == "parts":
            moved["parts"] = tuple(replace(part, units=tuple(map(identity, part.units))) for part in value)
        elif each.name in _UNITS and value is not None and not isinstance(what, kinds.AddUnit):
            moved[each.name] = identity(value)
    return replace(what, **moved) if moved else what  # type: ignore[arg-type]


def _tidy(what: What | Part) -> What:
    """Texts as they are stored."""
    moved: dict[str, object] = {}
    for each in fields(what):
        value = getattr(what, each.name)
        if isinstance(value, str):
            moved[each.name] = clean(value) if each.name == "text" else clean(value).replace("\n", "")
        elif each.name == "parts":
            moved["parts"] = tuple(_tidy(part) for part in value)
        elif isinstance(value, tuple):
            moved[each.name] = tuple(clean(one).replace("\n", "") for one in value)
    return replace(what, **moved)  # type: ignore[arg-type, return-value]


def _tidy_reason(reason: str) -> str:
    """One line."""
    why = clean(reason).replace("\n", " ").strip()
    if len(why) > _LONGEST_REASON:
        raise UsageError(f"理由有 {len(why)} 个字，最多 {_LONGEST_REASON} 个，请写得简短些。")
    return why
