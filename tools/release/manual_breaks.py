"""Where a chapter's pages break: no heading, lead-in or picture is left without what belongs to it, no short table is cut.

Qt fills page after page and knows none of this: what it breaks badly is told to begin a new page, until nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCursor, QTextDocument, QTextFormat, QTextFrameFormat, QTextTable

_PICTURE: Final = "\ufffc"
_SMALLEST: Final = 0.8
"""Of its usual size: as small as a picture is made to stand on the page where it is spoken of."""
_MOST_WHOLE: Final = 0.55
"""Of a page: a table as high as that is not cut where it could stand whole."""
_MOST_TRIES: Final = 400
_FEW: Final = 6
"""Lines of a paragraph that goes to the next page rather than to leave one line behind, or take one along."""


class Piece(NamedTuple):
    """A paragraph, or a table. ``spans``: top and bottom of each of its lines or rows, in the document."""

    block: QTextBlock
    table: QTextTable | None
    spans: tuple[tuple[float, float], ...]

    @property
    def top(self) -> float:
        return self.spans[0][0]

    @property
    def bottom(self) -> float:
        return self.spans[-1][1]

    @property
    def picture(self) -> str:
        """Its picture's name, "" for none."""
        if self.table is not None or self.block.text() != _PICTURE:
            return ""
        return self.block.begin().fragment().charFormat().toImageFormat().name()

    @property
    def leads(self) -> bool:
        """Whether it must not stand without what follows: a heading, a picture over its words, “…：” before a list."""
        if self.table is not None:
            return False
        return bool(self.block.blockFormat().headingLevel() or self.picture or self.block.text().rstrip().endswith(("：", ":")))

    @property
    def turned(self) -> bool:
        """Whether it begins a page because it was told to."""
        look = self.table.format() if self.table else self.block.blockFormat()
        return look.intProperty(QTextFormat.Property.PageBreakPolicy) != 0


def settle(document: QTextDocument) -> dict[str, float]:
    """Put the breaks right. A picture that would stand where it is spoken of if it were a little smaller, with what of its size
    it should have; when there is one, the document is to be made anew."""
    high = document.pageSize().height()
    for _ in range(_MOST_TRIES):
        pieces = list(_pieces(document))
        bad = next((at for at in range(1, len(pieces)) if _breaks_badly(pieces, at, high)), None)
        if bad is None:
            return _to_be_smaller(pieces, high)
        _turn(pieces[_first_led(pieces, bad)])
        document.markContentsDirty(0, document.characterCount())  # else paragraphs behind a changed table lose their lines
    raise AssertionError("a chapter of the manual finds no end of page breaks")


def last_filled(document: QTextDocument) -> float:
    """How much of its last page has something on it, 0 to 1."""
    high = document.pageSize().height()
    *_, last = _pieces(document)
    return (last.bottom % high) / high


def _pieces(document: QTextDocument) -> Iterator[Piece]:
    places = document.rootFrame().begin()
    while not places.atEnd():
        frame, block = places.currentFrame(), places.currentBlock()
        if isinstance(frame, QTextTable):
            yield Piece(QTextBlock(), frame, tuple(_rows(document, frame)))
        elif block.isValid() and (lines := tuple(_lines(document, block))):
            yield Piece(block, None, lines)
        places += 1


def _lines(document: QTextDocument, block: QTextBlock) -> Iterator[tuple[float, float]]:
    if not block.text():
        return
    layout, base = block.layout(), document.documentLayout().blockBoundingRect(block).top()
    for at in range(layout.lineCount()):
        line = layout.lineAt(at)
        yield base + line.y(), base + line.y() + line.height()


def _rows(document: QTextDocument, table: QTextTable) -> Iterator[tuple[float, float]]:
    for row in range(table.rows()):
        spans: list[tuple[float, float]] = []
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            block, last = cell.firstCursorPosition().block(), cell.lastCursorPosition().block()
            spans += _lines(document, block) if block == last else [*_lines(document, block), *_lines(document, last)]
        if spans:
            yield min(top for top, _ in spans), max(bottom for _, bottom in spans)


def _breaks_badly(pieces: Sequence[Piece], at: int, high: float) -> bool:
    piece, before = pieces[at], pieces[at - 1]
    if piece.turned:
        return False

    def page(y: float) -> int:
        return int(y // high)

    if page(before.bottom - 1) != page(piece.top + 1) and before.leads and not before.turned:
        return True
    pages = [page(top + 1) for top, _ in piece.spans]
    if piece.table is not None:
        return _cuts_table(piece, high) or _row_alone(pages)
    first, last = pages.count(pages[0]), pages.count(pages[-1])
    return pages[0] != pages[-1] and min(first, last) == 1 and len(pages) <= _FEW


def _row_alone(pages: Sequence[int]) -> bool:
    """Whether the head row stands alone at the foot, or with one row."""
    return len(set(pages)) > 1 and pages.count(pages[0]) < 3


def _cuts_table(piece: Piece, high: float) -> bool:
    cut = int((piece.top + 1) // high) != int((piece.bottom - 1) // high)
    return cut and sum(bottom - top for top, bottom in piece.spans) < _MOST_WHOLE * high


def _first_led(pieces: Sequence[Piece], bad: int) -> int:
    """Where the new page is to begin: with what leads to the piece."""
    while bad > 1 and pieces[bad - 1].leads and not pieces[bad - 1].turned:
        bad -= 1
    return bad


def _turn(piece: Piece) -> None:
    if piece.table is not None:
        frame = QTextFrameFormat(piece.table.format())
        frame.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        piece.table.setFrameFormat(frame)
        return
    look = QTextBlockFormat(piece.block.blockFormat())
    look.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    QTextCursor(piece.block).setBlockFormat(look)


def _to_be_smaller(pieces: Sequence[Piece], high: float) -> dict[str, float]:
    """The first picture that began a page and leaves much room before it, if a smaller one would stand there."""
    for at, piece in enumerate(pieces):
        if not piece.picture or at == 0:
            continue
        first = pieces[_first_led(pieces, at)]
        before = pieces[max(_first_led(pieces, at) - 1, 0)]
        if int(before.bottom // high) == int(piece.top // high):
            continue
        under = pieces[at + 1].bottom - piece.bottom if at + 1 < len(pieces) else 0.0
        room = high - before.bottom % high - (piece.top - first.top) - under - 0.02 * high
        share = room / (piece.bottom - piece.top)
        if _SMALLEST <= share < 1.0:
            return {piece.picture: share}
    return {}
