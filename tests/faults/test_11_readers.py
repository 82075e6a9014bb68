"""Fault 11: a reader aborts, hangs, eats memory or talks nonsense. That one file is refused within its limit; the next one reads,
and the folder that it lay in is merged without it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.intake.process import ReadingProcess
from qcapp.intake.reader import SafeReader
from qcapp.services import make_services
from tests.faults.judging import whole
from tests.faults.month import WHO, Month, clock, opened, state_of
from tests.faults.tally import FAULTS, times
from tests.intake import hostile_workers
from tests.platforms.lent import lends_windows

FAULT = FAULTS[11]
Make = Callable[..., ReadingProcess]


@pytest.fixture
def make() -> Iterator[Make]:
    made: list[ReadingProcess] = []

    def new(serve: Callable[[Any], None] = hostile_workers.obedient, kill_seconds: float = 20.0) -> ReadingProcess:
        made.append(ReadingProcess(serve, kill_seconds))
        return made[-1]

    yield new
    for each in made:
        each.close()


def text(reading: ReadingProcess, data: bytes) -> str:
    return reading.read(data).sheets[0].rows[0][0]


def refusal(reading: ReadingProcess, data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        reading.read(data)
    FAULT.tried()
    return str(caught.value)


def test_of_files_that_kill_hang_and_feed_in_any_order_each_costs_itself_alone(make: Make) -> None:
    reading, chance = make(kill_seconds=1.0), random.Random(11)
    orders = {b"abort": "已损坏", b"leave": "已损坏", b"raise": "已损坏", b"hang": "一分钟", b"loop": "一分钟"}
    weights = [6, 6, 6, 1, 1]
    for number in range(times(8)):
        (order,) = chance.choices(list(orders), weights)
        begun = time.monotonic()
        assert orders[order] in refusal(reading, order)
        assert time.monotonic() - begun < 30
        assert text(reading, f"第{number}份".encode()) == f"第{number}份"


@pytest.mark.skipif(lends_windows(), reason="wine takes the limit of a job and does not keep it")
def test_a_reader_that_eats_memory_costs_that_file_only(make: Make) -> None:
    reading = make()
    for _ in range(times(1)):
        assert "已损坏" in refusal(reading, b"eat")
        assert text(reading, b"next") == "next"


def test_an_answer_beyond_measure_is_refused(make: Make) -> None:
    reading = make(hostile_workers.unhurried)
    assert "内容太多" in refusal(reading, b"flood")
    assert text(reading, b"next") == "next"


def test_garbage_is_never_taken_for_a_document(make: Make) -> None:
    reading, chance = make(hostile_workers.garbled), random.Random(12)
    pickle, number = b"\x80\x04\x95pickle", b'{"kind": "xlsx", "sheets": 7}'
    for data in (pickle, number, *(chance.randbytes(chance.randint(1, 300)) for _ in range(times(4)))):
        assert refusal(reading, data).endswith("。")


@pytest.mark.parametrize("end", [signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)])
def test_a_reader_that_is_killed_between_files_is_replaced(make: Make, end: int) -> None:
    reading = make()
    for _ in range(times(2)):
        text(reading, b"first")
        assert reading.pid
        os.kill(reading.pid, end)
        deadline = time.monotonic() + 30
        while reading.pid and time.monotonic() < deadline:
            time.sleep(0.01)
        assert text(reading, b"next") == "next"
        FAULT.tried()


def test_a_folder_with_a_file_that_the_reader_dies_of_is_merged_without_it(month: Month, tmp_path: Path) -> None:
    """Through the services, on files as they came back: calamine takes the process down at whatever it is given."""
    stick = Path(shutil.copytree(month.stick, tmp_path / "回收"))
    samples = Path(__file__).resolve().parents[1] / "returns" / "xlsx"
    shutil.copyfile(samples / "filled_libreoffice.xls", stick / "00 致命.xls")
    reader = SafeReader(process=ReadingProcess(hostile_workers.dying_of_calamine))
    try:
        with opened(month.copied(tmp_path / "l")) as (store, _):
            services = make_services(store, reader, clock(), WHO, {})
            plan = services.collect.preview([stick])
            (deadly,) = [file for file in plan.files if file.file.name == "00 致命.xls"]
            assert "已损坏" in str(deadly.file.refusal)
            services.collect.apply(plan)
            whole(store)
            assert {name for _, name in state_of(store).returned} == {file.name for file in month.returned}
    finally:
        reader.close()
    FAULT.tried()
