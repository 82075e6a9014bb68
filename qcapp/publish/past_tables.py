"""往期 as tables: what is copied as cells, written as xlsx, docx or pdf, and can be printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Change
from qcapp.domain.plan import Plan
from qcapp.domain.text import shortened
from qcapp.forms.list_table import GroupLine, ListColumn, ListRow, ListTable
from qcapp.forms.metrics import text_width
from qcapp.merge.origin import origin_parts
from qcapp.publish.comparison import ComparedField, Comparison
from qcapp.publish.measure_year import MeasureYear, UnitMonth
from qcapp.publish.since_issue import SinceIssue

_MEASURE_CHARS = 40
"""A measure is named by how its text begins."""


def comparison_table(comparison: Comparison, rows: Sequence[ComparedField], caption: str = "") -> ListTable:
    """``rows``: those of the comparison that are wanted, in their order."""
    then, now = comparison.then.period.label, comparison.now.period.label
    columns = (
        _column("序号", 32), _column("改革措施", 150, long=True), _column("责任单位", 80), _column("栏目", 56),
        _column(then, 190, long=True), _column(now, 190, long=True), _column("变化", 44),
    )
    told = tuple(
        (
            str(row.key.no), _measure(comparison.plan_of(row), row.key.no), row.key.unit, row.heading, row.then, row.now,
            row.movement.value,
        )
        for row in rows
    )
    return _table(comparison.title, caption, columns, told, comparison.trouble or "没有这样的变化。")


def year_table(year: MeasureYear) -> ListTable:
    """A row for each month and unit; months in which nothing had begun are left out."""
    columns = (
        _column("月份", 56), _column("责任单位", 76), _column("状态", 44), _column("收到", 58),
        _column("进展情况", 200, long=True), _column("存在问题", 110, long=True), _column("完成时限", 72),
        _column("责任人、联系人变动", 100, long=True), _column("来表", 100, long=True),
        _column("认定", 80, long=True),
    )
    rows = tuple(
        (month.period.label, *_unit_cells(unit)) for month in year.months if month.begun for unit in month.units
    )
    return _table(year.title, year.measure.printed.replace("\n", ""), columns, rows, "这一年还没有内容。")


def since_table(since: SinceIssue, plan_for: Callable[[CellKey], Plan]) -> ListTable:
    """Altered fields; ``plan_for``: the plan that a field's measure is of."""
    columns = (
        _column("月份", 56), _column("序号", 32), _column("改革措施", 120, long=True), _column("责任单位", 80),
        _column("栏目", 56), _column("印发时", 160, long=True), _column("现在", 160, long=True),
        _column("何时何人", 80), _column("来自", 100, long=True),
    )
    rows = tuple(
        (
            each.key.period.label, str(each.key.no), _measure(plan_for(each.key), each.key.no), each.key.unit,
            field_for(each.key.field).heading, each.before, each.after, by_words(each.last), from_words(each.last),
        )
        for each in since.altered
    )
    caption = f"来表 {len(since.returned)} 份，认定 {len(since.ruled)} 次，佐证材料 {len(since.attached)} 份"
    return _table(since.title, caption, columns, rows, "印发以来，填报内容没有变化。")


def by_words(change: Change) -> str:
    """8月3日 10:20 经办人."""
    at = change.operation.at
    return f"{at.month}月{at.day}日 {at:%H:%M} {change.operation.who}"


def from_words(change: Change) -> str:
    """来自《…》，7月22日收到; for what no file brought, what was done: 修改, 撤销."""
    return "，".join(origin_parts(change.source)) or change.operation.kind.label


def cells_of(table: ListTable) -> list[tuple[str, ...]]:
    """Headings and rows, as cells."""
    return [
        tuple(column.heading for column in table.columns), *(row.cells for row in table.rows if isinstance(row, ListRow)),
    ]


def _column(heading: str, weight: float, *, long: bool = False) -> ListColumn:
    """``long``: sentences; anything else stands on one line as far as it goes."""
    return ListColumn(heading, heading, weight, 0.0 if long else text_width(heading), centred=not long)


def _table(
    title: str, caption: str, columns: Sequence[ListColumn], rows: Sequence[tuple[str, ...]], nothing: str
) -> ListTable:
    """``nothing``: what to say where there are no rows."""
    return ListTable(title, tuple(columns), tuple(map(ListRow, rows)) or (GroupLine(nothing),), caption)


def _measure(plan: Plan, no: int) -> str:
    found = plan.measure_by_no.get(no)
    return shortened(found.text, _MEASURE_CHARS) if found else ""


def _unit_cells(month: UnitMonth) -> Iterator[str]:
    said = {each.field: each for each in month.fields}
    yield month.unit
    yield month.status.state.value
    yield month.received.isoformat() if month.received else ""
    for key in ("progress", "problems", "deadline"):
        yield said[key].text
    yield "\n".join(
        f"{field_for(each.field).heading}：{each.before or '（空）'} → {each.text or '（空）'}"
        for each in month.fields if field_for(each.field).role is not None
    )
    yield "\n".join(file.name for file in month.files)
    yield "\n".join(ruling.told for ruling in month.rulings)
