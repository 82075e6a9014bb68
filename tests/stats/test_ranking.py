"""Scores and places: what a clerk would work out on paper."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from qcapp.stats.figures import Rate, Standing, Tally, UnitFigures, exact, rounded
from qcapp.stats.ranking import score, standings, weights


def told(due: int, reported: int, on_time: int, qualified: int, deducted: Fraction = Fraction(0)) -> Tally:
    return Tally(due=due, reported=reported, on_time=on_time, qualified=qualified, deducted=deducted)


@pytest.mark.parametrize(
    ("tally", "points"),
    [
        (told(6, 6, 6, 6), "100.0"),
        (told(11, 11, 11, 10), "97.3"),
        (told(9, 9, 9, 8), "96.7"),
        (told(8, 7, 7, 7), "91.3"),
        (told(4, 0, 0, 0), "0.0"),
        (told(9, 9, 8, 8), "93.3"),
        (told(1, 1, 0, 0), "40.0"),
        (told(1, 1, 1, 0), "70.0"),
        (told(1, 1, 0, 1), "70.0"),
        (told(3, 1, 1, 0), "23.3"),
        (told(3, 2, 1, 1), "51.7"),
    ],
)
def test_the_score_of_the_three_rates_by_the_usual_weights(tally: Tally, points: str) -> None:
    assert score(tally, {}) == Decimal(points)


def test_nothing_due_is_no_score() -> None:
    assert score(told(0, 0, 0, 0), {}) is None


@pytest.mark.parametrize(
    ("settings", "points"),
    [
        ({"score.coverage": "1", "score.timeliness": "0", "score.qualification": "0"}, "50.0"),
        ({"score.coverage": "0", "score.timeliness": "0", "score.qualification": "7"}, "100.0"),
        ({"score.coverage": "50", "score.timeliness": "25", "score.qualification": "25"}, "56.3"),
        ({"score.coverage": "20", "score.timeliness": "20", "score.qualification": "20"}, "58.3"),
        ({"score.coverage": "0", "score.timeliness": "0", "score.qualification": "0"}, "57.5"),
        ({"score.coverage": "many"}, "57.5"),
        ({"score.coverage": "-3"}, "57.5"),
    ],
)
def test_weights_of_the_settings_by_their_share(settings: dict[str, str], points: str) -> None:
    assert score(told(4, 2, 1, 2), settings) == Decimal(points)


def test_weights_are_exact_tenths() -> None:
    assert weights({"score.coverage": "0.1", "score.timeliness": "0.2", "score.qualification": "0.7"}) == (
        Fraction(1, 10), Fraction(2, 10), Fraction(7, 10),
    )


@pytest.mark.parametrize(
    ("factor", "deducted", "points"),
    [
        ("0", 9, "100.0"), ("5", 1, "98.8"), ("5", 2, "97.5"), ("20", 4, "80.0"), ("20", 400, "0.0"), ("0.1", 2, "100.0"),
        ("0.3", 2, "99.9"),
    ],
)
def test_rules_broken_are_deducted_by_their_average_and_never_below_nothing(factor: str, deducted: int, points: str) -> None:
    assert score(told(4, 4, 4, 4, Fraction(deducted)), {"score.deduction": factor}) == Decimal(points)


def test_half_a_tenth_is_rounded_up_as_on_paper() -> None:
    assert score(told(8, 7, 7, 7), {}) == Decimal("91.3")  # 91.25
    assert rounded(Fraction(1, 20), 1) == Decimal("0.1")
    assert rounded(exact(0.05), 1) == Decimal("0.1")


@pytest.mark.parametrize(
    ("reported", "ranks"),
    [
        ((4, 4, 4), (1, 1, 1)),
        ((4, 4, 2), (1, 1, 3)),
        ((2, 4, 2), (2, 1, 2)),
        ((1, 2, 3), (3, 2, 1)),
        ((0, 0, 4), (2, 2, 1)),
    ],
)
def test_ties_share_a_rank_and_the_next_is_as_far_down(reported: tuple[int, ...], ranks: tuple[int, ...]) -> None:
    found = standings({f"单位{i}": told(4, each, each, each) for i, each in enumerate(reported)}, {})
    assert tuple(each.rank for each in found.values()) == ranks
    assert {(each.group, each.group_rank) for each in found.values()} == {("", None)}


def test_scores_that_are_shown_alike_are_alike() -> None:
    found = standings({"甲": told(3000, 2999, 2999, 2999), "乙": told(3000, 3000, 3000, 3000)}, {})
    assert [str(each.score) for each in found.values()] == ["100.0", "100.0"]
    assert [each.rank for each in found.values()] == [1, 1]


def test_a_unit_with_nothing_due_has_no_place_and_takes_none() -> None:
    found = standings({"甲": told(0, 0, 0, 0), "乙": told(2, 0, 0, 0)}, {})
    assert [(each.score, each.rank) for each in found.values()] == [(None, None), (Decimal("0.0"), 1)]


def test_groups_are_ranked_apart_beside_the_place_among_all() -> None:
    groups = {"甲": "大", "乙": "小", "丙": " 小 ", "不在清单": "小", "丁": ""}
    settings = {"score.groups": json.dumps(groups, ensure_ascii=False)}
    tallies = {
        "甲": told(4, 1, 1, 1), "乙": told(4, 3, 3, 3), "丙": told(4, 2, 2, 2), "丁": told(4, 4, 4, 4), "戊": told(0, 0, 0, 0),
    }
    found = standings(tallies, settings)
    assert {unit: (each.rank, each.group, each.group_rank) for unit, each in found.items()} == {
        "甲": (4, "大", 1), "乙": (2, "小", 1), "丙": (3, "小", 2), "丁": (1, "", None), "戊": (None, "", None),
    }


@pytest.mark.parametrize("document", ["", "[]", "不是", '{"甲": 3}'])
def test_groups_that_cannot_be_read_rank_nobody_wrongly(document: str) -> None:
    found = standings({"甲": told(1, 1, 1, 1)}, {"score.groups": document})
    assert found["甲"].rank == 1


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (Rate(8, 9), "88.9%"), (Rate(9, 9), "100%"), (Rate(0, 4), "0%"), (Rate(0, 0), "—"), (Rate(1, 3), "33.3%"),
        (Rate(2, 3), "66.7%"), (Rate(1, 8), "12.5%"), (Rate(1, 16), "6.3%"), (Rate(1999, 2000), "100%"), (Rate(57, 79), "72.2%"),
    ],
)
def test_a_rate_in_words(rate: Rate, words: str) -> None:
    assert rate.words == words


def test_nobody_is_told_a_place_where_nobody_has_a_point() -> None:
    settings = {"score.groups": '{"甲": "大", "乙": "大", "丙": "小"}'}
    silent = standings({"甲": told(2, 0, 0, 0), "乙": told(3, 0, 0, 0), "丙": told(1, 0, 0, 0)}, settings)
    assert {(each.rank, each.place, each.group_place) for each in silent.values()} == {(1, None, None)}
    one = standings({"甲": told(2, 2, 2, 2), "乙": told(3, 0, 0, 0), "丙": told(1, 0, 0, 0)}, settings)
    assert [(each.place, each.group_place) for each in one.values()] == [(1, 1), (2, 2), (2, None)]


@pytest.mark.parametrize(
    ("reported", "then", "now", "change"),
    [(0, ("20.0", 9), ("20.0", 6), None), (2, ("70.0", 9), ("70.0", 6), None), (2, ("60.0", 9), ("70.0", 6), 3),
     (0, ("70.0", 2), ("0.0", 6), -4), (2, ("60.0", 1), ("70.0", 1), 0)],
)
def test_a_rise_is_earned_by_reporting_and_by_points(
    reported: int, then: tuple[str, int], now: tuple[str, int], change: int | None
) -> None:
    before, standing = (Standing(Decimal(points), rank) for points, rank in (then, now))
    assert UnitFigures("甲", told(2, reported, reported, reported), standing, before).rank_change == change
