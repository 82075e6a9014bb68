"""What an entry goes on with in an earlier month, through all that lists have become since; which months go by which list."""

from __future__ import annotations

from qcapp.domain.fields import field_for
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.succession import earlier_keys
from qcapp.ports import CellFound, LedgerStore


def latest(store: LedgerStore, year: int) -> Plan | None:
    """That year's list as it holds in the end; None where there is none. No other year's is read for it."""
    years = tuple(store.starts())
    return store.plans()[years.index(year)] if year in years else None


def keys_then(store: LedgerStore, key: EntryKey, period: Period, then: Period) -> tuple[EntryKey, ...]:
    """The entries of the earlier month ``then`` that this one of ``period`` goes on with: through renamings, splits, other units
    and other years' lists; none where it is new since."""
    keys: tuple[EntryKey, ...] = (key,)
    now = store.plan_for(period)
    while period > then:
        period = period.shifted(-1)
        before = store.plan_for(period)
        if before is not now:
            links = () if before.year == now.year else store.links(now.year)
            keys = tuple(dict.fromkeys(one for each in keys for one in earlier_keys(each, now, before, links)))
            now = before
    return keys


def text_in(store: LedgerStore, key: EntryKey, period: Period, field: str) -> str:
    """What the field shows in that month: its own, or carried over from an earlier one of the same list; "" for nothing."""
    plan = store.plan_for(period)
    entry = EntryKey(key.no, plan.identities[key.unit])
    month = period
    if field_for(field).carries:
        carried = store.carried_months(plan.year, (entry,))
        told = [each for each in carried[entry].get(field, ()) if each <= period]
        month = told[-1] if told else period
    (text,) = store.cell_texts([CellFound(entry, plan.year, int(month.compact), field, 0)])
    return text


def months_by(store: LedgerStore, year: int, at_hand: Period) -> tuple[Period, ...]:
    """Those that go by that year's list, ascending: from its first to where the next one begins, else to the end of its year, or
    of that of the month ``at_hand`` where it goes by that list still, or already."""
    starts = store.starts()
    begun = first = starts[year]
    last = Period(max(year, begun.year), 12)
    if store.plan_for(at_hand).year == year:
        first = begun if at_hand >= begun else Period(at_hand.year, 1)
        last = max(last, Period(at_hand.year, 12))
    after = min((each for each in starts.values() if each > begun), default=None)
    if after is not None:
        last = min(last, after.shifted(-1))
    count = (last.year - first.year) * 12 + last.month - first.month
    return tuple(first.shifted(step) for step in range(count + 1))
