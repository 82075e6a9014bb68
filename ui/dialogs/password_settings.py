"""工具 → 打开密码…: set, changed or taken off; after how many idle minutes the window locks itself."""

from __future__ import annotations

from enum import Enum
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.services.password import IDLE_CHOICES, IDLE_USUAL, LEAST, PasswordRefused, PasswordService, checked
from ui.help.key import help_by_f1
from ui.theme import Tone, set_role, set_tone
from ui.widgets.labels import RoomLabel, WrappedLabel
from ui.widgets.password_field import PasswordField
from ui.writing import writes

_WIDTH: Final = 460
_HONEST: Final = (
    "几个人合用一台电脑时，不知道密码就打不开本程序里的这本台账，命令行也一样。"
    "密码只管程序这道门：台账文件本身没有加密，能复制文件的人用别的工具仍能读出内容；"
    "电脑请设系统登录密码，台账带走请用加密的交接文件。"
)


class Outcome(Enum):
    SET = "set"
    REMOVED = "removed"
    IDLE = "idle"
    """Only the minutes are others."""


class PasswordDialog(QDialog):
    """``outcome`` and, when a password was set, ``code``: the new recovery code. ``entered``: whoever sits here has just
    been let in by the recovery code and is not asked for the present password."""

    def __init__(self, service: PasswordService, parent: QWidget | None = None, *, entered: bool = False) -> None:
        super().__init__(parent)
        help_by_f1(self, "safety", "打开密码")
        self._service, self._was_set = service, service.is_set
        self._ask = self._was_set and not entered
        self.outcome: Outcome | None = None
        self.code = ""
        self.setWindowTitle("打开密码")
        self.present, self.new = PasswordField("现在的密码"), PasswordField("新密码")
        self.again = PasswordField("再输一遍新密码", self.new)
        self.idle = QComboBox()
        self.idle.setAccessibleName("没有人操作多久就自动锁定")
        for minutes in IDLE_CHOICES:
            self.idle.addItem(f"{minutes} 分钟没有操作" if minutes else "不自动锁定", minutes)
        standing = service.idle_minutes if self._was_set else IDLE_USUAL
        self.idle.setCurrentIndex(max(self.idle.findData(standing), 0))
        self._standing = self.idle.currentData()
        self.trouble = RoomLabel(lines=2)
        set_tone(self.trouble, Tone.BAD)
        self.save_button = QPushButton("保存" if self._was_set else "设密码")
        self.remove_button = QPushButton("不再用密码")
        self.cancel_button = QPushButton("关闭")
        self._lay_out(entered)
        writes(self.save_button, self.remove_button)
        self.save_button.clicked.connect(self._save)
        self.remove_button.clicked.connect(self._remove)
        self.cancel_button.clicked.connect(self.reject)

    @Slot()
    def _save(self) -> None:
        """A new password, or other minutes only."""
        new, again = self.new.text, self.again.text
        if not new and not again and self._was_set:
            if self.idle.currentData() == self._standing:
                self._refuse("没有改动；要换密码，请填写新密码。", self.new)
            elif self._let_in():
                self._do(self._set_idle)
            return
        try:
            checked(new)
        except PasswordRefused as refused:
            self._refuse(str(refused), self.new)
            return
        if new != again:
            self._refuse("两次输入的新密码不一样，请再输一遍。", self.again)
        elif self._let_in():
            self._do(self._set)

    @Slot()
    def _remove(self) -> None:
        if self._let_in():
            self._do(self._take_off)

    def _set(self) -> None:
        self.code = self._service.set(self.new.text, idle=self.idle.currentData())
        self.outcome = Outcome.SET

    def _set_idle(self) -> None:
        self._service.set_idle(self.idle.currentData())
        self.outcome = Outcome.IDLE

    def _take_off(self) -> None:
        self._service.remove()
        self.outcome = Outcome.REMOVED

    def _let_in(self) -> bool:
        if not self._ask:
            return True
        if not self.present.text:
            self._refuse("请先输入现在的密码。", self.present)
            return False
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._service.enter(self.present.text)
        except PasswordRefused as refused:
            self._refuse(str(refused), self.present)
            return False
        finally:
            QApplication.restoreOverrideCursor()
        return True

    def _do(self, what: object) -> None:
        assert callable(what)
        try:
            what()
        except ExpectedError as error:
            self._refuse(str(error), self.new)
            return
        self.accept()

    def _refuse(self, sentence: str, field: PasswordField) -> None:
        self.trouble.setText(sentence)
        field.line.selectAll()
        field.line.setFocus()

    def _lay_out(self, entered: bool) -> None:
        honest = WrappedLabel(_HONEST, "muted")
        heading = QLabel("已经设了打开密码" if self._was_set else "还没有设打开密码")
        if entered:
            heading.setText("已用恢复码打开，请另设一个密码")
        set_role(heading, "title")
        for words in (honest, self.trouble):
            words.setFixedWidth(_WIDTH - 40)
            words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(8)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        column.addWidget(heading)
        column.addWidget(honest)
        column.addSpacing(4)
        if self._ask:
            column.addLayout(self._field("现在的密码(&O)", self.present))
        column.addLayout(self._field(f"新密码(&N)　至少 {LEAST} 个字", self.new))
        column.addLayout(self._field("再输一遍新密码(&G)", self.again))
        column.addLayout(self._field("自动锁定(&L)", self.idle))
        column.addWidget(self.trouble)
        column.addSpacing(6)
        column.addLayout(self._foot())
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)

    def _field(self, words: str, field: QWidget) -> QVBoxLayout:
        label = QLabel(words)
        label.setBuddy(field.line if isinstance(field, PasswordField) else field)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addWidget(label)
        column.addWidget(field)
        return column

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        set_role(self.save_button, "primary")
        self.save_button.setDefault(True)
        self.remove_button.setVisible(self._was_set)
        foot.addWidget(self.remove_button)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.cancel_button)
        for button in (self.remove_button, self.cancel_button):
            button.setAutoDefault(False)
        return foot
