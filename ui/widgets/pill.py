"""State pills: a word on a coloured round back, as a widget and as a painter's routine for delegates."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Tone, base_font

_PAD = 8
_HEIGHT = 19
_FONT_PIXELS = 12

_TONES = {
    "已报": Tone.GOOD, "可合并": Tone.GOOD, "已回收": Tone.GOOD, "已下发": Tone.GOOD, "按时": Tone.GOOD,
    "办结": Tone.INFO, "有问题": Tone.WARN, "部分": Tone.WARN, "冲突": Tone.WARN, "双方都改过": Tone.WARN,
    "报告期不符": Tone.WARN, "迟报": Tone.WARN, "待录入": Tone.WARN, "请重发": Tone.WARN, "不合格": Tone.WARN,
    "逾期": Tone.BAD, "不能读取": Tone.BAD,
}


def tone_of(word: str) -> Tone:
    """The colour of a state's word; figures after it ("冲突 2") don't matter; an unknown word is grey."""
    return _TONES.get(word.split(" ")[0], Tone.IDLE)


def pill_size(text: str) -> QSize:
    """Size of the painted pill in pixels."""
    return QSize(QFontMetrics(base_font(_FONT_PIXELS)).horizontalAdvance(text) + 2 * _PAD, _HEIGHT)


def paint_pill(
    painter: QPainter, at: QPoint, text: str, tone: Tone, size: QSize | None = None, percent: int = 100
) -> QRect:
    """Paint a pill whose top left is ``at``, by its own size if none is given; answers the rectangle that it took."""
    rect = QRect(at, size or pill_size(text) * (percent / 100))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(tone.edge)
    painter.setBrush(tone.back)
    round_off = (rect.height() - 1) / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), round_off, round_off)
    painter.setPen(tone.text)
    painter.setFont(base_font(round(_FONT_PIXELS * percent / 100)))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return rect


class Pill(QWidget):
    """A word on a coloured back. Hidden while it has no word."""

    def __init__(self, text: str = "", tone: Tone | None = None, parent: QWidget | None = None, *, tall: bool = False) -> None:
        super().__init__(parent)
        self._more = 6 if tall else 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._text = ""
        self._tone = Tone.IDLE
        self.set_state(text, tone)

    @property
    def text(self) -> str:
        return self._text

    @property
    def tone(self) -> Tone:
        return self._tone

    def set_state(self, text: str, tone: Tone | None = None) -> None:
        """Show this word; without a tone, the one that belongs to the word."""
        self._text, self._tone = text, tone or tone_of(text)
        self.setAccessibleName(text)
        if not text:
            self.hide()
        elif self.parentWidget():  # without one, showing would open a window
            self.show()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return pill_size(self._text).grownBy(QMargins(self._more // 3, self._more // 2, self._more // 3, self._more // 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_pill(QPainter(self), QPoint(0, 0), self._text, self._tone, self.sizeHint())
