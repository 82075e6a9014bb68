"""What a unit has said of a month before: in the form that we sent, and in its earlier and later returns. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from qcapp.domain.fields import PROGRESS
from qcapp.domain.forms import SUGGESTED_PROGRESS, FillForm, ReturnRecord
from qcapp.domain.ledger import CellKey
from qcapp.domain.period import Period
from qcapp.domain.text import blank
from qcapp.merge.diff import equal


class Said:
    """``form``: the one that has come back, as far as is known. ``others``: where it lost its id, the other forms that it
    may be. ``records``: the unit's other returns of the month. ``fill_form``: the form that a record answered, by its id."""

    def __init__(
        self,
        form: FillForm | None,
        records: Sequence[ReturnRecord],
        received: date,
        fill_form: Callable[[str], FillForm | None] = lambda form_id: None,
        others: Sequence[FillForm] = (),
    ) -> None:
        self.form, self._received = form, received
        self._others = others
        self.alone = form is not None and not records and not others
        """Whether nothing tells what the unit has said but the form that was sent, and this return of it: as with nearly all."""
        ordered = sorted(records, key=lambda record: (record.received, record.serial))
        self._earlier = [record for record in ordered if record.received <= received]
        self._later = [record for record in ordered if record.received > received]
        self._forms = {
            record.form_id: fill_form(record.form_id) for record in ordered if record.form_id is not None
        }

    def sent(self, key: CellKey) -> str | None:
        """What the form carried; one of ours that had no such row or contact carried nothing in it. None: not of ours."""
        return _carried(self.form, key)

    def offered(self, key: CellKey) -> str:
        """Last month's words, where the form had them in the cell for want of this month's."""
        if self.form is None or key.field != PROGRESS.key:
            return ""
        return self.form.values.get((key.no, SUGGESTED_PROGRESS), "")

    def informs(self, key: CellKey, text: str) -> bool:
        """Whether a text says more than the form that it stands in."""
        return _informs(self.form, key, text)

    def before(self, key: CellKey) -> str | None:
        """What the unit last said of its own on this field, up to the day of this return."""
        return next((text for record in reversed(self._earlier) if (text := self._says(record, key))), None)

    def carried_elsewhere(self, key: CellKey, text: str) -> bool:
        """Whether another form that this one may be carried just that text: then it says nothing of the unit's own."""
        if not self._others or blank(text):
            return False
        return any(equal(key.field, _carried(other, key) or "", text) for other in self._others)

    def taken_back(self, key: CellKey, text: str) -> bool:
        """Whether the unit has said just that before, and something else since on the very day of this return: an old file
        may have come again. On a later day the later return counts, as always."""
        words = [(said, record.received) for record in self._earlier if (said := self._says(record, key))]
        if not words or words[-1][1] != self._received or equal(key.field, words[-1][0], text):
            return False
        return any(equal(key.field, said, text) for said, _ in words[:-1])

    def outdated(self, key: CellKey) -> Period | None:
        """The month of the form that has come back, where the unit has last said this month's in one of a later month: to come
        later does not make its words newer."""
        form = self.form
        if form is None or form.period >= key.period:
            return None
        last = next((record for record in reversed(self._earlier) if self._says(record, key)), None)
        return form.period if last is not None and of_earlier_month(form, self._answered(last), key.period) else None

    def later(self, key: CellKey) -> date | None:
        """The day of a return received after this one that says something of its own on this field, in no form of an earlier
        month."""
        return next((
            record.received for record in self._later
            if self._says(record, key) and not of_earlier_month(self._answered(record), self.form, key.period)
        ), None)

    def cleared(self, key: CellKey) -> str:
        """What to tell of a cell that is empty and was not: words that go on after the field's name."""
        return "来表是空的，下发时有内容，默认保留台账"

    def newer(self, key: CellKey, text: str) -> str:
        """Why a later state of what came counts, though it was merged before; "" where nothing does."""
        return ""

    def _says(self, record: ReturnRecord, key: CellKey) -> str:
        """The record's own words on the field, "" when it says nothing beyond its form."""
        text = record.values.get((key.no, key.field), "")
        return text if _informs(self._answered(record), key, text) else ""

    def _answered(self, record: ReturnRecord) -> FillForm | None:
        """The form that the record answered."""
        return self._forms.get(record.form_id) if record.form_id is not None else None


def _carried(form: FillForm | None, key: CellKey) -> str | None:
    return None if form is None else form.values.get((key.no, key.field), "")


def _informs(form: FillForm | None, key: CellKey, text: str) -> bool:
    return not blank(text) and not equal(key.field, _carried(form, key) or "", text)


def of_earlier_month(form: FillForm | None, other: FillForm | None, period: Period) -> bool:
    """Whether of two forms that are merged into that month the first was sent for an earlier one, and for an earlier one than
    the other. A table that is none of ours speaks of the month itself."""
    return form is not None and form.period < (period if other is None else min(other.period, period))
