"""How much an ods or odt holds, counted as it inflates."""

from __future__ import annotations

import re

from qcapp.domain.errors import UnreadableFile
from qcapp.intake.sheet_scan import MAX_COLUMNS, SheetTotals
from qcapp.intake.xml_scan import MAX_NESTING, NESTED, PREFIX, TOO_WIDE, XmlScan, number


class OpenDocumentScan(XmlScan):
    """content.xml of an ods or odt, where one cell or row may stand for thousands."""

    _TAG = re.compile(
        rb"<(/?)" + PREFIX + rb"(table|table-row|table-cell|covered-table-cell)(\s[^>]*?)?(/?)>"
    )
    _NUMBER = re.compile(rb"number-(columns|rows)-(repeated|spanned)=[\"'](\d+)")

    def __init__(self, size: int, totals: SheetTotals) -> None:
        super().__init__(size)
        self._totals = totals
        self._depth = 0
        self._height = self._width = self._row = 0
        self._column = self._filled = 0
        self._row_repeat = 1

    def look(self, tags: bytes) -> None:
        for closing, name, attributes, slash in self._TAG.findall(tags):
            if name == b"table":
                self._table(bool(closing), bool(slash))
            elif name == b"table-row":
                self._row_tag(bool(closing), bool(slash), attributes)
            elif not closing:
                self._cell(attributes, bool(slash))

    def _table(self, closing: bool, empty: bool) -> None:
        if empty:
            return
        self._depth += -1 if closing else 1
        if self._depth > MAX_NESTING:
            raise UnreadableFile(NESTED)
        self._totals.add_sheet(self._height, self._width)
        self._height = self._width = self._row = 0

    def _row_tag(self, closing: bool, empty: bool, attributes: bytes) -> None:
        if closing or empty:
            repeat = self._row_repeat if closing else self._numbers(attributes).get(b"rows-repeated", 1)
            self._row += repeat
            if self._filled:
                self._height = self._row
                self._totals.add(rows=repeat, cells=self._filled * repeat)
                self._filled = 0
        else:
            self._row_repeat = self._numbers(attributes).get(b"rows-repeated", 1)
            self._column = self._filled = 0

    def _cell(self, attributes: bytes, empty: bool) -> None:
        numbers = self._numbers(attributes) if attributes else {}
        repeat = numbers.get(b"columns-repeated", 1)
        self._column += repeat
        if not empty or b"value" in attributes:
            self._filled += repeat
            self._width = max(self._width, self._column)
            if self._width > MAX_COLUMNS:
                raise UnreadableFile(TOO_WIDE)
        else:
            self._totals.add(cells=1)
        spanned = numbers.get(b"columns-spanned", 1) * numbers.get(b"rows-spanned", 1)
        if spanned > 1:
            self._totals.add_merges([spanned])

    def _numbers(self, attributes: bytes) -> dict[bytes, int]:
        return {side + b"-" + what: number(count) for side, what, count in self._NUMBER.findall(attributes)}
