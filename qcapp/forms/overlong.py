"""Cells with more words than any report has: told, and not read. Pure."""

from __future__ import annotations

from dataclasses import replace

from qcapp.domain.forms import ReadCell, ReturnedForm

MOST_CHARACTERS = 200_000
"""Of one cell, and of the words beside it: six times what a spreadsheet's cell can hold. A docx holds millions, which no window
could show and nobody compare."""


def without_overlong(form: ReturnedForm) -> ReturnedForm:
    """The same, but for cells that are longer: each says so, and is unreadable."""
    if not any(_is_overlong(cell) for row in form.rows for cell in row.cells.values()):
        return form
    rows = [
        replace(row, cells={key: _told(cell) if _is_overlong(cell) else cell for key, cell in row.cells.items()})
        for row in form.rows
    ]
    return replace(form, rows=tuple(rows))


def _is_overlong(cell: ReadCell) -> bool:
    return len(cell.text) > MOST_CHARACTERS or len(cell.aside) > MOST_CHARACTERS


def _told(cell: ReadCell) -> ReadCell:
    most, found = f"{MOST_CHARACTERS // 10_000} 万", max(len(cell.text), len(cell.aside))
    return cell._replace(text="", aside="", unreadable=f"有 {found:,} 字，超过一格最多读的 {most}字")
