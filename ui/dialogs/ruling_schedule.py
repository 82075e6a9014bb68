"""认定… · 时序进度: the measure's steps of the year as a table, and how far it is behind today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.rulings import Milestone, Ruling
from qcapp.domain.schedule import percent_done, percent_due, points_behind
from qcapp.domain.settings import BEHIND_RED, BEHIND_YELLOW
from qcapp.domain.status import as_of
from ui.dialogs.ruling_parts import RulingOffer, RulingPart
from ui.models.milestones import DAY, WHAT, MilestonesModel
from ui.models.ruling_wishes import SetSchedule
from ui.theme import set_role
from ui.widgets.cell_table import CellTable

_WIDTHS: Final = [120, 260, 90, 120]


class SchedulePart(RulingPart):
    """``held``: the schedule that holds now."""

    word = "保存时序进度"
    asks_late = True

    def __init__(self, offer: RulingOffer, held: Ruling | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer = offer
        self.model = MilestonesModel(offer.snapshot.plan.year, offer.today, self)
        self.table = CellTable("时序进度")
        self.table.setModel(self.model)
        self.table.set_widths(_WIDTHS, elastic=WHAT)
        self.remove = QPushButton("删除所选行(&X)")
        self.remove.setAutoDefault(False)
        self.told = QLabel()
        set_role(self.told, "muted")
        self._lay_out()
        self.show_held(held)
        self.model.changed.connect(self._changed)
        self.remove.clicked.connect(self._remove)

    def show_held(self, held: Ruling | None) -> None:
        self.held = held
        self._before = held.milestones if held else ()
        self.model.show_milestones(self._before)
        self._changed()
        self.settle()

    def filled(self) -> tuple[object, ...]:
        return self.model.milestones, tuple(self.model.wrong)

    def trouble(self) -> str:
        if self.model.wrong:
            return self.model.wrong[0].words
        return "时序进度没有改动。" if self.model.milestones == self._before else ""

    def hint(self) -> str:
        if not self.model.milestones:
            return "取消这一条的时序进度，灯只按完成时限亮。"
        return f"{self._offer.snapshot.plan.year}年全年有效，落后多少按“设置”里的界限亮灯。"

    def wish(self) -> SetSchedule:
        return SetSchedule(self.model.milestones)

    def end_editing(self) -> None:
        self.table.end_editing()

    def _lay_out(self) -> None:
        card = QFrame()
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(card, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.table)

    def _standing(self) -> str:
        snapshot = self._offer.snapshot
        return standing_words(self.model.milestones, as_of(snapshot, self._offer.today), snapshot.settings)

    @Slot()
    def _remove(self) -> None:
        self.model.remove(sorted({index.row() for index in self.table.selectedIndexes()}))
        self.table.setCurrentIndex(self.model.index(len(self.model.rows) - 1, DAY))

    @Slot()
    def _changed(self) -> None:
        self.told.setText("" if self.model.wrong else self._standing())
        self.changed.emit()


def standing_words(milestones: Sequence[Milestone], day: date, settings: Mapping[str, str]) -> str:
    """截至 7月22日：应完成 60%，已完成 40%，落后 20 个百分点，亮黄灯。"""
    if not milestones:
        return "还没有节点。每行一个节点：到哪天、做到什么、累计完成多少。"
    told = f"截至 {day.month}月{day.day}日：应完成 {percent_due(milestones, day)}%，已完成 {percent_done(milestones, day)}%"
    behind = points_behind(milestones, day)
    if not behind:
        return f"{told}，不落后。"
    lamp = "，亮红灯" if behind > BEHIND_RED.number(settings) else "，亮黄灯" if behind >= BEHIND_YELLOW.number(settings) else ""
    return f"{told}，落后 {behind} 个百分点{lamp}。"
