"""Pictures beside the form: leafed, zoomed, turned; what can't be shown is told; the window comes back where it was."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSettings, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import UsageError
from tests.ui.hands import press
from ui.main_window import MainWindow
from ui.widgets.picture_viewer import PictureViewer, Sheet


def drawn(width: int, height: int, kind: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.blue)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(kind.encode())).write(image)
    return bytes(data.data())


WIDE, TALL, BROKEN, GONE = Sheet("a", "横.png"), Sheet("b", "竖.jpg"), Sheet("c", "坏.png"), Sheet("d", "没了.png")


@pytest.fixture
def viewer(qtbot: QtBot) -> Iterator[PictureViewer]:
    kept = {"a": drawn(1600, 800), "b": drawn(400, 900, "JPG"), "c": b"no picture"}

    def bytes_of(sha256: str) -> bytes:
        if sha256 not in kept:
            raise UsageError("台账里没有存着这份文件。")
        return kept[sha256]

    window = QWidget()
    window.resize(1366, 768)
    qtbot.addWidget(window)
    viewer = PictureViewer(bytes_of, window)
    viewer.resize(600, 500)
    yield viewer
    shiboken6.delete(viewer)


def test_a_picture_is_fitted_and_stays_so_while_the_window_is_drawn_larger(viewer: PictureViewer, qtbot: QtBot) -> None:
    viewer.show_sheets([WIDE], WIDE)
    qtbot.waitExposed(viewer)
    assert viewer.view.fits
    before = viewer.view.zoom
    assert before == pytest.approx(viewer.view.viewport().width() / 1600, rel=0.01)
    viewer.resize(viewer.size() + QSize(120, 80))
    assert viewer.view.zoom > before
    assert viewer.scale.text() == f"{round(viewer.view.zoom * 100)}%"
    assert viewer.windowTitle() == "横.png — 佐证材料"
    assert viewer.count.text() == ""
    assert not viewer.next_button.isEnabled()


def test_a_picture_stays_in_sight_while_one_types_in_the_window_below_it(viewer: PictureViewer, qtbot: QtBot) -> None:
    viewer.show_sheets([WIDE], WIDE)
    qtbot.waitExposed(viewer)
    window = viewer.parentWidget()
    assert window is not None
    above, below = viewer.windowHandle(), window.windowHandle()
    assert above.transientParent() is below
    assert above.type() is Qt.WindowType.Dialog  # a plain window's parent is not told to X11
    assert above.modality() is Qt.WindowModality.NonModal


def test_keys_zoom_turn_and_leaf(viewer: PictureViewer) -> None:
    viewer.show_sheets([WIDE, TALL], WIDE)
    press(viewer, Qt.Key.Key_1)
    assert viewer.view.zoom == pytest.approx(1.0)
    press(viewer, Qt.Key.Key_Plus)
    assert viewer.view.zoom == pytest.approx(1.25)
    press(viewer, Qt.Key.Key_Minus)
    press(viewer, Qt.Key.Key_R)
    assert viewer.view.turned == 90
    assert viewer.view.zoom == pytest.approx(1.0)
    press(viewer, Qt.Key.Key_0)
    assert viewer.view.zoom == pytest.approx(viewer.view.viewport().height() / 1600, rel=0.01)
    press(viewer, Qt.Key.Key_PageDown)
    assert viewer.sheet == TALL
    assert viewer.view.turned == 0
    assert viewer.count.text() == "第 2 / 2 份"
    press(viewer, Qt.Key.Key_PageDown)
    assert viewer.sheet == TALL
    press(viewer, Qt.Key.Key_PageUp)
    assert viewer.sheet == WIDE
    press(viewer, Qt.Key.Key_Escape)
    assert viewer.isHidden()


def test_what_can_not_be_shown_or_had_is_told_and_can_be_opened_elsewhere(viewer: PictureViewer, qtbot: QtBot) -> None:
    viewer.show_sheets([BROKEN, GONE, WIDE], BROKEN)
    assert viewer.trouble.text().startswith("“坏.png”在这里显示不出来")
    assert not viewer.turn_button.isEnabled()
    with qtbot.waitSignal(viewer.open_requested) as asked:
        viewer.other_button.click()
    assert asked.args == ["c", "坏.png"]
    viewer.next_button.click()
    assert viewer.trouble.text() == "台账里没有存着这份文件。"
    viewer.next_button.click()
    assert viewer.turn_button.isEnabled()


def test_a_scan_of_several_pages_is_leafed_page_by_page(
    viewer: PictureViewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = Sheet("t", "扫描.tif")
    data = _two_page_tiff()
    monkeypatch.setattr(viewer, "_bytes_of", lambda sha256: data if sha256 == "t" else drawn(10, 10))
    viewer.show_sheets([scan, WIDE], scan)
    assert viewer.count.text() == "第 1 / 2 份 · 第 1 / 2 页"
    viewer.show_next()
    assert viewer.count.text() == "第 1 / 2 份 · 第 2 / 2 页"
    viewer.show_next()
    assert viewer.sheet == WIDE
    viewer.show_previous()
    assert viewer.count.text() == "第 1 / 2 份 · 第 2 / 2 页"


def _two_page_tiff() -> bytes:
    """Two black and white pages of 8 by 1 points, written by hand: Qt writes single pages only."""

    def directory(after: int) -> bytes:
        short, long, pixels_at = 3, 4, 8
        tags = [
            (256, short, 8), (257, short, 1), (258, short, 1), (259, short, 1), (262, short, 1), (273, long, pixels_at),
            (277, short, 1), (278, short, 1), (279, long, 1),
        ]
        return struct.pack("<H", len(tags)) + b"".join(
            struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags
        ) + struct.pack("<I", after)

    first = 10
    second = first + len(directory(0))
    return struct.pack("<2sHI", b"II", 42, first) + b"\xaa\x00" + directory(second) + directory(0)


def test_it_stands_over_the_table_and_comes_back_where_it_was(
    viewer: PictureViewer, tmp_path: Path, qtbot: QtBot
) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    viewer.save_state(settings)
    assert not settings.contains("ledger/viewer")
    viewer.show_sheets([WIDE], WIDE)
    assert viewer.width() <= 1366 * 6 // 10
    viewer.setGeometry(40, 60, 500, 400)
    viewer.close()
    viewer.save_state(settings)
    window = QWidget()
    qtbot.addWidget(window)
    again = PictureViewer(lambda sha256: drawn(10, 10), window)
    again.restore_state(settings)
    again.show_sheets([WIDE], WIDE)
    assert again.size() == QSize(500, 400)


def test_a_picture_of_the_entry_opens_beside_the_form(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    for name, data in (("一.png", drawn(30, 20)), ("二.png", drawn(20, 30)), ("表.xlsx", b"table")):
        (tmp_path / name).write_bytes(data)
    window.go("ledger", 11)
    page = window.ledger_page
    page.work.attach([tmp_path / name for name in ("一.png", "表.xlsx", "二.png")])
    qtbot.waitUntil(lambda: not window.tasks.busy)
    rows = page.form.attachments.model.rows
    page.work.open(rows[2])
    viewer = page.work.viewer
    assert viewer is not None
    assert viewer.isVisible()
    assert not viewer.isModal()
    assert viewer.count.text() == "第 2 / 2 份"
    assert viewer.name.text() == "二.png"
    page.work.open(rows[0])
    assert page.work.viewer is viewer
    assert viewer.name.text() == "一.png"
    viewer.close()
