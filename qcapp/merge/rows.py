"""Which measure of the plan a returned row is: by number and text together, by text alone, or by number alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qcapp.domain.forms import ReturnedRow
from qcapp.domain.plan import Plan
from qcapp.domain.text import blank, comparable, shortened
from qcapp.merge.questions import Answers, Ask, Option, Question

# A number is believed when the text is at least this like the measure's (percent); a text alone must be more so, and
# clearly more like this measure than like the next best.
_LIKE_WITH_NUMBER = 60.0
_LIKE_ALONE = 85.0
_MARGIN = 8.0
_EQUAL = 1.0
# What is offered where a person has to say.
_MOST_OFFERED = 5
_WORTH_OFFERING = 50.0


class Found(NamedTuple):
    """``no`` is None where only a person can tell, of ``candidates`` (measure, percent alike), best first. ``how``: what was
    seen on the way that the clerk should know, in words; "" where number and text both are the measure's."""

    no: int | None
    how: str = ""
    candidates: tuple[tuple[int, float], ...] = ()
    question: Question | None = None


class MeasureFinder:
    """Finds the measures of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @property
    def _texts(self) -> dict[int, str]:
        return self._plan.comparable_texts

    def find(self, row: ReturnedRow, preferred: Sequence[int] = (), answers: Answers | None = None) -> Found:
        """``preferred`` (the unit's own measures) settles between measures of the same text; an answer settles all."""
        found = self._find(row, preferred)
        said = answers.rows if answers else {}
        if found.no is not None or not (found.candidates or row.place in said):
            return found
        question = self._question(row, found)
        question = answers.on(question) if answers else question
        no = said.get(row.place)
        return Found(no, "" if no is None else "由经办人指定", found.candidates, question)

    def same_text(self, no: int, row: ReturnedRow) -> bool:
        """Whether the row bears the measure's official words; a row with no words bears none other."""
        if row.measure_text == self._plan.measure_by_no[no].text:
            return True
        text = comparable(row.measure_text)
        return not text or text == self._texts[no]

    def _find(self, row: ReturnedRow, preferred: Sequence[int]) -> Found:
        printed = self._plan.measure_by_no.get(row.no) if row.no is not None else None
        if printed and printed.text == row.measure_text and not blank(printed.text):  # as it went out: nothing to search for
            return Found(printed.no)
        text = comparable(row.measure_text)
        if not text:
            known = row.no in self._texts and (not preferred or row.no in preferred)
            return Found(row.no if known else None, "只有序号、没有措施文字" if known else "")
        if exact := self._plan.numbers_by_text.get(text, []):
            return self._one_of(exact, row.no, preferred)
        return self._retyped(text, row.no)

    @staticmethod
    def _one_of(numbers: list[int], no: int | None, preferred: Sequence[int]) -> Found:
        if no in numbers:  # number and text agree, whoever's measure it is
            return Found(no)
        own = [number for number in numbers if number in preferred] or numbers
        if len(own) > 1:
            return Found(None, candidates=tuple((number, 100.0) for number in own))
        return Found(own[0], f"序号写作 {no}，按措施文字认出" if no is not None else "没有序号，按措施文字认出")

    def _retyped(self, text: str, no: int | None) -> Found:
        """The measure that retyped words mean: the printed number's unless another is clearly nearer, which is then asked
        about; without a number the one measure that the text is clearly like."""
        from rapidfuzz import fuzz, process

        found = process.extract(text, self._texts, scorer=fuzz.ratio, limit=_MOST_OFFERED, score_cutoff=_WORTH_OFFERING)
        nearest = [(int(number), float(score)) for _, score, number in found]
        if no in self._texts:
            own = _likeness(text, self._texts[no])
            nearest = sorted({**dict(nearest), no: own}.items(), key=lambda each: -each[1])
            rivals = [score for number, score in nearest if number != no]
            if own >= _LIKE_WITH_NUMBER:
                if all(score < own + _EQUAL for score in rivals):
                    return Found(no)
                return Found(None, candidates=tuple(nearest))  # the number says one, the words another
        if not nearest or nearest[0][1] < _LIKE_ALONE:
            return Found(None, candidates=tuple(nearest))
        if len(nearest) > 1 and nearest[0][1] - nearest[1][1] < _MARGIN:
            return Found(None, candidates=tuple(nearest))
        return Found(nearest[0][0], f"按相似的文字认出（相似 {nearest[0][1]:.0f}%）")

    def _question(self, row: ReturnedRow, found: Found) -> Question:
        words = shortened(row.measure_text, 24) or (f"序号 {row.no}" if row.no is not None else "没有措施文字的一行")
        options = [
            Option(str(no), f"第 {no} 条 {shortened(self._plan.measure(no).text, 18)}（相似 {score:.0f}%）")
            for no, score in found.candidates[:_MOST_OFFERED]
        ]
        sentence = f"“{words}”（{row.place.label}）和清单里哪一条都对不准，请选定它是哪一条，或者不并入。"
        return Question(Ask.ROW, sentence, (*options, Option("", "不并入")), words, row.place)


def _likeness(left: str, right: str) -> float:
    """Percent alike; a text that was cut short (an ellipsis, a first sentence) is like its whole."""
    from rapidfuzz import fuzz

    if len(left) >= 6 and right.startswith(left.rstrip(".…")):
        return 100.0
    return float(fuzz.ratio(left, right))
