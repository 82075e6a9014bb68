"""The formulas of the statistics' workbooks, each with what it comes to by the figures themselves.

Rates are rounded as they are shown; scores go by the exact rates. A score is rounded to ten decimals first, so that binary
fractions can't push a value that lies exactly between two tenths to the wrong side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from qcapp.forms.xlsx_package import Formula
from qcapp.stats.figures import NO_RATE, Rate, rounded

NONE = NO_RATE
_DANGEROUS = re.compile(r"[*?~]|^[<>=\d.+\-]")


def criterion(name: str, cell: str) -> str:
    """What SUMIFS compares with: the cell that holds the name, which must not be taken for a pattern or a comparison."""
    if not _DANGEROUS.search(name):
        return cell
    escaped = cell
    for character in "~*?":
        escaped = f'SUBSTITUTE({escaped},"{character}","~{character}")'
    return f'"="&{escaped}'


def share(part: str, whole: str, rate: Rate) -> Formula:
    """A rate as it is shown."""
    return Formula(f'=IF({whole}=0,"{NONE}",ROUND({part}/{whole},3))', shown_share(rate))


def shown_share(rate: Rate) -> Decimal | str:
    """As a part of 1."""
    return NONE if rate.value is None else rounded(rate.value, 3)


def score(at: Callable[[str], str], weights: Mapping[str, str], value: Decimal | None) -> Formula:
    """``at`` names the cells of due, reported, on_time, qualified and deducted; ``weights`` those of coverage, timeliness,
    qualification, all (their sum) and deduction."""
    due, reported = at("due"), at("reported")
    parts = (
        f"{weights['coverage']}*{reported}/{due}",
        f"{weights['timeliness']}*{at('on_time')}/{due}",
        f"{weights['qualification']}*IF({reported}=0,0,{at('qualified')}/{reported})",
    )
    lost = f"IF({reported}=0,0,{weights['deduction']}*{at('deducted')}/{reported})"
    points = f"100*({'+'.join(parts)})/{weights['all']}-{lost}"
    text = f'=IF(OR({due}=0,{weights["all"]}=0),"{NONE}",MAX(0,{_half_up(points)}))'
    return Formula(text, NONE if value is None else value)


def together(cells: str, values: Sequence[Decimal]) -> Formula:
    """The sum of the scores that there are."""
    return Formula(f'=IF(COUNT({cells})=0,"{NONE}",ROUND(SUM({cells}),1))', sum(values, Decimal(0)) if values else NONE)


def mean(cells: str, values: Sequence[Decimal]) -> Formula:
    """Of the scores that there are; cells without one don't count."""
    average = rounded(sum(map(Fraction, values), Fraction(0)) / len(values), 1) if values else NONE
    return Formula(f'=IF(COUNT({cells})=0,"{NONE}",{_half_up(f"AVERAGE({cells})")})', average)


def rank(cell: str, cells: str, value: int | None) -> Formula:
    """1, 1, 3; none for a unit without a score, and for nobody where no one has a point."""
    placed = f"AND(ISNUMBER({cell}),MAX({cells})>0)"
    return Formula(f'=IF({placed},RANK({cell},{cells}),"{NONE}")', NONE if value is None else value)


def rank_among(cell: str, cells: str, own: str, all_own: str, value: int | None) -> Formula:
    """The rank among those rows only that are alike in another column; none where that is empty."""
    better = f"SUMPRODUCT(({all_own}={own})*ISNUMBER({cells})*({cells}>{cell}))+1"
    nobody = f"SUMPRODUCT(({all_own}={own})*ISNUMBER({cells})*({cells}>0))=0"
    none = f'OR({own}="",NOT(ISNUMBER({cell})),{nobody})'
    return Formula(f'=IF({none},"{NONE}",{better})', NONE if value is None else value)


def places_risen(at: Callable[[str], str], value: int | None) -> Formula:
    """From the month before; up only for who reported and has more points than then."""
    before, now = at("rank_before"), at("rank")
    unearned = f'AND({before}>{now},OR({at("reported")}=0,{at("score_change")}<=0))'
    risen = f'IF({unearned},"{NONE}",{before}-{now})'
    return Formula(f'=IF(AND(ISNUMBER({before}),ISNUMBER({now})),{risen},"{NONE}")', NONE if value is None else value)


def difference(more: str, less: str, value: Decimal | int | None) -> Formula:
    return Formula(
        f'=IF(AND(ISNUMBER({more}),ISNUMBER({less})),ROUND({more}-{less},1),"{NONE}")', NONE if value is None else value
    )


def _half_up(expression: str) -> str:
    return f"ROUND(ROUND({expression},10),1)"
