"""Tables of a docx as forms come back most often, their cells read without a tree: that is made of what stands around them.

That a table is such a one is shown, not believed: every tag in it is known to be a row, a cell, a paragraph, a text, or to say
how these look. Whatever else stands in any of the tables, or could reach into them from without, sends the document the long way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from qcapp.forms.xlsx_plain import XML_HEAD

_BEGIN, _END = b"<w:tbl>", b"</w:tbl>"
# What changes the meaning of a table from outside of it, or makes one that is not shown.
_REACHES_IN = (b"<!", b"txbxContent", b"AlternateContent", b"showingPlcHdr", b"<w:tbl ")
_MOST_SPAN = 252
_LONGEST_KEPT = 2048
_TEXT_END, _STAND_IN = b"</w:t>", "x"
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
    one of the cell; ``ended``, ``begun``: names of elements that began before and end here, and that go on after it."""

    lines: str
    shown: bool
    ended: tuple[bytes, ...]
    begun: tuple[bytes, ...]
    span: int
    down: str


class _Patterns(NamedTuple):
    start: re.Pattern[bytes]
    named: re.Pattern[bytes]
    text: re.Pattern[bytes]
    name: re.Pattern[bytes]
    tag: re.Pattern[bytes]
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
        re.compile(rb"xmlns:w[=\s]"),
        re.compile(rb">([^<]+)"),
        re.compile(rb"<([^/\s>][^\s/>]*)"),
        re.compile(rb"<(/?)([^\s/<>]+)([^<>]*)>"),
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
    if start is None or len(known.named.findall(data)) > 1:
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
    other = inside.find(b"<w:tr ", 0, first if first >= 0 else None)
    first = other if other >= 0 else first
    if first < 0 or not _OF_TABLES.issuperset(_patterns().name.findall(inside, 0, first)):
        return None
    if _nesting(inside[:first]) != ((), ()):
        return None
    *pieces, after = inside[first:].split(b"</w:tc>")
    table: PlainTable = []
    for piece in pieces:
        head, begun, piece = piece.partition(b"<w:tc>")
        if not begun:
            return None
        if head:
            if table:  # the row before ends there
                blank, ended, head = head.partition(b"</w:tr>")
                if blank.strip() or not ended:
                    return None
            if len(head) > _LONGEST_KEPT or not _is_head(head):
                return None
            table.append([])
        cell = cells.get(piece) or _cell(piece)
        if cell is None:
            return None
        cells[piece] = cell
        table[-1].append(cell)
    blank, ended, after = after.partition(b"</w:tr>")
    return table if ended and not blank.strip() and not after.strip() else None


@lru_cache(maxsize=256)
def _is_head(head: bytes) -> bool:
    """Whether it begins a row, and only says how that looks."""
    names = _patterns().name.findall(head)
    if names[:1] != [b"w:tr"] or names.count(b"w:tr") != 1 or not _KNOWN.issuperset(names):
        return False
    return _nesting(head) == ((), (b"w:tr",))


def _cell(inside: bytes) -> PlainCell | None:
    before, ended, after = inside.partition(_TEXT_END)
    if ended and len(inside) <= _LONGEST_KEPT and _TEXT_END not in after:
        begin = before.find(b">", before.rfind(b"<")) + 1
        if 0 < begin < len(before) and (around := _around(before[:begin], after)) is not None:
            text = _decoded(before[begin:].replace(b"\n", b" "))
            return PlainCell(around.text.replace(_STAND_IN, text), around.span, around.down) if text is not None else None
    return _put_together(_patterns().text.split(inside))


@lru_cache(maxsize=1024)
def _around(before: bytes, after: bytes) -> PlainCell | None:
    """The cell with a stand-in for its one text, by the tags before and after that; it holds no word of any file either."""
    cell = _put_together(_patterns().text.split(b"%s%s%s%s" % (before, _STAND_IN.encode(), _TEXT_END, after)))
    return cell if cell is not None and cell.text.strip("\n") == _STAND_IN else None


def _put_together(parts: Sequence[bytes]) -> PlainCell | None:
    """Of tags and texts in turn."""
    texts: list[bytes] = []
    open_now: list[bytes] = []
    begun, span, down = False, 1, ""
    for place in range(0, len(parts), 2):
        tags = parts[place]
        if (markup := _markup(tags) if len(tags) <= _LONGEST_KEPT else _markup.__wrapped__(tags)) is None:
            return None
        for each in markup.lines:
            if begun or each == "b":
                texts.append(b"\n")
            begun = begun or each == "p"
        for name in markup.ended:
            if not open_now or open_now.pop() != name:
                return None
        open_now += markup.begun
        span, down = markup.span or span, markup.down or down
        if place + 1 < len(parts):
            if markup.shown:
                texts.append(parts[place + 1].replace(b"\n", b" "))
            elif parts[place + 1].strip():
                return None
    text = _decoded(b"".join(texts))
    return PlainCell(text, span, down) if text is not None and not open_now else None


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
    nesting, span = _nesting(tags), int(spans[-1]) if spans else 0
    return None if nesting is None or span > _MOST_SPAN else _Markup(
        "".join(found[:1].decode() for found in known.line.findall(tags)), known.shown.search(tags) is not None,
        *nesting, span, (downs[-1].decode() or "continue") if downs else "",
    )


def _nesting(tags: bytes) -> tuple[tuple[bytes, ...], tuple[bytes, ...]] | None:
    """Elements that began before and end here, and those that go on after it; None where one ends within another: of a document
    that is no XML nobody knows what is missing."""
    ended: list[bytes] = []
    begun: list[bytes] = []
    found = _patterns().tag.findall(tags)
    if len(found) != tags.count(b"<"):  # one has no end
        return None
    for ends, name, rest in found:
        if not ends:
            if not rest.endswith(b"/"):
                begun.append(name)
        elif not begun:
            ended.append(name)
        elif begun.pop() != name:
            return None
    return tuple(ended), tuple(begun)


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
