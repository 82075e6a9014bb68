"""How the reading process lives: one for many files, warm, lean, replaced when it hangs, gone with its parent.

What a reader may do to it is tried in ``tests/faults/test_11_readers.py``."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from qcapp.domain.errors import Cancelled, UnreadableFile
from qcapp.intake import process, worker
from qcapp.intake.process import ReadingProcess
from qcapp.intake.stumble import stumble_of
from qcapp.intake.words import DAMAGED, INCOMPLETE, STOPPED
from tests.frozen.month import swelling_workbook
from tests.intake import hostile_workers
from tests.orphans import child_ends_with
from tests.programs import ended

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def make() -> Iterator[Callable[..., ReadingProcess]]:
    made: list[ReadingProcess] = []

    def new(serve: Callable[[Any], None] = hostile_workers.obedient, kill_seconds: float = 20.0) -> ReadingProcess:
        made.append(ReadingProcess(serve, kill_seconds))
        return made[-1]

    yield new
    for each in made:
        each.close()


Make = Callable[..., ReadingProcess]


def text(reading: ReadingProcess, data: bytes) -> str:
    return reading.read(data).sheets[0].rows[0][0]


def refusal(reading: ReadingProcess, data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        reading.read(data)
    return str(caught.value)


def test_what_nobody_foresaw_is_damage_and_neither_ends_the_process_nor_looks_as_if_the_system_had(make: Make) -> None:
    reading = make()
    before = text(reading, b"pid")
    with pytest.raises(UnreadableFile, match=f"^{DAMAGED}$") as caught:
        reading.read(b"raise")
    assert stumble_of(caught.value) == "ValueError"
    assert text(reading, b"pid") == before


def test_one_process_reads_many_files(make: Make) -> None:
    reading = make()
    assert [text(reading, f"第{n}份".encode()) for n in range(20)] == [f"第{n}份" for n in range(20)]
    assert text(reading, b"pid") == text(reading, b"pid") != str(os.getpid())


def test_a_program_that_lacks_a_part_says_so_and_not_that_the_file_is_damaged(make: Make) -> None:
    reading = make()
    assert refusal(reading, b"lack") == INCOMPLETE
    assert text(reading, b"next") == "next"


@pytest.mark.parametrize("by", [1, -1, 0x4001_0004] if sys.platform == "win32" else [signal.SIGKILL])
def test_a_file_whose_reader_the_system_stops_is_not_called_damaged(make: Make, by: int) -> None:
    """On Windows as the task manager, PowerShell and the end of a session do it."""
    reading = make()
    assert refusal(reading, b"stopped%d" % by) == STOPPED
    assert refusal(reading, b"abort") == DAMAGED
    assert text(reading, b"next") == "next"


def test_it_is_warm_when_the_first_file_comes(make: Make) -> None:
    reading = make()
    reading.start()
    started = reading.pid
    assert text(reading, b"pid") == str(started)


def test_a_form_that_the_spreadsheet_library_dies_of_is_read_without_it(make: Make) -> None:
    reading = make(hostile_workers.dying_of_calamine)
    folder = Path(__file__).parent.parent / "returns" / "xlsx"
    found = reading.read((folder / "filled_libreoffice.xlsx").read_bytes())
    assert found.sheets[0].text(3, 7) == "2021年12月底"
    assert "已损坏" in refusal(reading, (folder / "filled_libreoffice.xls").read_bytes())


def test_a_reader_that_loops_is_interrupted_and_lives_on(make: Make) -> None:
    reading = make()
    before = text(reading, b"pid")
    assert "一分钟" in refusal(reading, b"loop")
    assert text(reading, b"pid") == before


def test_a_reader_that_hangs_is_killed_and_replaced(make: Make) -> None:
    reading = make(kill_seconds=2.0)
    before = text(reading, b"pid")
    assert "一分钟" in refusal(reading, b"hang")
    assert text(reading, b"pid") != before


def test_a_reader_that_hangs_ends_by_itself_where_nobody_ends_it(make: Make) -> None:
    reading = make(hostile_workers.alone, kill_seconds=600.0)
    before = text(reading, b"pid")
    # Its timer ends it with 1, which on Windows is what the task manager does; whoever waits for it has ended it long before.
    assert refusal(reading, b"hang") == (STOPPED if sys.platform == "win32" else DAMAGED)
    assert text(reading, b"pid") != before


def test_a_process_that_waits_for_files_lives_longer_than_any_file_may_take(make: Make) -> None:
    reading = make(hostile_workers.alone, kill_seconds=600.0)
    before = text(reading, b"pid")
    for pause in (0.1, 0.3, 5.0):  # as files follow each other, or don't
        time.sleep(pause)
        assert text(reading, b"pid") == before


def test_a_process_whose_answers_nobody_takes_for_long_is_there_still(make: Make) -> None:
    """As while a shared ledger is restored that the files before are compared with: what was read is no damaged file."""
    reading = make(hostile_workers.alone, kill_seconds=600.0)
    before = text(reading, b"pid")
    files = [bytes([each]) * 64_000 for each in b"abcdefgh"]  # more than is taken unread
    reading.expect(files)
    time.sleep(6.0)
    assert [text(reading, each) for each in files] == [each.decode() for each in files]
    assert text(reading, b"pid") == before


def test_a_process_that_does_not_start_is_not_waited_for_again(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "START_SECONDS", 1.0)
    reading = make(hostile_workers.never_ready)
    assert "启动不了" in refusal(reading, b"first")
    monkeypatch.setattr(process.ReadingProcess, "_wait_until_ready", lambda *_: pytest.fail("waited again"))
    assert "启动不了" in refusal(reading, b"second")


def test_waiting_can_be_cancelled_and_reading_goes_on_later(make: Make) -> None:
    reading = make()
    text(reading, b"first")
    wanted = threading.Event()
    threading.Timer(0.3, wanted.set).start()
    with pytest.raises(Cancelled):
        reading.read(b"hang", wanted.is_set)
    assert text(reading, b"next") == "next"


@pytest.mark.skipif(sys.platform == "win32", reason="the console sends it otherwise there")
def test_ctrl_c_on_the_console_does_not_reach_the_reader(make: Make) -> None:
    reading = make()
    before = text(reading, b"pid")
    os.kill(int(before), signal.SIGINT)
    assert text(reading, b"pid") == before


def test_closing_ends_the_process_and_it_can_begin_again(make: Make) -> None:
    reading = make()
    pid = int(text(reading, b"pid"))
    reading.close()
    assert reading.pid is None
    assert int(text(reading, b"pid")) != pid


def _parent(answers: Connection) -> None:
    reading = ReadingProcess(hostile_workers.obedient)
    answers.send_bytes(text(reading, b"pid").encode())
    time.sleep(60)


@pytest.mark.skipif(sys.platform != "win32" and not os.path.isdir("/proc"), reason="processes are looked up in /proc")
def test_the_process_dies_with_its_parent() -> None:
    assert child_ends_with(_parent)


def test_the_process_is_lean(make: Make) -> None:
    """No window, no database, no writer is loaded to read a file."""
    loaded = {name.split(".")[0] for name in text(make(), b"modules").split()}
    assert not loaded & {"PySide6", "sqlalchemy", "openpyxl", "docx", "lxml", "msoffcrypto", "cryptography", "ui", "db"}


def test_a_child_neither_runs_the_program_once_more_nor_has_another_process_beside_it(tmp_path: Path) -> None:
    """Each would cost what reading a hundred files does; what the main module brings along has no place beside a hostile file."""
    script = tmp_path / "program.py"
    script.write_text(_PROGRAM, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = ended([sys.executable, script], env=environment, check=True)
    told, tracker = done.stdout.splitlines()
    assert "qcapp.intake.worker" in told.split()
    assert "only_the_main_module_has_this" not in told.split()
    assert tracker == "None None"


_PROGRAM = """
import sys
from qcapp.intake.process import ReadingProcess
from tests.frozen.month import swelling_workbook
from tests.intake import hostile_workers

sys.modules["only_the_main_module_has_this"] = sys
if __name__ == "__main__":
    main = sys.modules["__main__"]
    reading = ReadingProcess(hostile_workers.obedient)
    print(reading.read(b"modules").sheets[0].rows[0][0])
    reading.close()
    assert sys.modules["__main__"] is main
    from multiprocessing import resource_tracker
    print(getattr(resource_tracker._resource_tracker, "_pid", None), getattr(resource_tracker._resource_tracker, "_fd", None))
"""


def test_a_file_made_to_swell_is_told_as_too_much_and_not_as_one_without_a_table(
    make: Callable[..., ReadingProcess], tmp_path: Path
) -> None:
    """Were it told as a file without a table, it could be put into the ledger as a return of its unit."""
    swelling = swelling_workbook(tmp_path / "撑爆.xlsx", 1_500).read_bytes()
    with pytest.raises(UnreadableFile, match="内容太多"):
        make(worker.serve).read_form(swelling)


def test_the_first_form_does_not_wait_until_all_is_there_that_hardly_any_file_needs() -> None:
    """Districts' ledgers, and tables that stand otherwise than they were printed: what reads them is imported when one comes."""
    program = "import sys, db.returned_ledger; from qcapp.intake import worker; worker._prepare(); print(*sys.modules)"
    told = ended([sys.executable, "-c", program], check=True).stdout
    there = set(told.split())
    assert {"qcapp.forms.as_printed", "qcapp.forms.xlsx_reader", "qcapp.intake.form_codec"} <= there
    assert not there & {"sqlite3", "qcapp.forms.blocks", "qcapp.forms.enclosed", "qcapp.forms.rivals"}
