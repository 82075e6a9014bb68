"""Parts of a page or a dialog of which one is seen at a time: each is made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")
Part = TypeVar("Part")


class WhenAsked(dict[Key, Part]):
    """Those that were asked for, by key; one that is not among them is made."""

    def __init__(self, make: Callable[[Key], Part]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Key) -> Part:
        self[key] = part = self._make(key)
        return part
