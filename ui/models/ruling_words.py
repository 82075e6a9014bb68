"""A ruling in words: what it says, and who made it when and why."""

from __future__ import annotations

from datetime import date

from qcapp.domain.plan import EntryKey
from qcapp.domain.rulings import Ruling, RulingKind


def day_words(day: date, year: int) -> str:
    """8月5日; of another year 2022年1月5日."""
    return f"{day.month}月{day.day}日" if day.year == year else f"{day.year}年{day.month}月{day.day}日"


def ruling_words(ruling: Ruling) -> str:
    """免报（本单位全部措施）, 准予延期到 8月5日, 人工定为绿灯, 时序进度 3 步，到 12月31日完成 100%."""
    scope = "（本单位全部措施）" if ruling.no is None else ""
    match ruling.kind:
        case RulingKind.EXTEND if ruling.until:
            return f"准予延期到 {day_words(ruling.until, ruling.year)}{scope}"
        case RulingKind.LAMP if ruling.lamp:
            return f"人工定为{ruling.lamp.word}"
        case RulingKind.SCHEDULE if ruling.milestones:
            last = ruling.milestones[-1]
            return f"时序进度 {len(ruling.milestones)} 步，到 {day_words(last.day, ruling.year)}完成 {last.percent}%"
        case _:
            return f"{ruling.kind.label}{scope}"


def made_words(ruling: Ruling) -> str:
    """经办人 7月22日."""
    day = f"{ruling.at.month}月{ruling.at.day}日" if ruling.at else ""
    return " ".join(part for part in (ruling.who, day) if part)


def holding(rulings: tuple[Ruling, ...], key: EntryKey) -> tuple[Ruling, ...]:
    """Those that hold for an entry, in the order of their kinds."""
    kinds = list(RulingKind)
    found = [each for each in rulings if each.covers(key.no, key.unit) and not each.lifted]
    return tuple(sorted(found, key=lambda each: (kinds.index(each.kind), each.no is None)))
