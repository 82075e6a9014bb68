"""How a table is set on paper: one value that preview, printer, PDF, xlsx and docx follow, each as far as it can.

It is kept in the ledger's settings, a setting each, so that both clerks print alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from qcapp.domain.errors import UsageError
from qcapp.domain.settings import (
    COLUMN_WIDTHS,
    HEADER_ON_EACH,
    KEEP_ROWS,
    MARGINS,
    ORIENTATION,
    PAGE_NUMBERS,
    PRINTED_ON,
    SCALE,
    STRIPED,
    TITLE_ON_EACH,
    Setting,
)

LEAST_MARGIN, MOST_MARGIN = 5.0, 60.0
"""Millimetres. Printers leave about 5 mm white whatever is asked of them."""


class Orientation(Enum):
    """The value is the setting's, ``word`` that on screen."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"

    @property
    def word(self) -> str:
        return _words(ORIENTATION, self.value)


class PageNumbers(Enum):
    """What stands in the middle below the table."""

    OF_TOTAL = "total"
    DASHES = "dashes"
    NONE = "none"

    def text(self, number: int, total: int) -> str:
        """第 1 页 共 9 页; "" for none."""
        match self:
            case PageNumbers.OF_TOTAL:
                return f"第 {number} 页 共 {total} 页"
            case PageNumbers.DASHES:
                return f"— {number} —"
            case PageNumbers.NONE:
                return ""


class ColumnWidths(Enum):
    """``SHARES``: each column its share of the page, whatever stands in it. ``CONTENT``: by how much stands in it."""

    SHARES = "shares"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Margins:
    """Millimetres."""

    top: float
    right: float
    bottom: float
    left: float

    @classmethod
    def parse(cls, text: str) -> Margins:
        """15 for all four, or top, right, bottom, left: 15,15,20,15; UsageError says how to write them."""
        parts = [part for part in re.split(r"[,，、;；\s]+", text.strip()) if part]
        try:
            numbers = [float(part) for part in parts]
        except ValueError:
            numbers = []
        if len(numbers) == 1:
            numbers *= 4
        if len(numbers) != 4 or not all(LEAST_MARGIN <= each <= MOST_MARGIN for each in numbers):
            raise UsageError(
                f"页边距“{text}”看不懂，请按上、右、下、左写成 15,15,15,15，每个 {LEAST_MARGIN:g} 到 {MOST_MARGIN:g} 毫米。"
            )
        return cls(*numbers)

    @property
    def text(self) -> str:
        """As ``parse`` reads it."""
        return ",".join(f"{each:g}" for each in (self.top, self.right, self.bottom, self.left))


@dataclass(frozen=True, slots=True)
class PageSetup:
    """As it stands here it prints what it has always printed.

    ``margins`` None: those that go with the paper. ``scale``: of the type, in percent; the table keeps the page's width.
    ``keep_rows``: a measure that fits on a page is not split over two. ``printed_on``: the day of printing at the foot.
    """

    orientation: Orientation = Orientation.LANDSCAPE
    margins: Margins | None = None
    scale: int = 100
    widths: ColumnWidths = ColumnWidths.SHARES
    header_on_each: bool = True
    title_on_each: bool = False
    numbers: PageNumbers = PageNumbers.OF_TOTAL
    printed_on: bool = False
    keep_rows: bool = True
    striped: bool = False

    @property
    def portrait(self) -> bool:
        return self.orientation is Orientation.PORTRAIT

    @property
    def plain(self) -> bool:
        """Whether columns stand as they do on the paper's own page: fixed shares of a landscape sheet, type as it is."""
        return not self.portrait and self.scale == 100 and self.margins is None and self.widths is ColumnWidths.SHARES


STANDARD = PageSetup()


def page_setup_from(settings: Mapping[str, str]) -> PageSetup:
    """What is set; what can't be understood counts as not set."""
    try:
        margins = Margins.parse(written) if (written := MARGINS.text(settings)) else None
    except UsageError:
        margins = None
    return PageSetup(
        Orientation(ORIENTATION.text(settings)), margins, round(SCALE.number(settings)),
        ColumnWidths(COLUMN_WIDTHS.text(settings)), _said(HEADER_ON_EACH, settings), _said(TITLE_ON_EACH, settings),
        PageNumbers(PAGE_NUMBERS.text(settings)), _said(PRINTED_ON, settings), _said(KEEP_ROWS, settings),
        _said(STRIPED, settings),
    )


def setting_values(setup: PageSetup) -> dict[str, str]:
    """The other way: each setting's key and value."""
    said = {
        HEADER_ON_EACH: setup.header_on_each, TITLE_ON_EACH: setup.title_on_each, PRINTED_ON: setup.printed_on,
        KEEP_ROWS: setup.keep_rows, STRIPED: setup.striped,
    }
    return {
        ORIENTATION.key: setup.orientation.value, MARGINS.key: setup.margins.text if setup.margins else "",
        SCALE.key: str(setup.scale), COLUMN_WIDTHS.key: setup.widths.value, PAGE_NUMBERS.key: setup.numbers.value,
        **{setting.key: "yes" if value else "no" for setting, value in said.items()},
    }


def _said(setting: Setting, settings: Mapping[str, str]) -> bool:
    return setting.text(settings) == "yes"


def _words(setting: Setting, value: str) -> str:
    return dict(setting.choices)[value]
