"""Operations in words: for the window, the command line and what is exported alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from qcapp.domain.fields import field_for
from qcapp.domain.operations import UNDOABLE, Change, Operation, OperationFilter, OperationKind

_UNDO, _REDO = "撤销：", "恢复："
REDO: Final = "恢复"


def time_words(operation: Operation) -> str:
    """2021-07-28 11:05."""
    return operation.at.strftime("%Y-%m-%d %H:%M")


def is_redo(operation: Operation) -> bool:
    """Whether an undo brought something back into force: the inverse of an undo is kept as an undo too."""
    return operation.kind is OperationKind.UNDO and operation.summary.startswith(_REDO)


def kind_words(operation: Operation) -> str:
    return REDO if is_redo(operation) else operation.kind.label


def state_words(operation: Operation) -> str:
    """已撤销, 已恢复 (an undo that was itself undone), or nothing."""
    return _gone(operation) if operation.undone else ""


def change_state(change: Change) -> str:
    """The same of one of its changes, which may be undone alone."""
    return _gone(change.operation) if change.undone else ""


def _gone(operation: Operation) -> str:
    return "已恢复" if operation.kind is OperationKind.UNDO and not is_redo(operation) else "已撤销"


def what_words(operation: Operation) -> str:
    """What an undo took back: its summary without the word before it."""
    return operation.summary.removeprefix(_UNDO).removeprefix(_REDO)


def can_undo(operation: Operation) -> bool:
    return not operation.undone and operation.kind in UNDOABLE


def filter_parts(wanted: OperationFilter) -> tuple[tuple[str, OperationFilter], ...]:
    """What narrows the list, in words, each with the filter without it."""
    parts: list[tuple[str, OperationFilter]] = []
    if wanted.text:
        parts.append((f"含“{wanted.text}”", replace(wanted, text="")))
    if wanted.no is not None:
        parts.append((f"第 {wanted.no} 条措施", replace(wanted, no=None, year=None)))
    if wanted.unit:
        parts.append((wanted.unit, replace(wanted, unit="")))
    if wanted.who:
        parts.append((f"经手人 {wanted.who}", replace(wanted, who="")))
    if wanted.field:
        parts.append((field_words(wanted.field), replace(wanted, field="")))
    if wanted.kinds:
        parts.append((kinds_words(wanted.kinds), replace(wanted, kinds=frozenset())))
    if wanted.since or wanted.until:
        parts.append((days_words(wanted), replace(wanted, since=None, until=None)))
    return tuple(parts)


def field_words(key: str) -> str:
    return f"{field_for(key).heading}栏"


def kinds_words(kinds: frozenset[OperationKind]) -> str:
    return "、".join(kind.label for kind in OperationKind if kind in kinds)


def days_words(wanted: OperationFilter) -> str:
    """2021-07-01 至 2021-07-31, 2021-07-22, 2021-07-01 起, 2021-07-31 止."""
    since, until = (day.isoformat() if day else "" for day in (wanted.since, wanted.until))
    if since and until:
        return since if since == until else f"{since} 至 {until}"
    return f"{since} 起" if since else f"{until} 止"
