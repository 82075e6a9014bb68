"""Feed a return to the real services, and hold the ledger against what an expert would have, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from db.store import SqlLedger
from qcapp.domain.ledger import CellKey
from qcapp.merge.plan import MergePlan, Outcome
from qcapp.services import Services
from tests.messy.model import Return, Wait, Want
from tests.messy.world import WHO, World, texts_of

_UNDONE = 0.2  # share of the returns whose merge is undone as well


@dataclass
class Tally:
    """What a run has tried; printed at its end."""

    forms: int = 0
    mutations: int = 0
    fields: int = 0
    taken: int = 0
    waited: int = 0
    files_waiting: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    entries: set[int] = field(default_factory=set)

    def line(self) -> str:
        return (
            f"messy returns: {self.forms:,} forms, {self.mutations:,} mutations ({len(self.kinds)} kinds, "
            f"{len(self.entries)} entries of RETURNS), {self.fields:,} fields checked, {self.taken:,} taken, "
            f"{self.waited:,} waited, {self.files_waiting:,} files waited"
        )


TALLY = Tally()


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
        self._held = {each.key: each.remark or "conflict" for each in store.held()}
        self._whole = [
            file.reason or file.status for file in files if (file.outcome is Outcome.REFUSED and not file.skipped) or file.asked
        ]
        self._noted: dict[int, str] = {}
        self._asked = [question.sentence for file in files for question in file.questions if question.waits]
        for file in files:
            for note in file.notes:
                if note.no is not None:
                    self._noted.setdefault(note.no, note.message)
                elif note.code in ("row_added", "row_unmatched", "leftover", "column_unknown", "aside", "merged_over_two"):
                    self._asked.append(note.message)
            for planned in file.fields:
                if planned.remark:
                    self._held.setdefault(planned.key, planned.remark)

    def of(self, key: CellKey) -> str:
        """"" when nothing was said."""
        found = self._held.get(key) or self._noted.get(key.no) or (self._whole or self._asked or [""])[0]
        return found


def _check_field(key: CellKey, want: Want, before: str, after: str, reasons: _Reasons) -> None:
    kept = after == before
    wanted = after in want.texts
    if want.wait is Wait.MUST:
        ok = kept and bool(reasons.of(key))
    elif want.wait is Wait.MAY:
        ok = wanted or (kept and bool(reasons.of(key)))
    else:
        ok = wanted
    if not ok:
        raise Wrong(
            f"{key.no} {key.unit} {key.period} {key.field}: the ledger shows {after!r}, it showed {before!r}, an expert has "
            f"{sorted(want.texts)!r} ({want.wait.value} wait); reason told: {reasons.of(key)!r}"
        )
    TALLY.taken += wanted and not kept
    TALLY.waited += kept and not wanted


def tally(made: Return, names: Mapping[str, tuple[int, ...]]) -> None:
    TALLY.forms += 1
    TALLY.mutations += len(names)
    for name, entries in names.items():
        TALLY.kinds[name] = TALLY.kinds.get(name, 0) + 1
        TALLY.entries.update(entries)
