"""How the series of a chart are told apart: in the window by colour and shape, in print by grey, hatch and dash."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fill:
    """Of a bar. ``text``: what is legible on it."""

    face: str
    edge: str
    text: str
    hatch: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """Of a line over time. ``dashes``: on, off, … in points. ``marker`` as matplotlib calls it, ``face`` its inside.

    Each later line is thinner, so that one that lies under it still shows.
    """

    colour: str
    dashes: tuple[float, ...]
    marker: str
    face: str
    width: float
    size: float


@dataclass(frozen=True, slots=True)
class Style:
    ground: str
    ink: str
    muted: str
    grid: str
    track: str
    fills: tuple[Fill, ...]
    strokes: tuple[Stroke, ...]

    def fill(self, index: int) -> Fill:
        return self.fills[index % len(self.fills)]

    def stroke(self, index: int) -> Stroke:
        return self.strokes[index % len(self.strokes)]


_DASHED, _DOTTED, _MIXED = (5.0, 2.5), (1.2, 2.0), (6.0, 2.0, 1.2, 2.0)

WINDOW = Style(
    ground="#FFFFFF", ink="#1F2933", muted="#5B6770", grid="#E1E6EC", track="#EEF1F5",
    fills=(
        Fill("#1F5FA8", "#1F5FA8", "#FFFFFF"), Fill("#DCE6F2", "#8FA9C8", "#1F2933"),
        Fill("#8FB3DC", "#5F8CC0", "#1F2933"), Fill("#FFFFFF", "#5B6770", "#1F2933", "////"),
    ),
    strokes=(
        Stroke("#1F5FA8", (), "o", "#1F5FA8", 2.0, 6.5), Stroke("#4F5D6B", _DASHED, "s", "#FFFFFF", 1.5, 5.0),
        Stroke("#6C9BD2", _DOTTED, "^", "#6C9BD2", 1.3, 4.2), Stroke("#1F2933", _MIXED, "D", "#FFFFFF", 1.0, 3.2),
    ),
)

DARK = Style(
    ground="#1F262F", ink="#E3E8EF", muted="#B4BECB", grid="#37424F", track="#29323D",
    fills=(
        Fill("#5B97DC", "#5B97DC", "#10161D"), Fill("#2B4766", "#6F93BC", "#E3E8EF"),
        Fill("#34659C", "#84B8F4", "#FFFFFF"), Fill("#1F262F", "#B4BECB", "#E3E8EF", "////"),
    ),
    strokes=(
        Stroke("#84B8F4", (), "o", "#84B8F4", 2.0, 6.5), Stroke("#B4BECB", _DASHED, "s", "#1F262F", 1.5, 5.0),
        Stroke("#5B97DC", _DOTTED, "^", "#5B97DC", 1.3, 4.2), Stroke("#E3E8EF", _MIXED, "D", "#1F262F", 1.0, 3.2),
    ),
)

PRINT = Style(
    ground="#FFFFFF", ink="#000000", muted="#333333", grid="#CCCCCC", track="#FFFFFF",
    fills=(
        Fill("#4D4D4D", "#000000", "#FFFFFF"), Fill("#FFFFFF", "#000000", "#000000", "////"),
        Fill("#C0C0C0", "#000000", "#000000"), Fill("#FFFFFF", "#000000", "#000000", "...."),
    ),
    strokes=(
        Stroke("#000000", (), "o", "#000000", 2.0, 6.5), Stroke("#000000", _DASHED, "s", "#FFFFFF", 1.5, 5.0),
        Stroke("#595959", _DOTTED, "^", "#999999", 1.3, 4.2), Stroke("#595959", _MIXED, "D", "#FFFFFF", 1.0, 3.2),
    ),
)
