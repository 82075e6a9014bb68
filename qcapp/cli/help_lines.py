"""Help on a console: lines as wide as they are seen, a Chinese character being two wide, and no English word cut in two."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import Any

from qcapp.cli.answer import width

# What goes to the next line together: a word of ASCII or one character, with the marks that must not stand apart from it.
_PIECE = re.compile(r"[“（《]*(?:[!-~]+|.)[，。；：、）”》？！]*")

_CHINESE = {
    "ADDRESS": "地址", "COMMAND": "命令", "DIR": "文件夹", "FIELD": "栏目", "FILE": "文件", "KIND": "类型", "N": "数",
    "NAME": "名称", "NO": "序号", "OPERATION": "操作编号", "OUT": "文件", "PATH": "路径", "TEXT": "词", "VALUE": "内容",
    "WHAT": "哪一项", "KEY": "设置", "SECTION": "小节", "STATE": "状态",
}
"""What stands for a word that is to be said, as the parsers name it."""
_HALF = "\0"
"""Behind each character that is two columns wide, while argparse counts characters."""


def in_chinese(words: str) -> str:
    """FILE.xlsx: 文件.xlsx; words that are said as they stand, as xlsx|docx, stay."""
    return re.sub(r"(?<![\w-])[A-Z]+(?![\w-])", lambda found: _CHINESE.get(found.group(), found.group()), words)


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """argparse's, in Chinese."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def format_help(self) -> str:
        told = super().format_help().replace(_HALF, "")
        return re.sub(r"^(\w+):$", r"\1：", told, flags=re.MULTILINE)

    def _format_action(self, action: argparse.Action) -> str:
        if isinstance(action, argparse._SubParsersAction):  # the commands alone: what they are is the title above them
            return "".join(map(super()._format_action, action._choices_actions))
        return super()._format_action(action)

    def _metavar_formatter(self, action: argparse.Action, default_metavar: str) -> Callable[[int], tuple[str, ...]]:
        raw = super()._metavar_formatter(action, default_metavar)
        return lambda size: tuple(_as_wide(in_chinese(each)) for each in raw(size))

    def _split_lines(self, text: str, width: int) -> list[str]:
        return lines_of(text, width)


def _as_wide(text: str) -> str:
    return "".join(char + _HALF * (width(char) - 1) for char in text)


def lines_of(text: str, room: int) -> list[str]:
    """``room``: columns of a console; a piece that is wider has a line of its own."""
    lines = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        if lines[-1] and width(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]
