"""Of one unit to be chased: what is missing, and whom to call; a phone is copied by a click."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.ledger import Contact
from qcapp.domain.phones import numbers
from qcapp.publish.late_units import LateUnit
from qcapp.publish.phrases import measures
from ui.theme import set_role
from ui.widgets.labels import ElidedLabel, WrappedLabel
from ui.widgets.scrolled import scrolled


class ChasedDetails(QWidget):
    """``copied`` with words on what was; ``measures_requested`` by the link to the unit's measures in 台账."""

    copied = Signal(str)
    measures_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._late: LateUnit | None = None
        self.name = ElidedLabel(role="heading")
        self.missing = WrappedLabel(role="muted")
        self.open_measures = QPushButton("在台账里看")
        self.no_contacts = WrappedLabel("没有填过责任人和联系人，打不了电话；请在台账里补上。", "muted")
        self.copy_hint = WrappedLabel("点一下号码就复制。", "faint")
        self._people = QGridLayout()
        self._shown: list[QWidget] = []
        self._lay_out()
        self.open_measures.clicked.connect(self.measures_requested)

    @property
    def late(self) -> LateUnit | None:
        return self._late

    @property
    def phones(self) -> list[QPushButton]:
        """One a number, from top to bottom."""
        return [widget for widget in self._shown if isinstance(widget, QPushButton)]

    def show_unit(self, late: LateUnit | None) -> None:
        if late == self._late and late is not None:
            return
        self._late = late
        self.setVisible(late is not None)
        for widget in self._shown:
            self._people.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = []
        if late is None:
            return
        self.name.setText(late.unit)
        self.missing.setText(f"未报：{measures(late.numbers)}")
        self.copy_hint.setVisible(any(contact.phone for contact in late.contacts))
        for row, contact in enumerate(late.contacts):
            self._add(row, contact)
        self.no_contacts.setVisible(not late.contacts)

    def _add(self, row: int, contact: Contact) -> None:
        role = QLabel(contact.role.value)
        set_role(role, "muted")
        name = ElidedLabel(contact.name or "（没填姓名）")
        widgets: list[QWidget] = [role, name]
        for number in numbers(contact.phone):
            button = QPushButton(number.written)
            set_role(button, "link")
            button.setToolTip("点一下复制这个号码")
            button.setAccessibleName(f"复制{contact.name}的电话 {number.written}")
            button.clicked.connect(self._copy)
            widgets.append(button)
        for column, widget in enumerate(widgets):
            self._people.addWidget(widget, row, column, Qt.AlignmentFlag.AlignLeft if column > 1 else Qt.AlignmentFlag(0))
        self._shown += widgets

    def _lay_out(self) -> None:
        set_role(self.open_measures, "link")
        for label in (self.missing, self.no_contacts, self.copy_hint):
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._people.setHorizontalSpacing(12)
        self._people.setVerticalSpacing(4)
        self._people.setColumnStretch(1, 1)
        head = QGridLayout()
        head.addWidget(self.name, 0, 0)
        head.addWidget(self.open_measures, 0, 1)
        head.setColumnStretch(0, 1)
        inner = QWidget()
        set_role(inner, "paper")
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.missing)
        column.addLayout(self._people)
        column.addWidget(self.no_contacts)
        column.addWidget(self.copy_hint)
        column.addStretch(1)
        area = scrolled(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    @Slot()
    def _copy(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            QGuiApplication.clipboard().setText(button.text())
            self.copied.emit(f"已复制电话 {button.text()}。")
