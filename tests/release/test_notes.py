"""The plain texts beside the program: an old editor shows them, and they say what the change log and the program say."""

from __future__ import annotations

from pathlib import Path

import pytest

from qcapp import __version__
from qcapp.cli.answer import width
from tools.release import release_notes, start_here
from tools.release.errors import PackagingError
from tools.release.release_notes import COLUMNS, Release, notes, release

LOG = """# 更新记录

说明。

## 1.1.0（未发布）

- 还没有的变化。

## 1.0.0（2021-07-05）

- 收表：认得 `et`，**原样**存档；
  接着写。
- 命令行 export print，
  print 也可以。

## 0.9.0（2021-06-01）

- 以前的变化。
"""


def test_only_what_the_version_changed_is_told() -> None:
    said = release(LOG, "1.0.0")
    assert (said.version, said.day) == ("1.0.0", "2021年7月5日")
    assert notes(said) == (
        "营商台账 1.0.0　更新说明\n2021年7月5日\n\n· 收表：认得 et，原样存档；接着写。\n· 命令行 export print，print 也可以。\n"
    )
    assert release(LOG, "1.1.0").day == "未发布"
    assert notes(release(LOG, "0.9.0")).endswith("· 以前的变化。\n")


def test_a_version_that_the_log_does_not_know_is_not_packed() -> None:
    with pytest.raises(PackagingError, match=r"没有“## 2\.0\.0（日期）”一节"):
        release(LOG, "2.0.0")


def test_long_changes_are_broken_where_a_window_ends() -> None:
    lines = notes(Release("1.0.0", "", "- " + "一二三四五六七八九十" * 12)).splitlines()[3:]
    assert [width(line) <= COLUMNS for line in lines] == [True] * len(lines)
    assert [line[:2] for line in lines] == ["· ", *["  "] * (len(lines) - 1)]


@pytest.mark.parametrize("maker", [release_notes, start_here], ids=["更新说明", "使用说明"])
def test_an_old_editor_of_windows_shows_them(maker: object, tmp_path: Path) -> None:
    maker.make(tmp_path)  # type: ignore[attr-defined]
    data = (tmp_path / maker.FILE).read_bytes()  # type: ignore[attr-defined]
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 3
    text = data.decode("utf-8-sig")
    assert text.splitlines()[0].startswith(f"营商台账 {__version__}")
    assert [mark for mark in ("**", "`", "](", "## ", "{version}") if mark in text] == []


def test_the_first_text_is_a_page_and_names_what_is_there(tmp_path: Path) -> None:
    start_here.make(tmp_path)
    lines = (tmp_path / start_here.FILE).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) <= 36
    assert [line for line in lines if width(line) > 88] == []
    text = "\n".join(lines)
    for name in ("营商台账.exe", "添加到桌面.sh", "portable", "用户手册.pdf", "填报单位说明", "更新说明.txt", "ysledger", "许可"):
        assert name in text
