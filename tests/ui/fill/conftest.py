"""A unit's window on forms that a real dispatch has written."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import main
from qcapp.forms.layout import TableDocument
from qcapp.intake.reader import SafeReader
from qcapp.services.fill import FillService
from qcapp.services.fill_memory import FillMemory
from tests.factory import FixedClock
from ui.dialogs.question import Answer, QuestionDialog
from ui.fill.session import FillSession
from ui.fill.window import FillWindow

TRAFFIC, MARKET = "区交通运输局", "区市场监管局"
PEOPLE = {
    "responsible.name": "张三", "responsible.phone": "0763-3300044", "liaison.name": "李四", "liaison.phone": "13800138000",
}
GOOD = {**PEOPLE, "progress": "办理 12 件，平均用时 3 个工作日。", "problems": "无", "deadline": "2021年12月底"}


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what the office sent for July."""
    folder = tmp_path_factory.mktemp("office")
    words = ["--ledger", str(folder / "ledger.sqlite3"), "--quiet"]
    assert main.main([*words, "init"]) == 0
    units = ["--unit", TRAFFIC, "--unit", MARKET]
    assert main.main([*words, "dispatch", "--period", "2021-07", "--out", str(folder / "下发"), *units]) == 0
    return folder / "下发"


@pytest.fixture
def got(sent: Path, tmp_path: Path) -> Path:
    """The unit's own copies."""
    return Path(shutil.copytree(sent, tmp_path / "收到的 表"))


@pytest.fixture
def form(got: Path) -> Path:
    """One of eight measures."""
    return got / f"{MARKET}_2021年7月下发表.xlsx"


@pytest.fixture
def small(got: Path) -> Path:
    """One of one measure."""
    return got / f"{TRAFFIC}_2021年7月下发表.docx"


@dataclass
class Writers:
    """The program's own; ``trouble`` is raised instead, once."""

    trouble: Exception | None = None

    def write(self, table: TableDocument, path: Path) -> None:
        if self.trouble is not None:
            trouble, self.trouble = self.trouble, None
            raise trouble
        main.WRITERS[path.suffix.removeprefix(".")](table, path)


@pytest.fixture
def writers() -> Writers:
    return Writers()


@pytest.fixture
def service(tmp_path: Path, writers: Writers) -> FillService:
    reader = SafeReader(in_process=True)
    made = {"xlsx": writers.write, "docx": writers.write}
    return FillService(lambda: reader, made, FillMemory(tmp_path / "data" / "fill"), FixedClock())


@dataclass
class Asked:
    """Questions are answered by key; what was asked is kept."""

    answers: list[str | None] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def ask(
        self, parent: object, title: str, heading: str, words: str, answers: list[Answer], details: object = ()
    ) -> str | None:
        assert self.answers, heading
        self.questions.append(heading)
        answer = self.answers.pop(0)
        assert answer is None or answer in {each.key for each in answers}
        return answer


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    made = Asked()
    monkeypatch.setattr(QuestionDialog, "ask", made.ask)
    return made


@pytest.fixture
def open_window(service: FillService, qtbot: QtBot, asked: Asked) -> Iterator[Callable[[Path], FillWindow]]:
    """Shown, with that form in it."""
    made: list[FillWindow] = []

    def opened(path: Path) -> FillWindow:
        window = FillWindow(service)
        made.append(window)
        window.resize(1366, 768)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        window.open_file(path)
        qtbot.waitUntil(lambda: window.session is not None)
        return window

    yield opened
    for window in made:
        if shiboken6.isValid(window):
            window.tasks.shut_down()
            window.hide()
            shiboken6.delete(window)


def session_of(window: FillWindow) -> FillSession:
    assert window.session is not None
    return window.session


def fill_row(window: FillWindow, key: str, **texts: str) -> None:
    """As typed, a field after the other."""
    for name, text in {**GOOD, **texts}.items():
        session_of(window).typed(key, name.replace("__", "."), text)
        session_of(window).pause()


def drop_on(window: QWidget, *paths: Path) -> None:
    """As from the desktop: enter, then drop."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where, copy = QPointF(80, 300), Qt.DropAction.CopyAction
    left, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(where.toPoint(), copy, mime, left, plain))
    QApplication.sendEvent(window, QDropEvent(where, copy, mime, left, plain))
