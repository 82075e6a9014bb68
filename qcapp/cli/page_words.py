"""The words that export and print share: which page, and which part of the table."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping

from qcapp.domain.errors import UsageError
from qcapp.domain.page_setup import Margins
from qcapp.domain.settings import SCALE
from qcapp.domain.views import Grouping

GROUPS: Mapping[str, Grouping] = {
    "task": Grouping.TASK, "unit": Grouping.UNIT, "state": Grouping.STATE, "none": Grouping.NONE,
}


def add_page_words(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--paper", choices=("A3", "A4"), metavar="A3|A4", help="纸张，不写就按设置")
    add("--orientation", choices=("portrait", "landscape"), metavar="portrait|landscape", help="纵向或横向，不写就按设置")
    add("--margins", type=Margins.parse, metavar="15,15,15,15", help="页边距，上、右、下、左，毫米；不写就按设置")
    add("--scale", type=_scale, metavar="90", help="字号缩放，百分之几；不写就按设置")
    add("--view", metavar="NAME", help="自带的或保存过的视图；以下各项再加上或代替它的")
    add("--task", type=int, action="append", default=[], metavar="N", help="第几项重点任务，可写多次")
    add("--state", action="append", default=[], metavar="STATE", help="状态，如 unreported 或“未报”，可写多次")
    add("--find", metavar="TEXT", help="含有这些词的")
    add("--columns", type=_listed, default=(), metavar="no,measure", help="印哪些列，用逗号隔开")
    add("--group", choices=tuple(GROUPS), metavar="|".join(GROUPS), help="按什么分组")


def copies(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]?", text.strip()):
        raise UsageError(f"份数“{text}”看不懂，请写 1 到 99 的整数。")
    return int(text)


def _scale(text: str) -> int:
    """90 or 90%; as the setting bounds it."""
    return int(SCALE.checked(text.strip().removesuffix("%")))


def _listed(text: str) -> tuple[str, ...]:
    """no,measure,progress."""
    return tuple(filter(None, (part.strip() for part in re.split("[,，、]", text))))
