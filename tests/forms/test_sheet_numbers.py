"""Days and numbers come out as they were meant in every format and under both calendars, and long texts come out whole."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.sheet import Document
from qcapp.forms.xlsx_reader import read_spreadsheet, read_xlsx, read_xlsx_by_xml
from tests.forms.test_xlsx_reader import repacked, saved
from tests.forms.xlsx_made import inline, row, workbook
from tests.returns.xlsx.make_marked import DAYS, NUMBERS

RETURNS = Path(__file__).resolve().parents[1] / "returns" / "xlsx"
FULL = "有 1 个单元格正好写满 32767 个字（一格的上限），后面可能已被截掉，请与填报单位核对。"
FORGOTTEN = {57}  # number formats of Chinese programs that LibreOffice takes for a plain day


def read(name: str) -> Document:
    data = (RETURNS / name).read_bytes()
    kind = name.rpartition(".")[2]
    return read_xlsx(data) if kind == "xlsx" else read_spreadsheet(data, kind)


@pytest.mark.parametrize("calendar", ["days", "days1904"])
@pytest.mark.parametrize("made", ["xlsxwriter.xlsx", "libreoffice.xls", "libreoffice.ods"])
def test_days_and_numbers_are_read_as_shown_whatever_the_format_and_the_calendar(calendar: str, made: str) -> None:
    sheet = read(f"{calendar}_{made}").sheets[0]
    expected = [
        "2021-12-31" if form in FORGOTTEN and "libreoffice" in made else text for text, form in DAYS
    ]
    assert [sheet.text(place, 0) for place in range(len(DAYS))] == expected
    assert [sheet.text(place, 1) for place in range(len(NUMBERS))] == [text for text, _, _ in NUMBERS]


@pytest.mark.parametrize("made", ["xlsxwriter.xlsx", "libreoffice.xls", "libreoffice.ods"])
def test_a_number_that_may_be_a_day_from_1904_is_told(made: str) -> None:
    note = "原表的日期从 1904 年算起，有 1 个五位数若是日期会差四年，请对照原文件核对。"
    assert read(f"days1904_{made}").notes == (note,)
    assert read(f"days_{made}").notes == ()


def test_an_xls_of_another_program_is_read_with_its_formats() -> None:
    document = read("sheetjs.xls")
    assert document.sheets[0].rows[1:3] == (("已完成", "2021-12-31", "0763-3312345"), ("", "54.5%", "13800138000"))
    assert [(sheet.name, sheet.visible) for sheet in document.sheets] == [("表", True), ("藏", False)]


@pytest.mark.parametrize("read_one", [read_xlsx, read_xlsx_by_xml])
def test_a_full_cell_is_read_whole_and_told(read_one: Any) -> None:
    text = "字" * 32_766
    document = read_one(workbook(row(1, inline("A1", text + "末"), inline("B1", text))))
    assert document.sheets[0].rows == ((text + "末", text),)
    assert FULL in document.notes


def test_characters_of_two_units_count_twice_as_in_the_spreadsheet() -> None:
    assert FULL in read_xlsx(workbook(row(1, inline("A1", "😀" * 16_383 + "字")))).notes
    assert read_xlsx(workbook(row(1, inline("A1", "😀" * 16_383)))).notes == ()


def test_phones_that_became_numbers_or_lost_their_digits() -> None:
    def change(sheet: Any) -> None:
        sheet.append([13800138000, 1.38e10, "1.38E+10", "13800138000_x000D_", 12345678901234567890])

    document = read_xlsx(saved(change))
    assert document.sheets[0].rows[0][:3] == ("13800138000", "13800000000", "1.38E+10")
    assert document.sheets[0].rows[0][3].strip() == "13800138000"
    assert document.notes == ("有 1 个超过 15 位的数字被表格程序改掉了末几位，请与填报单位核对。",)


def test_a_binary_sheet_that_reaches_too_far_is_refused_before_room_is_made() -> None:
    """The usual reader would make room for all between two cells, and end its process where there is none."""
    xls = (RETURNS / "sheetjs.xls").read_bytes()
    number = struct.pack("<4H", 0x0203, 14, 1, 1)
    assert xls.count(number) == 1
    with pytest.raises(UnreadableFile, match="范围太大"):
        read_spreadsheet(xls.replace(number, struct.pack("<4H", 0x0203, 14, 65_535, 65_535)), "xls")

    def moved(name: str, part: bytes) -> bytes:
        if not name.endswith("sheet1.bin"):
            return part
        assert part.count(b"\0\x19\2\0\0\0") == 1  # the beginning of the third row
        return part.replace(b"\0\x19\2\0\0\0", b"\0\x19" + struct.pack("<L", 4_000_000_000))

    with pytest.raises(UnreadableFile, match="范围太大"):
        read_spreadsheet(repacked((RETURNS / "notes_sheetjs.xlsb").read_bytes(), moved), "xlsb")


def test_an_xlsb_can_be_read_without_the_usual_reader() -> None:
    data = (RETURNS / "notes_sheetjs.xlsb").read_bytes()
    usual, other = read_spreadsheet(data, "xlsb"), read_xlsx_by_xml(data, kind="xlsb")
    assert other.kind == "xlsb"
    assert [sheet.rows for sheet in other.sheets] == [sheet.rows for sheet in usual.sheets]
    assert other.sheets[0].merges == usual.sheets[0].merges
