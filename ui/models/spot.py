"""A place on 台账 to be shown: a measure, one of its units, one of the fields, and the words that were looked for there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """``unit`` and ``field`` are "" where it is about all of them. ``words`` as they are written there."""

    no: int
    unit: str = ""
    field: str = ""
    words: tuple[str, ...] = ()
