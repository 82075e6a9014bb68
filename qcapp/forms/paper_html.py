"""An official paper as HTML for a preview in a QTextBrowser, which knows a part of HTML 4: no pages, else as it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape

from qcapp.domain.text import scrub
from qcapp.forms.chart import Chart
from qcapp.forms.docx_base import BODY_FONT, HEAD_FONT, SECOND_FONT, TITLE_FONT
from qcapp.forms.layout import Block, TableDocument
from qcapp.forms.metrics import text_width
from qcapp.forms.paper import Grid, Level, OfficialPaper, Paragraph, Part
from qcapp.forms.paper_words import CHARACTERS, addressee_line, annex_label, annex_list, contact_line, day_text, seal_indents

Images = Callable[[Chart], str]
"""The ``src`` of a chart's picture."""

_FAMILIES = {
    TITLE_FONT: "方正小标宋_GBK,小标宋体,宋体,SimSun,Noto Serif CJK SC", BODY_FONT: "仿宋,FangSong,Noto Serif CJK SC",
    HEAD_FONT: "SimHei,Noto Sans CJK SC,WenQuanYi Zen Hei", SECOND_FONT: "楷体,KaiTi,Noto Serif CJK SC",
}
_FONTS = {Level.BODY: BODY_FONT, Level.ONE: HEAD_FONT, Level.TWO: SECOND_FONT, Level.THREE: BODY_FONT}
_BODY, _TITLE, _SMALL, _TABLE = 16.0, 22.0, 10.5, 9.0
_PITCH, _LEADING = 28.95, 1.3
_PIXELS = 96 / 72


def paper_html(paper: OfficialPaper, images: Images, scale: float = 1.0) -> str:
    """The whole paper. ``scale``: of all sizes, 1 as printed, at which a line is some 600 pixels long."""
    return "".join(_Preview(images, scale).pieces(paper))


class _Preview:
    def __init__(self, images: Images, scale: float) -> None:
        self._images, self._scale = images, scale

    def pieces(self, paper: OfficialPaper) -> Iterator[str]:
        yield f'<html><body style="{self._look(BODY_FONT, _BODY)}">'
        if paper.number.strip():
            yield self._line(paper.number, align="center") + self._blank() * 2
        yield self._title(paper.title) + self._blank()
        if named := addressee_line(paper.addressee):
            yield self._line(named)
        yield from self._parts(paper.parts)
        yield from self._listed(paper)
        yield from self._closing(paper)
        for place, annex in enumerate(paper.annexes):
            yield f"<hr/>{self._line(annex_label(paper, place), font=HEAD_FONT)}{self._blank()}"
            if annex.table:
                yield self._official(annex.table)
            else:
                yield self._title(annex.title) + self._blank()
                yield from self._parts(annex.parts)
        yield "</body></html>"

    def _parts(self, parts: Sequence[Part]) -> Iterator[str]:
        for part in parts:
            if isinstance(part, Paragraph):
                yield from self._paragraph(part)
            elif isinstance(part, Grid):
                yield self._grid(part)
            else:
                width = self._pixels(CHARACTERS * _BODY)
                yield f'<p align="center"><img src="{_text(self._images(part))}" width="{width}"/></p>'
                yield self._line(part.title, align="center", size=14)

    def _paragraph(self, part: Paragraph) -> Iterator[str]:
        lead = f'<span style="{self._look(SECOND_FONT, _BODY)}">{_text(part.lead)}</span>' if part.lead else ""
        for place, text in enumerate(scrub(part.text).split("\n")):
            start = lead if place == 0 else ""
            if start or text.strip():
                yield self._p(start + _text(text), first=2, font=_FONTS[part.level])

    def _grid(self, grid: Grid) -> str:
        count = max(len(grid.headings), *map(len, grid.rows), 0)
        weights = (*grid.weights, *[1.0] * count)[:count]
        shares = [round(weight / sum(weights) * 100) for weight in weights] if sum(weights) > 0 else []
        head = "".join(
            f'<th width="{share}%" style="{self._look(HEAD_FONT, _SMALL)}">{_text(text)}</th>'
            for share, text in zip(shares, grid.headings, strict=False)
        )
        sides = ["left" if column in grid.left else "center" for column in range(count)]
        rows = "".join(f"<tr>{''.join(map(_td, row, sides))}</tr>" for row in grid.rows)
        note = self._line(grid.note, size=_SMALL) if grid.note.strip() else ""
        return self._table(f"<thead><tr>{head}</tr></thead>{rows}", _SMALL) + note if count else note

    def _listed(self, paper: OfficialPaper) -> Iterator[str]:
        listed = annex_list(paper)
        if listed:
            yield self._blank()
        for before, name in listed:
            hanging = text_width(before) / 2
            start = 2.0 if before.startswith("附件") else 5.0
            yield self._p(_text(before + name), left=start + hanging, first=-hanging)

    def _closing(self, paper: OfficialPaper) -> Iterator[str]:
        name, dated = paper.signature.strip(), day_text(paper.day) if paper.day else ""
        lines = [text for text in (name, dated) if text]
        if lines:
            left, right = (round(each / CHARACTERS * 100) for each in seal_indents(name, dated))
            signed = "".join(self._line(text, align="center") for text in lines)
            middle = f'<td width="{100 - left - right}%">{signed}</td>'
            yield self._blank() * 2
            yield (
                f'<table width="100%" cellspacing="0" cellpadding="0" style="{self._look(BODY_FONT, _BODY)}">'
                f'<tr><td width="{left}%"></td>{middle}<td width="{right}%"></td></tr></table>'
            )
        if note := contact_line(paper.contact):
            yield self._p(_text(note), first=2)

    def _official(self, table: TableDocument) -> str:
        """The 细化表; a task's cell spans its measures, and a measure's contacts share one cell."""
        caption = self._line(table.caption, size=_SMALL) if table.caption else ""
        head = "".join(f'<th style="{self._look(HEAD_FONT, _TABLE)}">{_text(each.heading)}</th>' for each in table.columns)
        rows = []
        for first, last in table.task_spans():
            for index in range(first, last + 1):
                block = table.blocks[index]
                task = f'<td valign="middle" rowspan="{last - first + 1}">{_text(block.task)}</td>' if index == first else ""
                cells = "".join(_td(_cell(block, column.key)) for column in table.columns[1:])
                rows.append(f"<tr>{task}{cells}</tr>")
        return self._title(table.title) + caption + self._table(f"<thead><tr>{head}</tr></thead>{''.join(rows)}", _TABLE)

    def _table(self, inside: str, size: float) -> str:
        look = f"{self._look(BODY_FONT, size)};border-collapse:collapse;border-color:#000"
        return f'<table border="1" width="100%" cellspacing="0" cellpadding="3" style="{look}">{inside}</table>'

    def _title(self, text: str) -> str:
        return self._line(text.strip(), align="center", font=TITLE_FONT, size=_TITLE)

    def _line(self, text: str, *, align: str = "left", font: str = BODY_FONT, size: float = _BODY) -> str:
        return self._p(_text(text), align=align, font=font, size=size)

    def _p(
        self, inside: str, *, align: str = "justify", font: str = BODY_FONT, size: float = _BODY,
        left: float = 0.0, first: float = 0.0,
    ) -> str:
        """A paragraph; ``left`` and ``first`` in characters."""
        pitch = self._pixels(max(size * _LEADING, _PITCH if size >= _BODY else 0.0))
        margins = f"margin:0px 0px 0px {self._pixels(left * _BODY)}px;text-indent:{self._pixels(first * _BODY)}px"
        height = f"line-height:{pitch}px;-qt-line-height-type:fixed"
        return f'<p align="{align}" style="{margins};{height};{self._look(font, size)}">{inside}</p>'

    def _blank(self) -> str:
        return self._p("&#160;")

    def _pixels(self, points: float) -> int:
        return round(points * _PIXELS * self._scale)

    def _look(self, font: str, size: float) -> str:
        families = ",".join(f"'{name}'" for name in (font, *_FAMILIES[font].split(",")))
        return f"font-family:{families};font-size:{size * self._scale:.1f}pt"


def _cell(block: Block, key: str) -> str:
    if key == "contact":
        return "\n".join(line.printed for line in block.contacts)
    if key == "phone":
        return "\n".join(line.phone for line in block.contacts)
    return str(getattr(block, key))


def _td(text: str, side: str = "left") -> str:
    return f'<td valign="middle" align="{side}">{_text(text)}</td>'


def _text(text: str) -> str:
    return escape(scrub(text)).replace("\n", "<br/>")
