"""What a row of the month's table is: which of the state filters it passes, of all its entries or of some units' alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from qcapp.domain.fields import PROBLEMS
from qcapp.domain.ledger import Entry
from qcapp.domain.plan import EntryKey
from qcapp.domain.status import no_problem
from qcapp.publish.view_cells import UNQUALIFIED as UNQUALIFIED
from qcapp.publish.view_cells import ViewRow

UNREPORTED, PROBLEM, OVERDUE, CONFLICT, EXEMPT = "unreported", "problem", "overdue", "conflict", "exempt"
STATES: Mapping[str, str] = {
    UNREPORTED: "未报", PROBLEM: "有问题", OVERDUE: "逾期", UNQUALIFIED: "不合格", CONFLICT: "待处理冲突", EXEMPT: "免报",
}
"""Keys of ``ViewFilter.states`` with their words. EXEMPT: nothing is due and nothing came; neither reported nor missing."""

_KINDS: dict[frozenset[str], frozenset[str]] = {}
"""Of flags, each once: rows that are alike share them."""


def flags_of(
    entries: Sequence[Entry], silent: Sequence[Entry], excused: Collection[EntryKey], held: Collection[EntryKey],
    overdue: Callable[[Entry], bool],
) -> frozenset[str]:
    """``silent``: those of them that count as not reported; ``held``: those on which a conflict waits."""
    flags = set()
    if len(excused) < len(silent):
        flags.add(UNREPORTED)
    elif silent and len(silent) == len(entries):
        flags.add(EXEMPT)
    if any(not no_problem(entry.text(PROBLEMS.key)) for entry in entries):
        flags.add(PROBLEM)
    if any(map(overdue, silent)):
        flags.add(OVERDUE)
    if held and any(entry.key in held for entry in entries):
        flags.add(CONFLICT)
    return _shared(flags)


def own_part(row: ViewRow, units: Collection[str]) -> ViewRow | None:
    """The row as those units have it, None where none of it is theirs: a joint measure by their own entries alone, as the figures
    and the 通报 judge them."""
    own = [place for place, entry in enumerate(row.entries) if entry.key.unit in units]
    if len(own) == len(row.entries) or row.alone is None:
        return row if own else None
    if len(own) == 1:
        return row.parts[own[0]]
    return _together(row, [row.parts[place] for place in own]) if own else None


def _together(row: ViewRow, own: Sequence[ViewRow]) -> ViewRow:
    """Of a measure of three units, two."""
    flags = frozenset().union(*(part.flags for part in own))
    if not all(EXEMPT in part.flags for part in own):
        flags -= {EXEMPT}
    each = tuple([part.faults for part in own])
    return replace(
        row, entries=tuple(part.entries[0] for part in own), flags=_shared(flags), before=(),
        excused=frozenset().union(*(part.excused for part in own)), attached=sum(part.attached for part in own),
        faults=sum(each), each=each if any(each) else (), plain={}, _cells={}, _status=[], _parts=[tuple(own)],
    )


def _shared(flags: Collection[str]) -> frozenset[str]:
    found = frozenset(flags)
    return _KINDS.setdefault(found, found)
