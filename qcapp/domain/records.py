"""What the ledger keeps of forms: what was sent, frozen, and what came back.

Apart from ``qcapp.domain.forms``, which has what a file says: a window's first page needs these and not those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from qcapp.domain.period import Period
from qcapp.domain.text import comparable


class FillForm(NamedTuple):
    """What was sent to one unit for one period, frozen: ``values[(no, field key)]`` is what the ledger said then.

    Under keys that are no field's stands what was printed beside: progress.suggested, reasons.printed.
    ``corrects``: SHA-256 of the return that this form asks to mend (a 退回说明), None for a month's own form.
    """

    form_id: str
    unit: str
    period: Period
    sent: datetime
    values: Mapping[tuple[int, str], str]
    formats: tuple[str, ...] = ()
    corrects: str | None = None


class ReturnRecord(NamedTuple):
    """A returned form as the ledger keeps it (its bytes are fetched apart, by ``sha256``).

    ``values`` are those read for the unit's own rows, cleaned; none for a scan that was kept whole. ``serial`` orders records
    of one unit and period as merged. ``corrects``: SHA-256 of the earlier return that this one mends, so that the day of that
    one counts. ``undone``: its merge, or it alone, was undone. ``operation``: the number of its merge, as in a Trail.
    """

    sha256: str
    name: str
    unit: str
    period: Period
    received: date
    form_id: str | None
    values: Mapping[tuple[int, str], str]
    serial: int = 0
    corrects: str | None = None
    undone: bool = False
    operation: int = 0


def first_return(records: Sequence[ReturnRecord]) -> ReturnRecord | None:
    """The return whose day counts, of one unit's records of one month: the first received of those that stand and are returns
    of their own; None when there is none.

    A correction is no return of its own while what it mends stands beside it. Where that was undone, or is of another month,
    the correction is all that the unit has said, and counts.
    """
    standing = [record for record in records if not record.undone]
    mended = {record.sha256 for record in standing}
    own = [record for record in standing if record.corrects not in mended]
    return min(own, key=lambda record: (record.received, record.serial), default=None)


def came_blank(records: Sequence[ReturnRecord], form: FillForm | None) -> ReturnRecord | None:
    """The first of one unit's returns of one month, where all of them could be read and not a word of the unit stands in any:
    each cell is empty, or as it was sent in ``form``."""
    standing = [record for record in records if not record.undone]
    sent = form.values if form else {}
    if not standing or any(not record.values or _says_more(record, sent) for record in standing):
        return None
    return min(standing, key=lambda record: (record.received, record.serial))


def _says_more(record: ReturnRecord, sent: Mapping[tuple[int, str], str]) -> bool:
    for (no, field), text in record.values.items():
        there = {comparable(sent.get((no, key), "")) for key in (field, f"{field}.suggested")}
        if comparable(text) and comparable(text) not in there:
            return True
    return False


def kept_whole(records: Sequence[ReturnRecord]) -> tuple[ReturnRecord, ...]:
    """Those that stand of one unit's records of one month, where none of them could be read: someone has to type them in."""
    standing = tuple(record for record in records if not record.undone)
    return () if any(record.values for record in standing) else standing
