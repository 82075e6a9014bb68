"""The page 历史 on a real ledger: what was done is found, shown, undone and brought back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qcapp.domain.amendments import AddMeasure, Part, RenameUnit, SplitMeasure
from qcapp.domain.operations import OperationKind
from tests.factory import FixedClock, small_plan
from tests.merge.world import JULY, returned_file
from tests.new_ledgers import new_ledger
from tests.services.office import Office, open_office
from ui.dialogs.question import QuestionDialog
from ui.models.spot import Spot
from ui.pages import history_reading, history_shown
from ui.pages.history import HistoryPage
from ui.tasks import TaskRunner


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = FixedClock()
    store = new_ledger(tmp_path / "ledger.sqlite3", small_plan(), clock, "经办人")
    yield open_office(store, clock)
    store.close()


@pytest.fixture
def merged(office: Office) -> Office:
    """A month with a dispatch, a merge of two fields, and a later edit of one of them."""
    office.dispatch()
    office.comes_back({1: {"progress": "来表：已完成。"}, 2: {"progress": "来表：推进中。"}}, names=("政数局.xlsx",))
    assert office.merge() is not None
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "后来手工改的。")
    return office


@pytest.fixture
def page(qtbot: QtBot, office: Office) -> Iterator[HistoryPage]:
    runner = TaskRunner()
    page = HistoryPage(office.services, runner)
    qtbot.addWidget(page)
    page.set_period(JULY)
    page.refresh()
    page.show()
    yield page
    qtbot.waitUntil(lambda: not runner.busy)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Questions are answered with yes; the words asked are kept."""
    words: list[str] = []

    def ask(parent: object, title: str, heading: str, text: str, answers: object, details: object = ()) -> str:
        words.append(text)
        return "undo"

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    return words


def select(page: HistoryPage, kind: OperationKind) -> None:
    place = next(place for place, each in enumerate(page.model.rows) if each.kind is kind)
    page.table.selectRow(place)


def press(qtbot: QtBot, page: HistoryPage, *, back: bool = False) -> None:
    (page.redo_button if back else page.undo_button).click()
    qtbot.waitUntil(lambda: not page.tasks.busy)


def shown(page: HistoryPage) -> list[tuple[int, str, str]]:
    return [(row.key.no, row.cells[3].text, row.cells[4].text) for row in page.details.changes_model.rows]


def test_a_new_ledger_shows_its_founding_and_why_it_cannot_be_undone(page: HistoryPage) -> None:
    assert page.count.text() == "共 1 次操作"
    assert page.model.rows[0].kind is OperationKind.INIT
    assert page.undo_button.isHidden()
    assert page.redo_button.isHidden()
    assert page.details.hint.text().startswith("建账写入的是责任清单本身")


def test_a_merge_shows_what_it_changed_and_what_changed_since(merged: Office, page: HistoryPage) -> None:
    select(page, OperationKind.MERGE)
    assert shown(page) == [(1, "（空）", "来表：已完成。"), (2, "（空）", "来表：推进中。")]
    assert page.details.changes_model.rows[0].cells[5].text.startswith("第 2 行第 6 列\n用来表")
    assert page.details.changes_model.rows[0].cells[5].text.endswith("后来又改过")
    assert not page.details.changes_model.rows[1].cells[5].text.endswith("后来又改过")
    assert page.details.hint.text() == "2 处改动，其中 1 处后来又改过；撤销时这些地方保留现在的内容。"


def test_an_undo_that_would_restore_nothing_is_not_offered(office: Office, page: HistoryPage) -> None:
    for text in ("先写的。", "后来改的。"):
        office.services.edit.set_field(1, "区政数局", JULY, "progress", text)
    page.refresh()
    page.table.selectRow(0)
    assert page.undo_button.isEnabled()
    page.table.selectRow(1)
    assert not page.undo_button.isEnabled()
    assert page.details.hint.text() == "1 处改动后来都又改过，没有可恢复的原值，不能撤销；要改请直接到台账里改。"


def test_a_change_of_the_list_is_told_item_by_item_and_taken_back(
    qtbot: QtBot, merged: Office, page: HistoryPage, asked: list[str]
) -> None:
    services = merged.services
    parts = (Part("上半段"), Part("下半段"))
    services.plan.amend(JULY.shifted(1), "机构改革", RenameUnit("区政数局", "区数据局"), SplitMeasure(2, parts))
    page.refresh()
    page.show_item(services.history.operations()[0].id)
    lines = page.details.hint.text().splitlines()
    assert lines[0] == "区政数局 单位名称：“区政数局” → “区数据局”"
    assert "第 5 条 新增措施（由第 2 条拆分）：上半段" in lines
    QTest.mouseClick(page.details.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(services.plan.amendments(2021)) == 0)
    assert asked[-1].startswith("“区政数局更名为区数据局等 2 项，2021年8月起（机构改革）”：")
    assert "各月回到变更以前的样子" in asked[-1]


def test_what_was_written_into_a_measure_that_is_gone_is_still_shown(merged: Office, page: HistoryPage) -> None:
    services, august = merged.services, JULY.shifted(1)
    added = services.plan.amend(august, "试点", AddMeasure(1, "新措施", ("区政数局",)))
    written = services.edit.set_field(5, "区政数局", august, "progress", "写错了")
    assert written is not None
    services.history.undo(written.id)
    services.history.undo(added.id)
    page.refresh()
    page.show_item(written.id)
    assert page.details.changes_model.rowCount() == 1


def test_only_a_merge_is_said_to_have_registered_files(
    qtbot: QtBot, office: Office, page: HistoryPage, asked: list[str]
) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": ""}}, names=("空表.xlsx",))
    assert office.merge() is not None
    page.refresh()
    select(page, OperationKind.MERGE)
    assert page.details.hint.text() == "这次操作没有改动填报内容，只登记了收到的文件。"
    press(qtbot, page)
    assert page.notice.text == "已撤销，没有改动填报内容。"
    select(page, OperationKind.UNDO)
    assert page.details.hint.text() == "这次撤销没有改动填报内容。"


def test_undoing_a_merge_says_what_stays_and_leaves_it(
    qtbot: QtBot, merged: Office, page: HistoryPage, asked: list[str]
) -> None:
    select(page, OperationKind.MERGE)
    with qtbot.waitSignal(page.ledger_changed):
        press(qtbot, page)
    assert "1 处改动恢复为原值；1 处后来又改过，保留现在的内容" in asked[0]
    assert merged.text(1, "progress") == "后来手工改的。"
    assert merged.text(2, "progress") == ""
    assert page.notice.text == "已撤销，1 处恢复为原值；第 1 条 区政数局 进展情况后来又改过，保留了现在的内容。"
    chosen = page.model.rows[page.table.currentIndex().row()]
    assert chosen.kind is OperationKind.MERGE
    assert chosen.undone
    assert not page.redo_button.isHidden()
    assert page.undo_button.isHidden()


def test_an_undone_merge_comes_back_days_later(
    qtbot: QtBot, merged: Office, page: HistoryPage, asked: list[str]
) -> None:
    select(page, OperationKind.MERGE)
    press(qtbot, page)
    merged.services.edit.set_field(4, "区税务局", JULY, "progress", "别的事。")
    page.refresh()
    select(page, OperationKind.MERGE)
    press(qtbot, page, back=True)
    assert merged.text(2, "progress") == "来表：推进中。"
    assert merged.text(4, "progress", "区税务局") == "别的事。"
    assert page.notice.text == "已恢复，1 处重新生效。"
    select(page, OperationKind.MERGE)
    assert not page.undo_button.isHidden()


def test_the_undo_itself_can_be_taken_back(qtbot: QtBot, merged: Office, page: HistoryPage, asked: list[str]) -> None:
    select(page, OperationKind.EDIT)
    press(qtbot, page)
    assert merged.text(1, "progress") == "来表：已完成。"
    select(page, OperationKind.UNDO)
    press(qtbot, page, back=True)
    assert merged.text(1, "progress") == "后来手工改的。"


def test_thinking_better_of_it_changes_nothing(
    qtbot: QtBot, merged: Office, page: HistoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuestionDialog, "ask", lambda *_: None)
    select(page, OperationKind.MERGE)
    press(qtbot, page)
    assert merged.text(2, "progress") == "来表：推进中。"
    assert not page.model.rows[1].undone


def test_an_operation_undone_elsewhere_in_the_meantime_is_told(
    qtbot: QtBot, merged: Office, page: HistoryPage, asked: list[str]
) -> None:
    told: list[str] = []
    page.problem.connect(told.append)
    select(page, OperationKind.EDIT)
    merged.services.history.undo()
    press(qtbot, page)
    assert "已经撤销过" in told[-1]
    select(page, OperationKind.EDIT)
    assert page.model.rows[page.table.currentIndex().row()].undone


def test_typing_filters_and_says_when_nothing_fits(qtbot: QtBot, merged: Office, page: HistoryPage) -> None:
    page.search.insert("下发")
    qtbot.waitUntil(lambda: page.count.text() == "找到 1 次操作")
    assert [each.kind for each in page.model.rows] == [OperationKind.DISPATCH]
    assert page.details.hint.text().startswith("下发只记下")
    page.search.insert("无此事")
    qtbot.waitUntil(lambda: page.count.text().startswith("没有找到这样的操作"))
    assert page.model.rowCount() == 0
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)


def test_a_refresh_keeps_the_operation_selected(merged: Office, page: HistoryPage) -> None:
    select(page, OperationKind.DISPATCH)
    merged.services.edit.set_field(2, "区政数局", JULY, "problems", "无")
    page.refresh()
    assert page.model.rows[page.table.currentIndex().row()].kind is OperationKind.DISPATCH
    assert page.count.text() == "共 5 次操作"


def test_a_measures_own_history_shows_only_what_concerns_it(merged: Office, page: HistoryPage) -> None:
    page.show_item(2)
    assert page.bar.chips.words == ("第 2 条措施",)
    assert [row.kind for row in page.model.rows] == [OperationKind.MERGE, OperationKind.DISPATCH, OperationKind.INIT]
    assert shown(page) == [(2, "（空）", "来表：推进中。")]
    assert page.details.hint.text() == "2 处改动，其中 1 处后来又改过；撤销时这些地方保留现在的内容。按筛选列出 1 处。"
    page.bar.chips.clear.click()
    assert page.count.text() == "共 4 次操作"
    assert not page.bar.chips.chips
    assert page.bar.chips.clear.isHidden()


def test_an_operation_is_shown_by_its_id_though_it_is_of_long_ago(
    merged: Office, page: HistoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    founding = merged.store.operations()[-1]
    page.show_item(founding.id)
    assert page.table.currentIndex().row() == 3
    page.reading._page = 2
    merged.clock.time = datetime(2021, 8, 1, 9)
    for text in ("一", "二"):
        merged.services.edit.set_field(1, "区政数局", JULY, "progress", text)
    page.show_item(merged.store.operations()[-4].id)
    assert page.bar.chips.words == ("2021-07-22",)
    told: list[str] = []
    page.problem.connect(told.append)
    page.show_item("20990101-0001")
    assert "没有编号为" in told[0]


def test_older_operations_are_a_click_away(merged: Office, page: HistoryPage) -> None:
    page.reading._page = 2
    page.show_item(None)
    assert page.count.text() == "共 4 次操作，列出最近 2 次"
    page.table.selectRow(1)
    chosen = page.model.rows[1].id
    page.more.click()
    assert page.count.text() == "共 4 次操作"
    assert page.more.isHidden()
    assert page.model.rows[page.table.currentIndex().row()].id == chosen


def test_each_filter_narrows_the_list_stands_there_and_goes_by_its_cross(merged: Office, page: HistoryPage) -> None:
    merged.services.settings.change({"lamp.warning_days": "15"})
    page.refresh()
    bar = page.bar
    bar.units.chosen.emit("区税务局")
    assert [row.kind for row in page.model.rows] == [OperationKind.DISPATCH, OperationKind.INIT]
    bar.kind_actions[OperationKind.DISPATCH].trigger()
    assert [row.kind for row in page.model.rows] == [OperationKind.DISPATCH]
    bar.days_popup.chosen.emit(date(2021, 7, 1), date(2021, 7, 31))
    said = list(bar.chips.words)
    assert said == ["区税务局", "下发", "2021-07-01 至 2021-07-31"]
    bar.chips.chips[0].click()
    assert list(bar.chips.words) == said[1:]
    assert page.count.text() == "找到 1 次操作"
    bar.fields.chosen.emit("problems")
    assert page.count.text() == "没有找到这样的操作，换个条件试试"
    assert page.view is None
    assert not bar.export_button.isEnabled()
    bar.chips.clear.click()
    assert page.count.text() == "共 5 次操作"
    bar.people.chosen.emit("经办人")
    assert page.count.text() == "找到 5 次操作"


def test_in_a_large_ledger_the_window_does_not_wait_for_what_is_looked_for(
    qtbot: QtBot, merged: Office, page: HistoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_reading, "MANY", 2)
    page.bar.units.chosen.emit("区税务局")
    assert page.count.text() == "正在查找…"
    qtbot.waitUntil(lambda: page.count.text() == "找到 2 次操作")
    page.bar.clear()
    assert page.count.text() == "共 4 次操作"


def test_until_a_large_operation_is_read_nothing_of_another_is_shown_or_can_be_done(
    qtbot: QtBot, merged: Office, page: HistoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.refresh()
    select(page, OperationKind.EDIT)
    monkeypatch.setattr(history_shown, "MUCH", 1)
    select(page, OperationKind.MERGE)
    assert page.details.changes_model.rowCount() == 0
    assert page.details.hint.text() == "正在读取…"
    assert not page.undo_button.isVisible()
    before = page.view
    assert before is None
    qtbot.waitUntil(lambda: page.view is not None)
    assert page.view is not None
    assert page.view.operation.kind is OperationKind.MERGE
    assert [row.cells[4].text for row in page.details.changes_model.rows] == ["来表：已完成。", "来表：推进中。"]
    assert page.undo_button.isEnabled()
    select(page, OperationKind.MERGE)
    page.refresh()  # the same one, read again: what is shown stays, to be done with only when it is read
    assert len(page.details.changes_model.rows) == 2
    assert not page.undo_button.isEnabled()
    qtbot.waitUntil(page.undo_button.isEnabled)


def test_a_small_operation_chosen_while_a_large_one_is_read_is_the_one_shown(
    qtbot: QtBot, merged: Office, page: HistoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.refresh()
    monkeypatch.setattr(history_shown, "MUCH", 1)
    select(page, OperationKind.MERGE)
    select(page, OperationKind.EDIT)
    qtbot.waitUntil(lambda: not page.tasks.busy)
    assert page.view is not None
    assert page.view.operation.kind is OperationKind.EDIT
    assert [row.cells[4].text for row in page.details.changes_model.rows] == ["后来手工改的。"]


def test_settings_show_what_they_were_and_are_put_back(
    qtbot: QtBot, office: Office, page: HistoryPage, asked: list[str]
) -> None:
    services = office.services
    services.settings.change({"lamp.warning_days": "15", "paper.office": "甲办"})
    services.settings.change({"paper.office": "乙办"})
    page.refresh()
    page.table.selectRow(1)
    assert page.details.hint.text().splitlines() == [
        "亮灯 · 临近时限亮黄灯：“30 天（默认）” → “15 天”", "公文 · 署名：“（默认）” → “甲办”（后来又改过）",
    ]
    press(qtbot, page)
    assert "设置改回原来的值" in asked[0]
    assert services.settings.values() == {"paper.office": "乙办"}
    assert page.notice.text == "已撤销，1 项设置改回原来的值；设置“公文 · 署名”后来又改过，保留了现在的内容。"
    press(qtbot, page, back=True)
    assert services.settings.values() == {"lamp.warning_days": "15", "paper.office": "乙办"}
    assert page.notice.text == "已恢复，1 项设置重新生效。"


def test_a_change_leads_to_its_field_in_its_month(merged: Office, page: HistoryPage) -> None:
    went: list[tuple[str, object]] = []
    page.go_requested.connect(lambda name, what: went.append((name, what)))
    page.period_requested.connect(page.set_period)
    page.set_period(JULY.shifted(1))
    page.refresh()
    select(page, OperationKind.MERGE)
    assert not page.details.go_button.isEnabled()
    page.details.changes_table.selectRow(1)
    page.details.go_button.click()
    assert went == [("ledger", Spot(2, "区政数局", "progress"))]
    assert page.period == JULY
    select(page, OperationKind.EDIT)
    QTest.keyClick(page.details.changes_table, Qt.Key.Key_Return)
    assert went[1:] == [("ledger", Spot(1, "区政数局", "progress"))]


def test_what_is_listed_is_exported_for_proof(
    qtbot: QtBot, merged: Office, page: HistoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "历史"
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *_: target)
    page.bar.kind_actions[OperationKind.MERGE].trigger()
    page.bar.export_button.click()
    qtbot.waitUntil(lambda: not page.tasks.busy)
    ((table, path),) = merged.drawn.tables[-1:]
    assert path == tmp_path / "历史.xlsx"
    assert [row.cells[10:12] for row in table.rows] == [("", "来表：已完成。"), ("", "来表：推进中。")]
    assert page.result.text == "已导出“历史.xlsx”。"


def test_a_restoration_says_what_it_did_and_is_taken_back(
    qtbot: QtBot, merged: Office, page: HistoryPage, asked: list[str]
) -> None:
    services = merged.services
    backup = services.upkeep.backup()
    services.edit.set_field(2, "区政数局", JULY, "problems", "备份以后写的")
    services.upkeep.restore(backup.path)
    page.refresh()
    page.table.selectRow(0)
    assert page.model.rows[0].kind is OperationKind.RESTORE
    first, second = page.details.hint.text().splitlines()
    assert first == f"换上的是“{backup.path.name}”：退掉 1 次操作，带回 0 次。"
    assert second.startswith("换下的台账备份为“")
    page.ledger_replaced.connect(page.refresh)
    with qtbot.waitSignal(page.ledger_replaced):
        page.undo_button.click()
    assert "恢复之后随时可以撤销" in asked[0]
    assert merged.text(2, "problems") == "备份以后写的"
    assert page.notice.text.startswith("已撤销恢复，台账回到恢复前的样子")
    page.table.selectRow(0)
    assert page.details.hint.text().startswith("撤销了恢复 ")


def test_nothing_is_undone_where_nothing_can_be_written(
    merged: Office, page: HistoryPage, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(page.services), "read_only", "张三正在用这本台账，这里只能看。")
    told: list[str] = []
    page.problem.connect(told.append)
    select(page, OperationKind.MERGE)
    page.undo_button.click()
    assert (asked, told) == ([], ["张三正在用这本台账，这里只能看。"])


@pytest.fixture
def two_files(office: Office) -> Office:
    """A merge of two units' files; one field of the first was changed again later."""
    office.dispatch()
    sent = office.store.snapshot(JULY).dispatched
    first = office.world.form({1: {"progress": "政数：已完成。"}, 2: {"progress": "政数：推进中。"}}, sent["区政数局"].form_id)
    second = office.world.form({4: {"progress": "税务：已开课。"}}, sent["区税务局"].form_id)
    office.reader.files = [returned_file(first, "政数.xlsx"), returned_file(second, "税务.xlsx")]
    assert office.merge() is not None
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "后来手工改的。")
    return office


def choose(page: HistoryPage, name: str) -> None:
    page.files.table.selectRow([row.name for row in page.files.model.rows].index(name))


def press_file(qtbot: QtBot, page: HistoryPage, *, back: bool = False) -> None:
    (page.files.redo_button if back else page.files.undo_button).click()
    qtbot.waitUntil(lambda: not page.tasks.busy)


def test_a_merges_files_are_listed_and_each_shows_its_own_changes(two_files: Office, page: HistoryPage) -> None:
    select(page, OperationKind.MERGE)
    assert [(row.name, row.changed) for row in page.files.model.rows] == [("全部 2 份", 3), ("政数.xlsx", 2), ("税务.xlsx", 1)]
    assert [no for no, _, _ in shown(page)] == [1, 2, 4]
    assert not page.files.undo_button.isEnabled()
    choose(page, "税务.xlsx")
    assert shown(page) == [(4, "（空）", "税务：已开课。")]
    assert page.files.undo_button.isEnabled()
    choose(page, "全部 2 份")
    assert len(shown(page)) == 3
    select(page, OperationKind.EDIT)
    assert page.files.isHidden()
    assert [no for no, _, _ in shown(page)] == [1]


def test_one_file_is_undone_and_brought_back_alone(
    qtbot: QtBot, two_files: Office, page: HistoryPage, asked: list[str]
) -> None:
    select(page, OperationKind.MERGE)
    choose(page, "政数.xlsx")
    press_file(qtbot, page)
    assert asked[0].startswith("《政数.xlsx》（区政数局）：1 处改动恢复为原值；1 处后来又改过，保留现在的内容；")
    assert (two_files.text(1, "progress"), two_files.text(2, "progress")) == ("后来手工改的。", "")
    assert two_files.text(4, "progress", "区税务局") == "税务：已开课。"
    assert page.notice.text == "已撤销《政数.xlsx》，1 处恢复为原值；第 1 条 区政数局 进展情况后来又改过，保留了现在的内容。"
    assert page.files.record is not None
    assert page.files.record.name == "政数.xlsx"
    assert page.files.record.undone
    assert page.files.undo_button.isHidden()
    assert not page.undo_button.isHidden()
    sources = [row.cells[5].text for row in page.details.changes_model.rows]
    assert len(sources) == 2
    assert all(each.endswith("已撤销") and "后来又改过" not in each for each in sources)
    assert page.details.hint.text() == "收的 2 份来表里有 1 份已单独撤销；选中它可以恢复。"
    press_file(qtbot, page, back=True)
    assert two_files.text(2, "progress") == "政数：推进中。"
    assert page.notice.text.startswith("已恢复《政数.xlsx》，1 处重新生效")
    assert page.files.record is not None
    assert not page.files.record.undone


def test_files_undone_one_by_one_come_back_one_by_one(
    qtbot: QtBot, two_files: Office, page: HistoryPage, asked: list[str]
) -> None:
    select(page, OperationKind.MERGE)
    for name in ("政数.xlsx", "税务.xlsx"):
        choose(page, name)
        press_file(qtbot, page)
    assert page.undo_button.isHidden()
    assert page.redo_button.isHidden()
    assert page.details.hint.text() == "收的 2 份来表里有 2 份已单独撤销；选中它可以恢复。"
    press_file(qtbot, page, back=True)
    assert two_files.text(4, "progress", "区税务局") == "税务：已开课。"
    assert two_files.text(2, "progress") == ""


def test_a_merge_undone_whole_comes_back_whole(
    qtbot: QtBot, two_files: Office, page: HistoryPage, asked: list[str]
) -> None:
    select(page, OperationKind.MERGE)
    press(qtbot, page)
    assert [row.undone for row in page.files.model.rows] == [False, True, True]
    assert page.files.undo_button.isHidden()
    assert page.files.redo_button.isHidden()
    press(qtbot, page, back=True)
    assert two_files.text(4, "progress", "区税务局") == "税务：已开课。"


def test_the_whole_is_undone_after_one_of_its_files_was(
    qtbot: QtBot, two_files: Office, page: HistoryPage, asked: list[str]
) -> None:
    select(page, OperationKind.MERGE)
    choose(page, "税务.xlsx")
    press_file(qtbot, page)
    press(qtbot, page)
    assert "1 处改动恢复为原值；1 处后来又改过，保留现在的内容" in asked[1]
    assert two_files.text(2, "progress") == ""


def test_a_single_file_needs_no_undo_of_its_own(merged: Office, page: HistoryPage) -> None:
    select(page, OperationKind.MERGE)
    assert [row.name for row in page.files.model.rows] == ["政数局.xlsx"]
    assert page.files.undo_button.isHidden()
    assert page.files.open_button.isEnabled()


def test_a_files_original_is_opened_as_a_copy_and_saved(
    qtbot: QtBot, two_files: Office, page: HistoryPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr("ui.desktop.open_file", open_it)
    target = tmp_path / "另存.xlsx"
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *_: target)
    said: list[str] = []
    page.message.connect(said.append)
    select(page, OperationKind.MERGE)
    choose(page, "税务.xlsx")
    QTest.keyClick(page.files.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].name == "税务.xlsx"
    assert opened[0].read_bytes() == two_files.reader.files[1].data
    page.files.save_button.click()
    qtbot.waitUntil(lambda: len(said) == 2)
    assert target.read_bytes() == two_files.reader.files[1].data
    assert said[0] == "已打开“税务.xlsx”的副本，在里面改动不会改到台账。"


def test_no_program_for_a_file_is_told(
    qtbot: QtBot, two_files: Office, page: HistoryPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.desktop.open_file", lambda path: False)
    told: list[str] = []
    page.problem.connect(told.append)
    select(page, OperationKind.MERGE)
    choose(page, "税务.xlsx")
    page.files.open_button.click()
    qtbot.waitUntil(lambda: bool(told))
    assert told[-1] == "没有打开“税务.xlsx”：这台电脑上没有能打开它的程序，请用“另存”存出来再看。"
