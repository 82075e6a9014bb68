"""What the tables, cards and steps of 总览 say: by value, each model under Qt's own tester."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from qcapp.domain.period import Period
from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.stats.corrections import Correction
from qcapp.stats.figures import EntryFact, Fault, Rate, Standing, Tally, UnitFigures
from tests.merge.world import JULY
from tests.services.office import Office
from ui.models.card_words import card_words
from ui.models.chart_words import chart_words
from ui.models.corrections import CorrectionsModel, counted
from ui.models.fact_query import Figure, Subset, score_words
from ui.models.facts import NO, FactsModel, fact_row, qualified_words, reasons, timely_words
from ui.models.figures import FigureRole, points, signed
from ui.models.scope import Scope, ScopeKind, span_label
from ui.models.task_figures import TaskColumn, TaskFiguresModel, task_lines
from ui.models.unit_figures import UnitColumn, UnitFiguresModel, unit_lines
from ui.theme import Tone
from ui.widgets.plain_table import TableRole

PHONE = Fault("phone.wrong", "电话不对。", hard=True, weight=1)
HINT = Fault("progress.vague", "太笼统。", hard=False, weight=0.5)
FACT = EntryFact(
    1, "区政数局", 1, JULY, due=True, due_day=date(2021, 7, 25), reported=True, received=date(2021, 7, 20), filled=7, cells=7
)


def watched(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def cells(model: QAbstractItemModel, row: int) -> list[object]:
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_units_stand_by_rank_with_what_each_rate_is_a_share_of(two_months: Office) -> None:
    figures = two_months.services.stats.month(JULY)
    model = UnitFiguresModel()
    held = watched(model)
    model.show_rows(unit_lines(figures, {"区政数局": ("已报", Tone.GOOD)}))
    assert cells(model, 0) == ["1", "区政数局", "—", "2", "2", "100%", "100%", "50%", "85.0", "↑ 2", "已报"]
    assert cells(model, 1) == ["2", "区税务局", "—", "2", "1", "50%", "0%", "100%", "50.0", "↓ 1", "—"]
    assert cells(model, 2) == ["3", "高新区税务局", "—", "1", "0", "0%", "0%", "—", "0.0", "↓ 1", "—"]
    notes = [model.index(1, column).data(FigureRole.NOTE) for column in range(model.columnCount())]
    assert notes == ["", "", "", "", "", "1/2", "0/2", "1/1", "", "−50.0", ""]
    assert model.index(0, UnitColumn.STATE).data(TableRole.PILL) == ("已报", Tone.GOOD)
    assert not model.grouped
    assert held.model() is model


def test_a_number_of_a_unit_asks_for_its_own_rows(two_months: Office) -> None:
    figures = two_months.services.stats.month(JULY)
    model = UnitFiguresModel()
    model.show_rows(unit_lines(figures, {}))
    asked = {column: model.index(1, column).data(FigureRole.QUERY) for column in UnitColumn}
    assert asked[UnitColumn.UNIT] is None
    assert asked[UnitColumn.STATE] is None
    assert asked[UnitColumn.REPORTED] == Figure.REPORTED.query("区税务局")
    assert [fact.no for fact in asked[UnitColumn.REPORTED].rows(figures)] == [3]
    assert [fact.no for fact in asked[UnitColumn.COVERAGE].rows(figures)] == [4, 3]  # what is missing comes first
    assert asked[UnitColumn.COVERAGE].number(figures) == "覆盖率 50%（1/2）"
    assert asked[UnitColumn.CHANGE].earlier


def test_every_rate_opens_as_many_rows_as_it_divides_by(two_months: Office) -> None:
    figures = two_months.services.stats.month(JULY)
    for figure in (Figure.COVERAGE, Figure.TIMELINESS, Figure.QUALIFICATION, Figure.MENDED):
        for unit in ("", *(each.unit for each in figures.units)):
            tally = next((each.tally for each in figures.units if each.unit == unit), figures.total)
            rate, query = figure.rate(tally), figure.query(unit)
            assert rate is not None
            rows = query.rows(figures)
            assert len(rows) == rate.denominator
            lacking = sum(any(each.takes(fact) for each in figure.first) for fact in rows)
            assert rate.numerator == rate.denominator - lacking
    assert len(Figure.DUE.query().rows(figures)) == figures.total.due == 5
    assert len(Figure.REPORTED.query().rows(figures)) == figures.total.reported == 3


def test_how_a_score_comes_about_is_told_in_full(two_months: Office) -> None:
    figures = two_months.services.stats.month(JULY)
    first = figures.ranked[0]
    assert score_words(first, figures.settings) == "85.0 = 覆盖率 100%×40 ＋ 及时率 100%×30 ＋ 合格率 50%×30"
    heavy = {"score.coverage": "1", "score.timeliness": "1", "score.qualification": "2", "score.deduction": "10"}
    two_months.services.settings.change(heavy)
    figures = two_months.services.stats.month(JULY)
    assert score_words(figures.ranked[0], figures.settings) == (
        "70.0 = 覆盖率 100%×25 ＋ 及时率 100%×25 ＋ 合格率 50%×50 − 扣分 10×0.50"
    )
    nothing = replace(first, tally=Tally(), standing=replace(first.standing, score=None))
    assert score_words(nothing, figures.settings) == "—，没有应报的条目，不计分"


def test_a_unit_that_reported_nothing_is_shown_no_rise(two_months: Office) -> None:
    figures = two_months.services.stats.month(JULY)
    silent = UnitFigures("某局", Tally(due=2), Standing(Decimal("0.0"), 2), Standing(Decimal("0.0"), 5))
    nobody = replace(silent, standing=Standing(Decimal("0.0"), 1))
    model = UnitFiguresModel()
    model.show_rows(unit_lines(replace(figures, units=(silent, nobody)), {}))
    shown = {cells(model, row)[UnitColumn.RANK]: cells(model, row)[UnitColumn.CHANGE] for row in range(2)}
    assert shown == {"2": "—", "—": "—"}
    assert {model.index(row, UnitColumn.CHANGE).data(FigureRole.NOTE) for row in range(2)} == {""}
    hint = model.index(1, UnitColumn.CHANGE).data(Qt.ItemDataRole.ToolTipRole)
    assert hint == "上月第 5 位、0.0 分，本月第 2 位、0.0 分；没有报送，不算上升"


def test_groups_have_their_own_place_beside(two_months: Office) -> None:
    two_months.services.settings.change({"score.groups": '{"区税务局": "税务", "高新区税务局": "税务"}'})
    model = UnitFiguresModel()
    model.show_rows(unit_lines(two_months.services.stats.month(JULY), {}))
    assert model.grouped
    assert [model.index(row, UnitColumn.GROUP).data() for row in range(3)] == ["—", "1 · 税务", "2 · 税务"]
    assert model.index(2, UnitColumn.GROUP).data(Qt.ItemDataRole.ToolTipRole) == "“税务”组内第 2 位"


def test_tasks_are_told_with_the_cells_filled_in(two_months: Office) -> None:
    figures = two_months.services.stats.month(JULY)
    plan = two_months.services.look.plan(JULY)
    model = TaskFiguresModel()
    held = watched(model)
    model.show_rows(task_lines(figures, lambda period, order: plan.task_by_order[order].heading))
    assert cells(model, 0)[:6] == ["优化政务服务", "2", "2", "100%", "100%", "50%"]
    assert cells(model, 1)[:6] == ["纳税服务", "3", "1", "33.3%", "0%", "100%"]
    query = model.index(1, TaskColumn.COVERAGE).data(FigureRole.QUERY)
    assert [(fact.no, fact.unit) for fact in query.rows(figures)] == [
        (3, "高新区税务局"), (4, "区税务局"), (3, "区税务局"),
    ]
    assert query.number(figures) == "覆盖率 33.3%（1/3）"
    assert held.model() is model


def test_a_task_that_another_years_list_numbers_alike_is_not_mixed_in(two_months: Office) -> None:
    figures = two_months.services.stats.month(JULY)
    other = [replace(fact, period=Period(2022, 1)) for fact in figures.facts]
    both = replace(figures, months=(JULY, Period(2022, 1)), facts=(*figures.facts, *other))
    named = {2021: "一.优化政务服务", 2022: "一.别的任务"}
    line = task_lines(both, lambda period, order: named[period.year])[0]
    assert {fact.period.year for fact in Figure.DUE.query(task=line.part).rows(both)} == {2021}


def test_cards_have_numerator_and_denominator_and_the_change_since_last_month(two_months: Office) -> None:
    stats = two_months.services.stats
    volume, coverage, timeliness, qualification = card_words(stats.month(JULY).total, stats.month(JULY.shifted(-1)).total)
    assert (volume.value, volume.note, volume.change) == ("3", ("/ 5 条", Figure.DUE), "较上月 ↓ 1 条")
    assert volume.links[0] == ("措施 2/4", Figure.MEASURES)
    assert (coverage.value, coverage.links[0][0], coverage.change) == ("60%", "实报 3/5", "较上月 ↓ 20.0 个百分点")
    assert (timeliness.value, timeliness.links[0][0]) == ("40%", "按时 2/5")
    assert (qualification.value, qualification.links[1][0]) == ("66.7%", "更正后 66.7%（2/3）")


def test_without_a_month_before_or_anything_due_cards_claim_nothing() -> None:
    cards = card_words(Tally(), None)
    assert [card.value for card in cards] == ["0", "—", "—", "—"]
    assert {card.change for card in cards} == {""}
    assert points(Rate(1, 3), Rate(0, 0)) is None
    assert str(points(Rate(2, 3), Rate(1, 3))) == "33.4"  # between 66.7 and 33.3, as shown
    assert [signed(Decimal(change)) for change in ("5.4", "-0.3", "0.0")] == ["+5.4", "−0.3", "±0"]


def test_a_row_says_when_it_came_whether_in_time_and_why_not() -> None:
    model = FactsModel()
    held = watched(model)
    late = replace(FACT, no=2, received=date(2021, 7, 27), first=(PHONE, HINT), now=())
    missing = replace(FACT, no=3, reported=False, received=None, filled=6)
    exempt = replace(FACT, no=4, due=False, reported=False, received=None, apart="免报：机构改革。")
    model.show_rows([fact_row(fact, "第一段。\n第二段。") for fact in (FACT, late, missing, exempt)])
    assert cells(model, 0) == ["2021年7月", "1", "第一段。 第二段。", "区政数局", "7月25日", "7月20日", "7/7", "按时", "合格", ""]
    assert cells(model, 1)[5:] == ["7月27日", "7/7", "迟 2 天", "已更正", "电话不对。（已更正）提示：太笼统。"]
    assert cells(model, 2)[5:] == ["—", "6/7", "未报", "—", ""]
    assert cells(model, 3)[7:] == ["不计入", "—", "免报：机构改革。"]
    assert held.model() is model


def test_rows_that_say_the_same_hold_each_text_once() -> None:
    """A province has twenty thousand of them."""
    facts = [replace(FACT, received=date(2021, 7, 27), first=(replace(PHONE, sentence=f"电话{'不'}对。"),)) for _ in range(2)]
    one, other = (fact_row(fact, "第一段。\n第二段。") for fact in facts)
    assert one.cells == other.cells
    assert all(text is same for text, same in zip(one.cells, other.cells, strict=True))


def test_what_was_wrong_at_first_and_what_is_now_are_told_apart() -> None:
    other = Fault("contact.missing", "没有联系人。", hard=True, weight=1)
    assert reasons(replace(FACT, first=(PHONE,), now=(PHONE,))) == ("电话不对。",)
    assert reasons(replace(FACT, first=(PHONE,), now=(other,))) == ("电话不对。（已更正）", "现在：没有联系人。")
    assert qualified_words(replace(FACT, first=(PHONE,), now=(PHONE,))) == ("不合格", Tone.BAD)
    assert qualified_words(replace(FACT, reported=False)) is None
    assert timely_words(replace(FACT, received=None)) == ("收到日不明", Tone.WARN)


def test_subsets_take_what_their_word_says() -> None:
    exempt = replace(FACT, due=False, apart="免报。")
    assert Subset.APART.takes(exempt)
    assert not Subset.DUE.takes(exempt)
    assert not Subset.REPORTED.takes(exempt)
    assert Subset.LATE.takes(replace(FACT, received=date(2021, 7, 26)))
    assert not Subset.LATE.takes(replace(FACT, reported=False, received=None))
    assert Subset.UNFILLED.takes(replace(FACT, filled=6))


def test_corrections_stand_beside_what_was_issued() -> None:
    model = CorrectionsModel()
    held = watched(model)
    model.show_rows([Correction("区税务局", "实报", "1", "2", (4,)), Correction("区税务局", "位次", "2", "1")])
    assert cells(model, 0) == ["区税务局", "实报", "1", "2", "第 4 条"]
    assert cells(model, 1) == ["区税务局", "位次", "2", "1", ""]
    assert held.model() is model


def test_what_moved_is_counted_by_settings_measures_and_numbers() -> None:
    district = Correction("全区", "实报", "1", "2", (4,))
    own = Correction("区税务局", "实报", "1", "2", (4,))
    score, rank = replace(own, what="得分"), Correction("区政数局", "位次", "1", "2")
    weight = Correction("设置", "覆盖率权重", "40", "50")
    assert counted([district, own, score, rank]) == "1 条措施、4 个数字"
    assert counted([weight, district, replace(own, numbers=(4, 5))]) == "1 项设置、2 条措施、2 个数字"
    assert counted([rank]) == "1 个数字"
    assert counted([]) == ""


def test_scopes_say_which_months_they_are() -> None:
    assert Scope().months(JULY) == (JULY, JULY)
    assert Scope(ScopeKind.TO_DATE).months(JULY) == (Period(2021, 1), JULY)
    assert Scope(ScopeKind.YEAR).months(JULY) == (Period(2021, 1), Period(2021, 12))
    span = Scope(ScopeKind.SPAN, Period(2021, 11), Period(2022, 1), date(2022, 2, 1))
    assert span_label(*span.months(JULY)) == "2021年11月至2022年1月"
    assert span_label(JULY.shifted(-2), JULY) == "2021年5月至7月"
    assert span.for_other_month == Scope()
    assert Scope(ScopeKind.YEAR, on=date(2021, 7, 1)).for_other_month == Scope(ScopeKind.YEAR)
    assert Scope(ScopeKind.SPAN, JULY, JULY).is_month


def test_a_chart_is_told_in_words() -> None:
    chart = Chart(ChartKind.LINE, "各月覆盖率", ("6月\n2021年", "7月"), (Series("覆盖率", (61.25, None)),), "%", decimals=1)
    assert chart_words(chart) == "各月覆盖率：2021年6月 覆盖率 61.2%；7月 覆盖率 —。"
    assert chart_words(replace(chart, labels=(), series=())) == "各月覆盖率：还没有数据。"



def test_rows_that_are_sorted_keep_their_marks_and_come_back_as_given() -> None:
    model = FactsModel()
    held = watched(model)
    model.show_rows([fact_row(replace(FACT, no=no), f"{no}") for no in (3, 1, 2)])
    marked = QPersistentModelIndex(model.index(0, NO))
    model.sort(NO, Qt.SortOrder.AscendingOrder)
    assert [row.fact.no for row in model.rows] == [1, 2, 3]
    assert marked.data() == "3"
    assert marked.row() == 2
    assert not model.show_rows([fact_row(replace(FACT, no=no), f"{no}") for no in (3, 1, 2)])
    model.sort(NO, Qt.SortOrder.DescendingOrder)
    assert marked.row() == 0
    model.sort(NO, Qt.SortOrder.AscendingOrder)
    model.show_rows([fact_row(replace(FACT, no=no), f"{no}") for no in (9, 5)])
    assert [row.fact.no for row in model.rows] == [5, 9]
    model.sort(-1)
    assert [row.fact.no for row in model.rows] == [9, 5]
    assert held.model() is model
