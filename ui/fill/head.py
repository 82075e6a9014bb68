"""The bar over the form: whose it is and when it is due, what is left to do, and the buttons."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.forms.received import ReceivedForm
from qcapp.services.fill_checks import CheckedForm, RowState
from ui.theme import Tone, set_role
from ui.widgets.labels import ElidedLabel
from ui.widgets.pill import Pill

_SOON = 3


def due_words(due: date | None, today: date) -> tuple[str, Tone]:
    """还有 3 天 and its colour; "" where no day is printed."""
    if due is None:
        return "", Tone.IDLE
    days = (due - today).days
    if days < 0:
        return f"已过期 {-days} 天", Tone.BAD
    if days == 0:
        return "今天截止", Tone.WARN
    return f"还有 {days} 天", Tone.WARN if days <= _SOON else Tone.INFO


def form_words(form: ReceivedForm) -> str:
    """区税务局　2021年7月下发表."""
    return f"{form.unit}　{form.period.label}{'退回说明' if form.correction else '下发表'}"


class FormHead(QFrame):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "bar")
        self.title = QLabel()
        set_role(self.title, "title")
        self.due = Pill(parent=self)
        self.under = ElidedLabel(role="muted")
        self.summary = QLabel()
        set_role(self.summary, "heading")
        self.done = QLabel()
        set_role(self.done, "muted")
        self.preview = QPushButton("预览")
        self.save = QPushButton("保存填报表")
        set_role(self.save, "primary")
        self._lay_out()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.title)
        first.addWidget(self.due)
        first.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addLayout(first)
        left.addWidget(self.under)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self.summary)
        told.addWidget(self.done)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addLayout(told)
        row.addWidget(self.preview)
        row.addWidget(self.save)

    def show_form(self, form: ReceivedForm, file_name: str, today: date) -> None:
        self.title.setText(form_words(form))
        self.due.set_state(*due_words(form.due, today))
        day = f"请于 {form.due.month}月{form.due.day}日前报{form.office} · " if form.due else ""
        self.under.setText(f"{day}{file_name} · 表号 {form.form_id}")

    def show_checked(self, checked: CheckedForm) -> None:
        self.summary.setText(checked.summary)
        self.done.setText(f"{len(checked.rows)} 条措施，已填好 {checked.rows_in(RowState.DONE)} 条")
