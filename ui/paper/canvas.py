"""Pages being filled: text line by line, pictures, rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from ui.paper.faces import POINT
from ui.paper.sheet import FolioMark, LineMark, Mark, Page, PictureMark, RowMark, Sheet
from ui.paper.wrapping import Text, Wrapped, Wrapper

# A line's foot is empty: it may stand below the floor by less than its pitch has to spare.
_TOLERANCE: Final = 24.0


class Canvas:
    """Where the next piece goes: ``y`` from the top of the page at hand. ``open`` comes first."""

    def __init__(self, wrapper: Wrapper, sheet: Sheet) -> None:
        self.wrapper = wrapper
        self._done: list[Page] = []
        self._page: Page | None = None
        self._number = 0
        self.sheet = sheet
        self.y = 0.0

    @property
    def room(self) -> float:
        """What is left of the page."""
        return self.sheet.floor - self.y + _TOLERANCE

    @property
    def untouched(self) -> bool:
        return self.y == self.sheet.top

    def open(self, sheet: Sheet) -> None:
        """A page of that shape, after those there are."""
        self.close()
        self._number += 1
        self.sheet, self.y = sheet, float(sheet.top)
        self._page = Page(sheet.width, sheet.height, [FolioMark(self._number, sheet)])

    def turn(self) -> None:
        """The next page."""
        self.open(self.sheet)

    def add(self, page: Page, folio: Callable[[int], Mark]) -> None:
        """A page laid out elsewhere, and its number."""
        self.close()
        self._number += 1
        page.marks.append(folio(self._number))
        self._done.append(page)

    def close(self) -> None:
        if self._page is not None:
            self._done.append(self._page)
        self._page = None

    def take(self) -> list[Page]:
        """Pages that are done since the last time."""
        done, self._done = self._done, []
        return done

    def wrap(self, text: Text, width: float | None = None) -> Wrapped:
        return self.wrapper.wrap(text, self.sheet.text_width if width is None else width)

    def put(self, text: Text, *, keep: float = 0.0) -> None:
        """A paragraph; its last line stands on a page only where ``keep`` twips more fit below."""
        wrapped = self.wrap(text)
        last = wrapped.count - 1
        for at in range(wrapped.count):
            if wrapped.pitch + (keep if at == last else 0) > self.room and not self.untouched:
                self.turn()
            self.line(wrapped, at, self.sheet.left, self.y)
            self.y += wrapped.pitch

    def blank(self, pitch: int, count: int = 1) -> None:
        """Empty lines; none at the top of a page."""
        if not self.untouched:
            self.y += count * pitch

    def picture(self, image: QImage | None, width: float, height: float, *, keep: int) -> None:
        """In the middle of the text's width, on the next page where it and ``keep`` twips more do not fit here."""
        if height + keep > self.room and not self.untouched:
            self.turn()
        left = self.sheet.left + (self.sheet.text_width - width) / 2
        self._mark(PictureMark(QRectF(left, self.y, width, height), image))
        self.y += height

    def line(self, wrapped: Wrapped, at: int, left: float, top: float) -> None:
        """One line of a paragraph, anywhere."""
        kind = wrapped.text.kind
        self._mark(LineMark(at, wrapped, left, top, kind.pitch, kind.size * POINT))

    def row(self, mark: RowMark) -> None:
        """Of a table, with its frames."""
        self._mark(mark)

    def _mark(self, mark: Mark) -> None:
        assert self._page is not None
        self._page.marks.append(mark)
