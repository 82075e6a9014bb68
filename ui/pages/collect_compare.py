"""Right side of the 收表 page: the fields of one file or of all, what it asks, where a field comes from, and the buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qcapp.domain.ledger import CellKey, Snapshot
from qcapp.merge.plan import FieldPlan, FilePlan
from ui.models.collect_batch import Batch, identity, same_bytes
from ui.models.collect_fields import FieldsModel
from ui.models.collect_rows import Listed, Shown
from ui.models.collect_words import (
    BLANK,
    State,
    all_heading,
    certainty_word,
    file_heading,
    is_known,
    mergeable,
    needs_person,
    wants_password,
)
from ui.pages.collect_foot import CompareFoot
from ui.pages.collect_source import HEIGHT, LEAST_HEIGHT, SourcePanel
from ui.pages.collect_strips import StripBox
from ui.pages.collect_view import FieldsTable
from ui.theme import set_role
from ui.widgets.chips import ChipRow
from ui.widgets.labels import ElidedLabel, Fold, TwoLineLabel
from ui.widgets.pill import Pill

STEPS = (
    "收表三步\n\n"
    "1　加入文件：把各单位交回的文件、文件夹或压缩包拖进来，或按 Ctrl+O 选择；先核对“收到日期”。\n\n"
    "2　逐处核对：下发或上次来表、台账现有、来表、合并结果并排列出，冲突由您选定，暂不处理的留待以后。\n\n"
    "3　合并入账：一次记入台账，原文件存档；不满意可以整批撤销，也可以只撤销一份。"
)
_KEYS = "N 下一处 · 1 用台账 · 2 用来表 · 3 都保留 · 4 手填 · {aside}0 暂不处理"
_NO_LIMIT = 16_777_215  # Qt's own
_ALL_WORDS = "在文件名上按 Enter 或双击打开那一份"


class ComparePane(QFrame):
    """Draws one file of the batch, or all that wait; the plan in the batch holds what is decided."""

    left = Signal()
    """The keys have nothing to do here."""

    def __init__(self, ask_history: Callable[[CellKey], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.fields = FieldsModel(self)
        self.table = FieldsTable(self.fields)
        self.heading = ElidedLabel(role="heading")
        self.evidence = TwoLineLabel(role="muted")
        self.certainty = Pill("", parent=self)
        self.chips = ChipRow()
        self.nothing = QLabel(STEPS)
        self.keys = ElidedLabel(role="faint")
        self.strips = StripBox()
        self.source = SourcePanel(ask_history)
        self.source_fold = Fold("来表原文与这一栏的来历（F6）", self.source)
        self.foot = CompareFoot()
        self._stack = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._file: FilePlan | None = None
        self._source_height = HEIGHT
        self._shown = {False: self.fields.shown, True: Shown.ATTENTION}
        self._build()
        self.chips.set_chips([(each.value, each.label, None) for each in Shown])
        self.chips.choose(self.fields.shown.value)
        self._order_tabs()
        self._connect()

    def _build(self) -> None:
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.nothing.setContentsMargins(28, 28, 28, 0)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(5)
        self._split.addWidget(self._stack)
        self.source_fold.button.setStyleSheet("padding-left: 11px;")
        self._split.addWidget(self.source_fold)
        self._split.setStretchFactor(0, 1)
        self._split.setStretchFactor(1, 0)
        self.source_fold.setMaximumHeight(self.source_fold.button.sizeHint().height() + 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 9, 1, 9)
        column.setSpacing(5)
        column.addLayout(_row([(self.heading, 1), (self.chips, 0)], 10))
        column.addLayout(_row([(self.certainty, 0), (self.evidence, 3), (self.keys, 5)], 8))
        self.keys.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column.addSpacing(2)
        column.addWidget(self.strips)
        column.addWidget(self._split, 1)
        column.addWidget(self.foot)

    def _order_tabs(self) -> None:
        """As it stands on the page, top to bottom; strips come in after the filters."""
        source, foot = self.source, self.foot
        chips = [self.chips.chip(each.value) for each in Shown]
        order: Sequence[QWidget] = (
            *chips, self.table, self.source_fold.button, source.open, source.save, source.cell, source.history,
            foot.rest, foot.slip, foot.undo, foot.merge,
        )
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)
        self.strips.after = chips[-1]

    def _connect(self) -> None:
        self.chips.chosen.connect(self._show_only)
        self.table.row_changed.connect(self._show_source)
        self.strips.left.connect(self.enter)
        self.source.left.connect(self.enter)
        self.source_fold.opened_changed.connect(self._source_opened)

    @property
    def file(self) -> FilePlan | None:
        """The file that the current row belongs to, or the only one shown."""
        return self.fields.file_at(self.table.current_row) or self._file

    @property
    def field(self) -> FieldPlan | None:
        return self.fields.field_at(self.table.current_row)

    @property
    def room(self) -> QRect:
        """On the screen: below what is asked, where fields would be."""
        return QRect(self._stack.mapToGlobal(QPoint(0, 0)), self._stack.size())

    @Slot()
    def enter(self) -> None:
        """Move the keyboard to the fields; where there are none, to what is asked."""
        if self.fields.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.strips.focus_first():
            self.left.emit()

    @Slot()
    def turn_source(self) -> None:
        """Open the source beside the fields, where the keys go on deciding; once more goes there; from there, back and
        closed."""
        focused: QWidget | None = self.window().focusWidget()
        if focused is not None and self.source.isAncestorOf(focused):
            self.source_fold.set_open(False)
            self.enter()
        elif self.source_fold.open:
            self.source.take_focus()
        else:
            self.source_fold.set_open(True)
            if focused is None or not any(part.isAncestorOf(focused) for part in (self.table, self.strips)):
                self.enter()

    def show_file(self, found: tuple[FilePlan, State] | None, snapshot: Snapshot | None, *, locked: bool) -> None:
        """Draw a file, keeping the current field where it is still listed; None: the three steps."""
        same = bool(found and self._file and same_bytes(identity(found[0]), identity(self._file)))
        seen = self.table.remember() if same and not self.fields.together else None
        self._choose_shown(together=False)
        file, state = found or (None, None)
        self._file = file
        self.fields.show_file(file, snapshot, locked=locked or state is State.MERGED)
        self._show_words(state)
        self._show_rows()
        if seen:
            self.table.return_to(seen)
        self.strips.show_file(file, state)  # last: the keys may go on from there to a field, or to another file

    def show_all(self, files: Sequence[Listed], *, locked: bool) -> None:
        """Draw all files that wait, one below the other."""
        seen = self.table.remember() if self.fields.together else None
        self._choose_shown(together=True)
        self._file = None
        self.fields.show_all(files, locked=locked)
        self._show_words(None)
        self._show_rows()
        if seen:
            self.table.return_to(seen)
        self.strips.show_file(None, None)

    def show_decisions(self, batch: Batch, waiting: int, *, busy: bool, state: State | None) -> None:
        """Heading, counts and buttons after a decision or a change of the batch; ``waiting`` as in its plan's ``open``."""
        self._show_words(state)
        if self.fields.together:
            self.heading.setText(all_heading(batch.plan, waiting))
        aside = "5 用旁注 · " if self.fields.has_asides else ""
        self.keys.setText(_KEYS.format(aside=aside) if waiting and self.fields.rowCount() else "")
        self.keys.setVisible(bool(self.keys.text()))
        self.foot.show_batch(batch, waiting, busy=busy)

    def go_to(self, file: FilePlan, field: FieldPlan | None) -> None:
        """Make that field the current one, or the file's first."""
        row = self.fields.row_for(file, field)
        if row < 0 and self.fields.together:
            row = self.fields.row_of_file(file)
        if row >= 0:
            self.table.go_to(row)

    def save_state(self, settings: QSettings) -> None:
        settings.setValue("collect/columns", list(self.table.widths_by_hand))
        settings.setValue("collect/source", self.source_fold.open)
        settings.setValue("collect/source_height", self._source_height)

    def restore_state(self, settings: QSettings) -> None:
        widths = settings.value("collect/columns")
        if isinstance(widths, list):
            self.table.restore_widths([int(width) for width in widths if str(width).isdigit()])
        height = str(settings.value("collect/source_height", ""))
        if height.isdigit():
            self._source_height = max(int(height), LEAST_HEIGHT)
        self.source_fold.set_open(settings.value("collect/source") in (True, "true"))

    def _show_words(self, state: State | None) -> None:
        file = self._file
        if self.fields.together:
            self.evidence.setText(_ALL_WORDS)
            self.certainty.set_state("")
            return
        done = "（已合并）" if state is State.MERGED else ""
        self.heading.setText(file_heading(file) + done if file else "")
        self.evidence.setText(file.evidence if file else "")
        self.certainty.set_state(*(certainty_word(file) if file else ("", None)))

    def _show_rows(self) -> None:
        """The table, or in words why it is empty."""
        self.chips.setVisible(self.fields.together or bool(self._file and self._file.fields))
        if self.fields.rowCount():
            self._stack.setCurrentWidget(self.table)
        else:
            self.nothing.setText(self._why_empty())
            self._stack.setCurrentWidget(self.nothing)
        self._show_source()

    def _why_empty(self) -> str:
        file = self._file
        if self.fields.together:
            return "没有冲突和提示，可以直接合并；想逐栏核对请点“全部字段”。"
        if file is None:
            return STEPS
        if needs_person(file):
            return "先在上面回答，再在这里逐栏核对。" if file.file.form or wants_password(file) else file.reason or ""
        if is_known(file):
            return file.reason or file.outcome.label
        if file.kept or not mergeable(file):
            return file.evidence if file.with_return else file.reason or ""
        if file.blank and self.fields.shown is not Shown.ALL:
            return BLANK
        if self.fields.shown is Shown.ALL:
            return "这份表里没有读到可以填写的栏目。"
        return "没有要看的变化，可以直接合并；想逐栏核对请点“全部字段”。"

    def _choose_shown(self, *, together: bool) -> None:
        """Each of the two views keeps its own filter."""
        if together != self.fields.together:
            self._shown[self.fields.together] = self.fields.shown
            self.fields.start_with(self._shown[together])
            self.chips.choose(self._shown[together].value)

    @Slot(str)
    def _show_only(self, key: str) -> None:
        seen = self.table.remember()
        self.fields.show_only(Shown(key))
        self._show_rows()
        self.table.return_to(seen)

    @Slot()
    def _show_source(self) -> None:
        self.source.show_field(self.file, self.field)

    @Slot(bool)
    def _source_opened(self, on: bool) -> None:
        """Closed it is one line high; opened it takes what it had before from the table."""
        fold, head = self.source_fold, self.source_fold.button.sizeHint().height() + 4
        if not on:
            self._source_height = max(fold.height(), LEAST_HEIGHT)
        fold.setMaximumHeight(_NO_LIMIT if on else head)
        below = self._source_height if on else head
        self._split.setSizes([max(self._split.height() - below, 1), below])
        if not on:
            return
        self.source.draw()
        if self.table.current_row >= 0:
            self.table.bring_into_view(self.table.current_row)


def _row(parts: Sequence[tuple[QWidget, int]], spacing: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(12, 0, 10, 0)
    row.setSpacing(spacing)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row
