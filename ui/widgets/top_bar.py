"""The top bar: which month, how near its due day is, and what the page at hand offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QStackedWidget, QWidget

from qcapp.domain.period import Period
from ui.shell import TOP_HEIGHT
from ui.theme import INK, Tone, icon, set_role
from ui.widgets.pill import Pill

_NEAR_DAYS = 7
_LATE_DAYS = 60


class TopBar(QFrame):
    """``period_requested(Period)``; the period shown changes only by ``show_period``."""

    period_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "bar")
        self.setFixedHeight(TOP_HEIGHT)
        self._periods: tuple[Period, ...] = ()
        self._period: Period | None = None
        self._complete = False
        self._earlier = self._arrow("上一个报告期")
        self._later = self._arrow("下一个报告期")
        self._chooser = QPushButton()
        self._chooser.setObjectName("period")
        self._menu = QMenu(self._chooser)
        self._menu.triggered.connect(self._picked)
        self._chooser.setMenu(self._menu)
        self._due = Pill(parent=self, tall=True)
        self._tools = QStackedWidget()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        for widget in (self._earlier, self._chooser, self._later, self._due):
            row.addWidget(widget)
        row.addSpacing(16)
        row.addWidget(self._tools, 1)
        self._earlier.clicked.connect(self.ask_earlier)
        self._later.clicked.connect(self.ask_later)

    @property
    def due_words(self) -> str:
        return self._due.text

    @property
    def menu(self) -> QMenu:
        self.complete()
        return self._menu

    def complete(self) -> None:
        """What can wait until the first page stands: the arrows' pictures, the months in the menu."""
        if not self._complete:
            self._complete = True
            self._earlier.setIcon(icon("left", INK, size=14))
            self._later.setIcon(icon("right", INK, size=14))
            self._fill_menu()

    def show_period(self, period: Period, periods: Sequence[Period]) -> None:
        self._period = period
        if tuple(periods) != self._periods:
            self._periods = tuple(periods)
            if self._complete:
                self._fill_menu()
        self._check_period()
        self._chooser.setText(f"{period.label} ▾")
        self._chooser.setAccessibleName(f"报告期：{period.label}")
        self._earlier.setEnabled(self._neighbour(-1) is not None)
        self._later.setEnabled(self._neighbour(1) is not None)

    def show_due(self, due: date, today: date, missing: int) -> None:
        """``missing``: measures not reported yet, which makes a passed due day worth a colour."""
        self._due.set_state(*due_words(due, today, missing))
        self._due.setToolTip(f"本期填报截止 {due.isoformat()} 24:00")

    def add_tools(self, tools: QWidget | None) -> int:
        """Take in a page's own tools; answers the place to ``show_tools`` by."""
        return self._tools.addWidget(tools or QWidget())

    def show_tools(self, place: int) -> None:
        self._tools.setCurrentIndex(place)

    @Slot()
    def ask_earlier(self) -> None:
        self._ask(self._neighbour(-1))

    @Slot()
    def ask_later(self) -> None:
        self._ask(self._neighbour(1))

    def _ask(self, period: Period | None) -> None:
        if period is not None:
            self.period_requested.emit(period)

    def _neighbour(self, by: int) -> Period | None:
        if self._period is None:
            return None
        if by < 0:
            return max((one for one in self._periods if one < self._period), default=None)
        return min((one for one in self._periods if one > self._period), default=None)

    def _fill_menu(self) -> None:
        """A year's months; more years than one are submenus."""
        self._menu.clear()
        years = sorted({period.year for period in self._periods}, reverse=True)
        for year in years:
            menu = self._menu if len(years) == 1 else self._menu.addMenu(f"{year}年")
            for period in self._periods:
                if period.year == year:
                    action = menu.addAction(period.label)
                    action.setData(str(period))
                    action.setCheckable(True)
        self._check_period()

    def _check_period(self) -> None:
        for action in self._menu.findChildren(QAction):
            action.setChecked(action.data() == str(self._period))

    def _arrow(self, words: str) -> QPushButton:
        button = QPushButton()
        button.setIconSize(QSize(14, 14))
        button.setFixedWidth(36)
        button.setToolTip(words)
        button.setAccessibleName(words)
        return button

    @Slot(QAction)
    def _picked(self, action: QAction) -> None:
        self.show_period(self._period or Period.parse(action.data()), self._periods)
        self._ask(Period.parse(action.data()))


def due_words(due: date, today: date, missing: int) -> tuple[str, Tone]:
    """截止 7月25日 · 还剩 3 天, and its colour."""
    day, left = f"截止 {due.month}月{due.day}日", (due - today).days
    if left > _NEAR_DAYS:
        return f"{day} · 还剩 {left} 天", Tone.IDLE
    if left > 0:
        return f"{day} · 还剩 {left} 天", Tone.WARN
    if left == 0:
        return f"{day} · 今天截止", Tone.WARN
    words = f"{day} · 已过 {-left} 天" if -left <= _LATE_DAYS else f"{day} · 已截止"
    return words, Tone.BAD if missing and -left <= _LATE_DAYS else Tone.IDLE


def moment_words(at: datetime) -> str:
    """今天 09:00, else the day."""
    now = datetime.now()
    if at.date() == now.date():
        return f"今天 {at:%H:%M}"
    return f"{at.month}月{at.day}日 {at:%H:%M}" if at.year == now.year else f"{at.year}年{at.month}月{at.day}日"
