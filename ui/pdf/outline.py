"""The outline of a painted PDF: a bookmark for each 重点任务, or group of a view, that leads to where it begins.

QPdfWriter has no word for it. It is added behind the file as PDF's own way of amending one: new objects, and a table of where
they stand that names the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from mmap import mmap

from ui.pdf.blocks import CONTINUED
from ui.pdf.sheet import POINT, Page, Sheet

_END = re.compile(rb"trailer\s*<<(?P<trailer>.*?)>>\s*startxref\s+(?P<xref>\d+)\s+%%EOF\s*$", re.DOTALL)
_KIDS = re.compile(rb"/Type\s*/Pages\b[^>]*?/Kids\s*\[(?P<kids>[^\]]*)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """``page`` from 0; ``top`` is twips from its upper edge."""

    words: str
    page: int
    top: int


def bookmarks(pages: Sequence[Page], part: str) -> Iterator[Bookmark]:
    """Each heading, a cell of that part, where it begins; where one goes on it is not told again."""
    last = ""
    for at, page in enumerate(pages):
        for cell in page.cells:
            words = cell.text.removesuffix(CONTINUED)
            if cell.part == part and words and words != last:
                yield Bookmark(words, at, cell.top)
                last = words


def outline(pdf: bytes | bytearray | mmap, marks: Sequence[Bookmark], sheet: Sheet) -> bytes:
    """What is put behind the file for it to have that outline; nothing where there is one place at most to lead to, or it is
    built as no writer of ours does."""
    end, kids = _END.search(pdf), _KIDS.search(pdf)
    if len(marks) < 2 or end is None or kids is None:
        return b""
    numbers = [int(each) for each in re.findall(rb"(\d+)\s+0\s+R", kids["kids"])]
    size, root = (re.search(pattern, end["trailer"]) for pattern in (rb"/Size\s+(\d+)", rb"/Root\s+(\d+)\s+0\s+R"))
    if size is None or root is None or any(mark.page >= len(numbers) for mark in marks):
        return b""
    catalogue = re.search(rb"(?<!\d)%b 0 obj\s*<<(?P<said>.*?)>>\s*endobj" % root[1], pdf, re.DOTALL)
    if catalogue is None:
        return b""
    first = int(size[1])
    objects = {int(root[1]): b"<<%b/Outlines %d 0 R\n/PageMode /UseOutlines\n>>" % (catalogue["said"], first)}
    objects |= dict(_objects(first, marks, numbers, sheet))
    return _amendment(len(pdf), objects, end)


def _objects(first: int, marks: Sequence[Bookmark], pages: Sequence[int], sheet: Sheet) -> Iterator[tuple[int, bytes]]:
    """The outline, numbered ``first``, and its lines behind it."""
    last = first + len(marks)
    yield first, b"<<\n/Type /Outlines\n/First %d 0 R\n/Last %d 0 R\n/Count %d\n>>" % (first + 1, last, len(marks))
    for number, mark in enumerate(marks, start=first + 1):
        before = b"/Prev %d 0 R\n" % (number - 1) if number > first + 1 else b""
        after = b"/Next %d 0 R\n" % (number + 1) if number < last else b""
        title = mark.words.encode("utf-16-be", "replace").hex().upper().encode()
        place = b"[%d 0 R /XYZ null %d null]" % (pages[mark.page], round((sheet.height - mark.top) / POINT))
        yield number, b"<<\n/Title <FEFF%b>\n/Parent %d 0 R\n%b%b/Dest %b\n>>" % (title, first, before, after, place)


def _amendment(at: int, objects: dict[int, bytes], end: re.Match[bytes]) -> bytes:
    """``at``: where it begins in the file."""
    body, places = bytearray(), b""
    for number, said in objects.items():
        places += b"%d 1\n%010d 00000 n \n" % (number, at + len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, said)
    size = re.sub(rb"/Size\s+\d+", b"/Size %d" % (max(objects) + 1), end["trailer"])
    trailer = b"trailer\n<<%b/Prev %b\n>>\nstartxref\n%d\n%%%%EOF\n" % (size, end["xref"], at + len(body))
    return bytes(body + b"xref\n" + places + trailer)
