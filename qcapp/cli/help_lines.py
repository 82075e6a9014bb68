"""Help on a console: lines as wide as they are seen, a Chinese character being two wide, and no English word cut in two."""

from __future__ import annotations

import argparse
import re
from typing import Any

from qcapp.cli.answer import width

# What goes to the next line together: a word of ASCII or one character, with the marks that must not stand apart from it.
_PIECE = re.compile(r"[“（《]*(?:[!-~]+|.)[，。；：、）”》？！]*")


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """argparse's, in Chinese."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)

    def format_help(self) -> str:
        return re.sub(r"^(\w+):$", r"\1：", super().format_help(), flags=re.MULTILINE)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return lines_of(text, width)


def lines_of(text: str, room: int) -> list[str]:
    """``room``: columns of a console; a piece that is wider has a line of its own."""
    lines = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        if lines[-1] and width(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]
