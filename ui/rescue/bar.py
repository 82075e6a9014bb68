"""The bar over the pages that stays as long as the ledger can't be written: why, what is safe, and the ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.errors import LedgerTrouble
from ui.theme import set_role

_HEADINGS = {
    LedgerTrouble.MOVED: "台账不在原处，现在写不进去",
    LedgerTrouble.MISSING: "台账不在原处，现在写不进去",
    LedgerTrouble.NOT_WRITABLE: "台账所在的位置不能写入了",
    LedgerTrouble.NO_SPACE: "磁盘满了，台账写不进去",
    LedgerTrouble.DAMAGED: "台账文件已损坏，已停止写入",
    LedgerTrouble.UNREACHABLE: "台账所在的磁盘读写不了",
}


_SHARED = {
    LedgerTrouble.UNREACHABLE: "连不上共享台账的服务器，改动暂时存不进去",
    LedgerTrouble.DENIED: "服务器没有让进，改动暂时存不进去",
    LedgerTrouble.DAMAGED: "共享台账的内容不对，已停止写入",
}


class TroubleBar(QFrame):
    """It is never closed by hand: it goes when the ledger can be written again."""

    retry_requested = Signal()
    elsewhere_requested = Signal()
    restore_requested = Signal()
    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "notice")
        self._heading, self._sentence = QLabel(), QLabel()
        self._heading.setStyleSheet("font-weight: bold")
        for label in (self._heading, self._sentence):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.retry = QPushButton("再试")
        self.elsewhere = QPushButton("把台账另存到别处并接着用…")
        self.restore = QPushButton("用备份恢复…")
        self.copy = QPushButton("复制没存的内容")
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, asked in (
            (self.restore, self.restore_requested), (self.retry, self.retry_requested),
            (self.elsewhere, self.elsewhere_requested), (self.copy, self.copy_requested),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(asked)
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 7, 10, 8)
        column.setSpacing(4)
        column.addWidget(self._heading)
        column.addWidget(self._sentence)
        column.addSpacing(2)
        column.addLayout(row)
        self.hide()

    @property
    def text(self) -> str:
        return f"{self._heading.text()}：{self._sentence.text()}"

    def show_trouble(self, trouble: LedgerTrouble | None, sentence: str, unsaved: str, *, shared: bool = False) -> None:
        """``unsaved``: what waits to be written, "" where nothing does. A ``shared`` ledger is gone on with nowhere else."""
        headings = _SHARED if shared else _HEADINGS
        self._heading.setText(headings.get(trouble, "台账现在写不进去") if trouble else "台账现在写不进去")
        self._sentence.setText(f"{sentence}{unsaved}")
        self.setAccessibleName(self.text)
        damaged = trouble is LedgerTrouble.DAMAGED
        self.restore.setVisible(damaged and not shared)
        self.retry.setVisible(shared or not damaged)
        self.elsewhere.setVisible(not (damaged or shared))
        self.copy.setVisible(bool(unsaved))
        self.show()
