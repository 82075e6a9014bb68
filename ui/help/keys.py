"""The chapter of the keys, made from the menus and from what the pages take themselves."""

from __future__ import annotations

from collections.abc import Iterable

from ui.actions import MENUS, PAGE_KEYS


def keys_text() -> str:
    """Markdown: the menus one by one, then page by page."""
    parts = ["# 快捷键", "菜单里每一项右边都写着它的快捷键。窗口里任何地方按 `F1` 看那一页的帮助。"]
    parts += ["## 全部页面", *_table([("Tab、Shift+Tab", "到下一处、上一处"), ("Esc", "回到表格；在检索框里是清空")])]
    for title, entries in MENUS:
        keyed = [("、".join(filter(None, (entry.keys, *entry.also))), entry.words) for entry in entries if entry.keys]
        if keyed:
            parts += [f"## 菜单 {title.partition('(')[0]}", *_table(keyed)]
    for _, title, keys in PAGE_KEYS:
        parts += [f"## {title}", *_table(keys)]
    return "\n\n".join(part for part in parts if part).replace("|\n\n|", "|\n|")


def _table(lines: Iterable[tuple[str, str]]) -> list[str]:
    return ["| 按键 | 作用 |", "| --- | --- |", *(f"| `{keys}` | {words} |" for keys, words in lines)]
