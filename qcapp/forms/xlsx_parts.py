"""What of an xlsx calamine does not tell: where a form id may stand, and the formats of numbers.

Parts are found by name and elements by local name, so that Strict files and odd prefixes are read alike.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from functools import cached_property
from html import unescape
from typing import Any

from lxml import etree

from qcapp.forms.carriers import DEFINED_NAME, FOOTER, IDENTIFIER, NAME, PROPERTY, PROPERTY_ID, PROPERTY_PERIOD, PROPERTY_UNIT
from qcapp.forms.xlsx_shown import BUILT_IN

_OURS = frozenset({PROPERTY_ID.casefold(), PROPERTY_UNIT.casefold(), PROPERTY_PERIOD.casefold()})
_PAGE_TEXT = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^>]*>([^<]*)<")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_PARSER_OPTIONS: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class XlsxParts:
    """The parts of an xlsx, xlsm or xlsb, read when asked for; a part that is missing or broken is taken as empty."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {name.casefold(): name for name in archive.namelist()}
        self._read: dict[str, bytes] = {}

    def carriers(self) -> tuple[tuple[str, str], ...]:
        """(carrier, text) pairs; other programs' properties and names are left out."""
        found: list[tuple[str, str]] = []
        for element in self._elements("docprops/custom.xml", "property"):
            if (element.get("name") or "").casefold() in _OURS:
                found.append((PROPERTY, "".join(element.itertext()).strip()))
        for element in self._elements("docprops/core.xml", "identifier"):
            found.append((IDENTIFIER, (element.text or "").strip()))
        for element in self._workbook("definedName"):
            if (element.get("name") or "").casefold() == DEFINED_NAME.casefold():
                found.append((NAME, (element.text or "").strip().strip('"')))
        for path in self._sheet_paths.values():
            part = self._part(path)
            for text in _PAGE_TEXT.findall(part, max(part.rfind(b"sheetData"), 0)):
                found.append((FOOTER, unescape(text.decode("utf-8", "replace"))))
        return tuple(dict.fromkeys((carrier, text) for carrier, text in found if text))

    def has_errors(self, sheet: str) -> bool:
        """Whether a sheet holds error values, which calamine gives as empty cells."""
        part = self._part(self._sheet_paths.get(sheet, ""))
        return b't="e"' in part or b"t='e'" in part

    def formats(self, sheet: str) -> dict[tuple[int, int], str]:
        """(row, column) from 0 → number format of every number cell that has one, "" for an error value."""
        found: dict[tuple[int, int], str] = {}
        row = column = -1
        for element in self._elements(self._sheet_paths.get(sheet, ""), "row", "c"):
            if element.tag.endswith("row"):
                row, column = int(element.get("r") or row + 2) - 1, -1
                continue
            reference = _REFERENCE.fullmatch(element.get("r") or "")
            column = _column(reference[1]) if reference else column + 1
            kind = element.get("t") or "n"
            if kind == "e":
                found[row, column] = ""
            elif kind in "nd" and len(element):
                found[row, column] = self._format(element.get("s"))
        return found

    def _format(self, style: str | None) -> str:
        styles = self._styles
        index = int(style or 0)
        return styles[index] if 0 <= index < len(styles) else "General"

    @cached_property
    def _styles(self) -> list[str]:
        own: dict[int, str] = {}
        formats: list[str] = []
        for element in self._elements("xl/styles.xml", "numFmt", "cellXfs"):
            if element.tag.endswith("cellXfs"):
                numbers = [int(xf.get("numFmtId") or 0) for xf in element]
                formats = [own.get(number) or BUILT_IN.get(number, "General") for number in numbers]
            else:
                own[int(element.get("numFmtId") or 0)] = element.get("formatCode") or "General"
        return formats

    @cached_property
    def _sheet_paths(self) -> dict[str, str]:
        """Sheet name → path of its part."""
        targets = {
            element.get("Id"): _path(element.get("Target") or "")
            for element in self._elements("xl/_rels/workbook.xml.rels", "Relationship")
        }
        paths: dict[str, str] = {}
        for element in self._workbook("sheet"):
            ids = [value for key, value in element.items() if key.endswith("}id")]
            if ids and ids[0] in targets:
                paths[element.get("name") or ""] = targets[ids[0]]
        return paths

    def _workbook(self, tag: str) -> list[Any]:
        return self._elements("xl/workbook.xml", tag)

    def _elements(self, path: str, *tags: str) -> list[Any]:
        """Elements of these local names in document order; none when the part is missing or is no XML."""
        data = self._part(path)
        if not data:
            return []
        try:
            root = etree.fromstring(data, etree.XMLParser(**_PARSER_OPTIONS))
        except etree.XMLSyntaxError:
            return []
        return list(root.iter(*(f"{{*}}{tag}" for tag in tags)))

    def _part(self, path: str) -> bytes:
        name = self._names.get(path.casefold())
        if name is None:
            return b""
        if name not in self._read:
            try:
                self._read[name] = self._archive.read(name)
            except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError):
                self._read[name] = b""
        return self._read[name]


def _path(target: str) -> str:
    """A relationship's target as a name in the archive: absolute or beside the workbook."""
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
