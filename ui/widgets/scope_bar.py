"""Which months the figures are for and as of which day, chosen by chips; and whether the month's 通报 has gone out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from qcapp.domain.period import Period
from ui.models.scope import Scope, ScopeKind, span_label
from ui.restyling import restyle
from ui.theme import set_role
from ui.widgets.chips import ChipRow
from ui.widgets.span_popup import DayPopup, SpanPopup

_OTHER = "other"


class ScopeBar(QWidget):
    """``scope_chosen(Scope)``; ``corrections_requested`` by the words on the 通报."""

    scope_chosen = Signal(object)
    corrections_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scope = Scope()
        self._period: Period | None = None
        self._periods: tuple[Period, ...] = ()
        self._today: date | None = None
        self.kinds = ChipRow()
        self.kinds.set_chips([(kind.name, kind.value, None) for kind in ScopeKind])
        self.kinds.chip(ScopeKind.SPAN.name).setText("起止月份…")
        self.day = QPushButton()
        self.day.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        set_role(self.day, "chip")
        self.menu = QMenu(self.day)
        self.day.setMenu(self.menu)
        self.issued = QPushButton()
        set_role(self.issued, "step")
        self.issued.hide()
        self._lay_out()
        self._connect()

    @cached_property
    def span(self) -> SpanPopup:
        popup = SpanPopup(self)
        popup.chosen.connect(self._span_chosen)
        popup.given_up.connect(self._as_it_was)
        return popup

    @cached_property
    def day_popup(self) -> DayPopup:
        popup = DayPopup(self)
        popup.chosen.connect(self._day_chosen)
        return popup

    @property
    def scope(self) -> Scope:
        return self._scope

    def show_scope(self, scope: Scope, period: Period, periods: Sequence[Period]) -> None:
        """Without a signal. ``periods``: those that a span may go over."""
        self._scope, self._period, self._periods = scope, period, tuple(periods)
        self.kinds.choose(scope.kind.name)
        words = span_label(*scope.months(period)) if scope.kind is ScopeKind.SPAN else "起止月份…"
        self.kinds.chip(ScopeKind.SPAN.name).setText(words)
        day = "今天" if scope.on is None else f"{scope.on.year}年{scope.on.month}月{scope.on.day}日"
        self.day.setText(f"截至 {day} ▾")
        self.day.setAccessibleName(f"截至{day}的数据")
        if self.day.property("past") != (scope.on is not None):
            self.day.setProperty("past", scope.on is not None)
            restyle(self.day)

    def show_days(self, today: date, days: Sequence[tuple[str, date]]) -> None:
        """Days that are worth a choice of their own, such as (截止日, 25th); only past ones are offered."""
        self._today = today
        self.menu.clear()
        self._offer("今天", "")
        for words, day in days:
            if day < today:
                self._offer(f"{words} {day.year}年{day.month}月{day.day}日", day.isoformat())
        self._offer("另选一天…", _OTHER)

    def show_issued(self, words: str, *, corrected: bool) -> None:
        """已于 8月2日 通报；之后更正 2 处; "" while it was not."""
        self.issued.setText(f"{words} ›" if corrected else words)
        self.issued.setVisible(bool(words))
        tone = "WARN" if corrected else "GOOD"
        if self.issued.property("tone") != tone:
            self.issued.setProperty("tone", tone)
            restyle(self.issued)

    def _offer(self, words: str, data: str) -> None:
        action = self.menu.addAction(words)
        action.setData(data)
        action.setCheckable(data != _OTHER)
        action.setChecked(data == (self._scope.on.isoformat() if self._scope.on else ""))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        label = QLabel("统计")
        set_role(label, "muted")
        row.addWidget(label)
        row.addWidget(self.kinds)
        row.addSpacing(8)
        row.addWidget(self.day)
        row.addStretch(1)
        row.addWidget(self.issued)

    def _connect(self) -> None:
        self.kinds.chosen.connect(self._kind_chosen)
        self.kinds.chip(ScopeKind.SPAN.name).clicked.connect(self.ask_span)
        self.menu.triggered.connect(self._day_picked)
        self.issued.clicked.connect(self.corrections_requested)

    @Slot(str)
    def _kind_chosen(self, name: str) -> None:
        if name != ScopeKind.SPAN.name:  # which asks first
            self._choose(replace(self._scope, kind=ScopeKind[name], first=None, last=None))

    @Slot()
    def ask_span(self) -> None:
        if self._period is not None:
            first, last = self._scope.months(self._period)
            self.span.ask(self._periods, first, last, self._below(self.kinds.chip(ScopeKind.SPAN.name)))

    @Slot(object, object)
    def _span_chosen(self, first: Period, last: Period) -> None:
        self._choose(replace(self._scope, kind=ScopeKind.SPAN, first=first, last=last))

    @Slot()
    def _as_it_was(self) -> None:
        self.kinds.choose(self._scope.kind.name)

    @Slot(QAction)
    def _day_picked(self, action: QAction) -> None:
        data = str(action.data())
        if data == _OTHER:
            today = self._today or date.today()
            self.day_popup.ask(self._scope.on or today, today, self._below(self.day))
        else:
            self._day_chosen(date.fromisoformat(data) if data else None)

    @Slot(object)
    def _day_chosen(self, day: date | None) -> None:
        on = None if day is None or day == self._today else day
        if on != self._scope.on:
            self._choose(replace(self._scope, on=on))

    def _choose(self, scope: Scope) -> None:
        self._scope = scope
        self.scope_chosen.emit(scope)

    def _below(self, widget: QWidget) -> QPoint:
        return widget.mapToGlobal(QPoint(0, widget.height() + 4))

