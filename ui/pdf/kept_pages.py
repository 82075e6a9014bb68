"""Many pages laid out and not looked at, as packed text: a ninth of what their cells take, ninety thousand in a large list."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final, overload

from ui.pdf.sheet import Cell, Page, Style

_LIGHT: Final = 1
"""Of zlib's levels: those above take much longer for little."""
_values = attrgetter(*(field.name for field in fields(Cell)))
_LINES, _STYLE = (next(at for at, field in enumerate(fields(Cell)) if field.name == name) for name in ("lines", "style"))
_FEW: Final = 50
"""Pages that stay as they are, which are there sooner: those of a district's list."""

Kept = bytes | tuple[Cell, ...]
"""What stands on a page, packed where there are many."""


def keep(pages: list[Kept], cells: Sequence[Cell]) -> None:
    """The next page, after those."""
    if len(pages) == _FEW:
        pages[:] = [page if isinstance(page, bytes) else pack(page) for page in pages]
    pages.append(pack(cells) if len(pages) >= _FEW else tuple(cells))


def pack(cells: Sequence[Cell]) -> bytes:
    return zlib.compress(json.dumps([_values(cell) for cell in cells], default=_value).encode(), _LIGHT)


def unpack(data: bytes) -> tuple[Cell, ...]:
    return tuple(map(_cell, json.loads(zlib.decompress(data))))


def _value(style: Style) -> str:
    return style.value


def _cell(values: list[Any]) -> Cell:
    values[_LINES], values[_STYLE] = tuple(values[_LINES]), Style(values[_STYLE])
    return Cell(*values)


class KeptPages(Sequence[Page]):
    """Each is made anew when it is asked for. ``feet``: what stands at the foot of each, told when all are laid out."""

    def __init__(self, cells: Sequence[Kept], feet: Sequence[tuple[Cell, ...]]) -> None:
        self._kept, self._feet = tuple(cells), tuple(feet)

    def __len__(self) -> int:
        return len(self._kept)

    @overload
    def __getitem__(self, at: int) -> Page: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Page]: ...

    def __getitem__(self, at: int | slice) -> Page | Sequence[Page]:
        if isinstance(at, slice):
            return KeptPages(self._kept[at], self._feet[at])
        cells = self._kept[at]
        return Page((unpack(cells) if isinstance(cells, bytes) else cells) + self._feet[at])
