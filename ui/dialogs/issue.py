"""登记印发: which file went out and on what day. Answers a choice, writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDateTime, Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.period import Period
from ui.desktop import shown_path, typed_path
from ui.dialogs.files import ask_open
from ui.help.key import help_by_f1
from ui.theme import Tone, set_role, set_tone
from ui.widgets.day_edit import DayEdit
from ui.widgets.labels import ElidedLabel, WrappedLabel

_WIDTH: Final = 560
_APART: Final = 6
_KINDS: Final = "通报文件 (*.docx *.doc *.wps *.pdf *.ofd);;所有文件 (*)"
_MEANS: Final = (
    "登记之后：",
    "· 这份通报的数字就定下了，以后改台账也不会变；变了的会另外列出来，再写就是更正通报。",
    "· 印发的文件原样存进台账，随时能打开。",
    "· 登错了可以在“已印发”里撤回。",
)


@dataclass(frozen=True, slots=True)
class IssueOffer:
    """``written``: the file written last of this month's 通报, if it is still there. ``folder``: where to look for another.

    ``warning``: why the figures may not be those of that file, "" for nothing.
    """

    period: Period
    title: str
    day: date
    today: date
    written: Path | None
    folder: Path
    warning: str = ""


@dataclass(frozen=True, slots=True)
class IssueChoice:
    """``file`` None: none is kept."""

    file: Path | None
    day: date


class IssueDialog(QDialog):
    """Enter registers, Escape leaves."""

    def __init__(self, offer: IssueOffer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        help_by_f1(self, "bulletin", "写一期通报")
        self._offer = offer
        self.choice: IssueChoice | None = None
        self.setWindowTitle("登记印发")
        self.written = QRadioButton()
        self.other = QRadioButton("另选一份（在 WPS 里改过、另存的，或扫描件）")
        self.none = QRadioButton("不存文件，只定下数字")
        self.file = QLineEdit()
        self.browse = QPushButton("浏览…")
        self.day = DayEdit("印发日期")
        self.hint = ElidedLabel()
        self.buttons = QDialogButtonBox()
        self._lay_out()
        self._connect()
        self._show()

    @classmethod
    def ask(cls, parent: QWidget | None, offer: IssueOffer) -> IssueChoice | None:
        dialog = cls(offer, parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.choice

    def accept(self) -> None:
        if not self._trouble():
            self.choice = IssueChoice(self._file, self.day.day)
            super().accept()

    @property
    def _file(self) -> Path | None:
        if self.none.isChecked():
            return None
        return self._offer.written if self.written.isChecked() else typed_path(self.file.text())

    def _lay_out(self) -> None:
        offer = self._offer
        heading = QLabel(f"登记印发 {offer.period.label}的通报")
        set_role(heading, "title")
        group = QButtonGroup(self)
        for button in (self.written, self.other, self.none):
            group.addButton(button)
        files = QVBoxLayout()
        files.setSpacing(6)
        if offer.written is not None:
            self.written.setText(f"写成的《{offer.written.name}》")
            self.written.setToolTip(shown_path(offer.written))
            saved = QDateTime.fromSecsSinceEpoch(int(offer.written.stat().st_mtime)).toString("M月d日 HH:mm")
            note = ElidedLabel(f"最后存盘 {saved}；在 WPS 里改了并存过盘的，存的就是改过的那份。", "muted")
            note.setContentsMargins(22, 0, 0, 0)
            files.addWidget(self.written)
            files.addWidget(note)
        files.addWidget(self.other)
        files.addLayout(self._other_row())
        files.addSpacing(_APART)
        files.addWidget(self.none)
        (self.written if offer.written is not None else self.other).setChecked(True)
        self.day.show_day(min(offer.day, offer.today), most=offer.today)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        day = QHBoxLayout()
        day.addWidget(self.day)
        day.addStretch(1)
        for place, (words, what) in enumerate((("标题", None), ("文件", files), ("印发日期", day))):
            label = QLabel(words)
            set_role(label, "muted")
            grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
            if what is None:
                grid.addWidget(WrappedLabel(offer.title), place, 1)
            else:
                grid.addLayout(what, place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(heading)
        column.addLayout(grid)
        if offer.warning:
            column.addWidget(self._warning(offer.warning))
        means = WrappedLabel("\n".join(_MEANS), "quote")
        means.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        means.setFixedWidth(_WIDTH - 40)
        column.addWidget(means)
        column.addWidget(self.hint)
        column.addWidget(self._button_row())
        # Its whole height on a low screen too: left to itself a dialog begins with two thirds of the screen.
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.setAccessibleDescription("\n".join(_MEANS))

    def _other_row(self) -> QHBoxLayout:
        self.file.setAccessibleName("印发的文件")
        self.file.setPlaceholderText("印发出去的那份文件")
        self.browse.setAutoDefault(False)
        row = QHBoxLayout()
        row.setContentsMargins(22, 0, 0, 0)
        row.addWidget(self.file, 1)
        row.addWidget(self.browse)
        return row

    def _warning(self, words: str) -> WrappedLabel:
        label = WrappedLabel(words)
        label.setFixedWidth(_WIDTH - 40)
        label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_tone(label, Tone.WARN)
        return label

    def _button_row(self) -> QDialogButtonBox:
        self.register = self.buttons.addButton("登记印发", QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(self.register, "primary")
        self.register.setDefault(True)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        return self.buttons

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.browse.clicked.connect(self._browse)
        self.file.textChanged.connect(self._show)
        for button in (self.written, self.other, self.none):
            button.toggled.connect(self._show)

    def _trouble(self) -> str:
        if not self.other.isChecked():
            return ""
        if not self.file.text().strip():
            return "请选择印发出去的那份文件"
        return "" if self._file is not None and self._file.is_file() else "没有这个文件，请点“浏览…”另选一份"

    @Slot()
    def _show(self) -> None:
        other = self.other.isChecked()
        self.file.setEnabled(other)
        self.browse.setEnabled(other)
        trouble = self._trouble()
        self.register.setEnabled(not trouble)
        self.hint.setText(trouble)  # its line is kept while there is none: nothing moves under the mouse
        set_tone(self.hint, Tone.BAD)

    @Slot()
    def _browse(self) -> None:
        chosen = ask_open(self, "印发的是哪一份文件", self._offer.folder, _KINDS)
        if chosen is not None:
            self.file.setText(str(chosen))
