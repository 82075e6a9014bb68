"""A measure's rows as wrapped lines, and how they flow over pages when they're longer than one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from qcapp.domain.text import scrub
from qcapp.forms.layout import Block
from ui.pdf.sheet import Lines, Measurer, Place, Sheet, Style

CONTINUED = "（续）"
_FLOWING = ("measure", "unit", "progress", "problems", "deadline", "reasons")
_BREAKS = str.maketrans({"\t": " ", "\x0b": "\n", "\x0c": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One contact line's two cells."""

    contact: Lines
    phone: Lines

    @property
    def lines(self) -> int:
        return max(len(self.contact), len(self.phone), 1)


@dataclass(frozen=True, slots=True)
class Piece:
    """What of a block stands on one page, or is still to be printed.

    ``leads`` are lines printed again because the block began on an earlier page (27.（续）, the unit's name); ``flowing``
    are the block's own lines by column key, each printed exactly once.
    """

    no: int
    flowing: dict[str, Lines]
    rows: tuple[ContactRow, ...]
    leads: dict[str, Lines]
    unit: Lines
    cut: bool = False

    def lines_of(self, column: str) -> Lines:
        return self.leads.get(column, ()) + self.flowing[column]

    def row_heights(self, sheet: Sheet) -> list[int]:
        return [sheet.cell_height(row.lines) for row in self.rows]

    def height(self, sheet: Sheet) -> int:
        """The least height that holds all of it."""
        longest = max(len(self.lines_of(column)) for column in self.flowing)
        return max(sheet.cell_height(longest), sum(self.row_heights(sheet)))

    @property
    def empty(self) -> bool:
        """Whether nothing is left to print."""
        return not self.rows and not any(self.flowing.values())


def wrap_text(text: str, width: int, style: Style, measurer: Measurer) -> Lines:
    """All paragraphs of a text as lines; blank lines within are kept, "" gives no line."""
    plain = scrub(text.translate(_BREAKS)).strip("\n")
    if not plain:
        return ()
    return tuple(line for part in plain.split("\n") for line in measurer.wrap(part, width, style))


def wrap_block(block: Block, columns: Mapping[str, Place], sheet: Sheet, measurer: Measurer) -> Piece:
    """A measure's rows, each cell's text broken to its column."""
    room = {key: width - 2 * sheet.padding for key, (_, width) in columns.items()}

    def wrapped(column: str, text: str) -> Lines:
        return wrap_text(text, room[column], Style.BODY, measurer)

    flowing = {column: wrapped(column, getattr(block, column)) for column in _FLOWING if column in columns}
    rows = tuple(
        ContactRow(wrapped("contact", line.printed), wrapped("phone", line.phone)) for line in block.contacts
    )
    return Piece(block.no, flowing, rows, {}, flowing["unit"])


def flow(piece: Piece, room: int, sheet: Sheet) -> tuple[Piece, Piece | None]:
    """Split a piece into what fits into ``room`` and what is left (None when nothing is)."""
    if piece.height(sheet) <= room:
        return piece, None
    fits = max(sheet.lines_in(room), 1)
    head: dict[str, Lines] = {}
    tail: dict[str, Lines] = {}
    for column, lines in piece.flowing.items():
        count = max(fits - len(piece.leads.get(column, ())), 1)
        head[column], tail[column] = lines[:count], lines[count:]
    kept, left = _split_rows(piece.rows, room, fits, sheet)
    here = replace(piece, flowing=head, rows=kept, cut=True)
    leads: dict[str, Lines] = {"measure": (f"{piece.no}.{CONTINUED}",)}
    if not tail["unit"] and len(piece.unit) <= fits:
        leads["unit"] = piece.unit
    rest = replace(piece, flowing=tail, rows=left, leads=leads, cut=True)
    return here, None if rest.empty else rest


def _split_rows(
    rows: tuple[ContactRow, ...], room: int, fits: int, sheet: Sheet
) -> tuple[tuple[ContactRow, ...], tuple[ContactRow, ...]]:
    """Contact rows that fit, and the rest; only a row too long for any page is itself cut."""
    used = 0
    for index, row in enumerate(rows):
        used += sheet.cell_height(row.lines)
        if used <= room:
            continue
        if index:
            return rows[:index], rows[index:]
        here = ContactRow(row.contact[:fits], row.phone[:fits])
        rest = ContactRow(row.contact[fits:], row.phone[fits:])
        return (here,), (rest, *rows[1:]) if rest.contact or rest.phone else rows[1:]
    return rows, ()
