"""The pages that are seen, as pictures: each is drawn once and put there again while it stays in sight."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from ui.theme import BORDER, PAPER, PAPER_HIT

if TYPE_CHECKING:
    from ui.paper.sheet import Page

_MOST_PIXELS: Final = 8_000_000
"""Of a page, up to which its picture is kept; a larger one is painted each time, as far as it is seen."""


class PagePictures:
    """Of the pages of one paper, by their place in it; whoever changes paper, size or marks clears them."""

    def __init__(self, screen: QWidget) -> None:
        """``screen``: what they are painted on, as sharp as that is."""
        self._screen = screen
        self._kept: dict[int, QPixmap] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        self._kept.clear()

    def keep(self, seen: Collection[int]) -> None:
        """None but these."""
        for gone in self._kept.keys() - set(seen):
            del self._kept[gone]

    def paint(self, painter: QPainter, at: int, box: QRect, page: Page, scale: float, marks: Collection[QRectF]) -> None:
        """That page into ``box``, with its edge around; ``marks`` on the page are grounded in the colour of what was found."""
        ratio = self._screen.devicePixelRatioF()
        if box.width() * box.height() * ratio**2 <= _MOST_PIXELS:
            if at not in self._kept:
                self._kept[at] = _picture(box, ratio, page, scale, marks)
            painter.drawPixmap(box.topLeft(), self._kept[at])
        else:
            painter.save()
            painter.setClipRect(box)
            painter.translate(box.topLeft())
            _draw(painter, page, scale, marks)
            painter.restore()
        painter.setPen(QColor(BORDER))
        painter.drawRect(box.adjusted(-1, -1, 0, 0))


def _picture(box: QRect, ratio: float, page: Page, scale: float, marks: Collection[QRectF]) -> QPixmap:
    picture = QPixmap(round(box.width() * ratio), round(box.height() * ratio))
    picture.setDevicePixelRatio(ratio)
    painter = QPainter(picture)
    _draw(painter, page, scale, marks)
    painter.end()
    return picture


def _draw(painter: QPainter, page: Page, scale: float, marks: Collection[QRectF]) -> None:
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(scale, scale)
    painter.fillRect(0, 0, page.width, page.height, QColor(PAPER))
    for box in marks:
        painter.fillRect(box, QColor(PAPER_HIT))
    page.paint(painter)
