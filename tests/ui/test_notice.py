"""The notice bar: what comes unasked takes the place of nothing that is still to be read."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.widgets.notice import NoticeBar


def test_a_warning_that_comes_unasked_waits_until_what_stands_is_closed(qtbot: QtBot) -> None:
    notice = NoticeBar()
    qtbot.addWidget(notice)
    notice.show_info("原来的文件改名为“台账-损坏.sqlite3”。")
    for _ in range(2):
        notice.show_warning_in_turn("备份的第二处不在。")
    assert notice.text == "原来的文件改名为“台账-损坏.sqlite3”。"
    notice.clear()
    notice.clear()
    qtbot.waitUntil(lambda: notice.text == "备份的第二处不在。")
    assert notice.property("role") == "notice-warn"
    notice.clear()
    qtbot.wait(20)
    assert notice.isHidden(), "it comes once"


def test_it_comes_at_once_where_nothing_stands(qtbot: QtBot) -> None:
    notice = NoticeBar()
    qtbot.addWidget(notice)
    notice.show_warning_in_turn("备份的第二处不在。")
    assert (notice.text, notice.isHidden()) == ("备份的第二处不在。", False)
