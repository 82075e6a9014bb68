"""催报: who is late, whom to call, what they will get; notices written for those that are ticked."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import WriteFailed
from qcapp.domain.operations import OperationKind
from tests.merge.world import JULY
from tests.services.office import Office
from tests.services.test_remind import a_scan_comes
from tests.ui.bulletin.conftest import settle
from tests.ui.bulletin.test_bulletin_draft import texts
from ui.pages import bulletin_chase as module
from ui.pages.base import REMIND
from ui.pages.bulletin import BulletinPage
from ui.pages.bulletin_view import BULLETIN, REMINDER, Leaf


@pytest.fixture
def chase(qtbot: QtBot, page: BulletinPage, office: Office) -> BulletinPage:
    """At the leaf 催报; 区税务局 has contacts on the measure that it has not reported."""
    office.services.edit.set_field(3, "区税务局", JULY, "liaison.name", "某丁")
    office.services.edit.set_field(3, "区税务局", JULY, "liaison.phone", "0763-8888003、13800000003")
    page.show_item(REMIND)
    page.refresh()
    settle(qtbot, page)
    return page


def shown(page: BulletinPage) -> list[list[str]]:
    model = page.view.chase.model
    return [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]


def test_late_units_are_listed_with_what_is_missing_and_for_how_long(chase: BulletinPage) -> None:
    panel = chase.view.chase
    assert chase.view.leaf is Leaf.CHASE
    assert shown(chase) == [["区税务局", "1/2 条", "3 天"], ["高新区税务局", "1 条", "3 天"]]
    assert panel.note.text() == "截至今天（7月28日），截止日 7月25日"
    assert panel.model.checked == ("区税务局", "高新区税务局")
    assert chase.view.hint.text() == "已勾选 2 家"
    assert panel.details.missing.text() == "未报：第3条"


def test_the_notice_of_the_unit_at_hand_is_shown(qtbot: QtBot, chase: BulletinPage) -> None:
    assert chase.view.preview.title.text() == "催报通知 · 区税务局"
    assert "区税务局：" in texts(chase)
    assert "尚有1条改革措施（第3条）未报送，已逾期3天" in texts(chase)
    chase.view.chase.table.selectRow(1)
    settle(qtbot, chase)
    assert chase.view.preview.title.text() == "催报通知 · 高新区税务局"
    assert "高新区税务局：" in texts(chase)
    chase.view.show_leaf(Leaf.DRAFT)
    settle(qtbot, chase)
    assert chase.view.preview.title.text() == "2021年7月通报"


def test_a_click_on_a_phone_copies_it(qtbot: QtBot, chase: BulletinPage) -> None:
    details = chase.view.chase.details
    assert [button.text() for button in details.phones] == ["0763-8888003", "13800000003"]
    assert details.phones[1].accessibleName() == "复制某丁的电话 13800000003"
    with qtbot.waitSignal(chase.message) as caught:
        details.phones[1].click()
    assert QGuiApplication.clipboard().text() == "13800000003"
    assert caught.args == ["已复制电话 13800000003。"]
    chase.view.chase.table.selectRow(1)
    assert details.phones == []
    assert not details.no_contacts.isHidden()


def test_rows_copied_go_into_wps_as_cells(chase: BulletinPage) -> None:
    chase.view.chase.table.selectAll()
    chase.view.chase.table.copy()
    assert QGuiApplication.clipboard().text() == "区税务局\t1/2 条\t3 天\n高新区税务局\t1 条\t3 天"


def test_notices_are_written_for_those_ticked_with_a_list_to_call(
    qtbot: QtBot, chase: BulletinPage, office: Office, tmp_path: Path
) -> None:
    panel = chase.view.chase
    panel.none.click()
    assert not chase.view.chase_button.isEnabled()
    assert chase.view.hint.text() == "勾选要写给的单位"
    QTest.keyClick(panel.table, Qt.Key.Key_Down)
    QTest.keyClick(panel.table, Qt.Key.Key_Space)
    panel.day.setDate(panel.day.date().addDays(1))
    with qtbot.waitSignal(chase.ledger_changed):
        chase.view.chase_button.click()
        settle(qtbot, chase)
    folder = tmp_path / "出" / "2021年7月催报通知"
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["2021年7月催报电话单.xlsx", "高新区税务局_2021年7月催报通知.docx"]
    said = "\n".join(paragraph.text for paragraph in Document(str(folder / names[1])).paragraphs)
    assert "2021年7月29日" in said
    assert chase.view.result.text.startswith("已写出 1 家单位的催报通知和电话单“2021年7月催报电话单.xlsx”，存到了 ")
    assert office.store.operations()[0].kind is OperationKind.REMIND
    assert panel.model.checked == ("高新区税务局",)


def test_the_months_own_words_stand_in_the_notices(qtbot: QtBot, chase: BulletinPage, tmp_path: Path) -> None:
    chase.drafting.set_text("remind.contact", "有疑问请找{办公室}。", "")
    chase.view.chase_button.click()
    settle(qtbot, chase)
    path = tmp_path / "出" / "2021年7月催报通知" / "区税务局_2021年7月催报通知.docx"
    assert "有疑问请找区营商办。" in "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_the_folder_chosen_again_gets_no_folder_inside(
    qtbot: QtBot, chase: BulletinPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "出" / "2021年7月催报通知"
    own.mkdir()
    monkeypatch.setattr(module, "ask_folder", lambda *_: own)
    chase.view.chase_button.click()
    settle(qtbot, chase)
    assert len(list(own.glob("*.docx"))) == 2


def test_thinking_better_of_it_writes_nothing(
    qtbot: QtBot, chase: BulletinPage, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ask_folder", lambda *_: None)
    before = office.store.operations()
    chase.view.chase_button.click()
    settle(qtbot, chase)
    assert office.store.operations() == before


def test_a_folder_that_cannot_be_written_is_told(
    qtbot: QtBot, chase: BulletinPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object, **more: object) -> None:
        raise WriteFailed("磁盘空间不够，请清理后再写。")

    monkeypatch.setattr(chase.services.remind, "write", full)
    told: list[str] = []
    chase.problem.connect(told.append)
    chase.view.chase_button.click()
    settle(qtbot, chase)
    assert told[-1] == "磁盘空间不够，请清理后再写。"
    assert chase.view.result.isHidden()


def test_before_the_due_day_nobody_is_late_and_all_can_be_reminded(
    qtbot: QtBot, chase: BulletinPage, office: Office, tmp_path: Path
) -> None:
    office.clock.time = datetime(2021, 7, 24, 9, 0)
    chase.refresh()
    settle(qtbot, chase)
    panel = chase.view.chase
    assert panel.modes.current == "early"
    assert shown(chase) == [["区税务局", "1/2 条", "1 天"], ["高新区税务局", "1 条", "1 天"]]
    assert panel.model.headerData(2, Qt.Orientation.Horizontal) == "还剩"
    assert chase.view.preview.title.text() == "提醒 · 区税务局"
    chase.view.chase_button.click()
    settle(qtbot, chase)
    assert (tmp_path / "出" / "2021年7月提醒" / "2021年7月提醒电话单.xlsx").is_file()
    panel.modes.chip("late").click()
    settle(qtbot, chase)
    assert "可以点“提醒”先提醒一声" in chase.view.preview.empty_words
    assert shown(chase) == []
    assert not chase.view.chase_button.isEnabled()


def test_when_all_have_reported_there_is_nobody_to_chase(qtbot: QtBot, chase: BulletinPage, office: Office) -> None:
    for unit in ("区税务局", "高新区税务局"):
        office.services.edit.set_field(3, unit, JULY, "progress", "电子发票已推广到312户。")
    chase.refresh()
    settle(qtbot, chase)
    assert chase.view.preview.empty_words == "各单位都报齐了，没有要催的。"
    assert chase.view.tabs.tabText(Leaf.CHASE) == "催报"
    assert chase.view.chase.details.isHidden()


def test_a_month_not_sent_out_has_nobody_to_chase(qtbot: QtBot, chase: BulletinPage) -> None:
    chase.set_period(JULY.shifted(1))
    chase.refresh()
    settle(qtbot, chase)
    assert chase.view.preview.empty_words == "2021年8月还没有下发，也没有收到填报，\n没有要催的单位。"


def test_enter_opens_the_units_measures_in_the_ledger(qtbot: QtBot, chase: BulletinPage) -> None:
    with qtbot.waitSignal(chase.go_requested) as caught:
        QTest.keyClick(chase.view.chase.table, Qt.Key.Key_Return)
    assert caught.args == ["ledger", "区税务局"]
    with qtbot.waitSignal(chase.go_requested):
        chase.view.chase.details.open_measures.click()


def test_ticks_and_the_unit_at_hand_survive_a_refresh(qtbot: QtBot, chase: BulletinPage, office: Office) -> None:
    panel = chase.view.chase
    panel.model.check(["高新区税务局"])
    panel.table.selectRow(1)
    settle(qtbot, chase)
    office.services.edit.set_field(4, "区税务局", JULY, "problems", "无")
    chase.refresh()
    settle(qtbot, chase)
    assert panel.model.checked == ("高新区税务局",)
    assert panel.current is not None
    assert panel.current.unit == "高新区税务局"


def test_a_day_chosen_for_the_notices_stays_while_the_ledger_changes(qtbot: QtBot, chase: BulletinPage) -> None:
    panel = chase.view.chase
    panel.day.setDate(panel.day.date().addDays(3))
    chase.refresh()
    settle(qtbot, chase)
    assert panel.day.day == date(2021, 7, 31)
    assert "2021年7月31日" in texts(chase)


def test_who_sent_a_scan_is_told_and_not_listed(qtbot: QtBot, chase: BulletinPage, office: Office) -> None:
    panel = chase.view.chase
    assert not panel.unread.isVisible()
    a_scan_comes(office, "高新区税务局")
    chase.refresh()
    settle(qtbot, chase)
    assert [row[0] for row in shown(chase)] == ["区税务局"]
    assert panel.unread.isVisible()
    assert panel.unread.text() == "高新区税务局交来的表读不出内容（如扫描件），还没有录入，所以没有列入；请先录入，或请单位重发。"


def test_while_a_notice_is_worded_the_button_is_about_that_notice(qtbot: QtBot, chase: BulletinPage) -> None:
    chase.view.show_leaf(Leaf.WORDING)
    chase.view.wording.papers.chip(BULLETIN).click()
    assert [each.isHidden() for each in (chase.view.write_button, chase.view.chase_button)] == [False, True]
    chase.view.wording.papers.chip(REMINDER).click()
    settle(qtbot, chase)
    view = chase.view
    assert view.preview.title.text().startswith("催报通知 · ")
    assert [each.isHidden() for each in (view.write_button, view.issue_button, view.chase_button)] == [True, True, False]
    assert view.chase_button.text() == "去写催报通知(&W)…"
    chase.refresh()
    settle(qtbot, chase)
    assert view.chase_button.text() == "去写催报通知(&W)…"
    view.chase_button.click()
    settle(qtbot, chase)
    assert view.leaf is Leaf.CHASE
    assert view.chase_button.text() == "写出催报通知(&W)…"
