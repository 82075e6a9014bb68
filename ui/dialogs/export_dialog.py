"""导出细化表: format, paper, which units, and where to. Answers a choice and writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.period import Period
from qcapp.forms.layout import Paper
from qcapp.services.names import file_name
from ui.desktop import documents_folder, typed_path
from ui.dialogs.files import ask_save
from ui.dialogs.question import may_replace
from ui.help.key import help_by_f1
from ui.theme import Tone, set_role, set_tone
from ui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from qcapp.services import Services

_WIDTH: Final = 690
_LIST_HEIGHT: Final = 176
_ALL_OF_IT: Final = "导出的是{}全部条目；只要筛选后看到的，请到“打印预览”里导出"
_CELL_WIDTH, _CELL_HEIGHT, _CHECK_WIDTH = 160, 25, 40


class Format(Enum):
    """The value is the suffix."""

    XLSX = "xlsx"
    DOCX = "docx"
    PDF = "pdf"

    @property
    def words(self) -> str:
        return {"xlsx": "Excel / WPS 表格", "docx": "Word / WPS 文字", "pdf": "PDF，打印用"}[self.value]

    @property
    def kinds(self) -> str:
        return f"{self.words}（*.{self.value}） (*.{self.value})"


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """``units`` empty: all of them. The format is the suffix of ``target``."""

    target: Path
    paper: Paper
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportOffer:
    """What the dialog starts from: the month, the units there are, the list's title, paper, which way it lies, and folder.

    ``narrowed``: the page shows some of the measures only, while all of them are exported."""

    period: Period
    title: str
    units: tuple[str, ...]
    paper: Paper
    folder: Path
    turned: str = "横向"
    narrowed: bool = False

    def name(self, chosen: tuple[str, ...]) -> str:
        """File name without suffix: 清城区2021年…责任清单细化表（2021年7月）; some units are named in it."""
        month = self.period.label
        if len(chosen) == 1:
            month = f"{month}，{chosen[0]}"
        elif chosen:
            month = f"{month}，{chosen[0]}等{len(chosen)}家"
        return file_name(f"{self.title}（{month}）")


class ExportDialog(QDialog):
    """Enter exports, Escape leaves. A file of that name is asked about before it is replaced."""

    def __init__(self, offer: ExportOffer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        help_by_f1(self, "print", "存成文件")
        self._offer = offer
        self._named_by_hand = False
        self.choice: ExportChoice | None = None
        self.setWindowTitle("导出细化表")
        self.formats = {each: QRadioButton(f"{each.words}（{each.value}）") for each in Format}
        self.papers = {each: QRadioButton(f"{each.name} {offer.turned}") for each in (Paper.A3, Paper.A4)}
        self.all_units = QRadioButton(f"全部 {len(offer.units)} 家单位")
        self.some_units = QRadioButton("部分单位")
        self.units = _unit_list(offer.units)
        self.folder = QLineEdit(str(offer.folder))
        self.file = QLineEdit()
        self.browse = QPushButton("浏览…")
        self.hint = ElidedLabel(role="muted")
        self.buttons = QDialogButtonBox()
        self._lay_out()
        self._connect()
        self._show()

    @classmethod
    def ask(
        cls, parent: QWidget | None, services: Services, period: Period, folder: Path | None = None, suffix: str = "",
        *, narrowed: bool = False,
    ) -> ExportChoice | None:
        """What to export where, or None. ``folder``: where the last export went; ``suffix``: xlsx, docx or pdf to begin with;
        ``narrowed``: as of ``ExportOffer``."""
        plan = services.look.plan(period)
        units = tuple(unit.name for unit in plan.units if plan.measures_of[unit.name])
        where = folder if folder is not None and folder.is_dir() else documents_folder()
        publish = services.publish
        turned = publish.page_setup().orientation.word
        dialog = cls(ExportOffer(period, plan.title, units, publish.paper(), where, turned, narrowed), parent)
        if suffix:
            dialog.formats[Format(suffix)].setChecked(True)
        dialog.exec()
        dialog.deleteLater()
        return dialog.choice

    @property
    def format(self) -> Format:
        return next(each for each, button in self.formats.items() if button.isChecked())

    @property
    def paper(self) -> Paper:
        return next(each for each, button in self.papers.items() if button.isChecked())

    @property
    def chosen_units(self) -> tuple[str, ...]:
        """In the plan's order; empty for all."""
        if self.all_units.isChecked():
            return ()
        items = [self.units.item(row) for row in range(self.units.count())]
        return tuple(item.text() for item in items if item.checkState() is Qt.CheckState.Checked)

    @property
    def target(self) -> Path:
        """Where the file would go, its suffix that of the format."""
        return self._where / f"{self._stem}.{self.format.value}"

    @property
    def _where(self) -> Path:
        return typed_path(self.folder.text())

    @property
    def _stem(self) -> str:
        """The name without a suffix of ours."""
        name = self.file.text().strip()
        for each in Format:
            name = name.removesuffix(f".{each.value}")
        return name

    def accept(self) -> None:
        target = self.target
        if self._trouble():
            return
        if not may_replace(self, target):
            return
        self.choice = ExportChoice(target, self.paper, self.chosen_units)
        super().accept()

    # How it looks

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QHBoxLayout], ...] = (
            ("格式", _row(*self.formats.values())),
            ("纸张", _row(*self.papers.values())),
            ("单位", _row(self.all_units, self.some_units)),
        )
        for place, (word, row) in enumerate(rows):
            grid.addWidget(_label(word), place, 0)
            grid.addLayout(row, place, 1)
        self.box = QFrame()
        set_role(self.box, "card")
        inside = QVBoxLayout(self.box)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.units)
        grid.addWidget(self.box, 3, 1)
        grid.addWidget(_label("文件夹"), 4, 0)
        where = QHBoxLayout()
        where.setSpacing(8)
        where.addWidget(self.folder, 1)
        where.addWidget(self.browse)
        grid.addLayout(where, 4, 1)
        grid.addWidget(_label("文件名"), 5, 0)
        grid.addWidget(self.file, 5, 1)
        grid.addWidget(self.hint, 6, 1)
        heading = QLabel(f"导出 {self._offer.period.label}的责任清单细化表")
        set_role(heading, "title")
        self.export = self.buttons.addButton("导出", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        set_role(self.export, "primary")
        self.export.setDefault(True)
        self.browse.setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        column.addWidget(heading)
        column.addLayout(grid)
        column.addWidget(self.buttons)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.folder.setMinimumWidth(_WIDTH - 200)
        for field, name in ((self.folder, "文件夹"), (self.file, "文件名"), (self.units, "单位")):
            field.setAccessibleName(name)

    def _connect(self) -> None:
        for buttons in (self.formats.values(), self.papers.values(), (self.all_units, self.some_units)):
            group = QButtonGroup(self)
            for button in buttons:
                group.addButton(button)
        self.formats[Format.XLSX].setChecked(True)
        self.papers[self._offer.paper].setChecked(True)
        self.all_units.setChecked(True)
        for button in (*self.formats.values(), self.some_units):
            button.toggled.connect(self._show)
        self.units.itemChanged.connect(self._show)
        self.folder.textChanged.connect(self._show)
        self.file.textEdited.connect(self._name_typed)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    @Slot()
    def _show(self) -> None:
        """The name follows format and units until someone types one; the hint says what stands in the way."""
        self.box.setVisible(self.some_units.isChecked())
        if not self._named_by_hand:
            self.file.setText(f"{self._offer.name(self.chosen_units)}.{self.format.value}")
        else:
            self.file.setText(self.target.name)
        self.file.setCursorPosition(0)
        self._show_hint()

    def _show_hint(self) -> None:
        trouble = self._trouble()
        self.export.setEnabled(not trouble)
        set_tone(self.hint, Tone.BAD if trouble else None)
        found = not trouble and self.target.exists()
        whose = "所选单位的" if self.some_units.isChecked() else ""
        told = _ALL_OF_IT.format(whose) if self._offer.narrowed else "导出不改动台账"
        self.hint.setText(trouble or ("已有同名文件，导出时会先问要不要替换" if found else told))

    def _trouble(self) -> str:
        if self.some_units.isChecked() and not self.chosen_units:
            return "请至少勾选一家单位"
        if not self.folder.text().strip() or not self._where.is_dir():
            return "这个文件夹不存在，请点“浏览…”另选一个"
        if not self._stem:
            return "请填写文件名"
        if (safe := file_name(self._stem)) == f"_{self._stem}":
            return f"“{self._stem}”是 Windows 留给设备的名字，请换一个文件名"
        if safe != self._stem:
            return "文件名里不能有 \\ / : * ? \" < > | 这些符号"
        return ""

    @Slot()
    def _name_typed(self) -> None:
        self._named_by_hand = True
        self._show_hint()

    @Slot()
    def _browse(self) -> None:
        chosen = ask_save(self, "导出到", self.target, self.format.kinds)
        if chosen is None:
            return
        for each in Format:
            if chosen.suffix.lower() == f".{each.value}":
                self.formats[each].setChecked(True)
        self._named_by_hand = True
        self.folder.setText(str(chosen.parent))
        self.file.setText(chosen.name)
        self._show()


def _unit_list(units: tuple[str, ...]) -> QListWidget:
    """Units with check marks, several columns, none checked."""
    view = QListWidget()
    view.setFlow(QListWidget.Flow.LeftToRight)
    view.setWrapping(True)
    view.setResizeMode(QListWidget.ResizeMode.Adjust)
    metrics = view.fontMetrics()
    widest = max((metrics.horizontalAdvance(unit) for unit in units), default=0)
    view.setGridSize(QSize(max(widest + _CHECK_WIDTH, _CELL_WIDTH), _CELL_HEIGHT))
    view.setFixedHeight(_LIST_HEIGHT)
    for unit in units:
        item = QListWidgetItem(unit, view)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
    return view


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(18)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _label(word: str) -> QLabel:
    label = QLabel(word)
    set_role(label, "muted")
    return label
