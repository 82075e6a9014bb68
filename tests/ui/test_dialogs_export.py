"""导出: what is chosen is what is answered; nothing is written here, nothing replaced unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qcapp.domain.period import Period
from qcapp.forms.layout import Paper
from ui.dialogs import export_dialog as module
from ui.dialogs.export_dialog import ExportChoice, ExportDialog, ExportOffer, Format
from ui.dialogs.question import QuestionDialog
from ui.theme import Tone

TITLE = "清城区2021年责任清单细化表"
UNITS = ("区政数局", "区税务局", "高新区税务局")


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> ExportDialog:
    dialog = ExportDialog(ExportOffer(Period(2021, 7), TITLE, UNITS, Paper.A3, tmp_path))
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def check(dialog: ExportDialog, *names: str) -> None:
    for row in range(dialog.units.count()):
        item = dialog.units.item(row)
        item.setCheckState(Qt.CheckState.Checked if item.text() in names else Qt.CheckState.Unchecked)


def test_enter_exports_the_whole_list_as_xlsx_by_default(dialog: ExportDialog, tmp_path: Path) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.choice == ExportChoice(tmp_path / f"{TITLE}（2021年7月）.xlsx", Paper.A3, ())
    assert list(tmp_path.iterdir()) == []


def test_a_table_that_is_filtered_on_screen_is_told_to_be_exported_whole(qtbot: QtBot, tmp_path: Path) -> None:
    """Else 74 measures go out in the place of the 41 that were looked at."""
    dialog = ExportDialog(ExportOffer(Period(2021, 7), TITLE, UNITS, Paper.A3, tmp_path, narrowed=True))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.hint.text().startswith("导出的是全部条目；")
    assert dialog.hint.shown_in(dialog.hint.width()) == dialog.hint.text()
    dialog.some_units.setChecked(True)
    dialog.units.item(0).setCheckState(Qt.CheckState.Checked)
    assert dialog.hint.text().startswith("导出的是所选单位的全部条目；")
    assert dialog.hint.shown_in(dialog.hint.width()) == dialog.hint.text()
    dialog.all_units.setChecked(True)
    (tmp_path / f"{TITLE}（2021年7月）.xlsx").touch()
    dialog.folder.setText(f"{tmp_path}/")
    assert dialog.hint.text() == "已有同名文件，导出时会先问要不要替换"


def test_escape_leaves_without_a_choice(dialog: ExportDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.choice is None
    assert dialog.isHidden()


def test_format_paper_and_units_are_answered_and_named(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.formats[Format.PDF].setChecked(True)
    dialog.papers[Paper.A4].setChecked(True)
    dialog.some_units.setChecked(True)
    check(dialog, "高新区税务局", "区税务局")
    dialog.accept()
    assert dialog.choice == ExportChoice(
        tmp_path / f"{TITLE}（2021年7月，区税务局等2家）.pdf", Paper.A4, ("区税务局", "高新区税务局")
    )


def test_one_unit_stands_in_the_name_alone(dialog: ExportDialog) -> None:
    dialog.some_units.setChecked(True)
    check(dialog, "区政数局")
    assert dialog.file.text() == f"{TITLE}（2021年7月，区政数局）.xlsx"


def test_some_units_without_any_is_not_exported(dialog: ExportDialog) -> None:
    dialog.some_units.setChecked(True)
    assert not dialog.export.isEnabled()
    assert dialog.hint.text() == "请至少勾选一家单位"
    dialog.accept()
    assert dialog.choice is None


def test_a_name_typed_by_hand_stays_and_gets_the_right_suffix(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.file.selectAll()
    QTest.keyClicks(dialog.file, "July.report")
    dialog.formats[Format.DOCX].setChecked(True)
    assert dialog.file.text() == "July.report.docx"
    dialog.formats[Format.XLSX].setChecked(True)
    assert dialog.target == tmp_path / "July.report.xlsx"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("", "请填写文件名"), ("7/8月", "文件名里不能有"), ("表?", "文件名里不能有"), ("NUL", "“NUL”是 Windows 留给设备的名字"),
    ],
)
def test_names_that_no_folder_takes_are_told(dialog: ExportDialog, name: str, hint: str) -> None:
    dialog.file.setText(name)
    dialog.file.textEdited.emit(name)
    assert dialog.hint.text().startswith(hint)
    assert not dialog.export.isEnabled()


def test_a_folder_that_is_gone_is_told(dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.folder.setText(str(tmp_path / "没有"))
    assert dialog.hint.text() == "这个文件夹不存在，请点“浏览…”另选一个"
    assert dialog.hint.palette().windowText().color() == Tone.BAD.text
    assert not dialog.export.isEnabled()
    dialog.accept()
    assert dialog.choice is None
    dialog.folder.setText(str(tmp_path))
    assert dialog.hint.palette().windowText().color() != Tone.BAD.text
    assert dialog.export.isEnabled()


@pytest.mark.parametrize("answer", ["replace", None])
def test_an_older_file_is_replaced_only_when_said_so(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str | None
) -> None:
    dialog.target.write_bytes(b"older")
    monkeypatch.setattr(QuestionDialog, "ask", lambda *_: answer)
    dialog.accept()
    assert (dialog.choice is not None) is (answer == "replace")
    assert dialog.target.read_bytes() == b"older"


def test_browsing_takes_folder_name_and_format(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = tmp_path / "七月.docx"
    monkeypatch.setattr(module, "ask_save", lambda *_: chosen)
    dialog.browse.click()
    assert dialog.format is Format.DOCX
    assert dialog.target == chosen


def test_it_fits_the_smallest_screen_with_the_units_open(dialog: ExportDialog) -> None:
    dialog.some_units.setChecked(True)
    assert dialog.sizeHint().width() <= 760
    assert dialog.sizeHint().height() <= 600
