"""Tables of a docx as forms come back most often, their cells read without a tree: that is made of what stands around them.

That a table is such a one is shown, not believed: every tag in it is known to be a row, a cell, a paragraph, a text, or to say
how these look. Whatever else stands in any of the tables, or could reach into them from without, sends the document the long way.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from qcapp.forms.xlsx_plain import XML_HEAD

_BEGIN, _END = b"<w:tbl>", b"</w:tbl>"
# What changes the meaning of a table from outside of it, or makes one that is not shown.
_REACHES_IN = (b"<!", b"txbxContent", b"AlternateContent", b"showingPlcHdr", b"<w:tbl ")
_MOST_SPAN = 252
_LONGEST_KEPT = 2048
_LOOKS = (
    "tcPr tcW shd vAlign tcBorders top left bottom right start end insideH insideV tl2br tr2bl noWrap tcMar hideMark cnfStyle "
    "pPr keepNext keepLines spacing jc ind widowControl snapToGrid adjustRightInd autoSpaceDE autoSpaceDN kinsoku wordWrap "
    "overflowPunct topLinePunct contextualSpacing textAlignment pStyle rPr rStyle rFonts b bCs i iCs color sz szCs kern lang u "
    "highlight vertAlign position w lastRenderedPageBreak proofErr noProof bdr trPr cantSplit trHeight tblHeader tblPrEx "
    "tblBorders tblCellMar tblW"
)
_KNOWN = frozenset(f"w:{name}".encode() for name in f"tr tc p r t br gridSpan vMerge {_LOOKS}".split())
_OF_TABLES = frozenset(
    f"w:{name}".encode() for name in "tblPr tblStyle tblpPr tblOverlap tblLayout tblInd tblLook tblGrid gridCol tblCaption "
    f"tblDescription tblStyleRowBandSize tblStyleColBandSize {_LOOKS}".split()
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


class PlainCell(NamedTuple):
    """``span``: columns; ``down``: what it says of its vertical merge, "" for nothing."""

    text: str
    span: int
    down: str


PlainTable = list[list[PlainCell]]


class _Markup(NamedTuple):
    """Tags of a cell up to its next text. ``lines``: paragraphs (p) and breaks (b) that begin; ``shown``: whether that text is
    one of the cell; ``left``: how many more begin than end."""

    lines: str
    shown: bool
    left: int
    span: int
    down: str


class _Patterns(NamedTuple):
    start: re.Pattern[bytes]
    renamed: re.Pattern[bytes]
    text: re.Pattern[bytes]
    name: re.Pattern[bytes]
    line: re.Pattern[bytes]
    before_break: re.Pattern[bytes]
    shown: re.Pattern[bytes]
    span: re.Pattern[bytes]
    down: re.Pattern[bytes]


@cache
def _patterns() -> _Patterns:
    space = rb"xmlns:w=\"http://schemas\.openxmlformats\.org/wordprocessingml/2006/main\""
    return _Patterns(
        # The tag's end is not looked for: where there is none, that would be done anew from each of a million such names.
        re.compile(XML_HEAD + rb"<w:document (?:[^<>]* )?" + space),
        re.compile(rb"xmlns:w\s"),
        re.compile(rb">([^<]+)"),
        re.compile(rb"<([^/\s>][^\s/>]*)"),
        re.compile(rb"<w:(p|br)(?=[\s/>])"),
        re.compile(rb"(?:<w:r(?:\s[^<>]*)?>|</w:rPr>|</w:t>|<w:br/>)(?=<w:br[ /])"),
        re.compile(rb"<w:t(?: xml:space=\"(?:preserve|default)\")?>\Z"),
        re.compile(rb"<w:gridSpan w:val=\"(\d{1,3})\"\s?/>"),
        re.compile(rb"<w:vMerge(?: w:val=\"(restart|continue)\")?\s?/>"),
    )


def plain_tables(data: bytes) -> tuple[bytes, list[PlainTable]] | None:
    """The main part without what stands in its tables, and that; None where any of them is more than texts."""
    known = _patterns()
    start = known.start.match(data)
    if start is None or data.count(b"xmlns:w=") > 1 or known.renamed.search(data):
        return None
    around, tables, cells = [], [], dict[bytes, PlainCell]()
    rest = 0
    while (begin := data.find(_BEGIN, rest)) >= 0:
        end = data.find(_END, begin)
        table = _table(data[begin + len(_BEGIN) : end], cells) if end >= 0 else None
        if table is None:
            return None
        around += [data[rest:begin], b"<w:tbl/>"]
        tables.append(table)
        rest = end + len(_END)
    shell = b"".join([*around, data[rest:]])
    if shell.find(b"<?", start.end()) >= 0 or any(each in shell for each in _REACHES_IN):
        return None
    return shell, tables


def _table(inside: bytes, cells: dict[bytes, PlainCell]) -> PlainTable | None:
    """``cells``: those that were read before, by all that stands in them."""
    first = inside.find(b"<w:tr>")
    other = inside.find(b"<w:tr ")
    first = other if first < 0 or 0 <= other < first else first
    if first < 0 or not _OF_TABLES.issuperset(_patterns().name.findall(inside, 0, first)):
        return None
    *rows, after = inside[first:].split(b"</w:tr>")
    if after.strip():
        return None
    table = []
    for row in rows:
        *pieces, after = row.split(b"</w:tc>")
        if after.strip() or not pieces:
            return None
        head, found, pieces[0] = pieces[0].partition(b"<w:tc>")
        if not found or len(head) > _LONGEST_KEPT or not _is_head(head):
            return None
        line = []
        for place, piece in enumerate(pieces):
            if place:
                if not piece.startswith(b"<w:tc>"):
                    return None
                piece = piece[6:]
            cell = cells.get(piece) or _cell(piece)
            if cell is None:
                return None
            cells[piece] = cell
            line.append(cell)
        table.append(line)
    return table


@lru_cache(maxsize=256)
def _is_head(head: bytes) -> bool:
    """Whether it begins a row, and only says how that looks."""
    names = _patterns().name.findall(head)
    return names[:1] == [b"w:tr"] and names.count(b"w:tr") == 1 and _KNOWN.issuperset(names)


def _cell(inside: bytes) -> PlainCell | None:
    parts = _patterns().text.split(inside)
    texts: list[bytes] = []
    begun, left, span, down = False, 0, 1, ""
    for place in range(0, len(parts), 2):
        tags = parts[place]
        if (markup := _markup(tags) if len(tags) <= _LONGEST_KEPT else _markup.__wrapped__(tags)) is None:
            return None
        for each in markup.lines:
            if begun or each == "b":
                texts.append(b"\n")
            begun = begun or each == "p"
        left += markup.left
        span, down = markup.span or span, markup.down or down
        if place + 1 < len(parts):
            if markup.shown:
                texts.append(parts[place + 1].replace(b"\n", b" "))
            elif parts[place + 1].strip():
                return None
    text = _decoded(b"".join(texts))
    return PlainCell(text, span, down) if text is not None and not left else None  # what begins also ends


@lru_cache(maxsize=4096)
def _markup(tags: bytes) -> _Markup | None:
    """Kept from file to file: it holds no word of any, and one program writes the same again and again."""
    known = _patterns()
    tags = tags if tags.endswith(b">") else tags + b">"  # which the text after it has taken along
    names = known.name.findall(tags)
    if not _KNOWN.issuperset(names) or b"w:tc" in names or b"w:tr" in names:
        return None
    spans, downs = known.span.findall(tags), known.down.findall(tags)
    if len(spans) != names.count(b"w:gridSpan") or len(downs) != names.count(b"w:vMerge"):
        return None
    if len(known.before_break.findall(tags)) != names.count(b"w:br"):
        return None
    span = int(spans[-1]) if spans else 0
    return None if span > _MOST_SPAN else _Markup(
        "".join(found[:1].decode() for found in known.line.findall(tags)), known.shown.search(tags) is not None,
        len(names) - tags.count(b"</") - tags.count(b"/>"), span, (downs[-1].decode() or "continue") if downs else "",
    )


def _decoded(raw: bytes) -> str | None:
    """The text that stands in XML so."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    if "\r" in text:
        return None
    if "&" in text:
        if sum(text.count(entity) for entity, _ in _ENTITIES) != text.count("&"):
            return None
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text
