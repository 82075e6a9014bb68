"""Scores and places: three rates by their weights, less a deduction; ties share a rank; groups are ranked apart. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from qcapp.domain.settings import COVERAGE_WEIGHT, DEDUCTION, GROUPS, QUALIFICATION_WEIGHT, TIMELINESS_WEIGHT
from qcapp.stats.figures import Rate, Standing, Tally, exact, rounded

_WEIGHTS = (COVERAGE_WEIGHT, TIMELINESS_WEIGHT, QUALIFICATION_WEIGHT)
_NOTHING_SET: Mapping[str, str] = {}
_NO_NAMES: Mapping[str, Sequence[str]] = {}


def weights(settings: Mapping[str, str]) -> tuple[Fraction, Fraction, Fraction]:
    """Shares of 覆盖率, 及时率 and 合格率, together 1. All set to 0 say nothing: the defaults hold."""
    coverage, timeliness, qualification = (exact(each.number(settings)) for each in _WEIGHTS)
    together = coverage + timeliness + qualification
    if not together:
        return weights(_NOTHING_SET)
    return coverage / together, timeliness / together, qualification / together


def score(tally: Tally, settings: Mapping[str, str]) -> Decimal | None:
    """0 to 100, to one decimal, half up; None where nothing was due."""
    return _score(tally, weights(settings), exact(DEDUCTION.number(settings)))


def _score(tally: Tally, shares: Sequence[Fraction], deduction: Fraction) -> Decimal | None:
    if not tally.due:
        return None
    rates = tally.coverage, tally.timeliness, tally.qualification
    points = 100 * sum((weight * _share(rate) for weight, rate in zip(shares, rates, strict=True)), Fraction(0))
    if tally.reported and tally.deducted:
        points -= deduction * tally.deducted / tally.reported
    return rounded(max(points, Fraction(0)), 1)


def _share(rate: Rate) -> Fraction:
    return rate.value or Fraction(0)


def standings(
    tallies: Mapping[str, Tally], settings: Mapping[str, str], names: Mapping[str, Sequence[str]] = _NO_NAMES
) -> dict[str, Standing]:
    """Unit → its place, by the score that is shown. A unit that is named in no group, nor one of its other ``names``, has a
    place among all only."""
    shares, deduction = weights(settings), exact(DEDUCTION.number(settings))
    scores = {unit: _score(tally, shares, deduction) for unit, tally in tallies.items()}
    written = {unit: group.strip() for unit, group in GROUPS.mapping(settings).items()}
    named = {
        unit: next((written[name] for name in (unit, *names.get(unit, ())) if written.get(name)), "") for unit in tallies
    }
    ranks = _ranks(scores)
    within: dict[str, int] = {}
    for group in {group for group in named.values() if group}:
        within |= _ranks({unit: each for unit, each in scores.items() if named.get(unit) == group})
    return {
        unit: Standing(scores[unit], ranks.get(unit), named.get(unit, ""), within.get(unit)) for unit in tallies
    }


def _ranks(scores: Mapping[str, Decimal | None]) -> dict[str, int]:
    """1, 1, 3: as many down as there are better ones, and one more. Units without a score have no rank."""
    ordered = sorted((each for each in scores.values() if each is not None), reverse=True)
    first = _first_places(ordered)
    return {unit: first[each] for unit, each in scores.items() if each is not None}


def _first_places(ordered: Iterable[Decimal]) -> dict[Decimal, int]:
    first: dict[Decimal, int] = {}
    for place, each in enumerate(ordered, start=1):
        first.setdefault(each, place)
    return first
