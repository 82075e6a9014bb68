"""The ledger's table with a month's rows and with very many, beside Qt's own means: a process of its own, so that Qt is there
once, and by itself.

Prints one JSON object, work → milliseconds of each run. ``ROUNDS MANY SLOW CLOCK``: SLOW 1 for the peer that takes half a minute,
too; CLOCK wall or processor.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from qcapp.domain.ledger import CellValue, Entry, Snapshot, Source
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Plan
from qcapp.domain.views import Condition, Grouping, LedgerView, Test, ViewFilter
from tests.bench.timing import Times, clocked, in_turn, in_turn_often, once

FEW = 74
OFTEN = 5
"""Times that few and many rows take turns in a round."""
JULY = Period(2021, 7)
TODAY = date(2021, 7, 22)
SIZE = 870, 620
WORD = "办理"
SHOWN = LedgerView()
FILTERS = {
    "by state": LedgerView(filter=ViewFilter(states=("unreported",))),
    "by unit": LedgerView(filter=ViewFilter(units=("区税务局",))),
    "by words": LedgerView(filter=ViewFilter(conditions=(Condition("progress", Test.CONTAINS, WORD),))),
}
SORTED = LedgerView(grouping=Grouping.NONE, sort="deadline")


def month(plan: Plan, count: int) -> Snapshot:
    """The built-in list over and over, eight of nine measures reported."""
    from tools.made_up_returns import made_up_answers

    listed = plan.measures
    answers = made_up_answers(tuple(measure.no for measure in listed), plan.year, JULY.month)
    measures = tuple(listed[at % len(listed)]._replace(no=at + 1) for at in range(count))
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


def measured(rounds: int, many: int, slow: bool, clock: Callable[[], float]) -> dict[str, Times]:
    from PySide6.QtWidgets import QApplication

    from qcapp.publish.view_rows import ViewRow, arranged, month_rows
    from qcapp.services.setup import built_in_plan
    from tests.bench.peers.table_qt import TableWindow
    from ui.models.ledger_model import LedgerModel
    from ui.models.ledger_rows import folded
    from ui.resources import resource
    from ui.theme import apply_theme
    from ui.widgets.ledger_table import LedgerTable

    app = QApplication([])
    apply_theme(app)
    plan = built_in_plan(resource("plan_2021.json").parent)

    def fresh() -> LedgerTable:
        table = LedgerTable(LedgerModel())
        table.resize(*SIZE)
        table.show()
        app.processEvents()
        return table

    def show(table: LedgerTable, rows: tuple[ViewRow, ...], plan: Plan, view: LedgerView) -> None:
        table.show_rows(folded(arranged(rows, plan, view), ()))
        table.viewport().repaint()

    def first(rows: tuple[ViewRow, ...], plan: Plan) -> Callable[[], float]:
        def run() -> float:
            table = fresh()
            took = clocked(partial(show, table, rows, plan, SHOWN), clock)()
            table.close()
            table.deleteLater()
            app.processEvents()
            return took

        return run

    def changed(table: LedgerTable, rows: tuple[ViewRow, ...], plan: Plan, view: LedgerView) -> Callable[[], float]:
        def run() -> float:
            show(table, rows, plan, SHOWN)
            took = clocked(partial(show, table, rows, plan, view), clock)()
            if not 0 < table.model().rowCount() < len(rows):
                raise RuntimeError("The filter lets through all or none.")
            return took

        return run

    gc.disable()  # as in the window: ``ui.collecting`` looks for garbage between whiles
    few, lots = month(plan, FEW), month(plan, many)
    composed = in_turn({"rows composed": clocked(partial(month_rows, lots, None, TODAY), clock)}, min(rounds, 3))
    few_rows, rows = month_rows(few, None, TODAY), month_rows(lots, None, TODAY)
    texts = [[row.text(key) for key in ("no", "measure", "unit", "progress", "problems", "deadline")] for row in rows]
    table, peer = fresh(), TableWindow(texts, *SIZE)
    peer.view.show()

    def by_proxy() -> float:
        peer.filter(3, "")
        return clocked(partial(peer.filter, 3, WORD), clock)()

    stand = {"few stand": first(few_rows, few.plan), "many stand": first(rows, lots.plan)}
    filters = {name: changed(table, rows, lots.plan, view) for name, view in FILTERS.items()}
    found = composed | in_turn_often(stand, rounds, OFTEN) | in_turn(filters | {"proxy": by_proxy}, rounds)
    return found | ({"resized": once(clocked(TableWindow(texts, *SIZE).stand, clock))} if slow else {})


if __name__ == "__main__":
    chosen = time.process_time if sys.argv[4] == "processor" else time.perf_counter
    times = measured(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1", chosen)
    print(json.dumps({name: each.runs for name, each in times.items()}))
