"""A chart as the picture that is wanted of it, and who draws such pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from qcapp.forms.chart import Chart


def never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Picture:
    """That many millimetres large; all else as ``chart_png.png_of`` has it."""

    chart: Chart
    width: float
    height: float
    dpi: float = 200
    mono: bool = False
    titled: bool = True
    dark: bool = False

    def png(self) -> bytes:
        """Drawn here and now."""
        from qcapp.forms.chart_png import png_of

        return png_of(self.chart, self.width, self.height, self.dpi, self.mono, self.titled, dark=self.dark)


class Drawing(Protocol):
    """May be used from any thread but the window's."""

    def start(self) -> None:
        """A picture will be wanted soon. Returns at once; what goes wrong is said with the picture."""

    def png(self, picture: Picture, cancelled: Callable[[], bool] = never) -> bytes:
        """ChartFailed with a sentence when it can't be drawn; Cancelled when asked."""


class DrawnHere:
    """A ``Drawing`` in this process, as for a command, which soon ends."""

    def start(self) -> None:
        pass

    def png(self, picture: Picture, cancelled: Callable[[], bool] = never) -> bytes:
        return picture.png()


HERE: Final = DrawnHere()
