"""The sheet of an official paper and what can stand on it. Lengths are twips, from the page's top left corner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QTextLine

from ui.paper.faces import FOLIO, MILLIMETRE, POINT, font_of
from ui.theme import PAPER_INK, PAPER_ROOM

if TYPE_CHECKING:
    from ui.paper.rows import GridRows
    from ui.paper.wrapping import Wrapped

_HAIR: Final = 10
# From a line's middle down to its baseline, in type sizes: Chinese characters stand 0.88 above it and 0.12 below.
_DROP: Final = 0.38
# The page number stands so far below the text, and one character inside of its edge.
_FOLIO_BELOW: Final = round(7 * MILLIMETRE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A4: its sides, and the margins around the text."""

    width: int
    height: int
    top: int
    bottom: int
    left: int
    right: int

    @property
    def turned(self) -> bool:
        return self.width > self.height

    @property
    def text_width(self) -> int:
        return self.width - self.left - self.right

    @property
    def floor(self) -> int:
        """Where the text ends."""
        return self.height - self.bottom

    @property
    def text_height(self) -> int:
        return self.floor - self.top


def _sheet(width: float, height: float, top: float, bottom: float, left: float, right: float) -> Sheet:
    return Sheet(*(round(side * MILLIMETRE) for side in (width, height, top, bottom, left, right)))


PORTRAIT: Final = _sheet(210, 297, 37, 35, 28, 26)
LANDSCAPE: Final = _sheet(297, 210, 28, 26, 35, 37)


class Mark(Protocol):
    """Something on a page that can be painted."""

    @property
    def texts(self) -> Sequence[str]:
        """Its words, line by line."""

    def paint(self, painter: QPainter) -> None: ...


@dataclass(frozen=True, slots=True)
class LineMark:
    """A line of text as laid out. ``left`` and ``top`` of the room that it has, ``pitch`` the height of that; ``at``: which
    line of its ``owner`` it is."""

    at: int
    owner: Wrapped
    left: float
    top: float
    pitch: int
    size: float

    @property
    def texts(self) -> Sequence[str]:
        words = self.owner.words_of(self.at)
        return (words,) if words else ()

    @property
    def line(self) -> QTextLine:
        return self.owner.line(self.at)

    def paint(self, painter: QPainter) -> None:
        baseline = self.top + self.pitch / 2 + _DROP * self.size
        painter.setPen(QColor(PAPER_INK))
        line = self.line
        line.draw(painter, QPointF(self.left, baseline - line.ascent()))


@dataclass(frozen=True, slots=True)
class FrameMark:
    """The frame of a table's cell. Its edges are numbers that it shares with the others of its row and column."""

    texts: ClassVar[Sequence[str]] = ()
    left: float
    top: float
    width: float
    height: float

    def paint(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(PAPER_INK), _HAIR))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self.left, self.top, self.width, self.height))


@dataclass(frozen=True, slots=True)
class RowMark:
    """The lines from ``start`` to ``end`` of the cells of a table's row, with their frames: made when they are looked at."""

    rows: GridRows
    at: int
    start: int
    end: int
    top: float

    @property
    def height(self) -> float:
        return self.rows.height(self.end - self.start)

    @property
    def words(self) -> Sequence[str]:
        """Of its cells, whole."""
        return self.rows.texts[self.at]

    @property
    def texts(self) -> Sequence[str]:
        return [text for mark in self.marks() for text in mark.texts]

    def marks(self) -> Iterator[FrameMark | LineMark]:
        return self.rows.marks(self)

    def paint(self, painter: QPainter) -> None:
        for mark in self.marks():
            mark.paint(painter)


@dataclass(frozen=True, slots=True)
class PictureMark:
    """A chart as a picture, or the room that it will have while ``image`` is None."""

    texts: ClassVar[Sequence[str]] = ()
    box: QRectF
    image: QImage | None

    def paint(self, painter: QPainter) -> None:
        if self.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.box, self.image)
        else:
            painter.fillRect(self.box, QColor(PAPER_ROOM))


@dataclass(frozen=True, slots=True)
class FolioMark:
    """The page's number between dashes, ``below`` the text on ``sheet``: on odd pages at the right, on even ones at the left.

    A turned page is bound like the others: its number stands where an upright page has it, at the left here.
    """

    texts: ClassVar[Sequence[str]] = ()
    number: int
    sheet: Sheet
    below: int = _FOLIO_BELOW

    def paint(self, painter: QPainter) -> None:
        font, text = font_of(FOLIO), f"— {self.number} —"
        width, inside = QFontMetricsF(font).horizontalAdvance(text), FOLIO.size * POINT
        sheet = self.sheet
        start, end = (sheet.top, sheet.floor) if sheet.turned else (sheet.left, sheet.width - sheet.right)
        along = end - inside - width if self.number % 2 else start + inside
        painter.save()
        painter.setPen(QColor(PAPER_INK))
        painter.setFont(font)
        if sheet.turned:
            painter.translate(sheet.left - self.below, along)
            painter.rotate(90)
        else:
            painter.translate(along, sheet.floor + self.below)
        painter.drawText(QPointF(0, _DROP * inside), text)
        painter.restore()


@dataclass(slots=True)
class Page:
    """One page and what stands on it, a table's rows whole."""

    width: int
    height: int
    marks: list[Mark] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """Its lines in reading order. Made when they are asked for: nobody asks for those of a paper of a thousand pages."""
        return [text for mark in self.marks for text in mark.texts]

    def paint(self, painter: QPainter) -> None:
        for mark in self.marks:
            mark.paint(painter)
