"""What a unit typed is what is read, whichever program saved the file and whatever it made of numbers and dates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Document, Merge, Unreadable
from qcapp.forms.carriers import find_form_ids
from qcapp.forms.xlsx_reader import read_spreadsheet, read_xlsx
from qcapp.forms.xlsx_shown import plain, shown
from qcapp.forms.xlsx_writer import write_xlsx
from tests.forms.tables import FORM_ID, form, official
from tests.returns.xlsx.make import ANSWERS

RETURNS = Path(__file__).resolve().parents[1] / "returns" / "xlsx"
MAIN, STRICT = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"


def saved(change: Callable[[Any], None]) -> bytes:
    """A workbook with one sheet, as openpyxl saves it after ``change``."""
    book: Any = Workbook()
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The file with each part as ``change`` answers it; None drops it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = change(name, source.read(name))
            if part is not None:
                target.writestr(name, part)
    return out.getvalue()


def read(path: Path) -> Document:
    kind = path.suffix[1:]
    return read_xlsx(path.read_bytes()) if kind == "xlsx" else read_spreadsheet(path.read_bytes(), kind)


def cell(document: Document, place: str) -> str:
    return document.sheets[0].text(int(place[1:]) - 1, ord(place[0]) - 65)


@pytest.mark.parametrize(
    "name", ["filled_openpyxl.xlsx", "filled_libreoffice.xlsx", "filled_libreoffice.xls", "filled_libreoffice.ods"]
)
def test_a_form_saved_by_another_program_says_what_was_typed(name: str) -> None:
    document = read(RETURNS / name)
    assert document.kind == name.rpartition(".")[2]
    assert {place: cell(document, place) for place in ANSWERS} == ANSWERS
    assert document.notes == ()
    found = find_form_ids(document)
    assert list(found) == [FORM_ID]
    assert {"caption", "sheet"} <= set(found[FORM_ID])


@pytest.mark.parametrize("name", ["filled_libreoffice.xlsx", "filled_libreoffice.xls", "filled_libreoffice.ods"])
def test_merges_and_hidden_sheets_are_told_alike_whatever_the_format(name: str) -> None:
    document = read(RETURNS / name)
    original = read(RETURNS / "filled_openpyxl.xlsx")
    assert set(document.sheets[0].merges) == set(original.sheets[0].merges)
    assert [(sheet.name, sheet.visible) for sheet in document.sheets] == [("下发表", True), ("_qc", False)]


@pytest.mark.parametrize("name", ["filled_libreoffice.xlsx", "filled_libreoffice.ods"])
def test_what_is_not_on_the_sheet_still_bears_the_id(name: str) -> None:
    carriers = find_form_ids(read(RETURNS / name))[FORM_ID]
    assert {"property", "identifier", "name", "footer"} <= set(carriers)


@pytest.mark.parametrize(
    "name", ["numbers_openpyxl.xlsx", "numbers_libreoffice.xlsx", "numbers_libreoffice.xls", "numbers_libreoffice.ods"]
)
def test_numbers_and_dates_are_read_as_they_were_shown(name: str) -> None:
    document = read(RETURNS / name)
    assert [cell(document, place) for place in ("E4", "E5", "F4", "H4", "F6", "H6")] == [
        "13800138000", "07633312345", "54.5%", "2021-12-31", "12", "2021年9月",
    ]
    assert document.notes == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", ""),
        ("文字", "文字"),
        (13800138000, "13800138000"),
        (13800138000.0, "13800138000"),
        (1.38e10, "13800000000"),
        (0.0, "0"),
        (-5.0, "-5"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (54.5, "54.5"),
        (1e20, "100000000000000000000"),
        (100.0, "100"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2021, 12, 31), "2021-12-31"),
        (datetime(2021, 12, 31), "2021-12-31"),
        (datetime(2021, 12, 31, 8, 30), "2021-12-31 08:30"),
        (datetime(2021, 12, 31, 8, 30, 5), "2021-12-31 08:30:05"),
        (time(8, 30), "08:30"),
        (timedelta(hours=30), "30:00"),
        (timedelta(hours=1, seconds=5), "1:00:05"),
    ],
)
def test_values_as_text(value: Any, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.95, "0%", "95%"),
        (1.0, "0%", "100%"),
        (0.545, "0.0%", "54.5%"),
        (0.545, "0.00%", "54.50%"),
        (0.545, "0.##%", "54.5%"),
        (0.5, "0.##%", "50%"),
        (0.125, "0%", "13%"),
        (1.5, "0%;[Red]-0%", "150%"),
        (-0.05, "0%", "-5%"),
        (7633312345.0, "00000000000", "07633312345"),
        (7.0, "000", "007"),
        (7.5, "000", None),
        (7.0, "0", None),
        (7.0, "General", None),
        (7.0, '"第"0"期"', None),
        (7.0, '"第"00"期"', "第07期"),
        (7633312345.0, "0000-0000000", "0763-3312345"),
        (13800138000.0, "000 0000 0000", "138 0013 8000"),
        (3312345.0, "[<=9999999]000-0000;0000-0000000", None),
        (44561.0, "yyyy-mm-dd", "2021-12-31"),
        (44561.0, '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "2021-12-31"),
        (44561.0, 'yyyy"年"', "2021年"),
        (44561.0, "[$-804]aaaa;@", "2021-12-31"),
        (44561.0, "G/通用格式", None),
        (44561.5, "yyyy/m/d h:mm", "2021-12-31 12:00"),
        (0.5, "h:mm", "12:00"),
        (1.25, "[h]:mm", "30:00"),
        (60.0, "yyyy-mm-dd", None),
        (-1.0, "yyyy-mm-dd", None),
        (3e9, "yyyy-mm-dd", None),
        (1234.5, "#,##0.00", None),
        (date(2021, 12, 1), 'yyyy"年"m"月"', "2021年12月"),
        (date(2021, 12, 1), "[$-804]yyyy\\年m\\月;@", "2021年12月"),
        (date(2021, 12, 1), "mmm-yy", "2021年12月"),
        (date(2021, 12, 31), 'm"月"d"日"', "12月31日"),
        (date(2021, 12, 31), "yyyy-mm-dd", None),
        (date(2021, 12, 31), 'yyyy"年"m"月"d"日"', None),
        (datetime(2021, 12, 31, 8, 30), "h:mm", None),
        (date(2021, 12, 31), "General", None),
        (True, "0%", None),
    ],
)
def test_numbers_as_shown(value: Any, form: str, text: str | None) -> None:
    assert shown(value, form) == text


def test_an_error_value_is_no_empty_cell() -> None:
    def change(sheet: Any) -> None:
        sheet["A1"] = "进展"
        for place in ("B1", "B2"):
            sheet[place] = "#REF!"
            sheet[place].data_type = "e"

    document = read_xlsx(saved(change))
    assert document.sheets[0].text(0, 1) == ""
    assert document.sheets[0].unreadable == (Unreadable(0, 1, "公式出错 #REF!"), Unreadable(1, 1, "公式出错 #REF!"))
    assert document.notes == ("有 2 个单元格是出错的公式（如 #REF!），读不出内容，请让填报单位补填。",)


def test_digits_that_the_spreadsheet_lost_are_told() -> None:
    document = read_xlsx(saved(lambda sheet: sheet.append([123456789012345678])))
    assert document.sheets[0].text(0, 0) == "123456789012346000"
    assert "15 位" in document.notes[0]


def test_a_formula_gives_its_last_value_and_is_not_worked_out() -> None:
    data = saved(lambda sheet: sheet.append(["=1+1"]))

    def cached(name: str, part: bytes) -> bytes:
        return part.replace(b"<v></v>", b"<v>41</v>").replace(b"<v/>", b"<v>41</v>").replace(b"<v />", b"<v>41</v>")

    assert read_xlsx(repacked(data, cached)).sheets[0].text(0, 0) == "41"


def test_text_under_a_merged_cell_is_not_there() -> None:
    def change(sheet: Any) -> None:
        sheet["A1"], sheet["A2"], sheet["B1"] = "上", "藏", "右"

    def merged(name: str, part: bytes) -> bytes:
        return part.replace(b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>')

    sheet = read_xlsx(repacked(saved(change), merged)).sheets[0]
    assert sheet.rows == (("上", "右"), ("", ""))
    assert sheet.merges == (Merge(0, 0, 1, 0),)


def test_empty_rows_and_columns_before_the_table_keep_their_places() -> None:
    def change(sheet: Any) -> None:
        sheet["C5"] = "重点任务"

    sheet = read_xlsx(saved(change)).sheets[0]
    assert sheet.text(4, 2) == "重点任务"
    assert len(sheet.rows) == 5


def test_hidden_and_empty_sheets_are_there_and_charts_are_not() -> None:
    book: Any = Workbook()
    book.active["A1"] = "表"
    book.create_sheet("藏").sheet_state = "hidden"
    book.create_sheet("深藏").sheet_state = "veryHidden"
    book.create_chartsheet("图")
    out = io.BytesIO()
    book.save(out)
    document = read_xlsx(out.getvalue())
    assert [(sheet.name, sheet.visible, sheet.rows) for sheet in document.sheets] == [
        ("Sheet", True, (("表",),)), ("藏", False, ()), ("深藏", False, ()),
    ]


def test_a_strict_file_is_read_with_its_carriers(tmp_path: Path) -> None:
    write_xlsx(form(), tmp_path / "表.xlsx")
    strict = {
        MAIN + b"spreadsheetml/2006/main": STRICT + b"spreadsheetml/main",
        MAIN + b"officeDocument/2006/": STRICT + b"officeDocument/",
    }

    def change(name: str, part: bytes) -> bytes:
        for old, new in strict.items():
            part = part.replace(old, new)
        return part

    document = read_xlsx(repacked((tmp_path / "表.xlsx").read_bytes(), change))
    assert document.sheets == read_xlsx((tmp_path / "表.xlsx").read_bytes()).sheets
    assert set(find_form_ids(document)[FORM_ID]) == {"property", "identifier", "name", "footer", "caption", "sheet"}


@pytest.mark.parametrize("lost", ["docProps/custom.xml", "docProps/core.xml", "docProps/app.xml", "xl/styles.xml"])
def test_a_part_that_is_gone_or_broken_costs_its_carrier_only(lost: str, tmp_path: Path) -> None:
    write_xlsx(form(), tmp_path / "表.xlsx")
    data = (tmp_path / "表.xlsx").read_bytes()
    gone = read_xlsx(repacked(data, lambda name, part: None if name == lost else part))
    assert gone.sheets == read_xlsx(data).sheets
    assert len(find_form_ids(gone)[FORM_ID]) >= 5
    if lost != "xl/styles.xml":
        broken = read_xlsx(repacked(data, lambda name, part: b"<broken" if name == lost else part))
        assert broken == gone


def test_other_programs_properties_are_left_out() -> None:
    one = (
        '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{}" name="{}"><vt:lpwstr>{}</vt:lpwstr></property>'
    )
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        + one.format(2, "KSOProductBuildVer", "2052-11.1") + one.format(3, "qcformid", FORM_ID) + "</Properties>"
    )
    data = saved(lambda sheet: sheet.append(["表"]))
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("docProps/custom.xml", custom)
    assert read_xlsx(out.getvalue()).carriers == (("property", FORM_ID),)


DAMAGED = {
    "empty": lambda data: b"",
    "not a zip": lambda data: b"PK\x03\x04" + b"x" * 200,
    "cut in the middle": lambda data: data[: len(data) // 2],
    "no workbook": lambda data: repacked(data, lambda name, part: None if name == "xl/workbook.xml" else part),
    "no sheet": lambda data: repacked(data, lambda name, part: None if "sheet1" in name else part),
    "workbook is no XML": lambda data: repacked(data, lambda name, part: b"<<<" if name == "xl/workbook.xml" else part),
}


@pytest.mark.parametrize("damage", list(DAMAGED.values()), ids=list(DAMAGED))
def test_a_damaged_file_is_refused_in_words(damage: Callable[[bytes], bytes], tmp_path: Path) -> None:
    write_xlsx(form(), tmp_path / "表.xlsx")
    with pytest.raises(UnreadableFile, match="另存为 xlsx"):
        read_xlsx(damage((tmp_path / "表.xlsx").read_bytes()))


@pytest.mark.parametrize("kind", ["xls", "xlsb", "ods"])
def test_another_kind_that_is_damaged_is_refused_in_words(kind: str) -> None:
    with pytest.raises(UnreadableFile, match="另存为 xlsx"):
        read_spreadsheet(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, kind)


def test_a_sheet_that_spans_the_world_is_refused() -> None:
    def change(sheet: Any) -> None:
        sheet["A1"] = "表"
        sheet.cell(30_000, 1_000).value = "远"

    with pytest.raises(UnreadableFile, match="范围太大"):
        read_xlsx(saved(change))


def test_a_whole_official_table_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    document = official()
    write_xlsx(document, tmp_path / "表.xlsx")
    sheet = read_xlsx((tmp_path / "表.xlsx").read_bytes()).sheets[0]
    blocks = [
        (row[1], row[2], row[5], row[6], row[7]) for row in sheet.rows[3:] if row[1]
    ]
    assert blocks == [(b.measure, b.unit, b.progress, b.problems, b.deadline) for b in document.blocks]
    contacts = [(row[3], row[4]) for row in sheet.rows[3:]]
    assert contacts == [(line.printed, line.phone) for b in document.blocks for line in b.contacts]
