"""Four months of the built-in list, made in a second or two: a ledger to look at, and a few forms to be read by 收表.

Returns of the earlier months are made in memory; only those that the page is to read are files.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from db.opening import create_ledger, open_ledger
from db.store import SqlLedger
from main import WRITERS
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.intake.reader import SafeReader
from qcapp.places import RESOURCES
from qcapp.services import Services
from qcapp.services.setup import built_in_plan
from tools.made_up_months import MONTH, SILENT, TO_COME, WHO, MonthsClock, answers_of, write_months
from tools.made_up_returns import fill_xlsx


class ScreenMonth(NamedTuple):
    """``back``: the folder of returned forms."""

    ledger: Path
    period: Period
    back: Path


def make_screen_month(folder: Path) -> ScreenMonth:
    """In an empty folder."""
    plan = built_in_plan(RESOURCES)
    period = Period(plan.year, MONTH)
    clock = MonthsClock()
    ledger, back = folder / "台账.sqlite3", folder / "回收"
    store = create_ledger(ledger, plan, clock, WHO)
    services = Services(store, cache(lambda: SafeReader(in_process=True)), clock, WHO, WRITERS)
    try:
        write_months(store, clock, folder, WRITERS, lambda: _forms_to_read(services, folder, back, plan, period))
    finally:
        store.close()
    return ScreenMonth(ledger, period, back)


def open_screen_month(month: ScreenMonth) -> tuple[SqlLedger, Services]:
    """With a clock that stands, so that two runs give the same pictures."""
    clock = MonthsClock()
    store = open_ledger(month.ledger, clock)
    return store, Services(store, cache(lambda: SafeReader(in_process=True)), clock, WHO, WRITERS)


def _forms_to_read(services: Services, folder: Path, back: Path, plan: Plan, period: Period) -> None:
    back.mkdir()
    units = [unit.name for unit in plan.units[-SILENT - TO_COME : -SILENT]]
    services.dispatch.dispatch(period, folder / "表", units=units, formats=("xlsx",))
    for place, unit in enumerate(units):
        form = next((folder / "表").glob(f"{unit}_*.xlsx"))
        fill_xlsx(form, back / f"新建 XLSX 工作表({place}).xlsx", answers_of(plan, unit, place, period))
    (back / "扫描件.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
