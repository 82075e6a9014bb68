"""The manual's cover, its contents, and what stands above and below the text of each page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer

from tools.release.manual_chapters import MARGIN, TEXT_HEIGHT, TEXT_TOP, TEXT_WIDTH, Leaf, font
from ui.paper.faces import MILLIMETRE, Face
from ui.resources import resource
from ui.theme import BLUE, INK, LINE, MUTED

NAME: Final = "营商台账用户手册"
_WIDTH: Final = 210 * MILLIMETRE
_TOP: Final = 14 * MILLIMETRE
_FOOT: Final = 281 * MILLIMETRE
_SECTION: Final = 5.1 * MILLIMETRE
_CHAPTER: Final = 7.8 * MILLIMETRE
_HEADED: Final = 16 * MILLIMETRE
_INDENT: Final = 7 * MILLIMETRE


class Entry(NamedTuple):
    """A line of the contents. ``page`` is the printed number, ``top`` in the text of that page; ``level`` 0 is a chapter."""

    words: str
    level: int
    page: int
    top: float


class Spot(NamedTuple):
    """Where a line of the contents stands: ``page`` from 0 in the file, ``box`` on it."""

    entry: Entry
    page: int
    box: QRectF


def entries(leaves: Sequence[Leaf], first: int) -> tuple[Entry, ...]:
    """``first``: the printed number of the first chapter's first page."""
    found: list[Entry] = []
    for leaf in leaves:
        found.append(Entry(leaf.chapter.title, 0, first, 0.0))
        found += (Entry(mark.words, 1, first + mark.page, mark.top) for mark in leaf.marks)
        first += leaf.pages
    return tuple(found)


def contents_pages(listed: Sequence[Entry]) -> tuple[tuple[Entry, ...], ...]:
    """Which lines stand on which page: no chapter at the foot without its first section."""
    pages: list[list[Entry]] = [[]]
    used = _HEADED
    for at, entry in enumerate(listed):
        led = entry.level == 0 and at + 1 < len(listed) and listed[at + 1].level == 1
        if used + _height(entry) + (_SECTION if led else 0) > TEXT_HEIGHT:
            pages.append([])
            used = 0.0
        pages[-1].append(entry)
        used += _height(entry)
    return tuple(map(tuple, pages))


def paint_cover(painter: QPainter, version: str, day: str) -> None:
    side = 34 * MILLIMETRE
    QSvgRenderer(str(resource("icons/app.svg"))).render(
        painter, QRectF((_WIDTH - side) / 2, 62 * MILLIMETRE, side, side)
    )
    for words, face, points, down, colour in (
        ("营商台账", Face.HEI, 34.0, 128, INK), ("用户手册", Face.HEI, 24.0, 146, INK),
        (f"{version} 版", Face.SONG, 14.0, 172, INK), (day, Face.SONG, 14.0, 182, INK),
        ("任何一页按 F1，窗口里看到的也是这些内容", Face.SONG, 10.5, 262, MUTED),
    ):
        painter.setFont(font(face, points))
        painter.setPen(QColor(colour))
        box = QRectF(0, (down - 12) * MILLIMETRE, _WIDTH, 24 * MILLIMETRE)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
    painter.setPen(QPen(QColor(BLUE), 30))
    middle = _WIDTH / 2
    painter.drawLine(QPointF(middle - 30 * MILLIMETRE, 160 * MILLIMETRE), QPointF(middle + 30 * MILLIMETRE, 160 * MILLIMETRE))


def paint_contents(painter: QPainter, listed: Sequence[Entry], page: int) -> Iterator[Spot]:
    """One page of them; ``page`` from 0 in the file. Answers where each line stands."""
    y = TEXT_TOP
    if page == 1:
        painter.setFont(font(Face.HEI, 20))
        painter.setPen(QColor(BLUE))
        painter.drawText(QRectF(MARGIN, y, TEXT_WIDTH, 10 * MILLIMETRE), Qt.AlignmentFlag.AlignLeft, "目录")
        y += _HEADED
    for entry in listed:
        box = QRectF(MARGIN, y, TEXT_WIDTH, _height(entry))
        _paint_entry(painter, entry, box)
        yield Spot(entry, page, box)
        y += _height(entry)


def paint_running(painter: QPainter, heading: str, number: int, total: int) -> None:
    """Above: the book and the chapter; below: the page."""
    painter.setPen(QColor(MUTED))
    painter.setFont(font(Face.SONG, 9))
    head = QRectF(MARGIN, _TOP, TEXT_WIDTH, 6 * MILLIMETRE)
    painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, NAME)
    painter.drawText(head, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, heading)
    painter.drawText(
        QRectF(MARGIN, _FOOT, TEXT_WIDTH, 6 * MILLIMETRE), Qt.AlignmentFlag.AlignCenter, f"第 {number} 页　共 {total} 页"
    )
    painter.setPen(QPen(QColor(LINE), 12))
    painter.drawLine(head.bottomLeft(), head.bottomRight())


def _height(entry: Entry) -> float:
    return _SECTION if entry.level else _CHAPTER


def _paint_entry(painter: QPainter, entry: Entry, box: QRectF) -> None:
    chosen = font(Face.SONG, 10) if entry.level else font(Face.HEI, 11.5)
    painter.setFont(chosen)
    metrics = QFontMetricsF(chosen, painter.device())
    base = box.bottom() - 1.2 * MILLIMETRE
    left = box.left() + (_INDENT if entry.level else 0)
    number = str(entry.page)
    painter.setPen(QColor(INK))
    painter.drawText(QPointF(left, base), entry.words)
    at = box.right() - metrics.horizontalAdvance(number)
    painter.drawText(QPointF(at, base), number)
    painter.setPen(QPen(QColor(MUTED), 14, Qt.PenStyle.DotLine))
    start, end = left + metrics.horizontalAdvance(entry.words) + 2 * MILLIMETRE, at - 2 * MILLIMETRE
    painter.drawLine(QPointF(start, base - 40), QPointF(end, base - 40))
