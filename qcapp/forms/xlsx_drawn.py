"""What stands at the cells of an xlsx or xlsb and not in them: comments, text boxes, pictures.

Ordinary forms have none: where a sheet has no relationships nothing is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from qcapp.domain.patterns import LazyPattern
from qcapp.domain.sheet import Aside
from qcapp.forms.sheet_texts import SheetFacts
from qcapp.forms.xlsx_cells import RawCell, place_of, rich_text, whole
from qcapp.forms.xlsx_parts import XlsxParts, attribute

COMMENT, TEXT_BOX = "批注", "文本框"
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
# What Excel writes before a thread for programs that know no threads, in whatever language.
_PREAMBLE = LazyPattern(r"^\[[^\]]*\][\s\S]*?linkid=\d+\s*")
_SPEAKER = LazyPattern(r"^(?:comment|reply|注释|批注|评论|答复|回复)\s*[:：]\s*", re.IGNORECASE)


class Drawings:
    """Fills SheetFacts; counts what could not be had over the whole file."""

    def __init__(self, parts: XlsxParts) -> None:
        self._parts = parts
        self.lost_pictures = 0
        self.embedded = 0

    @property
    def notes(self) -> Iterator[str]:
        if self.lost_pictures:
            yield f"有 {self.lost_pictures} 张图片只是链接或已丢失，没有取到，请向填报单位要原图。"
        if self.embedded:
            yield f"表里嵌入了 {self.embedded} 个文件或对象，没有读取，请打开原文件双击图标查看。"

    def collect(self, path: str, facts: SheetFacts) -> None:
        """All that belongs to the sheet of that path."""
        threads: dict[tuple[int, int], list[str]] = {}
        for relation in self._parts.relations(path):
            if relation.kind == "threadedComment":
                self._threads(relation.target, threads)
            elif relation.kind == "drawing":
                self._drawing(relation.target, facts)
            elif relation.kind in ("oleObject", "package"):
                self.embedded += 1
        facts.asides += [Aside(*spot, COMMENT, "\n".join(texts)) for spot, texts in threads.items()]
        for relation in self._parts.relations(path, "comments"):
            for spot, text in _comments(self._parts, relation.target):
                if spot not in threads and text:
                    facts.asides.append(Aside(*spot, COMMENT, text))

    def _threads(self, path: str, threads: dict[tuple[int, int], list[str]]) -> None:
        for element in self._parts.elements(path, "threadedComment"):
            spot = place_of(element.get("ref") or "")
            text = "".join("".join(child.itertext()) for child in element.iterchildren("{*}text")).strip()
            if spot and text:
                threads.setdefault(spot, []).append(text)

    def _drawing(self, path: str, facts: SheetFacts) -> None:
        for anchor in self._parts.root(path).iterchildren(*(f"{{*}}{name}" for name in _ANCHORS)):
            row, column = _from(anchor)
            for shape in _shapes(anchor):
                if shape.tag.endswith("}sp"):
                    if text := _box_text(shape):
                        facts.asides.append(Aside(row, column, TEXT_BOX, text))
                elif part := self._picture(path, shape):
                    facts.pictures.append((row, column, part))

    def _picture(self, path: str, shape: Any) -> str | None:
        """Name in the archive of the picture's part."""
        for blip in shape.iter("{*}blip"):
            if target := self._parts.target(path, attribute(blip, "embed")):
                return self._parts.entry(target)
        self.lost_pictures += 1
        return None

    def cell_images(self) -> dict[str, str]:
        """Id of a WPS cell image → the name of its part."""
        found: dict[str, str] = {}
        paths = [each.target for each in self._parts.relations(self._parts.workbook) if each.kind.lower() == "cellimage"]
        for path in paths or ["xl/cellimages.xml"]:
            for shape in self._parts.elements(path, "pic"):
                named = next(shape.iter("{*}cNvPr"), None)
                if named is not None and (part := self._picture(path, shape)):
                    found[named.get("name") or ""] = part
        return found


class RichImages:
    """Pictures that Excel has put into cells in a value's place, found through five parts of its own making."""

    def __init__(self, parts: XlsxParts) -> None:
        self._parts = parts

    def collect(self, cells: list[RawCell], facts: SheetFacts) -> None:
        for cell in cells:
            if 0 < cell.rich <= len(self._values) and (part := self._image(self._values[cell.rich - 1])):
                facts.pictures.append((cell.row, cell.column, part))

    @cached_property
    def _values(self) -> list[int]:
        """The rich value of each entry that a cell may name, counted from 1 there."""
        metadata = self._parts.root(self._parts.related("sheetMetadata"))
        values = [whole(each.get("i")) for each in metadata.iter("{*}rvb")]
        found = []
        for block in metadata.iterchildren("{*}valueMetadata"):
            for record in block.iter("{*}rc"):
                place = whole(record.get("v"))
                found.append(values[place] if place < len(values) else -1)
        return found

    @cached_property
    def _records(self) -> list[dict[str, str]]:
        """The fields of each rich value."""
        kinds = [
            [key.get("n") or "" for key in each.iterchildren("{*}k")]
            for each in self._parts.elements(self._parts.related("rdRichValueStructure"), "s")
        ]
        found = []
        for value in self._parts.elements(self._parts.related("rdRichValue"), "rv"):
            kind = whole(value.get("s"))
            texts = ["".join(each.itertext()) for each in value.iterchildren("{*}v")]
            found.append(dict(zip(kinds[kind] if kind < len(kinds) else [], texts, strict=False)))
        return found

    @cached_property
    def _targets(self) -> list[str]:
        path = self._parts.related("richValueRel")
        return [self._parts.target(path, attribute(each, "id")) for each in self._parts.elements(path, "rel")]

    def _image(self, value: int) -> str | None:
        fields = self._records[value] if 0 <= value < len(self._records) else {}
        for name, text in fields.items():
            if name.endswith("LocalImageIdentifier") and whole(text) < len(self._targets):
                target = self._targets[whole(text)]
                return self._parts.entry(target) if target else None
        return None


def _comments(parts: XlsxParts, path: str) -> Iterator[tuple[tuple[int, int], str]]:
    if path.endswith(".bin"):
        from qcapp.forms.xlsb_parts import binary_comments

        for place, author, text in binary_comments(parts.part(path)):
            yield place, comment_text(text, author)
        return
    root = parts.root(path)
    authors = ["".join(each.itertext()) for each in root.iter("{*}author")]
    for element in root.iter("{*}comment"):
        spot = place_of(element.get("ref") or "")
        number = whole(element.get("authorId"))
        text = "".join(rich_text(child) for child in element.iterchildren("{*}text"))
        if spot:
            author = authors[number] if number < len(authors) else ""
            yield spot, comment_text(text, author if author and text.startswith(author) else _bold_name(element))


def _bold_name(comment: Any) -> str:
    """The name before a comment whose author another program has forgotten: it is bold, and a line of its own."""
    run = next(comment.iter("{*}r"), None)
    name = rich_text(run) if run is not None and next(run.iter("{*}b"), None) is not None else ""
    return name.strip()[:-1] if name.strip().endswith((":", "：")) else ""


def comment_text(text: str, author: str) -> str:
    """What a comment says, without the name that programs write before it and without their notes on threads."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    preamble = _PREAMBLE.match(text)
    if preamble:
        lines = (_SPEAKER.sub("", line.strip()) for line in text[preamble.end() :].split("\n"))
        return "\n".join(line for line in lines if line)
    for colon in ":：":
        if author and text.startswith(author + colon):
            return text[len(author) + 1 :].strip()
    return text


def _from(anchor: Any) -> tuple[int, int]:
    """(row, column) where it begins; an anchor of none stands at the sheet's beginning."""
    start = next(anchor.iterchildren("{*}from"), None)
    if start is None:
        return 0, 0
    row, column = next(start.iterchildren("{*}row"), None), next(start.iterchildren("{*}col"), None)
    return (whole((row.text or "").strip()) if row is not None else 0), (
        whole((column.text or "").strip()) if column is not None else 0
    )


def _shapes(element: Any) -> Iterator[Any]:
    """Boxes and pictures, in groups as well; of alternatives the first that has any."""
    for child in element.iterchildren("{*}sp", "{*}pic", "{*}grpSp", "{*}AlternateContent"):
        if child.tag.endswith(("}sp", "}pic")):
            yield child
        elif child.tag.endswith("}grpSp"):
            yield from _shapes(child)
        else:
            yield from next(filter(None, ([*_shapes(choice)] for choice in child)), [])


def _box_text(shape: Any) -> str:
    paragraphs = []
    for body in shape.iterchildren("{*}txBody"):
        for paragraph in body.iterchildren("{*}p"):
            pieces = (
                "\n" if piece.tag.endswith("}br") else piece.text or "" for piece in paragraph.iter("{*}t", "{*}br")
            )
            paragraphs.append("".join(pieces))
    return "\n".join(paragraphs).strip()
