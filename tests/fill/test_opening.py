"""What a unit can open, what is read out of it, and what is refused in which words."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from qcapp.domain.errors import UnreadableFile, UsageError
from qcapp.domain.fields import Role
from qcapp.domain.period import Period
from qcapp.forms.received import marked_fields
from qcapp.intake.passwords import Locked
from tests.fill.conftest import Unit, typed_in
from tests.returns.xlsx.make_marked import png

RETURNS = Path(__file__).resolve().parents[1] / "returns"
TRAFFIC = "区交通运输局"


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_all_that_a_form_says_is_read_without_a_ledger(unit: Unit, suffix: str) -> None:
    unit.desk.say("set", 44, "deadline", "2021-12-31", "--unit", TRAFFIC, "--period", "2021-07")
    unit.desk.send(TRAFFIC, formats=[suffix])
    form = unit.service.open(unit.desk.form(TRAFFIC, suffix)).form
    assert (form.unit, form.period, form.due, form.office) == (TRAFFIC, Period(2021, 7), date(2021, 7, 25), "区营商办")
    assert form.title == "清城区2021年对标先进优化营商环境责任清单细化表"
    assert form.form_id.startswith("QC-202107-19-")
    assert (form.suffix, form.correction, form.left_out) == (suffix, False, ())
    assert (len(form.notes), form.notes[0][:8]) == (6, "只填浅黄色的格子")
    (row,) = form.rows
    assert (row.no, row.task, row.unit, row.texts["deadline"]) == (44, "九.获得用水、用气", TRAFFIC, "2021-12-31")
    assert row.printed.startswith("44.实现用水用气交通审批事项容缺受理")
    assert row.places == ((Role.RESPONSIBLE, 1), (Role.LIAISON, 1), (Role.LIAISON, 2))


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "docx", "odt"])
def test_forms_that_real_programs_saved_are_opened(unit: Unit, kind: str) -> None:
    opened = [
        unit.service.open(path).form for path in sorted((RETURNS / "saved" / kind).iterdir())
        if path.suffix == f".{kind}" and path.name != "pandoc-from-odt.docx"  # which has lost its table's heading
    ]
    assert opened
    assert {form.unit for form in opened} == {opened[0].unit}
    assert all(form.rows and form.form_id for form in opened)


def test_the_whole_list_is_no_form_to_fill_in(unit: Unit, tmp_path: Path) -> None:
    table = tmp_path / "细化表.xlsx"
    unit.desk.say("export", table, "--period", "2021-07")
    with pytest.raises(UnreadableFile, match=r"整张责任清单细化表.*请打开营商办发来的下发表"):
        unit.service.open(table)


def test_the_table_of_an_unknown_maker_is_refused(unit: Unit, tmp_path: Path) -> None:
    table = tmp_path / "细化表.docx"
    unit.desk.say("export", table, "--period", "2021-07", "--unit", TRAFFIC)
    with pytest.raises(UnreadableFile, match="没有表号"):
        unit.service.open(table)


@pytest.mark.parametrize(
    ("name", "words"),
    [("locked/locked.doc", "另存为"), ("others/.DS_Store", "。"), ("archives/7zip.zip", "压缩包"), ("", "文件夹")],
)
def test_what_is_no_form_is_told_in_a_sentence(unit: Unit, name: str, words: str) -> None:
    place = RETURNS / name if name.startswith("locked") else RETURNS / "saved" / name
    with pytest.raises(UnreadableFile, match=words):
        unit.service.open(place)


def test_a_password_is_asked_for(unit: Unit) -> None:
    with pytest.raises(Locked):
        unit.service.open(RETURNS / "locked" / "locked.xlsx")


def test_a_file_that_is_gone_is_told(unit: Unit, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="。"):
        unit.service.open(tmp_path / "没有.xlsx")


def test_pictures_that_will_not_go_along_are_told(unit: Unit) -> None:
    unit.desk.send(TRAFFIC, formats=["docx"])
    form = unit.desk.form(TRAFFIC, "docx")
    document = docx.Document(str(form))
    document.tables[0].rows[1].cells[5].paragraphs[0].add_run().add_picture(io.BytesIO(png(200)))
    document.save(str(form))
    assert unit.service.open(form).form.left_out == ("原表里有 1 张图片，保存的表里没有，请另外一起报送。",)


@pytest.mark.parametrize("folder", ["locked", "saved/others", "saved/locked", "saved/archives", "xlsx"])
def test_no_refusal_speaks_to_the_unit_of_the_unit(unit: Unit, folder: str) -> None:
    told = []
    for path in sorted((RETURNS / folder).iterdir()):
        try:
            unit.service.open(path)
        except UnreadableFile as error:
            told.append(str(error))
    assert told
    assert not [sentence for sentence in told if "让单位" in sentence or "让填报单位" in sentence or "再报" in sentence]


def test_reasons_name_the_fields_that_are_to_be_corrected(unit: Unit) -> None:
    unit.desk.send(TRAFFIC)
    form = unit.desk.form(TRAFFIC)
    unit.desk.ask("merge", unit.fill(form, {44: {"progress": "同上", "liaison.phone": "138"}}).path)
    unit.desk.ask("correct", "--period", "2021-07", "--out", unit.desk.folder / "退回", "--format", "xlsx")
    (slip,) = (unit.desk.folder / "退回").glob("*.xlsx")
    (row,) = unit.service.open(slip).form.rows
    assert {"progress", "liaison.phone"} <= marked_fields(row)
    assert "deadline" not in marked_fields(row)


def test_a_form_opened_out_of_a_mail_is_not_saved_beside_it(unit: Unit) -> None:
    unit.desk.send(TRAFFIC)
    opened = unit.service.open(unit.desk.form(TRAFFIC))
    name = f"{TRAFFIC}_2021年7月_填报.xlsx"
    assert unit.service.suggested(opened) == unit.desk.form(TRAFFIC).with_name(name)
    inside = type(unit.service)(
        unit.service.reader, unit.service.writers, unit.service.memory, unit.clock, (unit.desk.folder,)
    )
    assert inside.suggested(opened) == Path(name)


@pytest.mark.parametrize(
    ("unit_name", "stem"), [("区政数局/窗口:一", "区政数局-窗口：一"), ("长" * 300, "长" * 40), ("表\t尾 .", "表尾")]
)
def test_whatever_the_unit_is_called_its_form_can_be_saved(unit: Unit, unit_name: str, stem: str) -> None:
    unit.desk.send(TRAFFIC)
    opened = unit.service.open(unit.desk.form(TRAFFIC))
    opened = replace(opened, form=replace(opened.form, unit=unit_name))
    target = unit.service.suggested(opened)
    assert target.name == f"{stem}_2021年7月_填报.xlsx"
    assert unit.service.save(opened, opened.texts, target).path.is_file()


def test_only_forms_are_saved(unit: Unit, tmp_path: Path) -> None:
    unit.desk.send(TRAFFIC)
    opened = unit.service.open(unit.desk.form(TRAFFIC))
    with pytest.raises(UsageError, match=r"xlsx 或 \.docx"):
        unit.service.save(opened, opened.texts, tmp_path / "填好的.pdf")


def test_what_will_be_read_otherwise_than_it_was_typed_is_told(unit: Unit) -> None:
    unit.desk.send(TRAFFIC)
    opened = unit.service.open(unit.desk.form(TRAFFIC))
    texts = typed_in(opened, {44: {"responsible.name": "张三 13800138000"}})
    saved = unit.service.save(opened, texts, unit.service.suggested(opened))
    assert saved.differing == ("第 44 条的责任人", "第 44 条的责任人电话")
