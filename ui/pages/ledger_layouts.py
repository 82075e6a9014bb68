"""What the window remembers of 台账's table from one day to the next: each ledger's view, widths of each view, zoom, heights."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from qcapp.domain.errors import UsageError
from qcapp.domain.views import LedgerView, view_document, view_from
from qcapp.publish.view_columns import VIEW_COLUMN_BY_KEY

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from ui.widgets.ledger_table import LedgerTable

_KEY: Final = "ledger/table"
_MOST_LEDGERS: Final = 8


class Left(NamedTuple):
    """How a ledger was left: the view, what is shown without any, and whether the view was changed since it was named."""

    view: LedgerView = LedgerView()
    plain: LedgerView = LedgerView()
    altered: bool = False


class Layouts:
    """What was set by hand is kept under each view's name, "" where it has none. ``ledger``: the file, as text."""

    def __init__(self, table: LedgerTable) -> None:
        self._table = table
        self.ledger = ""
        self._named: dict[str, Any] = {}
        self._left: dict[str, Any] = {}

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

    def save(self, settings: QSettings, left: Left) -> None:
        """``left.view`` is the one on the screen."""
        self._named[left.view.name] = self._table.columns.kept()
        self._left.pop(self.ledger, None)
        self._left[self.ledger] = [view_document(left.view), view_document(left.plain), left.altered]
        kept = {
            "views": self._named, "left": dict(list(self._left.items())[-_MOST_LEDGERS:]),
            "zoom": self._table.scale.percent, "compact": self._table.heights.compact,
        }
        settings.setValue(_KEY, json.dumps(kept, ensure_ascii=False))

    def restore(self, settings: QSettings) -> Left:
        """How to begin; as if nothing were remembered where it can't be understood."""
        kept = _document(settings.value(_KEY))
        named, left = kept.get("views"), kept.get("left")
        named = named if isinstance(named, dict) else {}
        self._named = {str(name): each for name, each in named.items() if isinstance(each, dict)}
        self._left = left if isinstance(left, dict) else {}
        found = _left(self._left.get(self.ledger))
        if self._named.get(found.view.name):
            self._table.columns.restore(self._named[found.view.name])
        if found.view.columns:
            self._table.columns.show(found.view.columns)
        if isinstance(kept.get("zoom"), int):
            self._table.zoom(kept["zoom"])
        self._table.set_compact(kept.get("compact") is not False)
        return found


def _left(document: object) -> Left:
    match document:
        case [view, plain, bool(altered)]:
            try:
                return Left(_known(view_from(view)), _known(view_from(plain)), altered)
            except UsageError:
                pass
    return Left()


def _known(view: LedgerView) -> LedgerView:
    """UsageError where it narrows or sorts by a column that there is no more; one that is only shown is left out."""
    if not {*(each.column for each in view.filter.conditions), *filter(None, [view.sort])} <= set(VIEW_COLUMN_BY_KEY):
        raise UsageError("视图里有这一版没有的列，请删去这个视图后重新保存。")
    return replace(view, columns=tuple(key for key in view.columns if key in VIEW_COLUMN_BY_KEY))


def _document(text: object) -> dict[str, Any]:
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
