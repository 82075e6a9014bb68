"""A lamp: its dot in colour and always its word beside it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from qcapp.domain.lamps import Lamp
from ui.theme import INK, LAMP_GREEN, LAMP_GREY, LAMP_RED, LAMP_YELLOW, base_font

LAMP_COLOURS: Final = {Lamp.GREEN: LAMP_GREEN, Lamp.YELLOW: LAMP_YELLOW, Lamp.RED: LAMP_RED, Lamp.GREY: LAMP_GREY}
_DOT: Final = 11
_GAP: Final = 6


def paint_lamp(painter: QPainter, centre: QPointF, lamp: Lamp, radius: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(LAMP_COLOURS[lamp])
    painter.setPen(colour.darker(115))
    painter.setBrush(colour)
    painter.drawEllipse(centre, radius, radius)
    painter.restore()


class LampLabel(QWidget):
    """● 黄灯."""

    def __init__(self, lamp: Lamp = Lamp.GREY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lamp = lamp
        self._font = base_font(bold=True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_lamp(lamp)

    @property
    def lamp(self) -> Lamp:
        return self._lamp

    def show_lamp(self, lamp: Lamp) -> None:
        self._lamp = lamp
        self.setAccessibleName(lamp.word)
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._font)
        return QSize(_DOT + _GAP + metrics.horizontalAdvance(self._lamp.word) + 2, max(metrics.lineSpacing(), _DOT + 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        radius = (_DOT - 1) / 2
        paint_lamp(painter, QPointF(radius + 1, self.height() / 2), self._lamp, radius)
        painter.setPen(QColor(INK))
        painter.setFont(self._font)
        room = self.rect().adjusted(_DOT + _GAP, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, self._lamp.word)
