"""How the drawing process lives: one for many charts, gone when none is wanted, replaced when it hangs, gone with its parent."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.connection import Connection, _ConnectionBase
from pathlib import Path
from typing import Any

import pytest

from qcapp.domain.errors import Cancelled, ChartFailed
from qcapp.drawing import process, worker
from qcapp.drawing.process import NOT_STARTED, STOPPED, TOO_LONG, DrawingBroke, DrawingProcess
from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.forms.chart_picture import HERE, Picture
from tests.drawing import hostile_drawers
from tests.orphans import child_ends_with

Make = Callable[..., DrawingProcess]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[DrawingProcess] = []

    def new(
        serve: Callable[[Any], None] | None = hostile_drawers.obedient, kill_seconds: float = worker.KILL_SECONDS
    ) -> DrawingProcess:
        made.append(DrawingProcess(serve, kill_seconds))
        return made[-1]

    yield new
    for each in made:
        each.close()


def order(what: object) -> Picture:
    return Picture(Chart(ChartKind.BARS, str(what), (), ()), 90, 40)


def said(drawing: DrawingProcess, what: object) -> str:
    return drawing.png(order(what)).decode()


def refusal(drawing: DrawingProcess, what: object) -> str:
    with pytest.raises(ChartFailed) as caught:
        said(drawing, what)
    return str(caught.value)


def wait_for(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


MONTHS = ("1月\n2021年", "2月\n2021年", "3月\n2021年")
RATES = (Series("覆盖率", (80.0, None, 98.7)), Series("及时率", (72.2, 70.9, 100.0)))
SCORES = Chart(ChartKind.BARS, "得分", ("区法院", "区政数局"), (Series("得分", (96.0, None)),), "分", 100.0, 1)
STATES = Chart(ChartKind.STACKED, "报送", ("一", "二"), (Series("已报", (4, 0)), Series("未报", (2, 3))), "条")
PICTURES = {
    "on the page": Picture(Chart(ChartKind.LINE, "各月", MONTHS, RATES, "%", 100.0, 1), 120.5, 66.0, 144, titled=False),
    "in a dark window": Picture(SCORES, 90, 40, 96, titled=False, dark=True),
    "on paper": Picture(STATES, 156, 60, mono=True),
    "of nothing": Picture(Chart(ChartKind.LINE, "各月", (), (), "%"), 90, 40),
}


def test_a_picture_is_the_same_by_each_byte_as_one_drawn_in_the_window(make: Make) -> None:
    drawing = make(None)
    for name, picture in PICTURES.items():
        assert drawing.png(picture) == HERE.png(picture), name


def test_one_process_draws_many_charts_and_is_warm_when_the_first_is_wanted(make: Make) -> None:
    drawing = make()
    drawing.start()
    warm = drawing.pid
    assert warm not in (None, os.getpid())
    assert [said(drawing, "pid") for _ in range(3)] == [str(warm)] * 3
    drawing.start()
    assert drawing.pid == warm


def test_it_is_gone_when_no_chart_was_wanted_for_a_while_and_comes_again_for_the_next(make: Make) -> None:
    drawing = make(hostile_drawers.impatient)
    first = said(drawing, "pid")
    wait_for(lambda: drawing.pid is None)
    assert said(drawing, "pid") != first


def test_a_machine_without_the_fonts_is_told_in_the_same_words_and_the_process_lives_on(make: Make) -> None:
    drawing = make()
    before = said(drawing, "pid")
    assert refusal(drawing, "refuse") == "这台电脑上没有中文字体。"
    assert refusal(drawing, "eat") == worker.NO_MEMORY
    assert said(drawing, "pid") == before


def test_a_fault_of_the_programs_own_is_told_as_one(make: Make) -> None:
    drawing = make()
    with pytest.raises(DrawingBroke, match="ValueError: a fault of ours"):
        said(drawing, "raise")
    assert said(drawing, "next") == "next"


def test_a_chart_that_the_system_stopped_is_drawn_by_the_next_process(make: Make, tmp_path: Path) -> None:
    assert said(make(), f"once {tmp_path / 'mark'}") == "once"


def test_an_answer_for_which_there_was_no_memory_is_not_taken_for_that_of_the_next_picture(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, receive, full = make(), _ConnectionBase.recv_bytes, [True]
    drawing.start()

    def received(connection: _ConnectionBase[Any, Any]) -> bytes:
        if full and full.pop():
            raise MemoryError
        return receive(connection)

    monkeypatch.setattr(_ConnectionBase, "recv_bytes", received)
    assert said(drawing, "first") == "first"
    assert said(drawing, "next") == "next"
    full += [True, True]
    assert refusal(drawing, "third") == STOPPED
    assert said(drawing, "fourth") == "fourth"


@pytest.mark.parametrize("end", ["abort", "stopped"])
def test_a_process_that_dies_of_a_chart_is_told_of_and_replaced(make: Make, end: str) -> None:
    drawing = make()
    assert refusal(drawing, end) == STOPPED
    assert said(drawing, "next") == "next"


def test_a_process_that_comes_to_nothing_is_told_of(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(make(hostile_drawers.unborn), "a") == STOPPED

    def no_process(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("qcapp.drawing.process.launch", no_process)
    drawing = make()
    drawing.start()
    assert refusal(drawing, "a") == NOT_STARTED


def test_one_that_hangs_is_killed_and_replaced(make: Make, tmp_path: Path) -> None:
    drawing = make(kill_seconds=3.0)
    assert refusal(drawing, f"hang {tmp_path / 'mark'}") == TOO_LONG
    assert drawing.pid is None


def test_one_that_takes_nothing_in_is_killed_too(make: Make) -> None:
    """More than the pipe holds: to send it waits for the other end."""
    drawing = make(hostile_drawers.mute, kill_seconds=2.0)
    assert refusal(drawing, "一" * 2_000_000) == TOO_LONG


def test_one_that_hangs_ends_by_itself_where_nobody_ends_it(make: Make, tmp_path: Path) -> None:
    drawing = make(hostile_drawers.alone)
    assert refusal(drawing, f"hang {tmp_path / 'mark'}") == STOPPED


def test_a_picture_that_is_nearly_done_when_nobody_wants_it_costs_no_new_process(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_GRACE", 600.0)
    drawing = make()
    before = said(drawing, "pid")
    with pytest.raises(Cancelled):
        drawing.png(order("later"), cancelled=lambda: True)
    assert said(drawing, "pid") == before


def test_one_that_is_not_nearly_done_is_not_waited_for(make: Make, tmp_path: Path) -> None:
    drawing, mark = make(), tmp_path / "mark"
    assert said(drawing, "first") == "first"
    with pytest.raises(Cancelled):
        drawing.png(order(f"hang {mark}"), cancelled=mark.exists)
    assert drawing.pid is None
    assert said(drawing, "next") == "next"


def test_several_threads_each_get_their_own_picture(make: Make) -> None:
    drawing, got = make(), dict[int, str]()

    def draw(number: int) -> None:
        got[number] = said(drawing, number)

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert got == {number: str(number) for number in range(8)}


def test_closing_ends_it_for_good(make: Make) -> None:
    drawing = make()
    drawing.start()
    drawing.close()
    assert drawing.pid is None
    drawing.start()
    assert drawing.pid is None
    assert refusal(drawing, "a") == NOT_STARTED


def test_closing_waits_for_no_picture_that_hangs(make: Make, tmp_path: Path) -> None:
    drawing, mark, ended = make(), tmp_path / "mark", list[bool]()
    said(drawing, "warm")

    def draw() -> None:
        with pytest.raises(Cancelled):
            said(drawing, f"hang {mark}")
        ended.append(True)

    beside = threading.Thread(target=draw)
    beside.start()
    wait_for(mark.exists)
    drawing.close()
    beside.join(60)
    assert (ended, drawing.pid) == ([True], None)


def test_one_that_is_closed_while_it_starts_leaves_no_folder_behind(make: Make, tmp_path: Path) -> None:
    """Of a program that is carried it would stay on the stick."""
    begun, folder = tmp_path / "begun", tmp_path / "of the library"
    drawing = make(partial(hostile_drawers.slow, str(begun), str(folder)))
    drawing.start()
    wait_for(begun.exists)
    drawing.close()
    assert not folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there it would end the process")
def test_ctrl_c_on_the_console_does_not_reach_it(make: Make) -> None:
    drawing = make()
    before = said(drawing, "pid")
    os.kill(int(before), signal.SIGINT)
    assert said(drawing, "pid") == before


def test_it_loads_no_window_and_no_database(make: Make) -> None:
    loaded = {name.split(".")[0] for name in said(make(), "modules").split()}
    assert not loaded & {"PySide6", "sqlalchemy", "docx", "lxml", "ui", "db"}


def _parent(answers: Connection) -> None:
    drawing = DrawingProcess(hostile_drawers.obedient)
    answers.send_bytes(said(drawing, "pid").encode())
    time.sleep(600)


@pytest.mark.skipif(sys.platform != "win32" and not os.path.isdir("/proc"), reason="processes are looked up in /proc")
def test_it_dies_with_its_parent() -> None:
    assert child_ends_with(_parent)
