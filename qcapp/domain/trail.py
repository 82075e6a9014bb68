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
    newest: dict[str, Written] = {}
    for each in written:
        if each.period > period or (each.period < period and not field_for(each.field).carries):
            continue
        if each.field not in newest or newest[each.field].period <= each.period:
            newest[each.field] = each
    return {field: each.text for field, each in newest.items()}
