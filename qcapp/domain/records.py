"""What the ledger keeps of forms: what was sent, frozen, and what came back.

Apart from ``qcapp.domain.forms``, which has what a file says: a window's first page needs these and not those.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from qcapp.domain.period import Period


@dataclass(frozen=True, slots=True)
class FillForm:
    """What was sent to one unit for one period, frozen: ``values[(no, field key)]`` is what the ledger said then."""

    form_id: str
    unit: str
    period: Period
    sent: datetime
    values: Mapping[tuple[int, str], str]
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnRecord:
    """A returned form as the ledger keeps it (its bytes are fetched apart, by ``sha256``).

    ``values`` are those read for the unit's own rows, cleaned. ``serial`` orders records of one unit and period as merged.
    """

    sha256: str
    name: str
    unit: str
    period: Period
    received: date
    form_id: str | None
    values: Mapping[tuple[int, str], str]
    serial: int = 0
