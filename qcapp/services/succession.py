"""What an entry goes on with in an earlier month, through all that lists have become since."""

from __future__ import annotations

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
