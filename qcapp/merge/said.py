"""What a unit has said of a month before: in the form that we sent, and in its earlier and later returns. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from qcapp.domain.forms import FillForm, ReturnRecord
from qcapp.domain.ledger import CellKey
from qcapp.domain.text import comparable
from qcapp.merge.diff import equal


class Said:
    """``form``: the one that has come back. ``records``: the unit's other returns of the month. ``fill_form``: the form
    that a record answered, by its id."""

    def __init__(
        self,
        form: FillForm | None,
        records: Sequence[ReturnRecord],
        received: date,
        fill_form: Callable[[str], FillForm | None] = lambda form_id: None,
    ) -> None:
        self._form = form
        ordered = sorted(records, key=lambda record: (record.received, record.serial))
        self._earlier = [record for record in ordered if record.received <= received]
        self._later = [record for record in ordered if record.received > received]
        self._forms = {
            record.form_id: fill_form(record.form_id) for record in ordered if record.form_id is not None
        }

    def sent(self, key: CellKey) -> str | None:
        """What the form carried; one of ours that had no such row or contact carried nothing in it. None: not of ours."""
        return _carried(self._form, key)

    def informs(self, key: CellKey, text: str) -> bool:
        """Whether a text says more than the form that it stands in."""
        return _informs(self._form, key, text)

    def before(self, key: CellKey) -> str | None:
        """What the unit last said of its own on this field, up to the day of this return."""
        return next((text for record in reversed(self._earlier) if (text := self._says(record, key))), None)

    def later(self, key: CellKey) -> date | None:
        """The day of a return received after this one that says something of its own on this field."""
        return next((record.received for record in self._later if self._says(record, key)), None)

    def _says(self, record: ReturnRecord, key: CellKey) -> str:
        """The record's own words on the field, "" when it says nothing beyond its form."""
        text = record.values.get((key.no, key.field), "")
        form = self._forms.get(record.form_id) if record.form_id is not None else None
        return text if _informs(form, key, text) else ""


def _carried(form: FillForm | None, key: CellKey) -> str | None:
    return None if form is None else form.values.get((key.no, key.field), "")


def _informs(form: FillForm | None, key: CellKey, text: str) -> bool:
    return bool(comparable(text)) and not equal(key.field, _carried(form, key) or "", text)
