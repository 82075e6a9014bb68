"""The units of a measure as tabs, with a pill on those that still owe something or are exempt."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QTabBar, QWidget

from qcapp.domain.status import State
from ui.widgets.ledger_delegate import STATE_TONES
from ui.widgets.pill import Pill

_MARKED = (State.UNREPORTED, State.OVERDUE, State.CONFLICT, State.EXEMPT)


class UnitTabs(QTabBar):
    """``unit_chosen`` by a person only."""

    unit_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self.setAccessibleName("责任单位")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.currentChanged.connect(self._changed)

    def show_units(self, states: Mapping[str, State], current: str) -> None:
        """``states``: unit → how its entry stands, in the order of the tabs."""
        self._quiet = True
        if [self.tabData(place) for place in range(self.count())] != list(states):
            while self.count():
                self.removeTab(0)
            for unit in states:
                self.setTabData(self.addTab(unit), unit)
        for place, (unit, state) in enumerate(states.items()):
            self._mark(place, unit, state)
        self.setCurrentIndex(list(states).index(current))
        self._quiet = False

    def _mark(self, place: int, unit: str, state: State) -> None:
        side = QTabBar.ButtonPosition.RightSide
        old = self.tabButton(place, side)
        words = state.value if state in _MARKED else ""
        if isinstance(old, Pill) and old.text == words:
            return
        if old is not None:
            old.deleteLater()
        pill = Pill(words, STATE_TONES[state], self) if words else None
        self.setTabButton(place, side, pill)
        self.setAccessibleTabName(place, f"{unit} {state.value}")

    @Slot(int)
    def _changed(self, place: int) -> None:
        unit = self.tabData(place)
        if unit and not self._quiet:
            self.unit_chosen.emit(unit)
