"""An official paper laid out on pages as GB/T 9704-2012 has it, a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from PySide6.QtGui import QImage

from qcapp.forms.chart import Chart
from qcapp.forms.paper import Annex, Grid, Level, OfficialPaper, Paragraph, Part
from ui.paper.canvas import Canvas
from ui.paper.faces import BODY, LEVEL_ONE, LEVEL_TWO, PITCH, POINT, TITLE
from ui.paper.grids import put_grid
from ui.paper.sheet import LANDSCAPE, PORTRAIT, Page
from ui.paper.tables import put_table
from ui.paper.wrapping import Align, Text, Wrapper

CHARACTER: Final = BODY.size * POINT - 5
_INDENT: Final = 2 * CHARACTER
_LEVELS: Final = {Level.BODY: BODY, Level.ONE: LEVEL_ONE, Level.TWO: LEVEL_TWO, Level.THREE: BODY}

Step = Page | None
"""A page that is done, or None: there is time for something else."""


def lay_out(paper: OfficialPaper, pictures: Mapping[Chart, QImage], wrapper: Wrapper) -> Iterator[Step]:
    """The pages in their order. A chart that is not among ``pictures`` yet has its room kept."""
    wrapper.begin()
    canvas = Canvas(wrapper, PORTRAIT)
    canvas.open(PORTRAIT)
    _head(canvas, paper)
    yield from _parts(canvas, paper.parts, pictures)
    _annex_list(canvas, paper.annexes)
    _end(canvas, paper)
    several = len(paper.annexes) > 1
    for number, annex in enumerate(paper.annexes, 1):
        yield from _annex(canvas, annex, f"附件{number}" if several else "附件", pictures)
    canvas.close()
    yield from canvas.take()


def _head(canvas: Canvas, paper: OfficialPaper) -> None:
    if paper.number:
        canvas.put(Text(paper.number, BODY, Align.CENTRE))
        canvas.blank(PITCH)
    canvas.put(Text(paper.title, TITLE, Align.CENTRE))
    canvas.blank(PITCH)
    if paper.addressee:
        canvas.put(Text(f"{paper.addressee}：", BODY))


def _parts(canvas: Canvas, parts: Sequence[Part], pictures: Mapping[Chart, QImage]) -> Iterator[Step]:
    for part in parts:
        match part:
            case Paragraph():
                keep = PITCH if part.level in (Level.ONE, Level.TWO) else 0
                kind = _LEVELS[part.level]
                lead = len(part.lead.encode("utf-16-le")) // 2
                canvas.put(Text(part.lead + part.text, kind, indent=_INDENT, lead=lead, lead_kind=LEVEL_TWO), keep=keep)
            case Grid():
                for _ in put_grid(canvas, part):
                    yield from canvas.take()
                    yield None
            case Chart():
                width = canvas.sheet.text_width
                canvas.picture(pictures.get(part), width, width * _shape(part), part.title)
        yield from canvas.take()
        yield None


def _annex_list(canvas: Canvas, annexes: Sequence[Annex]) -> None:
    """附件：1.×××, the later numbers below the first."""
    if not annexes:
        return
    canvas.blank(PITCH)
    inset = _INDENT + 3 * CHARACTER
    for number, annex in enumerate(annexes, 1):
        words = f"{number}.{annex.title}" if len(annexes) > 1 else annex.title
        if number == 1:
            canvas.put(Text(f"附件：{words}", BODY, Align.LEFT, indent=-3 * CHARACTER, left=inset))
        else:
            canvas.put(Text(words, BODY, Align.LEFT, left=inset))


def _end(canvas: Canvas, paper: OfficialPaper) -> None:
    """署名 over the day, the day four characters in and the name with its middle above; then whom to ask."""
    day = f"{paper.day.year}年{paper.day.month}月{paper.day.day}日" if paper.day else ""
    if paper.signature or day:
        canvas.blank(PITCH, 2)
    inset = 4.0 * CHARACTER
    if paper.signature:
        wider = (_width(canvas, paper.signature) - _width(canvas, day)) / 2 if day else 0.0
        keep = PITCH if day else 0
        canvas.put(Text(paper.signature, BODY, Align.RIGHT, right=max(inset - wider, 0.0)), keep=keep)
    if day:
        canvas.put(Text(day, BODY, Align.RIGHT, right=inset))
    if paper.contact:
        canvas.put(Text(f"（{paper.contact}）", BODY, indent=_INDENT))


def _width(canvas: Canvas, words: str) -> float:
    """Of one line of the body."""
    return canvas.wrap(Text(words, BODY, Align.LEFT)).lines[0].naturalTextWidth()


def _annex(canvas: Canvas, annex: Annex, name: str, pictures: Mapping[Chart, QImage]) -> Iterator[Step]:
    if annex.table is not None:
        for _ in put_table(canvas, annex.table, name):
            yield from canvas.take()
            yield None
        return
    canvas.open(LANDSCAPE if annex.landscape else PORTRAIT)
    canvas.put(Text(name, LEVEL_ONE, Align.LEFT))
    canvas.blank(PITCH)
    canvas.put(Text(annex.title, TITLE, Align.CENTRE))
    canvas.blank(PITCH)
    yield from _parts(canvas, annex.parts, pictures)


def _shape(chart: Chart) -> float:
    """Height by width."""
    return 0.5
