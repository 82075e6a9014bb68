"""What others did to the ledger since something was looked at, and who: in words, for whoever works on what they saw."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from qcapp.domain.errors import UsageError
from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Change, Operation, OperationKind
from qcapp.domain.text import shortened
from qcapp.ports import LedgerStore

ELSEWHERE: Final = "别处"
"""Where the name is one's own: another window or a command, by the same person."""
_MOST: Final = 50
_BY_HAND: Final = frozenset({OperationKind.EDIT, OperationKind.RESOLVE})
_PLACES: Final = 2
_NAMES: Final = 2
_SUMMARY: Final = 40


def newest_operation(store: LedgerStore) -> str:
    """Its id, to be asked about later."""
    return next((operation.id for operation in store.operations(1)), "")


def operations_since(store: LedgerStore, operation_id: str) -> tuple[Operation, ...]:
    """Newest first, of a great many the last ones only."""
    found: list[Operation] = []
    for operation in store.operations(_MOST):
        if operation.id == operation_id:
            break
        found.append(operation)
    return tuple(found)


def said_since(store: LedgerStore, operation_id: str, keys: Collection[CellKey], own: str) -> str:
    """“李四刚刚改了其中 3 处（第 3 条区税务局进展情况等）”, of those ``keys``; else what others did at all; "" for nothing, and
    after a backup was brought back. ``own``: the name of whoever asks."""
    try:
        moved = [each for each in store.changes_since(operation_id) if not each.repeats]
    except UsageError:
        return ""
    changes = [each for each in moved if each.key in keys]
    if changes:
        return f"{_people([each.operation for each in changes], own)}刚刚改了其中 {_places(changes)}"
    operations = [each for each in operations_since(store, operation_id) if each.who != own]
    if not operations:
        return ""
    changes = [each for each in moved if each.operation.who != own]
    if changes and all(each.kind in _BY_HAND for each in operations):
        return f"{_people(operations, own)}刚刚改了 {_places(changes)}"
    more = f"等 {len(operations)} 次操作" if len(operations) > 1 else ""
    return f"{_people(operations, own)}刚刚{_deed(operations[0], changes)}{more}"


def writer_of(store: LedgerStore, key: CellKey, text: str, own: str) -> str:
    """Who wrote that ``text`` into the cell last, as it is told."""
    year = store.plan_for(key.period).year
    changes = store.history(key.no, year, key.unit)
    who = next((each.operation.who for each in changes if each.key == key and each.after == text), "")
    return told_name(who, own)


def told_name(who: str, own: str) -> str:
    return ELSEWHERE if who in ("", own) else who


def _deed(operation: Operation, changes: Sequence[Change]) -> str:
    """What was written by hand is told by its places: what an edit is called has no verb. Else what is said of it in 历史."""
    its = [each for each in changes if each.operation.id == operation.id]
    if its and operation.kind in _BY_HAND:
        return f"改了 {_places(its)}"
    said = shortened(operation.summary, _SUMMARY)
    closed = "".join(close * (said.count(begin) - said.count(close)) for begin, close in ("“”", "（）"))
    return f"做了：{said}{closed}"


def _people(operations: Sequence[Operation], own: str) -> str:
    names = list(dict.fromkeys(told_name(each.who, own) for each in operations))
    told = "、".join(names[:_NAMES]) + (f"等 {len(names)} 人" if len(names) > _NAMES else "")
    return f"{told} " if told[-1:].isascii() else told


def _places(changes: Sequence[Change]) -> str:
    keys = list(dict.fromkeys(each.key for each in changes))
    shown = "、".join(f"第 {key.no} 条{key.unit}{field_for(key.field).heading}" for key in keys[:_PLACES])
    return f"{len(keys)} 处（{shown}{'等' if len(keys) > _PLACES else ''}）"
