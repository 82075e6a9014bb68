"""What stands at a cell of a docx and not in its text: comments, notes, text boxes, pictures.

Each leaves a mark in the tree where it is anchored, which is read with the cell that it is found in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from qcapp.domain.sheet import Aside, Picture, Sheet
from qcapp.forms.docx_parts import DocxParts, paragraphs_of, value_of, w

MARK = "{urn:yingshang:mark}mark"
COMMENT, BOX, FOOTNOTE, ENDNOTE = "批注", "文本框", "脚注", "尾注"

_CELL, _TABLE, _BOX = w("tc"), w("tbl"), w("txbxContent")
_DRAWN = w("drawing", "pict", "object")
_FOOTNOTES, _ENDNOTES = w("footnoteReference"), w("endnoteReference")
_PICTURES = ("{*}blip", "{*}imagedata")
# A chart, a diagram, a file of another program: what it holds is in none of the parts that are read.
_OBJECTS = ("{*}OLEObject", "{*}chart", "{*}relIds")


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that stand in a ``kind`` of thing, or with ``kind`` "" a picture: the name of its part."""

    kind: str
    text: str


@dataclass
class Marks:
    """Those of one document, by their numbers in the tree; and what stands outside of all cells.

    ``lost`` pictures are linked from elsewhere or missing; ``objects`` and ``lost`` count within tables only.
    """

    set: list[Mark] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    boxes: int = 0
    lost: int = 0
    objects: int = 0

    def put(self, place: Any, kind: str, text: str) -> None:
        """Set a mark before the element."""
        place.addprevious(etree.Element(MARK, n=str(len(self.set))))
        self.set.append(Mark(kind, text))

    def placed(self, sheet: Sheet, spots: Iterable[tuple[int, int, int]]) -> tuple[tuple[Aside, ...], tuple[Picture, ...]]:
        """What the marks found in a sheet's cells mean; a spot is a mark's number, row and column."""
        found = [(self.set[number], row, column) for number, row, column in spots]
        return (
            tuple(Aside(row, column, mark.kind, mark.text) for mark, row, column in found if mark.kind),
            tuple(Picture(sheet.name, row, column, mark.text) for mark, row, column in found if not mark.kind),
        )


def set_marks(root: Any, parts: DocxParts) -> Marks:
    """Take out of the cells what is drawn there and leave marks for it, for comments and for notes."""
    marks = Marks()
    if comments := parts.comments():
        _comments(root, comments, marks)
    for element in list(root.iter(*_DRAWN, *_FOOTNOTES, *_ENDNOTES)):
        if element.tag in _DRAWN:
            _drawn(element, root, parts, marks)
        else:
            _note(element, parts, marks)
    return marks


def lift_marks(element: Any) -> None:
    """Move the marks within an element that is about to go to just before it."""
    for mark in list(element.iter(MARK)):
        element.addprevious(mark)


def _in_cell(element: Any) -> bool:
    return next(element.iterancestors(*_CELL), None) is not None


def _comments(root: Any, comments: Mapping[str, str], marks: Marks) -> None:
    """A comment stands where its words begin, or else where its sign is."""
    waiting = dict(comments)
    for place in list(root.iter(*w("commentRangeStart", "commentReference"))):
        name = value_of(place, "id") or ""
        if name in waiting and _in_cell(place):
            marks.put(place, COMMENT, waiting.pop(name))
    marks.comments += waiting.values()


def _note(reference: Any, parts: DocxParts, marks: Marks) -> None:
    kind, part = (FOOTNOTE, "footnotes") if reference.tag in _FOOTNOTES else (ENDNOTE, "endnotes")
    text = parts.notes(part).get(value_of(reference, "id") or "", "")
    if text and _in_cell(reference):
        marks.put(reference, kind, text)
    elif text:
        marks.notes.append(f"{kind}：{text}")


def _drawn(drawn: Any, root: Any, parts: DocxParts, marks: Marks) -> None:
    """Outside of tables a text box stays: it is read as text."""
    around = list(drawn.iterancestors())
    if not around or around[-1] is not root:
        return  # it has gone with one that it stood in
    pictures = _pictures(drawn, parts)
    text = "\n".join(line for box in drawn.iter(*_BOX) for line in paragraphs_of(box))
    if not any(each.tag in _CELL for each in around):
        marks.boxes += bool(text) and next(drawn.iter(*_TABLE), None) is None
        marks.pictures += [part for picture, part in pictures if part and next(picture.iterancestors(*_DRAWN)) is drawn]
        return
    lift_marks(drawn)
    if text:
        marks.put(drawn, BOX, text)
    for _, part in pictures:
        if part:
            marks.put(drawn, "", part)
    marks.lost += sum(1 for _, part in pictures if not part)
    marks.objects += next(drawn.iter(*_OBJECTS), None) is not None
    drawn.getparent().remove(drawn)


def _pictures(drawn: Any, parts: DocxParts) -> list[tuple[Any, str]]:
    """Each picture once, with the name of its part, "" where the file has none."""
    found: dict[str, tuple[Any, str]] = {}
    for picture in drawn.iter(*_PICTURES):
        name = value_of(picture, "embed") or value_of(picture, "id") or ""
        found.setdefault(name, (picture, parts.picture(name)))
    return list(found.values())
