"""What the window shows before a form is open: where to drop one, and where its password is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.pages.collect_password import PasswordStrip
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel

_STEPS = (
    "① 打开营商办发来的下发表或退回说明（xlsx、docx，WPS 存过的也行）",
    "② 在表单里填写，有不合格的地方当时就会说明",
    "③ 点“保存填报表”，把保存的那一份用邮件或 U 盘报营商办",
)
_WIDTH = 560
LOCKED = "这份文件设有打开密码，请输入营商办告诉您的密码。密码只在这次使用，不会保存。"
WRONG = "密码不对，请核对大小写后重新输入，或向营商办要一份没有密码的。"


class Welcome(QWidget):
    open_requested = Signal()
    password_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        zone = QFrame()
        set_role(zone, "drop")
        title = QLabel("把营商办发来的表拖到这里")
        set_role(title, "title")
        self.open = QPushButton("选择文件…")
        set_role(self.open, "primary")
        self.open.clicked.connect(self.open_requested)
        inner = QVBoxLayout(zone)
        inner.setContentsMargins(36, 36, 36, 36)
        inner.setSpacing(12)
        inner.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(self.open, 0, Qt.AlignmentFlag.AlignHCenter)
        inner.addSpacing(8)
        for step in _STEPS:
            label = WrappedLabel(step, "muted")
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            inner.addWidget(label)
        zone.setFixedWidth(_WIDTH)
        self.password = PasswordStrip()
        self.password.hide()
        self.password.given.connect(self.password_given)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.password)
        column.addStretch(2)
        column.addWidget(zone, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)

    def ask_password(self, *, again: bool) -> None:
        self.password.show()
        self.password.say(WRONG if again else LOCKED)

    def forget_password(self) -> None:
        self.password.field.clear()
        self.password.hide()
