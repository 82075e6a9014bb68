"""关于营商台账: versions and where the ledger lies, to be copied when help is asked for."""

from __future__ import annotations

import platform
import sqlite3
from pathlib import Path

from PySide6.QtCore import Qt, Slot, qVersion
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qcapp import __version__
from qcapp.shared_desk import address_at, ledger_place
from ui.desktop import open_folder
from ui.theme import set_role
from ui.widgets.labels import WrappedLabel
from ui.widgets.wrapped_text import lines_laid_out

_WIDTH = 540
_MOST_LINES = 12


def about_facts(ledger: Path) -> tuple[tuple[str, str], ...]:
    """(name, value) lines of the dialog."""
    return (
        ("版本", __version__),
        ("Python", platform.python_version()),
        ("Qt", qVersion() or ""),
        ("SQLite", sqlite3.sqlite_version),
        ("系统", f"{platform.system()} {platform.release()} {platform.machine()}"),
        ("台账位置", ledger_place(ledger)),
    )


def _where_it_lies(ledger: Path) -> str:
    shared = address_at(ledger)
    return "不联网，数据只在这台电脑上" if shared is None else f"数据在服务器 {shared.host} 上，只和它连接"


class AboutDialog(QDialog):
    """``ledger``: the file of the ledger that is open."""

    def __init__(self, ledger: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self.setWindowTitle("关于营商台账")
        name = QLabel("营商台账")
        set_role(name, "title")
        what = WrappedLabel(f"区县优化营商环境责任清单的下发、收表、合并与导出。\n{_where_it_lies(ledger)}。")
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(6)
        for word, value in about_facts(ledger):
            label = QLabel(word)
            set_role(label, "muted")
            form.addRow(label, PlainValue(word, value))
        what.setFixedWidth(_WIDTH - 40)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(name)
        column.addWidget(what)
        column.addLayout(form)
        column.addSpacing(4)
        column.addWidget(self._buttons())
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    @classmethod
    def show_about(cls, parent: QWidget | None, ledger: Path) -> None:
        dialog = cls(ledger, parent)
        dialog.exec()
        dialog.deleteLater()

    @property
    def text(self) -> str:
        return "\n".join(f"{word}：{value}" for word, value in about_facts(self._ledger))

    @Slot()
    def copy(self) -> None:
        QGuiApplication.clipboard().setText(f"营商台账\n{self.text}")

    @Slot()
    def show_folder(self) -> None:
        open_folder(self._ledger)

    @Slot()
    def show_licences(self) -> None:
        from ui.dialogs.licences import LicencesDialog

        LicencesDialog(parent=self).open()

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(Qt.Orientation.Horizontal)
        copy, folder, licences = QPushButton("复制以上信息"), QPushButton("打开台账所在文件夹"), QPushButton("许可…")
        copy.clicked.connect(self.copy)
        folder.clicked.connect(self.show_folder)
        licences.clicked.connect(self.show_licences)
        for button in (copy, folder, licences):
            button.setAutoDefault(False)
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        close = box.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        box.rejected.connect(self.reject)
        return box


class PlainValue(QPlainTextEdit):
    """A value that can be selected and copied, over as many lines as it needs: none of a long path is cut."""

    def __init__(self, word: str, value: str) -> None:
        super().__init__(value)
        self.setReadOnly(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(word)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setStyleSheet("border: none; background: transparent; padding: 0;")
        self.document().setDocumentMargin(0)
        self.setFixedWidth(_WIDTH - 130)
        self.ensurePolished()  # in whose font the lines are counted
        lines = lines_laid_out(value, _WIDTH - 130, self.font(), _MOST_LINES)
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 2)
