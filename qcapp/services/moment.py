"""Several reads of the ledger that have to fit together: of one moment, though somebody writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from qcapp.domain.errors import LedgerError
from qcapp.domain.operations import OperationKind
from qcapp.ports import LedgerStore

_TRIES = 5
_Read = TypeVar("_Read")


def at_one_moment(store: LedgerStore, read: Callable[[], _Read]) -> _Read:
    """What ``read`` answers when nothing was written while it read: it is asked again where something was. LedgerError where
    that goes on."""
    before = _moment(store)
    for _ in range(_TRIES):
        found = read()
        after = _moment(store)
        if after == before:
            return found
        before = after
    raise LedgerError("台账正在被别的窗口或程序改动，几次都没有读到前后一致的数据，请稍后再试。")


def _moment(store: LedgerStore) -> object:
    """Something else after every write. An edit that is gone on with stays the newest operation, and its words change."""
    newest = store.operations(1)
    edited = [store.changes(each.id) for each in newest if each.kind is OperationKind.EDIT]
    return newest, edited, dict(store.settings())
