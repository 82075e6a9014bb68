"""The parts of an odt: its text, which styles hide theirs, and where a form id may stand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from qcapp.forms.broken import broken_part
from qcapp.forms.carrier_names import BOOKMARK, FOOTER, IDENTIFIER, PROPERTY, PROPERTY_ID, PROPERTY_PERIOD, PROPERTY_UNIT

_OURS = frozenset({PROPERTY_ID.casefold(), PROPERTY_UNIT.casefold(), PROPERTY_PERIOD.casefold()})
# LibreOffice keeps an OOXML file's dc:identifier under this name.
_KEPT_IDENTIFIER = "OOXMLCorePropertyIdentifier"
_PAGE_TEXTS = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
_PARSER_OPTIONS: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class OdtParts:
    """The parts of one odt, read at once. KeyError or XMLSyntaxError when its text can't be read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._content = _parsed(archive.read("content.xml"))
        self._styles = _or_empty(archive, "styles.xml")
        self._meta = _or_empty(archive, "meta.xml")
        self._names = frozenset(archive.namelist())
        self._hidden = frozenset(self._hidden_styles())

    def text(self) -> Any:
        """The element that holds the document's text; an empty one when there is none."""
        body = next(self._content.iter("{*}body"), None)
        return next(body.iterchildren("{*}text"), body) if body is not None else etree.Element("missing")

    def picture(self, frame: Any) -> str | None:
        """Name of the part with the picture that a frame shows itself: "" when it isn't in the file, None for no picture.

        A frame holds the same picture in several formats at times; the stand-in of an embedded object is none.
        """
        if is_object(frame):
            return None
        links = [get(image, "href") or "" for image in frame.iterchildren("{*}image")]
        plain = (link.removeprefix("./") for link in links)
        return next((link for link in plain if link in self._names), "") if links else None

    def is_hidden(self, family: str, element: Any) -> bool:
        """Whether the style of a paragraph or span (``family`` paragraph or text) hides it."""
        return bool(self._hidden) and (family, get(element, "style-name") or "") in self._hidden

    def carriers(self) -> Iterator[tuple[str, str]]:
        """(carrier, text) pairs of properties, bookmarks, headers and footers; other programs' are left out."""
        for element in self._meta.iter("{*}user-defined"):
            name, text = get(element, "name") or "", "".join(element.itertext()).strip()
            if name.casefold() in _OURS:
                yield PROPERTY, text
            elif name == _KEPT_IDENTIFIER:
                yield IDENTIFIER, text
        for element in self._meta.iter("{*}identifier"):
            yield IDENTIFIER, (element.text or "").strip()
        for element in self._content.iter("{*}bookmark", "{*}bookmark-start"):
            name = get(element, "name") or ""
            if name[:2].casefold() == "qc":
                yield BOOKMARK, name
        for part in self._styles.iter(*(f"{{*}}{name}" for name in _PAGE_TEXTS)):
            for paragraph in part.iter("{*}p"):
                yield FOOTER, "".join(paragraph.itertext()).strip()

    def _hidden_styles(self) -> Iterator[tuple[str, str]]:
        """(family, name) of the styles whose text isn't shown, by themselves or by the style they build on."""
        parents: dict[tuple[str, str], str] = {}
        shown: dict[tuple[str, str], bool] = {}
        for style in (*self._common_styles(), *self._content.iter("{*}style")):
            key = (get(style, "family") or "", get(style, "name") or "")
            parents[key] = get(style, "parent-style-name") or ""
            for properties in style.iterchildren("{*}text-properties"):
                if display := get(properties, "display"):
                    shown[key] = display != "none"
        if all(shown.values()):
            return
        for key in parents:
            at, steps = key, 0
            while at not in shown and parents.get(at) and steps < 20:
                at, steps = (at[0], parents[at]), steps + 1
            if shown.get(at) is False:
                yield key

    def _common_styles(self) -> Iterator[Any]:
        """Styles by name; the automatic ones of headers and footers bear the same names as the text's."""
        for styles in self._styles.iterchildren("{*}styles"):
            yield from styles.iterchildren("{*}style")


def get(element: Any, name: str) -> str | None:
    """An attribute by its local name; None when absent."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def is_object(frame: Any) -> bool:
    """Whether a frame shows a chart, a formula or a file of another program."""
    return next(frame.iterchildren("{*}object", "{*}object-ole", "{*}plugin", "{*}applet"), None) is not None


def number(element: Any, name: str) -> int:
    """A count attribute; 1 when absent or nonsense."""
    text = get(element, name) or ""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _or_empty(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        return _parsed(archive.read(name))
    except (KeyError, etree.XMLSyntaxError, *broken_part()):
        return etree.Element("missing")


def _parsed(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(**_PARSER_OPTIONS))
