"""Fault 6: the stick with the returned files vanishes while they are read. Those files are refused in words, none of their cells
is merged; what had been read before can be merged, and nothing else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import disks
from tests.faults.judging import whole
from tests.faults.month import Month, make_month, opened, state_of
from tests.faults.tally import FAULTS, times

FAULT = FAULTS[6]
AHEAD = 3
"""Files whose bytes are in memory before their turn comes, at most: while one is read the next are sent."""


class Vanishing:
    """Progress that takes the files away when it hears of the one at that place."""

    def __init__(self, at: int, vanish: Callable[[], None]) -> None:
        self._at, self._vanish = at, vanish

    def report(self, done: int, total: int, message: str) -> None:
        if done == self._at and message.startswith("正在读取"):
            self._at = -1
            self._vanish()

    def cancelled(self) -> bool:
        return False


def judged(month: Month, ledger: Path, stick: Path, at: int, vanish: Callable[[], None]) -> None:
    """Of the files on the stick those before ``at`` are read, and the few of which the bytes were had already; the rest are
    refused, and merging changes nothing of theirs."""
    with opened(ledger) as (store, services):
        before = state_of(store)
        plan = services.collect.preview([stick], progress=Vanishing(at, vanish))
        read = [file for file in plan.files if file.fields]
        gone = [file for file in plan.files if not file.fields]
        assert at <= len(read) <= min(at + AHEAD, len(month.returned))
        assert len(gone) == len(month.returned) - len(read)
        for file in gone:
            assert file.file.refusal
            words = str(file.file.refusal)
            assert words.endswith("。")
            assert file.file.data == b""
        services.collect.apply(plan)
        after = state_of(store)
        whole(store)
    assert {name for _, name in after.returned} - {name for _, name in before.returned} == {file.file.name for file in read}
    units = {file.unit for file in read}
    changed = {key for key, text in after.texts.items() if before.texts.get(key) != text}
    assert {key.unit for key in changed} <= units
    FAULT.tried()


def test_files_that_are_taken_away_while_others_are_read_are_refused(month: Month, tmp_path: Path) -> None:
    """Every system has this: the folder is renamed under the program."""
    for at in range(len(month.returned)):
        stick = Path(shutil.copytree(month.stick, tmp_path / f"盘{at}" / "回收"))
        judged(month, month.copied(tmp_path / f"l{at}"), stick, at, lambda stick=stick: stick.rename(stick.with_name("x")))  # type: ignore[misc]


def on_a_stick_that_is_pulled(folder: Path, trials: str) -> int:
    month = make_month(folder)
    for trial in range(int(trials)):
        stick = disks.small_disk(folder / f"盘{trial}", "8m")
        files = Path(shutil.copytree(month.stick, stick / "回收"))
        at = trial % len(month.returned)
        judged(month, month.copied(folder / f"l{trial}"), files, at, lambda stick=stick: disks.pulled(stick))  # type: ignore[misc]
    return int(trials)


def test_a_stick_that_is_pulled_while_its_files_are_read(tmp_path: Path) -> None:
    FAULT.tried(disks.with_disks(FAULT, on_a_stick_that_is_pulled, tmp_path, times(6)))


@pytest.mark.skipif(os.name == "nt" or not os.path.exists("/proc/self/mem"), reason="no file here that fails while it is read")
def test_a_file_that_the_system_can_not_read_to_its_end_is_refused(month: Month, tmp_path: Path) -> None:
    """A bad block: reading fails with EIO, as the kernel says it of a disk."""
    stick = Path(shutil.copytree(month.stick, tmp_path / "回收"))
    bad = stick / "00 坏块.xlsx"
    bad.symlink_to("/proc/self/mem")
    with pytest.raises(OSError, match="Input/output"):
        bad.read_bytes()
    with opened(month.copied(tmp_path / "l")) as (store, services):
        plan = services.collect.preview([stick])
        refused = [file for file in plan.files if file.file.name == bad.name]
        assert len(refused) == 1
        assert not refused[0].fields
        assert str(refused[0].file.refusal).endswith("。")
        services.collect.apply(plan)
        assert bad.name not in {name for _, name in state_of(store).returned}
        assert len(state_of(store).returned) == len(month.returned)
    FAULT.tried()


def test_a_whole_stick_that_is_gone_before_it_is_read_is_told(month: Month, tmp_path: Path) -> None:
    with opened(month.copied(tmp_path / "l")) as (store, services):
        before = state_of(store)
        plan = services.collect.preview([tmp_path / "U 盘" / "回收"])
        assert [file for file in plan.files if file.fields] == []
        assert all(str(file.file.refusal).endswith("。") for file in plan.files)
        services.collect.apply(plan)
        assert state_of(store) == before
    FAULT.tried()
