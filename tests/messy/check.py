"""Feed a return to the real services, and hold the ledger against what an expert would have, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from db.store import SqlLedger
from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey
from qcapp.merge.plan import MergePlan, Outcome
from qcapp.services import Services
from tests.messy.model import Return, Wait, Want
from tests.messy.tally import TALLY
from tests.messy.world import WHO, World, texts_of

_UNDONE = 0.2  # share of the returns whose merge is undone as well


class Wrong(AssertionError):
    """The ledger is not what an expert would have."""


def check(world: World, made: Return, folder: Path) -> None:
    """Wrong says which field, what it shows and what it should."""
    with world.open(folder) as (store, services):
        plans = [_merge(services, folder, number, go.files, made, go.received) for number, go in enumerate(made.goes)]
        before, after = world.texts, texts_of(store)
        reasons = _Reasons(plans, store)
        for key, want in made.wants.items():
            _check_field(key, want, before.shown.get(key, ""), after.shown.get(key, ""), reasons)
        known = before.own.keys() | after.own.keys()
        if stray := sorted(
            key for key in known - made.wants.keys() if before.own.get(key, "") != after.own.get(key, "")
        ):
            shown = [(str(key), before.own.get(key, ""), after.own.get(key, "")) for key in stray[:3]]
            raise Wrong(f"fields that nobody spoke of changed: {shown}")
        _check_beside(made, plans, store)
        if made.rng.random() < _UNDONE:
            _check_undo(store, sum(1 for plan in plans if plan.mergeable), before.own)
        TALLY.fields += len(known | made.wants.keys())
        TALLY.files_waiting += sum(1 for plan in plans for file in plan.files if file.waits and not file.skipped)


def _check_beside(made: Return, plans: list[MergePlan], store: SqlLedger) -> None:
    """Words left over are told of, pictures are kept with their measures; of a form that was read."""
    read = [file for plan in plans for file in plan.files if file.fields]
    if not read:
        return
    if made.left_over and not any(note.code == "leftover" for file in read for note in file.notes):
        raise Wrong("nobody is told of the words that were left over")
    kept = [each.no for each in store.attachments(made.period)]
    if lost := [no for no in made.pictures if no not in kept and no in {key.no for key in made.wants}]:
        raise Wrong(f"pictures of measures {lost} were not kept")


def _check_undo(store: SqlLedger, operations: int, before: Mapping[CellKey, str]) -> None:
    for _ in range(operations):
        store.undo(None, WHO)
    if texts_of(store).own != before or store.held() or store.attachments():
        raise Wrong("the merge undone leaves something behind")


def _merge(
    services: Services, folder: Path, number: int, files: list[tuple[str, bytes]], made: Return, received: object
) -> MergePlan:
    inbox = folder / f"收{number}"
    inbox.mkdir()
    for name, data in files:
        (inbox / name).write_bytes(data)
    plan = services.collect.preview([inbox], received=received)  # type: ignore[arg-type]
    for file in plan.files:
        if file.outcome is Outcome.REFUSED and not (file.reason or "").endswith("。"):
            raise Wrong(f"{file.file.name} is refused without a sentence: {file.reason!r}")
    services.collect.apply(plan)
    return plan


class _Reasons:
    """Why a field was left as it was, as the clerk is told."""

    def __init__(self, plans: list[MergePlan], store: SqlLedger) -> None:
        files = [file for plan in plans for file in plan.files]
        self._fields = {each.key: each.remark or "双方都改过" for each in store.held()}
        for planned in (planned for file in files for planned in file.fields if planned.remark):
            self._fields.setdefault(planned.key, planned.remark)
        self._notes = [note for file in files for note in file.notes]
        self._whole = [
            file.reason or file.status for file in files if (file.outcome is Outcome.REFUSED and not file.skipped) or file.asked
        ]
        self._rows = [question.sentence for file in files for question in file.questions if question.waits]
        self._rows += [note.message for note in self._notes if note.no is None and note.code in _ROWS]

    def of(self, key: CellKey, *, rows: bool) -> str:
        """The field's own reason, its measure's or the file's, "" when nothing was said. ``rows``: also that a row of the file
        could not be placed."""
        heading = field_for(key.field).heading
        notes = (
            note.message for note in self._notes
            if note.no == key.no and (note.code in _MEASURES or heading in note.message or note.code in _PHONES)
        )
        found = [*filter(None, [self._fields.get(key)]), *notes, *self._whole, *(self._rows if rows else ())]
        return found[0] if found else ""


# Codes of notes on a row that could not be placed, on a whole measure, on its phones.
_ROWS = ("row_added", "row_unmatched", "merged_over_two")
_MEASURES = ("row_missing", "row_twice", "merged_over_two")
_PHONES = ("phone_digits_lost",)


def _check_field(key: CellKey, want: Want, before: str, after: str, reasons: _Reasons) -> None:
    kept, wanted = after == before, after in want.texts
    reason = reasons.of(key, rows=want.wait is Wait.MAY)
    right = {
        Wait.NEVER: wanted, Wait.MAY: wanted or (kept and bool(reason)), Wait.MUST: kept and bool(reason),
    }[want.wait]
    if not right:
        raise Wrong(
            f"{key.no} {key.unit} {key.period} {key.field}: the ledger shows {after!r}, it showed {before!r}, an expert has "
            f"{sorted(want.texts)!r} ({want.wait.value} wait); reason told: {reason!r}"
        )
    TALLY.taken += wanted and not kept
    TALLY.waited += kept and not wanted


def tally(made: Return, names: Mapping[str, tuple[int, ...]]) -> None:
    TALLY.forms += 1
    TALLY.mutations += len(names)
    for name, entries in names.items():
        TALLY.kinds[name] = TALLY.kinds.get(name, 0) + 1
        TALLY.entries.update(entries)
