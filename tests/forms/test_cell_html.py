"""Cells on the clipboard as Excel, WPS and LibreOffice give them: merging, line breaks, all digits of a phone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from qcapp.domain.errors import UsageError
from qcapp.domain.text import clean
from qcapp.forms.cell_html import Grid, Part, Piece, as_html, grid_of
from qcapp.forms.cell_text import as_text
from qcapp.forms.pasted import pasted, read_pasted

# As Excel writes it: a header of offsets, styles in classes, cells that overflow their neighbours, a last row for widths.
EXCEL = """Version:1.0
StartHTML:0000000105
EndHTML:0000003000
StartFragment:0000000500
EndFragment:0000002900
<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel"
xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Excel.Sheet>
<meta name=Generator content="Microsoft Excel 15">
<style>
<!--table
	{mso-displayed-decimal-separator:"\\.";}
td {padding-top:1px; white-space:nowrap;}
.xl65 {mso-number-format:"\\@"; white-space:normal;}
-->
</style>
</head>
<body link="#0563C1" vlink="#954F72">
<table border=0 cellpadding=0 cellspacing=0 width=216 style='border-collapse:
 collapse;width:162pt'>
<!--StartFragment-->
 <col width=72 span=3 style='width:54pt'>
 <tr height=19 style='height:14.4pt'>
  <td height=19 class=xl65 width=72 style='height:14.4pt;width:54pt'>张三</td>
  <td rowspan=2 class=xl65 width=72 style='width:54pt'>13800138000</td>
  <td class=xl65 width=72 style='width:54pt'>已办结 3 件<br>
    其余<span style='mso-spacerun:yes'>&nbsp; </span>正在办理</td>
 </tr>
 <tr height=19 style='height:14.4pt'>
  <td height=19 class=xl65 style='height:14.4pt'>李四<ruby><font class="font5"><rt class=font5></rt></font></ruby></td>
  <td align=right x:num="13800138001">1.38E+10</td>
 </tr>
 <tr height=19 style='height:14.4pt'>
  <td height=19 colspan=3 style='height:14.4pt;mso-ignore:colspan'>这一格写不下，盖到了右边</td>
 </tr>
 <tr height=19 style='height:14.4pt'>
  <td height=19 colspan=2 class=xl65 style='height:14.4pt'>合并的</td>
  <td class=xl65>&lt;右&gt;&amp;</td>
 </tr>
<!--EndFragment-->
 <![if supportMisalignedColumns]>
 <tr height=0 style='display:none'>
  <td width=72 style='width:54pt'></td>
  <td width=72 style='width:54pt'></td>
  <td width=72 style='width:54pt'></td>
 </tr>
 <![endif]>
</table>
</body>
</html>
"""

# As WPS writes it: no header on Linux, x:num and x:str, a paragraph's break as <br/>.
WPS = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><meta name="Generator" content="WPS Office ET"/>
<style><!-- @page {margin:1.00in;} .et2 {mso-number-format:"General";} --></style></head><body>
<!--StartFragment--><table width="216.00" border="0" cellpadding="0" cellspacing="0" style='width:162.00pt;'>
<col width="72.00" span="2"/>
<tr height="18.67"><td class="et2" height="18.67" x:num="13800138000" align="right">1.38E+10</td>
<td class="et2" x:str>张三、<br/>李四</td></tr>
<tr height="18.67"><td class="et2" height="18.67" x:num="44561">2021/12/31</td><td class="et2" x:str></td></tr>
</table><!--EndFragment--></body></html>"""


def texts(grid: Grid | None) -> list[list[str]]:
    assert grid is not None
    return [[piece.text for piece in row] for row in grid]


def test_excels_cells_are_read_with_their_merging_and_without_its_row_for_widths() -> None:
    grid = grid_of(EXCEL)
    assert texts(grid) == [
        ["张三", "13800138000", "已办结 3 件\n其余\xa0 正在办理"], ["李四", "13800138000", "1.38E+10"],
        ["这一格写不下，盖到了右边", "", ""], ["合并的", "", "<右>&"],
    ]
    assert grid is not None
    assert [piece.part for piece in (grid[0][1], grid[1][1], grid[2][1], grid[3][1])] == [
        Part.OWN, Part.BELOW, Part.OWN, Part.BESIDE,
    ]
    assert pasted(EXCEL, "")[1][2].text == "13800138001"


def test_wps_keeps_all_digits_of_a_phone_and_a_date_stays_a_date() -> None:
    assert texts(pasted(WPS, "")) == [["13800138000", "张三、\n李四"], ["2021/12/31", ""]]


def test_the_text_beside_the_table_tells_line_breaks_and_the_table_tells_digits() -> None:
    text = (
        "张三\t13800138000\t\"已办结 3 件\n其余  正在办理\"\r\n李四\t\t1.38E+10\r\n"
        "这一格写不下，盖到了右边\t\t\r\n合并的\t\t<右>&\r\n"
    )
    assert texts(pasted(EXCEL, text)) == [
        ["张三", "13800138000", "已办结 3 件\n其余  正在办理"], ["李四", "13800138000", "13800138001"],
        ["这一格写不下，盖到了右边", "", ""], ["合并的", "", "<右>&"],
    ]


def test_without_a_table_the_text_is_read_and_rows_are_made_equally_long() -> None:
    assert texts(pasted("<p>甲</p>", "甲\t乙\n丙")) == [["甲", "乙"], ["丙", ""]]
    assert not read_pasted("<p>甲</p>", "甲").table
    assert read_pasted(WPS, "").table


@pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n"])
def test_an_empty_clipboard_has_no_cells(text: str) -> None:
    assert pasted("", text) == ()
    assert pasted("   ", text) == ()


@pytest.mark.parametrize(
    "markup",
    [
        "<p>前言</p><table><tr><td>甲</td></tr></table>",
        "<table><tr><td>甲<table><tr><td>乙</td></tr></table></td></tr></table>",
        "<table><tr><td>甲</td></tr></table><table><tr><td>乙</td></tr></table>", "没有标签", "<!-- -->", "<?xml version='1.0'?>",
    ],
)
def test_a_passage_that_is_not_one_table_is_taken_as_text(markup: str) -> None:
    assert grid_of(markup) is None
    assert texts(pasted(markup, "甲\t乙")) == [["甲", "乙"]]


@pytest.mark.parametrize("span", ["0", "-3", "abc", "9", ""])
def test_a_span_that_is_wrong_takes_no_row_that_there_is_not(span: str) -> None:
    grid = grid_of(f"<table><tr><td rowspan='{span}'>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>")
    assert grid is not None
    assert len(grid) == 2
    assert grid[0][:2] == (Piece("甲"), Piece("乙"))


def test_more_cells_than_can_be_meant_are_refused_in_a_sentence() -> None:
    with pytest.raises(UsageError, match="请分几次复制"):
        grid_of("<table>" + "<tr><td colspan='100000000'>甲</td></tr>" * 31 + "</table>")
    with pytest.raises(UsageError, match="请分几次复制"):
        grid_of("<table><tr><td colspan='16384'>甲</td></tr>" + "<tr><td>乙</td></tr>" * 31 + "</table>")


_TEXT = st.text(st.one_of(st.sampled_from("甲乙 <>&\"'\t\n0-"), st.characters(blacklist_categories=["Cs", "Cc"])), max_size=12)


@settings(max_examples=150)
@given(st.lists(st.lists(_TEXT.map(clean), min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_copied_here_comes_back_through_both_forms(rows: list[list[str]]) -> None:
    assert texts(pasted(as_html(rows), as_text(rows) + "\n")) == rows


@settings(max_examples=100)
@given(st.text(max_size=200), st.text(max_size=60))
def test_no_markup_and_no_text_makes_reading_fail(markup: str, text: str) -> None:
    grid = pasted(f"<table><tr><td>{markup}", text)
    assert len({len(row) for row in grid}) <= 1


def _converted(source: Path, suffix: str, *options: str) -> Path:
    home = f"-env:UserInstallation=file://{source.parent}/home"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", suffix, "--outdir", str(source.parent), *options, str(source)],
        check=True, capture_output=True, timeout=120,
    )
    return source.with_suffix(f".{suffix}")


@pytest.mark.office
def test_libreoffices_own_table_is_read_as_it_shows_it(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["张三", 13800138000, "第一行\n第二行"])
    sheet.append(["李四", "0763-3312345", '含"引号"'])
    sheet["B1"].number_format = "0.00E+00"
    sheet.merge_cells("A2:A3")
    sheet["C3"] = "下"
    book.save(tmp_path / "甲.xlsx")
    markup = _converted(tmp_path / "甲.xlsx", "html").read_text(encoding="utf-8")
    assert texts(pasted(markup, "")) == [
        ["张三", "13800138000", "第一行\n第二行"], ["李四", "0763-3312345", '含"引号"'], ["李四", "", "下"],
    ]


@pytest.mark.office
def test_what_is_copied_here_stays_text_and_in_its_cell_in_a_spreadsheet(tmp_path: Path) -> None:
    source = tmp_path / "copied.html"
    rows = [["11", "13800138000", "甲\n乙"], ["2", "007", "=1+1"], ["3", "2021-12-31", "<b>&"]]
    source.write_text(as_html(rows), encoding="utf-8")
    sheet = load_workbook(_converted(source, "xlsx", "--infilter=HTML (StarCalc)")).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        [11, "13800138000", "甲\n乙"], [2, "007", "=1+1"], [3, "2021-12-31", "<b>&"],
    ]
