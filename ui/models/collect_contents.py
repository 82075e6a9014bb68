"""What listed files hold, whatever is decided about it: which fields are conflicts, which measures they speak of. No Qt.

Of ten thousand measures there are seventy thousand fields, too many to go through whenever something is shown: the thread that
compared them has done so once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qcapp.merge.plan import Decision, FieldPlan, FilePlan


@dataclass(frozen=True, slots=True)
class Contents:
    """Of one file; its fields, and their verdicts, are those that it was planned with."""

    file: FilePlan
    conflicts: tuple[FieldPlan, ...]
    measures: frozenset[int]

    @property
    def open(self) -> list[FieldPlan]:
        """Conflicts that nobody has decided."""
        return [each for each in self.conflicts if each.decision is Decision.HOLD]


def contents_of(file: FilePlan) -> Contents:
    return Contents(file, tuple(file.conflicts), frozenset([each.key.no for each in file.fields]))


class ContentsSeen:
    """Contents of all files that were gone through so far; a file's are made when they are first asked for."""

    def __init__(self) -> None:
        self._of: dict[int, Contents] = {}
        """By ``id`` of the file, which stays its own as long as it is held here."""

    def of(self, file: FilePlan) -> Contents:
        return self._of.get(id(file)) or self._of.setdefault(id(file), contents_of(file))

    def keep(self, files: Iterable[FilePlan], fresh: Iterable[Contents]) -> None:
        """Only those files are listed from now on; ``fresh``: made of some of them already."""
        known = self._of | {id(each.file): each for each in fresh}
        self._of = {id(file): known[id(file)] for file in files if id(file) in known}
