"""The parts of an ods: its tables, and where a form id may stand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from qcapp.forms.broken import broken_part
from qcapp.forms.carrier_names import (
    DEFINED_NAME,
    FOOTER,
    IDENTIFIER,
    NAME,
    PROPERTY,
    PROPERTY_ID,
    PROPERTY_PERIOD,
    PROPERTY_UNIT,
)
from qcapp.forms.ods_cells import OdsTable, get, local

_OURS = frozenset({PROPERTY_ID, PROPERTY_UNIT, PROPERTY_PERIOD})
# LibreOffice keeps an OOXML file's dc:identifier under this name.
_KEPT_IDENTIFIER = "OOXMLCorePropertyIdentifier"
_PARSER_OPTIONS: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": True}


class OdsParts:
    """The parts of an ods, read at once. KeyError or XMLSyntaxError when its content can't be read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._content = etree.fromstring(archive.read("content.xml"), etree.XMLParser(**_PARSER_OPTIONS))
        self._names = frozenset(archive.namelist())
        self.carriers = tuple(dict.fromkeys(pair for pair in _carriers(archive, self._content) if pair[1]))
        self.notes: list[str] = []

    @staticmethod
    def locked(archive: zipfile.ZipFile) -> bool:
        """Whether a password is needed; then the content is no XML."""
        try:
            return b"encryption-data" in archive.read("META-INF/manifest.xml")
        except KeyError:
            return False

    @property
    def date1904(self) -> bool:
        return any((get(element, "date-value") or "").startswith("1904") for element in self._content.iter("{*}null-date"))

    def tables(self) -> list[OdsTable]:
        """Every sheet in the workbook's order. UnreadableFile when one is too large."""
        hidden = frozenset(self._hidden_styles())
        tables = [
            OdsTable(element, get(element, "style-name") not in hidden, self._names)
            for element in self._content.iter("{*}table")
            if element.getparent() is not None and local(element.getparent()) == "spreadsheet"
        ]
        if lost := sum(table.lost_pictures for table in tables):
            self.notes.append(f"有 {lost} 张图片只是链接或已丢失，没有取到，请向填报单位要原图。")
        if embedded := sum(table.embedded for table in tables):
            self.notes.append(f"表里嵌入了 {embedded} 个文件或对象，没有读取，请打开原文件双击图标查看。")
        return tables

    def _hidden_styles(self) -> Iterator[str]:
        for properties in self._content.iter("{*}table-properties"):
            if get(properties, "display") == "false":
                yield get(properties.getparent(), "name") or ""


def _root(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        return etree.fromstring(archive.read(name), etree.XMLParser(**_PARSER_OPTIONS))
    except (KeyError, etree.XMLSyntaxError, *broken_part()):
        return etree.Element("missing")


def _carriers(archive: zipfile.ZipFile, content: Any) -> Iterator[tuple[str, str]]:
    for element in _root(archive, "meta.xml").iter("{*}user-defined"):
        name, text = get(element, "name"), "".join(element.itertext()).strip()
        if name in _OURS:
            yield PROPERTY, text
        elif name == _KEPT_IDENTIFIER:
            yield IDENTIFIER, text
    for element in content.iter("{*}named-expression"):
        if (get(element, "name") or "").casefold() == DEFINED_NAME.casefold():
            yield NAME, (get(element, "expression") or "").removeprefix("of:=").strip('"')
    for element in _root(archive, "styles.xml").iter("{*}footer", "{*}header"):
        yield FOOTER, "".join(element.itertext()).strip()
