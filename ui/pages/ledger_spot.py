"""Points at a place on 台账 that was looked for: the field has the keys, the caret stands at the word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qcapp.domain.marks import folded
from qcapp.domain.text import comparable
from ui.models.spot import Spot
from ui.widgets.marked_line import counted

if TYPE_CHECKING:
    from ui.widgets.entry_form import EntryForm
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
            editor.point_out(counted(text, spans[0].start), counted(text, spans[0].end))
            return
