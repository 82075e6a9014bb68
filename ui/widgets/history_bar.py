"""Above the history: words, and what else narrows it; beside them, as chips, all that does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from qcapp.domain.fields import FIELDS
from qcapp.domain.operation_words import filter_parts
from qcapp.domain.operations import OperationFilter, OperationKind
from ui.theme import set_role
from ui.widgets.chips import DropChip
from ui.widgets.filter_chips import FilterChips
from ui.widgets.flow import FlowLayout
from ui.widgets.search_box import SearchBox
from ui.widgets.span_popup import DaysPopup

_EVERYTHING = OperationFilter()
_GAP = 2
_SEARCH_WIDTH = 230


class _StayingMenu(QMenu):
    """Stays open while several of its entries are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action: QAction | None = self.actionAt(event.position().toPoint())
        if action is not None:
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


class _ListChip(DropChip):
    """单位 ▾ — opens a list; ``chosen(key)``, "" for all. What is chosen stands among the chips that take it away again."""

    chosen = Signal(str)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(label, parent=parent)
        self._choices: tuple[tuple[str, str], ...] = ()
        self._current = ""
        self.menu_shown = QMenu(self)
        self.menu_shown.triggered.connect(self._picked)
        self.clicked.connect(self._open)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """(key, words) below 全部."""
        self._choices = ("", "全部"), *choices

    def choose(self, key: str) -> None:
        """Without a signal."""
        self._current = key
        self.show_words("", active=bool(key))

    @Slot()
    def _open(self) -> None:
        self.menu_shown.clear()
        for key, words in self._choices:
            action = self.menu_shown.addAction(words)
            action.setData(key)
            action.setCheckable(True)
            action.setChecked(key == self._current)
        self.menu_shown.popup(self.mapToGlobal(self.rect().bottomLeft()))

    @Slot(QAction)
    def _picked(self, action: QAction) -> None:
        self.chosen.emit(str(action.data()))


class HistoryBar(QWidget):
    """``changed(OperationFilter)``: another one is wanted; ``export_requested``: what is listed."""

    changed = Signal(object)
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted, self._today = _EVERYTHING, date.today()
        self.search = SearchBox("按摘要、内容、经手人、编号、日期查找")
        self.units, self.people, self.fields = _ListChip("单位"), _ListChip("经手人"), _ListChip("栏目")
        self.kinds, self.days = DropChip("类型"), DropChip("日期")
        self.count, self.export_button = QLabel(), QPushButton("导出…")
        self._filters = QWidget()
        self._flow = FlowLayout(self._filters)
        self._flow.setContentsMargins(0, 0, 0, 0)
        for each in (self.search, self.units, self.people, self.fields, self.kinds, self.days):
            self._flow.addWidget(each)
        self.chips = FilterChips(self._flow, self._filters)
        self.kinds_menu = _StayingMenu(self)
        self.fields.set_choices([(field.key, field.heading) for field in FIELDS])
        self.kind_actions = {kind: self._kind_action(kind) for kind in OperationKind}
        self._lay_out()
        self._connect()

    @cached_property
    def days_popup(self) -> DaysPopup:
        popup = DaysPopup(self)
        popup.chosen.connect(self._days_chosen)
        return popup

    @property
    def wanted(self) -> OperationFilter:
        return self._wanted

    def show_wanted(self, wanted: OperationFilter) -> None:
        """Without a signal."""
        self._wanted = wanted
        if self.search.text().strip() != wanted.text:
            self.search.show_text(wanted.text)
        self._show_chosen()

    def show_choices(self, units: Sequence[str], people: Sequence[str], today: date) -> None:
        """Who and what there is to choose from; what is chosen stays."""
        self._today = today
        self.units.set_choices([(unit, unit) for unit in units])
        self.people.set_choices([(who, who) for who in people])
        self._show_chosen()

    def _show_chosen(self) -> None:
        wanted = self._wanted
        self.units.choose(wanted.unit)
        self.people.choose(wanted.who)
        self.fields.choose(wanted.field)
        self.kinds.show_words("", active=bool(wanted.kinds))
        self.days.show_words("", active=bool(wanted.since or wanted.until))
        for kind, action in self.kind_actions.items():
            action.setChecked(kind in wanted.kinds)
        self.chips.show_parts(filter_parts(wanted))

    def _want(self, wanted: OperationFilter) -> None:
        if wanted != self._wanted:
            self.show_wanted(wanted)
            self.changed.emit(wanted)

    @Slot(str)
    def _searched(self, text: str) -> None:
        self._want(replace(self._wanted, text=text))

    @Slot(str)
    def _unit_chosen(self, unit: str) -> None:
        self._want(replace(self._wanted, unit=unit))

    @Slot(str)
    def _person_chosen(self, who: str) -> None:
        self._want(replace(self._wanted, who=who))

    @Slot(str)
    def _field_chosen(self, field: str) -> None:
        self._want(replace(self._wanted, field=field))

    @Slot()
    def _kinds_chosen(self) -> None:
        chosen = frozenset(kind for kind, action in self.kind_actions.items() if action.isChecked())
        self._want(replace(self._wanted, kinds=chosen))

    @Slot(object, object)
    def _days_chosen(self, first: date, last: date) -> None:
        self._want(replace(self._wanted, since=first, until=last))

    @Slot(object)
    def _part_removed(self, rest: OperationFilter) -> None:
        self._want(rest)

    @Slot()
    def clear(self) -> None:
        self._want(_EVERYTHING)
        self.search.setFocus()

    @Slot()
    def _open_kinds(self) -> None:
        self.kinds_menu.popup(self.kinds.mapToGlobal(self.kinds.rect().bottomLeft()))

    @Slot()
    def _open_days(self) -> None:
        wanted, today = self._wanted, self._today
        first = wanted.since or wanted.until or today.replace(day=1)
        place = self.days.mapToGlobal(self.days.rect().bottomLeft())
        place.setY(place.y() + _GAP)
        self.days_popup.ask(first, wanted.until or max(first, today), today, place)

    def _kind_action(self, kind: OperationKind) -> QAction:
        action = self.kinds_menu.addAction(kind.label)
        action.setCheckable(True)
        action.triggered.connect(self._kinds_chosen)
        return action

    def _connect(self) -> None:
        self.search.searched.connect(self._searched)
        self.units.chosen.connect(self._unit_chosen)
        self.people.chosen.connect(self._person_chosen)
        self.fields.chosen.connect(self._field_chosen)
        self.kinds.clicked.connect(self._open_kinds)
        self.days.clicked.connect(self._open_days)
        self.chips.chosen.connect(self._part_removed)
        self.chips.cleared.connect(self.clear)
        self.export_button.clicked.connect(self.export_requested)

    def _lay_out(self) -> None:
        set_role(self.count, "muted")
        set_role(self.export_button, "small")
        self.count.setMinimumHeight(self.search.sizeHint().height())
        self.search.setFixedWidth(_SEARCH_WIDTH)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._filters, 1)
        row.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.export_button, 0, Qt.AlignmentFlag.AlignTop)
