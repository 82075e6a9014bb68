"""Fault 5: the ledger's folder is renamed, made read-only or unmounted while the ledger is open. Writing stops with a sentence,
nothing is written where nobody would find it, and once the folder is back the work goes on."""

from __future__ import annotations

import os
import random
import sys
import threading
from pathlib import Path

import pytest

from db.opening import open_ledger
from db.store import SqlLedger
from qcapp.domain.errors import ExpectedError, LedgerError
from tests.db.drafts import edit, key, merge_draft, shown
from tests.factory import FixedClock
from tests.faults import disks, tracing, victims
from tests.faults.judging import kept, numbers, whole
from tests.faults.processes import Victim
from tests.faults.tally import FAULTS, times

FAULT = FAULTS[5]


def heeds_no_mark(probe: Path) -> bool:
    """Whether who runs this may write to a file though it is marked read-only."""
    probe.write_bytes(b"")
    probe.chmod(0o444)
    try:
        probe.open("rb+").close()
    except PermissionError:
        return False
    else:
        return True
    finally:
        probe.chmod(0o644)
        probe.unlink()


def refused(ledger: SqlLedger, cell_text: str) -> str:
    """A commit, an undo and a backup are all told that they can't be; what the commit is told."""
    with pytest.raises(LedgerError) as caught:
        ledger.commit(merge_draft(cell_text.encode()))
    with pytest.raises(LedgerError):
        ledger.undo(None, "张三")
    with pytest.raises(ExpectedError, match=r"。$"):
        ledger.backup()
    sentence = str(caught.value)
    assert sentence.endswith("。")
    assert "\n" not in sentence
    return sentence


def test_with_its_folder_renamed_nothing_is_written_and_nothing_is_made_in_the_old_place(small: Path) -> None:
    ledger = open_ledger(small, FixedClock())
    edit(ledger, key(), "改名以前")
    before, moved = numbers(ledger), small.parent.with_name("改了名")
    for _ in range(times(3)):
        try:
            small.parent.rename(moved)
        except PermissionError:
            FAULT.pass_over(f"no folder with an open file is renamed on {sys.platform}")
            break
        assert "移走" in refused(ledger, "改名以后")
        assert not small.parent.exists()
        kept(moved / small.name, before, [])
        moved.rename(small.parent)
        FAULT.tried()
    edit(ledger, key(), "改回来了")
    whole(ledger)
    ledger.close()


def test_another_file_in_its_place_is_never_written_to(small: Path) -> None:
    """As when a synchronising program brings an older copy."""
    ledger = open_ledger(small, FixedClock())
    edit(ledger, key(), "现在的")
    copy = small.with_name("older copy")
    copy.write_bytes(small.read_bytes())
    ledger.warm_up()
    try:
        os.replace(copy, small)
    except PermissionError:
        ledger.close()
        pytest.skip("no open file is replaced here")
    now = small.read_bytes()
    with pytest.raises(LedgerError, match="移走或替换"):
        edit(ledger, key(), "写到别处去的")
    assert small.read_bytes() == now
    ledger.close()
    FAULT.tried()


@pytest.mark.skipif(bool(tracing.why_not()), reason=tracing.why_not() or "-")
def test_renamed_within_a_commit_what_is_said_to_be_done_is_in_the_folder_that_was_renamed(
    small: Path, small_template: Path
) -> None:
    """At every point of a commit: were the journal left behind, the next opening would take back what was acknowledged."""
    ledger = open_ledger(small, FixedClock())
    before = numbers(ledger)
    ledger.close()
    moved, lost = small.parent.with_name("改了名"), []
    whole_run = Victim(victims.commit_once, small)
    points = [count for count in whole_run.halted().points() if "begins" in whole_run.hear_all()]
    whole_run.ended()
    chosen = points if len(points) < times(10) else sorted(random.Random(5).sample(points, times(10)))
    for point in chosen:
        small.write_bytes(small_template.read_bytes())
        victim = Victim(victims.commit_once, small)
        for count in victim.halted().points():
            if count == point:
                small.parent.rename(moved)
        said = victim.ended()[1:]
        try:
            kept(moved / small.name, before, said)
        except AssertionError:
            lost.append((point - points[0], said))
        assert not small.parent.exists()
        for file in moved.iterdir():
            if file.name != small.name:
                file.unlink()
        moved.rename(small.parent)
        FAULT.tried()
    assert lost == []


def test_made_read_only_for_its_user_it_says_so(small: Path) -> None:
    """By the file's own mark, which Windows has too."""
    if heeds_no_mark(small.with_name("probe")):
        pytest.skip("root, also where it lends Windows its rights, writes to read-only files; the disk that is comes below")
    ledger = open_ledger(small, FixedClock())
    small.chmod(0o444)
    with pytest.raises(LedgerError, match="不能写入"):
        edit(ledger, key(), "写不进")
    small.chmod(0o644)
    edit(ledger, key(), "又能写了")
    ledger.close()
    FAULT.tried()


def on_a_disk_turned_read_only(folder: Path, trials: str) -> list[str]:
    disk = disks.small_disk(folder / "盘", "16m")
    path, said = _ledger_on(disk, folder), []
    ledger = open_ledger(path, FixedClock())
    for number in range(int(trials)):
        edit(ledger, key(), f"只读以前 {number}")
        before, bytes_before = numbers(ledger), path.read_bytes()
        disks.made_read_only(disk)
        said.append(refused(ledger, f"{number}"))
        # What is there can be looked at.
        assert shown(ledger, key()) == f"只读以前 {number}"
        whole(ledger)
        assert path.read_bytes() == bytes_before
        disks.made_writable(disk)
        assert numbers(ledger) == before
        edit(ledger, key(), "又能写了")
        whole(ledger)
    ledger.close()
    return said


def on_a_disk_pulled_while_it_is_open(folder: Path, trials: str) -> list[str]:
    said = []
    for number in range(int(trials)):
        disk = disks.small_disk(folder / f"盘{number}", "16m")
        ledger = open_ledger(_ledger_on(disk, folder), FixedClock())
        edit(ledger, key(), "拔出以前")
        disks.pulled(disk)
        said.append(refused(ledger, "拔出以后"))
        assert list(disk.iterdir()) == []
        with pytest.raises(LedgerError):
            open_ledger(ledger.path, FixedClock())
        ledger.close()
    return said


def on_a_disk_pulled_at_any_moment_of_a_commit(folder: Path, trials: str) -> list[str]:
    """A thread pulls it while another writes: what is said to be done was done on the disk, and the rest is one sentence."""
    said: list[str] = []
    chance = random.Random(9)
    for number in range(int(trials)):
        disk = disks.small_disk(folder / f"盘{number}", "16m")
        ledger = open_ledger(_ledger_on(disk, folder), FixedClock())
        ledger.warm_up()
        timer = threading.Timer(chance.uniform(0, 0.15), disks.pulled, (disk,))
        timer.start()
        try:
            while True:
                edit(ledger, key(), f"{len(numbers(ledger))}" * 200)
        except ExpectedError as error:
            said.append(str(error))
        timer.join()
        assert list(disk.iterdir()) == []
        ledger.close()
    return said


def _ledger_on(disk: Path, folder: Path) -> Path:
    from db.opening import create_ledger
    from tests.factory import small_plan

    (disk / "台账").mkdir()
    path = disk / "台账" / "台账.sqlite3"
    create_ledger(path, small_plan(), FixedClock(), "张三").close()
    return path


@pytest.mark.parametrize(
    ("scene", "usual", "words"),
    [
        (on_a_disk_turned_read_only, 4, ("不能写入",)),
        (on_a_disk_pulled_while_it_is_open, 3, ("移走",)),
        (on_a_disk_pulled_at_any_moment_of_a_commit, 6, ("移走", "打不开", "磁盘出错", "不在", "不能写入")),
    ],
)
def test_a_disk_that_fails_under_an_open_ledger_is_told_and_takes_nothing(
    tmp_path: Path, scene: object, usual: int, words: tuple[str, ...]
) -> None:
    assert callable(scene)
    said = disks.with_disks(FAULT, scene, tmp_path, times(usual))
    assert len(said) == times(usual)
    for sentence in said:
        assert any(word in sentence for word in words), sentence
        assert sentence.endswith("。")
    FAULT.tried(len(said))
