"""Bringing our styles and fonts into a document that has its own, without touching those.

A style that the document already has under our name is used as it stands there: whoever changed the type of 公文正文 in a
template of his meant it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from docx.document import Document as DocxDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from lxml import etree

from qcapp.forms.docx_base import W_NS, font_entries, parsed


def add_styles(docx: DocxDocument, styles: str) -> dict[str, str]:
    """Add those styles, ``<w:style>…</w:style>`` one after the other, that the document lacks.

    Answers our id → the id by which the document has it.
    """
    root = docx.styles.element
    there = {_name(style): _id(style) for style in root.iterfind(qn("w:style"))}
    taken = set(there.values())
    ids: dict[str, str] = {}
    added = []
    for style in parsed(styles):
        ours, name = _id(style), _name(style)
        ids[ours] = there[name] if name in there else _free(ours, taken)
        if name not in there:
            taken.add(ids[ours])
            added.append(style)
    for style in added:
        style.set(qn("w:styleId"), ids[_id(style)])
        for following in style.iterfind(qn("w:next")):
            following.set(qn("w:val"), ids[_value(following)])
        root.append(style)
    return ids


def _id(style: etree._Element) -> str:
    return style.get(qn("w:styleId")) or ""


def _name(style: etree._Element) -> str:
    named = style.find(qn("w:name"))
    return "" if named is None else _value(named)


def _value(element: etree._Element) -> str:
    return element.get(qn("w:val")) or ""


def _free(wanted: str, taken: set[str]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def restyled(elements: Iterable[etree._Element], ids: Mapping[str, str]) -> list[etree._Element]:
    """The elements with our styles by the ids that the document has them under."""
    found = list(elements)
    for element in found:
        for use in element.iter(qn("w:pStyle"), qn("w:rStyle")):
            value = _value(use)
            use.set(qn("w:val"), ids.get(value, value))
    return found


def add_fonts(docx: DocxDocument) -> None:
    """Tell the document what may stand in for our fonts, where it has a font table and does not name them."""
    try:
        part = docx.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    except KeyError:
        return
    root = etree.fromstring(part.blob)
    known = {font.get(qn("w:name")) for font in root}
    missing = [entry for name, entry in font_entries().items() if name not in known]
    if missing:
        root.extend(etree.fromstring(f'<w:fonts xmlns:w="{W_NS}">{"".join(missing)}</w:fonts>'))
        part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
