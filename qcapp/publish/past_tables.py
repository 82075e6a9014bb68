"""往期 as plain tables: what is copied as cells, written as a workbook, and can be printed. Words only, no look."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Change
from qcapp.domain.plan import Plan
from qcapp.merge.origin import origin_parts
from qcapp.publish.comparison import ComparedField, Comparison
from qcapp.publish.measure_year import MeasureYear, UnitMonth
from qcapp.publish.since_issue import SinceIssue


@dataclass(frozen=True, slots=True)
class TableColumn:
    """``width``: points on A4 across. ``left``: long words, that start at the left."""

    heading: str
    width: float
    left: bool = False


@dataclass(frozen=True, slots=True)
class PlainTable:
    """``caption`` stands under the title. ``nothing``: what to say where there are no rows."""

    name: str
    title: str
    caption: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    nothing: str = ""

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading.replace("\n", "") for column in self.columns)


def comparison_table(comparison: Comparison, rows: Sequence[ComparedField], caption: str = "") -> PlainTable:
    """``rows``: those of the comparison that are wanted, in their order."""
    then, now = comparison.then.period.label, comparison.now.period.label
    columns = (
        TableColumn("序号", 32), TableColumn("改革措施", 150, left=True), TableColumn("责任单位", 80), TableColumn("栏目", 56),
        TableColumn(then, 190, left=True), TableColumn(now, 190, left=True), TableColumn("变化", 44),
    )
    told = tuple(
        (
            str(row.key.no), _measure(_plan_of(row, comparison), row.key.no), row.key.unit, row.heading, row.then, row.now,
            row.movement.value,
        )
        for row in rows
    )
    return PlainTable("两月对照", comparison.title, caption, columns, told, comparison.trouble or "没有这样的变化。")


def year_table(year: MeasureYear) -> PlainTable:
    """A row for each month and unit; months in which nothing had begun are left out."""
    columns = (
        TableColumn("月份", 56), TableColumn("责任单位", 76), TableColumn("状态", 44), TableColumn("收到", 58),
        TableColumn("进展情况", 200, left=True), TableColumn("存在问题", 110, left=True), TableColumn("完成时限", 72),
        TableColumn("责任人、联系人变动", 100, left=True), TableColumn("来表", 100, left=True), TableColumn("认定", 80, left=True),
    )
    rows = tuple(
        (month.period.label, *_unit_cells(unit)) for month in year.months if month.begun for unit in month.units
    )
    return PlainTable("一年", year.title, year.measure.printed, columns, rows, "这一年还没有内容。")


def since_table(since: SinceIssue, plan_for: Callable[[CellKey], Plan]) -> PlainTable:
    """Altered fields; ``plan_for``: the plan that a field's measure is of."""
    columns = (
        TableColumn("月份", 56), TableColumn("序号", 32), TableColumn("改革措施", 120, left=True), TableColumn("责任单位", 80),
        TableColumn("栏目", 56), TableColumn("印发时", 160, left=True), TableColumn("现在", 160, left=True),
        TableColumn("何时何人", 80), TableColumn("来自", 100, left=True),
    )
    rows = tuple(
        (
            each.key.period.label, str(each.key.no), _measure(plan_for(each.key), each.key.no), each.key.unit,
            field_for(each.key.field).heading, each.before, each.after, by_words(each.last), from_words(each.last),
        )
        for each in since.altered
    )
    caption = f"来表 {len(since.returned)} 份，认定 {len(since.ruled)} 次，佐证材料 {len(since.attached)} 份"
    return PlainTable("印发以来", since.title, caption, columns, rows, "印发以来，填报内容没有变化。")


def by_words(change: Change) -> str:
    """8月3日 10:20 经办人."""
    at = change.operation.at
    return f"{at.month}月{at.day}日 {at:%H:%M} {change.operation.who}"


def from_words(change: Change) -> str:
    """来自《…》，7月22日收到; for what no file brought, what was done: 修改, 撤销."""
    return "，".join(origin_parts(change.source)) or change.operation.kind.label


def _plan_of(row: ComparedField, comparison: Comparison) -> Plan:
    now = comparison.now
    return now.plan if row.key in now.entries else comparison.then.plan


def _measure(plan: Plan, no: int) -> str:
    found = plan.measure_by_no.get(no)
    return found.text if found else ""


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
