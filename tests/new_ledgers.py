"""New ledgers for tests, which take longer to make than most tests: each kind is made once, and copied from then on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from db.opening import create_ledger, open_ledger
from db.store import SqlLedger
from qcapp.domain.plan import Plan
from qcapp.domain.plan_json import dump_plan
from tests.factory import FixedClock

_MADE: dict[tuple[str, datetime, str], bytes] = {}


def new_ledger(path: Path, plan: Plan, clock: FixedClock, who: str) -> SqlLedger:
    """As ``create_ledger``, but that ledgers of the same plan, moment and maker also have the same id."""
    kind = dump_plan(plan), clock.time, who
    if kind in _MADE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_MADE[kind])
        return open_ledger(path, clock)
    store = create_ledger(path, plan, clock, who)
    _MADE[kind] = path.read_bytes()
    return store
