"""The 合并结果 cell: choices side by side, the text they come to, and why. Where everything stands, and painting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from qcapp.merge.plan import Decision, FieldPlan
from ui.models.collect_words import choice_label, result_words
from ui.theme import BLUE, BORDER, FAINT, INK, MUTED, SURFACE, Tone, base_font
from ui.widgets.diff_text import MarkedText, count_lines, paint_marked

PAD_X, PAD_Y = 8, 6
SMALL = 12
_CIRCLE = 12
_GAP = 10
_OPTION_HEIGHT = 20
_BOX_PAD = 5
# The smallest box in which typing is comfortable, in lines.
_TYPING_LINES = 3
# What a text editor keeps for itself at its sides, more than a painted box.
_EDITOR_MARGIN = 8


@dataclass(frozen=True, slots=True)
class Option:
    """One choice and where it stands, relative to the cell's top left."""

    decision: Decision
    label: str
    rect: QRect


@dataclass(frozen=True, slots=True)
class ResultLayout:
    """All parts of the cell, relative to its top left. ``words`` stands in the first line when there are no options."""

    options: tuple[Option, ...]
    words: str
    box: QRect | None
    remark: str
    height: int

    def option_at(self, point: QPoint) -> Decision | None:
        return next((each.decision for each in self.options if each.rect.contains(point)), None)


def result_layout(
    field: FieldPlan, choices: Sequence[Decision], remark: str, width: int, max_lines: int
) -> ResultLayout:
    """``choices``: those to be offered in this cell now, none to tell the decision in words."""
    metrics = QFontMetrics(base_font())
    options = _flow([(each, choice_label(field, each)) for each in choices], width)
    top = (options[-1].rect.bottom() + 1 if options else PAD_Y + metrics.lineSpacing())
    box = None
    if shows_text(field):
        box_width = width - 2 * PAD_X
        typing = field.decision is Decision.TYPED
        inner = box_width - 2 * _BOX_PAD - (_EDITOR_MARGIN if typing else 0)
        lines = count_lines(field.result, inner, base_font(), max_lines)
        lines = max(lines + 1, _TYPING_LINES) if typing else lines
        box = QRect(PAD_X, top + 3, box_width, lines * metrics.lineSpacing() + 2 * _BOX_PAD)
        top = box.bottom() + 1
    if remark:
        small = base_font(SMALL)
        top += count_lines(remark, width - 2 * PAD_X, small, max_lines) * QFontMetrics(small).lineSpacing()
    return ResultLayout(options, "" if options else result_words(field), box, remark, top + PAD_Y)


def shows_text(field: FieldPlan) -> bool:
    """Whether the result is spelled out: a decided conflict, or a text that stands in neither column."""
    if field.decision is Decision.HOLD:
        return False
    return field.conflict or field.decision in (Decision.TYPED, Decision.BOTH)


def paint_result(painter: QPainter, cell: QRect, layout: ResultLayout, field: FieldPlan, hover: Decision | None) -> None:
    """Paint all of it into ``cell``."""
    font = base_font()
    below = cell.top() + PAD_Y
    for option in layout.options:
        _paint_option(painter, option, cell.topLeft(), field, hover is option.decision)
        below = cell.top() + option.rect.bottom() + 1
    if layout.words:
        room = QRect(cell.left() + PAD_X, below, cell.width() - 2 * PAD_X, QFontMetrics(font).lineSpacing())
        painter.setFont(font)
        painter.setPen(_words_colour(field))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, layout.words)
        below = room.bottom() + 1
    if layout.box is not None:
        box = layout.box.translated(cell.topLeft())
        _paint_box(painter, box, field, font)
        below = box.bottom() + 1
    if layout.remark:
        rest = QRect(cell.left() + PAD_X, below, cell.width() - 2 * PAD_X, cell.bottom() - below)
        paint_marked(painter, rest, MarkedText(layout.remark, muted=True), base_font(SMALL))


def _flow(labels: Sequence[tuple[Decision, str]], width: int) -> tuple[Option, ...]:
    """Side by side, on as many lines as the width asks for."""
    metrics = QFontMetrics(base_font(SMALL))
    options: list[Option] = []
    left, top = PAD_X, PAD_Y - 1
    for decision, label in labels:
        wide = _CIRCLE + 4 + metrics.horizontalAdvance(label)
        if left > PAD_X and left + wide > width - 2:
            left, top = PAD_X, top + _OPTION_HEIGHT
        options.append(Option(decision, label, QRect(left, top, wide + 2, _OPTION_HEIGHT)))
        left += wide + _GAP
    return tuple(options)


def _paint_option(painter: QPainter, option: Option, at: QPoint, field: FieldPlan, hover: bool) -> None:
    rect = option.rect.translated(at)
    chosen = field.decision is option.decision
    circle = QRectF(rect.left() + 0.5, rect.top() + (rect.height() - _CIRCLE) / 2 + 0.5, _CIRCLE - 1, _CIRCLE - 1)
    waiting = option.decision is Decision.HOLD
    colour = QColor(Tone.WARN.text if waiting else BLUE)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(colour if chosen or hover else QColor(FAINT))
    painter.setBrush(QColor(SURFACE))
    painter.drawEllipse(circle)
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(circle.adjusted(3, 3, -3, -3))
    painter.setFont(base_font(SMALL))
    painter.setPen(colour if chosen or hover else QColor(INK))
    words = rect.adjusted(_CIRCLE + 4, 0, 2, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, option.label)
    painter.restore()


def _paint_box(painter: QPainter, box: QRect, field: FieldPlan, font: QFont) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(BORDER))
    painter.setBrush(QColor(SURFACE))
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.restore()
    inner = box.adjusted(_BOX_PAD, _BOX_PAD, -_BOX_PAD, -_BOX_PAD)
    empty = not field.result
    paint_marked(painter, inner, MarkedText("（空）" if empty else field.result, absent=empty), font)


def _words_colour(field: FieldPlan) -> QColor:
    if field.open:
        return Tone.WARN.text
    return QColor(INK if field.changes else MUTED)
