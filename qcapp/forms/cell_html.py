"""Cells as an HTML table: what Excel, WPS and LibreOffice put on the clipboard beside the text, and what they take first.

The table tells what the text can't: which cells are merged, and all digits of a number that is shown as 1.38E+10.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape
from typing import Final

from lxml import etree, html

from qcapp.domain.errors import UsageError
from qcapp.forms.cell_text import MOST_CELLS, TOO_MANY

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_OVERFLOWS = re.compile(r"mso-ignore\s*:[^;]*colspan", re.IGNORECASE)
_ROUNDED = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d+|#{3,}")
_DIGITS = re.compile(r"(\d{7,15})(?:\.0+)?")
_HEADER = re.compile(r"^\s*Version:[\d.]+\s", re.IGNORECASE)
_BLOCKS: Final = frozenset(("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center", "dd", "dt"))
_SILENT: Final = frozenset(("style", "script", "head", "title", "meta", "link", "xml", "colgroup", "col"))
_WIDEST: Final = 16_384  # columns that a spreadsheet has
_SHORT_NUMBER = re.compile(r"0|[1-9]\d{0,8}")


class Part(Enum):
    """What a place of the grid is to the cell that lies over it."""

    OWN = "own"
    BELOW = "below"
    """A merged cell reaches down to here: its text stands for this row too."""
    BESIDE = "beside"
    """A merged cell reaches across to here: there is nothing of its own."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One place of a copied rectangle. ``raw``: all digits of a number, where the source tells them."""

    text: str
    part: Part = Part.OWN
    raw: str = ""


Grid = tuple[tuple[Piece, ...], ...]


def as_html(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells as a table that spreadsheets take as it is meant: line breaks stay within their cell, and all but short
    numbers are text, so that no digit of a phone, no leading zero and no date is turned into something else."""
    body = "".join(f"<tr>{''.join(map(_cell_html, row))}</tr>" for row in rows)
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<head><meta http-equiv="content-type" content="text/html; charset=utf-8">'
        '<style>br{mso-data-placement:same-cell;} td.t{mso-number-format:"\\@";}</style></head>'
        f"<body><!--StartFragment--><table>{body}</table><!--EndFragment--></body></html>"
    )


def _cell_html(text: str) -> str:
    if _SHORT_NUMBER.fullmatch(text):
        return f"<td>{text}</td>"
    lines = escape(text, quote=False).replace("\n", "<br style='mso-data-placement:same-cell'>")
    return f"<td class=\"t\" style='mso-number-format:\"\\@\"' sdnum=\"1033;0;@\" x:str>{lines}</td>"


def grid_of(markup: str) -> Grid | None:
    """The cells of the one table that is copied there; None where there is none, or words outside of it too.

    UsageError for more cells than can be meant.
    """
    root = _parsed(markup)
    tables = [] if root is None else _outer_tables(root)
    if root is None or len(tables) != 1 or _words_outside(root, tables[0]):
        return None
    if any(inner is not tables[0] for inner in tables[0].iter("table")):
        return None
    return _laid_out([row for row in tables[0].iter("tr") if not _only_for_width(row)])


def _parsed(markup: str) -> html.HtmlElement | None:
    if _HEADER.match(markup):  # the Windows format, whole
        markup = markup[max(markup.find("<"), 0) :]
    if not markup.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _outer_tables(root: html.HtmlElement) -> list[html.HtmlElement]:
    return [table for table in root.iter("table") if next(table.iterancestors("table"), None) is None]


def _words_outside(root: html.HtmlElement, table: html.HtmlElement) -> bool:
    """Whether the copied part says something beside the table."""
    body = root.find("body")
    return body is not None and any(text.strip() for text in _texts_without(body, table))


def _texts_without(element: html.HtmlElement, table: html.HtmlElement) -> Iterator[str]:
    for child in element:
        if child is not table and isinstance(child.tag, str) and child.tag not in _SILENT:
            yield child.text or ""
            yield from _texts_without(child, table)
        yield child.tail or ""


def _only_for_width(row: html.HtmlElement) -> bool:
    """Excel's last row, never seen: it tells column widths."""
    return bool(_HIDDEN.search(row.get("style", ""))) and not any(_text_of(cell) for cell in row.iter("td", "th"))


def _laid_out(rows: Sequence[html.HtmlElement]) -> Grid:
    """The rows' cells, each at its place, those that others reach over told as such; of equal length."""
    placed: dict[tuple[int, int], Piece] = {}
    for top, row in enumerate(rows):
        left = 0
        for cell in row.iterchildren("td", "th"):
            while (top, left) in placed:
                left += 1
            down = _span(cell, "rowspan", len(rows) - top)
            across = _span(cell, "colspan", _WIDEST)
            if len(placed) + down * across > MOST_CELLS:
                raise UsageError(TOO_MANY)
            _place(placed, (top, left), (down, across), cell)
            left += across
    width = max((left + 1 for _, left in placed), default=0)
    if width * len(rows) > MOST_CELLS:
        raise UsageError(TOO_MANY)
    nothing = Piece("")
    return tuple(tuple(placed.get((top, left), nothing) for left in range(width)) for top in range(len(rows)))


def _place(
    placed: dict[tuple[int, int], Piece], at: tuple[int, int], size: tuple[int, int], cell: html.HtmlElement
) -> None:
    first = Piece(_text_of(cell), raw=_raw_of(cell))
    overflows = bool(_OVERFLOWS.search(cell.get("style", "")))
    for down in range(size[0]):
        for across in range(size[1]):
            if across:
                piece = Piece("", Part.OWN if overflows else Part.BESIDE)
            else:
                piece = Piece(first.text, Part.BELOW, first.raw) if down else first
            placed[at[0] + down, at[1] + across] = piece


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    try:
        wanted = int(cell.get(name, "1"))
    except ValueError:
        return 1
    if wanted == 0 and name == "rowspan":  # to the table's end
        return most
    return max(1, min(wanted, most))


def _text_of(cell: html.HtmlElement) -> str:
    """As it is shown: blanks of the markup folded, a line for each <br> and each paragraph."""
    parts: list[str] = []
    _gather(cell, parts)
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in "".join(parts).split("\n"))
    return "\n".join(lines).strip("\n")


def _gather(element: html.HtmlElement, parts: list[str]) -> None:
    parts.append(_folded(element.text))
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br":
            parts.append("\n")
        elif tag and tag not in _SILENT:
            block = tag in _BLOCKS
            if block and "".join(parts).strip(" ") and not parts[-1].endswith("\n"):
                parts.append("\n")
            _gather(child, parts)
            if block:
                parts.append("\n")
        parts.append(_folded(child.tail))


def _folded(text: str | None) -> str:
    return _BLANKS.sub(" ", text or "")


def _raw_of(cell: html.HtmlElement) -> str:
    """All digits of a whole number that is shown rounded: Excel and WPS keep them in x:num, LibreOffice in sdval."""
    if not _ROUNDED.fullmatch(_text_of(cell)):
        return ""
    found = _DIGITS.fullmatch(cell.get("x:num", "") or cell.get("sdval", ""))
    return found[1] if found else ""
