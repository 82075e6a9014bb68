"""What other programs write to the ledger is told from what this one writes.

By the newest operation and its digest: an operation that is gone on with keeps its number and gets another digest.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from db.months import KnownMonths
from db.plan_rows import NOTHING_YET, Again, Mark, moved_since, newest_mark, read_catalogue
from db.plans import Catalogue
from db.query import Query

if TYPE_CHECKING:
    from db.indexing import WordKeeper

_NEWEST = "SELECT seq, digest, id FROM operation ORDER BY seq DESC LIMIT 1"

_DOUBTS = 7
"""As many more, at most, are looked for at a time."""

Newest = tuple[int, str] | None


class Written:
    """``look`` within every transaction, so that no operation of others is passed over between two of ours."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._newest: Newest = None
        self._ours: deque[Newest] = deque(maxlen=8)
        self._doubtful: tuple[Newest, ...] = ()
        """What was sent to be committed, of which nobody knows yet whether it was."""
        self._before: Newest = None
        self._commits = 0
        self._first = True
        self._elsewhere = self._turned_up = False

    def look(self, query: Query) -> Mark:
        """Answers the newest operation."""
        commits, doubtful = self._commits, self._doubtful
        newest, mark = _newest(query)
        found = [each for each in doubtful if each != newest and _is_there(query, each)]
        with self._guard:
            if commits != self._commits:  # ours came in between, and has looked before it: this may be of before that
                return mark
            own = newest in self._ours or newest in self._doubtful
            self._heed([*found, *(each for each in self._doubtful if each == newest)])
            if newest != self._newest and not own and not self._first:
                self._elsewhere = True
            self._newest, self._first = newest, False
        return mark

    def _heed(self, found: list[Newest]) -> None:
        """Of one's own, which no window has shown yet."""
        doubtful = tuple(each for each in self._doubtful if each not in found)
        self._turned_up |= doubtful != self._doubtful
        self._doubtful = doubtful

    def is_ours(self, query: Query) -> Mark:
        """What stands there when our transaction is about to be committed."""
        ours, mark = _newest(query)
        with self._guard:
            self._before = self._newest
            self._ours.append(ours)
        return mark

    def not_known(self) -> None:
        """Whether that was committed: where it turns up, nobody has shown it yet, and it is news."""
        with self._guard:
            ours = self._ours.pop()
            if ours == self._before:  # it was no operation
                return
            self._doubtful = *self._doubtful[-_DOUBTS:], ours
            if ours == self._newest:  # a look has found it there meanwhile
                self._heed([ours])

    def has_ours(self, query: Query) -> bool:
        """Whether what was about to be committed last is there."""
        with self._guard:
            ours = self._ours[-1]
        return _is_there(query, ours)

    def committed(self) -> None:
        """It was: where the ledger is put back to what it was before, that is news."""
        with self._guard:
            self._newest = self._ours[-1]
            self._commits += 1

    def told(self) -> bool:
        """Whether others have written since this was asked last."""
        with self._guard:
            elsewhere, self._elsewhere = self._elsewhere, False
            return elsewhere

    def turned_up(self) -> bool:
        """Whether something of one's own was found to be there, since this was asked last, of which that was not known."""
        with self._guard:
            turned_up, self._turned_up = self._turned_up, False
            return turned_up


def _is_there(query: Query, written: Newest) -> bool:
    """By its digest, over all that it wrote and over all before it: nobody else's is taken for it."""
    return bool(written and query.execute("SELECT 1 FROM operation WHERE seq = ? AND digest = ?", written).fetchone())


def _newest(query: Query) -> tuple[Newest, Mark]:
    row = query.execute(_NEWEST).fetchone()
    return (None, NOTHING_YET) if row is None else ((int(row[0]), str(row[1])), Mark(row[0], row[2]))


class KeepsUp(ABC):
    """The lists of an open ledger, read anew when another program may have changed one."""

    def __init__(self) -> None:
        self._here = threading.local()
        self._lists: tuple[Catalogue, Mark] = Catalogue(()), NOTHING_YET
        """The lists, and up to which operation they were read: replaced together."""
        self._newest = NOTHING_YET
        self._written = Written()
        self._months = KnownMonths()

    @property
    def _catalogue(self) -> Catalogue:
        """Within a transaction the lists of its moment, whatever another thread has seen since; else those read last."""
        here: Catalogue | None = getattr(self._here, "catalogue", None)
        return self._lists[0] if here is None else here

    def turned_up(self) -> bool:
        """Whether a write of one's own was found there since this was asked last, of which nobody knew whether it was done."""
        return self._written.turned_up()

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Query]:
        """A connection in a read transaction: all queries see the same moment."""

    def _again(self) -> Again | None:
        """By what a list is read when it is first asked about; None: all are at once."""
        return None

    @property
    def _words(self) -> WordKeeper | None:
        """The index of words, where there is one."""
        return None

    def _keep_up(self, query: Query) -> None:
        """Another program may have changed a list since it was read here."""
        newest = self._written.look(query)
        catalogue, seen = self._lists
        if newest != seen:
            if moved_since(query, seen):
                catalogue = read_catalogue(query, self._again())
            self._lists = catalogue, newest
            self._newest = newest
        self._here.catalogue = catalogue

    def _begin_anew(self, query: Query) -> None:
        """Other content has taken its place: nothing that was read of the former is used again."""
        self._newest = newest_mark(query)
        self._lists = read_catalogue(query, self._again()), self._newest
        self._here.catalogue = self._lists[0]

    def _adopt(self, catalogue: Catalogue) -> None:
        """As our own write has left it. Somebody may have written since: it is looked at again by the next to read."""
        self._lists = catalogue, NOTHING_YET

    @contextmanager
    def _at(self, query: Query, catalogue: Catalogue | None = None) -> Iterator[None]:
        """What this thread reads of lists meanwhile is of that transaction's moment: ``catalogue``, where they are read
        already."""
        before = getattr(self._here, "query", None), getattr(self._here, "catalogue", None)
        self._here.query, self._here.catalogue = query, catalogue
        try:
            yield
        finally:
            self._here.query, self._here.catalogue = before

    @contextmanager
    def _within(self) -> Iterator[Query]:
        """The moment that this thread is at, or a new one."""
        query: Query | None = getattr(self._here, "query", None)
        if query is not None:
            yield query
            return
        with self._reading() as now:
            yield now
