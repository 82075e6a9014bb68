"""The sheets of an xlsx, xlsm or xlsb: values from calamine or from the cells themselves, all else from the parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lxml import etree

from qcapp.domain.sheet import Document, Merge, Sheet
from qcapp.forms.sheet_texts import SheetFacts, Taken
from qcapp.forms.xlsx_cells import RawSheet, grid, value_of
from qcapp.forms.xlsx_drawn import Drawings, RichImages
from qcapp.forms.xlsx_parts import WORKSHEET, SheetPart, XlsxParts
from qcapp.forms.xlsx_shown import Value

_ODD = "这份文件不合规范，已改用备用方法读出，请对照原文件核对。"
_MISSED = "《{}》里有 {} 个单元格用常规方法读不到，已改用备用方法读出，请对照原文件核对。"
_OUTSIDE = "有公式引用了别的文件，没有打开那些文件，读的是上次存下的结果，请与填报单位核对。"
_TEXT = {str}
_OF_DIGITS = frozenset({"General", "@"})


class XlsxSheets:
    """Sheets are taken one after another; then there is a document."""

    def __init__(self, parts: XlsxParts) -> None:
        self._parts = parts
        self._drawings = Drawings(parts)
        self._rich = RichImages(parts)
        self._taken = Taken(parts.date1904, self._drawings.cell_images())
        self._sheets: list[Sheet] = []
        self._linked = bool(parts.relations(parts.workbook, "externalLink"))
        self._outside = False

    def take(self, name: str, visible: bool, values: Sequence[Sequence[Value]], merges: Sequence[Merge]) -> None:
        """A sheet as calamine has read it, with what it has missed."""
        path, facts, raw = self._parts.paths.get(name, ""), SheetFacts(), None
        found = sum(len(row) - row.count("") for row in values)
        more = self._parts.tells_more(path, found)
        if more or self._linked or any(kinds != _TEXT for kinds in ({*map(type, row)} for row in values)):
            raw = self._raw(path, more)
        if raw:
            if more and len(own := self._own(raw)) > found:
                self._taken.say(_MISSED.format(name, len(own) - found))
                values = grid(own)
            self._look(raw, facts)
            merges = merges or raw.merges
        self._add(name, visible, path, values, merges, facts)

    def take_all_plain(self) -> bool:
        """Every sheet, where all are so plain that nothing can be missed; False, and nothing taken, where one is not."""
        found = []
        for sheet in self._parts.sheets:
            plain = self._parts.plain(sheet.path) if sheet.kind == WORKSHEET else None
            rows = plain.rows(lambda: self._parts.plain_strings) if plain else None
            if plain is None or rows is None or not self._shows_digits(plain.styles):
                return False
            found.append((sheet, rows, plain.merges))
        for sheet, rows, merges in found:
            facts = SheetFacts()
            self._drawings.collect(sheet.path, facts)
            self._sheets.append(self._taken.of_texts(sheet.name, sheet.visible, rows, merges, facts))
        return bool(found)

    def _shows_digits(self, styles: Collection[int]) -> bool:
        """Whether whole numbers in cells of these styles are shown as their digits, and can't be meant for days."""
        if not styles:
            return True
        known = self._parts.formats
        return not self._parts.date1904 and all(each < len(known) and known[each] in _OF_DIGITS for each in styles)

    def take_all_by_xml(self) -> bool:
        """Every sheet from its own cells alone; False when no visible one could be read."""
        self._taken.say(_ODD)
        seen = False
        for sheet in self._parts.sheets:
            if sheet.kind != WORKSHEET:
                continue
            raw = self._raw(sheet.path)
            if raw is None:
                self._taken.say(f"《{sheet.name}》这张表已损坏或丢失，没有读出，请让填报单位重新报这张表。")
                continue
            seen = seen or sheet.visible
            self._by_xml(sheet, raw)
        return seen

    def document(self, kind: str) -> Document:
        for note in self._drawings.notes:
            self._taken.say(note)
        if self._outside:
            self._taken.say(_OUTSIDE)
        return Document(
            kind, tuple(self._sheets), self._parts.carriers(), notes=self._taken.notes, pictures=self._taken.pictures
        )

    def _by_xml(self, sheet: SheetPart, raw: RawSheet) -> None:
        facts = SheetFacts()
        self._look(raw, facts)
        self._add(sheet.name, sheet.visible, sheet.path, grid(self._values(raw)), raw.merges, facts)

    def _add(
        self, name: str, visible: bool, path: str, values: Sequence[Sequence[Value]], merges: Sequence[Merge],
        facts: SheetFacts,
    ) -> None:
        self._drawings.collect(path, facts)
        self._sheets.append(self._taken.sheet(name, visible, values, merges, facts))

    def _raw(self, path: str, everything: bool = True) -> RawSheet | None:
        """The sheet's cells; None when its part is missing or no sheet."""
        if not self._parts.has(path):
            return None
        try:
            return self._parts.raw(path, everything)
        except etree.XMLSyntaxError:
            return None

    def _values(self, raw: RawSheet) -> dict[tuple[int, int], Value]:
        """The cells that hold something."""
        strings = self._parts.strings
        found = {(cell.row, cell.column): value_of(cell, strings) for cell in raw.cells}
        return {spot: value for spot, value in found.items() if value != ""}

    def _own(self, raw: RawSheet) -> dict[tuple[int, int], Value]:
        """The same, none where the texts are in no order that we can read and calamine can."""
        try:
            return self._values(raw)
        except etree.XMLSyntaxError:
            return {}

    def _look(self, raw: RawSheet, facts: SheetFacts) -> None:
        formats = {}
        known = self._parts.formats
        for cell in raw.cells:
            spot = (cell.row, cell.column)
            if why := cell.why:
                facts.unreadable[spot] = why
            if cell.formula is not None:
                self._outside = self._outside or (self._linked and "[" in cell.formula)
            if cell.kind in ("n", "d") and cell.style < len(known) and known[cell.style] != "General":
                formats[spot] = known[cell.style]
        facts.formats = formats
        self._rich.collect(raw.cells, facts)
