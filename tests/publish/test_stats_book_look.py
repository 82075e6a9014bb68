"""The statistics' workbook as it opens and prints: live formulas, pages, widths, charts; and what becomes of an older file."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook
from openpyxl.chart import BarChart

from qcapp.domain.errors import WriteFailed
from qcapp.domain.period import Period
from qcapp.forms.xlsx_book import Book, Column, ListSheet
from qcapp.publish.stats_book import write_stats
from qcapp.stats.figures import Figures, tally
from qcapp.stats.summary import MonthFacts, figures
from tests.publish.made_figures import UNITS, Maker, made_plan, months
from tests.publish.stats_books import JULY, SETTINGS, many, written
from tests.publish.workbooks import formulas, rows, shown, too_narrow


@pytest.fixture(params=[1, 2, 3, 4, 5])
def month(request: pytest.FixtureRequest) -> Figures:
    return Maker(request.param, settings=SETTINGS).figures(JULY)


@pytest.fixture(params=[1, 2])
def year(request: pytest.FixtureRequest) -> Figures:
    return Maker(request.param).figures(*months(Period(2021, 1), 12))


def test_every_number_that_is_counted_is_a_formula_and_carries_its_value(month: Figures, tmp_path: Path) -> None:
    written(month, tmp_path)
    found = {(sheet, cell) for sheet, cell, _ in formulas(tmp_path / "统计.xlsx")}
    book = shown(tmp_path / "统计.xlsx")
    assert all(book[sheet][cell].value is not None for sheet, cell in found)
    names = {1: "位次", 2: "责任单位", 3: "组别"}
    plain = [
        cell.coordinate for line in book["单位"].iter_rows(min_row=4, max_row=3 + len(UNITS)) for cell in line
        if ("单位", cell.coordinate) not in found and names.get(cell.column) is None
    ]
    before = [cell.column_letter for cell in book["单位"][3] if cell.value in ("上月\n得分", "上月\n位次")]
    assert {each.rstrip("0123456789") for each in plain} == set(before)


def test_equal_figures_give_equal_files(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_stats(Maker(3).figures(*months(Period(2021, 1), 3)), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_it_is_printed_on_a4_across_one_page_wide_with_its_heading(year: Figures, tmp_path: Path) -> None:
    written(year, tmp_path)
    book: Any = load_workbook(tmp_path / "统计.xlsx")
    assert book.sheetnames == ["单位", "任务", "全区", "明细", "免报与延期", "参数"]
    for sheet in book.worksheets:
        setup = sheet.page_setup
        assert (setup.orientation, str(setup.paperSize), setup.fitToWidth, setup.fitToHeight) == ("landscape", "9", 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        header = int(str(sheet.freeze_panes).lstrip("ABCDEFGHIJ")) - 1
        assert sheet.print_title_rows == (None if sheet.row_breaks.brk else f"${header}:${header}")
        assert sheet.print_area
        assert "&P" in sheet.oddFooter.center.text
        assert "规则版本" in sheet.oddFooter.left.text
    assert book["明细"].auto_filter.ref == f"A1:S{len(year.facts) + 1}"


def test_a_chart_that_has_a_page_to_itself_has_no_heading_of_the_rows_over_it(tmp_path: Path) -> None:
    """The rows are all on the first page; where they go on, the heading stands over them."""
    column = Column("no", "序号", 60.0)
    for count, repeated in ((20, False), (60, True)):
        book = Book("统计")
        sheet = ListSheet(book, "任务", [column])
        for number in range(count):
            sheet.add({"no": number})
        sheet.chart(BarChart(), 120)
        book.save(tmp_path / "统计.xlsx")
        (written,) = load_workbook(tmp_path / "统计.xlsx").worksheets
        assert len(written.row_breaks.brk) == 1
        assert (written.print_title_rows is not None) is repeated


def test_no_number_is_too_wide_for_its_column(year: Figures, tmp_path: Path) -> None:
    assert too_narrow(written(year, tmp_path)) == []


def test_the_best_and_the_worst_month_are_not_too_wide_either(tmp_path: Path) -> None:
    """All at 100 %, having come up from nothing, and the other way round."""
    best, worst = (
        MonthFacts(made_plan(), JULY, tuple(
            replace(fact, due=True, reported=well, received=fact.due_day if well else None, first=(), now=())
            for fact in Maker(1).month(JULY).facts
        ))
        for well in (True, False)
    )
    for now, earlier in ((best, worst), (worst, best)):
        before = {unit.unit: unit.standing for unit in figures([earlier], JULY.first_day, {}).units}
        book = written(figures([now], date(2021, 8, 1), {}, before), tmp_path)
        change = rows(book["单位"], 3)[0]["得分增减"]
        assert change == (100 if now is best else -100)
        assert too_narrow(book) == []


def test_only_the_first_sheet_is_chosen_when_it_opens(tmp_path: Path) -> None:
    written(Maker(1).figures(JULY), tmp_path)
    with zipfile.ZipFile(tmp_path / "统计.xlsx") as archive:
        chosen = [
            etree.fromstring(archive.read(f"xl/worksheets/sheet{at}.xml")).find(".//{*}sheetView").get("tabSelected")  # type: ignore[union-attr]
            for at in range(1, 7)
        ]
    assert chosen[0] == "1"
    assert set(chosen[1:]) <= {None, "0"}


def test_the_program_is_told_to_calculate_when_it_opens(tmp_path: Path) -> None:
    written(Maker(1).figures(JULY), tmp_path)
    with zipfile.ZipFile(tmp_path / "统计.xlsx") as archive:
        assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")


def test_charts_stand_where_they_say_more(tmp_path: Path) -> None:
    written(Maker(1).figures(JULY), tmp_path)
    with zipfile.ZipFile(tmp_path / "统计.xlsx") as archive:
        one = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    written(Maker(1).figures(*months(Period(2021, 1), 4)), tmp_path)
    with zipfile.ZipFile(tmp_path / "统计.xlsx") as archive:
        several = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(one) == 1
    assert len(several) == 2
    assert "'任务'!" in several[0]
    assert "pattFill" in several[0]
    assert "'全区'!" in several[1]


def test_a_rate_that_a_month_lacks_is_not_drawn_as_nothing(tmp_path: Path) -> None:
    """An empty month's 合格率 is —, which a chart would draw as 0."""
    made = next(
        each for each in many(*months(Period(2021, 1), 3))
        if any(not tally(fact for fact in each.facts if fact.period == month).reported for month in each.months)
    )
    written(made, tmp_path)
    with zipfile.ZipFile(tmp_path / "统计.xlsx") as archive:
        drawn = archive.read("xl/charts/chart2.xml").decode()
    headings = {cell.value: cell.column_letter for cell in shown(tmp_path / "统计.xlsx")["全区"][3]}
    assert f"'全区'!{headings['覆盖率']}3<" in drawn
    assert f"'全区'!{headings['合格率']}3<" not in drawn


def test_an_older_file_stays_whole_when_it_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "统计.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(WriteFailed):
        write_stats(Maker(1).figures(JULY), tmp_path / "没有" / "统计.xlsx")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qcapp.forms.xlsx_book.save_package", full)
    with pytest.raises(WriteFailed, match="磁盘空间不够"):
        write_stats(Maker(1).figures(JULY), target)
    assert target.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["统计.xlsx"]
