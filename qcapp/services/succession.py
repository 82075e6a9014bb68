"""What an entry goes on with in an earlier month, through all that lists have become since."""

from __future__ import annotations

from collections import Counter

from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.succession import earlier_keys
from qcapp.ports import LedgerStore


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


def pairs(store: LedgerStore, then: Period, now: Period) -> dict[EntryKey, EntryKey] | None:
    """Entries of the earlier month with the one of the later that alone goes on with it; None where the two lists are of
    different years and nobody has said what goes on with what."""
    plan, before = store.plan_for(now), store.plan_for(then)
    if plan.year != before.year and not store.links(plan.year):
        return None
    if plan is before:
        return {each.key: each.key for each in plan.assignments}
    found = {each.key: keys_then(store, each.key, now, then) for each in plan.assignments}
    times = Counter(key for keys in found.values() for key in keys)
    return {keys[0]: key for key, keys in found.items() if len(keys) == 1 and times[keys[0]] == 1}
