"""Work that follows typing: only the newest counts, nothing of it gets lost, a bug does not stop it for good."""

from __future__ import annotations

import threading
from functools import partial

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import UsageError
from qcapp.ports import Progress
from ui.latest import Latest
from ui.tasks import TaskRunner


@pytest.fixture
def latest(qtbot: QtBot) -> Latest:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = Latest(TaskRunner(parent), "重排预览", parent)
    made.told = []  # type: ignore[attr-defined]
    made.done.connect(made.told.append)  # type: ignore[attr-defined]
    return made


def told(latest: Latest) -> list[object]:
    return latest.told  # type: ignore[attr-defined, no-any-return]


def test_of_several_wishes_only_the_newest_is_worked_on(qtbot: QtBot, latest: Latest) -> None:
    worked: list[str] = []

    def work(word: str, progress: Progress) -> str:
        worked.append(word)
        return word

    for word in ("一", "二", "三"):
        latest.ask(partial(work, word), pause=20)
    assert latest.busy
    qtbot.waitUntil(lambda: not latest.busy)
    assert worked == ["三"]
    assert told(latest) == ["三"]


def test_a_wish_during_work_takes_its_place(qtbot: QtBot, latest: Latest) -> None:
    go = threading.Event()

    def slow(progress: Progress) -> str:
        go.wait(60)
        return "旧"

    latest.ask(slow, pause=0)
    qtbot.waitUntil(lambda: latest._running)
    latest.ask(lambda _: "新", pause=0)
    go.set()
    qtbot.waitUntil(lambda: not latest.busy)
    assert told(latest) == ["新"]


def test_what_is_dropped_is_not_told(qtbot: QtBot, latest: Latest) -> None:
    go = threading.Event()

    def slow(progress: Progress) -> str:
        go.wait(60)
        return "旧"

    latest.ask(slow, pause=0)
    qtbot.waitUntil(lambda: latest._running)
    latest.drop()
    assert not latest.busy
    go.set()
    qtbot.waitUntil(lambda: not latest._running)
    assert told(latest) == []
    latest.ask(lambda _: "后来", pause=0)
    qtbot.waitUntil(lambda: not latest.busy)
    assert told(latest) == ["后来"]


def test_an_expected_error_is_told_as_a_sentence(qtbot: QtBot, latest: Latest) -> None:
    def fails(progress: Progress) -> str:
        raise UsageError("请改后再试。")

    with qtbot.waitSignal(latest.failed) as caught:
        latest.ask(fails, pause=0)
    assert str(caught.args[0]) == "请改后再试。"
    assert not latest.busy


def test_a_bug_is_told_and_the_next_wish_is_worked_on(qtbot: QtBot, latest: Latest) -> None:
    def broken(progress: Progress) -> str:
        raise ZeroDivisionError

    with capture_exceptions() as exceptions:
        latest.ask(broken, pause=0)
        qtbot.waitUntil(lambda: not latest.busy)
        qtbot.wait(10)
    assert [kind for kind, *_ in exceptions] == [ZeroDivisionError]
    latest.ask(lambda _: "好了", pause=0)
    qtbot.waitUntil(lambda: not latest.busy)
    assert told(latest) == ["好了"]
