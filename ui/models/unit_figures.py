"""Units by rank, as a table: every rate has what it is a share of beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from qcapp.stats.figures import NO_RATE, Figures, Standing, UnitFigures
from ui.models.fact_query import FactQuery, Figure, score_words
from ui.models.figures import FigureRole, rate_note, share, signed
from ui.models.rows import Index, RowsModel
from ui.theme import FAINT, Tone
from ui.widgets.plain_table import TableRole


@dataclass(frozen=True, slots=True)
class UnitLine:
    """``words``: what its cells show. ``order``: in the plan. ``state``: a word and its colour, None where the figures are of
    several months."""

    figures: UnitFigures
    settings: Mapping[str, str]
    words: tuple[str, ...]
    order: int = 0
    state: tuple[str, Tone] | None = None


def unit_lines(figures: Figures, states: Mapping[str, tuple[str, Tone]]) -> tuple[UnitLine, ...]:
    """By rank; ``states`` by unit."""
    order = {each.unit: place for place, each in enumerate(figures.units)}
    return tuple(
        UnitLine(each, figures.settings, _words(each, states.get(each.unit)), order[each.unit], states.get(each.unit))
        for each in figures.ranked
    )


def _group_words(standing: Standing) -> str:
    """1 · 任务多的一组: the place in its group, and which that is."""
    return f"{standing.group_place or NO_RATE} · {standing.group}" if standing.group else NO_RATE


def change_words(unit: UnitFigures) -> str:
    """↑ 2, ↓ 1, 持平; — where there is no month before to go by, or a higher place was not earned."""
    change = unit.rank_change
    if change is None:
        return NO_RATE
    return "持平" if not change else f"{'↑' if change > 0 else '↓'} {abs(change)}"


class UnitColumn(IntEnum):
    RANK, UNIT, GROUP, DUE, REPORTED, COVERAGE, TIMELINESS, QUALIFICATION, SCORE, CHANGE, STATE = range(11)


class UnitFiguresModel(RowsModel[UnitLine]):
    headings = ("位次", "责任单位", "组", "应报", "实报", "覆盖率", "及时率", "合格率", "得分", "较上月", "状态")

    @property
    def grouped(self) -> bool:
        return any(line.figures.standing.group for line in self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line.words[column]
            case Qt.ItemDataRole.ToolTipRole:
                return _unit_hint(line, column)
            case Qt.ItemDataRole.ForegroundRole:
                return _unit_colour(line, column)
            case TableRole.PILL if column == UnitColumn.STATE:
                return line.state
            case TableRole.SORT:
                return _unit_sort(line)[column]
            case FigureRole.NOTE:
                return _unit_note(line, column)
            case FigureRole.QUERY:
                return _unit_query(line, column)
        return None


def _words(unit: UnitFigures, state: tuple[str, Tone] | None) -> tuple[str, ...]:
    tally, standing = unit.tally, unit.standing
    return (
        str(standing.place) if standing.place is not None else NO_RATE, unit.unit, _group_words(standing),
        str(tally.due), str(tally.reported), tally.coverage.words, tally.timeliness.words, tally.qualification.words,
        str(standing.score) if standing.score is not None else NO_RATE, change_words(unit),
        state[0] if state else NO_RATE,
    )


def _unit_note(line: UnitLine, column: int) -> str:
    tally = line.figures.tally
    match column:
        case UnitColumn.COVERAGE:
            return rate_note(tally.coverage)
        case UnitColumn.TIMELINESS:
            return rate_note(tally.timeliness)
        case UnitColumn.QUALIFICATION:
            return rate_note(tally.qualification)
        case UnitColumn.CHANGE if line.figures.score_change or line.figures.rank_change is not None:
            return signed(line.figures.score_change or Decimal(0))
    return ""


_FIGURES: Final = {
    UnitColumn.RANK: Figure.SCORE, UnitColumn.DUE: Figure.DUE, UnitColumn.REPORTED: Figure.REPORTED,
    UnitColumn.COVERAGE: Figure.COVERAGE, UnitColumn.TIMELINESS: Figure.TIMELINESS,
    UnitColumn.QUALIFICATION: Figure.QUALIFICATION, UnitColumn.SCORE: Figure.SCORE,
}


def _unit_query(line: UnitLine, column: int) -> FactQuery | None:
    if column == UnitColumn.CHANGE and line.figures.before is not None:
        return replace(Figure.SCORE.query(line.figures.unit), earlier=True)
    figure = _FIGURES.get(UnitColumn(column))
    return figure.query(line.figures.unit) if figure else None


def _unit_hint(line: UnitLine, column: int) -> str | None:
    tally, standing, before = line.figures.tally, line.figures.standing, line.figures.before
    match column:
        case UnitColumn.RANK | UnitColumn.SCORE:
            return score_words(line.figures, line.settings)
        case UnitColumn.UNIT:
            return line.figures.unit
        case UnitColumn.GROUP if standing.group and standing.group_place is not None:
            return f"“{standing.group}”组内第 {standing.group_place} 位"
        case UnitColumn.COVERAGE:
            return f"实报 {tally.reported} ÷ 应报 {tally.due}"
        case UnitColumn.TIMELINESS:
            return f"按时 {tally.on_time} ÷ 应报 {tally.due}"
        case UnitColumn.QUALIFICATION:
            mended = f"{tally.qualification_now.words}（{tally.qualified_now}/{tally.reported}）"
            return f"首次报送合格 {tally.qualified} ÷ 实报 {tally.reported}；更正后 {mended}"
        case UnitColumn.CHANGE if before is not None and before.place is not None and standing.place is not None:
            places = f"上月第 {before.place} 位、{before.score} 分，本月第 {standing.place} 位、{standing.score} 分"
            unearned = (line.figures.places_up or 0) > 0 and line.figures.unearned
            return f"{places}；{unearned}，不算上升" if unearned else places
    return None


def _unit_colour(line: UnitLine, column: int) -> QColor | None:
    return QColor(FAINT) if line.words[column] in (NO_RATE, "持平") else None


def _unit_sort(line: UnitLine) -> tuple[Any, ...]:
    tally, standing = line.figures.tally, line.figures.standing
    change = line.figures.rank_change
    last = 1_000_000
    return (
        standing.place if standing.place is not None else last, line.order,
        f"{standing.group or '~'} {standing.group_place or last:07d}", tally.due, tally.reported, share(tally.coverage),
        share(tally.timeliness), share(tally.qualification), float(standing.score) if standing.score is not None else -1.0,
        change if change is not None else -last, line.state[0] if line.state else "",
    )
