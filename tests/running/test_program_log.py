"""The log: bounded whatever floods it, shared by processes, and never a reason for the program to fail."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.opening import create_ledger
from qcapp.program_log import KEPT, MOST_BYTES, LogBeside, append, begin_log, end_log, log_files
from tests.factory import FixedClock, small_plan

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def logger(tmp_path: Path) -> logging.Logger:
    made = logging.Logger("of this test")
    made.addHandler(LogBeside(tmp_path / "台账 一" / "program.log"))
    return made


def handler_of(logger: logging.Logger) -> LogBeside:
    (handler,) = logger.handlers
    assert isinstance(handler, LogBeside)
    return handler


def test_the_log_is_begun_with_the_first_thing_to_write(logger: logging.Logger) -> None:
    path = handler_of(logger).path
    assert not path.parent.exists()
    logger.warning("没有写成")
    assert path.read_text(encoding="utf-8").rstrip().endswith("没有写成")


def test_five_megabytes_leave_three_files_of_one_and_the_newest_line_is_there(tmp_path: Path) -> None:
    path = tmp_path / "program.log"
    line = "很长的一行，" * 40 + "\n"
    for number in range(5 * MOST_BYTES // len(line.encode())):
        append(path, f"{number} {line}")
    append(path, "最后一行\n")
    files = log_files(path)
    assert [file.name for file in files] == ["program.log", "program.log.1", "program.log.2"]
    assert len(files) == 1 + KEPT
    assert all(file.stat().st_size <= MOST_BYTES for file in files)
    assert sum(file.stat().st_size for file in files) > 1.5 * MOST_BYTES
    assert path.read_text(encoding="utf-8").endswith("最后一行\n")
    # and nothing is missing between the oldest line kept and the newest
    numbers = [
        int(each.split(" ", 1)[0]) for file in reversed(files) for each in file.read_text(encoding="utf-8").splitlines()[:-1]
        if each[0].isdigit()
    ]
    assert numbers == sorted(set(numbers))


def test_two_processes_that_write_at_once_keep_their_lines_whole(tmp_path: Path) -> None:
    path = tmp_path / "program.log"
    code = (
        "import sys; from pathlib import Path; from qcapp.program_log import append\n"
        "for n in range(4000): append(Path(sys.argv[1]), f'{sys.argv[2]} {n} ' + 'x' * 500 + '\\n')"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, str(path), name], cwd=ROOT) for name in "甲乙"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    files = log_files(path)
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    assert all(file.stat().st_size <= 2 * MOST_BYTES for file in files)
    assert {(line[0], line[-500:]) for line in lines} == {("甲", "x" * 500), ("乙", "x" * 500)}


def test_a_flood_fills_no_disk_and_is_counted(logger: logging.Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    path = handler_of(logger).path
    for _ in range(20_000):
        try:
            raise ValueError("每秒几百次")
        except ValueError:
            logger.exception("在画的时候")
    handler_of(logger).close()
    text = path.read_text(encoding="utf-8")
    assert text.count("Traceback") == 5
    assert "19995 more of of this test:" in text
    assert path.stat().st_size < 10_000


def test_what_counts_a_flood_is_no_warning_where_the_flood_was_none(logger: logging.Logger) -> None:
    logger.setLevel(logging.INFO)
    for step in range(7):
        logger.info("第 %d 步", step)
    for step in range(7):
        logger.warning("第 %d 次", step)
    handler_of(logger).close()
    counted = [line for line in handler_of(logger).path.read_text(encoding="utf-8").splitlines() if "2 more of" in line]
    assert [line.split()[2] for line in counted] == ["INFO", "WARNING"]


def test_a_ledger_made_leaves_nothing_in_the_log(tmp_path: Path) -> None:
    path, root = tmp_path / "台账.sqlite3", logging.getLogger()
    level, handler = root.level, begin_log(path)
    root.setLevel(logging.INFO)
    try:
        create_ledger(path, small_plan(2021), FixedClock(), "张三").close()
    finally:
        root.setLevel(level)
        end_log(handler)
    assert not log_files(handler.path)


def test_a_flood_of_all_sorts_is_bounded_too(logger: logging.Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    def raised(number: int) -> None:
        exec(compile("\n" * number + "raise ValueError(1)", f"<{number}>", "exec"))

    for number in range(1000):
        try:
            raised(number)
        except ValueError:
            logger.exception("每次都不一样")
    assert handler_of(logger).path.read_text(encoding="utf-8").count("Traceback") == 200


def test_after_a_flood_the_next_error_is_written_again(logger: logging.Logger, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    for step in range(40):
        now[0] += 1
        logger.warning("第 %d 次", step)
    text = handler_of(logger).path.read_text(encoding="utf-8")
    assert text.count("次\n") == 20  # five in each ten seconds
    assert "第 39 次" not in text
    assert "more of" in text


@pytest.mark.skipif(sys.platform == "win32", reason="a folder is made read-only otherwise there")
def test_where_nothing_can_be_written_the_program_runs_on_in_silence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    logger = logging.Logger("of this test")
    for place in (tmp_path / "file" / "program.log", tmp_path / ("很长" * 200) / "program.log", tmp_path):
        logger.addHandler(LogBeside(place))
    logger.error("写不下")
    logger.error("%d 个", "不是数")
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_full_disk_is_no_error_of_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    append(Path("/dev/full"), "写不下\n")
    assert capfd.readouterr() == ("", "")
