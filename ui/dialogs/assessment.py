"""绩效考核表: over which months. Answers them and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qcapp.domain.period import Period
from ui.help.key import help_by_f1
from ui.models.scope import span_label
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel

_WIDTH = 430


class AssessmentDialog(QDialog):
    """Enter goes on to the choice of a file, Escape leaves."""

    def __init__(self, periods: Sequence[Period], first: Period, last: Period, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        help_by_f1(self, "overview", "把数字交出去")
        self._periods = tuple(periods)
        self.months: tuple[Period, Period] | None = None
        self.setWindowTitle("绩效考核表")
        self.first, self.last = self._chooser("开始月份", first), self._chooser("结束月份", last)
        self.heading = QLabel()
        set_role(self.heading, "title")
        self.buttons = QDialogButtonBox()
        self._lay_out()
        for box in (self.first, self.last):
            box.currentIndexChanged.connect(self._show)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._show()

    @classmethod
    def ask(
        cls, parent: QWidget | None, periods: Sequence[Period], first: Period, last: Period
    ) -> tuple[Period, Period] | None:
        """First and last month, or None."""
        dialog = cls(periods, first, last, parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.months

    @property
    def chosen(self) -> tuple[Period, Period]:
        """In their order, whichever way round they were chosen."""
        first, last = sorted(self._periods[box.currentIndex()] for box in (self.first, self.last))
        return first, last

    def accept(self) -> None:
        self.months = self.chosen
        super().accept()

    @Slot()
    def _show(self) -> None:
        self.heading.setText(f"{span_label(*self.chosen)}的绩效考核表")

    def _chooser(self, name: str, chosen: Period) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setMaxVisibleItems(12)
        box.addItems([period.label for period in self._periods])
        box.setCurrentIndex(self._periods.index(chosen) if chosen in self._periods else len(self._periods) - 1)
        return box

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, box in (("从", self.first), ("到", self.last)):
            row.addWidget(QLabel(words))
            row.addWidget(box)
        row.addStretch(1)
        hint = WrappedLabel(
            "各单位逐月的应报、实报、三项比率、得分和位次，合起来怎样计分写在表里；台账里没有内容的月份不计。", "muted"
        )
        hint.setFixedWidth(_WIDTH - 40)
        go_on = self.buttons.addButton("选择存放位置…", QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(go_on, "primary")
        go_on.setDefault(True)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addLayout(row)
        column.addWidget(hint)
        column.addWidget(self.buttons)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
