"""退回说明: which failing rows go back to the unit, with what words, by when, and where to. Answers a choice, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDate, QRect, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.period import Period
from ui.desktop import typed_path
from ui.dialogs.files import ask_folder
from ui.help.key import help_by_f1
from ui.placing import fitted, room_of
from ui.theme import Tone, set_role, set_tone
from ui.widgets.calendar import CalendarEdit
from ui.widgets.labels import ElidedLabel, WrappedLabel
from ui.widgets.scrolled import scrolled

_WIDTH: Final = 720
_LIST_HEIGHT: Final = 300
FORMATS: Final = {"xlsx": "Excel / WPS 表格（xlsx）", "docx": "Word / WPS 文字（docx）"}


@dataclass(frozen=True, slots=True)
class OfferedRow:
    """A measure that fails: its number, its words, and why, a sentence each."""

    no: int
    measure: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CorrectionOffer:
    """What the dialog starts from. ``units``: those with rows that fail, in the plan's order, of which it opens at ``unit``.
    ``due``: the day by which it is to come back."""

    unit: str
    period: Period
    units: Mapping[str, tuple[OfferedRow, ...]]
    folder: Path
    due: date


@dataclass(frozen=True, slots=True)
class CorrectionChoice:
    """``rows``: of the unit, measure → words of the clerk's own, "" for none."""

    unit: str
    rows: dict[int, str]
    folder: Path
    formats: tuple[str, ...]
    due: date


class CorrectionDialog(QDialog):
    """One unit's rows, every one ticked to begin with; of several units one is chosen. Enter writes, Escape leaves."""

    def __init__(self, offer: CorrectionOffer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        help_by_f1(self, "collect", "不合格的退回去")
        self._offer = offer
        self.choice: CorrectionChoice | None = None
        self.setWindowTitle("退回说明")
        self._boxes: dict[str, list[RowBox]] = {}
        self._lists = QStackedWidget()
        self.unit = QComboBox()
        self.heading = WrappedLabel(role="title")
        self.due = CalendarEdit(QDate(offer.due.year, offer.due.month, offer.due.day))
        self.formats = {key: QCheckBox(words) for key, words in FORMATS.items()}
        self.folder = QLineEdit(str(offer.folder))
        self.browse = QPushButton("浏览…")
        self.browse.setAutoDefault(False)
        self.hint = ElidedLabel()
        self.buttons = QDialogButtonBox()
        self._lay_out()
        self._connect()
        self._show_unit()
        self.resize(fitted(QRect(0, 0, _WIDTH, self.sizeHint().height()), room_of(self)).size())

    @property
    def rows(self) -> list[RowBox]:
        """Those of the unit chosen."""
        return self._boxes.get(self.unit.currentData(), [])

    @classmethod
    def ask(cls, parent: QWidget | None, offer: CorrectionOffer) -> CorrectionChoice | None:
        """What to send back, or None."""
        dialog = cls(offer, parent)
        dialog.exec()
        dialog.deleteLater()
        return dialog.choice

    def accept(self) -> None:
        if self._trouble():
            return
        day = self.due.date()
        self.choice = CorrectionChoice(
            self.unit.currentData(), {row.no: row.words.text().strip() for row in self.rows if row.taken.isChecked()},
            self._where, self._chosen_formats, date(day.year(), day.month(), day.day()),
        )
        super().accept()

    @property
    def _where(self) -> Path:
        return typed_path(self.folder.text())

    @property
    def _chosen_formats(self) -> tuple[str, ...]:
        return tuple(key for key, box in self.formats.items() if box.isChecked())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        words = WrappedLabel(
            "只把勾选的条目退回单位更正，原因写在各栏旁边；改好交回后并入同一份来表，报送时间仍按第一次算。", "muted"
        )
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self._unit_label())
        head.addWidget(self.unit)
        column.addLayout(head)
        column.addWidget(words)
        for label in (self.heading, words):
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.addWidget(self._lists, 1)
        column.addLayout(self._choices())
        column.addWidget(self.hint)
        column.addWidget(self._button_row())

    def _unit_label(self) -> QLabel:
        """The chooser of the unit, for which there is need only where there are several."""
        units = self._offer.units
        for name, rows in units.items():
            self.unit.addItem(f"{name}（{len(rows)} 条）", name)
        self.unit.setCurrentIndex(self.unit.findData(self._offer.unit))
        self.unit.setMaxVisibleItems(20)
        self.unit.setAccessibleName("退回给哪家单位")
        label = QLabel("单位(&U)")
        label.setBuddy(self.unit)
        for widget in (label, self.unit):
            widget.setVisible(len(units) > 1)
        return label

    def _list(self, rows: Sequence[RowBox]) -> QScrollArea:
        body = QWidget()
        set_role(body, "paper")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in rows:
            row.taken.toggled.connect(self._show)
            column.addWidget(row)
        column.addStretch(1)
        area = scrolled(body)
        area.setMinimumHeight(min(_LIST_HEIGHT, 96 * len(rows) + 8))
        return area

    def _choices(self) -> QGridLayout:
        self.due.setDisplayFormat("yyyy年M月d日")
        self.due.setAccessibleName("请单位在这一天前改好")
        self.folder.setAccessibleName("存到哪个文件夹")
        for box in self.formats.values():
            box.setChecked(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        rows: Sequence[tuple[str, Sequence[QWidget], bool]] = (
            ("改好期限(&D)", (self.due,), True),
            ("格式", tuple(self.formats.values()), True),
            ("存到(&P)", (self.folder, self.browse), False),
        )
        for place, (word, widgets, stretch) in enumerate(rows):
            label = QLabel(word)
            label.setBuddy(widgets[0])
            grid.addWidget(label, place, 0)
            row = QHBoxLayout()
            row.setSpacing(12)
            for widget in widgets:
                row.addWidget(widget)
            if stretch:
                row.addStretch(1)
            grid.addLayout(row, place, 1)
        return grid

    def _button_row(self) -> QDialogButtonBox:
        write = self.buttons.addButton("生成退回说明", QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(write, "primary")
        write.setDefault(True)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.write = write
        return self.buttons

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.browse.clicked.connect(self._browse)
        self.folder.textChanged.connect(self._show)
        self.unit.currentIndexChanged.connect(self._show_unit)
        for box in self.formats.values():
            box.toggled.connect(self._show)

    def _trouble(self) -> str:
        """Why it can't be written as chosen, "" when it can."""
        if not any(row.taken.isChecked() for row in self.rows):
            return "请至少勾选一条要退回的措施。"
        if not self._chosen_formats:
            return "请至少选一种格式。"
        if not self.folder.text().strip():
            return "请选择存到哪个文件夹。"
        if self._where.exists() and not self._where.is_dir():
            return "“存到”填的是文件，请改为文件夹。"
        return ""

    @Slot()
    def _show_unit(self) -> None:
        """Its rows, made when first shown: what was ticked and written for another unit is there again on return."""
        unit = self.unit.currentData()
        if unit not in self._boxes:
            self._boxes[unit] = [RowBox(row) for row in self._offer.units[unit]]
            self._lists.addWidget(self._list(self._boxes[unit]))
        self._lists.setCurrentIndex(list(self._boxes).index(unit))
        self.heading.setText(f"{unit} {self._offer.period.label} · {len(self.rows)} 条不合格")
        self._show()

    @Slot()
    def _show(self) -> None:
        trouble = self._trouble()
        count = sum(row.taken.isChecked() for row in self.rows)
        self.hint.setText(trouble or f"退回 {count} 条，单位只看到这些条目。")
        set_tone(self.hint, Tone.BAD if trouble else Tone.IDLE)
        self.write.setEnabled(not trouble)

    @Slot()
    def _browse(self) -> None:
        folder = ask_folder(self, "退回说明存到哪个文件夹", self._where)
        if folder is not None:
            self.folder.setText(str(folder))


class RowBox(QFrame):
    """One measure: a tick, why it fails, and a line for the clerk's own words."""

    def __init__(self, row: OfferedRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.no = row.no
        self.taken = QCheckBox(f"第 {row.no} 条")
        self.taken.setChecked(True)
        self.taken.setAccessibleName(f"退回第 {row.no} 条：{'；'.join(row.reasons)}")
        self.reasons = WrappedLabel("\n".join(f"· {each}" for each in row.reasons))
        self.words = QLineEdit()
        self.words.setPlaceholderText("补充说明（可不填），会写在原因最前面")
        self.words.setAccessibleName(f"第 {row.no} 条的补充说明")
        head = QHBoxLayout()
        head.addWidget(self.taken)
        head.addWidget(ElidedLabel(row.measure, "muted"), 1)
        body = QVBoxLayout()
        body.setContentsMargins(22, 0, 0, 0)
        body.setSpacing(4)
        body.addWidget(self.reasons)
        body.addWidget(self.words)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 6, 6, 6)
        column.setSpacing(3)
        column.addLayout(head)
        column.addLayout(body)
        self.taken.toggled.connect(self._turned)

    @Slot(bool)
    def _turned(self, on: bool) -> None:
        self.reasons.setEnabled(on)
        self.words.setEnabled(on)
