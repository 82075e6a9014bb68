"""A formula's rounding is ours in any program, however its binary fractions fall."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from qcapp.publish.stats_formulas import criterion, score
from qcapp.stats.figures import Tally, exact, rounded
from qcapp.stats.ranking import score as score_of
from tests.publish.made_figures import Counts, halves

WEIGHTS = {"coverage": "40", "timeliness": "30", "qualification": "30", "all": "100", "deduction": "0"}


def strictly(number: float, places: int) -> float:
    """ROUND of a program that goes by the number as it is written in full: 39.04999999999999 is less than a half.

    LibreOffice forgives such a hair; other programs need not.
    """
    return float(rounded(exact(number), places))


WORDS: dict[str, Callable[..., Any]] = {
    "ROUND": strictly, "MAX": max, "OR": lambda *each: any(each), "IF": lambda when, then, other: then if when else other,
}


def came_to(formula: str) -> Any:
    return eval(re.sub(r"(?<![<>])=", "==", formula.removeprefix("=")), dict(WORDS))


def written(counts: Counts) -> str:
    cells = dict(zip(("due", "reported", "on_time", "qualified"), map(str, counts), strict=True)) | {"deducted": "0"}
    return score(cells.__getitem__, WEIGHTS, None)


def test_a_score_between_two_tenths_is_rounded_up_even_so() -> None:
    found = list(halves())
    ours = [float(score_of(Tally(*counts), {}) or 0) for counts in found]
    assert [came_to(written(counts)) for counts in found] == ours
    once = [written(counts).replace("ROUND(ROUND(", "ROUND((").replace(",10),1)", "),1)") for counts in found]
    assert [came_to(formula) for formula in once] != ours  # what rounding twice is for


def test_only_a_name_that_could_be_taken_for_a_pattern_is_escaped() -> None:
    assert criterion("区法院", "$B5") == "$B5"
    assert criterion("区*局", "$B5") == '"="&SUBSTITUTE(SUBSTITUTE(SUBSTITUTE($B5,"~","~~"),"*","~*"),"?","~?")'
