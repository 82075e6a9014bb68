"""Which chapters the help has, their text, and which of them belongs to a page or a dialog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from ui.resources import resource


class Chapter(NamedTuple):
    """``name`` is its file's, and that of the page it tells of; ``title`` stands in the contents."""

    name: str
    title: str


class Section(NamedTuple):
    """A part of a chapter under a heading of its own; "" for what stands before the first."""

    chapter: Chapter
    heading: str
    text: str


CHAPTERS: Final = (
    Chapter("install", "安装与升级"), Chapter("start", "开始使用"), Chapter("month", "一个月怎么做"), Chapter("dispatch", "下发"),
    Chapter("collect", "收表"), Chapter("ledger", "台账和表单"), Chapter("overview", "总览"), Chapter("bulletin", "通报和催报"),
    Chapter("print", "打印和导出"), Chapter("past", "往期"), Chapter("search", "检索"), Chapter("history", "历史和撤销"),
    Chapter("plan", "清单维护"), Chapter("settings", "设置"), Chapter("safety", "保存、备份、换台账"),
    Chapter("shared", "几个人一起用：共享台账"),
    Chapter("fill", "填报单位怎么填"), Chapter("commands", "命令行"), Chapter("questions", "常见问题"), Chapter("keys", "快捷键"),
)
"""In the order of a month's work, as they stand in the contents and in the printed manual."""
_FIRST: Final = "start"
_GENERATED: Final = "keys"
_ITEM: Final = re.compile(r"^\s*(\d+\.|-|>) +")
_MARKS: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)|\[([^\]]*)\]\([^)]*\)")


def chapter(name: str) -> Chapter:
    """The one of that name, else the one that a beginner reads."""
    found = {each.name: each for each in CHAPTERS}
    return found.get(name, found[_FIRST])


@lru_cache(maxsize=32)
def chapter_text(name: str) -> str:
    """Its Markdown; that of the keys is made from the menus, so that it can't go stale."""
    if name == _GENERATED:
        from ui.help.keys import keys_text

        return keys_text()
    return resource(f"help/{name}.md").read_text(encoding="utf-8")


def sections() -> Iterator[Section]:
    """All that can be found, in the order of the contents; pictures and the targets of links are no words."""
    for each in CHAPTERS:
        heading, lines = "", list[str]()
        for line in chapter_text(each.name).splitlines():
            if line.startswith("## "):
                yield Section(each, heading, _plain(lines))
                heading, lines = line[3:].strip(), []
            elif not line.startswith("# "):
                lines.append(line)
        yield Section(each, heading, _plain(lines))


def _plain(lines: list[str]) -> str:
    lines = [_ITEM.sub("", line) for line in lines if not set(line.strip()) <= set("|-: ")]
    text = _MARKS.sub(r"\1", " ".join(line.strip() for line in lines))
    return re.sub(r"\s+", " ", text.replace("**", "").replace("`", "").replace("|", " ")).strip(" -")
