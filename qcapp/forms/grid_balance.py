"""Width that one column has to spare goes to where it saves lines: a long list beside short reasons, or the other way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

_STEPS = (2.0, 4.0, 8.0, 16.0, 32.0)
"""Units that go from one column to another at a time."""
_MOST_MOVES = 24

LineCount = Callable[[int, int, float], int]
"""Lines that the text of a row and a column takes in a column that wide."""


def balanced(
    rows: int, widths: Sequence[float], least: Sequence[float], unit: float, lines: LineCount
) -> tuple[float, ...]:
    """The widths, as long as moving some saves lines over all rows. ``least``: what a column keeps; ``unit``: in points."""
    found = list(widths)
    known: dict[tuple[int, float], tuple[int, ...]] = {}

    def counts(column: int, width: float) -> tuple[int, ...]:
        key = column, round(width, 2)
        if key not in known:
            known[key] = tuple(lines(row, column, width) for row in range(rows))
        return known[key]

    for _ in range(_MOST_MOVES):
        now = [counts(column, width) for column, width in enumerate(found)]
        total = sum(map(max, zip(*now, strict=True)))
        best, move = total, None
        for taker in (column for column, each in enumerate(now) if max(each) > 1):
            for giver in range(len(found)):
                for step in (step * unit for step in _STEPS):
                    if giver == taker or found[giver] - step < least[giver]:
                        continue
                    trial = [*now]
                    trial[taker] = counts(taker, found[taker] + step)
                    trial[giver] = counts(giver, found[giver] - step)
                    if (needed := sum(map(max, zip(*trial, strict=True)))) < best:
                        best, move = needed, (taker, giver, step)
        if move is None:
            break
        taker, giver, step = move
        found[taker] += step
        found[giver] -= step
    return tuple(found)
