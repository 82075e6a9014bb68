"""Copies for other programs: theirs to look at, never a way into the ledger, nothing left lying about."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from qcapp.domain.errors import UnreadableFile, WriteFailed
from qcapp.services.copies import Copies, clear, clear_stale
from qcapp.services.names import whole_name


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's temporary folder."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_copy_has_the_name_and_the_bytes_and_can_only_be_read(temporary: Path) -> None:
    copies = Copies()
    path = copies.put(b"%PDF-1.4", "区税务局 佐证.pdf")
    assert path.name == "区税务局 佐证.pdf"
    assert path.read_bytes() == b"%PDF-1.4"
    assert not path.stat().st_mode & stat.S_IWUSR
    assert temporary in path.parents
    if os.name != "nt":
        assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_opening_twice_gives_the_same_copy_and_one_that_was_changed_is_not_used_again(temporary: Path) -> None:
    copies = Copies()
    first = copies.put(b"one", "a.txt")
    assert copies.put(b"one", "a.txt") == first
    assert copies.put(b"two", "a.txt") != first
    first.chmod(0o600)
    first.write_bytes(b"changed")
    again = copies.put(b"one", "a.txt")
    assert again.read_bytes() == b"one"
    assert again.name == "a.txt"


@pytest.mark.parametrize("name", ["登记.exe", "补丁.BAT", "照片.jpg.lnk", "x.js", "宏.vbs", "网址.url", "照片\u202egpj.exe"])
def test_programs_are_not_started_from_the_ledger(temporary: Path, name: str) -> None:
    with pytest.raises(UnreadableFile, match="是程序或脚本"):
        Copies().put(b"MZ", name)
    assert list(temporary.rglob("*.*")) == []


@pytest.mark.parametrize("name", ["表.xlsx", "说明.docx", "照片.jpg", "旧.et", "没有后缀", "js.txt"])
def test_papers_and_pictures_are(temporary: Path, name: str) -> None:
    assert Copies().put(b"x", name).name == name


def test_a_folder_cleared_by_another_window_is_made_anew(temporary: Path) -> None:
    copies = Copies()
    clear(copies.put(b"x", "a.txt").parent.parent)
    assert copies.put(b"x", "a.txt").read_bytes() == b"x"


def test_copies_go_when_the_program_ends(temporary: Path) -> None:
    copies = Copies()
    copies.put(b"x", "a.txt")
    del copies  # as at the end
    assert list(temporary.iterdir()) == []


def test_what_an_earlier_run_left_is_cleared_and_what_another_window_uses_stays(temporary: Path) -> None:
    old, fresh, foreign = temporary / "yingshang-copies-old", temporary / "yingshang-copies-new", temporary / "other"
    for folder in (old, fresh, foreign):
        (folder / "sub").mkdir(parents=True)
        (folder / "sub" / "a.txt").write_bytes(b"x")
        (folder / "sub" / "a.txt").chmod(0o400)
    os.utime(old, (0, 0))
    os.utime(foreign, (0, 0))
    clear_stale()
    assert not old.exists()
    assert (fresh / "sub" / "a.txt").exists()
    assert (foreign / "sub" / "a.txt").exists()
    clear(fresh)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_clearing_follows_no_link(tmp_path: Path) -> None:
    outside = tmp_path / "重要.txt"
    outside.write_bytes(b"stays")
    outside.chmod(0o400)
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    clear(folder)
    assert not folder.exists()
    assert outside.read_bytes() == b"stays"
    assert stat.S_IMODE(outside.stat().st_mode) == 0o400


def test_no_room_is_told_in_a_sentence(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(WriteFailed, match=r"临时文件夹写不进去.*。$"):
        Copies().put(b"x", "a.txt")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "-..-etc-passwd"), ("C:\\a\\b.xls", "C：-a-b.xls"), ("NUL.txt", "_NUL.txt"), ("com1", "_com1"),
        ("company.txt", "company.txt"), ("  .隐藏", "隐藏"), ("...", "未命名"), ("", "未命名"), ("a\nb.pdf", "a b.pdf"),
        ("甲" * 200 + ".xlsx", "甲" * 75 + ".xlsx"), ("版本1.2（最终版）改了很多次的说明", "版本1.2（最终版）改了很多次的说明"),
    ],
)
def test_any_name_becomes_one_that_every_system_takes(name: str, safe: str) -> None:
    assert whole_name(name) == safe
