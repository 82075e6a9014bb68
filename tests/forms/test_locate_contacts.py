"""Everybody named in a contact cell keeps role, name and the number that is theirs, however the label is worded."""

from __future__ import annotations

import pytest

from qcapp.forms.layout import TableDocument
from qcapp.forms.locate import locate
from qcapp.intake.form_codec import decode_form, encode_form
from tests.forms.table_world import block, document, drawn, sheet
from tests.forms.test_locate import CAPTION, NOTES, TITLE, codes, one, texts


def people_of(name: str, phone: str = "") -> dict[str, str]:
    row = one(("", "1.甲。", "区甲局", name, phone, "", "", "")).rows[0]
    return {key: cell.text for key, cell in row.cells.items() if "." in key}


@pytest.mark.parametrize(
    "written", ["责任人：张三", "责任人:张三", "责任人： 张三", "责任人 张三", "责任人张三", "负责人：张三", "责任人1：张三"]
)
def test_the_label_is_told_from_the_name(written: str) -> None:
    assert people_of(written) == {"responsible.name": "张三", "responsible.phone": ""}


@pytest.mark.parametrize(
    "written",
    ["主要负责人：某甲", "第一责任人：某甲", "分管负责人：某甲", "单位负责人：某甲", "直接责任人：某甲", "责任单位负责人：某甲",
     "责任人员：某甲", "责任人（签字）：某甲", "责任人（姓名）:某甲",
     "责任人姓名（签字）：某甲", "1.责任人：某甲",
     "（1）责任人：某甲", "主要负责人 某甲", "责任人员 某甲", "主要领导：某甲", "第一责任人（签名） 某甲"],
)
def test_a_label_with_more_words_is_one_label_and_nobodys_name(written: str) -> None:
    found = one(("", "1.甲。", "区甲局", written, "", "", "", ""))
    assert (people_of(written), codes(found)) == ({"responsible.name": "某甲", "responsible.phone": ""}, [])


@pytest.mark.parametrize(
    "written", ["联系人及电话：某乙 13800138000", "联系人、联系方式：某乙13800138000", "联系人（电话）：某乙，13800138000",
                "具体联系人：某乙，联系人电话：13800138000", "经办人及其联系电话：某乙 13800138000"]
)
def test_a_label_that_asks_for_the_phone_as_well_gives_name_and_phone(written: str) -> None:
    assert people_of(written) == {"liaison.name": "某乙", "liaison.phone": "13800138000"}


def test_people_with_labels_of_more_words_are_as_many_as_are_named() -> None:
    cells = people_of("第一责任人：某甲\n直接责任人（签字）：某乙\n具体联系人：某丙")
    assert {key: text for key, text in cells.items() if text} == {
        "responsible.name": "某甲", "responsible2.name": "某乙", "liaison.name": "某丙",
    }
    cells = people_of("责任人 某甲，联系人：某乙")
    assert (cells["responsible.name"], cells["liaison.name"]) == ("某甲", "某乙")
    assert people_of("某甲 联系人：某乙")["responsible.name"] == "某甲"


def test_a_label_of_both_roles_does_not_say_which() -> None:
    found = one(
        ("", "1.甲。", "区甲局", "责任人、联系人：某甲", "", "办了。", "", ""), ("", "", "", "联系人：某乙", "", "", "", ""),
        merges=((0, 1, 1, 1),),
    )
    cells = texts(found.rows[0])
    assert (cells["responsible.name"], cells["liaison.name"], codes(found)) == ("某甲", "某乙", ["contact_label"])


def test_names_without_labels_go_by_order_with_a_note() -> None:
    found = one(
        ("", "1.甲。", "区甲局", "张三", "1", "", "", ""), ("", "", "", "李四", "2", "", "", ""),
        ("", "", "", "王五", "3", "", "", ""),
    )
    cells = texts(found.rows[0])
    assert [cells[key] for key in ("responsible.name", "liaison.name", "liaison2.name")] == ["张三", "李四", "王五"]
    assert codes(found) == ["contact_label"] * 3


def test_of_more_contacts_than_there_are_fields_the_rest_is_told_and_the_form_is_read() -> None:
    liaisons = tuple(("联系人", f"某{number}", f"0763-{number:07}") for number in range(1, 103))
    measure = block(27, "统筹推进。", progress="已办。", problems="无", people=liaisons)
    found = locate(drawn(TableDocument(TITLE, (measure,), CAPTION, NOTES)))
    cells = texts(found.rows[0])
    assert (cells["liaison99.name"], cells["liaison99.phone"], cells["progress"]) == ("某99", "0763-0000099", "已办。")
    assert len(cells) == 2 * 99 + 3
    assert [note.message for note in found.notes] == ["第 27 条的联系人超过 99 位，后面的没有读入，请打开原文件核对。"]
    assert decode_form(encode_form(found)) == found


@pytest.mark.parametrize(("heading", "key"), [("责任人", "responsible.name"), ("联系人", "liaison.name")])
def test_where_a_measure_has_one_row_the_heading_says_who_it_is(heading: str, key: str) -> None:
    head = ("改革措施", "责任单位", heading, "进展情况")
    found = locate(document(sheet([head, ("1.甲。", "区甲局", "张三", "办了。")])))
    assert texts(found.rows[0])[key] == "张三"
    assert "contact_label" not in codes(found)


@pytest.mark.parametrize(
    ("written", "name", "phone"),
    [
        ("责任人：张三 13800138000", "张三", "13800138000"),
        ("责任人：张三13800138000", "张三", "13800138000"),
        ("责任人：张三（13800138000）", "张三", "13800138000"),
        ("责任人：张三，电话：0763-3312345", "张三", "0763-3312345"),
        ("责任人：张三\n138 0013 8000", "张三", "138 0013 8000"),
        ("责任人：张三 13800138000/0763-3312345", "张三", "13800138000/0763-3312345"),
        ("责任人：13800138000 张三", "张三", "13800138000"),
    ],
)
def test_a_phone_beside_the_name_is_split_off(written: str, name: str, phone: str) -> None:
    assert people_of(written) == {"responsible.name": name, "responsible.phone": phone}


def test_a_name_beside_the_phone_is_split_off() -> None:
    assert people_of("责任人：", "张三 13800138000") == {"responsible.name": "张三", "responsible.phone": "13800138000"}


def test_several_people_in_one_cell_are_kept_as_written() -> None:
    assert people_of("联系人：张三、李四", "1、2") == {"liaison.name": "张三、李四", "liaison.phone": "1、2"}
    both = "张三 13800138000、李四 13900139000"
    assert people_of(f"责任人：{both}") == {"responsible.name": both, "responsible.phone": ""}


def test_both_contacts_in_one_merged_cell_are_parted() -> None:
    assert people_of("责任人：张三\n联系人：李四", "1\n2") == {
        "responsible.name": "张三", "responsible.phone": "1", "liaison.name": "李四", "liaison.phone": "2",
    }


@pytest.mark.parametrize(
    "phones",
    ["13800138000、13900139000", "13800138000/13900139000", "13800138000 13900139000", "13800138000\n13900139000",
     "１３８００１３８０００，１３９００１３９０００", "某乙13900139000，某甲：13800138000",
     "某甲 13800138000\n某乙 13900139000"],
)
@pytest.mark.parametrize("names", ["责任人：某甲 联系人：某乙", "责任人：某甲\n联系人：某乙"])
def test_two_people_in_a_cell_get_the_number_that_is_theirs(names: str, phones: str) -> None:
    assert people_of(names, phones) == {
        "responsible.name": "某甲", "responsible.phone": "13800138000",
        "liaison.name": "某乙", "liaison.phone": "13900139000",
    }


@pytest.mark.parametrize(
    "phones", ["13800138000", "13800138000、13900139000、0763-3312345", "办公室13800138000、手机13900139000",
               "某甲13800138000、13900139000", "13800138000某甲、13900139000某乙"]
)
def test_numbers_that_may_be_anybodys_are_kept_whole_and_said_so(phones: str) -> None:
    cells = people_of("责任人：某甲 联系人：某乙", phones)
    assert (cells["responsible.phone"], cells["liaison.phone"]) == (phones, "")
    found = one(("", "1.甲。", "区甲局", "责任人：某甲 联系人：某乙", phones, "", "", ""))
    (said,) = (note for note in found.notes if note.code == "contact_phones")
    assert said.no == 1
    assert phones in said.message
