"""A ruling for the screen: what it says and for whom, who made it and when."""

from __future__ import annotations

from typing import Final

from qcapp.domain.plan import EntryKey
from qcapp.domain.rulings import Ruling, RulingKind

WHOLE_UNIT: Final = "本单位全部措施"


def ruling_words(ruling: Ruling) -> str:
    """免报（本单位全部措施）, 准予延期到 8月5日, 人工定为绿灯, 时序进度 3 个节点."""
    return f"{ruling.words}（{WHOLE_UNIT}）" if ruling.no is None else ruling.words


def ruling_line(ruling: Ruling, told: str) -> str:
    """准予延期到 8月5日：需等上级数据（经办人 7月22日）; without the reason where ``told`` has it already."""
    reason = f"：{ruling.why}" if ruling.why and ruling.why not in told else ""
    beside = "，".join(part for part in (WHOLE_UNIT if ruling.no is None else "", made_words(ruling)) if part)
    return f"{ruling.words}{reason}" + (f"（{beside}）" if beside else "")


def made_words(ruling: Ruling) -> str:
    """经办人 7月22日."""
    day = f"{ruling.at.month}月{ruling.at.day}日" if ruling.at else ""
    return " ".join(part for part in (ruling.who, day) if part)


def holding(rulings: tuple[Ruling, ...], key: EntryKey) -> tuple[Ruling, ...]:
    """Those that hold for an entry, in the order of their kinds, its own before one on all measures of its unit."""
    kinds = list(RulingKind)
    found = [each for each in rulings if each.covers(key.no, key.unit) and not each.lifted]
    return tuple(sorted(found, key=lambda each: (kinds.index(each.kind), each.no is None)))
