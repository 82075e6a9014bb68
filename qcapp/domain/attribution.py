"""Whose words are whose in a cell that several units share: 【区税务局】… a paragraph each. Writer and reader of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qcapp.domain.text import comparable

_MARK = re.compile(r"【([^【】\n]{1,40})】")


def compose(texts: Sequence[tuple[str, str]]) -> str:
    """One cell of the (unit, text) of all units that share it; a text that all share stands once, unattributed.

    >>> compose([("区税务局", "已办"), ("高新区税务局", "")])
    '【区税务局】已办'
    """
    filled = [(unit, text) for unit, text in texts if text]
    if len(texts) <= 1 or (len(filled) == len(texts) and len({comparable(text) for _, text in filled}) == 1):
        return filled[0][1] if filled else ""
    return attributed(filled)


def attributed(texts: Iterable[tuple[str, str]]) -> str:
    """Each text under its unit's name."""
    return "\n".join(f"【{unit}】{text}" for unit, text in texts)


def decompose(cell: str, units: Sequence[str]) -> dict[str, str] | None:
    """Unit → its words, of a cell that ``attributed`` wrote; None when no unit is named in it.

    Words before the first name stand under "".

    >>> decompose("【区税务局】已办\\n两行\\n【高新区税务局】试点中", ["区税务局", "高新区税务局"])
    {'区税务局': '已办\\n两行', '高新区税务局': '试点中'}
    """
    if "【" not in cell:
        return None
    marks = [mark for mark in _MARK.finditer(cell) if mark[1] in units]
    if not marks:
        return None
    parts = {"": cell[: marks[0].start()].strip()} if cell[: marks[0].start()].strip() else {}
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        words = cell[mark.end() : after.start() if after else len(cell)].strip()
        parts[mark[1]] = "\n".join(filter(None, (parts.get(mark[1], ""), words)))
    return parts
