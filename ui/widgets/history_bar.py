"""Above the history: words, and what else narrows it; below them, as chips, all that does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.fields import FIELDS
from qcapp.domain.operation_words import filter_parts
from qcapp.domain.operations import OperationFilter, OperationKind
from ui.theme import set_role
from ui.widgets.chips import ChoiceChip, DropChip
from ui.widgets.filter_chips import FilterChips
from ui.widgets.search_box import SearchBox
from ui.widgets.span_popup import DaysPopup

_EVERYTHING = OperationFilter()
_GAP = 2
_SEARCH_WIDTH = 240


class _StayingMenu(QMenu):
    """Stays open while several of its entries are ticked."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


class HistoryBar(QWidget):
    """``changed(OperationFilter)``: another one is wanted; ``export_requested``: what is listed."""

    changed = Signal(object)
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted, self._today = _EVERYTHING, date.today()
        self.search = SearchBox("按摘要、内容、经手人、编号、日期查找")
        self.units, self.people, self.fields = ChoiceChip("单位"), ChoiceChip("经手人"), ChoiceChip("栏目")
        self.kinds, self.days = DropChip("类型", "全部"), DropChip("日期", "全部")
        self.count, self.export_button = QLabel(), QPushButton("导出…")
        self.chips = FilterChips()
        self.kinds_menu, self.days_popup = _StayingMenu(self), DaysPopup(self)
        self.fields.set_choices([(field.key, field.heading) for field in FIELDS])
        self.kind_actions = {kind: self._kind_action(kind) for kind in OperationKind}
        self._lay_out()
        self._connect()

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
        parts = {words: rest for words, rest in filter_parts(wanted)}
        kinds = next((words for words, rest in parts.items() if wanted.kinds and not rest.kinds), "")
        days = next((words for words, rest in parts.items() if rest.since != wanted.since or rest.until != wanted.until), "")
        self.kinds.show_words(kinds or "全部", active=bool(kinds))
        self.days.show_words(days or "全部", active=bool(days))
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
        self.days_popup.chosen.connect(self._days_chosen)
        self.chips.chosen.connect(self._part_removed)
        self.chips.cleared.connect(self.clear)
        self.export_button.clicked.connect(self.export_requested)

    def _lay_out(self) -> None:
        set_role(self.count, "muted")
        set_role(self.export_button, "small")
        self.search.setMinimumWidth(_SEARCH_WIDTH)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        for chip in (self.units, self.people, self.fields, self.kinds, self.days):
            row.addWidget(chip)
        row.addSpacing(6)
        row.addWidget(self.count)
        row.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.chips)
