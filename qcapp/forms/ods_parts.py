"""What of an ods calamine does not tell: merges, texts as shown, and where a form id may stand."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from qcapp.domain.sheet import Merge
from qcapp.forms.carriers import DEFINED_NAME, FOOTER, IDENTIFIER, NAME, PROPERTY, PROPERTY_ID, PROPERTY_PERIOD, PROPERTY_UNIT

_OURS = frozenset({PROPERTY_ID, PROPERTY_UNIT, PROPERTY_PERIOD})
# LibreOffice keeps an OOXML file's dc:identifier under this name.
_KEPT_IDENTIFIER = "OOXMLCorePropertyIdentifier"
_MONTH_OR_DAY = re.compile(r"\d{4}年\d{1,2}月|\d{1,2}月\d{1,2}日")
_MOST_ROWS, _MOST_COLUMNS = 200_000, 1_024
_PARSER_OPTIONS: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}


@dataclass
class OdsTable:
    """One sheet: merges, and (row, column) → the text shown where it says more than the value ("" for an error)."""

    merges: tuple[Merge, ...] = ()
    shown: dict[tuple[int, int], str] = field(default_factory=dict)


class OdsParts:
    """The parts of an ods, read at once."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        content = _root(archive, "content.xml")
        self._tables = [_table(element) for element in content.iter("{*}table") if _is_sheet(element)]
        self.carriers = tuple(dict.fromkeys(pair for pair in _carriers(archive, content) if pair[1]))

    def table(self, index: int) -> OdsTable:
        return self._tables[index] if index < len(self._tables) else OdsTable()


def _root(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        return etree.fromstring(archive.read(name), etree.XMLParser(**_PARSER_OPTIONS))
    except (KeyError, etree.XMLSyntaxError):
        return etree.Element("missing")


def _is_sheet(table: Any) -> bool:
    parent = table.getparent()
    return parent is not None and _local(parent) == "spreadsheet"


def _table(table: Any) -> OdsTable:
    found = OdsTable()
    merges: list[Merge] = []
    r = 0
    for row in table.iter("{*}table-row"):
        c = 0
        for cell in row.iterchildren("{*}table-cell", "{*}covered-table-cell"):
            down, across = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
            if down > 1 or across > 1:
                merges.append(Merge(r, c, r + down - 1, c + across - 1))
            repeated = _number(cell, "number-columns-repeated")
            text = _shown(cell) if len(cell) else None
            if text is not None:
                found.shown.update(((r, c + further), text) for further in range(min(repeated, _MOST_COLUMNS)))
            c += repeated
            if c > _MOST_COLUMNS:
                break
        r += _number(row, "number-rows-repeated")
        if r > _MOST_ROWS:
            break
    found.merges = tuple(merges)
    return found


def _shown(cell: Any) -> str | None:
    """The text on screen where it means more than the value: percentages, months, leading zeros; "" for an error."""
    kind = _get(cell, "value-type")
    if any(value == "error" for key, value in cell.items() if key.endswith("}value-type")):
        return ""
    if kind in (None, "string"):
        return None
    text = "\n".join("".join(paragraph.itertext()) for paragraph in cell.iterchildren("{*}p")).strip()
    if kind == "percentage" or (kind == "date" and _MONTH_OR_DAY.fullmatch(text)):
        return text
    if kind == "float" and (text in ("TRUE", "FALSE") or (text.isdigit() and text.startswith("0") and len(text) > 1)):
        return text
    return None


def _carriers(archive: zipfile.ZipFile, content: Any) -> Iterator[tuple[str, str]]:
    for element in _root(archive, "meta.xml").iter("{*}user-defined"):
        name, text = _get(element, "name"), "".join(element.itertext()).strip()
        if name in _OURS:
            yield PROPERTY, text
        elif name == _KEPT_IDENTIFIER:
            yield IDENTIFIER, text
    for element in content.iter("{*}named-expression"):
        if (_get(element, "name") or "").casefold() == DEFINED_NAME.casefold():
            yield NAME, (_get(element, "expression") or "").removeprefix("of:=").strip('"')
    for element in _root(archive, "styles.xml").iter("{*}footer", "{*}header"):
        yield FOOTER, "".join(element.itertext()).strip()


def _get(element: Any, name: str) -> str | None:
    """An attribute by local name; LibreOffice adds one of its own (calcext) to some, after the standard's."""
    for key, value in element.items():
        if etree.QName(key).localname == name:
            return str(value)
    return None


def _number(element: Any, name: str) -> int:
    """A count attribute; 1 when absent or nonsense."""
    text = _get(element, name) or ""
    return max(int(text), 1) if text.isdigit() else 1


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
