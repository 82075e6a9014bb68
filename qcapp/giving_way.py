"""Work beside the window gives way to it.

Python runs one thread at a time. Where work goes on beside, the window gets half the time at best, and waits again each time that
Qt asks for Python: a picture of 50 ms comes after 150. So work of more than a moment asks, between its steps, whether the window
is at work, and lets it end what it does. On the command line nobody is given way to, and it costs nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class _Thread(threading.local):
    goes_on = False


_waiting: Callable[[], object] | None = None
_thread = _Thread()


def give_way() -> None:
    """Between two steps of work, each of a millisecond or so. Returns at once where no window is at work."""
    if _waiting is not None and not _thread.goes_on:
        _waiting()


@contextmanager
def going_on() -> Iterator[None]:
    """This thread gives way to no window meanwhile: it holds what people at other computers wait for."""
    before, _thread.goes_on = _thread.goes_on, True
    try:
        yield
    finally:
        _thread.goes_on = before


def giving_way(items: Iterable[T]) -> Iterable[T]:
    """The same items; way is given before each of them."""
    return items if _waiting is None else _given(items, _waiting)


def give_way_by(waiting: Callable[[], object] | None) -> None:
    """``waiting`` returns when work beside may go on; None: at once. It is called on whatever thread works, the window's too."""
    global _waiting
    _waiting = waiting


def _given(items: Iterable[T], waiting: Callable[[], object]) -> Iterator[T]:
    for item in items:
        if not _thread.goes_on:
            waiting()
        yield item
