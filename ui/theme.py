"""How everything looks: colours by what they mean, font, palette, style sheet, icons.

A button's looks come from a property: ``button.setProperty("role", "primary" | "plain" | "link" | "chip")``.
Surfaces likewise: ``role`` = ``card`` for a white panel with a thin border, ``muted`` / ``title`` for labels.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QDir, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui import shell
from ui.resources import resource
from ui.restyling import restyle, seen_first


class Colour(QColor):
    """A colour of the scheme in force: light or dark, changed in place by ``show_scheme``.

    Paint with ``QColor(BLUE)``, write ``f"color: {BLUE}"``; what is kept of either is a copy, and does not follow.
    """

    def __init__(self, light: str, dark: str) -> None:
        super().__init__(light)
        self.light, self.dark = light, dark
        _COLOURS.append(self)

    def __str__(self) -> str:
        return self.name().upper()

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __hash__(self) -> int:
        return id(self)

    def __index__(self) -> int:
        """``QColor(…)`` takes a colour of this class by its number: PySide copies only colours of its own class."""
        return self.rgb()


_COLOURS: Final[list[Colour]] = []

SURFACE: Final = Colour(*shell.SURFACE)
PAGE: Final = Colour(*shell.PAGE)
HEADER: Final = Colour("#EDF1F5", "#29323D")
GROUP: Final = Colour("#F6F8FA", "#252D37")
CURRENT: Final = Colour("#F1F6FC", "#253447")
LINE: Final = Colour(*shell.LINE)
LINE_SOFT: Final = Colour("#E9EDF2", "#2C3540")
BORDER: Final = Colour("#C3CBD6", "#505D6D")
INK: Final = Colour("#1B2430", "#E3E8EF")
MUTED: Final = Colour("#505C6B", "#B4BECB")
FAINT: Final = Colour("#626D7B", "#9DA8B6")
OFF: Final = Colour("#8B95A3", "#75808E")
"""Words of what can't be used now."""
BLUE: Final = Colour("#1F5FA8", "#84B8F4")
"""Words and lines; of a surface with words on it, ``BLUE_FILL``."""
BLUE_DARK: Final = Colour("#184C87", "#A9CEF9")
BLUE_SOFT: Final = Colour("#E5EFFA", "#243B56")
BLUE_FILL: Final = Colour("#1F5FA8", "#2A66AD")
BLUE_FILL_DARK: Final = Colour("#184C87", "#3370B8")
BLUE_OFF: Final = Colour("#9DB6D3", "#34506F")
ON_BLUE: Final = Colour("#FFFFFF", "#FFFFFF")
ON_BLUE_OFF: Final = Colour("#FFFFFF", "#9DB0C6")
SIDEBAR: Final = Colour(*shell.SIDEBAR)
SIDEBAR_HOVER: Final = Colour("#2E4561", "#222B36")
SIDEBAR_TEXT: Final = Colour("#D5DDE8", "#C3CDD9")
SCROLL: Final = Colour("#C9D0DA", "#465261")
SCROLL_HOVER: Final = Colour("#A9B3C0", "#5C6979")
HIT: Final = Colour("#FFE58A", "#6B5510")
ADDED: Final = Colour("#DDF3E4", "#1D4029")
REMOVED: Final = Colour("#FBE0DD", "#532B27")
ADDED_TEXT: Final = Colour("#17693A", "#8ADDA9")
REMOVED_TEXT: Final = Colour("#A8261B", "#F7ADA5")
BAD_EDGE: Final = Colour("#EFC4BF", "#7A3B36")
WARN_EDGE: Final = Colour("#EBD38D", "#75602A")
INFO_EDGE: Final = Colour("#B9D2EE", "#355C8A")
CONFLICT: Final = Colour("#FFF8E4", "#332D1E")
LAMP_GREEN: Final = Colour("#2E9B57", "#45B571")
LAMP_YELLOW: Final = Colour("#E0A000", "#E9B33A")
LAMP_RED: Final = Colour("#D0362B", "#E8594D")
LAMP_GREY: Final = Colour("#B4BDC9", "#727E8D")

# Paper is white and its ink black, whatever the scheme.
PAPER: Final = "#FFFFFF"
PAPER_INK: Final = "#000000"
PAPER_HIT: Final = "#FFE58A"
PAPER_ROOM: Final = "#F4F6F9"

FONT_FAMILIES: Final = (
    "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei", "sans-serif",
)
FONT_PIXELS: Final = 13


class Tint(NamedTuple):
    """A pill's two colours."""

    back: Colour
    text: Colour


class Tone(Enum):
    """What a coloured word says. Colour never stands without the word."""

    GOOD = Tint(Colour("#DFF3E6", "#1C3F2A"), Colour("#17693A", "#86DAA6"))
    WARN = Tint(Colour("#FFF0C8", "#3D331A"), Colour("#855700", "#EBC566"))
    BAD = Tint(Colour("#FDE3E0", "#502927"), Colour("#B3261E", "#F7ABA4"))
    IDLE = Tint(Colour("#E8ECF1", "#323C48"), Colour("#566273", "#B6C0CC"))
    INFO = Tint(Colour("#DCE9F8", "#20395A"), Colour("#1F5FA8", "#98C4F7"))

    @property
    def back(self) -> QColor:
        return QColor(self.value.back)

    @property
    def edge(self) -> QColor:
        """A thin line around the back, so that it stands out from a selected row of nearly its colour."""
        back = QColor(self.value.back)
        return back.lighter(135) if scheme.dark else back.darker(108)

    @property
    def text(self) -> QColor:
        return QColor(self.value.text)


def base_font(pixels: int = FONT_PIXELS, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font


class Scheme(QObject):
    """Whether the window is dark. ``changed`` when all is painted anew: what keeps a colour in a text makes it again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.dark = False


scheme: Final = Scheme()


def apply_theme(app: QApplication, style_sheet: Path | None = None, *, dark: bool = False) -> None:
    """Our palette, our font and the style sheet, over Fusion; the same on every system."""
    scheme.dark = dark
    for colour in _COLOURS if dark or BLUE.name() != BLUE.light.lower() else ():
        colour.setRgb(QColor(colour.dark if dark else colour.light).rgb())
    with seen_first(app):
        app.setStyleSheet("")  # a sheet in the place of another looks at every widget many times over: four times as long
        app.setPalette(_palette())
        app.setFont(base_font())
        app.setStyleSheet(_style_sheet(style_sheet or resource("style.qss")))


def show_scheme(app: QApplication, *, dark: bool) -> None:
    """Turn everything that is shown dark or light."""
    if dark != scheme.dark:
        apply_theme(app, dark=dark)
        scheme.changed.emit()


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget its looks; works before and after it was shown (before, the style has not looked at it yet)."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            restyle(widget)


def set_tone(widget: QWidget, tone: Tone | None) -> None:
    """Words of a label or a button in the colour of what they say; None: in that of any words."""
    name = tone.name if tone else ""
    if (widget.property("tone") or "") != name:
        widget.setProperty("tone", name)
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            restyle(widget)


def icon(name: str, colour: QColor = INK, active: QColor | None = None, size: int = 16) -> QIcon:
    """``resources/icons/<name>.svg`` in one colour (and another when checked), drawn as large as it is shown.

    It follows the scheme by itself, as long as it was given the theme's own colours.
    """
    return QIcon(_Drawing(name, colour, active, size))


_CLONES: Final[list[QIconEngine]] = []


class _Drawing(QIconEngine):
    """Draws at the screen's own sharpness, in the colour that holds now."""

    def __init__(self, name: str, colour: QColor, active: QColor | None, size: int) -> None:
        super().__init__()
        self._parts = (name, colour, active, size)

    def clone(self) -> QIconEngine:
        made = _Drawing(*self._parts)
        _CLONES.append(made)  # its new owner is Qt, of which PySide does not know
        return made

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, painter.device().devicePixelRatio()))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        name, colour, active, _ = self._parts
        shown = active if active is not None and state is QIcon.State.On else colour
        pixels = size * scale
        return _drawn(name, (OFF if mode is QIcon.Mode.Disabled else shown).name(), pixels.width(), pixels.height(), scale)

    def availableSizes(self, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off) -> list[QSize]:
        size = self._parts[3]
        return [QSize(size, size), QSize(2 * size, 2 * size)]


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, width: int, height: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    text = resource(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    pixmap = QPixmap(QSize(width, height))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, width, height))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _palette() -> QPalette:
    palette = QPalette()
    part = QPalette.ColorRole
    roles = {
        part.Window: PAGE, part.WindowText: INK, part.Base: SURFACE, part.AlternateBase: GROUP, part.Text: INK,
        part.Button: SURFACE, part.ButtonText: INK, part.Highlight: BLUE_FILL, part.HighlightedText: ON_BLUE,
        part.PlaceholderText: FAINT, part.Link: BLUE, part.LinkVisited: BLUE, part.ToolTipBase: SURFACE,
        part.ToolTipText: INK, part.BrightText: INK, part.Mid: LINE, part.Dark: BORDER, part.Accent: BLUE_FILL,
    }
    if scheme.dark:  # light, these are Fusion's own
        roles |= {part.Light: LINE, part.Midlight: LINE_SOFT, part.Shadow: SIDEBAR}
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (part.Text, part.WindowText, part.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(OFF))
    return palette


def _style_sheet(path: Path) -> str:
    """The sheet with ``$blue`` and the like filled in; ``$icons`` is the folder of the pictures."""
    names = {name.lower(): str(value) for name, value in globals().items() if name.isupper() and isinstance(value, Colour | str)}
    for tone in Tone:
        names[f"{tone.name.lower()}_back"], names[f"{tone.name.lower()}_text"] = map(str, tone.value)
    names["icons"] = _within_url(resource("icons").as_posix())
    return Template(path.read_text(encoding="utf-8")).substitute(names)


def _within_url(folder: str) -> str:
    """As it stands in url("…"). A backslash, which a folder's name may have where it parts none, no sheet of Qt's can say."""
    if "\\" not in folder:
        return folder.replace('"', '\\"')
    QDir.setSearchPaths("icons", [folder])
    return "icons:"
