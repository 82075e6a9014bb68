"""交接出去: where the file is to lie, for whom, under which password. Answers a wish and writes nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRect, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.handover import SUFFIX
from qcapp.handover.passwords import Strength, judge
from ui.desktop import typed_path
from ui.dialogs.files import ask_save
from ui.dialogs.question import may_replace
from ui.help.key import help_by_f1
from ui.placing import fitted, room_of
from ui.theme import Tone, set_role, set_tone
from ui.widgets.labels import RoomLabel, WrappedLabel
from ui.widgets.password_field import PasswordField

_SIZE: Final = (600, 420)
_KINDS: Final = f"交接文件（*{SUFFIX}） (*{SUFFIX})"
_TONES: Final = {
    Strength.REFUSED: Tone.BAD, Strength.WEAK: Tone.BAD, Strength.FAIR: Tone.WARN, Strength.STRONG: Tone.GOOD,
}
_WORDS: Final = (
    "把整本台账写成一个加密的文件，交给接手的人：各月填报、存档的来表原件和佐证材料、通报、单位别名、设置、视图和下发表草稿都在里面。"
    "写完会用密码重读一遍，逐字节核对。这台电脑上的台账不变。"
)


@dataclass(frozen=True, slots=True)
class HandoverWish:
    """``sheet``: where the 交接单 is to lie, None for none. The password is for this once."""

    out: Path
    password: str
    to: str
    sheet: Path | None

    def __repr__(self) -> str:
        return f"HandoverWish({self.out})"  # whatever is logged, a password is not


class HandoverDialog(QDialog):
    """``wish`` is None for 取消. Its fields are emptied when it is closed."""

    def __init__(self, start: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        help_by_f1(self, "safety", "交接给别人")
        self.wish: HandoverWish | None = None
        self.setWindowTitle("交接出去")
        self.out = QLineEdit(str(start))
        self.browse = QPushButton("更改…")
        self.to = QLineEdit()
        self.password = PasswordField("交接密码")
        self.again = PasswordField("再输一遍交接密码", self.password)
        self.hint = RoomLabel(lines=2)
        self.sheet = QCheckBox("同时写一份交接单（docx，双方签字用）")
        self.trouble = RoomLabel(role="warning", lines=2)
        self.go = QPushButton("写交接文件")
        self.leave = QPushButton("取消")
        self._lay_out()
        self._connect()
        self._show()
        self.resize(fitted(QRect(0, 0, *_SIZE), room_of(self)).size())
        self.password.setFocus()

    @classmethod
    def ask(cls, parent: QWidget | None, start: Path) -> HandoverWish | None:
        dialog = cls(start, parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.wish

    def _lay_out(self) -> None:
        self.out.setAccessibleName("交接文件")
        self.to.setAccessibleName("接收人")
        self.to.setPlaceholderText("可以不填；写进交接单")
        self.sheet.setChecked(True)
        place = QHBoxLayout()
        place.setSpacing(8)
        place.addWidget(self.out, 1)
        place.addWidget(self.browse)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addRow("存到", place)
        form.addRow("接收人", self.to)
        form.addRow("密码", self.password)
        form.addRow("再输一遍", self.again)
        form.addRow("", self.hint)
        form.addRow("", self.sheet)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.go)
        row.addWidget(self.leave)
        set_role(self.go, "primary")
        self.go.setDefault(True)
        for button in (self.browse, self.leave):
            button.setAutoDefault(False)
        title = QLabel("交接出去")
        set_role(title, "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        for part in (title, WrappedLabel(_WORDS, "muted")):
            column.addWidget(part)
        column.addLayout(form)
        column.addWidget(self.trouble)
        column.addStretch(1)
        column.addLayout(row)

    def _connect(self) -> None:
        self.browse.clicked.connect(self._browse)
        self.go.clicked.connect(self._go)
        self.leave.clicked.connect(self.reject)
        self.out.textChanged.connect(self._show)
        self.password.changed.connect(self._show)
        self.again.changed.connect(self._show)
        self.finished.connect(self._forget)

    @Slot()
    def _show(self) -> None:
        """How strong, and what is still missing."""
        judged = judge(self.password.text)
        typed = bool(self.password.text)
        self.hint.setText(judged.hint if typed else "密码要告诉接收人；忘了密码，这个文件谁也打不开，程序里也没有存。")
        set_tone(self.hint, _TONES[judged.strength] if typed else None)
        differ = bool(self.again.text) and self.again.text != self.password.text
        self.trouble.setText(self._place_trouble() or ("两次输入的密码不一样，请再输一遍。" if differ else ""))
        self.go.setEnabled(not self.trouble.text() and judged.allowed and self.again.text == self.password.text)

    def _place_trouble(self) -> str:
        path = typed_path(self.out.text())
        if not self.out.text().strip() or not path.is_absolute():
            return "请写完整的路径，或点“更改…”选择。"
        if path.suffix.lower() != SUFFIX:
            return f"文件名要以 {SUFFIX} 结尾，请改过来。"
        if not os.path.isdir(path.parent):
            return f"文件夹“{path.parent}”不存在，请插好 U 盘，或换一个位置。"
        return ""

    @Slot()
    def _browse(self) -> None:
        path = ask_save(self, "交接文件存到", typed_path(self.out.text()), _KINDS)
        if path is not None:
            self.out.setText(str(path if path.suffix.lower() == SUFFIX else path.with_name(f"{path.name}{SUFFIX}")))

    @Slot()
    def _go(self) -> None:
        out = typed_path(self.out.text())
        sheet = out.with_name(f"{out.stem}-交接单.docx") if self.sheet.isChecked() else None
        if not may_replace(self, out) or (sheet is not None and not may_replace(self, sheet)):
            return
        self.wish = HandoverWish(out, self.password.text, self.to.text().strip(), sheet)
        self.accept()

    @Slot()
    def _forget(self) -> None:
        self.password.clear()
        self.again.clear()
