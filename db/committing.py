"""How a ledger is written, wherever its tables are: an operation, its inverse, and what is only remembered; each is one
transaction, after which the lists are as it has left them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from db.coding import period_of
from db.plan_rows import read_catalogue
from db.query import Query
from qcapp.domain.ledger import CellKey

if TYPE_CHECKING:
    from db.cells import Spot
    from db.plan_rows import Again
    from db.plans import Catalogue
    from db.undo import Target
    from qcapp.domain.operations import Operation, OperationDraft, UndoResult
    from qcapp.ports import Clock


class LedgerWriting(ABC):
    """What is beside it in a class has the connections."""

    _clock: Clock

    @property
    @abstractmethod
    def _catalogue(self) -> Catalogue:
        """The lists, of the moment that this thread reads or writes at."""

    @abstractmethod
    def _adopt(self, catalogue: Catalogue) -> None:
        """The lists as our own write has left them."""

    @abstractmethod
    def _writing(self) -> AbstractContextManager[Query]:
        """One transaction: committed when the block ends, rolled back when it raises."""

    @abstractmethod
    def _again(self) -> Again | None:
        """By what a list is read when it is first asked about; None: all are at once."""

    def commit(self, draft: OperationDraft) -> Operation:
        from db import trail, writing

        with self._writing() as query:
            seq = writing.commit(query, draft, self._catalogue, self._clock.now())
            done = trail.operation_at(query, seq)
            moved = draft.aliases or draft.amendments or draft.plans
            catalogue = read_catalogue(query, self._again()) if moved else None
        if catalogue is not None:
            self._adopt(catalogue)
        return done

    def undo(self, operation_id: str | None, who: str, sha256: str | None = None) -> UndoResult:
        from db import undo

        return self._inverted(lambda query: undo.target_of_undo(query, operation_id, sha256), who)

    def redo(self, who: str) -> UndoResult:
        from db import undo

        return self._inverted(undo.target_of_redo, who)

    def _inverted(self, target_in: Callable[[Query], Target], who: str) -> UndoResult:
        from db import trail, undo
        from qcapp.domain.operations import UndoResult

        with self._writing() as query:
            target = target_in(query)
            moves = undo.moves_lists(query, target)
            if moves:
                self._catalogue.hold()
            seq, left, settings = undo.invert(query, target, who, self._clock.now())
            result = UndoResult(
                trail.operation_at(query, seq), trail.operation_at(query, target.seq), tuple(map(self._key_of, left)),
                target.file, settings,
            )
            catalogue = read_catalogue(query, self._again()) if moves else None
        if catalogue is not None:
            self._adopt(catalogue)
        return result

    def _key_of(self, spot: Spot) -> CellKey:
        period = period_of(spot.period)
        entry = self._catalogue.entry_key(spot.assignment, period)
        return CellKey(entry.no, entry.unit, period, spot.field)

    def remember(self, key: str, value: str) -> None:
        from db.setting_trail import remember

        with self._writing() as query:
            remember(query, key, value)
