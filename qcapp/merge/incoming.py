"""What is to be planned, what planning may ask, and a file's plan before any field is compared. Values only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.forms import ReturnedFile, ReturnRecord
from qcapp.domain.ledger import CellKey, HeldConflict, Snapshot
from qcapp.domain.period import Period
from qcapp.merge.identity import Known
from qcapp.merge.match import Matched
from qcapp.merge.plan import FilePlan, Outcome
from qcapp.merge.questions import NO_ANSWERS, Answers, Undecided
from qcapp.stats.judging import Judge
from qcapp.stats.rules import RULES, Rule

if TYPE_CHECKING:
    from qcapp.domain.returned_ledger import Reach


@dataclass(frozen=True, slots=True)
class Incoming:
    """A returned file with the day it was received, and what a person has said of it."""

    file: ReturnedFile
    received: date
    answers: Answers = NO_ANSWERS


@dataclass(frozen=True, slots=True)
class LedgerView:
    """What planning may ask of the ledger; answers are of one moment. ``rules`` of 合格 are those in force, ``ledger_id`` is its
    own, ``covers``: whether it has all of a history that goes so far."""

    known: Known
    snapshot: Callable[[Period], Snapshot]
    returns_with: Callable[[str], Sequence[ReturnRecord]]
    rules: Sequence[Rule] = RULES
    ledger_id: str = ""
    covers: Callable[[Reach], bool] = lambda _: False


class Month:
    """What the files of one month are compared with, put together once for all of them."""

    def __init__(self, view: LedgerView, period: Period) -> None:
        self._view, self._period = view, period
        self.snapshot = view.snapshot(period)

    @cached_property
    def last(self) -> Snapshot:
        """The month before."""
        return self._view.snapshot(self._period.shifted(-1))

    @cached_property
    def judge(self) -> Judge:
        return Judge(self.snapshot, self.last, self._view.rules)

    @cached_property
    def waiting(self) -> dict[CellKey, list[HeldConflict]]:
        found: dict[CellKey, list[HeldConflict]] = {}
        for held in self.snapshot.held:
            found.setdefault(held.key, []).append(held)
        return found


Placed = tuple[FilePlan, Matched | None]


def plan_of(incoming: Incoming, matched: Matched) -> FilePlan:
    sent = matched.sent.form_id if matched.sent else None
    return FilePlan(
        incoming.file, incoming.received, Outcome.UNCHANGED, matched.unit, matched.period,
        incoming.file.ledger.mark if incoming.file.ledger else sent, evidence=matched.evidence, notes=list(matched.notes),
        certainty=matched.certainty, questions=list(matched.questions), answers=incoming.answers, corrects=matched.corrects,
    )


def twin_of(earlier: str, incoming: Incoming) -> Placed:
    """The plan of a file whose very bytes came before in this go, in a file called ``earlier``."""
    file = incoming.file
    which = f"《{earlier}》" if earlier != file.name else "另一份同名文件"
    reason = f"与这一批里的{which}完全相同，不再重复并入。"
    return FilePlan(file, incoming.received, Outcome.DUPLICATE, reason=reason, answers=incoming.answers), None


def refused(incoming: Incoming, file: ReturnedFile, received: date, error: UnreadableFile) -> FilePlan:
    questions = list(error.questions) if isinstance(error, Undecided) else []
    return FilePlan(
        file, received, Outcome.REFUSED, reason=str(error), questions=questions, answers=incoming.answers
    )
