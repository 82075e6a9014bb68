"""What an officer types in the program arrives in the office's ledger to the letter, with nothing to ask or to decide."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from tests.fill.conftest import Unit
from tests.office.conftest import Resave

TRAFFIC, TAX = "区交通运输局", "区税务局"
RETURNS = Path(__file__).resolve().parents[1] / "returns"
LONG = "已完成审批事项梳理，办理 12 件。\n" + "逐项压减环节，平均用时 3 个工作日。" * 60
TYPED = {
    44: {
        "progress": "用水用气涉路审批已实现容缺受理，累计办理 12 件。\n平均用时 3 个工作日。",
        "problems": "=部分材料需跨市调取",
        "deadline": "2021年12月底",
        "responsible.name": "张三", "responsible.phone": "0763-3300044",
        "liaison.name": "李四", "liaison.phone": "13800138000",
        "liaison2.name": "王五", "liaison2.phone": "13900139000、0763-3300045",
        "liaison3.name": "赵六", "liaison3.phone": "13700137000",
    }
}
CONTACTS = [
    ("张三", "0763-3300044"), ("李四", "13800138000"), ("王五", "13900139000、0763-3300045"), ("赵六", "13700137000"),
]


def arrived(unit: Unit, name: str, typed: dict[int, dict[str, str]]) -> None:
    for no, fields in typed.items():
        entry = unit.desk.entry(no, name)
        for key in {"progress", "problems", "deadline"} & fields.keys():
            assert entry[key] == fields[key], (no, key)


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_all_that_was_typed_arrives_further_contacts_and_line_breaks_too(unit: Unit, suffix: str) -> None:
    unit.desk.send(TRAFFIC, formats=[suffix])
    form = unit.desk.form(TRAFFIC, suffix)
    before = form.read_bytes()
    saved = unit.fill(form, TYPED)
    assert saved.path == form.with_name(f"{TRAFFIC}_2021年7月_填报.{suffix}")
    assert saved.differing == ()
    assert form.read_bytes() == before
    file = unit.merged(saved.path)
    assert (file["unit"], file["changed"], file["notes"]) == (TRAFFIC, 11, [])
    arrived(unit, TRAFFIC, TYPED)
    contacts = [(each["name"], each["phone"]) for each in unit.desk.entry(44, TRAFFIC)["contacts"]]
    assert contacts == CONTACTS


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_every_measure_of_a_unit_arrives_those_shared_with_another_too(unit: Unit, suffix: str) -> None:
    unit.desk.send(formats=[suffix])
    form = unit.desk.form(TAX, suffix)
    numbers = [row.no or 0 for row in unit.service.open(form).form.rows]
    shared = [no for no in numbers if len(unit.desk.ask("show", no, "--period", "2021-07")["entries"]) > 1]
    assert shared, "the built-in list has a measure that this unit shares"
    typed = {no: {"progress": f"第 {no} 条：{LONG}", "problems": "无"} for no in numbers}
    file = unit.merged(unit.fill(form, typed).path)
    assert (file["changed"], file["notes"]) == (2 * len(numbers), [])
    arrived(unit, TAX, typed)
    other = next(each for each in unit.desk.ask("show", shared[0], "--period", "2021-07")["entries"] if each["unit"] != TAX)
    assert other["progress"] == ""


@pytest.mark.parametrize(("came", "goes"), [("xlsx", "docx"), ("docx", "xlsx")])
def test_a_form_may_go_back_as_the_other_kind(unit: Unit, came: str, goes: str, tmp_path: Path) -> None:
    unit.desk.send(TRAFFIC, formats=[came])
    saved = unit.fill(unit.desk.form(TRAFFIC, came), TYPED, tmp_path / f"填好的.{goes}")
    assert unit.merged(saved.path)["changed"] == 11
    arrived(unit, TRAFFIC, TYPED)


@pytest.mark.office
@pytest.mark.parametrize(
    ("came", "kept"), [("xlsx", "xlsx"), ("xlsx", "xls"), ("xlsx", "ods"), ("docx", "docx"), ("docx", "odt")]
)
def test_a_form_that_another_program_has_saved_is_filled_in_all_the_same(
    unit: Unit, resave: Resave, came: str, kept: str
) -> None:
    unit.desk.send(TRAFFIC, formats=[came])
    again = resave(unit.desk.form(TRAFFIC, came), kept)
    saved = unit.fill(again, TYPED)
    assert saved.path.suffix == f".{came}"
    file = unit.merged(saved.path)
    assert (file["changed"], file["notes"]) == (11, [])
    arrived(unit, TRAFFIC, TYPED)


@pytest.mark.office
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_what_was_saved_may_be_saved_once_more_elsewhere(unit: Unit, resave: Resave, suffix: str) -> None:
    unit.desk.send(TRAFFIC, formats=[suffix])
    back = resave(unit.fill(unit.desk.form(TRAFFIC, suffix), TYPED).path, suffix)
    assert unit.merged(back)["changed"] == 11
    arrived(unit, TRAFFIC, TYPED)


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_a_correction_slip_goes_back_corrected(unit: Unit, suffix: str) -> None:
    desk = unit.desk
    desk.send(TAX, formats=[suffix])
    numbers = [row.no or 0 for row in unit.service.open(desk.form(TAX, suffix)).form.rows]
    first = {no: {"progress": "详见附件", "problems": "无", "responsible.name": "张三"} for no in numbers[:2]}
    unit.merged(unit.fill(desk.form(TAX, suffix), first).path)
    desk.ask("correct", "--period", "2021-07", "--out", desk.folder / "退回", "--format", suffix)
    slip = next((desk.folder / "退回").glob(f"*.{suffix}"))
    opened = unit.service.open(slip)
    assert opened.form.correction
    assert "详见附件" in opened.form.row(str(numbers[0])).reasons
    typed = {numbers[0]: {"progress": "已办理 8 件。", "liaison.name": "李四", "liaison.phone": "13800138000"}}
    saved = unit.fill(slip, typed)
    assert saved.path.name == f"{TAX}_2021年7月_更正.{suffix}"
    file = unit.merged(saved.path)
    assert (file["changed"], file["notes"]) == (3, [])
    assert desk.entry(numbers[0], TAX)["progress"] == "已办理 8 件。"
    assert desk.ask("status", "--period", "2021-07")["units"]


def test_a_form_saved_by_the_program_looks_as_the_office_sent_it(unit: Unit) -> None:
    unit.desk.send(TRAFFIC)
    for suffix in ("xlsx", "docx"):
        form = unit.desk.form(TRAFFIC, suffix)
        again = form.with_name(f"再存.{suffix}")
        opened = unit.service.open(form)
        unit.service.save(opened, opened.texts, again)
        assert cells(again) == cells(form)


def cells(path: Path) -> list[list[str]]:
    """All that is printed, and in an xlsx the heights of the rows."""
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        table = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
        return [[each.text] for each in document.paragraphs] + table
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]
    heights = [[str(sheet.row_dimensions[row].height)] for row in range(1, sheet.max_row + 1)]
    return rows + heights


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "docx", "odt"])
def test_what_real_programs_have_saved_is_written_anew_word_for_word(unit: Unit, kind: str, tmp_path: Path) -> None:
    tried = 0
    for path in sorted((RETURNS / "saved" / kind).iterdir()):
        if path.suffix != f".{kind}" or path.name == "pandoc-from-odt.docx":  # which has lost its table's heading
            continue
        opened = unit.service.open(path)
        target = tmp_path / f"{path.stem}.{opened.form.suffix}"
        assert unit.service.save(opened, opened.texts, target).differing == ()
        again = unit.service.open(target).form
        assert (again.form_id, again.unit, again.period, again.due) == (
            opened.form.form_id, opened.form.unit, opened.form.period, opened.form.due,
        )
        filled = [{key: text for key, text in row.texts.items() if text} for row in again.rows]
        assert filled == [{key: text for key, text in row.texts.items() if text} for row in opened.form.rows], path.name
        assert [row.printed for row in again.rows] == [row.printed for row in opened.form.rows]
        tried += 1
    assert tried >= 3
