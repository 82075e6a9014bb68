"""The cells that an operation touches, in memory: what shows where, and what changes.

Pure. A *spot* is one field of one assignment in one month; its *state* is a text and the change that wrote it, or None.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from qcapp.domain.fields import field_for


class Spot(NamedTuple):
    """``period`` is a month as 202107."""

    assignment: int
    field: str
    period: int


class State(NamedTuple):
    text: str
    change: int


class Book:
    """States by spot, read from the ledger and moved on in memory; ``moved`` has the spots to write back, and what stands there
    now."""

    def __init__(self, cells: Iterable[tuple[Spot, State]]) -> None:
        # By assignment, then field, then month: keys of two parts would take megabytes of a large merge's seventy thousand.
        self._known: dict[int, dict[str, dict[int, State]]] = {}
        self.moved: dict[Spot, State | None] = {}
        for spot, state in cells:
            self._made(spot)[spot.period] = state

    def state(self, spot: Spot) -> State | None:
        """What was set for that very month."""
        months = self._months(spot)
        return None if months is None else months.get(spot.period)

    def lent(self, spot: Spot) -> str | None:
        """The text that earlier months lend to this one; None if the field carries nothing over."""
        months = self._months(spot)
        if not months or not field_for(spot.field).carries:
            return None
        latest = max((month for month in months if month < spot.period), default=None)
        return None if latest is None else months[latest].text

    def stands(self, spot: Spot) -> tuple[State | None, str | None]:
        """``state``, and where there is none what is ``lent``."""
        months = self._months(spot)
        if not months:
            return None, None
        state = months.get(spot.period)
        return state, self.lent(spot) if state is None else None

    def shown(self, spot: Spot) -> str:
        """What the ledger shows there; "" for nothing."""
        state, lent = self.stands(spot)
        return state.text if state else lent or ""

    def put(self, spot: Spot, state: State | None) -> None:
        months = self._made(spot)
        if state is None:
            months.pop(spot.period, None)
        else:
            months[spot.period] = state
        self.moved[spot] = state

    def _months(self, spot: Spot) -> dict[int, State] | None:
        fields = self._known.get(spot.assignment)
        return None if fields is None else fields.get(spot.field)

    def _made(self, spot: Spot) -> dict[int, State]:
        """The same, there to be put into."""
        fields = self._known.setdefault(spot.assignment, {})
        months = fields.get(spot.field)
        if months is None:
            months = fields[spot.field] = {}
        return months
