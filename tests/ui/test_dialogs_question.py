"""Questions answer by name, results can be opened, the about box can be copied."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qcapp import __version__
from ui.desktop import open_file, open_folder, shown_path, typed_path
from ui.dialogs.about import AboutDialog, PlainValue
from ui.dialogs.exported import ResultBar
from ui.dialogs.question import Answer, QuestionDialog
from ui.widgets.labels import WrappedLabel

ANSWERS = [Answer("fresh", "只下发未下发的"), Answer("all", "全部重新下发")]


def soon(action: Callable[[QuestionDialog], None]) -> None:
    """Do that to the question as soon as it stands there."""

    def act() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QuestionDialog)
        action(dialog)

    QTimer.singleShot(0, act)


def button(dialog: QWidget, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def ask() -> str | None:
    return QuestionDialog.ask(None, "重新下发", "已经下发过", "要怎么办？", ANSWERS, ["区政数局", "区税务局"])


@pytest.mark.parametrize(("name", "answer"), [("fresh", "fresh"), ("all", "all"), ("cancel", None)])
def test_each_button_answers_what_it_says(qapp: object, name: str, answer: str | None) -> None:
    soon(lambda dialog: button(dialog, name).click())
    assert ask() == answer


def test_enter_takes_the_first_answer_and_escape_none(qapp: object) -> None:
    soon(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Return))
    assert ask() == "fresh"
    soon(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
    assert ask() is None


def test_the_whole_sentence_is_seen_above_many_answers(qtbot: QtBot) -> None:
    answers = [Answer(str(n), "用内置的清单建一本新的台账") for n in range(4)]
    dialog = QuestionDialog("建账", "怎样建？", "这是一句要占三行的话，" * 7, answers)
    qtbot.addWidget(dialog)
    dialog.show()
    for label in dialog.findChildren(WrappedLabel):
        assert label.height() >= label.heightForWidth(label.width())


def test_details_are_listed_and_the_dialog_fits_the_smallest_screen(qtbot: QtBot) -> None:
    dialog = QuestionDialog("撤销", "撤销？", "说明" * 60, ANSWERS, details=[f"第 {n} 条" for n in range(200)])
    qtbot.addWidget(dialog)
    dialog.show()
    box = dialog.findChild(QPlainTextEdit)
    assert isinstance(box, QPlainTextEdit)
    assert box.toPlainText().splitlines()[199] == "第 199 条"
    assert dialog.width() <= 600
    assert dialog.height() <= 500


@pytest.mark.parametrize("count", [1, 2, 3, 40])
def test_what_would_be_lost_is_read_line_by_line_and_no_line_is_cut(qtbot: QtBot, count: int) -> None:
    line = "撤去　2021-07-22 09:30　经办人甲　合并：区市场监管局、区政务服务数据管理局等 12 份来表（146 处）"
    dialog = QuestionDialog("恢复备份", "恢复？", "说明", ANSWERS, details=[line] * count)
    qtbot.addWidget(dialog)
    dialog.show()
    box = dialog.findChild(QPlainTextEdit)
    assert isinstance(box, QPlainTextEdit)
    hidden = box.verticalScrollBar().maximum()
    assert hidden == 0 if count < 4 else hidden > 0
    room = box.viewport().height() - 2 * box.document().documentMargin()
    assert room >= (box.fontMetrics().lineSpacing() * 2 * min(count, 4))
    assert dialog.height() <= 500


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the desktop was asked to open."""
    urls: list[str] = []

    def open_url(url: QUrl) -> bool:
        urls.append(url.toLocalFile())
        return True

    def explore(program: str, words: list[str]) -> tuple[bool, int]:
        """Windows: Explorer shows a file in its folder."""
        urls.append(str(Path(words[1]).parent))
        return True, 0

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    monkeypatch.setattr(QProcess, "startDetached", explore)
    return urls


def test_after_an_export_the_file_and_its_folder_are_a_click_away(
    qtbot: QtBot, tmp_path: Path, opened: list[str]
) -> None:
    path = tmp_path / "细化表（2021年7月）.xlsx"
    path.write_bytes(b"x")
    bar = ResultBar()
    qtbot.addWidget(bar)
    bar.show_file(path)
    assert bar.text == "已导出“细化表（2021年7月）.xlsx”。"
    bar.open_file()
    bar.open_folder()
    assert [Path(each) for each in opened] == [path, tmp_path]
    bar.clear()
    assert bar.isHidden()


def test_several_files_offer_their_folder_only(qtbot: QtBot, tmp_path: Path, opened: list[str]) -> None:
    bar = ResultBar()
    qtbot.addWidget(bar)
    bar.show_folder(tmp_path, "已生成 2 份。")
    words = [each.text() for each in bar.findChildren(QPushButton) if not each.isHidden()]
    assert words == ["打开所在文件夹", "知道了"]
    bar.open_folder()
    assert [Path(each) for each in opened] == [tmp_path]


def test_a_file_that_is_gone_is_told_in_words(qtbot: QtBot, tmp_path: Path, opened: list[str]) -> None:
    bar = ResultBar()
    qtbot.addWidget(bar)
    bar.show_file(tmp_path / "没有.xlsx")
    with qtbot.waitSignal(bar.failed) as caught:
        bar.open_file()
    assert str(caught.args[0]).startswith("没有打开“没有.xlsx”")
    assert opened == []


def test_the_folder_of_a_deleted_file_still_opens(tmp_path: Path, opened: list[str]) -> None:
    assert open_folder(tmp_path / "已删除.xlsx")
    assert [Path(each) for each in opened] == [tmp_path]
    assert not open_file(tmp_path / "已删除.xlsx")
    assert not open_folder(tmp_path / "无" / "已删除.xlsx")


def test_windows_selects_the_file_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "细化 表.xlsx"
    path.write_bytes(b"x")
    started: list[tuple[str, list[str]]] = []

    def start(program: str, arguments: list[str]) -> tuple[bool, int]:
        started.append((program, arguments))
        return True, 1

    monkeypatch.setattr("ui.desktop.sys.platform", "win32")
    monkeypatch.setattr("ui.desktop.QProcess.startDetached", start)
    assert open_folder(path)
    assert started[0][0] == "explorer.exe"
    assert started[0][1][0] == "/select,"
    assert started[0][1][1].endswith("细化 表.xlsx")


def test_a_path_below_the_home_folder_is_shown_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    if os.sep == "/":
        assert shown_path(tmp_path / "下发") == "~/下发"
    assert shown_path(tmp_path.parent).endswith(tmp_path.parent.name)


def test_a_path_that_was_copied_from_the_desktop_is_that_path(tmp_path: Path) -> None:
    path = tmp_path / "2022 年 细化表#1.xlsx"
    for text in (str(path), f'  "{path}" ', path.as_uri(), QUrl.fromLocalFile(str(path)).toString()):
        assert typed_path(text) == path
    assert typed_path("~") == Path.home()
    assert typed_path("~没有这个人/表.xlsx").name == "表.xlsx"
    assert typed_path("表.xlsx") == Path("表.xlsx")
    assert typed_path("D:/下发/表.xlsx") == Path("D:/下发/表.xlsx")


def test_about_shows_the_whole_of_a_long_place(qtbot: QtBot, tmp_path: Path) -> None:
    """What is cut can't be read to whoever is asked for help on the phone."""
    ledger = tmp_path.joinpath(*["营商环境 改革 2021 年度 台账资料" for _ in range(9)], "ledger.sqlite3")
    dialog = AboutDialog(ledger)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    place = next(each for each in dialog.findChildren(PlainValue) if each.accessibleName() == "台账位置")
    assert place.toPlainText() == str(ledger)
    assert place.document().size().height() > 2, "lines of it"
    assert place.verticalScrollBar().maximum() == 0
    one = next(each for each in dialog.findChildren(PlainValue) if each.accessibleName() == "Qt")
    assert one.verticalScrollBar().maximum() == 0
    assert one.height() < place.height() / 2


def test_no_line_of_about_ends_in_a_character_alone(qtbot: QtBot, tmp_path: Path) -> None:
    """What the program does, and where the data lie, each on a line that has room."""
    dialog = AboutDialog(tmp_path / "台账.sqlite3")
    qtbot.addWidget(dialog)
    (what,) = dialog.findChildren(WrappedLabel)
    room, metrics = what.width(), what.fontMetrics()
    lines = what.text().split("\n")
    assert lines[1] == "不联网，数据只在这台电脑上。"
    assert max(map(metrics.horizontalAdvance, lines)) <= room


def test_about_tells_versions_and_the_ledgers_place(qtbot: QtBot, tmp_path: Path) -> None:
    ledger = tmp_path / "我的 台账" / "ledger.sqlite3"
    dialog = AboutDialog(ledger)
    qtbot.addWidget(dialog)
    dialog.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(f"营商台账\n版本：{__version__}\nPython：")
    assert f"SQLite：{sqlite3.sqlite_version}" in copied
    assert copied.endswith(f"台账位置：{ledger}")
