"""What an amendment would change: entries gained and lost, forms that no longer fit, what stands against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from qcapp.domain.amending import amended
from qcapp.domain.amendment_words import PlanChange
from qcapp.domain.amendments import Amendment
from qcapp.domain.errors import UsageError
from qcapp.domain.fields import FIELDS, field_for
from qcapp.domain.ledger import CellKey, Snapshot
from qcapp.domain.operations import CellEdit
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.records import FillForm
from qcapp.domain.succession import earlier_keys
from qcapp.ports import LedgerStore

CONTACTS: Final = "contacts"
DEADLINE: Final = "deadline"
CARRIED: Final = {CONTACTS: "责任人和联系人", DEADLINE: "完成时限"}
"""What an entry may take over from the one that it goes on with, and how it is called. Nothing unless it is asked for."""


@dataclass(frozen=True, slots=True)
class StaleForm:
    """A form sent out for a month whose list is to be another one: measures that it has and the unit no longer, that the unit
    has and it has not, and those whose words are others."""

    unit: str
    period: Period
    form_id: str
    gone: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    reworded: tuple[int, ...] = ()

    @property
    def told(self) -> str:
        parts = [
            f"{what}第 {'、'.join(map(str, numbers))} 条" for what, numbers in
            (("多出", self.gone), ("缺少", self.missing), ("文字不同的有", self.reworded)) if numbers
        ]
        return f"{self.unit} {self.period.label}的下发表 {self.form_id} 和改后的清单不符：{'，'.join(parts) or '单位已停用'}。"


@dataclass(frozen=True, slots=True)
class AmendmentPreview:
    """What would be otherwise from ``since`` on. ``troubles``: why it can't be done, each a sentence; none where it can.
    ``late``: those of them that come from the month alone: a later one would do."""

    since: Period
    reason: str
    amendments: tuple[Amendment, ...]
    summary: str
    before: Plan
    after: Plan
    changes: tuple[PlanChange, ...]
    gained: tuple[EntryKey, ...] = ()
    lost: tuple[EntryKey, ...] = ()
    forms: tuple[StaleForm, ...] = ()
    carried: tuple[CellEdit, ...] = field(default=())
    troubles: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


def hidden(store: LedgerStore, since: Period, printed: Plan, amendments: Sequence[Amendment]) -> Iterator[str]:
    """Entries of that month and later ones that say something and would be seen no more."""
    for period in _periods(store, since, printed.year):
        snapshot = store.snapshot(period)
        kept = {(each.no, each.unit) for each in _by_identity(amended(printed, amendments, period))}
        waits = {held.key.entry for held in snapshot.held}
        waits |= {EntryKey(each.no, each.unit) for each in snapshot.attachments if each.no is not None}
        numbers = [
            f"第 {key.no} 条 {key.unit}" for key, entry in snapshot.entries.items()
            if (key.no, snapshot.plan.identities[key.unit]) not in kept
            and (key in waits or any(value.period == period and value.text for value in entry.values.values()))
        ]
        if numbers:
            yield (
                f"{period.label}{'、'.join(numbers)}已经有填报内容，这样改会看不到它们，"
                f"请从 {period.shifted(1).label}起改，或先撤销那些填报。"
            )


def stale_forms(store: LedgerStore, since: Period, printed: Plan, amendments: Sequence[Amendment]) -> Iterator[StaleForm]:
    """Forms sent for that month and later ones that would not fit the list."""
    for period in _periods(store, since, printed.year):
        snapshot, after = store.snapshot(period), amended(printed, amendments, period)
        for unit, form in snapshot.dispatched.items():
            stale = _stale_form(unit, form, snapshot, after)
            if stale is not None:
                yield stale


def _periods(store: LedgerStore, since: Period, year: int) -> list[Period]:
    """Months with data from that one on that go by the year's list."""
    return [each for each in store.periods() if each >= since and store.plan_for(each).year == year]


def carried_over(
    store: LedgerStore, since: Period, before: Plan, after: Plan, gained: Sequence[EntryKey], carry: Sequence[str]
) -> Iterator[CellEdit]:
    """Edits that give new entries what those had that they go on with; nothing where there are several of these."""
    if not carry:
        return
    wanted = carried_fields(carry)
    snapshot = store.snapshot(since)
    for key in gained:
        sources = earlier_keys(key, after, before)
        if len(sources) == 1 and sources[0] in snapshot.entries:
            yield from carried_edits(key, since, snapshot, sources[0], wanted)


def carried_fields(carry: Sequence[str]) -> tuple[str, ...]:
    """Keys of the fields that CONTACTS and DEADLINE stand for."""
    if unknown := [each for each in carry if each not in CARRIED]:
        known = "、".join(f"{key}（{name}）" for key, name in CARRIED.items())
        raise UsageError(f"“{unknown[0]}”不能带过来，请用其中之一：{known}。")
    wanted = set(carry)
    return tuple(
        each.key for each in FIELDS
        if each.carries and ((CONTACTS in wanted and each.role is not None) or (DEADLINE in wanted and each.role is None))
    )


def carried_edits(
    key: EntryKey, period: Period, snapshot: Snapshot, source: EntryKey, wanted: Sequence[str]
) -> Iterator[CellEdit]:
    """What the entry ``source`` shows in ``snapshot``, written to another entry that has nothing yet."""
    for name, value in snapshot.entries[source].values.items():
        if value.text and field_for(name).key in wanted:
            yield CellEdit(CellKey(key.no, key.unit, period, name), "", value.text)


def _by_identity(plan: Plan) -> Iterator[EntryKey]:
    return (EntryKey(each.no, plan.identities[each.unit]) for each in plan.assignments)


def entries_moved(before: Plan, after: Plan) -> tuple[tuple[EntryKey, ...], tuple[EntryKey, ...]]:
    """Entries that the second list has new, and those that it has no more; a renamed unit's are neither."""
    old, new = ({(each.no, plan.identities[each.unit]): each.key for each in plan.assignments} for plan in (before, after))
    gained = tuple(key for identity, key in new.items() if identity not in old)
    return gained, tuple(key for identity, key in old.items() if identity not in new)


def _stale_form(unit: str, form: FillForm, snapshot: Snapshot, after: Plan) -> StaleForm | None:
    name = after.name_by_identity.get(snapshot.plan.identities.get(unit, unit))
    sent = {no for no, _ in form.values}
    now = set(after.measures_of.get(name, ())) if name else set()
    reworded = sorted(
        no for no in sent & now
        if no in snapshot.plan.measure_by_no and snapshot.plan.measure(no).text != after.measure(no).text
    )
    stale = StaleForm(unit, form.period, form.form_id, tuple(sorted(sent - now)), tuple(sorted(now - sent)), tuple(reworded))
    return stale if name is None or stale.gone or stale.missing or stale.reworded else None
