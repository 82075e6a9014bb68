"""The charts of 总览, one at a time: how the rates went, how units and tasks stand. What is higher than the room scrolls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import set_role
from ui.widgets.chart_view import ChartView
from ui.widgets.chips import ChipRow
from ui.widgets.labels import ElidedLabel

TREND, UNITS, TASKS = "trend", "units", "tasks"
KINDS: Final = ((TREND, "各月趋势"), (UNITS, "各单位"), (TASKS, "各任务"))
_RATES: Final = (("coverage", "覆盖率"), ("timeliness", "及时率"), ("qualification", "合格率"))
CHOICES: Final = {TREND: (("all", "三项比率"), *_RATES), UNITS: (("score", "得分"), *_RATES), TASKS: ()}
_SCROLL_BAR: Final = 12


@dataclass(frozen=True, slots=True)
class ChartWish:
    """``kind`` of KINDS, and ``what`` of its CHOICES ("" where there is none)."""

    kind: str = TREND
    what: str = "all"


class ChartPane(QFrame):
    """``view`` asks for its picture by ``wanted``; ``wish`` says of what."""

    wish_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._wishes = {kind: ChartWish(kind, choices[0][0] if choices else "") for kind, choices in CHOICES.items()}
        self._kind = TREND
        self.kinds = ChipRow()
        self.kinds.set_chips([(key, words, None) for key, words in KINDS])
        self.what = QPushButton()
        self.what.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        set_role(self.what, "chip")
        self.menu = QMenu(self.what)
        self.what.setMenu(self.menu)
        self.heading = ElidedLabel(role="heading")
        self.view = ChartView()
        self._area = QScrollArea()
        self._lay_out()
        self.kinds.chosen.connect(self._kind_chosen)
        self.menu.triggered.connect(self._what_chosen)
        self._show_choices()

    @property
    def wish(self) -> ChartWish:
        return self._wishes[self._kind]

    def choose(self, wish: ChartWish) -> None:
        """Without a signal."""
        self._kind = wish.kind
        self._wishes[wish.kind] = wish
        self.kinds.choose(wish.kind)
        self._show_choices()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The room is the same whether or not a scroll bar stands there: else each picture would ask for the next.
        self._column.activate()
        self.view.set_room(QSize(self._area.width() - _SCROLL_BAR, self._area.height()))

    def _lay_out(self) -> None:
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.view)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_role(self.view, "paper")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.kinds)
        top.addStretch(1)
        top.addWidget(self.what)
        top.setContentsMargins(0, 0, 10, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 9, 2, 8)
        self._column.setSpacing(7)
        self._column.addLayout(top)
        self._column.addWidget(self.heading)
        self._column.addWidget(self._area, 1)

    def _show_choices(self) -> None:
        choices = CHOICES[self._kind]
        self.menu.clear()
        for key, words in choices:
            action = self.menu.addAction(words)
            action.setData(key)
            action.setCheckable(True)
            action.setChecked(key == self.wish.what)
        self.what.setVisible(bool(choices))
        words = dict(choices).get(self.wish.what, "")
        self.what.setText(f"{words} ▾")
        self.what.setAccessibleName(f"图中画的是：{words}")

    @Slot(str)
    def _kind_chosen(self, kind: str) -> None:
        self._kind = kind
        self._show_choices()
        self.wish_changed.emit()

    @Slot(QAction)
    def _what_chosen(self, action: QAction) -> None:
        self._wishes[self._kind] = ChartWish(self._kind, str(action.data()))
        self._show_choices()
        self.wish_changed.emit()
