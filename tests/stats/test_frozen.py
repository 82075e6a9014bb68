"""What a 通报 froze comes back as it was, and what can't be read is told in a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from qcapp.domain.errors import LedgerError
from qcapp.stats.figures import Figures
from qcapp.stats.frozen import FORMAT, dump, load
from qcapp.stats.summary import MonthFacts, figures
from tests.stats.months import FINE, JULY, JUNE, UNIT, Month, july


def some() -> Figures:
    june = Month(JUNE)
    june.returns("区税务局", date(2021, 6, 20), {3: FINE})
    month = Month(
        settings={"score.groups": '{"区政数局": "大"}', "score.deduction": "0.3", "rules.weights": '{"phone.missing": 0.1}'},
        earlier=june,
    )
    month.exempt("高新区税务局").extend("区税务局", date(2021, 8, 5), 4)
    month.returns(UNIT, july(26), {1: FINE | {"progress": "同上", "problems": "", "responsible.phone": ""}, 2: FINE})
    snapshot = month.snapshot
    earlier = figures([MonthFacts(june.plan, JUNE, june.facts())], july(27), {})
    before = {unit.unit: unit.standing for unit in earlier.units}
    return figures([MonthFacts(snapshot.plan, JULY, month.facts(july(27)))], july(27), month.settings, before)


def test_figures_come_back_equal() -> None:
    frozen = some()
    assert frozen.units[0].before is not None
    assert load(dump(frozen)) == frozen
    assert dump(load(dump(frozen))) == dump(frozen)


def test_an_empty_month_comes_back_too() -> None:
    empty = figures([MonthFacts(Month().plan, JULY, Month().facts())], july(1), {})
    assert load(dump(empty)) == empty


def test_the_document_is_json_that_names_its_format_and_can_be_read_by_a_person() -> None:
    said = json.loads(dump(some()))
    assert said["format"] == FORMAT
    assert said["months"] == ["2021-07"]
    assert "区政数局" in dump(some())


def test_the_printed_numbers_are_kept_though_a_later_program_counted_otherwise() -> None:
    frozen = some()
    printed = replace(frozen, total=replace(frozen.total, reported=99))
    assert load(dump(printed)).total.reported == 99


def spoiled(change: Any) -> str:
    said = json.loads(dump(some()))
    change(said)
    return json.dumps(said, ensure_ascii=False)


def drop(key: str) -> Any:
    return lambda said: said.pop(key)


def put(*path: Any) -> Any:
    *steps, key, value = path

    def change(said: Any) -> None:
        for step in steps:
            said = said[step]
        said[key] = value

    return change


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "[]", "3", "null", "{}", '{"format": "1"}', '{"format": 0}', '{"format": true}', '{"format": 1}', "[" * 100_000,
        dump(some())[:-20],
        *(spoiled(drop(key)) for key in ("months", "on", "rules_version", "settings", "units", "tasks", "total", "facts")),
        spoiled(put("months", [])), spoiled(put("months", ["七月"])), spoiled(put("months", [7])), spoiled(put("on", "昨天")),
        spoiled(put("on", 3)), spoiled(put("settings", [])), spoiled(put("settings", {"a": 1})),
        spoiled(put("total", "due", "5")), spoiled(put("total", "due", True)), spoiled(put("total", "deducted", "x")),
        spoiled(put("total", "deducted", "1/0")), spoiled(put("units", 0, "standing", "score", "x")),
        spoiled(put("units", 0, "standing", "rank", 1.5)), spoiled(put("units", 0, "unit", None)), spoiled(put("units", 3)),
        spoiled(put("tasks", 0, "order", "1")), spoiled(put("facts", 0, "due", 1)), spoiled(put("facts", 0, "received", "x")),
        spoiled(put("facts", 0, "first", [["a"]])), spoiled(put("facts", 0, "first", [["a", "b", True, "c"]])),
        spoiled(put("facts", 0, "first", 3)), spoiled(put("facts", None)),
    ],
)
def test_a_broken_document_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(LedgerError, match=r"已损坏.*诊断.*。"):
        load(text)


def test_a_newer_document_asks_for_a_newer_program() -> None:
    with pytest.raises(LedgerError, match=r"升级程序.*。"):
        load(spoiled(put("format", FORMAT + 1)))
