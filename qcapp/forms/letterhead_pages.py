"""The pages of a letterhead: its own stay as they are; annexes follow on ours, with its page numbers or, if it has none, ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

from docx.document import Document as DocxDocument
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from lxml import etree

from qcapp.forms.docx_base import parsed
from qcapp.forms.letterhead import Letterhead
from qcapp.forms.page_numbers import PageNumbers
from qcapp.forms.paper_builder import PaperBuilder, Section
from qcapp.forms.paper_sections import UPRIGHT, Sheet, closed, ended

_HEADER, _FOOTER, _KIND, _ID = qn("w:headerReference"), qn("w:footerReference"), qn("w:type"), qn("r:id")
_SHOWN = tuple(map(qn, ("w:drawing", "w:pict", "w:fldSimple", "w:instrText", "w:pgNum")))
_FOOT = {"default", "even"}


Feet = Callable[[Sheet], str]
"""The references to footers, as XML, of a section on that sheet."""


def number_pages(docx: DocxDocument, numbers: PageNumbers) -> Feet:
    """Give the letterhead's pages numbers where it has nothing at their feet; answers the feet of the annexes."""
    sections = list(docx.element.body.iter(qn("w:sectPr")))
    feet = [reference for each in sections for reference in each.findall(_FOOTER) if reference.get(_KIND) in _FOOT]
    shown = [reference for reference in feet if _shows_something(docx, reference)]
    if shown:
        last = {str(reference.get(_KIND)): str(reference.get(_ID)) for reference in feet}
        own = "".join(f'<w:footerReference w:type="{kind}" r:id="{relation}"/>' for kind, relation in last.items())
        numbered = any(_has_number(docx, reference) for reference in shown)
        return lambda sheet: numbers.references(sheet) if sheet.turned and numbered else own
    for reference in feet:
        _remove(reference)
    alike = not docx.settings.odd_and_even_pages_header_footer
    docx.settings.odd_and_even_pages_header_footer = True
    for each in sections:
        if alike:
            _same_on_even_pages(each)
        added = parsed(numbers.upright)
        if each.find(qn("w:titlePg")) is not None and not any(one.get(_KIND) == "first" for one in each.findall(_FOOTER)):
            first = deepcopy(added[0])
            first.set(_KIND, "first")
            added.append(first)
        for reference in reversed(added):
            each.insert(0, reference)
    return numbers.references


def _foot(docx: DocxDocument, reference: etree._Element) -> etree._Element | None:
    part = docx.part.related_parts.get(str(reference.get(_ID)))
    return part.element if isinstance(part, XmlPart) else None


def _shows_something(docx: DocxDocument, reference: etree._Element) -> bool:
    foot = _foot(docx, reference)
    return foot is not None and _says([foot])


def _has_number(docx: DocxDocument, reference: etree._Element) -> bool:
    foot = _foot(docx, reference)
    if foot is None:
        return False
    fields = [each.get(qn("w:instr")) or each.text or "" for each in foot.iter(qn("w:fldSimple"), qn("w:instrText"))]
    return any("PAGE" in each.upper().split() for each in fields) or next(foot.iter(qn("w:pgNum")), None) is not None


def _same_on_even_pages(section: etree._Element) -> None:
    """Until now its even pages had the header of the odd ones."""
    headers = {each.get(_KIND): each for each in section.findall(_HEADER)}
    if "default" in headers and "even" not in headers:
        even = deepcopy(headers["default"])
        even.set(_KIND, "even")
        headers["default"].addnext(even)


def add_annexes(letterhead: Letterhead, builder: PaperBuilder, sections: Sequence[Section], feet: Feet) -> None:
    """Put the annexes in the place of 【附件】 or at the end."""
    place = letterhead.annexes
    rest = _rest(place) if place is not None else []
    made = [(elements, builder.section(sheet, feet(sheet))) for sheet, elements in sections]
    if place is not None and made and _says(rest):
        _between(place, made, parsed(feet(UPRIGHT)))
        return
    for each in (place, *(() if _says(rest) else rest)) if place is not None else ():
        _remove(each)
    if made:
        _at_the_end(letterhead.docx.element.body, made)


def _at_the_end(body: etree._Element, made: Sequence[tuple[list[etree._Element], etree._Element]]) -> None:
    own = body[-1]
    body.remove(own)
    last = [body[-1]] if len(body) else []
    body.extend(ended(last, own))
    for elements, section in made[:-1]:
        body.extend(ended(elements, section))
    elements, section = made[-1]
    body.extend((*closed(elements), section))


def _between(
    place: etree._Element, made: Sequence[tuple[list[etree._Element], etree._Element]], feet: Sequence[etree._Element]
) -> None:
    """What follows goes on as it was, on a new page, and with no first page's head again."""
    own, above = _section_of(place), place.getprevious()
    for elements, section in (([] if above is None else [above], deepcopy(own)), *made):
        for each in ended(elements, section):
            place.addprevious(each)
    _remove(place)
    if own.find(_FOOTER) is None:
        for reference in reversed(feet):
            own.insert(0, reference)
    for first in own.findall(qn("w:titlePg")):
        own.remove(first)
    for kind in own.findall(qn("w:type")):
        kind.set(qn("w:val"), "nextPage")
    for numbering in own.findall(qn("w:pgNumType")):
        if qn("w:start") in numbering.attrib:
            del numbering.attrib[qn("w:start")]


def _section_of(place: etree._Element) -> etree._Element:
    """The ``w:sectPr`` that says what the page of this paragraph looks like."""
    for following in place.itersiblings():
        own = following if following.tag == qn("w:sectPr") else following.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if own is not None:
            return own
    raise AssertionError("a body ends with its section")


def _rest(place: etree._Element) -> list[etree._Element]:
    return [each for each in place.itersiblings() if each.tag != qn("w:sectPr")]


def _says(elements: Sequence[etree._Element]) -> bool:
    """Whether there is anything in them to see, or the end of a section."""
    wanted = (*_SHOWN, qn("w:t"), qn("w:tbl"), qn("w:sectPr"))
    return any(
        each.tag != qn("w:t") or bool((each.text or "").strip()) for element in elements for each in element.iter(*wanted)
    )


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
