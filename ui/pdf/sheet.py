"""The paper of the printed table: measures, styles of text, and cells as they are to be painted.

Lengths are twips (1/20 point), whole numbers; the origin is the page's top left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, pairwise
from typing import Protocol

from qcapp.domain.fields import COLUMNS
from qcapp.forms.layout import Paper

POINT = 20
MILLIMETRE = 1440 / 25.4

Lines = tuple[str, ...]


class Style(Enum):
    """How a text is set. The value only names it."""

    TITLE = "title"
    CAPTION = "caption"
    HEADER = "header"
    BODY = "body"
    FOOTER = "footer"


class Measurer(Protocol):
    """Breaks text into lines; tests bring one that counts characters."""

    def wrap(self, text: str, width: int, style: Style) -> Lines:
        """Lines no wider than ``width``, which joined give the text back, less its line breaks; at least one line."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One rectangle of a page with its text. ``part`` is a column's key, or title, caption, header, notes, footer."""

    part: str
    left: int
    top: int
    width: int
    height: int
    lines: Lines
    style: Style = Style.BODY
    centred: bool = False
    middle: bool = True
    framed: bool = True

    @property
    def text(self) -> str:
        return "".join(self.lines)


@dataclass(frozen=True, slots=True)
class Page:
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper's measures. ``sizes`` are type sizes, ``pitch`` their line pitches."""

    width: int
    height: int
    side: int
    top: int
    bottom: int
    padding: int
    sizes: dict[Style, int]

    def pitch(self, style: Style) -> int:
        """Height of one line: room between lines so that dense Chinese text stays readable."""
        return round(self.sizes[style] * 1.32)

    @property
    def text_width(self) -> int:
        return self.width - 2 * self.side

    @property
    def floor(self) -> int:
        """Where the table has to end; the footer stands below."""
        return self.height - self.bottom

    def columns(self) -> tuple[tuple[int, int], ...]:
        """(left, width) of each printed column, by the catalogue's weights; together exactly the text width."""
        total = sum(column.weight for column in COLUMNS)
        shares = accumulate((column.weight for column in COLUMNS), initial=0.0)
        edges = [self.side + round(self.text_width * share / total) for share in shares]
        return tuple((left, right - left) for left, right in pairwise(edges))

    def cell_height(self, lines: int, style: Style = Style.BODY) -> int:
        return max(1, lines) * self.pitch(style) + 2 * self.padding

    def lines_in(self, height: int) -> int:
        """How many lines of body text a cell of that height holds."""
        return max(0, (height - 2 * self.padding) // self.pitch(Style.BODY))


def sheet_for(paper: Paper) -> Sheet:
    """A3 in 五号, A4 in 小五, so that a year's list stays legible on either."""
    width, height = (round(side * MILLIMETRE) for side in paper.value)
    large = paper is Paper.A3
    points = (22.0, 12.0, 11.0, 10.5, 10.5) if large else (17.0, 10.0, 9.5, 9.0, 9.0)
    sizes = {style: round(size * POINT) for style, size in zip(Style, points, strict=True)}
    side, edge = (15, 16) if large else (12, 13)
    return Sheet(
        width, height, round(side * MILLIMETRE), round(edge * MILLIMETRE), round((edge + 2) * MILLIMETRE),
        round((4.0 if large else 3.0) * POINT), sizes,
    )
