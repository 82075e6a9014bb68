"""更新说明.txt: what the change log says of the version that is given out, as plain text that any editor shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

from qcapp import __version__
from qcapp.cli.help_lines import lines_of
from tools.release.errors import PackagingError

ROOT: Final = Path(__file__).resolve().parents[2]
FILE: Final = "更新说明.txt"
COLUMNS: Final = 78
"""Of a half-width character each: as wide as an editor's window is at the least."""
_HEADING: Final = re.compile(r"^## (?P<version>\S+?)（(?P<day>[^）]+)）\s*$", re.MULTILINE)
_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MARKS: Final = re.compile(r"\*\*|`")


class Release(NamedTuple):
    """``day``: 2021年7月25日, or what stands in its place while there is none. ``text``: Markdown, a list."""

    version: str
    day: str
    text: str


def release(change_log: str, version: str = __version__) -> Release:
    """What the log says of that version; PackagingError when it says nothing."""
    for found in _HEADING.finditer(change_log):
        if found["version"] == version:
            rest = change_log[found.end() :]
            following = re.search(r"^## ", rest, re.MULTILINE)
            text = rest[: following.start()] if following else rest
            return Release(version, _DAY.sub(_said, found["day"]), text.strip())
    raise PackagingError(f"CHANGELOG.md 里没有“## {version}（日期）”一节，请写好这一版的变化再打包。")


def this_release() -> Release:
    return release((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def make(folder: Path) -> None:
    """更新说明.txt into it."""
    write_text(folder / FILE, notes(this_release()))


def notes(said: Release) -> str:
    """Lines of COLUMNS at most; each change begins with a mark, its later lines stand in."""
    lines = [f"营商台账 {said.version}　更新说明", said.day, ""]
    for item in re.split(r"^- ", said.text, flags=re.MULTILINE):
        if words := _MARKS.sub("", _joined(item)):
            first, *rest = lines_of(words, COLUMNS - 2)
            lines += [f"· {first}", *(f"  {line}" for line in rest)]
    return "\n".join(lines) + "\n"


def write_text(target: Path, text: str) -> None:
    """As the editors of old Windows read it: UTF-8 with its mark, lines ended by CR and LF."""
    target.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))


def _joined(item: str) -> str:
    """One line: between Chinese characters no blank comes in where a line of the log ends."""
    words = ""
    for line in filter(None, map(str.strip, item.splitlines())):
        apart = words and words[-1].isascii() and line[0].isascii()
        words += f" {line}" if apart else line
    return words


def _said(day: re.Match[str]) -> str:
    year, month, of_month = (int(each) for each in day.groups())
    return f"{year}年{month}月{of_month}日"
