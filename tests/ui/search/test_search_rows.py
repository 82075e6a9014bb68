"""How what was found reads in the list: its months, its headings, what is copied, where the same place stands after a change."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from qcapp.domain.marks import Marked, Span
from qcapp.domain.period import Period
from qcapp.domain.search_query import parse_query
from qcapp.services.search_found import Found, Group, GroupKind, Hit
from ui.models.search_rows import FoundModel, count_words, group_words, marked_units, months_words, rows_of
from ui.theme import base_font
from ui.widgets.marked_line import counted, fitted

JULY, JUNE = Period(2021, 7), Period(2021, 6)


def group(*hits: Hit, no: int = 11, more: int = 0) -> Group:
    units = (Marked("区税务局", (Span(1, 3),)), Marked("高新区税务局", (Span(3, 5),)))
    return Group(GroupKind.MEASURE, 2021, Marked("电子发票", (Span(2, 4),)), hits, no, units=units, more=more)


def hit(text: str = "已开发票", period: Period = JULY, field: str = "progress") -> Hit:
    return Hit(field, "区税务局", Marked(text, (Span(2, 4),)), period, (period,), period == JULY)


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ([], "清单"), ([(2021, 7)], "2021年7月"), ([(2021, 7), (2021, 6)], "2021年7月、6月"),
        ([(2021, 5), (2021, 3), (2021, 4)], "2021年3–5月"), ([(2021, 8), (2021, 5), (2021, 4), (2021, 3)], "2021年8月、3–5月"),
        ([(2021, 1), (2020, 12), (2020, 11)], "2021年1月，2020年12月、11月"),
    ],
)
def test_months_are_named_in_few_words(months: list[tuple[int, int]], words: str) -> None:
    assert months_words([Period(*each) for each in months]) == words


def test_rows_are_headings_hits_and_how_many_more(qapp: QApplication) -> None:
    listed = Hit("measure", "", Marked("电子发票", (Span(2, 4),)))
    found = Found("发票", parse_query("发票"), (group(listed, hit(), more=3), group(listed, no=12)), 6, 3)
    rows = rows_of(found)
    assert [(row.no, row.heading, row.more) for row in rows] == [(11, True, 0), (11, False, 0), (11, False, 3), (12, True, 0)]
    assert count_words(found) == "找到 6 处 · 2 条措施 · 列出 3 处，加一个词可以缩小范围"
    model = FoundModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(rows)
    assert tester.model() is model
    assert model.first_hit() == 1
    model.show_rows(rows[3:])
    assert model.first_hit() == 0


def test_a_row_is_copied_as_number_unit_month_field_and_text() -> None:
    heading, line = rows_of(Found("发票", parse_query("发票"), (group(hit()),), 1))
    assert heading.cells == ("11", "区税务局、高新区税务局", "", "", "电子发票")
    assert line.cells == ("11", "区税务局", "2021年7月", "进展情况", "已开发票")
    assert line.words == ("发票",)


def test_a_screen_reader_hears_where_it_is_and_what_it_says() -> None:
    model = FoundModel()
    model.show_rows(rows_of(Found("发票", parse_query("发票"), (group(hit(), hit("未开发票", JUNE), more=2),), 4)))
    assert [model.index(at, 0).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(4)] == [
        "第 11 条，电子发票（区税务局、高新区税务局）", "本月，2021年7月，区税务局，进展情况：已开发票",
        "2021年6月，区税务局，进展情况：未开发票", "这里还有 2 处，加一个词或选一个月份就能看到",
    ]


def test_the_same_place_is_known_again_when_it_says_something_else() -> None:
    model = FoundModel()
    rows = rows_of(Found("发票", parse_query("发票"), (group(hit(), hit("未开发票", JUNE)),), 2))
    model.show_rows(rows_of(Found("发票", parse_query("发票"), (group(no=3), group(hit("又开发票"), hit("未开发票", JUNE))), 3)))
    assert [model.row_like(row) for row in rows] == [1, 2, 3]
    assert model.row_like(None) == -1


def test_another_years_list_and_a_unit_are_said_behind_their_heading() -> None:
    assert group_words(group(), present_year=2021) == ""
    assert group_words(group(), present_year=2022) == "2021年清单"
    unit = Group(GroupKind.UNIT, 2021, Marked("区税务局"), (), unit="区税务局", measures=7)
    assert group_words(unit, present_year=2021) == "责任单位 · 7 条措施"


def test_units_in_one_line_keep_their_marks() -> None:
    line = marked_units(group())
    assert [line.text[span.start : span.end] for span in line.spans] == ["税务", "税务"]


@pytest.mark.parametrize("width", [60, 200, 500, 5000])
@pytest.mark.parametrize("place", [0, 40, 195])
def test_the_first_mark_is_in_sight_however_narrow_the_window(qapp: QApplication, width: int, place: int) -> None:
    text = "前" * place + "发票" + "后" * (200 - place)
    metrics = QFontMetrics(base_font())
    line = fitted(Marked(text, (Span(place, place + 2),)), metrics, width)
    assert metrics.horizontalAdvance(line.text) <= width
    assert "发票".startswith(line.text[line.spans[0].start : line.spans[0].end])


def test_marks_stand_right_behind_rare_characters() -> None:
    assert counted("𠀀𠀁发票", 2) == 4
