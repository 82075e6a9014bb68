"""The page 通报 in the window: its menu entries, its keys, what leads to it and from it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from qcapp.services import Services
from tests.ui.bulletin.conftest import settle
from ui.dialogs.settings import SettingsDialog
from ui.main_window import MainWindow
from ui.pages.bulletin import BulletinPage
from ui.pages.bulletin_view import Leaf

Fill = Callable[..., None]


@pytest.fixture
def bulletin(qtbot: QtBot, window: MainWindow, fill: Fill) -> BulletinPage:
    """The built-in list, of which one measure is reported."""
    fill(8, "区政数局", progress="11个业务系统中6个完成迁移，迁移率54.5%。")
    window.read_again()
    window.go("bulletin")
    page = window.page("bulletin")
    assert isinstance(page, BulletinPage)
    settle(qtbot, page)
    return page


def test_who_comes_to_the_page_by_the_keyboard_stands_on_its_leaves_and_not_beside_the_paper(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.go("bulletin")
    qtbot.waitUntil(lambda: not window.tasks.busy)
    page = window.page("bulletin")
    assert isinstance(page, BulletinPage)
    assert window.focusWidget() is page.view.tabs


def test_the_menu_leads_to_the_paper_and_to_the_reminders(
    qtbot: QtBot, window: MainWindow, bulletin: BulletinPage
) -> None:
    window.go("ledger")
    leaves: list[Leaf] = []
    for key in ("go_bulletin", "go_remind"):
        window.actions_by_key[key].trigger()
        leaves.append(bulletin.view.leaf)
    assert window.current_page is bulletin
    assert leaves == [Leaf.DRAFT, Leaf.CHASE]
    assert window.actions_by_key["bulletin"].shortcut().toString() == "Ctrl+5"
    names = [button.text() for button in window.side_bar.findChildren(QAbstractButton)]
    assert names.index("通报") == names.index("收表") + 1 < names.index("历史")


def test_the_status_bar_follows_the_paper(window: MainWindow, bulletin: BulletinPage) -> None:
    assert window.status_words[0].startswith("2021年7月通报 · 还没有登记印发")


def test_a_remark_on_the_settings_opens_them_at_their_page(
    qtbot: QtBot, window: MainWindow, bulletin: BulletinPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(SettingsDialog, "exec", lambda dialog: seen.append(dialog.page.title))
    next(link for link in bulletin.view.draft.remarks.links if link.text() == "去设置").click()
    assert seen == ["公文"]


def test_another_month_brings_its_own_paper(qtbot: QtBot, window: MainWindow, bulletin: BulletinPage) -> None:
    window.top_bar.ask_later()
    settle(qtbot, bulletin)
    assert bulletin.view.draft.heading.text() == "2021年8月通报"
    assert bulletin.view.preview.empty_words.startswith("2021年8月还没有下发")
    window.top_bar.ask_earlier()
    settle(qtbot, bulletin)
    assert bulletin.view.preview.empty_words == ""


def test_copying_copies_the_whole_paper(qtbot: QtBot, window: MainWindow, bulletin: BulletinPage) -> None:
    from PySide6.QtGui import QGuiApplication

    bulletin.view.preview.view.setFocus()
    window.actions_by_key["copy"].trigger()
    assert "一、总体情况" in QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()
    bulletin.view.preview.copy.click()
    assert "一、总体情况" in QGuiApplication.clipboard().text()


@pytest.mark.parametrize("leaf", list(Leaf))
def test_tab_goes_through_each_leaf_from_left_to_right(qtbot: QtBot, bulletin: BulletinPage, leaf: Leaf) -> None:
    view = bulletin.view
    view.show_leaf(leaf)
    settle(qtbot, bulletin)
    panel = (view.draft, view.wording, view.issued, view.chase)[leaf]
    stops = (view.tabs, *panel.stops, view.issue_button, view.write_button, view.chase_button, *view.preview.stops)
    wanted = [widget for widget in stops if widget.isVisibleTo(bulletin) and widget.isEnabled()]
    view.tabs.setFocus()
    passed: list[QWidget | None] = []
    for _ in range(len(wanted) + 12):
        passed.append(bulletin.window().focusWidget())
        QTest.keyClick(bulletin.window().focusWidget(), Qt.Key.Key_Tab)
    places = [passed.index(widget) for widget in wanted]
    assert places == sorted(places)


def test_every_control_has_a_name_for_those_who_listen(bulletin: BulletinPage) -> None:
    for leaf in Leaf:
        bulletin.view.show_leaf(leaf)
        for widget in bulletin.findChildren(QWidget):
            inner = widget.objectName().startswith("qt_")  # part of a date's field, which has a name
            if widget.isVisibleTo(bulletin) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not inner:
                named = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
                assert named, f"{type(widget).__name__} on {leaf.name}"


def test_what_is_written_elsewhere_is_in_the_paper_when_one_comes_back(
    qtbot: QtBot, window: MainWindow, bulletin: BulletinPage, services: Services, fill: Fill
) -> None:
    window.go("ledger")
    fill(9, "区大数据中心", progress="32家单位摸底完成。")
    window.read_again()
    window.go("bulletin")
    settle(qtbot, bulletin)
    latest = bulletin.drafting.latest
    assert latest is not None
    assert latest.draft is not None
    assert latest.draft.figures.total.reported == 2
