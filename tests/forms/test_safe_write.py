"""Whatever fails while a file is written, the file that was there stays whole and nothing half-made is left."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from qcapp.domain.errors import ExpectedError, UnreadableFile, WriteFailed
from qcapp.forms import safe_write
from qcapp.forms.safe_write import remove_leftovers, replace_file, replace_files


def write_new(path: Path) -> None:
    path.write_bytes(b"new")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    target = tmp_path / "细化表（2021年7月）.xlsx"
    target.write_text("旧", encoding="utf-8")
    return target


def only(target: Path) -> bool:
    return [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_new_file_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "新.xlsx"
    replace_file(target, write_new)
    assert target.read_bytes() == b"new"
    assert only(target)


def test_an_old_file_is_replaced(old: Path) -> None:
    replace_file(old, write_new)
    assert old.read_bytes() == b"new"
    assert only(old)


def test_the_old_file_is_there_until_the_new_one_is_checked(old: Path) -> None:
    seen: list[str] = []

    def verify(path: Path) -> None:
        assert path.parent == old.parent
        assert path.read_bytes() == b"new"
        seen.append(old.read_text(encoding="utf-8"))

    replace_file(old, write_new, verify)
    assert seen == ["旧"]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "磁盘空间不够"),
        (errno.EFBIG, "磁盘空间不够"),
        (errno.EROFS, "只读"),
        (errno.EACCES, "不允许写入"),
        (errno.EPERM, "不允许写入"),
        (errno.ENOENT, "不见了"),
        (errno.EIO, "读写出错"),
        (errno.ENODEV, "读写出错"),
        (errno.ENAMETOOLONG, "太长"),
        (errno.EINVAL, "不能用的字符"),
        (errno.EMFILE, "没有写成"),
    ],
)
def test_every_way_a_disk_fails_is_one_sentence_and_leaves_the_old_file(old: Path, number: int, words: str) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(number, os.strerror(number))

    with pytest.raises(WriteFailed) as caught:
        replace_file(old, write)
    assert words in str(caught.value)
    assert str(caught.value).endswith("。")
    assert "\n" not in str(caught.value)
    assert old.read_text(encoding="utf-8") == "旧"
    assert only(old)


def test_a_file_open_in_another_program_says_to_close_it(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(source: object, target: object) -> None:
        raise PermissionError(errno.EACCES, "The process cannot access the file")

    monkeypatch.setattr(os, "replace", busy)
    with pytest.raises(WriteFailed, match=r"文件被占用：.*请关闭它后重试"):
        replace_file(old, write_new)
    assert old.read_text(encoding="utf-8") == "旧"
    assert only(old)


def test_a_file_that_a_scanner_holds_for_a_moment_is_waited_for(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace, tries = os.replace, iter([True, True, False])

    def busy(source: Path, target: Path) -> None:
        if next(tries):
            raise PermissionError(errno.EACCES, "Access is denied")
        replace(source, target)

    monkeypatch.setattr(safe_write, "_PAUSES", (0.0, 0.0))
    monkeypatch.setattr(os, "replace", busy)
    replace_file(old, write_new)
    assert old.read_bytes() == b"new"
    assert only(old)


def test_a_drive_that_windows_says_is_not_ready_is_a_pulled_stick(old: Path) -> None:
    def write(path: Path) -> None:
        error = PermissionError(errno.EACCES, "The device is not ready")
        error.winerror = 21  # type: ignore[attr-defined, unused-ignore]
        raise error

    with pytest.raises(WriteFailed, match="U 盘可能已拔出"):
        replace_file(old, write)


def test_a_written_file_that_does_not_open_is_not_put_in_place(old: Path) -> None:
    def verify(path: Path) -> None:
        raise ValueError("not a zip")

    with pytest.raises(WriteFailed, match="没有通过"):
        replace_file(old, write_new, verify)
    assert old.read_text(encoding="utf-8") == "旧"
    assert only(old)


def test_a_refusal_by_the_check_keeps_its_own_words(old: Path) -> None:
    def verify(path: Path) -> None:
        raise UnreadableFile("检查时的原话。")

    with pytest.raises(ExpectedError, match="检查时的原话"):
        replace_file(old, write_new, verify)
    assert only(old)


@pytest.mark.parametrize("error", [ValueError("a bug"), KeyboardInterrupt()])
def test_a_bug_or_ctrl_c_is_passed_on_and_nothing_is_left(old: Path, error: BaseException) -> None:
    def write(path: Path) -> None:
        path.write_bytes(b"half")
        raise error

    with pytest.raises(type(error)):
        replace_file(old, write)
    assert old.read_text(encoding="utf-8") == "旧"
    assert only(old)


def test_a_file_that_never_reached_the_disk_is_not_put_in_place_because_it_looked_well(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(path: Path) -> None:
        raise MemoryError

    monkeypatch.setattr(safe_write, "flush", no_memory)
    with pytest.raises(MemoryError):
        replace_file(old, write_new, lambda path: None)
    assert old.read_text(encoding="utf-8") == "旧"
    assert only(old)


def test_a_missing_folder_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(WriteFailed, match="不存在，请先建好文件夹"):
        replace_file(tmp_path / "没有" / "表.xlsx", lambda path: None)


def test_a_folder_of_that_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "表.xlsx").mkdir()
    with pytest.raises(WriteFailed, match="是一个文件夹"):
        replace_file(tmp_path / "表.xlsx", lambda path: None)


@pytest.mark.parametrize("name", ["长" * 300 + ".xlsx", "长" * 300 + "/表.xlsx"])
def test_a_name_longer_than_the_disk_takes_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(WriteFailed, match=r"。$"):
        replace_file(tmp_path / name, lambda path: None)
    assert list(tmp_path.iterdir()) == []


def test_the_longest_name_that_the_disk_takes_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("表" * 83 + ".xlsx")
    replace_file(target, write_new)
    assert only(target)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_stays_a_link_to_the_new_file(tmp_path: Path, old: Path) -> None:
    link = tmp_path / "最新.xlsx"
    link.symlink_to(old)
    replace_file(link, write_new)
    assert link.is_symlink()
    assert old.read_bytes() == b"new"


def test_what_a_killed_program_left_is_removed_later_and_nothing_else(tmp_path: Path) -> None:
    stale, fresh = tmp_path / ".qc-0123456789ab.tmp", tmp_path / ".qc-fresh0000000.tmp"
    other = tmp_path / "我的.tmp"
    for path in (stale, fresh, other):
        path.write_bytes(b"x")
    long_ago = time.time() - 7200
    os.utime(stale, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    assert remove_leftovers(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([fresh.name, other.name])


def test_of_several_files_all_are_replaced_or_none(old: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.write_bytes(b"new")
    other, taken = tmp_path / "另一份.xlsx", tmp_path / "占着.xlsx"
    replace_files({other: made})
    assert other.read_bytes() == b"new"
    other.unlink()
    taken.mkdir()
    with pytest.raises(WriteFailed, match="是一个文件夹"):
        replace_files({old: made, other: made, taken: made})
    assert old.read_text(encoding="utf-8") == "旧"
    assert not other.exists()
    taken.rmdir()
    replace_files({old: made, other: made, taken: made})
    assert [path.read_bytes() for path in (old, other, taken)] == [b"new"] * 3
