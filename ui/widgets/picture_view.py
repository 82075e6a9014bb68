"""One picture to be read: fitted, zoomed, turned, dragged."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QWidget

from ui.theme import HEADER

_STEP: Final = 1.25
_LEAST_ZOOM, _MOST_ZOOM = 0.05, 16.0


class PictureView(QGraphicsView):
    """One picture: fitted until zoomed, turned by quarters, dragged by the mouse, zoomed by Ctrl and the wheel."""

    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self._item = QGraphicsPixmapItem()
        self._item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self._scene.addItem(self._item)
        self._fit = True
        self._turned = 0
        self.setScene(self._scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setAccessibleName("图片")

    @property
    def zoom(self) -> float:
        """1.0 shows each point of the picture on one of the screen."""
        return float((self.transform().map(QPointF(1, 0)) - self.transform().map(QPointF(0, 0))).manhattanLength())

    @property
    def turned(self) -> int:
        """Degrees, clockwise."""
        return self._turned

    @property
    def fits(self) -> bool:
        return self._fit

    def show_image(self, image: QImage) -> None:
        self._item.setPixmap(QPixmap.fromImage(image))
        self._turned = 0
        self.fit()

    @Slot()
    def fit(self) -> None:
        """All of it, never larger than it is."""
        self._fit = True
        box = QTransform().rotate(self._turned).mapRect(self._item.boundingRect())
        room = self.viewport().rect()
        least = min(room.width() / max(box.width(), 1), room.height() / max(box.height(), 1), 1.0)
        self._place(max(least, _LEAST_ZOOM))

    @Slot()
    def full_size(self) -> None:
        self._fit = False
        self._place(1.0)

    @Slot()
    def zoom_in(self) -> None:
        self._zoom_by(_STEP)

    @Slot()
    def zoom_out(self) -> None:
        self._zoom_by(1 / _STEP)

    @Slot()
    def turn(self) -> None:
        """A quarter, clockwise."""
        self._turned = (self._turned + 90) % 360
        if self._fit:
            self.fit()
        else:
            self._place(self.zoom)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self._zoom_by(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, QColor(HEADER))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit:
            self.fit()

    def _zoom_by(self, factor: float) -> None:
        self._fit = False
        self._place(min(max(self.zoom * factor, _LEAST_ZOOM), _MOST_ZOOM))

    def _place(self, zoom: float) -> None:
        self.setTransform(QTransform().rotate(self._turned).scale(zoom, zoom))
        self._scene.setSceneRect(self._item.boundingRect())
        self.zoomed.emit()
