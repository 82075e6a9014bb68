"""What was written into a month's entries, one after the other: so it is known which words stood there at an earlier moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from qcapp.domain.fields import field_for
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey


class Written(NamedTuple):
    """Words that were put into a field of an entry, by an operation that is not undone.

    ``operation``: its number, later ones have higher ones. ``day``: that from which it counts, when the file was received or
    the words were typed. ``sha256``: of the file, None for what was typed.
    """

    field: str
    period: Period
    text: str
    operation: int
    day: date
    sha256: str | None = None


Trail = Mapping[EntryKey, tuple[Written, ...]]
"""By entry, as written. Beside the month's own words those of the month before, and what carries over of all earlier ones: of
these what stood when the month began, and what was written since."""


def shown(written: Iterable[Written], period: Period) -> dict[str, str]:
    """Field key → what the month shows after those: the latest month's, and of these the last written."""
    asked = _place(period)
    newest: dict[str, str] = {}
    places: dict[str, int] = {}
    for each in written:
        field, place = each.field, _place(each.period)
        if place > asked or (place < asked and not field_for(field).carries):
            continue
        if places.get(field, 0) <= place:
            places[field], newest[field] = place, each.text
    return newest


def _place(period: Period) -> int:
    """Of the month in time: of thousands of words quicker compared than the months are."""
    return period.year * 12 + period.month
