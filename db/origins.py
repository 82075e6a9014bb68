"""Where values came from: files, days, places, looked up once each. This is on the way to the window's first rows."""

from __future__ import annotations

from datetime import date, datetime
from sys import intern
from typing import TYPE_CHECKING

from db.coding import place_of
from db.query import Query
from qcapp.domain.ledger import Source

if TYPE_CHECKING:
    from qcapp.domain.place import Place


class Origins:
    """Of thousands of cells few differ in operation and file, and places repeat from form to form."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._operations: dict[int, tuple[datetime, str]] = {}
        self._files: dict[int | None, tuple[str | None, date | None]] = {None: (None, None)}
        self._places: dict[str | None, Place | None] = {None: None}
        self._plain: dict[tuple[int | None, str | None], Source] = {}
        self._sums: dict[str | None, str | None] = {}

    def written(self, operation: int) -> tuple[datetime, str]:
        """When, and by whom."""
        known = self._operations.get(operation)
        if known is None:
            at, who = self._query.execute("SELECT at, who FROM operation WHERE seq = ?", (operation,)).fetchone()
            known = self._operations[operation] = datetime.fromisoformat(at), who
        return known

    def source(self, returned: int | None, sha256: str | None, place: str | None, decision: str | None) -> Source:
        """The columns of a change as a value."""
        if place is None and decision is None:
            plain = self._plain.get((returned, sha256))
            return plain if plain is not None else self._plain_source(returned, sha256)
        try:
            name, received = self._files[returned]
        except KeyError:
            name, received = self._file(returned)
        try:
            spot = self._places[place]
        except KeyError:
            spot = self._places[place] = place_of(place)
        sha256 = self._sums.setdefault(sha256, sha256)  # one text for all of a file's values
        return Source(name, received, sha256, spot, intern(decision) if decision else "")

    def _plain_source(self, returned: int | None, sha256: str | None) -> Source:
        name, received = self._files.get(returned) or self._file(returned)
        made = self._plain[returned, sha256] = Source(name, received, sha256)
        return made

    def _file(self, returned: int | None) -> tuple[str | None, date | None]:
        name, received = self._query.execute(
            "SELECT name, received FROM returned_form WHERE id = ?", (returned,)
        ).fetchone()
        known = self._files[returned] = name, date.fromisoformat(received)
        return known
