"""The parts of a docx: found through its relationships, read when asked for; and where a form id may stand in them.

A relationship that leads nowhere and a part that is broken count as empty, as long as it isn't the main one.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from lxml import etree

from qcapp.forms.broken import broken_part
from qcapp.forms.carrier_names import BOOKMARK, FOOTER, IDENTIFIER, PROPERTY, PROPERTY_ID, PROPERTY_PERIOD, PROPERTY_UNIT
from qcapp.forms.package import Package

_OURS = frozenset({PROPERTY_ID.casefold(), PROPERTY_UNIT.casefold(), PROPERTY_PERIOD.casefold()})
_PARSER_OPTIONS: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_W_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # Strict
)
_OFTEN = 16 * 1024
_USUAL_VAL = f"{{{_W_NAMESPACES[0]}}}val"


@cache
def w(*names: str) -> tuple[str, ...]:
    """Tags of WordprocessingML elements in both namespaces."""
    return tuple(f"{{{space}}}{name}" for name in names for space in _W_NAMESPACES)


_PARAGRAPH = w("p")
_LINES = w("p", "t")


def value_of(element: Any, name: str = "val") -> str | None:
    """An attribute by its local name; None when absent."""
    usual: str | None = element.get(_USUAL_VAL if name == "val" else f"{{{_W_NAMESPACES[0]}}}{name}")
    if usual is not None:
        return usual
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def is_on(element: Any) -> bool:
    """Whether a switch such as w:vanish is on: it is when it stands there without saying otherwise."""
    return value_of(element) not in ("0", "false", "off")


class DocxParts:
    """The parts of one docx."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._names = {_plain(name): name for name in package.names}
        self._targets: dict[str, str] = {}
        self._main = self._main_path()
        self._related = self._relations(self._main)
        self._notes: dict[str, dict[str, str]] = {}

    def main(self) -> bytes:
        """The main part. KeyError when there is none."""
        return self._package.read(self._names[self._main])

    def hidden_styles(self) -> frozenset[str]:
        """Ids of the styles whose text is hidden."""
        found: set[str] = set()
        for path in self._related.get("styles", ()):
            if b"vanish" not in self._part(path):
                continue
            for mark in self._root(path).iter(*w("vanish")):
                style = next(mark.iterancestors(*w("style")), None)
                if style is not None and is_on(mark) and (name := value_of(style, "styleId")):
                    found.add(name)
        return frozenset(found)

    def comments(self) -> dict[str, str]:
        """Id → text of the comments with words in them."""
        return self._texts("comments", w("comment"))

    def notes(self, kind: str) -> dict[str, str]:
        """Id → text of the ``footnotes`` or ``endnotes``."""
        if kind not in self._notes:
            self._notes[kind] = self._texts(kind, w(kind.removesuffix("s")))
        return self._notes[kind]

    def picture(self, relation: str) -> str:
        """Name, as it stands in the package, of the part that a relationship of the main part leads to; "" for none."""
        return self._names.get(self._targets.get(relation, ""), "")

    def carriers(self) -> Iterator[tuple[str, str]]:
        """(carrier, text) pairs of properties, headers and footers; other programs' properties are left out."""
        for element in self._root("docprops/custom.xml").iter("{*}property"):
            if (element.get("name") or "").casefold() in _OURS:
                yield PROPERTY, "".join(element.itertext()).strip()
        for element in self._root("docprops/core.xml").iter("{*}identifier"):
            yield IDENTIFIER, (element.text or "").strip()
        for kind in ("header", "footer"):
            for path in self._related.get(kind, ()):
                for paragraph in self._root(path).iter(*w("p")):
                    yield FOOTER, "".join(text.text or "" for text in paragraph.iter(*w("t"))).strip()

    def _main_path(self) -> str:
        for path in self._relations("").get("officeDocument", ()):
            if path in self._names:
                return path
        for element in self._root("[content_types].xml").iter("{*}Override"):
            if (element.get("ContentType") or "").endswith("document.main+xml"):
                path = _plain(element.get("PartName") or "")
                if path in self._names:
                    return path
        return "word/document.xml"

    def _relations(self, path: str) -> dict[str, list[str]]:
        """Kind of relationship (the last word of its type) → the parts it leads to, of one part or of the package ("").

        ``_targets`` are then those of the same part, by id.
        """
        self._targets = {}
        folder, name = posixpath.split(path)
        found: dict[str, list[str]] = {}
        data = self._part(posixpath.join(folder, "_rels", f"{name}.rels"))
        for kind, path, identifier in _known_relations(data, folder) if len(data) <= _OFTEN else _relations(data, folder):
            found.setdefault(kind, []).append(path)
            self._targets[identifier] = path
        return found

    def _texts(self, kind: str, tags: tuple[str, ...]) -> dict[str, str]:
        found = {
            value_of(element, "id") or "": "\n".join(paragraphs_of(element))
            for path in self._related.get(kind, ())
            for element in self._root(path).iter(*tags)
        }
        return {name: text for name, text in found.items() if text}

    def _root(self, path: str) -> Any:
        return _root(self._part(path))

    def _part(self, path: str) -> bytes:
        name = self._names.get(path)
        if name is None:
            return b""
        try:
            return self._package.read(name)
        except broken_part():
            return b""


def _root(data: bytes) -> Any:
    try:
        return parsed(data) if data else etree.Element("missing")
    except etree.XMLSyntaxError:
        return etree.Element("missing")


@lru_cache(maxsize=64)
def _known_relations(data: bytes, folder: str) -> tuple[tuple[str, str, str], ...]:
    """Of one program's files most are the same, byte by byte."""
    return tuple(_relations(data, folder))


def _relations(data: bytes, folder: str) -> Iterator[tuple[str, str, str]]:
    """(last word of the type, path, id) of those that lead to a part, whether it is there or not."""
    for element in _root(data).iter("{*}Relationship"):
        target = element.get("Target") or ""
        if element.get("TargetMode") != "External":
            place = target if target.startswith(("/", "\\")) else posixpath.join(folder, target.replace("\\", "/"))
            kind = (element.get("Type") or "").rpartition("/")[2]
            yield kind, _plain(posixpath.normpath(place)), element.get("Id") or ""


def paragraphs_of(element: Any) -> list[str]:
    """The words of the paragraphs within an element, those without left out."""
    lines: list[str] = []
    for each in element.iter(*_LINES):
        if each.tag in _PARAGRAPH:
            lines.append("")
        elif lines:
            lines[-1] += each.text or ""
        else:
            lines.append(each.text or "")
    return [line for line in map(str.strip, lines) if line]


def bookmarks(root: Any) -> Iterator[tuple[str, str]]:
    """The bookmarks that may be a form id; programs set others of their own (_GoBack, _Toc…)."""
    for element in root.iter(*w("bookmarkStart")):
        name = value_of(element, "name") or ""
        if name[:2].casefold() == "qc":
            yield BOOKMARK, name


def parsed(data: bytes) -> Any:
    return etree.fromstring(data, _parser())


@cache
def _parser() -> etree.XMLParser:
    return etree.XMLParser(**_PARSER_OPTIONS)


def _plain(name: str) -> str:
    """A part's name as it is compared: no leading slash, / between folders, one case."""
    return name.replace("\\", "/").lstrip("/").casefold()
