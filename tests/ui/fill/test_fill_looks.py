"""The unit's window as it is seen: on a small screen, on a large one, light and dark, nothing is cut and nothing blank."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcapp.services.fill import FillService
from qcapp.services.fill_memory import Kept
from tests.ui.fill.conftest import GOOD, MARKET, fill_row, session_of
from tools.screen_faults import faults
from ui.fill.window import FillWindow
from ui.pdf.pagination import paginate
from ui.pdf.sheet import sheet_for
from ui.pdf.typeface import Typeface
from ui.theme import show_scheme
from ui.widgets.drag_out import DragHandle

SIZES = [(1366, 728), (1024, 600), (1920, 1040)]


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def scheme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    show_scheme(qapp, dark=request.param)
    yield
    show_scheme(qapp, dark=False)


def shown(window: FillWindow, size: tuple[int, int], qtbot: QtBot) -> list[str]:
    """What is wrong once all has been laid out, which takes a few turns."""
    window.resize(*size)
    for _ in range(40):
        qtbot.wait(25)
        if not faults(window):
            break
    return [str(fault) for fault in faults(window)]


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_of_the_form_is_cut(
    service: FillService, open_window: Callable[[Path], FillWindow], form: Path, size: tuple[int, int], qtbot: QtBot
) -> None:
    opened = service.open(form)
    service.memory.keep_saved(
        opened.form.form_id.replace("202107", "202106"), Kept(MARKET, service.clock.now(), "", {"10": GOOD, "15": GOOD})
    )
    window = open_window(form)
    assert shown(window, size, qtbot) == []
    fill_row(window, "10", progress="详见附件", liaison__phone="1380000123", deadline="尽快")
    fill_row(window, "15", progress="按计划推进")
    assert shown(window, size, qtbot) == []
    window.save()
    qtbot.waitUntil(lambda: not window.sent.isHidden() and not window.tasks.busy)
    assert shown(window, size, qtbot) == []
    assert session_of(window).checked.summary.startswith("还有 42 处要填，")


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_of_the_first_page_is_cut(service: FillService, size: tuple[int, int], qtbot: QtBot) -> None:
    window = FillWindow(service, alone=True)
    qtbot.addWidget(window)
    window.show()
    assert shown(window, size, qtbot) == []
    window.ask_password(again=True)
    assert shown(window, size, qtbot) == []


def test_what_is_dragged_out_is_the_file(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dragged: list[Path] = []

    def run(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        assert actions == Qt.DropAction.CopyAction
        dragged.extend(Path(url.toLocalFile()) for url in drag.mimeData().urls())
        return actions

    monkeypatch.setattr(QDrag, "exec", run)
    handle = DragHandle()
    qtbot.addWidget(handle)
    saved = handle.path = tmp_path / "填报.xlsx"
    for there in (False, True):
        if there:
            saved.write_bytes(b"x")
        for kind, at, held in (
            (QMouseEvent.Type.MouseButtonPress, QPoint(5, 5), Qt.MouseButton.LeftButton),
            (QMouseEvent.Type.MouseMove, QPoint(60, 60), Qt.MouseButton.NoButton),
        ):
            left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            event = QMouseEvent(kind, QPointF(at), handle.mapToGlobal(QPointF(at)), held, left, plain)
            QApplication.sendEvent(handle, event)
    assert dragged == [handle.path]


def test_the_preview_of_a_slip_shows_why_each_measure_came_back(service: FillService, small: Path) -> None:
    opened = service.open(small)
    table = service.table(opened, opened.texts)
    reasons = "进展情况只写了“同上”。"
    slip = replace(table, blocks=tuple(replace(block, reasons=reasons) for block in table.blocks))
    sheet = sheet_for(slip.paper)
    (page,) = paginate(slip, sheet, Typeface(sheet))
    words = {cell.part: "".join(cell.lines) for cell in page.cells if cell.part == "reasons"}
    headings = ["".join(cell.lines) for cell in page.cells if cell.part == "header"]
    assert (words, headings[-1]) == ({"reasons": reasons}, "退回原因")
    assert max(cell.left + cell.width for cell in page.cells) <= sheet.left + sheet.text_width
