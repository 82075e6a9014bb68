"""Entries as rows of a table: when due, when received, whether in time and 合格, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from qcapp.stats.figures import EntryFact
from ui.models.rows import Index, SortableRowsModel
from ui.theme import FAINT, Tone
from ui.widgets.plain_table import TableRole

if TYPE_CHECKING:
    from qcapp.publish.facts_list import ListedFact

NONE: Final = "—"


@lru_cache(maxsize=1024)
def day_words(day: date | None, year: int) -> str:
    """7月22日; with its year where that is another than the month's."""
    if day is None:
        return NONE
    return f"{day.month}月{day.day}日" if day.year == year else f"{day.year}年{day.month}月{day.day}日"


def timely_words(fact: EntryFact) -> tuple[str, Tone]:
    """按时, 迟 3 天, 未报; 免报 and the like where it does not count."""
    if not fact.due:
        return ("不计入", Tone.IDLE)
    if not fact.reported:
        return ("未报", Tone.BAD)
    if fact.on_time:
        return ("按时", Tone.GOOD)
    if fact.received is None:
        return ("收到日不明", Tone.WARN)
    return (f"迟 {(fact.received - fact.due_day).days} 天", Tone.WARN)


def qualified_words(fact: EntryFact) -> tuple[str, Tone] | None:
    """合格, 不合格, or 已更正: it was not at first, and is now. None where there is nothing to judge."""
    if not fact.reported:
        return None
    if fact.qualified:
        return ("合格", Tone.GOOD)
    return ("已更正", Tone.INFO) if fact.qualified_now else ("不合格", Tone.BAD)


def reasons(fact: EntryFact) -> tuple[str, ...]:
    """Why it does not count, what was wrong with it at first, what it should better say; a sentence each."""
    at_first = [fault.sentence for fault in fact.first if fault.hard]
    now = [fault.sentence for fault in fact.now if fault.hard]
    mended = [each if each in now else f"{each}（已更正）" for each in at_first]
    new = [f"现在：{each}" for each in now if each not in at_first]
    hints = [f"提示：{fault.sentence}" for fault in fact.first if not fault.hard]
    return tuple(part for part in (fact.apart, *mended, *new, *hints) if part)


FACT_HEADINGS: Final = ("月份", "序号", "改革措施", "责任单位", "截止", "收到", "填写", "及时", "合格", "原因")
MONTH, NO, MEASURE, UNIT, DUE, RECEIVED, FILLED, TIMELY, QUALIFIED, REASON = range(len(FACT_HEADINGS))


@dataclass(frozen=True, slots=True)
class FactRow:
    """``cells``: what stands in the table, and goes to the clipboard and into a file."""

    fact: EntryFact
    cells: tuple[str, ...]


def fact_row(fact: EntryFact, measure: str) -> FactRow:
    """``measure``: the text of its measure."""
    plain = " ".join(measure.split())
    return FactRow(fact, _cells(fact, measure if plain == measure else plain))


def listed(row: FactRow) -> ListedFact:
    """As it goes into a file."""
    from qcapp.publish.facts_list import ListedFact

    return ListedFact(row.fact, row.cells[MEASURE], row.cells[TIMELY], row.cells[QUALIFIED], reasons(row.fact))


class FactsModel(SortableRowsModel[FactRow]):
    headings = FACT_HEADINGS

    def sort_key(self, row: FactRow, column: int) -> Any:
        return _sort_keys(row)[column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.cells[column]
            case Qt.ItemDataRole.ToolTipRole if column == REASON:
                return "\n".join(reasons(row.fact)) or None
            case Qt.ItemDataRole.ToolTipRole if column == MEASURE:
                return row.cells[MEASURE]
            case Qt.ItemDataRole.ForegroundRole if row.cells[column] == NONE:
                return QColor(FAINT)
            case TableRole.PILL if column == TIMELY:
                return timely_words(row.fact)
            case TableRole.PILL if column == QUALIFIED:
                return qualified_words(row.fact)
        return None


def _cells(fact: EntryFact, measure: str) -> tuple[str, ...]:
    judged = qualified_words(fact)
    cells = (
        fact.period.label, str(fact.no), measure, fact.unit, day_words(fact.due_day, fact.period.year),
        day_words(fact.received, fact.period.year), f"{fact.filled}/{fact.cells}", timely_words(fact)[0],
        judged[0] if judged else NONE, "".join(reasons(fact)),
    )
    return tuple(map(intern, cells))  # of a province there are thousands, and most say the same


def _sort_keys(row: FactRow) -> tuple[Any, ...]:
    fact = row.fact
    judged = qualified_words(fact)
    late = (fact.received - fact.due_day).days if fact.received else 999
    filled = fact.filled / fact.cells if fact.cells else 0.0
    return (
        str(fact.period), fact.no, row.cells[MEASURE], fact.unit, fact.due_day.isoformat(),
        fact.received.isoformat() if fact.received else "", filled, late,
        ("不合格", "已更正", "合格").index(judged[0]) if judged else -1, "".join(reasons(fact)),
    )

