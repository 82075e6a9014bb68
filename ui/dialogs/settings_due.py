"""设置 · 报送: whether a due day moves past holidays, of which years the arrangement is known, and which months it moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.due import due_day
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.settings import DUE_SHIFT, Setting
from qcapp.domain.workdays import is_announced
from ui.dialogs.settings_page import FieldsPage, note

_WEEKDAYS = "一二三四五六日"


class DuePage(FieldsPage):
    """``plan``: whose months are told; ``year``: the present one."""

    def __init__(
        self, title: str, settings: Sequence[Setting], values: Mapping[str, str], plan: Plan, year: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, settings, values, parent=parent)
        self._plan = plan
        self.moved = note()
        self.known = note(known_words(sorted({plan.year, year, year + 1})))
        self.add_below(self.moved)
        self.add_below(self.known)
        self.changed.connect(self._show_moved)
        self._show_moved()

    @Slot()
    def _show_moved(self) -> None:
        self.moved.setText(moved_words(self._plan, self.values()))


def moved_words(plan: Plan, values: Mapping[str, str]) -> str:
    """Which of the plan's months are due on another day than the list says."""
    moved = []
    for month in range(1, 13):
        period = Period(plan.year, month)
        listed, due = period.due(plan.due_day), due_day(plan, period, values)
        if listed != due:
            moved.append(f"{_day(listed)}顺延到 {_day(due)}")
    every = f"每月 {plan.due_day} 日 24:00 截止"
    if DUE_SHIFT.text(values) == "no":
        return f"{plan.year}年：{every}，遇节假日不变。"
    return f"{plan.year}年：{every}；{'，'.join(moved)}。" if moved else f"{plan.year}年：{every}，没有要顺延的月份。"


def known_words(years: Sequence[int]) -> str:
    """Of which years the program knows the 调休, and of which not."""
    told = [f"{year}年" for year in years if is_announced(year)]
    untold = [f"{year}年" for year in years if not is_announced(year)]
    known = f"程序已有{'、'.join(told)}的调休安排" if told else "程序还没有这几年的调休安排"
    rest = f"；{'、'.join(untold)}的还没有，先按周末和法定节日推算" if untold else ""
    return f"{known}{rest}。"


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"
