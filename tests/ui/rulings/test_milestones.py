"""时序进度 filled in as in a spreadsheet: days and shares as people write them, and what is wrong with them."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from qcapp.domain.rulings import Milestone
from ui.dialogs.ruling_schedule import standing_words
from ui.models.milestones import DAY, DONE, PERCENT, WHAT, MilestonesModel, read_percent

TODAY = date(2021, 7, 22)
JUNE = Milestone(date(2021, 6, 30), "方案印发", 40, date(2021, 6, 25))
DECEMBER = Milestone(date(2021, 12, 31), "全部上线", 100)


@pytest.fixture
def model(qapp: object) -> MilestonesModel:
    return MilestonesModel(2021, TODAY)


def put(model: MilestonesModel, row: int, *texts: str) -> None:
    for column, text in enumerate(texts):
        model.setData(model.index(row, column), text)


def wrong(model: MilestonesModel) -> list[tuple[int, int]]:
    return [(each.row, each.column) for each in model.wrong]


def sentences(model: MilestonesModel) -> list[str]:
    return [each.words for each in model.wrong]


def test_there_is_always_one_empty_row_to_go_on_in(model: MilestonesModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    assert model.rowCount() == 1
    assert model.index(0, DAY).data() == "如 9月30日"
    put(model, 0, "6月30日", "方案印发", "40%", "2021.6.25")
    put(model, 1, "年底", "全部上线", "１００％")
    assert model.rowCount() == 3
    assert list(model.milestones) == [JUNE, DECEMBER]
    assert wrong(model) == []
    model.remove([0])
    assert list(model.milestones) == [DECEMBER]
    model.remove([0, 1])
    assert model.rowCount() == 1
    assert list(model.milestones) == []
    assert tester.model() is model


def test_a_schedule_is_shown_as_it_is_kept(model: MilestonesModel) -> None:
    model.show_milestones([JUNE, DECEMBER])
    assert [model.index(0, column).data() for column in range(4)] == ["2021-06-30", "方案印发", "40%", "2021-06-25"]
    assert model.index(1, DONE).data() == ""
    assert model.milestones == (JUNE, DECEMBER)


@pytest.mark.parametrize(
    ("texts", "column", "words"),
    [
        (("尽快", "方案印发", "40"), DAY, "第 1 行的日期看不懂，请写“2021-09-30”这样的日期。"),
        (("", "方案印发", "40"), DAY, "第 1 行的日期没有写，请写“2021-09-30”这样的日期。"),
        (("6月30日", "", "40"), WHAT, "第 1 行没有写做到什么，请补上。"),
        (("6月30日", "方案印发", "0"), PERCENT, "第 1 行的完成比例要写 1 到 100 的整数。"),
        (("6月30日", "方案印发", "101"), PERCENT, "第 1 行的完成比例要写 1 到 100 的整数。"),
        (("6月30日", "方案印发", "一半"), PERCENT, "第 1 行的完成比例要写 1 到 100 的整数。"),
        (("6月30日", "方案印发", "40", "快了"), DONE, "第 1 行的实际完成日看不懂，请写“2021-09-30”这样的日期。"),
        (("6月30日", "方案印发", "40", "7月23日"), DONE, "第 1 行的实际完成日还没有到，完成之后再填。"),
    ],
)
def test_what_is_wrong_in_a_row_is_said_and_shown_in_its_cell(
    model: MilestonesModel, texts: tuple[str, ...], column: int, words: str
) -> None:
    put(model, 0, *texts)
    (found,) = model.wrong
    assert (found.row, found.column, found.words) == (0, column, words)
    index = model.index(0, column)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == words
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith(words)


def test_shares_rise_with_the_days_whatever_the_order_of_the_rows(model: MilestonesModel) -> None:
    put(model, 0, "12月31日", "全部上线", "100")
    put(model, 1, "6月30日", "方案印发", "40")
    assert sentences(model) == []
    assert [each.percent for each in model.milestones] == [40, 100]
    model.setData(model.index(0, PERCENT), "40")
    assert wrong(model) == [(0, PERCENT)]
    assert sentences(model) == ["第 1 行的完成比例要大于前一步的 40%。"]
    model.setData(model.index(0, DAY), "2021-06-30")
    assert sentences(model) == ["第 2 行的日期与另一行相同，同一天请只写一行。"]


def test_the_last_share_need_not_be_all_of_it(model: MilestonesModel) -> None:
    put(model, 0, "6月30日", "方案印发", "40")
    assert model.wrong == ()


def test_an_empty_row_between_others_is_passed_over(model: MilestonesModel) -> None:
    model.show_milestones([JUNE, DECEMBER])
    for column in range(4):
        model.setData(model.index(0, column), "")
    assert model.wrong == ()
    assert model.milestones == (DECEMBER,)


@pytest.mark.parametrize(("text", "percent"), [("50", 50), ("50%", 50), (" ５０％ ", 50), ("0", None), ("5.5", None), ("", None)])
def test_shares_are_read_as_people_write_them(text: str, percent: int | None) -> None:
    assert read_percent(text) == percent


def test_how_far_it_is_behind_is_told_with_the_lamp() -> None:
    late = Milestone(JUNE.day, JUNE.what, 40)
    assert standing_words((JUNE, DECEMBER), TODAY, {}) == "截至 7月22日：应完成 40%，已完成 40%，不落后。"
    assert standing_words((late,), TODAY, {}) == "截至 7月22日：应完成 40%，已完成 0%，落后 40 个百分点，亮红灯。"
    assert standing_words((late,), TODAY, {"lamp.behind_red": "40"}).endswith("落后 40 个百分点，亮黄灯。")
    assert standing_words((late,), TODAY, {"lamp.behind_red": "50", "lamp.behind_yellow": "45"}).endswith("落后 40 个百分点。")
    assert standing_words((), TODAY, {}).startswith("还没有节点。")
