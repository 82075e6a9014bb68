"""Writers and readers as a pair: what we write, in either format, is found again word for word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qcapp.domain.forms import ReturnedForm
from qcapp.domain.period import Period
from qcapp.domain.sheet import Document
from qcapp.forms.layout import FormIdentity, Paper, TableDocument
from qcapp.forms.locate import locate
from qcapp.forms.plan_reader import read_plan
from tests.forms.table_world import block
from tests.forms.test_locate_plan import BUILT_IN, printed, same_as_printed

FORM_ID = "QC-203107-07-3F9K"
FILLED = TableDocument(
    "甲区2031年优化营商环境责任清单细化表",
    (
        block(27, progress="已印发方案。\n已试点 3 家。", problems="=需市级支持", deadline="2031年12月底"),
        block(44, people=(("责任人", "张三", "13800138000"), ("联系人", "李四", ""), ("联系人", "王五", "0763-3312345"))),
        block(45, task="二.纳税", unit="区甲局、区乙局", people=(("责任人", "", ""), ("联系人", "", ""))),
    ),
    f"填报单位：区甲局　　报告期：2031年7月　　表号：{FORM_ID}　　请于 2031年7月25日前报区营商办",
    ("只填浅黄色的格子；请勿改动。", "完成时限写日期（如 2031-12-31、2031年12月底）或“长期坚持”。"),
    Paper.A4,
    FormIdentity(FORM_ID, "区甲局", "2031-07"),
)


def written(table: TableDocument, kind: str, folder: Path) -> Document:
    path = folder / f"table.{kind}"
    if kind == "xlsx":
        from qcapp.forms.xlsx_reader import read_xlsx
        from qcapp.forms.xlsx_writer import write_xlsx

        write_xlsx(table, path)
        return read_xlsx(path.read_bytes())
    from qcapp.forms.docx_reader import read_docx
    from qcapp.forms.docx_writer import write_docx

    write_docx(table, path)
    return read_docx(path.read_bytes())


def said(form: ReturnedForm) -> list[tuple[int | None, str, str, str, dict[str, str]]]:
    return [
        (row.no, row.measure_text, row.task, row.unit_label, {key: cell.text for key, cell in row.cells.items()})
        for row in form.rows
    ]


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_filled_form_is_found_word_for_word(kind: str, tmp_path: Path) -> None:
    found = locate(written(FILLED, kind, tmp_path))
    first, second, third = said(found)
    assert first == (
        27, "办好这件事。", "一.开办企业", "区甲局",
        {
            "progress": "已印发方案。\n已试点 3 家。", "problems": "=需市级支持", "deadline": "2031年12月底",
            "responsible.name": "张三", "responsible.phone": "13800138000",
            "liaison.name": "李四", "liaison.phone": "0763-3312345",
        },
    )
    assert (second[4]["liaison.phone"], second[4]["liaison2.name"], second[4]["liaison2.phone"]) == (
        "", "王五", "0763-3312345",
    )
    assert (third[2], third[3], set(third[4].values())) == ("二.纳税", "区甲局、区乙局", {""})
    assert (found.title, found.unit_hints, found.period_hint) == (FILLED.title, ("区甲局",), Period(2031, 7))
    assert len(found.form_ids[FORM_ID]) >= 4
    assert found.notes == ()


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_slip_is_found_word_for_word_and_its_reasons_are_taken_for_nothing_of_the_units(kind: str, tmp_path: Path) -> None:
    reasons = "1. 进展情况只写了“同上”，请重写。\n2. 联系人：电话 13800138000 打不通。"
    blocks = tuple(replace(each, reasons=reasons, marked=frozenset({"progress"})) for each in FILLED.blocks)
    slip = replace(FILLED, title=f"《{FILLED.title}》退回说明", blocks=blocks)
    found = locate(written(slip, kind, tmp_path))
    assert said(found) == said(locate(written(FILLED, kind, tmp_path)))
    assert (found.title, found.unit_hints, found.period_hint) == (slip.title, ("区甲局",), Period(2031, 7))
    assert len(found.form_ids[FORM_ID]) >= 4


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_the_official_table_makes_the_same_ledger_again(kind: str, tmp_path: Path) -> None:
    table = replace(printed(BUILT_IN), caption="报告期：2021年7月", paper=Paper.A3)
    found = read_plan(written(table, kind, tmp_path))
    assert same_as_printed(found) == same_as_printed(BUILT_IN)
