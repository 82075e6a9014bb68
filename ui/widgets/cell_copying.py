"""Cells of the ledger's table onto the clipboard: a few at once, very many beside the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from ui.aside import Aside

# What copies is imported with the first copy.
if TYPE_CHECKING:
    from ui.models.cell_sheet import Place, Sheet
    from ui.widgets.ledger_table import LedgerTable

_AT_ONCE: Final = 5_000
"""Cells that nobody waits for; more are on the clipboard a moment later."""


class CellCopying:
    """As WPS and Excel take them."""

    def __init__(self, owner: QObject) -> None:
        self._owner = owner
        self._aside: Aside | None = None

    def selected(self, table: LedgerTable) -> None:
        """The cells of the table that are selected."""
        from ui.clipboard import copy_cells
        from ui.widgets.ledger_sheet import areas_of, copied_cells, count_in, places_in, sheet_of

        areas = areas_of(table)
        if count_in(areas) <= _AT_ONCE:
            copy_cells(copied_cells(table))
        else:
            self._many(sheet_of(table), lambda: places_in(areas))

    def these(self, sheet: Sheet, places: list[Place]) -> None:
        """Those cells, whatever is selected now."""
        from ui.clipboard import copy_cells
        from ui.models.cell_sheet import copied

        if len(places) <= _AT_ONCE:
            copy_cells(copied(sheet, places))
        else:
            self._many(sheet, lambda: places)

    def _many(self, sheet: Sheet, places: Callable[[], list[Place]]) -> None:
        from ui.clipboard import forms_of, put
        from ui.models.cell_sheet import copied

        self._aside = self._aside or Aside(self._owner)
        self._aside.ask(lambda: forms_of(copied(sheet, places())), lambda forms: put(*forms))
