"""Charts of 总览: drawn off the GUI thread, as sharp as the screen, told in words, enlarged, copied, saved."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from db.opening import create_ledger
from qcapp.domain.errors import ExpectedError
from qcapp.drawing.process import NOT_STARTED, DrawingProcess
from qcapp.forms.chart_picture import HERE, Picture
from qcapp.forms.chart_png import fitting_height
from tests.factory import FixedClock, small_plan
from tests.merge.world import JULY
from tests.programs import ended
from tests.services.office import Office
from tests.ui.hands import press
from ui import chart_work as module
from ui.dialogs import files
from ui.dialogs.question import QuestionDialog
from ui.pages.overview import OverviewPage
from ui.png_image import png_image
from ui.widgets.chart_view import ChartView

Make = Callable[[], OverviewPage]


def drawn(qtbot: QtBot, page: OverviewPage) -> ChartView:
    view = page.view.charts.view
    qtbot.waitUntil(lambda: view.image is not None and not page.tasks.busy, timeout=20_000)
    return view


def test_a_chart_is_drawn_for_the_room_it_has_and_told_in_words(qtbot: QtBot, page: OverviewPage) -> None:
    view = drawn(qtbot, page)
    assert view.image is not None
    assert view.image.deviceIndependentSize().toSize() == view.room
    assert view.image.devicePixelRatio() == view.ratio
    assert page.view.charts.heading.text() == "各月覆盖率、及时率、合格率"
    assert "2021年7月 覆盖率 60.0%、及时率 40.0%、合格率 66.7%" in view.accessibleDescription()
    assert view.accessibleName() == "图表：各月覆盖率、及时率、合格率"


def test_another_kind_or_number_draws_anew(qtbot: QtBot, page: OverviewPage) -> None:
    drawn(qtbot, page)
    charts = page.view.charts
    charts.kinds.chip("units").click()
    qtbot.waitUntil(lambda: charts.heading.text() == "2021年7月各单位得分", timeout=20_000)
    assert "区政数局 得分 85.0分" in charts.view.accessibleDescription()
    coverage = next(action for action in charts.menu.actions() if action.text() == "覆盖率")
    coverage.trigger()
    qtbot.waitUntil(lambda: charts.heading.text() == "2021年7月各单位覆盖率", timeout=20_000)
    charts.kinds.chip("tasks").click()
    qtbot.waitUntil(lambda: "各重点任务" in charts.heading.text(), timeout=20_000)
    assert charts.what.isHidden()
    charts.kinds.chip("units").click()
    assert charts.what.text() == "覆盖率 ▾"
    qtbot.waitUntil(lambda: not page.tasks.busy, timeout=20_000)


def test_it_is_drawn_anew_a_moment_after_its_room_changed(qtbot: QtBot, page: OverviewPage) -> None:
    view = drawn(qtbot, page)
    before = view.room
    page.resize(1500, 800)
    qtbot.waitUntil(lambda: view.room != before)
    qtbot.waitUntil(
        lambda: view.image is not None and view.image.deviceIndependentSize().toSize() == view.room, timeout=20_000
    )


def test_it_follows_the_figures(qtbot: QtBot, page: OverviewPage, two_months: Office) -> None:
    view = drawn(qtbot, page)
    two_months.services.edit.set_field(4, "区税务局", JULY, "progress", "七月辅导 3 场。")
    with qtbot.waitSignal(page.shown):
        page.refresh()
    qtbot.waitUntil(lambda: "2021年7月 覆盖率 80.0%" in view.accessibleDescription(), timeout=20_000)


def test_it_is_drawn_off_the_gui_thread(qtbot: QtBot, page: OverviewPage, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn(qtbot, page)
    threads: list[threading.Thread] = []
    made = module._image

    def image(*words: object) -> QImage:
        threads.append(threading.current_thread())
        return made(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_image", image)
    page.view.charts.kinds.chip("units").click()
    qtbot.waitUntil(lambda: bool(threads) and not page.tasks.busy, timeout=20_000)
    assert threading.main_thread() not in threads


def test_enter_enlarges_it_in_a_window_of_its_own(qtbot: QtBot, page: OverviewPage) -> None:
    view = drawn(qtbot, page)
    view.setFocus()
    press(view, Qt.Key.Key_Return)
    window = page.windows.chart
    assert window is not None
    qtbot.waitUntil(lambda: window.view.image is not None, timeout=20_000)
    assert window.windowTitle() == "各月覆盖率、及时率、合格率"
    assert window.view.room.width() > view.room.width()
    assert page.seen_elsewhere
    press(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_it_is_copied_as_it_would_stand_on_paper(qtbot: QtBot, page: OverviewPage) -> None:
    view = drawn(qtbot, page)
    said: list[str] = []
    page.message.connect(said.append)
    view.copy()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    image = QGuiApplication.clipboard().image()
    assert image.width() > 1200  # 156 mm at 200 dots an inch
    assert said == ["图片已复制，可以粘贴到 Word、WPS 里。"]


def test_it_is_saved_as_png_and_a_file_of_that_name_is_asked_about(
    qtbot: QtBot, page: OverviewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = drawn(qtbot, page)
    target = tmp_path / "图.png"
    offered: list[Path] = []

    def ask(parent: object, title: str, start: Path, kinds: str) -> Path:
        offered.append(start)
        return tmp_path / "图"

    monkeypatch.setattr(files, "ask_save", ask)
    view.save_requested.emit()
    qtbot.waitUntil(lambda: page.result.isVisibleTo(page), timeout=20_000)
    assert offered[0].name == "各月覆盖率、及时率、合格率.png"
    assert QImage(str(target)).size().width() > 1200
    target.write_bytes(b"mine")
    monkeypatch.setattr(QuestionDialog, "ask", lambda *words: None)
    view.save_requested.emit()
    qtbot.waitUntil(lambda: not page.tasks.busy, timeout=20_000)
    assert target.read_bytes() == b"mine"


def test_what_keeps_it_from_being_drawn_is_said_in_its_place(
    qtbot: QtBot, page: OverviewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*words: object) -> QImage:
        raise ExpectedError("这台电脑没有中文字体，请装一种再看。")

    view = drawn(qtbot, page)
    monkeypatch.setattr(module, "_image", fail)
    page.view.charts.kinds.chip("units").click()
    qtbot.waitUntil(lambda: view.words == "这台电脑没有中文字体，请装一种再看。", timeout=20_000)


def test_a_chart_comes_from_the_process_that_draws_and_what_fails_there_is_said_in_its_place(
    qtbot: QtBot, two_months: Office, make_page: Make
) -> None:
    drawing = DrawingProcess()
    two_months.services.drawing = drawing
    page = make_page()
    view = drawn(qtbot, page)
    assert drawing.pid is not None
    assert view.image == png_image(HERE.png(picture_of(page)))
    drawing.close()
    page.view.charts.kinds.chip("units").click()
    qtbot.waitUntil(lambda: view.words == NOT_STARTED, timeout=20_000)


def picture_of(page: OverviewPage) -> Picture:
    """The one that stands there, as it was wanted."""
    view, wish = page.view.charts.view, page.view.charts.wish
    width, height = (length * 25.4 / 96 for length in (view.room.width(), view.room.height()))
    chart = page.chart_work.chart(wish)
    height = max(height, fitting_height(chart, width, titled=False))
    return Picture(chart, width, height, 96 * view.ratio, titled=False)


def test_the_window_keeps_nothing_of_what_draws_charts_and_takes_the_process_with_it(tmp_path: Path) -> None:
    create_ledger(tmp_path / "ledger.sqlite3", small_plan(), FixedClock(), "经办人").close()
    root = Path(__file__).resolve().parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root), "QT_QPA_PLATFORM": "offscreen"}
    words: list[str | Path] = [sys.executable, "-c", _WINDOW, tmp_path / "ledger.sqlite3"]
    said = ended(words, env=environment, cwd=tmp_path, check=True)
    assert said.stdout.splitlines() == ["drawn beside: True", "loaded here: []", "left: None"]


_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from main import Workplace
from ui.application import make_application
from ui.pages.overview import OverviewPage
from ui.tasks import TaskRunner

app = make_application(sys.argv[:1])
place = Workplace(Path(sys.argv[1]), holds=True)
services, runner = place.open(), TaskRunner()
july = services.look.periods()[6]
services.edit.set_field(1, "区政数局", july, "progress", "七月办理 8 件。")
page = OverviewPage(services, runner)
page.set_period(july)
page.resize(1274, 690)
page.show()
page.refresh()
loop, timer = QEventLoop(), QTimer()
timer.timeout.connect(lambda: loop.quit() if page.view.charts.view.image is not None and not runner.busy else None)
timer.start(20)
loop.exec()
drawing = services.drawing
print("drawn beside:", drawing.pid is not None)
print("loaded here:", [name for name in ("matplotlib", "numpy", "PIL") if name in sys.modules])
runner.shut_down()
place.close()
print("left:", drawing.pid)
"""


def test_a_narrow_window_leaves_the_room_to_the_table(qtbot: QtBot, page: OverviewPage) -> None:
    drawn(qtbot, page)
    page.resize(868, 440)
    assert page.view.charts.isHidden()
    page.resize(1274, 690)
    assert not page.view.charts.isHidden()


def test_one_month_alone_has_a_trend_of_one_point(qtbot: QtBot, office: Office, make_page: Make) -> None:
    office.services.edit.set_field(1, "区政数局", JULY.shifted(-1), "progress", "六月启动。")
    page = make_page()
    page.set_period(JULY.shifted(-1))
    page.refresh()
    view = drawn(qtbot, page)
    assert view.accessibleDescription().count("；") == 0
    assert view.room != QSize()


def test_the_library_that_draws_is_not_imported_before_a_chart_is() -> None:
    code = (
        "import sys, ui.main_window, ui.pages.overview, ui.dialogs.facts, ui.dialogs.chart_window;"
        "print([name for name in ('matplotlib', 'numpy', 'openpyxl', 'docx') if name in sys.modules])"
    )
    said = ended([sys.executable, "-c", code], check=True)
    assert said.stdout.strip() == "[]"
