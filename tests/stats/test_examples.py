"""A list of rules shows for each the sentence that a unit would read."""

from __future__ import annotations

import pytest

from qcapp.stats.examples import example
from qcapp.stats.rules import RULES, Rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_every_rule_has_an_example_that_breaks_it(rule: Rule) -> None:
    sentence = example(rule, 2021)
    assert sentence.endswith("。")
    assert len(sentence) <= 90


def test_the_example_names_the_year_of_the_plan() -> None:
    rule = next(rule for rule in RULES if rule.key == "deadline.missing")
    assert "2022年12月底" in example(rule, 2022)
