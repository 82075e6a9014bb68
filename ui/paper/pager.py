"""An official paper laid out on pages as GB/T 9704-2012 has it, a piece at a time; its docx comes to the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from PySide6.QtGui import QImage

from qcapp.forms.chart import Chart
from qcapp.forms.paper import Annex, Grid, Level, OfficialPaper, Paragraph, Part
from qcapp.forms.paper_pictures import picture_height, picture_heights
from qcapp.forms.paper_sections import TURNED, UPRIGHT
from qcapp.forms.paper_words import (
    addressee_line,
    annex_label,
    annex_list,
    contact_line,
    day_text,
    seal_indents,
)
from ui.paper.canvas import Canvas
from ui.paper.faces import BODY, CAPTION, LEVEL_ONE, LEVEL_TWO, MILLIMETRE, PITCH, POINT, TITLE
from ui.paper.grids import put_grid
from ui.paper.sheet import LANDSCAPE, PORTRAIT, Page, Sheet
from ui.paper.tables import put_table
from ui.paper.wrapping import Align, Text, Wrapper

CHARACTER: Final = BODY.size * POINT - 5
_INDENT: Final = 2 * CHARACTER
_LEVELS: Final = {Level.ONE: LEVEL_ONE, Level.TWO: LEVEL_TWO, Level.THREE: BODY, Level.BODY: BODY}
_DEPTH: Final = list(_LEVELS)

Step = Page | None
"""A page that is done, or None: there is time for something else."""


class _Picture(NamedTuple):
    """Millimetres; ``image``: None while it is drawn."""

    width: float
    height: float
    image: QImage | None


def lay_out(paper: OfficialPaper, pictures: Mapping[Chart, QImage], wrapper: Wrapper) -> Iterator[Step]:
    """The pages in their order. A chart that is not among ``pictures`` yet has its room kept."""
    drawn = {chart: _Picture(*size, pictures.get(chart)) for chart, size in chart_sizes(paper).items()}
    wrapper.begin()
    canvas = Canvas(wrapper, PORTRAIT)
    canvas.open(PORTRAIT)
    yield from _head(canvas, paper)
    ending = [*_annex_lines(paper), *_closing(paper)]
    below = 0.0
    for each in ending:
        below += _height(canvas, each)
        yield None
    yield from _parts(canvas, paper.parts, drawn, below)
    for each in ending:
        _put_line(canvas, each)
    for place, annex in enumerate(paper.annexes):
        yield from _annex(canvas, annex, annex_label(paper, place), drawn)
    canvas.close()
    yield from canvas.take()


def chart_sizes(paper: OfficialPaper) -> dict[Chart, tuple[float, float]]:
    """Width and height of each chart's picture, millimetres."""
    sizes = {part: (UPRIGHT.text_width, picture_height(part, UPRIGHT)) for part in paper.parts if isinstance(part, Chart)}
    heights = picture_heights(paper)
    for annex in paper.annexes:
        width = (TURNED if annex.landscape else UPRIGHT).text_width
        sizes |= {part: (width, heights[part]) for part in annex.parts if isinstance(part, Chart)}
    return sizes


def _head(canvas: Canvas, paper: OfficialPaper) -> Iterator[Step]:
    """The first words of a kind have its font opened, which takes a while."""
    if paper.number.strip():
        canvas.put(Text(paper.number.strip(), BODY, Align.CENTRE))
        canvas.blank(PITCH, 2)
        yield None
    canvas.put(Text(paper.title.strip(), TITLE, Align.CENTRE))
    canvas.blank(PITCH)
    yield None
    if named := addressee_line(paper.addressee):
        canvas.put(Text(named, BODY))
        yield None


def _parts(canvas: Canvas, parts: Sequence[Part], pictures: Mapping[Chart, _Picture], ending: float = 0.0) -> Iterator[Step]:
    """``ending``: what must stand on one page with the last lines."""
    said = [part for part in parts if _says_something(part)]
    for place, part in enumerate(said):
        last = place == len(said) - 1
        match part:
            case Paragraph():
                for text in _texts(part):
                    canvas.put(text, keep=ending if last else _headed(canvas, said, place, ending))
            case Grid():
                if place and isinstance(said[place - 1], Grid):
                    canvas.blank(PITCH)
                for _ in put_grid(canvas, part):
                    yield from canvas.take()
                    yield None
            case Chart():
                _chart(canvas, part, pictures[part])
        yield from canvas.take()
        yield None


def _says_something(part: Part) -> bool:
    if isinstance(part, Paragraph):
        return bool((part.lead + part.text).strip())
    if isinstance(part, Grid):
        return bool(part.headings or any(part.rows) or part.note.strip())
    return bool(part.labels and part.series)


def _texts(part: Paragraph) -> Iterator[Text]:
    """A line of its text is a paragraph of its own, of which the first has the lead."""
    lines = [line for line in part.text.split("\n") if line.strip()] or [""]
    lead = part.lead.replace("\n", "")
    units = len(lead.encode("utf-16-le", "surrogatepass")) // 2
    yield Text(lead + lines[0], _LEVELS[part.level], indent=_INDENT, lead=units, lead_kind=LEVEL_TWO if units else None)
    yield from (Text(line, _LEVELS[part.level], indent=_INDENT) for line in lines[1:])


def _headed(canvas: Canvas, parts: Sequence[Part], place: int, ending: float) -> float:
    """Of a heading: the headings right below it and a line of what they head, with what must stand below that."""
    room = 0.0
    for part, following in zip(parts[place:], parts[place + 1 :], strict=False):
        if not isinstance(part, Paragraph) or part.level is Level.BODY:
            break
        if not isinstance(following, Paragraph):
            return room + PITCH
        if _DEPTH.index(following.level) <= _DEPTH.index(part.level):
            break
        height = sum(canvas.wrap(text).height for text in _texts(following))
        if following is parts[-1] and height == PITCH:
            return room + PITCH + ending
        room += height if following.level is not Level.BODY else PITCH
    return room


def _chart(canvas: Canvas, chart: Chart, picture: _Picture) -> None:
    """With its title below."""
    canvas.picture(picture.image, picture.width * MILLIMETRE, picture.height * MILLIMETRE, keep=PITCH)
    canvas.put(Text(chart.title, CAPTION, Align.CENTRE))


def _annex_lines(paper: OfficialPaper) -> Iterator[Text | None]:
    """附件说明 below an empty line, which is None; names that run on begin below their first character."""
    listed = annex_list(paper)
    if listed:
        yield None
    for place, (before, name) in enumerate(listed):
        number = 0 if len(listed) == 1 else len(f"{len(listed)}.") / 2
        hanging = number if place else 3 + number
        left = (5 + number) * CHARACTER
        yield Text(before + name, BODY, Align.LEFT, indent=-hanging * CHARACTER, left=left)


def _closing(paper: OfficialPaper) -> Iterator[Text | None]:
    """署名 and 成文日期 two empty lines below the text; then whom to ask."""
    name, dated = paper.signature.strip(), day_text(paper.day) if paper.day else ""
    if name or dated:
        yield from (None, None)
    left, right = seal_indents(name, dated)
    for words in (*name.split("\n"), dated):
        if words.strip():
            yield Text(words, BODY, Align.CENTRE, left=left * CHARACTER, right=right * CHARACTER)
    if noted := contact_line(paper.contact):
        yield Text(noted, BODY, indent=_INDENT)


def _height(canvas: Canvas, text: Text | None) -> float:
    return PITCH if text is None else canvas.wrap(text).height


def _put_line(canvas: Canvas, text: Text | None) -> None:
    if text is None:
        canvas.blank(PITCH)
    else:
        canvas.put(text)


def _annex(canvas: Canvas, annex: Annex, label: str, pictures: Mapping[Chart, _Picture]) -> Iterator[Step]:
    if annex.table is not None:
        for _ in put_table(canvas, annex.table, label):
            yield from canvas.take()
            yield None
        return
    canvas.open(_sheet(annex))
    canvas.put(Text(label, LEVEL_ONE, Align.LEFT))
    canvas.blank(PITCH)
    yield None
    canvas.put(Text(annex.title.strip(), TITLE, Align.CENTRE))
    canvas.blank(PITCH)
    yield None
    yield from _parts(canvas, annex.parts, pictures)


def _sheet(annex: Annex) -> Sheet:
    return LANDSCAPE if annex.landscape else PORTRAIT

