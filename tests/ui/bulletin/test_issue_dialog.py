"""登记印发: which file and which day, and what it means, said plainly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.merge.world import JULY
from ui.dialogs import issue as module
from ui.dialogs.issue import IssueChoice, IssueDialog, IssueOffer

DAY = date(2021, 7, 28)


@pytest.fixture
def offer(tmp_path: Path) -> IssueOffer:
    written = tmp_path / "七月通报.docx"
    written.write_bytes(b"x")
    return IssueOffer(JULY, "关于2021年7月报送情况的通报", DAY, DAY, written, tmp_path)


def shown(qtbot: QtBot, offer: IssueOffer) -> IssueDialog:
    dialog = IssueDialog(offer)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def words(dialog: IssueDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog))


def test_the_file_written_last_is_taken_by_enter(qtbot: QtBot, offer: IssueOffer) -> None:
    dialog = shown(qtbot, offer)
    assert dialog.written.text() == "写成的《七月通报.docx》"
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.choice == IssueChoice(offer.written, DAY)


def test_what_registering_means_is_said(qtbot: QtBot, offer: IssueOffer) -> None:
    told = words(shown(qtbot, offer))
    assert "数字就定下了" in told
    assert "原样存进台账" in told
    assert "可以在“已印发”里撤回" in told
    assert "在 WPS 里改了并存过盘的，存的就是改过的那份" in told


def test_a_word_of_care_is_shown_where_there_is_one(qtbot: QtBot, offer: IssueOffer) -> None:
    assert "请先重新写成" in words(shown(qtbot, replace(offer, warning="台账若又改过，请先重新写成。")))


def test_another_file_is_chosen_and_one_that_is_not_there_refused(
    qtbot: QtBot, offer: IssueOffer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = shown(qtbot, replace(offer, written=None))
    assert dialog.written.isHidden()
    assert dialog.other.isChecked()
    assert dialog.hint.text() == "请选择印发出去的那份文件"
    dialog.file.setText(str(tmp_path / "没有.docx"))
    assert dialog.hint.text() == "没有这个文件，请点“浏览…”另选一份"
    assert not dialog.register.isEnabled()
    dialog.accept()
    assert dialog.choice is None
    scan = tmp_path / "扫描件.pdf"
    scan.write_bytes(b"%PDF")
    monkeypatch.setattr(module, "ask_open", lambda *_: scan)
    dialog.browse.click()
    dialog.day.setDate(dialog.day.date().addDays(-1))
    dialog.accept()
    assert dialog.choice == IssueChoice(scan, date(2021, 7, 27))


def test_without_a_file_only_the_figures_are_kept(qtbot: QtBot, offer: IssueOffer) -> None:
    dialog = shown(qtbot, offer)
    dialog.none.click()
    assert not dialog.file.isEnabled()
    dialog.accept()
    assert dialog.choice == IssueChoice(None, DAY)


def test_a_day_yet_to_come_is_no_day_of_issue(qtbot: QtBot, offer: IssueOffer) -> None:
    dialog = shown(qtbot, replace(offer, day=date(2021, 8, 2)))
    assert dialog.day.day == DAY
    dialog.day.setDate(dialog.day.date().addDays(5))
    assert dialog.day.day == DAY


def test_escape_registers_nothing(qtbot: QtBot, offer: IssueOffer) -> None:
    dialog = shown(qtbot, offer)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.choice is None


def test_it_is_never_lower_than_what_stands_in_it(qtbot: QtBot, offer: IssueOffer) -> None:
    """On a low screen Qt would show it at two thirds of the screen's height, its lines over each other."""
    dialog = shown(qtbot, offer)
    layout = dialog.layout()
    assert layout is not None
    assert dialog.minimumHeight() >= layout.heightForWidth(dialog.width())
    assert dialog.width() == 560
