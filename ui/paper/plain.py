"""A paper's words as plain text, for the clipboard: a line a paragraph, a table's cells between tabs as WPS takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qcapp.forms.chart import Chart
from qcapp.forms.paper import Grid, OfficialPaper, Paragraph, Part
from ui.clipboard import as_cells


def plain_text(paper: OfficialPaper) -> str:
    return "\n".join(_lines(paper)) + "\n"


def _lines(paper: OfficialPaper) -> Iterator[str]:
    if paper.number:
        yield paper.number
    yield paper.title
    if paper.addressee:
        yield f"{paper.addressee}："
    yield from _parts(paper.parts)
    for number, annex in enumerate(paper.annexes, 1):
        name = f"{number}.{annex.name}" if len(paper.annexes) > 1 else annex.name
        yield f"附件：{name}" if number == 1 else name
    if paper.signature:
        yield paper.signature
    if paper.day is not None:
        yield f"{paper.day.year}年{paper.day.month}月{paper.day.day}日"
    if paper.contact:
        yield f"（{paper.contact}）"
    for annex in paper.annexes:
        yield ""
        yield annex.name
        yield from _parts(annex.parts)


def _parts(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        match part:
            case Paragraph():
                yield part.lead + part.text
            case Grid():
                yield as_cells((part.headings, *part.rows))
                if part.note:
                    yield part.note
            case Chart():
                yield f"（图：{part.title}）"
