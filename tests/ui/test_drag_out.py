"""Files are dragged out of the window as copies; what they are dropped on never gets at the ledger's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import JULY
from tests.ui.hands import press
from ui.dialogs.exported import ResultBar
from ui.main_window import MainWindow

Dragged = list[tuple[Path, Qt.DropAction]]


@pytest.fixture
def dragged(monkeypatch: pytest.MonkeyPatch) -> Dragged:
    """Where drags would end: what they carry, and what may be done with it."""
    seen: Dragged = []

    def run(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        seen.extend((Path(url.toLocalFile()), actions) for url in drag.mimeData().urls())
        return actions

    monkeypatch.setattr(QDrag, "exec", run)
    return seen


def pull(view: QAbstractItemView, row: int = 0) -> None:
    """Press on a row and move on, as far as a drag needs."""
    room, at = view.viewport(), view.visualRect(view.model().index(row, 0)).center()
    QTest.mousePress(room, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(room, at + QPoint(QApplication.startDragDistance() + 2, 2))
    QTest.mouseRelease(room, Qt.MouseButton.LeftButton, pos=at)


def test_what_was_exported_is_dragged_out_of_its_bar(qtbot: QtBot, tmp_path: Path, dragged: Dragged) -> None:
    bar = ResultBar()
    qtbot.addWidget(bar)
    bar.show_file(_written(tmp_path / "细化表.xlsx"))
    bar.handle.drag()
    assert dragged == [(tmp_path / "细化表.xlsx", Qt.DropAction.CopyAction)]


def test_a_written_file_is_told_by_the_picture_of_its_kind(qtbot: QtBot, tmp_path: Path) -> None:
    bar = ResultBar()
    qtbot.addWidget(bar)
    (tmp_path / "7.15下发").mkdir()
    pictures = []
    for name in ("细化表.xlsx", "通报.docx", "细化表.pdf", "7.15下发"):
        bar.show_file(tmp_path / name)
        pictures.append(bar.handle.pixmap().toImage())
    assert all(one != other for at, one in enumerate(pictures) for other in pictures[:at])
    bar.show_file(tmp_path / "另一份.DOCX")
    assert bar.handle.pixmap().toImage() == pictures[1]


def test_a_folder_of_dispatched_forms_is_dragged_too(qtbot: QtBot, tmp_path: Path, dragged: Dragged) -> None:
    bar = ResultBar()
    qtbot.addWidget(bar)
    bar.show_folder(tmp_path, "已生成 20 份下发表。")
    bar.handle.drag()
    assert [path for path, _ in dragged] == [tmp_path]


def test_what_is_gone_meanwhile_is_not_dragged(qtbot: QtBot, tmp_path: Path, dragged: Dragged) -> None:
    bar = ResultBar()
    qtbot.addWidget(bar)
    bar.show_file(tmp_path / "没有了.xlsx")
    bar.handle.drag()
    assert dragged == []


def test_enter_on_the_handle_puts_the_file_on_the_clipboard(qtbot: QtBot, tmp_path: Path) -> None:
    bar = ResultBar()
    qtbot.addWidget(bar)
    bar.show_file(_written(tmp_path / "细化表.xlsx"))
    press(bar.handle, Qt.Key.Key_Return)
    assert [url.toLocalFile() for url in QApplication.clipboard().mimeData().urls()] == [str(tmp_path / "细化表.xlsx")]


def test_an_attachment_is_dragged_out_as_a_copy(window: MainWindow, qtbot: QtBot, tmp_path: Path, dragged: Dragged) -> None:
    photo = _written(tmp_path / "现场照片.txt")
    window.services.archive.attach(8, "区政数局", JULY, [photo])
    window.go("ledger", (8, "区政数局"))
    window.read_again()
    box = window.ledger_page.form.attachments
    qtbot.waitUntil(lambda: box.model.rowCount() == 1 and box.list.isVisible())
    pull(box.list)
    ((path, actions),) = dragged
    assert (path.name, path.read_bytes(), actions) == ("现场照片.txt", b"x", Qt.DropAction.CopyAction)
    assert path != photo


def _written(path: Path) -> Path:
    path.write_bytes(b"x")
    return path
