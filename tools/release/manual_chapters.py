"""The help's chapters set for A4: each a document of its own, so that it begins on a new page, with no heading left alone.

Lengths are twips. What the help says is taken as it is; a link is followed by the page that it leads to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from PySide6.QtCore import QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontMetricsF,
    QImage,
    QPagedPaintDevice,
    QPainter,
    QTextDocument,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from qcapp.cli.answer import width
from tools.release.errors import PackagingError
from tools.release.manual_breaks import last_filled, settle
from ui.help.browser import framed
from ui.help.chapters import Chapter, chapter_text
from ui.help.markup import to_html
from ui.paper.faces import MILLIMETRE, POINT, Face, installed_of
from ui.pdf.searchable import each_by_its_own_glyph
from ui.theme import BLUE, BLUE_SOFT, GROUP, HEADER, INK, LINE, MUTED

MARGIN: Final = 20 * MILLIMETRE
TEXT_WIDTH: Final = float(round(170 * MILLIMETRE))
TEXT_HEIGHT: Final = float(round(247 * MILLIMETRE))
"""A whole number: Qt lays out in parts of 1/64, and the end of a page is to be the same there and here."""
TEXT_TOP: Final = 26 * MILLIMETRE
SCREEN_WIDTH: Final = 1180
"""Points of the window whose pictures are as wide as the text."""
SHARPNESS: Final = 2
_PIXELS_WIDE: Final = 170 / 25.4 * 96
_LINK: Final = re.compile(r"<a href='([^']+)'>([^<]+)</a>")
_BODY_POINTS: Final = 10.5
_TABLE_POINTS: Final = 9.5
_LOOSE: Final = 1.1
"""By how much a text may be wider than half its size for each half-width character."""
_CELL_SIDES: Final = 5 * MILLIMETRE
_MOST_SHARE: Final = 55.0
_SPARE: Final = 0.35
"""Of a last page: when it has less on it, smaller pictures are tried that spare it."""
_SMALLER: Final = (0.95, 0.9, 0.85, 0.8)

PageOf = Callable[[str], int]
"""The page of a chapter, or of a section: ``collect``, ``collect#有冲突怎么定``."""


class Mark(NamedTuple):
    """A heading: ``page`` from 0 within its chapter, ``top`` from the upper edge of the text."""

    words: str
    page: int
    top: float


class Leaf(NamedTuple):
    """A chapter that is laid out."""

    chapter: Chapter
    document: QTextDocument
    marks: tuple[Mark, ...]

    @property
    def pages(self) -> int:
        return self.document.pageCount()

    def paint(self, painter: QPainter, page: int) -> None:
        """The text of one page; the painter stands at its upper left corner."""
        painter.save()
        painter.translate(0, -page * TEXT_HEIGHT)
        context = QAbstractTextDocumentLayout.PaintContext()
        # A little less than the page: the edge of a picture that begins the next one would be seen as a line.
        context.clip = QRectF(0, page * TEXT_HEIGHT, TEXT_WIDTH, TEXT_HEIGHT - 2 * POINT)  # type: ignore[attr-defined]
        painter.setClipRect(context.clip)  # type: ignore[attr-defined]
        self.document.documentLayout().draw(painter, context)
        painter.restore()


def lay_out(chapter: Chapter, pictures: Path, page_of: PageOf, device: QPagedPaintDevice) -> Leaf:
    """``pictures``: the folder where those of the help are, as drawn for paper."""
    document = _settled(chapter, pictures, page_of, device, 1.0)
    for share in _SMALLER if document.pageCount() > 1 and last_filled(document) < _SPARE else ():
        other = _settled(chapter, pictures, page_of, device, share)
        if other.pageCount() < document.pageCount():
            document = other
            break
    return Leaf(chapter, document, tuple(_marks(document)))


def _settled(
    chapter: Chapter, pictures: Path, page_of: PageOf, device: QPagedPaintDevice, share: float
) -> QTextDocument:
    """Its breaks put right; pictures have ``share`` of their usual size, some less."""
    shares: dict[str, float] = {}

    def share_of(name: str) -> float:
        return share * shares.get(name, 1.0)

    while True:
        document = _document(chapter, pictures, page_of, device, share_of)
        smaller = settle(document)
        if not smaller:
            return document
        shares |= smaller


def _document(
    chapter: Chapter, pictures: Path, page_of: PageOf, device: QPagedPaintDevice, share_of: Callable[[str], float]
) -> QTextDocument:
    document = QTextDocument()
    document.documentLayout().setPaintDevice(device)
    document.setDocumentMargin(0)
    document.setIndentWidth(22)
    document.setDefaultFont(font(Face.SONG, _BODY_POINTS))
    document.setDefaultStyleSheet(_style(device))

    def picture(name: str, words: str) -> str:
        image = _framed(pictures / Path(name).name)
        document.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        wide = min(image.width() / SHARPNESS / SCREEN_WIDTH, 1.0) * _PIXELS_WIDE * share_of(name)
        high = wide * image.height() / max(image.width(), 1)
        shown = f"<img src='{name}' width='{wide:.2f}' height='{high:.2f}'>"
        return f"<p class='picture'>{shown}</p><p class='under'>{words}</p>"

    document.setHtml(_paged(to_html(chapter_text(chapter.name), picture), chapter, page_of))
    document.setPageSize(QSizeF(TEXT_WIDTH, TEXT_HEIGHT))
    for table in document.rootFrame().childFrames():
        if isinstance(table, QTextTable) and table.columns() > 1:
            look = QTextTableFormat(table.format().toTableFormat())
            look.setHeaderRowCount(1)
            look.setColumnWidthConstraints(_widths(table))
            table.setFormat(look)
    document.markContentsDirty(0, document.characterCount())
    return document


@lru_cache(maxsize=64)
def _framed(path: Path) -> QImage:
    """PackagingError for a picture that was not drawn."""
    image = QImage(str(path))
    if image.isNull():
        raise PackagingError(f"用户手册里的图“{path.name}”没有画出来，请在 tools/help_pictures.py 里补上。")
    return framed(image)


def _widths(table: QTextTable) -> list[QTextLength]:
    """All columns but the last as wide as their longest text, or the share that is left to them; the last takes the rest."""
    room, widths = 100.0, list[QTextLength]()
    for column in range(table.columns() - 1):
        longest = max(width(_text(table, row, column)) for row in range(table.rows()))
        share = min((longest * _TABLE_POINTS * POINT / 2 * _LOOSE + _CELL_SIDES) / TEXT_WIDTH * 100, _MOST_SHARE)
        widths.append(QTextLength(QTextLength.Type.PercentageLength, share))
        room -= share
    return [*widths, QTextLength(QTextLength.Type.PercentageLength, room)]


def _text(table: QTextTable, row: int, column: int) -> str:
    return table.cellAt(row, column).firstCursorPosition().block().text()


def _paged(html: str, chapter: Chapter, page_of: PageOf) -> str:
    def paged(found: re.Match[str]) -> str:
        name, _, section = found[1].partition("#")
        target = f"{name or chapter.name}#{section}" if section else name
        return f"<a href='{in_ascii(target)}'>{found[2]}（第 {page_of(target)} 页）</a>"

    return _LINK.sub(paged, html)


def in_ascii(target: str) -> str:
    """A link's target as a PDF of Qt's can hold it; ``from_ascii`` is the way back."""
    return target.encode().hex()


def from_ascii(address: str) -> str:
    return bytes.fromhex(address).decode()


def _marks(document: QTextDocument) -> Iterator[Mark]:
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel() == 2:
            # Where its line stands: a paragraph that has no room left begins above the end of the page before.
            top = document.documentLayout().blockBoundingRect(block).top() + block.layout().lineAt(0).y()
            yield Mark(block.text().strip(), int(top // TEXT_HEIGHT), top % TEXT_HEIGHT)
        block = block.next()


def font(face: Face, points: float) -> QFont:
    """The best that this machine has of its kind."""
    chosen = QFont()
    chosen.setFamilies(list(installed_of(face)))
    chosen.setPointSizeF(points)
    chosen.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    each_by_its_own_glyph(chosen)
    return chosen


def _style(device: QPagedPaintDevice) -> str:
    """Ink of the light window; headings, table heads and keys in 黑体. Fonts differ in how far their own lines stand apart."""
    chosen = font(Face.SONG, _BODY_POINTS)
    own = QFontMetricsF(chosen, device).height() / (_BODY_POINTS * POINT)
    loose, close = (round(100 * pitch / own) for pitch in (1.62, 1.45))
    black = ", ".join(f"'{family}'" for family in installed_of(Face.HEI))
    return (
        f"body, p, li, td, th {{ font-size: {_BODY_POINTS}pt; color: {INK}; line-height: {loose}%; }}"
        f"h1 {{ font-family: {black}; font-size: 20pt; font-weight: 600; color: {BLUE}; margin: 0 0 14px 0; }}"
        f"h2 {{ font-family: {black}; font-size: 13pt; font-weight: 600; color: {INK}; margin: 16px 0 4px 0; }}"
        f"b, th {{ font-family: {black}; font-weight: 600; }}"
        f"p {{ margin: 4px 0; }} li {{ margin: 3px 0; }} a {{ color: {BLUE}; text-decoration: none; }}"
        f".key {{ font-family: {black}; font-size: 9pt; background: {HEADER}; }}"
        f".tip {{ background: {BLUE_SOFT}; margin: 6px 0; }}"
        f".list {{ margin: 6px 0; border: 1px solid {LINE}; border-collapse: collapse; }}"
        f".list th {{ background: {GROUP}; border: 1px solid {LINE}; }}"
        f".list td {{ border: 1px solid {LINE}; }} .list td, .list th {{ font-size: {_TABLE_POINTS}pt; line-height: {close}%; }}"
        f".picture {{ margin: 8px 0 2px 0; line-height: 100%; text-align: center; }}"
        f".under {{ color: {MUTED}; font-size: 9pt; margin: 0 0 8px 0; text-align: center; }}"
    )
