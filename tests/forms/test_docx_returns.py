"""Forms that were filled in and saved again, as docx and as odt: what was typed is read by value, up to the located form."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcapp.domain.forms import ReturnedRow
from qcapp.domain.period import Period
from qcapp.domain.sheet import Document, Merge
from qcapp.forms.docx_reader import read_docx
from qcapp.forms.locate import locate
from qcapp.forms.odt_reader import read_odt
from tests.forms.tables import FORM_ID, form
from tests.returns.docx.make import ANSWERS, filled_form, marked
from tests.returns.xlsx.make import UNIT, resave

RETURNS = Path(__file__).resolve().parents[1] / "returns" / "docx"
CARRIERS = {"property", "identifier", "footer", "bookmark", "hidden", "text"}
FILLED = ("filled_python.docx", "filled_libreoffice.docx", "filled_libreoffice.odt", "filled_doc_libreoffice.docx")


def read(path: Path) -> Document:
    return (read_odt if path.suffix == ".odt" else read_docx)(path.read_bytes())


def row_of(rows: tuple[ReturnedRow, ...], no: int) -> ReturnedRow:
    return next(row for row in rows if row.no == no)


def check_filled(document: Document) -> None:
    found = locate(document)
    assert {form_id: set(carriers) for form_id, carriers in found.form_ids.items()} == {FORM_ID: CARRIERS}
    assert (found.unit_hints, found.period_hint, found.notes) == ((UNIT,), Period(2021, 7), ())
    assert [row.no for row in found.rows] == [block.no for block in form(UNIT).blocks]
    for no, answers in ANSWERS.items():
        row = row_of(found.rows, no)
        assert {key: row.cells[key].text for key in answers} == answers


@pytest.mark.parametrize("name", FILLED)
def test_a_form_saved_by_another_program_says_what_was_typed(name: str) -> None:
    check_filled(read(RETURNS / name))


@pytest.mark.parametrize("name", FILLED[1:])
def test_saving_again_leaves_cells_and_merges_as_they_were(name: str) -> None:
    ours, theirs = (read(RETURNS / each).sheets for each in (FILLED[0], name))
    assert [sheet.rows for sheet in theirs] == [sheet.rows for sheet in ours]
    assert [set(sheet.merges) for sheet in theirs] == [set(sheet.merges) for sheet in ours]


def check_marked(document: Document) -> None:
    first, second = document.sheets
    assert first.rows == (
        ("改革措施", "责任人", "", "进展情况", "完成时限"),
        ("1.推行容缺受理。", "责任人：张三", "13800138000", "受理12件。前\t后\n下  行", "2021年12月底"),
        ("", "联系人：李四", "13900139000", "", ""),
        ("2.压减办理时间。", "责任人：张三", "", "前段\n事项 件数\n受理 3\n后段", ""),
    )
    assert first.merges == (Merge(0, 1, 0, 2), Merge(1, 0, 2, 0), Merge(1, 3, 2, 3), Merge(1, 4, 2, 4))
    assert second.rows == (("3.开展辅导。", "责任人：王五", "", "办班两期\n走访三户", "长期坚持"),)
    asides = {(each.row, each.column, each.kind, each.text) for each in second.asides}
    assert (first.asides, len(second.asides)) == ((), 3)
    assert asides == {(0, 3, "脚注", "截至7月20日"), (0, 4, "批注", "时限待定"), (0, 4, "文本框", "见附件")}
    assert [(each.sheet, each.row, each.column) for each in document.pictures] == [("表2", 0, 3)]
    assert document.texts == ("甲区2021年责任清单细化表", "（续表）", "填报单位：某局")
    assert document.carriers == (("hidden", "不给看"),)
    assert document.notes == (
        "文件带有修订标记，已按接受全部修订读取（新增的算数，删除的不算），请核对。",
        "有 1 个格子里套着小表格，小表格的文字已并入所在格子，请核对。",
        "表格里有 1 段用了自动编号或项目符号，编号没有读入文字，请对照原文件核对。",
    )


@pytest.mark.parametrize("name", ["marked_libreoffice.docx", "marked_libreoffice.odt"])
def test_everything_that_is_not_plain_text_is_read_alike(name: str) -> None:
    check_marked(read_docx(marked()))
    check_marked(read(RETURNS / name))


@pytest.mark.parametrize("name", ["marked_libreoffice.docx", "marked_libreoffice.odt"])
def test_a_table_split_in_two_is_located_as_one(name: str) -> None:
    found = locate(read(RETURNS / name))
    assert [(row.no, row.cells["progress"].text, row.cells["deadline"].text) for row in found.rows] == [
        (1, "受理12件。前 后\n下 行", "2021年12月底"), (2, "前段\n事项 件数\n受理 3\n后段", ""),
        (3, "办班两期\n走访三户", "长期坚持"),
    ]
    assert found.unit_hints == ("某局",)
    assert found.title == "甲区2021年责任清单细化表"


@pytest.mark.office
@pytest.mark.parametrize("kind", ["docx", "odt"])
def test_the_program_at_hand_saves_what_can_be_read(kind: str, tmp_path: Path) -> None:
    (tmp_path / "另存").mkdir()
    (tmp_path / "手写.docx").write_bytes(marked())
    for source, check in ((filled_form(tmp_path / "填好.docx"), check_filled), (tmp_path / "手写.docx", check_marked)):
        check(read(resave(source, kind, tmp_path / "另存", tmp_path / "profile")))
