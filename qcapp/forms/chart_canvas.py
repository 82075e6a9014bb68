"""A picture to draw on, by matplotlib, with text that is measured before it is put down.

Figures are made one by one and never through pyplot, so that nothing is kept between two pictures and windows, papers and
threads don't meet. Lengths are points, from the upper left corner; y grows downward.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from qcapp.domain.errors import ChartFailed
from qcapp.domain.text import scrub
from qcapp.forms.chart_fonts import ChartFonts, chart_fonts
from qcapp.forms.chart_style import Fill, Stroke, Style
from qcapp.forms.metrics import POINTS_PER_MM

if TYPE_CHECKING:
    from matplotlib.artist import Artist

LOCK = threading.RLock()  # matplotlib promises nothing about threads
_POINTS_PER_INCH = 72.0
_MIDDLE = 0.36  # of the type size: from the middle of a line of Chinese or digits down to its baseline
_MINUS = "\u2212"
_UNKNOWN = "〓"  # what a printer sets for a character that he doesn't have
_FOLDER, _NO_SCAN = "MPLCONFIGDIR", "MPL_IGNORE_SYSTEM_FONTS"

Across = Literal["left", "center", "right"]


def prepare() -> None:
    """Import matplotlib so that it neither reads every font of the machine (seconds) nor leaves a folder in the user's home.

    It looks at two environment variables, only while it is imported. Call it holding ``LOCK``.
    """
    if "matplotlib.font_manager" in sys.modules:
        return
    before = {name: os.environ.get(name) for name in (_FOLDER, _NO_SCAN)}
    try:
        folder = tempfile.mkdtemp(prefix="qc-chart-")
    except OSError as error:
        raise ChartFailed("系统的临时文件夹写不进去，统计图画不出来，请清理磁盘空间后重试。") from error
    os.environ.update({_FOLDER: folder, _NO_SCAN: "1"})
    try:
        import matplotlib.font_manager  # noqa: F401
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def meets(self, other: Box) -> bool:
        apart = self.right <= other.left or other.right <= self.left or self.bottom <= other.top or other.bottom <= self.top
        return not apart

    def within(self, other: Box) -> bool:
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom


class Canvas:
    """Make and use it holding ``LOCK``, after ``prepare``. ``figure`` is matplotlib's."""

    def __init__(
        self, width_mm: float, height_mm: float, dpi: float, fonts: ChartFonts | None = None, ground: str = "#FFFFFF"
    ) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.width, self.height = width_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM
        size = self.width / _POINTS_PER_INCH, self.height / _POINTS_PER_INCH
        self.figure = Figure(figsize=size, dpi=dpi, facecolor=ground, edgecolor=ground)
        self._ground = ground
        self._agg = cast(Any, FigureCanvasAgg(self.figure))
        self._renderer = self._agg.get_renderer()
        self._scale = dpi / _POINTS_PER_INCH
        self._points = Affine2D().scale(self._scale, -self._scale).translate(0, self.height * self._scale)
        self._fonts = fonts or chart_fonts()
        self._order = 0
        self._widths: dict[tuple[str, float, bool], float] = {}

    @property
    def box(self) -> Box:
        return Box(0.0, 0.0, self.width, self.height)

    def width_of(self, text: str, size: float, bold: bool = False) -> float:
        found = self._widths.get((text, size, bold))
        if found is None:
            drawable, font = self._drawable(text, bold), self._font(size, bold)
            width, _, _ = self._renderer.get_text_width_height_descent(drawable, font, False)
            found = self._widths[text, size, bold] = float(width) / self._scale
        return found

    def text(
        self, x: float, middle: float, text: str, size: float, colour: str, across: Across = "left",
        *, bold: bool = False, halo: bool = False,
    ) -> None:
        """One line of text whose middle lies at that height. ``halo``: on a ground of its own, over lines and hatches."""
        from matplotlib.text import Text

        text = self._drawable(text, bold)
        if halo:
            box = self.text_box(x, middle, text, size, across)
            self._put(self._rectangle(box, facecolor=self._ground, linewidth=0))
        self._put(Text(
            x, middle + _MIDDLE * size, text, color=colour, horizontalalignment=across, verticalalignment="baseline",
            fontproperties=self._font(size, bold), parse_math=False, usetex=False, transform=self._points,
        ))

    def text_box(self, x: float, middle: float, text: str, size: float, across: Across = "left") -> Box:
        """The room that such a text takes."""
        width = self.width_of(text, size)
        left = x - {"left": 0.0, "center": width / 2, "right": width}[across]
        return Box(left - 0.5, middle - 0.55 * size, left + width + 0.5, middle + 0.55 * size)

    def bar(self, box: Box, fill: Fill) -> None:
        """Nothing where it has no width."""
        if box.width > 0:
            # A bar without a hatch must not name one: an empty pattern is still drawn.
            hatch = {"hatch": fill.hatch, "hatch_linewidth": 0.6} if fill.hatch else {}
            self._put(self._rectangle(box, facecolor=fill.face, edgecolor=fill.edge, linewidth=0.6, **hatch))

    def track(self, box: Box, style: Style) -> None:
        """How long a bar could be, behind it."""
        self._put(self._rectangle(box, facecolor=style.track, edgecolor=style.grid, linewidth=0.5))

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float, dashes: Sequence[float] = ()) -> None:
        from matplotlib.lines import Line2D

        xs, ys = [x for x, _ in points], [y for _, y in points]
        style: Any = (0, tuple(each / width for each in dashes)) if dashes else "solid"
        self._put(Line2D(
            xs, ys, color=colour, linewidth=width, linestyle=style, marker="None", transform=self._points,
            solid_capstyle="butt", dash_capstyle="butt", solid_joinstyle="round",
        ))

    def marker(self, x: float, y: float, stroke: Stroke, size: float) -> None:
        from matplotlib.lines import Line2D

        self._put(Line2D(
            [x], [y], linestyle="None", marker=stroke.marker, markersize=size, markerfacecolor=stroke.face,
            markeredgecolor=stroke.colour, markeredgewidth=1.0, transform=self._points,
        ))

    def png(self) -> bytes:
        """The file; nothing in it says when or by what it was made."""
        out = io.BytesIO()
        self._agg.print_png(out, metadata={"Software": None})
        return out.getvalue()

    def _put(self, artist: Artist) -> None:
        """One over the other in the order in which they come."""
        self._order += 1
        artist.set_zorder(self._order)
        artist.set_clip_on(False)
        self.figure.add_artist(artist)

    def _rectangle(self, box: Box, **look: Any) -> Artist:
        from matplotlib.patches import Rectangle

        return Rectangle((box.left, box.top), box.width, box.height, transform=self._points, **look)

    def _font(self, size: float, bold: bool) -> Any:
        from matplotlib.font_manager import FontProperties

        return FontProperties(family="sans-serif", fname=self._fonts.bold if bold else self._fonts.regular, size=size)

    def _drawable(self, text: str, bold: bool) -> str:
        """What the font can draw: matplotlib would warn of each character that it lacks and draw a box."""
        from matplotlib.font_manager import get_font

        font = get_font(self._fonts.bold if bold else self._fonts.regular)
        text = scrub(text).replace("\n", " ").replace("\t", " ").replace(_MINUS, "-")
        return "".join(each if font.get_char_index(ord(each)) else _stand_in(font, each) for each in text)


def _stand_in(font: Any, character: str) -> str:
    """Another character for one that the font lacks; nothing for what isn't seen anyway."""
    if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""
    plain = unicodedata.normalize("NFKC", character)
    if plain != character and all(font.get_char_index(ord(each)) for each in plain):
        return plain
    return _UNKNOWN if font.get_char_index(ord(_UNKNOWN)) else "?"
