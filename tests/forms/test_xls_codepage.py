"""An xls is read whatever code page it names: the texts that a Chinese machine saved come out as they were typed."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from qcapp.forms.xls_codepage import readable, recoded
from qcapp.forms.xlsx_reader import read_spreadsheet

RETURNS = Path(__file__).resolve().parents[1] / "returns" / "saved" / "xls"


def page_of(data: bytes) -> list[int]:
    """Every CODEPAGE record's number."""
    found, places = [], data.find(b"\x42\x00\x02\x00")
    while places >= 0:
        found.append(struct.unpack_from("<H", data, places + 4)[0])
        places = data.find(b"\x42\x00\x02\x00", places + 1)
    return found


@pytest.mark.parametrize(
    ("name", "before", "after", "encoding"),
    [
        ("perl-writeexcel.xls", 1252, 1200, None), ("gnumeric-biff7.xls", 936, 1252, "gb18030"),
        ("libreoffice.xls", 1200, 1200, None),
    ],
)
def test_the_code_page_is_made_harmless_and_nothing_else_is_touched(
    name: str, before: int, after: int, encoding: str | None
) -> None:
    data = (RETURNS / name).read_bytes()
    read, told = readable(data)
    assert (page_of(data)[0], page_of(read)[0], told) == (before, after, encoding)
    assert sum(left != right for left, right in zip(data, read, strict=True)) <= 2


@pytest.mark.parametrize("name", ["perl-writeexcel.xls", "gnumeric-biff7.xls", "gnumeric-both.xls"])
def test_names_of_sheets_and_texts_of_cells_are_chinese(name: str) -> None:
    document = read_spreadsheet((RETURNS / name).read_bytes(), "xls")
    assert document.sheets[0].name == "下发表"
    assert document.sheets[0].rows[2][:3] == ("重点任务", "改革措施", "责任单位")


@pytest.mark.parametrize("text", ["推行容缺受理", "㎡①～Ａ", "abc 123", ""])
def test_every_byte_finds_its_way_back(text: str) -> None:
    taken = "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode("gb18030")
    )
    assert recoded(taken, "gb18030") == text


@pytest.mark.parametrize("data", [b"", b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00\x42\x00\x02\x00"])
def test_a_file_cut_short_is_left_as_it_is(data: bytes) -> None:
    assert readable(data) == (data, None)
