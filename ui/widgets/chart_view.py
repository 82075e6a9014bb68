"""A chart as a picture, as sharp as the screen: drawn anew when its room changes, described in words, larger by Enter."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from qcapp.forms.chart import Chart
from ui.models.chart_words import chart_words
from ui.theme import BLUE, MUTED, scheme

_DELAY_MS: Final = 220
_UNDER_WAY: Final = "正在画图…"


class ChartView(QWidget):
    """``wanted`` when it is to be drawn (anew): ``room`` says how large, in the screen's own points ``ratio`` a pixel."""

    wanted = Signal()
    enlarge_requested = Signal()
    copy_requested = Signal()
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("图表")
        self.can_enlarge = True
        self._room = QSize(0, 0)
        self._image: QImage | None = None
        self._words = _UNDER_WAY
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_DELAY_MS)
        self._later.timeout.connect(self.wanted)
        scheme.changed.connect(self._recoloured)

    @property
    def room(self) -> QSize:
        """Pixels that there are to draw in; what is drawn may be higher."""
        return self._room

    @property
    def ratio(self) -> float:
        """The screen's points a pixel."""
        return self.devicePixelRatioF()

    @property
    def image(self) -> QImage | None:
        return self._image

    @property
    def is_due(self) -> bool:
        """Whether it is about to ask for a picture."""
        return self._later.isActive()

    @property
    def words(self) -> str:
        """What stands there while there is no picture."""
        return self._words if self._image is None else ""

    def set_room(self, room: QSize) -> None:
        """Where a picture stands already, it is drawn anew a moment after the last change."""
        if room != self._room and room.width() > 0 and room.height() > 0:
            first = self._room.isEmpty()
            self._room = room
            if self.isVisible():
                self._later.start(0 if first else _DELAY_MS)

    def want(self) -> None:
        """Draw now, if it can be seen."""
        if self.isVisible() and not self._room.isEmpty():
            self._later.start(0)

    @Slot()
    def _recoloured(self) -> None:
        if self.isVisible():
            self.want()
        elif self._image is not None:
            self.show_words(_UNDER_WAY)

    def show_picture(self, chart: Chart, image: QImage) -> None:
        """``image`` of the size that ``room`` had, or higher, at the screen's ratio."""
        self._image = image
        self.setAccessibleName(f"图表：{chart.title}")
        self.setAccessibleDescription(chart_words(chart))
        self.setToolTip("双击看大图；右键复制、另存" if self.can_enlarge else "")
        height = round(image.height() / image.devicePixelRatio())
        self.setMinimumHeight(height)
        self.updateGeometry()
        self.update()

    def show_words(self, words: str) -> None:
        """In place of a picture."""
        self._image, self._words = None, words
        self.setAccessibleDescription(words)
        self.setMinimumHeight(0)
        self.update()

    def copy(self) -> None:
        """Ctrl+C."""
        self.copy_requested.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.want()
        return super().event(event)

    def showEvent(self, event: QEvent) -> None:
        if self._image is None:
            self.want()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is None:
            painter.setPen(QColor(MUTED))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self._image.deviceIndependentSize()
            share = min(self.width() / size.width(), 1.0)
            painter.drawImage(QRectF(0, 0, size.width() * share, size.height() * share), self._image)
        if self.hasFocus() and self.can_enlarge:
            painter.setPen(QColor(BLUE))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.can_enlarge:
            self.enlarge_requested.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.can_enlarge:
            self.enlarge_requested.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> QMenu:
        """By the right button or the menu key; it goes when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        entries = [("复制图片", self.copy_requested), ("另存为图片…", self.save_requested)]
        if self.can_enlarge:
            entries.insert(0, ("看大图", self.enlarge_requested))
        for words, signal in entries:
            menu.addAction(words).triggered.connect(signal)
        return menu
