"""The parts of an xlsx, xlsm or xlsb: found through relationships, read when asked for; where a form id may stand in them.

Elements are found by local name, so that Strict files and odd prefixes are read alike.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

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
from qcapp.forms.package import Package
from qcapp.forms.xlsx_cells import RawSheet, parser, raw_sheet, shared_strings, tells_more, whole
from qcapp.forms.xlsx_plain import PlainSheet, plain_strings
from qcapp.forms.xlsx_shown import BUILT_IN

_OURS = frozenset({PROPERTY_ID.casefold(), PROPERTY_UNIT.casefold(), PROPERTY_PERIOD.casefold()})
_PAGE_TEXT = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^>]*>([^<]*)<")


WORKSHEET = "worksheet"
_USUAL = "xl/workbook.xml"
_OFTEN = 16 * 1024


class Relation(NamedTuple):
    """``kind`` is the last word of its type; ``target`` a part's path, or an address outside when ``external``."""

    id: str
    kind: str
    target: str
    external: bool


class SheetPart(NamedTuple):
    """A sheet as the workbook lists it; ``kind`` is its relationship's: worksheet, chartsheet…"""

    name: str
    path: str
    kind: str
    visible: bool


class XlsxParts:
    """A part that is missing or broken is taken as empty. Paths are names in the archive, in one case."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._names = {_plain(name): name for name in package.names}
        self._read: dict[str, bytes] = {}
        self._related: dict[str, dict[str, Relation]] = {}

    def has(self, path: str) -> bool:
        return path in self._names

    def part(self, path: str) -> bytes:
        """A part's bytes, kept; b"" when there is none."""
        if path not in self._read:
            name = self._names.get(path)
            try:
                self._read[path] = self._package.read(name) if name is not None else b""
            except broken_part():
                self._read[path] = b""
        return self._read[path]

    def entry(self, path: str) -> str:
        """The exact name that the archive has for a part."""
        return self._names[path]

    def relations(self, path: str, *kinds: str) -> tuple[Relation, ...]:
        """The relationships of a part, or of the package (""); with ``kinds`` those of these only."""
        return tuple(each for each in self._relations_of(path).values() if not kinds or each.kind in kinds)

    def target(self, path: str, identifier: str | None) -> str:
        """The part that a relationship of ``path`` leads to; "" where it leads nowhere."""
        relation = self._relations_of(path).get(identifier or "")
        return relation.target if relation and not relation.external and self.has(relation.target) else ""

    def _relations_of(self, path: str) -> dict[str, Relation]:
        if path not in self._related:
            self._related[path] = {each.id: each for each in self._relations(path)}
        return self._related[path]

    def _relations(self, path: str) -> Iterator[Relation]:
        folder, _, name = path.rpartition("/")
        data = self.part(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        for each in _known_relations(data) if len(data) <= _OFTEN else _relations(data):
            yield each if each.external else each._replace(target=self._path(folder, each.target))

    def _path(self, folder: str, target: str) -> str:
        """A target as a name in the archive: absolute, or beside the part that names it."""
        path = _plain(target) if target.startswith("/") else f"{folder}/{_plain(target)}" if folder else _plain(target)
        if "." in (path[:1], *path.partition("/.")[2][:1]):
            path = posixpath.normpath(f"/{path}").lstrip("/")
        if path in self._names or "%" not in path:
            return path
        from urllib.parse import unquote

        return unquote(path)

    def root(self, path: str) -> Any:
        """The part's root element; one without content when the part is missing or no XML."""
        return _root(self.part(path))

    def elements(self, path: str, *tags: str) -> list[Any]:
        """Elements of these local names in document order."""
        return list(self.root(path).iter(*(f"{{*}}{tag}" for tag in tags))) if self.has(path) else []

    @cached_property
    def workbook(self) -> str:
        """Path of the main part."""
        if self.has(_USUAL):
            return _USUAL
        for relation in self.relations("", "officeDocument"):
            if self.has(relation.target):
                return relation.target
        return _USUAL

    @cached_property
    def book(self) -> Any:
        """Root element of the main part."""
        return self.root(self.workbook)

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """Every sheet that the workbook lists, with a part or without one, in its order."""
        return tuple(
            self._listed(element.get("name") or "", attribute(element, "id"), element.get("state") in (None, "visible"))
            for element in self.book.iter("{*}sheet")
        )

    def _listed(self, name: str, identifier: str | None, visible: bool) -> SheetPart:
        relation = self._relations_of(self.workbook).get(identifier or "")
        return SheetPart(name, relation.target, relation.kind, visible) if relation else SheetPart(name, "", WORKSHEET, visible)

    @cached_property
    def paths(self) -> dict[str, str]:
        """Sheet name → path of its part."""
        return {sheet.name: sheet.path for sheet in self.sheets}

    @cached_property
    def date1904(self) -> bool:
        """Whether days are counted from 1904, as old programs of the Macintosh do."""
        return any(element.get("date1904") in ("1", "true", "on") for element in self.book.iter("{*}workbookPr"))

    @cached_property
    def formats(self) -> list[str]:
        """Number format by a cell's style."""
        own: dict[int, str] = {}
        formats: list[str] = []
        for element in self.elements(self.related("styles"), "numFmt", "cellXfs"):
            if element.tag.endswith("cellXfs"):
                numbers = [whole(xf.get("numFmtId")) for xf in element.iterchildren("{*}xf")]
                formats = [own.get(number) or BUILT_IN.get(number, "General") for number in numbers]
            else:
                own[whole(element.get("numFmtId"))] = element.get("formatCode") or "General"
        return formats

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells share. XMLSyntaxError when that part is no XML."""
        return shared_strings(self.part(self.related("sharedStrings")))

    @cached_property
    def plain_strings(self) -> list[str] | None:
        """The same, None where they are more than texts."""
        return plain_strings(self.part(self.related("sharedStrings")))

    def plain(self, path: str) -> PlainSheet | None:
        """A sheet of nothing but texts; None for any other, and where there is none."""
        name = self._names.get(path)
        return self._package.plain(name) if name is not None else None

    def check(self) -> None:
        """UnreadableFile where cells lie too far apart for calamine, which makes room for all between them."""

    def raw(self, path: str, everything: bool = True) -> RawSheet:
        """The cells themselves, or those that tell more than their text; raises as ``raw_sheet``."""
        return raw_sheet(self.part(path), everything)

    def tells_more(self, path: str, found: int) -> bool:
        """Whether the sheet may hold more than the ``found`` filled cells: such that were missed or show no value."""
        return tells_more(self.part(path), found)

    def related(self, kind: str) -> str:
        """Path of the workbook's part of that kind; "" when there is none."""
        return next((each.target for each in self.relations(self.workbook, kind) if not each.external), "")

    def carriers(self) -> tuple[tuple[str, str], ...]:
        """(carrier, text) pairs; other programs' properties and names are left out."""
        found: list[tuple[str, str]] = []
        for element in self.elements("docprops/custom.xml", "property"):
            if (element.get("name") or "").casefold() in _OURS:
                found.append((PROPERTY, "".join(element.itertext()).strip()))
        for element in self.elements("docprops/core.xml", "identifier"):
            found.append((IDENTIFIER, (element.text or "").strip()))
        for element in self.book.iter("{*}definedName"):
            if (element.get("name") or "").casefold() == DEFINED_NAME.casefold():
                found.append((NAME, (element.text or "").strip().strip('"')))
        for sheet in self.sheets:
            for text in _page_texts(self.part(sheet.path)):
                found.append((FOOTER, _unescaped(text.decode("utf-8", "replace"))))
        return tuple(dict.fromkeys((carrier, text) for carrier, text in found if text))


def _root(data: bytes) -> Any:
    try:
        return etree.fromstring(data, parser()) if data else etree.Element("missing")
    except etree.XMLSyntaxError:
        return etree.Element("missing")


@lru_cache(maxsize=64)
def _known_relations(data: bytes) -> tuple[Relation, ...]:
    """Of one program's files most are the same, byte by byte."""
    return tuple(_relations(data))


def _relations(data: bytes) -> Iterator[Relation]:
    """With their targets as they are written."""
    for element in _root(data).iter("{*}Relationship"):
        kind = (element.get("Type") or "").rpartition("/")[2]
        yield Relation(element.get("Id") or "", kind, element.get("Target") or "", element.get("TargetMode") == "External")


def _page_texts(part: bytes) -> list[bytes]:
    """What stands at the top and the bottom of printed pages, as it is written."""
    begin = max(part.rfind(b"sheetData"), 0)
    words = [place for word in (b"Header", b"Footer") if (place := part.find(word, begin)) >= 0]
    return _PAGE_TEXT.findall(part, max(part.rfind(b"<", begin, min(words)), begin)) if words else []


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    from html import unescape

    return unescape(text)


def attribute(element: Any, name: str) -> str | None:
    """An attribute in a namespace by its local name; None when absent."""
    return next((str(value) for key, value in element.items() if key.endswith("}" + name)), None)


@lru_cache(maxsize=1024)
def _plain(name: str) -> str:
    """A part's name as it is compared: no leading slash, / between folders, one case."""
    return name.replace("\\", "/").lstrip("/").casefold()
