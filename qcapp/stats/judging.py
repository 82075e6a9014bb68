"""Which words of an entry the rules see: what the ledger says now, what a unit first submitted, what waits to be decided.

Everyone who judges an entry asks here: the month's figures, the 退回说明, the notes on a file before it is merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from qcapp.domain.fields import PROGRESS, field_for, is_field
from qcapp.domain.ledger import CellValue, HeldConflict, Snapshot
from qcapp.domain.plan import EntryKey
from qcapp.domain.records import ReturnRecord
from qcapp.domain.saying import says_nothing
from qcapp.domain.text import comparable
from qcapp.stats.rules import Context, Failure, Rule, failures

Words = Mapping[str, str]


class Judge:
    """A month and the one before it, as the rules look at them. Words are field key → text."""

    def __init__(self, snapshot: Snapshot, earlier: Snapshot, rules: Sequence[Rule]) -> None:
        self.snapshot, self.rules = snapshot, tuple(rules)
        # Another year's list has other measures under the same numbers.
        self._earlier = earlier.entries if earlier.plan.year == snapshot.plan.year else {}
        self._waiting: dict[EntryKey, list[HeldConflict]] = {}
        for held in snapshot.held:
            self._waiting.setdefault(held.key.entry, []).append(held)

    def failures(self, key: EntryKey, words: Words) -> tuple[Failure, ...]:
        """What is wrong with the entry if it says those words."""
        plan = self.snapshot.plan
        return failures(words, Context(plan.year, self.before(key), plan.measure(key.no).contacts), self.rules)

    def before(self, key: EntryKey) -> dict[str, str]:
        """What the month before says."""
        entry = self._earlier.get(key)
        return {field: value.text for field, value in entry.values.items()} if entry else {}

    def ledger_words(self, key: EntryKey) -> dict[str, str]:
        """What the ledger says now."""
        return {field: value.text for field, value in self.snapshot.entries[key].values.items()}

    def conflicts(self, key: EntryKey) -> tuple[HeldConflict, ...]:
        """Those of the entry that wait, as the returns came."""
        return tuple(sorted(self._waiting.get(key, ()), key=lambda held: (held.received, held.id)))

    def waiting(self, key: EntryKey) -> dict[str, str]:
        """What returns say where the ledger and they have moved apart and nobody has decided: the newest of a field's."""
        return {held.key.field: held.theirs for held in self.conflicts(key)}

    def words_now(self, key: EntryKey) -> dict[str, str]:
        """What the ledger says, and in a field that waits what the unit says."""
        return self.ledger_words(key) | self.waiting(key)

    def reported(self, key: EntryKey) -> bool:
        """Whether the progress says something: in the ledger, or in a return that waits to be decided on."""
        said = (self.ledger_words(key).get(PROGRESS.key, ""), *(
            held.theirs for held in self.conflicts(key) if held.key.field == PROGRESS.key
        ))
        return not all(map(says_nothing, said))

    def first_words(self, key: EntryKey, records: Iterable[ReturnRecord]) -> dict[str, str] | None:
        """What the unit said in its first return that reports on the measure; None while there is none such.

        A field that carries over and that the return left empty says what stood in the ledger then, and not what a later
        correction has put there.
        """
        saying = [record for record in records if reports(record, key.no)]
        if not saying:
            return None
        first = min(saying, key=_order)
        own = {field: text for (no, field), text in first.values.items() if no == key.no and comparable(text)}
        return self._stood_then(key, first, [record for record in records if _order(record) < _order(first)]) | own

    def _stood_then(self, key: EntryKey, first: ReturnRecord, before_it: Iterable[ReturnRecord]) -> dict[str, str]:
        """The carried fields as they were when that return was merged."""
        values, earlier = self.snapshot.entries[key].values, self.before(key)
        sent = self._carried(key, first)
        old_files = {record.sha256 for record in before_it}
        merged = min((value.at for value in values.values() if value.source.sha256 == first.sha256), default=None)
        fields = {field for field in (*values, *earlier, *sent) if field_for(field).carries}
        stood: dict[str, str] = {}
        for field in fields:
            value = values.get(field)
            if value and self._older(value, first, old_files, merged):
                stood[field] = value.text
            else:
                stood[field] = sent[field] if field in sent else earlier.get(field, "")
        return stood

    def _older(self, value: CellValue, first: ReturnRecord, old_files: set[str], merged: datetime | None) -> bool:
        """Whether the value had been there before the return was merged."""
        if value.period < self.snapshot.period or value.source.sha256 in old_files:
            return True
        if value.source.sha256 is not None:
            return False
        return value.at < merged if merged else value.at.date() < first.received

    def _carried(self, key: EntryKey, record: ReturnRecord) -> dict[str, str]:
        """What the form that came back was sent with, where it is the month's newest."""
        form = self.snapshot.dispatched.get(key.unit)
        if form is None or form.form_id != record.form_id:
            return {}
        return {field: text for (no, field), text in form.values.items() if no == key.no and is_field(field)}


def reports(record: ReturnRecord, no: int) -> bool:
    """Whether a standing return's 进展情况 of the measure says something."""
    return not record.undone and not says_nothing(record.values.get((no, PROGRESS.key), ""))


def day_of(value: CellValue) -> date:
    """The day the words came: that of the file that brought them, else that on which they were typed."""
    return value.source.received or value.at.date()


def _order(record: ReturnRecord) -> tuple[date, int]:
    return record.received, record.serial
