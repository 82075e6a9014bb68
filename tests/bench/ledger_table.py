"""The ledger's table with a month's rows and with ten thousand: until they stand on the screen, and until others do.

Prints milliseconds, one JSON object: a process of its own, so that Qt is there once. ``COUNT``: measures.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from statistics import median

from qcapp.domain.ledger import CellValue, Entry, Snapshot, Source
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Plan
from qcapp.domain.views import Condition, Grouping, LedgerView, Test, ViewFilter

ROUNDS = 7
JULY = Period(2021, 7)
TODAY = date(2021, 7, 22)


def month(plan: Plan, count: int) -> Snapshot:
    """The built-in list over and over, eight of nine measures reported."""
    from tools.made_up_returns import made_up_answers

    listed = plan.measures
    answers = made_up_answers(tuple(measure.no for measure in listed), plan.year, JULY.month)
    measures = tuple(replace(listed[at % len(listed)], no=at + 1) for at in range(count))
    assignments = tuple(
        Assignment(measure.no, unit) for at, measure in enumerate(measures) for unit in plan.units_of[listed[at % len(listed)].no]
    )
    moment, source = datetime(2021, 7, 20, 9, 0), Source(None, None)
    entries = {}
    for each in assignments:
        said = answers[listed[(each.no - 1) % len(listed)].no] if each.no % 9 else {}
        values = {key: CellValue(text, JULY, moment, "经办人", source) for key, text in said.items()}
        entries[each.key] = Entry(each.key, JULY, values)
    return Snapshot(replace(plan, measures=measures, assignments=assignments), JULY, entries)


def measured(count: int) -> dict[str, float]:
    from PySide6.QtWidgets import QApplication

    from qcapp.publish.view_rows import arranged, month_rows
    from qcapp.services.setup import built_in_plan
    from ui.models.ledger_model import LedgerModel
    from ui.models.ledger_rows import folded
    from ui.resources import resource
    from ui.theme import apply_theme
    from ui.widgets.ledger_table import LedgerTable

    app = QApplication([])
    apply_theme(app)
    snapshot = month(built_in_plan(resource("plan_2021.json").parent), count)
    table = LedgerTable(LedgerModel())
    table.resize(870, 620)
    table.show()
    app.processEvents()
    plan = snapshot.plan

    def show(view: LedgerView) -> Callable[[], None]:
        def work() -> None:
            table.show_rows(folded(arranged(rows, plan, view), ()))
            table.viewport().repaint()

        return work

    began = time.perf_counter()
    rows = month_rows(snapshot, None, TODAY)
    show(LedgerView())()
    found = {"rows stand": (time.perf_counter() - began) * 1000}
    views = {
        "state": LedgerView(filter=ViewFilter(states=("unreported",))),
        "unit": LedgerView(filter=ViewFilter(units=("区税务局",))),
        "condition": LedgerView(filter=ViewFilter(conditions=(Condition("progress", Test.CONTAINS, "办理"),))),
        "sorted": LedgerView(grouping=Grouping.NONE, sort="deadline"),
    }
    for name, view in views.items():
        times = []
        for _ in range(ROUNDS):
            show(LedgerView())()
            began = time.perf_counter()
            show(view)()
            times.append((time.perf_counter() - began) * 1000)
        found[name] = median(times)
    return found


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
