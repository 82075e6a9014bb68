"""How everything looks: colours by what they mean, font, palette, style sheet, icons.

A button's looks come from a property: ``button.setProperty("role", "primary" | "plain" | "link" | "chip")``.
Surfaces likewise: ``role`` = ``card`` for a white panel with a thin border, ``muted`` / ``title`` for labels.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from string import Template
from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from ui.resources import resource

BLUE: Final = "#1F5FA8"
BLUE_DARK: Final = "#184C87"
BLUE_SOFT: Final = "#E5EFFA"
SIDEBAR: Final = "#23364D"
SIDEBAR_HOVER: Final = "#2E4561"
SIDEBAR_TEXT: Final = "#D5DDE8"
INK: Final = "#1B2430"
MUTED: Final = "#5C6878"
FAINT: Final = "#8B95A3"
LINE: Final = "#DDE3EA"
LINE_SOFT: Final = "#E9EDF2"
BORDER: Final = "#C3CBD6"
PAGE: Final = "#F4F6F9"
HEADER: Final = "#EDF1F5"
GROUP: Final = "#F6F8FA"
WHITE: Final = "#FFFFFF"
HIT: Final = "#FFE58A"
ADDED: Final = "#DDF3E4"
REMOVED: Final = "#FBE0DD"
ADDED_TEXT: Final = "#17693A"
REMOVED_TEXT: Final = "#A8261B"

FONT_FAMILIES: Final = (
    "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei", "sans-serif",
)
FONT_PIXELS: Final = 13


class Tint(NamedTuple):
    """A pill's two colours."""

    back: str
    text: str


class Tone(Enum):
    """What a coloured word says. Colour never stands without the word."""

    GOOD = Tint("#DFF3E6", "#17693A")
    WARN = Tint("#FFF0C8", "#855700")
    BAD = Tint("#FDE3E0", "#B3261E")
    IDLE = Tint("#E8ECF1", "#566273")
    INFO = Tint("#DCE9F8", "#1F5FA8")

    @property
    def back(self) -> QColor:
        return QColor(self.value.back)

    @property
    def edge(self) -> QColor:
        """A thin line around the back, so that it stands out from a selected row of nearly its colour."""
        return QColor(self.value.back).darker(108)

    @property
    def text(self) -> QColor:
        return QColor(self.value.text)


def base_font(pixels: int = FONT_PIXELS, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setFamilies(list(FONT_FAMILIES))
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font


def apply_theme(app: QApplication, style_sheet: Path | None = None) -> None:
    """Our palette, our font and the style sheet, over Fusion; the same on every system, dark desktops included."""
    app.styleHints().setColorScheme(Qt.ColorScheme.Light)
    app.setPalette(_palette())
    app.setFont(base_font())
    app.setStyleSheet(_style_sheet(style_sheet or resource("style.qss")))


def restyle(widget: QWidget) -> None:
    """Have the style sheet look again at a widget whose properties changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget its looks; works before and after it was shown (before, the style has not looked at it yet)."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
            restyle(widget)


@cache
def icon(name: str, colour: str = INK, active: str | None = None, size: int = 16) -> QIcon:
    """``resources/icons/<name>.svg`` in one colour (and another when checked), sharp at ``size`` and at twice that."""
    made = QIcon()
    for pixels in (size, 2 * size):
        made.addPixmap(_drawn(name, colour, pixels))
        if active:
            made.addPixmap(_drawn(name, active, pixels), QIcon.Mode.Normal, QIcon.State.On)
    return made


def _drawn(name: str, colour: str, size: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    text = resource(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _palette() -> QPalette:
    palette = QPalette()
    part = QPalette.ColorRole
    roles = {
        part.Window: PAGE, part.WindowText: INK, part.Base: WHITE, part.AlternateBase: GROUP, part.Text: INK,
        part.Button: WHITE, part.ButtonText: INK, part.Highlight: BLUE, part.HighlightedText: WHITE,
        part.PlaceholderText: FAINT, part.Link: BLUE, part.ToolTipBase: WHITE, part.ToolTipText: INK,
        part.Mid: LINE, part.Dark: BORDER, part.Accent: BLUE,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (part.Text, part.WindowText, part.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(FAINT))
    return palette


def _style_sheet(path: Path) -> str:
    """The sheet with ``$blue`` and the like filled in; ``$icons`` is the folder of the pictures."""
    names = {name.lower(): value for name, value in globals().items() if name.isupper() and isinstance(value, str)}
    for tone in Tone:
        names[f"{tone.name.lower()}_back"], names[f"{tone.name.lower()}_text"] = tone.value
    names["icons"] = resource("icons").as_posix()
    return Template(path.read_text(encoding="utf-8")).substitute(names)
