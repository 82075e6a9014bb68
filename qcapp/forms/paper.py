"""An official paper 公文 as composed, before any file format: GB/T 9704-2012 says how it looks, this says what is in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from qcapp.forms.chart import Chart
from qcapp.forms.layout import TableDocument


class Level(Enum):
    """Of a paragraph. The numbering (一、（一）1.) is part of its text."""

    BODY = "body"
    ONE = "one"
    TWO = "two"
    THREE = "three"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``lead``: how its text begins, printed in the type of a second-level heading（楷体）: 区法院。"""

    text: str
    level: Level = Level.BODY
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. ``weights``: shares of the width, one a column. ``left``: columns whose text starts at the left, not centred.

    The heading row is repeated on each page. ``note`` stands below the table in small type.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    weights: tuple[float, ...]
    left: frozenset[int] = frozenset()
    note: str = ""


Part = Paragraph | Grid | Chart


@dataclass(frozen=True, slots=True)
class Annex:
    """``parts``, or the official table, which brings its own title and stands on landscape pages.

    ``landscape``: for wide grids.
    """

    title: str
    parts: tuple[Part, ...] = ()
    table: TableDocument | None = None
    landscape: bool = False

    @property
    def name(self) -> str:
        """What stands over it and, the same, where the text names it."""
        return self.table.title if self.table else self.title


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """``number`` 发文字号 and ``addressee`` 主送 are "" where there is none. ``title`` may have lines of its own.

    Annexes are numbered in their order where there are several. ``signature`` stands over the ``day`` at the end, or without
    one where it is None. ``contact``: name and phone, printed in brackets after the day, "" for none.
    """

    title: str
    addressee: str
    parts: tuple[Part, ...]
    signature: str
    day: date | None
    annexes: tuple[Annex, ...] = ()
    number: str = ""
    contact: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """All prose, paragraph by paragraph."""
        return tuple(part.lead + part.text for part in self.parts if isinstance(part, Paragraph))
