"""34: an answer typed below or beside the table is shown to the clerk; the frame of the table is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcapp.forms.layout import TableDocument
from qcapp.forms.locate import locate
from qcapp.publish.correction_slip import SlipRow
from tests.forms import tables
from tests.forms.table_world import HEADINGS, block, document, drawn, sheet
from tests.forms.test_locate import CAPTION, NOTES, TITLE
from tests.forms.test_locate_written import written
from tests.publish.test_correction_slip import drawn as correction

ROW = ("", "1.甲。", "区甲局", "责任人：张三", "1", "办了。", "", "")


def left(*rows: tuple[str, ...], texts: tuple[str, ...] = (), kind: str = "xlsx") -> list[str]:
    found = locate(document(sheet(rows or (HEADINGS, ROW)), kind=kind, texts=texts))
    return [note.message for note in found.notes if note.code == "leftover"]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_our_own_forms_leave_nothing_over(kind: str, tmp_path: Path) -> None:
    for number, unit in enumerate(tables.plan().measures_of):
        for filled in (True, False):
            form = tables.form(unit, filled=filled, progress=tables.PROGRESS if filled else "")
            assert locate(written(form, kind, tmp_path)).notes == (), (number, unit)


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
@pytest.mark.parametrize("reasons", [["请写明办理了多少件。"], ["进展情况写了“同上”。", "联系电话少一位。"]])
def test_a_correction_form_leaves_nothing_over(kind: str, reasons: list[str], tmp_path: Path) -> None:
    table = correction(SlipRow(1, reasons, frozenset({"progress"})), SlipRow(2, reasons))
    found = locate(written(table, kind, tmp_path))
    assert (found.notes, [row.no for row in found.rows], found.unit_hints) == ((), [1, 2], ("区政数局",))


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_official_table_leaves_nothing_over(kind: str, tmp_path: Path) -> None:
    assert locate(written(tables.official(), kind, tmp_path)).notes == ()


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).resolve().parents[1] / "returns").rglob("filled_*")), ids=lambda path: path.name
)
def test_forms_saved_by_other_programs_leave_nothing_over(path: Path) -> None:
    from qcapp.intake.parsing import parse

    assert [note for note in locate(parse(path.read_bytes())).notes if note.code == "leftover"] == []


def test_an_answer_typed_below_the_table_is_shown_with_its_place() -> None:
    assert left(HEADINGS, ROW, ("",), ("第1条补充：已完成验收。",), ("共验收 3 个项目。",)) == [
        "表格第 4 行的文字“第1条补充：已完成验收。 共验收 3 个项目。”没有读入，请核对是不是填报的内容。"
    ]


def test_an_answer_typed_below_the_instructions_is_shown() -> None:
    form = drawn(TableDocument(TITLE, (block(1),), CAPTION, NOTES))
    rows = (*form.sheets[0].rows, ("27.已完成验收。",), ("3.这一条接着说明的序号。",))
    messages = left(*rows)
    assert len(messages) == 1
    assert "“27.已完成验收。”" in messages[0]


def test_an_answer_typed_above_the_header_is_shown() -> None:
    assert len(left((TITLE,), (CAPTION,), ("本月我单位第1条已完成。",), HEADINGS, ROW)) == 1


def test_an_answer_typed_beside_the_table_is_shown() -> None:
    assert left(HEADINGS, (*ROW, "", "另：已报市局。")) == [
        "表格第 2 行第 10 列的文字“另：已报市局。”没有读入，请核对是不是填报的内容。"
    ]


def test_an_answer_in_a_row_across_the_table_is_shown() -> None:
    rows = [HEADINGS, ROW, ("上面这条已经全部完成。", "", "", "", "", "", "", ""), ("", "2.乙。", *ROW[2:])]
    found = locate(document(sheet(rows, [(2, 0, 2, 7)])))
    assert [row.no for row in found.rows] == [1, 2]
    assert [note.code for note in found.notes] == ["leftover"]


def test_a_paragraph_after_the_table_of_a_word_file_is_shown() -> None:
    assert left(texts=("附件2", TITLE, CAPTION, "第1条：已完成验收。", "第2条：正在推进。", "2021年7月20日"), kind="docx") == [
        "表格外的文字“第1条：已完成验收。 第2条：正在推进。”没有读入，请核对是不是填报的内容。"
    ]


def test_words_on_another_sheet_are_shown() -> None:
    other = sheet([("第1条的详细情况", "已完成验收")], name="Sheet2")
    found = locate(document(sheet([HEADINGS, ROW]), other, sheet([("", "")], name="Sheet3")))
    assert [note.message for note in found.notes] == [
        "工作表“Sheet2”里的文字“第1条的详细情况 已完成验收”没有读入，请核对是不是填报的内容。"
    ]


def test_many_leftovers_are_counted_and_not_all_shown() -> None:
    gaps = [("",), ("又一段没有读入的话",)] * 8
    messages = left(HEADINGS, ROW, *gaps)
    assert (len(messages), messages[-1]) == (6, "还有 3 处文字没有读入，请对照原文件核对。")


@pytest.mark.parametrize(
    "line",
    [
        ("附件1",), (TITLE,), ("（2031年7月）",), ("填报单位（盖章）：区甲局", "", "报告期：2031年7月"), ("单位：", "", "区甲局"),
        ("表号：QC-203107-07-3F9K",), ("请于 2031年7月25日前报区营商办",), ("— 1 —",), ("第 1 页　共 2 页",), ("2031年7月20日",),
        ("二〇三一年七月",),
        ("合计", "", "", "", "", "共 3 项"), ("备注：以上属实",),
        ("填表人：张三", "", "", "联系电话：13800138000"), ("（盖章）",),
        ("单位负责人（签字）：", "", "李四"), ("区甲局",), ("续表",), HEADINGS, ("填表说明：",),
        ("填报日期：2031-07-20",),
        ("审核人：李四　　填表人：王五　　填表日期：2031年7月20日",), ("……",), ("1",),
    ],
    ids=lambda line: line[0] or line[-1],
)
@pytest.mark.parametrize("below", [True, False])
def test_the_frame_of_the_table_is_no_leftover(line: tuple[str, ...], below: bool) -> None:
    assert left(*((HEADINGS, ROW, line) if below else (line, HEADINGS, ROW))) == []


def test_a_statement_behind_a_known_label_is_shown() -> None:
    assert len(left(("填报单位：区甲局　　第1条已经完成验收，结果另行报送市局备案。",), HEADINGS, ROW)) == 1
    assert len(left(HEADINGS, ROW, ("填表人：张三　　第1条已经完成验收，结果另行报送市局备案。",))) == 1


def test_a_long_remark_is_shown() -> None:
    assert len(left(HEADINGS, ROW, ("备注：第1条因上级文件未到，计划推迟到明年六月底前完成。",))) == 1
    assert len(left(HEADINGS, ROW, ("备注", "", "第1条因上级文件未到，计划推迟到明年六月底前完成。"))) == 1
