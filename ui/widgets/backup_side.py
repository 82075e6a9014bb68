"""Right side of 备份与恢复: what bringing the chosen backup back takes and brings, operation by operation, field by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from qcapp.domain.backups import BackupCompared
from qcapp.domain.ledger import CellKey
from qcapp.domain.operation_words import kind_words
from qcapp.domain.operations import Change, Operation
from qcapp.domain.sizes import size_words
from ui.models.backups import BackupRow, field_changes, lost_heading, reason_words, when_words
from ui.models.changes import COLUMNS, ChangesModel, change_rows
from ui.models.rows import Index, RowsModel
from ui.theme import FAINT, Tone, set_role, set_tone
from ui.widgets.changes_table import ChangesTable
from ui.widgets.labels import ElidedLabel, WrappedLabel
from ui.widgets.pill import Pill
from ui.widgets.plain_table import PillDelegate, PlainTable, TableRole

_WIDTHS: Final = [56, 118, 74, 200, 68, 70]
_SUMMARY: Final = 3
_GONE, _COME = ("撤去", Tone.WARN), ("找回", Tone.INFO)


class FateModel(RowsModel[tuple[Operation, bool]]):
    """Operations with whether each goes (True) or comes back."""

    headings: ClassVar[tuple[str, ...]] = ("", "时间", "操作", "摘要", "改动", "经手人")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        (operation, goes), column = self._rows[index.row()], index.column()
        fate = _GONE if goes else _COME
        match role:
            case Qt.ItemDataRole.DisplayRole:
                changed = f"{operation.changed} 处" if operation.changed else "—"
                words = (fate[0], when_words(operation.at), kind_words(operation), operation.summary, changed, operation.who)
                return words[column]
            case Qt.ItemDataRole.ToolTipRole if column == _SUMMARY:
                return operation.summary
            case Qt.ItemDataRole.ForegroundRole if operation.undone:
                return QColor(FAINT)
            case TableRole.PILL if column == 0:
                return fate
        return None


class FieldsModel(ChangesModel):
    headings = (*COLUMNS[:3], "备份里", "现在", "现在的来源")


class BackupSide(QWidget):
    """Shows what it is given; whoever owns it compares."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ElidedLabel(role="title")
        self.state = Pill()
        self.name = ElidedLabel(role="muted")
        self.words = WrappedLabel()
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.operations_model, self.fields_model = FateModel(self), FieldsModel(self)
        self.operations = PlainTable("恢复会撤去、找回的操作")
        self.operations.setModel(self.operations_model)
        self.operations.setItemDelegateForColumn(0, PillDelegate(self.operations))
        self.operations.set_widths(_WIDTHS, elastic=_SUMMARY)
        self.fields = ChangesTable(self.fields_model, name="恢复会改变的栏目")
        self._stack, self._filler = QStackedWidget(), QWidget()
        self._lay_out()
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)

    def show_row(self, row: BackupRow | None) -> None:
        """Of a backup that is still to be compared; None: none is chosen, or there is none."""
        self.heading.setText(_heading(row) if row else "还没有备份")
        self.state.set_state(*((row.wholeness.word, row.wholeness.tone) if row else ("",)))
        self.name.setText(row.path.name if row else "")
        if row is None:
            self._tell("点“立即备份”备一份。")
        elif row.trouble:
            self._tell(row.trouble, Tone.BAD)
        else:
            self._tell("正在和现在的台账对照…")

    def show_compared(
        self, row: BackupRow, compared: BackupCompared, changes: Sequence[Change], measure_text: Callable[[CellKey], str]
    ) -> None:
        """``changes``: of all operations that go, in the order written."""
        self.show_row(row)
        self._tell(lost_heading(compared))
        fates = [*((each, True) for each in compared.lost), *((each, False) for each in compared.regained)]
        self.operations_model.show_rows(fates)
        rows = change_rows(field_changes(compared, changes), measure_text, ())
        self.fields_model.show_rows(rows)
        self.tabs.setTabText(0, f"操作 {len(fates)}")
        self.tabs.setTabText(1, f"栏目 {len(rows)}")
        self.tabs.setTabVisible(0, bool(fates))
        self.tabs.setTabVisible(1, bool(rows))
        self.tabs.setVisible(bool(fates or rows))
        self._stack.setVisible(bool(fates or rows))
        self._filler.setVisible(not fates and not rows)
        if not rows or not fates:
            self.tabs.setCurrentIndex(0 if fates else 1)

    def _tell(self, words: str, tone: Tone | None = None) -> None:
        self.words.setText(words)
        set_tone(self.words, tone)
        self.tabs.hide()
        self._stack.hide()
        self._filler.show()

    def _lay_out(self) -> None:
        for table in (self.operations, self.fields):
            set_role(table, "framed")
            self._stack.addWidget(table)
        self.tabs.addTab("操作")
        self.tabs.addTab("栏目")
        self.tabs.setAccessibleName("操作或栏目")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.heading, 1)
        top.addWidget(self.state, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(top)
        for widget in (self.name, self.words, self.tabs):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        column.addWidget(self._filler, 1)


def _heading(row: BackupRow) -> str:
    reason = reason_words(row)
    parts = (when_words(row.backup.at), "" if reason == "—" else reason, size_words(row.backup.size))
    return " · ".join(part for part in parts if part)
