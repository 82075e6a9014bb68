"""Points at a place on 台账 that was looked for: the field has the keys, the word in it is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor

from qcapp.domain.marks import folded
from qcapp.domain.text import comparable
from ui.models.spot import Spot
from ui.widgets.marked_line import counted

if TYPE_CHECKING:
    from ui.widgets.entry_form import EntryForm
    from ui.widgets.field_editors import Editor
    from ui.widgets.ledger_table import LedgerTable


def point_at(spot: Spot, form: EntryForm, table: LedgerTable) -> None:
    """The measure and its unit are shown already. Without a field, or one that the entry has not, the table has the keys."""
    if form.no != spot.no or not spot.field:
        table.setFocus()
        return
    try:
        editor = form.editor(spot.field)
    except KeyError:  # a contact of another month
        table.setFocus()
        return
    editor.setFocus()
    for word in spot.words:
        text = editor.value()
        if spans := folded(text).find(comparable(word)):
            _select(editor, counted(text, spans[0].start), counted(text, spans[0].end))
            return


def _select(editor: Editor, start: int, end: int) -> None:
    from PySide6.QtWidgets import QPlainTextEdit

    if isinstance(editor, QPlainTextEdit):
        cursor = editor.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        editor.setTextCursor(cursor)
    else:
        editor.setSelection(start, end - start)
