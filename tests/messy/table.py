"""A form's table as a unit sees it, free of any file format: rows and cells that can be typed into, moved and cut.

Rows, columns and merged areas hold on to each other by identity, so that nothing has to be counted anew after a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

FILLABLE = ("progress", "problems", "deadline")
KEYS = ("task", "measure", "unit", "contact", "phone", *FILLABLE)


@dataclass(eq=False)
class Cell:
    """``value``: text, in a spreadsheet also a number or a date. ``body``: what the file format keeps of it. ``marks``: how
    the format is to write it (comment, formula, tracked, …)."""

    value: Any = ""
    body: Any = None
    marks: dict[str, Any] = field(default_factory=dict)

    def copy(self, value: Any = None) -> Cell:
        return Cell(self.value if value is None else value, deepcopy(self.body))

    @property
    def text(self) -> str:
        return str(self.value)


@dataclass(eq=False)
class Column:
    """``key`` is None for a column of the unit's own."""

    key: str | None
    hidden: bool = False


@dataclass(eq=False)
class Row:
    """``kind``: title, caption, header, body, note or other. A body row has its measure and its contact: ``label`` as
    printed, ``contact`` the field keys' prefix."""

    cells: dict[Column, Cell]
    kind: str = "other"
    no: int | None = None
    label: str = ""
    contact: str = ""
    hidden: bool = False
    body: Any = None

    def copy(self, columns: Sequence[Column], *, empty: bool = False) -> Row:
        cells = {column: self.cells[column].copy("" if empty else None) for column in columns}
        return Row(cells, self.kind, self.no, self.label, self.contact, self.hidden, deepcopy(self.body))


@dataclass(eq=False)
class Span:
    """A merged area."""

    rows: list[Row]
    columns: list[Column]
    theirs: bool = False
    """Merged by the unit itself."""


class Table:
    """All rows in order, title and notes included where the format has them in the sheet."""

    def __init__(self, columns: list[Column], rows: list[Row], spans: list[Span]) -> None:
        self.columns, self.rows, self.spans = columns, rows, spans

    # --- finding

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)

    @property
    def header(self) -> Row:
        return next(row for row in self.rows if row.kind == "header")

    @property
    def numbers(self) -> list[int]:
        """The measures that are there, in order."""
        return list(dict.fromkeys(row.no for row in self.rows if row.no is not None))

    def rows_of(self, no: int) -> list[Row]:
        return [row for row in self.rows if row.no == no]

    @property
    def body(self) -> list[Row]:
        return [row for row in self.rows if row.kind == "body"]

    def cell(self, no: int, field_key: str) -> Cell | None:
        """The cell that a field (or a column: measure, unit) of a measure is written into."""
        rows = self.rows_of(no)
        contact, _, part = field_key.partition(".")
        if part:
            rows = [row for row in rows if row.contact == contact]
            column = self.column("contact" if part == "name" else "phone")
        else:
            column = self.column(field_key)
        return rows[0].cells[column] if rows and column else None

    def boxes(self) -> Iterator[tuple[int, int, int, int]]:
        """Merged areas of more than one cell as (top, left, bottom, right), from 0. One whose rows were moved apart is gone;
        so is one whose columns were, unless it is a line over the whole table."""
        place_of = {row: place for place, row in enumerate(self.rows)}
        column_of = {column: place for place, column in enumerate(self.columns)}
        for span in self.spans:
            rows = sorted(place_of[row] for row in span.rows if row in place_of)
            columns = sorted(column_of[column] for column in span.columns if column in column_of)
            if not rows or not columns or rows[-1] - rows[0] >= len(rows):
                continue
            if columns[-1] - columns[0] >= len(columns) and self.rows[rows[0]].kind == "body":
                continue
            if len(rows) > 1 or columns[-1] > columns[0]:
                yield rows[0], columns[0], rows[-1], columns[-1]

    # --- changing

    def new_row(self, like: Row, kind: str = "other", **texts: str) -> Row:
        """An empty row that looks like another; ``texts`` by column key."""
        row = like.copy(self.columns, empty=True)
        row.kind, row.no, row.label, row.contact = kind, None, "", ""
        for key, text in texts.items():
            column = self.column(key)
            if column:
                row.cells[column].value = text
        return row

    def insert(self, after: Row, row: Row) -> None:
        self.rows.insert(self.rows.index(after) + 1, row)

    def drop(self, rows: Sequence[Row]) -> None:
        self.rows = [row for row in self.rows if row not in rows]

    def span_of(self, row: Row, column: Column) -> Span | None:
        return next((span for span in self.spans if row in span.rows and column in span.columns), None)

    def insert_column(self, place: int, heading: str, texts: Sequence[str] = ()) -> None:
        """``texts`` go into the body's rows one after another."""
        column = Column(None)
        beside = self.columns[min(place, len(self.columns) - 1)]
        for row in self.rows:
            row.cells[column] = row.cells[beside].copy("")
        self.header.cells[column].value = heading
        for row, text in zip(self.body, texts, strict=False):
            row.cells[column].value = text
        self.columns.insert(place, column)
        for span in self.spans:
            if span.rows[0].kind in ("title", "caption", "note"):
                span.columns.append(column)

    def merge(self, rows: list[Row], column: Column) -> None:
        """One cell over the rows; only the text of the first that has any remains, as in every program."""
        self.spans = [span for span in self.spans if not (column in span.columns and set(span.rows) & set(rows))]
        for row in rows[1:]:
            row.cells[column].value = ""
        self.spans.append(Span(list(rows), [column], theirs=True))
