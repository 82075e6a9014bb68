"""A number that somebody typed into a form is told as the parsers tell it, whatever its format, and most often without them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcapp.forms.package import ZippedPackage
from qcapp.forms.xlsx_parts import XlsxParts
from qcapp.forms.xlsx_reader import read_xlsx
from qcapp.forms.xlsx_sheets import XlsxSheets
from tests.forms.test_xlsx_plain import Unsure
from tests.forms.xlsx_made import MAIN, inline, row, workbook

_FORMATS = (0, 49, 1, 9, 14, 164, 165, 166, 167)
_OWN = {164: "0000-0000000", 165: "yyyy&quot;年&quot;m&quot;月&quot;", 166: "General", 167: "00"}
_STYLES = (0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 20, None)
_NUMBERS = st.one_of(
    st.integers(-10**16, 10**16).map(str), st.integers(0, 99_999).map(str), st.integers(0, 99_999).map("{}.0".format),
    st.floats(-1e20, 1e20, allow_nan=False).map(repr), st.sampled_from(["0", "-0", "007", "1E+3", " 5", "", "０", "44561", "x"]),
)


def _styles() -> str:
    own = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in _OWN.items())
    looks = "".join(f'<xf numFmtId="{number}"/>' for number in _FORMATS)
    return f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><cellXfs>{looks}</cellXfs></styleSheet>'


def _book(*cells: str, properties: str = "") -> bytes:
    links, styles = [("styles", "styles.xml")], {"xl/styles.xml": _styles()}
    return workbook("".join(map(row, range(1, len(cells) + 1), cells)), links=links, properties=properties, more=styles)


def _number(place: str, style: str, kind: str, digits: str) -> str:
    return f'<c r="{place}"{style}{kind}><v>{digits}</v></c>'


def _is_plain(data: bytes) -> bool:
    return XlsxSheets(XlsxParts(ZippedPackage(data))).take_all_plain()


@pytest.mark.parametrize(("cell", "told"), [
    (_number("B1", "", "", "13800138000"), "13800138000"),
    (_number("B1", ' s="1"', ' t="n"', "3.0"), "3"),
    (_number("B1", ' s="7"', "", "-20"), "-20"),
    (_number("B1", ' s="0"', "", "0"), "0"),
])
def test_whole_numbers_of_no_format_are_told_by_their_digits(cell: str, told: str) -> None:
    data = _book(inline("A1", "件数") + cell, inline("A2", "其他"))
    assert _is_plain(data)
    assert read_xlsx(data).sheets[0].rows == (("件数", told), ("其他", ""))
    assert read_xlsx(data) == read_xlsx(data, Unsure(data))


@pytest.mark.parametrize(("style", "digits", "told"), [
    (3, "1", "100%"), (4, "44561", "2021-12-31"), (5, "7633312345", "0763-3312345"), (6, "44561", "2021年12月"), (8, "7", "07"),
])
def test_whole_numbers_of_a_format_are_told_as_they_are_shown(style: int, digits: str, told: str) -> None:
    data = _book(_number("A1", f' s="{style}"', "", digits))
    assert not _is_plain(data)
    assert read_xlsx(data).sheets[0].rows == ((told,),)


def test_a_number_that_may_be_a_day_of_1904_is_still_asked_about() -> None:
    data = _book(_number("A1", "", "", "44561"), properties='<workbookPr date1904="1"/>')
    assert any("1904" in note for note in read_xlsx(data).notes)


@settings(max_examples=400, derandomize=True, database=None, deadline=None)
@given(
    numbers=st.lists(st.tuples(st.sampled_from(_STYLES), st.booleans(), _NUMBERS), max_size=4),
    text=st.sampled_from(["", "甲"]), late=st.booleans(), merged=st.booleans(),
)
def test_no_sheet_says_something_else_for_being_read_in_the_short_way(
    numbers: list[tuple[int | None, bool, str]], text: str, late: bool, merged: bool
) -> None:
    cells = [
        _number(f"B{line}", "" if style is None else f' s="{style}"', ' t="n"' if said else "", digits)
        for line, (style, said, digits) in enumerate(numbers, start=1)
    ]
    lines = [inline("A1", text) + "".join(cells[:1]) if text else "".join(cells[:1]), *cells[1:]]
    content = "".join(map(row, range(1, len(lines) + 1), lines))
    after = '<mergeCells><mergeCell ref="B1:B2"/></mergeCells>' if merged else ""
    data = workbook(
        f"<sheetData>{content}</sheetData>{after}", links=[("styles", "styles.xml")],
        properties='<workbookPr date1904="1"/>' if late else "", more={"xl/styles.xml": _styles()},
    )
    assert read_xlsx(data) == read_xlsx(data, Unsure(data))
