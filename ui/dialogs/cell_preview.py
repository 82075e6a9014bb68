"""The look before many cells are written: each with its words before and after, what is left out and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, Qt, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.differing import differing
from ui.help.key import help_by_f1
from ui.models.cell_plan import CellPlan, Write, counted
from ui.models.cell_preview import AFTER, BEFORE, PLACE, PreviewRole, SkipsModel, WritesModel
from ui.theme import base_font, set_role
from ui.widgets.diff_text import Mark, MarkedText, count_lines, paint_marked
from ui.widgets.labels import WrappedLabel
from ui.widgets.plain_table import PAD, PlainTable, RowDelegate, paint_ground
from ui.widgets.row_fitting import RowFitting

Index = QModelIndex | QPersistentModelIndex

_SIZE: Final = (900, 560)
_PLACE_WIDTHS: Final = (150, 360)
_PAD_Y: Final = 5
_MOST_LINES: Final = 8
_BOX: Final = 22
_SKIPS_SHOWN: Final = 5
_LONGEST_SIZED: Final = 2_000
_SIZED_AT_ONCE: Final = 60
_NAMED: Final = 200
"""Rows whose places are measured for their column's width."""


class PreviewTable(PlainTable):
    """The writes with their marks; space turns those of the selected rows."""

    def __init__(self, model: WritesModel, parent: QWidget | None = None) -> None:
        super().__init__("要写入的格子", parent)
        self._writes = model
        self.setModel(model)
        self.setItemDelegate(PreviewDelegate(self))
        header = self.horizontalHeader()
        self.setColumnWidth(PLACE, _place_width(model))
        for column in (BEFORE, AFTER):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._fitting = RowFitting(self, self._measured, _SIZED_AT_ONCE)
        model.modelReset.connect(self._fitting.fit_soon)

    def _measured(self) -> tuple[int, Callable[[int], int]]:
        font, writes = base_font(), self._writes
        line = QFontMetrics(font).lineSpacing()
        rooms = [self.columnWidth(column) - 2 * PAD for column in (BEFORE, AFTER)]
        place = self.columnWidth(PLACE) - _BOX - 2 * PAD

        def height_of(row: int) -> int:
            write = writes.rows[row]
            texts = zip((write.before, write.after), rooms, strict=True)
            lines = max(count_lines(text, room, font, _MOST_LINES) for text, room in texts)
            named = count_lines(str(writes.index(row, PLACE).data()), place, font, 3)
            return max(lines, named) * line + 2 * _PAD_Y

        return min(len(writes.rows), _LONGEST_SIZED), height_of

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fitting.fit_soon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.selected_rows():
            rows = self.selected_rows()
            self._writes.mark(rows, not all(self._writes.is_wanted(row) for row in rows))
        else:
            super().keyPressEvent(event)


def _place_width(model: WritesModel | SkipsModel) -> int:
    """So that no place is broken, as long as there is room."""
    metrics = QFontMetrics(base_font())
    rows = range(min(model.rowCount(), _NAMED))
    words = (metrics.horizontalAdvance(str(model.index(row, PLACE).data())) for row in rows)
    least, most = _PLACE_WIDTHS
    return min(max(least, max(words, default=0) + _BOX + 2 * PAD + 4), most)


class PreviewDelegate(RowDelegate):
    """Before and after with their differences; a row that is not wanted stands back."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        write = index.data(PreviewRole.WRITE)
        rect = paint_ground(painter, option)
        room = rect.adjusted(PAD, _PAD_Y, -PAD, -_PAD_Y)
        wanted = index.model().index(index.row(), PLACE).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        if index.column() == PLACE or not isinstance(write, Write):
            self._paint_box(painter, option, rect, wanted)
            room.setLeft(room.left() + _BOX)
            paint_marked(painter, room, MarkedText(str(index.data()), muted=not wanted), base_font())
            return
        removed, added = differing(write.before, write.after) if write.before and write.after else ((), ())
        if index.column() == BEFORE:
            spans = removed or (((0, len(write.before)),) if not write.after else ())
            marked = MarkedText(write.before, spans if wanted else (), Mark.REMOVED, muted=not wanted)
        else:
            marked = MarkedText(write.after, added if wanted else (), Mark.ADDED, muted=not wanted)
        if not marked.text:
            marked = MarkedText(str(index.data()), absent=True)
        paint_marked(painter, room, marked, base_font())

    def editorEvent(self, event: QEvent, model: object, option: QStyleOptionViewItem, index: Index) -> bool:
        """A click anywhere in the first column turns the mark: the box is small."""
        if index.column() == PLACE and event.type() == QEvent.Type.MouseButtonRelease:
            state = index.data(Qt.ItemDataRole.CheckStateRole)
            on = Qt.CheckState.Unchecked if state == Qt.CheckState.Checked else Qt.CheckState.Checked
            return index.model().setData(index, on, Qt.ItemDataRole.CheckStateRole)
        return False

    def _paint_box(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, wanted: bool) -> None:
        box = QStyleOptionViewItem(option)
        box.rect = QRect(rect.left() + PAD - 2, rect.top() + _PAD_Y, 16, 18)  # type: ignore[attr-defined]
        box.state &= ~QStyle.StateFlag.State_HasFocus  # type: ignore[attr-defined]
        box.state |= QStyle.StateFlag.State_On if wanted else QStyle.StateFlag.State_Off  # type: ignore[attr-defined]
        widget: QWidget | None = option.widget  # type: ignore[attr-defined]
        style = widget.style() if widget is not None else None
        if style is not None:
            style.drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck, box, painter, widget)


class CellPreview(QDialog):
    """``wanted`` are the writes to be made, once it was accepted. It writes nothing."""

    def __init__(self, title: str, plan: CellPlan, verb: str, parent: QWidget | None = None, *, blanks: bool = False) -> None:
        """``verb`` stands on the button (写入, 替换). ``blanks``: whether blanks of a source are among what is written, so that
        one may choose whether they clear anything."""
        super().__init__(parent)
        help_by_f1(self, "ledger", "在表里直接填")
        self.setWindowTitle(title)
        self._plan, self._verb = plan, verb
        self.model = WritesModel(plan, self)
        self.headline = WrappedLabel(role="title")
        self.headline.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table = PreviewTable(self.model)
        set_role(self.table, "framed")
        self.spare = QCheckBox(f"来源里的空白不清除原来的内容（{len(plan.cleared)} 格）")
        self.spare.setVisible(blanks and bool(plan.cleared))
        self.spare.toggled.connect(self.model.spare)
        self.go = QPushButton()
        set_role(self.go, "primary")
        self.cancel = QPushButton("取消")
        self._lay_out()
        for signal in (self.model.dataChanged, self.model.modelReset):
            signal.connect(self._count)
        self.spare.setChecked(self.spare.isVisibleTo(self))
        self._count()

    @classmethod
    def ask(
        cls, parent: QWidget | None, title: str, plan: CellPlan, verb: str, *, blanks: bool = False
    ) -> list[Write] | None:
        """The writes to be made, None for 取消."""
        dialog = cls(title, plan, verb, parent, blanks=blanks)
        done = dialog.exec()
        dialog.deleteLater()
        return dialog.wanted if done else None

    @property
    def wanted(self) -> list[Write]:
        return self.model.wanted

    @Slot()
    def _count(self) -> None:
        wanted = self.wanted
        words = counted(self._plan, wanted, self._verb)
        if not self._plan.writes:
            words = f"没有可以{self._verb}的：跳过 {len(self._plan.skips)} 格"
        self.headline.setText(f"{words}。")
        self.go.setText(f"{self._verb} {len(wanted)} 格")
        self.go.setEnabled(bool(wanted))
        (self.go if wanted else self.cancel).setDefault(True)

    @Slot()
    def _mark_all(self) -> None:
        self.model.mark(list(range(self.model.rowCount())), True)

    @Slot()
    def _mark_none(self) -> None:
        self.model.mark(list(range(self.model.rowCount())), False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(self.headline)
        for note in self._plan.notes:
            column.addWidget(WrappedLabel(note))
        column.addWidget(self.spare)
        column.addWidget(self.table, 1)
        self.table.setVisible(bool(self._plan.writes))
        if self._plan.skips:
            self._add_skips(column)
        column.addLayout(self._foot())
        self.resize(*_SIZE)

    def _add_skips(self, column: QVBoxLayout) -> None:
        label = QLabel(f"没有写入的 {len(self._plan.skips)} 格")
        set_role(label, "heading")
        table = PlainTable("没有写入的格子")
        model = SkipsModel(self)
        model.show_rows(self._plan.skips)
        table.setModel(model)
        set_role(table, "framed")
        table.set_widths([_place_width(model), 220, 300], elastic=AFTER)
        if self._plan.writes:
            rows = min(len(self._plan.skips), _SKIPS_SHOWN)
            table.setFixedHeight(30 + rows * table.verticalHeader().defaultSectionSize() + 4)
        self.skips = table
        column.addWidget(label)
        column.addWidget(table)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        for words, slot in (("全选", self._mark_all), ("全不选", self._mark_none)):
            button = QPushButton(words)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            button.setVisible(bool(self._plan.writes))
            foot.addWidget(button)
        foot.addStretch(1)
        self.go.clicked.connect(self.accept)
        self.go.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        foot.addWidget(self.go)
        foot.addWidget(self.cancel)
        self.go.setVisible(bool(self._plan.writes))
        self.cancel.setText("取消" if self._plan.writes else "关闭")
        (self.go if self._plan.writes else self.cancel).setFocus()
        return foot
