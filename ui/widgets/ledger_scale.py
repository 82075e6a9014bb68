"""How large the ledger's table is drawn: everything in it is measured at 100 % and multiplied here."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFont, QFontMetrics

from ui.theme import FONT_PIXELS, base_font

LEAST, MOST, STEP, USUAL = 80, 200, 10, 100
PAD_X: Final = 8
PAD_Y: Final = 6
GROUP_HEIGHT: Final = 30
_SMALL_PIXELS: Final = 12


class Scale:
    """``percent`` between LEAST and MOST; fonts and their line are made once for each."""

    def __init__(self, percent: int = USUAL) -> None:
        self.percent = 0
        self.set(percent)

    def set(self, percent: int) -> bool:
        """Whether this is another one than before."""
        percent = max(LEAST, min(MOST, percent))
        if percent == self.percent:
            return False
        self.percent = percent
        self.font_pixels = self.px(FONT_PIXELS)
        self.font: QFont = base_font(self.font_pixels)
        self.small: QFont = base_font(self.px(_SMALL_PIXELS))
        self.line = QFontMetrics(self.font).lineSpacing()
        self.pad_x, self.pad_y = self.px(PAD_X), self.px(PAD_Y)
        return True

    def px(self, pixels: float) -> int:
        """So many pixels of 100 % on the screen."""
        return round(pixels * self.percent / USUAL)

    def usual(self, pixels: float) -> int:
        """The other way."""
        return round(pixels * USUAL / self.percent)
