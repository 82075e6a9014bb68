"""A district's ledger that came back as a file: what it says of each of its units, month by month. Values only.

It is foreign data, and no ledger that anything is written to. Months are as its own tables show them: texts that carry over stand
in each month in which they show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from qcapp.domain.period import Period

_ID = r"[0-9A-Za-z-]{1,64}"
_MARK = re.compile(rf"台账 ({_ID}) (\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d)")


class Reach(NamedTuple):
    """The last operation of a ledger, by its ``digest`` over all that it and those before it wrote; ``before``: that of the one
    before, "" for none. Whoever goes on with an edit leaves its id, its time and its person as they are."""

    digest: str
    before: str
    id: str
    at: str
    who: str


@dataclass(frozen=True, slots=True)
class LedgerCell:
    """``period``: the month it was set in. ``day``: when the file with it was received there, or when it was typed in by ``who``
    or emptied. ``file``: name of that file, "" for words that were typed. An empty ``text`` was emptied on purpose: what never
    said anything is not there."""

    text: str
    period: Period
    day: date
    file: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A measure of that ledger's list, and what one of its units says of it by field key."""

    no: int
    text: str
    task: str
    cells: Mapping[str, LedgerCell]


@dataclass(frozen=True, slots=True)
class LedgerUnit:
    """``names``: its name there first, then the others it goes by. ``returned``: when its first return of the month was received
    there, None when none was. ``form_ids``: of the forms that it was sent or has sent back there, the newest first. ``waiting``:
    measures that a conflict waits on there."""

    names: tuple[str, ...]
    rows: tuple[LedgerRow, ...]
    returned: date | None = None
    form_ids: tuple[str, ...] = ()
    waiting: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        return self.names[0]

    def first_day(self, period: Period) -> date | None:
        """When it first said something of that month: its return's day, else that of the first words that were typed in."""
        own = (cell.day for row in self.rows for cell in row.cells.values() if cell.period == period)
        return self.returned or min(own, default=None)

    def silent(self, period: Period) -> bool:
        """Whether nothing came from it in that month, and nothing was typed in for it."""
        return self.first_day(period) is None


@dataclass(frozen=True, slots=True)
class LedgerMonth:
    """``year``: of the list it goes by. ``attachments``, ``rulings``: how many there are, which no merge brings along."""

    period: Period
    year: int
    units: tuple[LedgerUnit, ...]
    attachments: int = 0
    rulings: int = 0


@dataclass(frozen=True, slots=True)
class ReturnedLedger:
    """``written``: when its last operation was; of two copies of one ledger the later says more. ``months``: the newest first, as
    far back as could be taken in. ``size``: of the file in bytes; ``extract``: what is kept is no longer the file, which was too
    large, but what was read from it. ``reach``: how far its history goes."""

    ledger_id: str
    district: str
    written: datetime
    months: tuple[LedgerMonth, ...] = field(repr=False)
    size: int = 0
    extract: bool = False
    reach: Reach | None = None

    def month(self, period: Period) -> LedgerMonth | None:
        return next((each for each in self.months if each.period == period), None)

    @property
    def title(self) -> str:
        return f"{self.district}台账" if self.district else "下级台账"

    @property
    def mark(self) -> str:
        """What a record of it bears in the place of a form's id: whose ledger it was, and of when."""
        return f"台账 {self.ledger_id} {self.written.isoformat(timespec='seconds')}"


def marked(form_id: str | None) -> tuple[str, datetime] | None:
    """The id of the ledger and its last writing, of a record that was made from one; None for any other."""
    found = _MARK.fullmatch(form_id or "")
    return (found[1], datetime.fromisoformat(found[2])) if found else None


def is_ledger_id(text: str) -> bool:
    """Whether a record can bear it in its mark."""
    return re.fullmatch(_ID, text) is not None
