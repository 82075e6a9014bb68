"""Which measure of the plan a returned row is: by number and text together, by text alone, or by number alone."""

from __future__ import annotations

from collections.abc import Sequence

from qcapp.domain.forms import ReturnedRow
from qcapp.domain.plan import Plan
from qcapp.domain.text import comparable

# A number is believed when the text is at least this like the measure's (percent); a text alone must be more so, and
# clearly more like this measure than like the next best.
_LIKE_WITH_NUMBER = 60.0
_LIKE_ALONE = 85.0
_MARGIN = 8.0
_EQUAL = 1.0


class MeasureFinder:
    """Finds the measures of one plan; builds its index of texts once."""

    def __init__(self, plan: Plan) -> None:
        self._texts = {measure.no: comparable(measure.text) for measure in plan.measures}
        self._by_text: dict[str, list[int]] = {}
        for no, text in self._texts.items():
            self._by_text.setdefault(text, []).append(no)

    def find(self, row: ReturnedRow, preferred: Sequence[int] = ()) -> int | None:
        """Number of the measure, or None. ``preferred`` (the unit's own) settles between measures of the same text."""
        text = comparable(row.measure_text)
        if not text:
            return row.no if row.no in self._texts and (not preferred or row.no in preferred) else None
        exact = self._by_text.get(text, [])
        if exact:
            return self._one_of(exact, row.no, preferred)
        return self._retyped(text, row.no)

    def same_text(self, no: int, row: ReturnedRow) -> bool:
        """Whether the row bears the measure's official words; a row with no words bears none other."""
        text = comparable(row.measure_text)
        return not text or text == self._texts[no]

    @staticmethod
    def _one_of(numbers: list[int], no: int | None, preferred: Sequence[int]) -> int | None:
        own = [number for number in numbers if number in preferred] or numbers
        if no in own:
            return no
        return own[0] if len(own) == 1 else None

    def _retyped(self, text: str, no: int | None) -> int | None:
        """The measure that retyped words mean: the printed number's unless another is clearly nearer, which is then asked
        about; without a number the one measure that the text is clearly like."""
        from rapidfuzz import fuzz, process

        found = process.extract(text, self._texts, scorer=fuzz.ratio, limit=3, score_cutoff=50.0)
        nearest = [(float(score), int(number)) for _, score, number in found]
        if no in self._texts:
            own = _likeness(text, self._texts[no])
            rivals = [score for score, number in nearest if number != no]
            if own >= _LIKE_WITH_NUMBER and all(score < own + _EQUAL for score in rivals):
                return no
            if own >= _LIKE_WITH_NUMBER:  # the number says one, the words another: a person decides
                return None
        if not nearest or nearest[0][0] < _LIKE_ALONE:
            return None
        if len(nearest) > 1 and nearest[0][0] - nearest[1][0] < _MARGIN:
            return None
        return nearest[0][1]


def _likeness(left: str, right: str) -> float:
    """Percent alike; a text that was cut short (an ellipsis, a first sentence) is like its whole."""
    from rapidfuzz import fuzz

    if len(left) >= 6 and right.startswith(left.rstrip(".…")):
        return 100.0
    return float(fuzz.ratio(left, right))
