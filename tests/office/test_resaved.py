"""Fill → re-save in LibreOffice → merge → equal: what a unit typed survives whatever it saves the form as."""

from __future__ import annotations

import pytest

from tests.cli.desk import Desk
from tests.office.conftest import Resave

UNIT = "区交通运输局"
ANSWERS = {
    44: {
        "progress": "用水用气涉路审批已实现容缺受理，累计办理 12 件。\n平均用时 3 个工作日。",
        "problems": "=部分材料需跨市调取",
        "deadline": "2021年12月底",
        "responsible.name": "张三", "responsible.phone": "0763-3300044",
        "liaison.name": "李四", "liaison.phone": "13800138000",
        "liaison2.name": "王五", "liaison2.phone": "13900139000",
    }
}


@pytest.mark.office
@pytest.mark.parametrize(
    ("form", "suffix"), [("xlsx", "xlsx"), ("xlsx", "xls"), ("xlsx", "ods"), ("docx", "docx"), ("docx", "odt")]
)
def test_a_form_saved_by_another_program_is_read_word_for_word(
    desk: Desk, resave: Resave, form: str, suffix: str
) -> None:
    desk.send(UNIT, formats=[form])
    back = resave(desk.filled(desk.form(UNIT, form), ANSWERS), suffix)
    answer = desk.ask("merge", back, "--received", "2021-07-22")
    file = answer["files"][0]
    assert (file["unit"], file["outcome"], file["changed"], file["conflicts"]) == (UNIT, "merged", 9, [])
    entry = desk.entry(44, UNIT)
    for key in ("progress", "problems", "deadline"):
        assert entry[key] == ANSWERS[44][key]
    assert [(each["name"], each["phone"]) for each in entry["contacts"]] == [
        ("张三", "0763-3300044"), ("李四", "13800138000"), ("王五", "13900139000"),
    ]
    evidence = desk.ask("merge", back)["files"][0]
    assert evidence["outcome"] == "duplicate"


@pytest.mark.office
@pytest.mark.parametrize(("form", "suffix"), [("xlsx", "ods"), ("docx", "odt")])
def test_the_same_words_saved_again_as_another_kind_change_nothing(
    desk: Desk, resave: Resave, form: str, suffix: str
) -> None:
    desk.send(UNIT, formats=[form])
    filled = desk.filled(desk.form(UNIT, form), ANSWERS)
    desk.ask("merge", filled)
    again = desk.ask("merge", resave(filled, suffix))["files"][0]
    assert (again["outcome"], again["changed"]) == ("unchanged", 0)


@pytest.mark.office
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_an_untouched_form_saved_again_changes_nothing(desk: Desk, resave: Resave, suffix: str) -> None:
    desk.say("set", 44, "deadline", "2021-12-31", "--unit", UNIT, "--period", "2021-07")
    desk.say("set", 44, "liaison.phone", "013800138000", "--unit", UNIT, "--period", "2021-07")
    desk.send(UNIT, formats=[suffix])
    file = desk.ask("merge", resave(desk.form(UNIT, suffix), suffix))["files"][0]
    assert (file["outcome"], file["changed"], file["notes"]) == ("unchanged", 0, [])
