"""What the window remembers of 台账's table from one day to the next: widths and frozen columns of each view, zoom, heights."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from qcapp.domain.views import Grouping, LedgerView
from qcapp.publish.view_columns import VIEW_COLUMN_BY_KEY

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from ui.widgets.ledger_table import LedgerTable

_KEY: Final = "ledger/table"


class Layouts:
    """``named`` keeps what was set by hand under each view's name; "" is the view without one."""

    def __init__(self, table: LedgerTable) -> None:
        self._table = table
        self._named: dict[str, Any] = {}

    def change(self, before: str, after: str) -> None:
        """Another view is shown: the widths of this one are kept, those of that one are back."""
        if before != after:
            self._named[before] = self._table.columns.kept()
            self._table.columns.restore(self._named.get(after) or {})

    def rename(self, before: str, after: str) -> None:
        """What is remembered under a view's name goes with it; after "" it is forgotten."""
        kept = self._named.pop(before, None)
        if after and kept:
            self._named[after] = kept

    def save(self, settings: QSettings, view: LedgerView) -> None:
        """``view``: as it is shown. What nobody has saved under a name is remembered here: its columns and grouping."""
        self._named[view.name] = self._table.columns.kept()
        kept: dict[str, Any] = {
            "views": self._named, "zoom": self._table.scale.percent, "compact": self._table.heights.compact,
        }
        if not view.name:
            kept |= {"columns": list(view.columns), "grouping": view.grouping.name, "split": view.split}
        settings.setValue(_KEY, json.dumps(kept, ensure_ascii=False))

    def restore(self, settings: QSettings) -> LedgerView:
        """The view to begin with; as if nothing were remembered where it can't be understood."""
        kept = _document(settings.value(_KEY))
        named = kept.get("views")
        named = named if isinstance(named, dict) else {}
        self._named = {str(name): each for name, each in named.items() if isinstance(each, dict)}
        columns, grouping = kept.get("columns"), kept.get("grouping")
        view = LedgerView(split=kept.get("split") is True)
        if isinstance(columns, list):
            view = replace(view, columns=tuple(key for key in columns if key in VIEW_COLUMN_BY_KEY))
        if grouping in Grouping.__members__:
            view = replace(view, grouping=Grouping[str(grouping)])
        if self._named.get(""):
            self._table.columns.restore(self._named[""])
        if view.columns:
            self._table.columns.show(view.columns)
        if isinstance(kept.get("zoom"), int):
            self._table.zoom(kept["zoom"])
        self._table.set_compact(kept.get("compact") is not False)
        return view


def _document(text: object) -> dict[str, Any]:
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
