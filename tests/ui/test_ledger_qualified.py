"""台账 tells whether entries are 合格: a chip, a mark in the table, a line in the form; never on the way to the rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.store import SqlLedger
from qcapp.domain.lamps import Lamp
from qcapp.domain.rulings import Milestone
from qcapp.services import Services
from tests.factory import FixedClock
from tests.ui.conftest import JULY
from tests.ui.hands import press, type_in
from tests.ui.test_entry_form import merge_in
from ui.main_window import MainWindow
from ui.models.ledger_model import COLUMNS, LedgerModel, LedgerRole
from ui.pages.ledger import LedgerPage

Fill = Callable[..., None]
GOOD = {
    "responsible__name": "某甲", "responsible__phone": "0763-3300001", "liaison__name": "某乙",
    "liaison__phone": "13800000008", "progress": "已完成 11 个系统梳理。", "problems": "无", "deadline": "长期坚持",
}


@pytest.fixture
def page(window: MainWindow) -> LedgerPage:
    return window.ledger_page


def chip(page: LedgerPage) -> str:
    return page.filters.chip("unqualified").text()


def settle(page: LedgerPage, qtbot: QtBot) -> None:
    """Until every entry is judged as the ledger has it."""
    qtbot.waitUntil(lambda: page._judging.complete and not page._judging._idle.isActive())


def told(page: LedgerPage, no: int, role: int) -> object:
    model = page.table.model()
    assert isinstance(model, LedgerModel)
    return model.index(model.row_of(no), COLUMNS.index("status")).data(role)


def shown(page: LedgerPage) -> list[int]:
    model = page.table.model()
    assert isinstance(model, LedgerModel)
    return [row.no for place in range(model.rowCount()) if (row := model.measure_at(place))]


def test_the_rows_come_before_any_judging_and_the_count_after(services: Services, window: MainWindow, qtbot: QtBot) -> None:
    fresh = LedgerPage(services, window.tasks)
    qtbot.addWidget(fresh)
    fresh.set_period(JULY)
    fresh.refresh()
    assert len(fresh._viewing.rows) == 74
    assert chip(fresh) == "不合格"
    with qtbot.waitExposed(fresh):
        fresh.show()
    qtbot.waitUntil(lambda: chip(fresh) == "不合格 0")


def test_what_fails_is_counted_marked_and_filtered(page: LedgerPage, fill: Fill, qtbot: QtBot) -> None:
    fill(8, "区政数局", **GOOD)
    fill(10, "区市场监管局", **GOOD | {"progress": "详见附件", "deadline": ""})
    fill(11, "区税务局", **GOOD | {"responsible__name": "待定", "liaison__phone": "1.38E+10"})
    page.refresh()
    settle(page, qtbot)
    assert chip(page) == "不合格 2"
    assert [told(page, no, LedgerRole.FAULTS) for no in (8, 10, 11)] == [0, 1, 2]
    assert "不合格 2 处" in str(told(page, 11, Qt.ItemDataRole.ToolTipRole))
    assert "不合格 2 处" in str(told(page, 11, Qt.ItemDataRole.AccessibleTextRole))
    page.filters.chip("unqualified").click()
    assert shown(page) == [10, 11]


def test_a_text_mended_while_the_filter_is_on_is_in_order_at_once(page: LedgerPage, fill: Fill, qtbot: QtBot) -> None:
    fill(8, "区政数局", **GOOD | {"progress": "详见附件"})
    page.refresh()
    settle(page, qtbot)
    page.filters.chip("unqualified").click()
    page.show_item(8)
    assert page.form.standing.fold.button.text() == "▸ 不合格 1 处"
    with qtbot.waitSignal(page.ledger_changed):
        type_in(page.form.editor("progress"), "：已完成 11 个系统梳理")
    settle(page, qtbot)
    assert chip(page) == "不合格 0"
    assert shown(page) == [8]
    assert page.form.standing.qualified.text() == "合格"
    assert page.form.standing.fold.isHidden()


def test_the_form_tells_what_is_wrong_hard_things_first(page: LedgerPage, fill: Fill, qtbot: QtBot) -> None:
    fill(8, "区政数局", **GOOD | {"progress": "按计划推进", "responsible__name": "待定"})
    page.refresh()
    page.show_item(8)
    box = page.form.standing
    qtbot.waitUntil(lambda: box.fold.button.text() == "▸ 不合格 1 处 · 提示 1 处")
    box.fold.button.setFocus()
    press(box.fold.button, Qt.Key.Key_Space)
    assert box.sentences.isVisible()
    assert box.sentences.text().split("\n") == [
        "· 责任人写的是“待定”，请写真实姓名。",
        "· 提示：进展情况只写了“按计划推进”，请补写做了哪些事、到什么程度，有数字的写数字。",
    ]


def test_words_that_are_no_report_are_told_as_such(page: LedgerPage, fill: Fill, qtbot: QtBot) -> None:
    fill(8, "区政数局", progress="暂无")
    page.refresh()
    settle(page, qtbot)
    page.show_item(8)
    assert page.form.standing.fold.button.text() == "▸ 写了，但还不算填报"
    assert "不算填报" in page.form.standing.sentences.text()
    page.show_item(9)
    assert page.form.standing.fold.isHidden()
    assert page.form.standing.qualified.isHidden()
    assert chip(page) == "不合格 0"


def test_a_field_with_a_conflict_is_judged_by_what_the_return_says(
    page: LedgerPage, fill: Fill, store: SqlLedger, qtbot: QtBot
) -> None:
    fill(11, "区税务局", **GOOD)
    merge_in(store, "progress", GOOD["progress"], "同上", base="原来", hold=True)
    page.refresh()
    settle(page, qtbot)
    assert told(page, 11, LedgerRole.FAULTS) == 1


def test_another_month_is_counted_anew(window: MainWindow, page: LedgerPage, fill: Fill, qtbot: QtBot) -> None:
    fill(8, "区政数局", **GOOD | {"progress": "详见附件"})
    window.read_again()
    settle(page, qtbot)
    assert chip(page) == "不合格 1"
    window.set_period(JULY.shifted(1))
    qtbot.waitUntil(lambda: chip(page) == "不合格 0")
    window.set_period(JULY)
    qtbot.waitUntil(lambda: chip(page) == "不合格 1")


def test_a_rule_switched_off_in_the_settings_counts_no_more(
    window: MainWindow, page: LedgerPage, fill: Fill, services: Services, qtbot: QtBot
) -> None:
    fill(8, "区政数局", **GOOD | {"progress": "详见附件"})
    window.read_again()
    qtbot.waitUntil(lambda: chip(page) == "不合格 1")
    services.settings.change({"rules.off": "progress.elsewhere"})
    window.read_again()
    qtbot.waitUntil(lambda: chip(page) == "不合格 0")


def test_nothing_is_judged_while_another_page_is_shown(window: MainWindow, page: LedgerPage, fill: Fill, qtbot: QtBot) -> None:
    settle(page, qtbot)
    window.go("history")
    fill(8, "区政数局", **GOOD | {"progress": "详见附件"})
    window.read_again()
    qtbot.wait(30)
    assert chip(page) == "不合格 0"
    window.go("ledger")
    qtbot.waitUntil(lambda: chip(page) == "不合格 1")


def test_the_lamp_stands_with_its_word_and_its_reason(page: LedgerPage, fill: Fill, clock: FixedClock) -> None:
    box = page.form.standing
    page.show_item(8)
    assert (box.lamp.lamp, box.reason.text()) == (Lamp.GREY, "尚未报送，截止 7月25日。")
    fill(8, "区政数局", **GOOD | {"problems": "接口未通"})
    page.refresh()
    assert (box.lamp.lamp, box.reason.text()) == (Lamp.YELLOW, "已报送，反映了存在问题或困难。")
    assert box.lamp.accessibleName() == "黄灯：已报送，反映了存在问题或困难。"
    assert told(page, 8, Qt.ItemDataRole.ToolTipRole) == "黄灯：已报送，反映了存在问题或困难。"


def test_rulings_on_the_entry_are_told_in_the_form_and_by_its_tab(
    page: LedgerPage, services: Services, clock: FixedClock
) -> None:
    rulings = services.rulings
    rulings.extend(JULY, "区税务局", None, date(2021, 8, 5), "单位来函")
    rulings.exempt(JULY, "高新区税务局", 11, "任务移交")
    rulings.set_schedule(JULY, "区税务局", 11, [Milestone(date(2021, 12, 31), "办结", 100)])
    page.refresh()
    page.show_item((11, "区税务局"))
    box = page.form.standing
    assert box.reason.text() == "尚未报送，准予延期到 8月5日（单位来函）。"
    assert box.rulings.text() == "准予延期到 8月5日（本单位全部措施，经办人 7月22日）"
    page.show_item((11, "高新区税务局"))
    assert box.reason.text() == "免报：任务移交。"
    assert box.rulings.text() == "免报（经办人 7月22日）"
    page.show_item(8)
    assert box.rulings.isHidden()


def test_an_exempted_entry_is_told_what_is_wrong_and_counts_nowhere(
    page: LedgerPage, fill: Fill, services: Services, qtbot: QtBot
) -> None:
    fill(8, "区政数局", **GOOD | {"progress": "详见附件"})
    services.rulings.exempt(JULY, "区政数局", 8, "任务移交")
    page.refresh()
    settle(page, qtbot)
    page.show_item(8)
    assert page.form.standing.fold.button.text() == "▸ 不合格 1 处"
    assert chip(page) == "不合格 0"
    assert services.stats.month(JULY).total.due == 78


def test_the_count_is_that_of_the_figures(page: LedgerPage, fill: Fill, services: Services, qtbot: QtBot) -> None:
    for no, unit, text in ((8, "区政数局", "详见附件"), (10, "区市场监管局", "好事办成。"), (12, "区政数局", "待补充")):
        fill(no, unit, **GOOD | {"progress": text})
    page.refresh()
    settle(page, qtbot)
    total = services.stats.month(JULY).total
    assert (total.reported, total.qualified_now) == (3, 1)
    assert chip(page) == f"不合格 {total.reported - total.qualified_now}"


def test_tab_goes_from_the_units_over_the_standing_to_the_contacts(page: LedgerPage, fill: Fill, qtbot: QtBot) -> None:
    fill(11, "区税务局", **GOOD | {"progress": "详见附件"})
    page.refresh()
    page.show_item((11, "区税务局"))
    form = page.form
    qtbot.waitUntil(form.standing.fold.button.isVisible)
    form._tabs.setFocus()
    reached = []
    for _ in range(3):
        press(page.window().focusWidget(), Qt.Key.Key_Tab)
        reached.append(page.window().focusWidget())
    assert reached == [form.standing.rule, form.standing.fold.button, form.editor("responsible.name")]


def test_ruling_without_a_measure_at_hand_is_said(window: MainWindow, page: LedgerPage, qtbot: QtBot) -> None:
    page._bar._search.setText("没有这个词")
    qtbot.waitUntil(lambda: shown(page) == [])
    window.actions_by_key["rule"].trigger()
    assert window.statusBar().currentMessage() == "左边没有措施，没有可以认定的。"
