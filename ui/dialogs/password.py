"""The door: the opening password is asked for before anything of the ledger is shown, and after it was locked."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.services.password import PasswordRefused, PasswordService
from ui.help.key import help_by_f1
from ui.theme import Tone, set_role, set_tone
from ui.widgets.labels import ElidedLabel, RoomLabel
from ui.widgets.password_field import PasswordField

_WIDTH: Final = 420
_BY_PASSWORD = ("打开密码(&P)", "密码里有汉字的，请先勾选“显示”再输入。", "忘了密码…")
_BY_CODE = (
    "恢复码(&P)", "输入设密码时抄下的恢复码，打开以后再另设一个密码。恢复码也没有的，请问记得密码的同事。", "用密码打开",
)


class UnlockDialog(QDialog):
    """Accepted when let in. ``by_code``: it was by the recovery code. ``leave``: the word of the other button."""

    def __init__(self, service: PasswordService, heading: str, leave: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self.by_code = False
        self.setWindowTitle("营商台账")
        help_by_f1(self, "safety", "打开密码")
        self.heading = ElidedLabel(heading, "title")
        self.words = RoomLabel(role="muted", lines=2)
        self.label = QLabel()
        self.field = PasswordField("打开密码")
        self.trouble = RoomLabel(lines=2)
        set_tone(self.trouble, Tone.BAD)
        self.other = QPushButton()
        self.open_button = QPushButton("打开")
        self.leave_button = QPushButton(leave)
        self._code = False
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._lay_out()
        self._clock.timeout.connect(self._show_wait)
        self.other.clicked.connect(self._turn)
        self.open_button.clicked.connect(self._try)
        self.leave_button.clicked.connect(self.reject)
        self._show_way()
        self._show_wait()

    @Slot()
    def _try(self) -> None:
        if not self.field.text:
            self.refuse(f"请先输入{'恢复码' if self._code else '密码'}。")
            return
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            (self._service.enter_by_code if self._code else self._service.enter)(self.field.text)
        except PasswordRefused as refused:
            self.refuse(str(refused))
            self._show_wait()
            return
        finally:
            QApplication.restoreOverrideCursor()
        self.by_code = self._code
        self.accept()

    def refuse(self, sentence: str) -> None:
        """Say why not; "" says nothing. What is typed next stands in the place of what was typed."""
        self.trouble.setText(sentence)
        self.field.line.selectAll()
        self.field.line.setFocus()

    @Slot()
    def _show_wait(self) -> None:
        """After many wrong ones there is a while in which none is looked at."""
        left = self._service.waiting()
        self.open_button.setEnabled(not left)
        self.open_button.setText(f"请等 {left} 秒" if left else "打开")
        if left and not self._clock.isActive():
            self._clock.start()
        elif not left and self._clock.isActive():
            self._clock.stop()
            self.field.line.setFocus()

    @Slot()
    def _turn(self) -> None:
        self._code = not self._code
        self._show_way()

    def _show_way(self) -> None:
        label, words, other = _BY_CODE if self._code else _BY_PASSWORD
        self.label.setText(label)
        self.words.setText(words)
        self.other.setText(other)
        self.field.line.clear()
        self.field.seen.setChecked(self._code)
        self.field.line.setAccessibleName(label.partition("(")[0])
        self.refuse("")

    def _lay_out(self) -> None:
        set_role(self.other, "link")
        set_role(self.open_button, "primary")
        self.open_button.setDefault(True)
        for button in (self.other, self.leave_button):
            button.setAutoDefault(False)
        self.label.setBuddy(self.field.line)
        for words in (self.words, self.trouble):
            words.setFixedWidth(_WIDTH - 40)
        foot = QHBoxLayout()
        foot.addWidget(self.other)
        foot.addStretch(1)
        foot.addWidget(self.open_button)
        foot.addWidget(self.leave_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.heading.setFixedWidth(_WIDTH - 40)
        for widget in (self.heading, self.words, self.label, self.field, self.trouble):
            column.addWidget(widget)
        column.addSpacing(6)
        column.addLayout(foot)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
