"""Where the pages of a preview stand, one below the other, in pixels of the screen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ui.paper.sheet import Page

GAP: Final = 14
LEAST_ZOOM, MOST_ZOOM = 0.3, 4.0
_TWIPS: Final = 1440 / 96
"""To a pixel at 100 %."""
# Where the window is wide, a page that fits its width is not shown larger than so.
_WIDEST_FIT: Final = 1.3


class Places:
    """Pages are named by their place, from 0. ``zoom`` None: each fits the width of the view."""

    def __init__(self) -> None:
        self.pages: Sequence[Page] = ()
        self.zoom: float | None = None
        self._width = 0
        self._tops: list[int] = []
        self._end = self._widest = 0

    def arrange(self, pages: Sequence[Page], zoom: float | None, width: int) -> None:
        """``width``: of the view."""
        self.pages, self.zoom, self._width = pages, zoom, width
        shapes = {(page.width, page.height): at for at, page in enumerate(pages)}  # thousands of pages have two
        sizes = {shape: self.size(at) for shape, at in shapes.items()}
        ends = list(accumulate((sizes[page.width, page.height][1] + GAP for page in pages), initial=GAP))
        self._tops, self._end = ends[:-1], ends[-1] if pages else 0
        self._widest = max((across for across, _ in sizes.values()), default=0)

    @property
    def height(self) -> int:
        """Of all of them."""
        return self._end

    @property
    def width(self) -> int:
        """Of the widest, and what stands beside it."""
        return self._widest + 2 * GAP

    @property
    def shown_zoom(self) -> float:
        """1.0 shows a page as large as it is; of the first one where each fits the width."""
        return self.zoom or (self._fit(0) if self.pages else 1.0)

    def scale(self, at: int) -> float:
        """Pixels a twip."""
        return (self.zoom or self._fit(at)) / _TWIPS

    def size(self, at: int) -> tuple[int, int]:
        page, scale = self.pages[at], self.scale(at)
        return round(page.width * scale), round(page.height * scale)

    def top(self, at: int) -> int:
        return self._tops[at]

    def left(self, at: int, scrolled: int) -> int:
        """In the middle of the view where there is room."""
        spare = self._width - self.size(at)[0]
        return spare // 2 if spare >= 0 else GAP - scrolled

    def at(self, y: int) -> int:
        """How many pages begin at or above ``y``."""
        return min(bisect_right(self._tops, y), len(self.pages))

    def between(self, top: int, bottom: int) -> range:
        """The pages that stand there, be it in part."""
        return range(max(self.at(top) - 1, 0), self.at(bottom))

    def above(self, y: int) -> float:
        """Pages above the view's top edge at ``y``, with a fraction."""
        at = max(self.at(y + GAP) - 1, 0)
        return at + (y + GAP - self._tops[at]) / (self.size(at)[1] + GAP) if self.pages else 0.0

    def y(self, above: float) -> int:
        """The other way."""
        at = int(above)
        return round(self._tops[at] - GAP + (above - at) * (self.size(at)[1] + GAP))

    def _fit(self, at: int) -> float:
        room = (self._width - 2 * GAP) * _TWIPS / self.pages[at].width
        return max(min(room, _WIDEST_FIT), LEAST_ZOOM)
