"""On Linux the built program takes the libraries that lie with it in each of its processes: the system's may be older, or not
there at all, as SQLite on a computer that nobody has put it on."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.frozen.month import MONTH
from tests.frozen.program import Computer, Program

_LOADED = re.compile(r"calling init: (\S.*)")
_BEFORE_IT_IS_TOLD_WHERE = "libz.so.1"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a program's libraries are looked for beside it first")
def test_the_program_and_its_reading_process_take_their_own_libraries(built_program: Program, tmp_path: Path) -> None:
    computer = Computer(built_program, tmp_path / "一台 电脑")
    computer.ask("init")
    computer.ask("dispatch", "--period", MONTH, "--unit", "区法院", "--out", computer.folder / "下发")
    district = Computer(built_program, tmp_path / "另一台 电脑")
    theirs = district.folder / "区县台账.sqlite3"
    district.say("init", ledger=theirs)
    computer.more = {"LD_DEBUG": "files", "LD_DEBUG_OUTPUT": str(tmp_path / "loaded")}
    computer.ask("merge", computer.folder / "下发", "--period", MONTH, "--received", "2021-07-22")
    # A ledger is read with SQLite by the process that reads too: this one it has read, for it knows that nothing stands there.
    told = computer.ask("merge", theirs, "--period", MONTH, expect=1)
    assert "还没有任何月份的内容" in told["files"][0]["reason"]
    assert built_program.folder is not None
    (contents,) = built_program.folder.glob("lib-*")
    own = {path.name for path in contents.glob("*.so*")} - {_BEFORE_IT_IS_TOLD_WHERE}
    processes = [
        {Path(path) for path in _LOADED.findall(said.read_text("utf-8", "replace")) if Path(path).name in own}
        for said in tmp_path.glob("loaded.*")
    ]
    assert {path for loaded in processes for path in loaded if path.parent != contents} == set()
    assert sum("libsqlite3.so.0" in {path.name for path in loaded} for loaded in processes) == 3
    assert sum(bool(loaded) for loaded in processes) == 4
