"""The recovery code, shown once: to be copied, printed, put into the safe."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcapp.shared_desk import ledger_place
from ui.help.key import help_by_f1
from ui.theme import base_font, set_role
from ui.widgets.labels import ElidedLabel, RoomLabel, WrappedLabel

_WIDTH: Final = 480
_WORDS: Final = (
    "忘了密码时，用它打开台账。它只显示这一次，程序里不留原文；请抄下来或打印出来，放进保险柜，不要和电脑放在一起。"
    "以前的恢复码从现在起不能用了。"
)


class RecoveryCodeDialog(QDialog):
    """Goes only when it was said that the code is kept."""

    def __init__(self, code: str, ledger: Path, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code, self._ledger, self._today = code, ledger, today
        self.setWindowTitle("恢复码")
        help_by_f1(self, "safety", "打开密码")
        self.line = QLineEdit(code)
        self.line.setReadOnly(True)
        self.line.setAccessibleName("恢复码")
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.line.setFont(base_font(18, bold=True))
        self.told = RoomLabel(role="muted", lines=2)
        self.copy_button = QPushButton("复制")
        self.print_button = QPushButton("打印…")
        self.kept = QCheckBox("已经抄下或打印，放在稳妥的地方")
        self.done_button = QPushButton("完成")
        self._lay_out()
        self.copy_button.clicked.connect(self.copy)
        self.print_button.clicked.connect(self.print_it)
        self.kept.toggled.connect(self.done_button.setEnabled)
        self.done_button.clicked.connect(self.accept)

    @property
    def words(self) -> str:
        """What is printed and copied: which ledger it opens, and since when."""
        day = f"{self._today.year}年{self._today.month}月{self._today.day}日"
        place = ledger_place(self._ledger)
        return f"营商台账 恢复码\n\n{self._code}\n\n台账：{place}\n{day}设定；此后另设密码，这个恢复码就不能用了。"

    def reject(self) -> None:
        """Escape and the window's cross wait until it is kept."""
        if self.kept.isChecked():
            self.accept()
        else:
            self._tell("请先抄下恢复码，勾选上面这一项，再点“完成”。")

    @Slot()
    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.words)
        self._tell("已复制。粘贴到别处保存以后，请不要把它留在这台电脑上。")

    @Slot()
    def print_it(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

        if not QPrinterInfo.availablePrinterNames():
            self._tell("这台电脑上没有打印机，请抄下来。")
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            paper = QTextDocument()
            paper.setDefaultFont(base_font())
            paper.setPlainText(self.words)
            paper.print_(printer)
            self._tell("已送到打印机。")

    def _tell(self, words: str) -> None:
        self.told.setText(words)

    def _lay_out(self) -> None:
        title = ElidedLabel("打开密码已设好，请记下恢复码", "title")
        words = WrappedLabel(_WORDS)
        for each in (title, words, self.told):
            each.setFixedWidth(_WIDTH - 40)
            each.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.done_button.setEnabled(False)
        set_role(self.done_button, "primary")
        foot = QHBoxLayout()
        for button in (self.copy_button, self.print_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.done_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        for widget in (title, words, self.line, self.kept, self.told):
            column.addWidget(widget)
        column.addSpacing(4)
        column.addLayout(foot)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
