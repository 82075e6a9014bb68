"""A view of the month's table as a table for paper: its columns, its groups, and a line that says what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qcapp.domain.page_setup import STANDARD, PageSetup
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.views import LedgerView, ViewFilter
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import GroupLine, ListColumn, ListRow, ListTable, fitted_setup
from qcapp.forms.metrics import LEAST_UNITS
from qcapp.publish.view_cells import NOTHING, ViewRow
from qcapp.publish.view_columns import ViewColumn, columns_of
from qcapp.publish.view_filter import condition_words, meant, task_words
from qcapp.publish.view_rows import STATES, ViewGroup

NO_ROWS = "没有符合条件的条目"
_NAMED = 4
"""Units or tasks that are named before the rest is counted."""

# Units (half a 字) that stand on one line: what looks broken when it wraps.
_LEAST = {
    "no": 4.0, "responsible.name": 8.0, "liaison.name": 8.0, "responsible.phone": LEAST_UNITS["phone"],
    "liaison.phone": LEAST_UNITS["phone"], "unit": LEAST_UNITS["unit"], "deadline": LEAST_UNITS["deadline"],
    "received": 11.0, "status": 8.0,
}
_LONG = frozenset({"measure", "progress", "problems", "lamp", "source"})


def view_table(
    view: LedgerView, groups: Sequence[ViewGroup], plan: Plan, period: Period, *, paper: Paper = Paper.A4,
    setup: PageSetup = STANDARD, printed: str = "",
) -> ListTable:
    """``groups``: what ``view_rows`` says the view shows. Type is set smaller where the columns are too many for the page."""
    shown = columns_of(view)
    columns = tuple(map(_column, shown))
    count = sum(len(group.rows) for group in groups)
    return ListTable(
        view.name or plan.title, columns, tuple(_rows(groups, shown)) or (GroupLine(NO_ROWS),),
        caption_of_view(view, plan, period, count), paper, fitted_setup(columns, paper, setup), printed,
    )


def caption_of_view(view: LedgerView, plan: Plan, period: Period, count: int) -> str:
    """报告期：2021年7月　筛选：未报 · 区税务局　共 12 条."""
    said = filter_words(view.filter, plan)
    parts = (f"报告期：{period.label}", f"筛选：{' · '.join(said)}" if said else "", f"共 {count} 条")
    return "　".join(filter(None, parts))


def filter_words(wanted: ViewFilter, plan: Plan) -> tuple[str, ...]:
    """What the filter asks for, a phrase each; () for one that lets everything pass."""
    tasks = [task_words(order, plan) for order in wanted.tasks]
    lamps = "、".join(lamp.word for lamp in wanted.lamps)
    states = "、".join(STATES.get(key, key) for key in wanted.states)
    words = f"含“{wanted.words.strip()}”" if wanted.words.strip() else ""
    phrases = (states, lamps, _listed(meant(wanted, plan).units, "家单位"), _listed(tasks, "项任务"), words)
    return (*filter(None, phrases), *map(condition_words, wanted.conditions))


def _listed(names: Sequence[str], what: str) -> str:
    if len(names) <= _NAMED:
        return "、".join(names)
    return f"{'、'.join(names[:_NAMED])}等 {len(names)} {what}"


def _column(column: ViewColumn) -> ListColumn:
    return ListColumn(
        column.key, column.heading, float(column.width), _LEAST.get(column.key, 0.0), centred=column.key not in _LONG
    )


def _rows(groups: Sequence[ViewGroup], columns: Sequence[ViewColumn]) -> Iterator[ListRow | GroupLine]:
    for group in groups:
        if group.heading:
            yield GroupLine(f"{group.heading}　{group.count}")
        yield from (ListRow(tuple(_text(row, column) for column in columns)) for row in group.rows)


def _text(row: ViewRow, column: ViewColumn) -> str:
    """What stands for nothing on the screen is left empty on paper, to be written in by hand; how many days are left is told by
    亮灯 alone, for 完成时限 is read as it is written when the list comes back."""
    text = row.cell(column.key).lasting
    return "" if text == NOTHING else text
