"""Editing in 台账's cells: begun by F2, a double click or typing, saved at once, and kept open where it can't be saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QStyledItemDelegate, QWidget

from qcapp.domain.errors import ExpectedError, LedgerChanged
from qcapp.domain.text import clean
from qcapp.services.edit_cells import TYPE, NotListed, Wish
from ui.models.cell_sheet import Spot, spots
from ui.models.ledger_model import COLUMNS, LedgerModel, heading
from ui.models.saving import Saving
from ui.models.unsaved import Unsaved
from ui.pages.ledger_desk import CellDesk
from ui.widgets.cell_editor import CellDelegate, CellEditor, Step

Index = QModelIndex | QPersistentModelIndex
READ_ONLY: Final = "这一栏只能看，不能在格子里改。"
KEPT: Final = "您填的还在格子里，没有丢失。"
ON_CLIPBOARD: Final = "您填的已放到剪贴板，可以粘贴到别的格子。"
OUT_OF_SIGHT: Final = "您填的没有丢失，那一条重新显示时会回到格子里。"
_WITH: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_TRIGGERS: Final = QAbstractItemView.EditTrigger.AnyKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked


class InPlace(QObject):
    """Installs itself on the desk's table. ``flush`` saves what is half typed in the form, before a cell is edited."""

    def __init__(self, desk: CellDesk, model: LedgerModel, flush: Callable[[], bool], clear: Callable[[], object]) -> None:
        super().__init__(desk)
        self._desk, self._model, self._form_flush, self._clear = desk, model, flush, clear
        self._editor: CellEditor | None = None
        self._at: tuple[int, str, int] | None = None
        self._typing = False
        self._kept: tuple[tuple[int, str, int], tuple[Spot, ...], list[str]] | None = None
        table = desk.table
        painter = table.itemDelegate()
        assert isinstance(painter, QStyledItemDelegate)
        self._delegate = CellDelegate(painter, self._make, self)
        self._delegate.taken.connect(self._taken)
        table.setItemDelegate(self._delegate)
        table.setEditTriggers(_TRIGGERS)
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._bring_back_soon)

    @property
    def editor(self) -> CellEditor | None:
        """What is open."""
        return self._editor

    @property
    def unsaved(self) -> tuple[Unsaved, ...]:
        """What is typed in a cell that is open, or would be where its row is out of sight."""
        if self._editor is not None:
            return tuple(Unsaved(spot.key, text) for spot, text in self._editor.changed)
        _, behind, texts = self._kept or (None, (), [])
        return tuple(Unsaved(spot.key, text) for spot, text in zip(behind, texts, strict=True) if clean(text) != spot.text)

    @Slot()
    def edit(self) -> None:
        """The cell at hand, its words to be gone on with."""
        index = self._desk.table.currentIndex()
        if self._editor is not None:
            self._editor.setFocus()
        elif not index.isValid() or self._model.measure_at(index.row()) is None:
            self._desk.said.emit("请先点一下要改的格子。")
        elif not self._model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self._desk.said.emit(self._desk.services.read_only or READ_ONLY)
        elif self._form_flush():
            self._typing = False
            self._desk.table.edit(self._desk.table.currentIndex())

    def flush(self) -> bool:
        """Save what is typed in a cell; False: it can't be, the reason is told and the cell stays open."""
        if self._kept is not None:
            self._bring_back()
        return self._kept is None and (self._editor is None or self._finish(Step.STAY, quiet=True))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() in (QEvent.Type.InputMethod, QEvent.Type.MouseButtonDblClick) and self._editor is None:
            self._typing = event.type() == QEvent.Type.InputMethod
            return not self._form_flush()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        """What a key means to the cells before the table sees it."""
        if event.key() == Qt.Key.Key_F2:
            self.edit()
            return True
        if self._model.measure_at(self._desk.table.currentIndex().row()) is None:
            return False
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self._clear()
            return True
        if not event.text().isprintable() or not event.text() or event.modifiers() & _WITH:
            return False
        if not self._model.flags(self._desk.table.currentIndex()) & Qt.ItemFlag.ItemIsEditable:
            self._desk.said.emit(self._desk.services.read_only or READ_ONLY)
            return True
        self._typing = True
        return not self._form_flush()

    def _make(self, index: Index, parent: QWidget) -> CellEditor | None:
        row = self._model.measure_at(index.row())
        column = COLUMNS[index.column()]
        behind = spots(row, column) if row else ()
        if row is None or not behind:
            return None
        editor = CellEditor(heading(column), behind, behind[0].key.period.year, parent, empty=self._typing)
        for box in editor.boxes:
            box.setFont(self._desk.table.scale.font)  # as large as the table is shown
        self._typing = False
        self._editor, self._at = editor, (row.no, row.unit, index.column())
        editor.finished.connect(self._finish)
        editor.given_up.connect(self._give_up)
        editor.left.connect(self._left)
        return editor

    @Slot(object)
    def _finish(self, step: Step, quiet: bool = False) -> bool:
        """Save, close, go on. Nothing typed: nothing is written."""
        editor = self._editor
        if editor is None:
            return True
        wishes = [Wish(spot.key, spot.text, text) for spot, text in editor.changed]
        try:
            operation = self._desk.store(wishes, TYPE) if wishes else None
        except ExpectedError as error:
            self._not_saved(editor, error)
            return False
        onward = None if quiet else self._onward(step)
        if self._editor is editor:  # else the window, told by this write that it can, has saved all that waited
            self._close(editor)
        if operation is not None:
            self._tell(wishes)
        if onward is not None:
            self._go(*onward)
        return True

    @Slot(object)
    def _taken(self, editor: CellEditor) -> None:
        """The table closes it whatever becomes of this: what can't be saved is opened again."""
        if editor is not self._editor or self._at is None:
            return
        at, self._editor, self._at = self._at, None, None
        wishes = [Wish(spot.key, spot.text, text) for spot, text in editor.changed]
        try:
            operation = self._desk.store(wishes, TYPE) if wishes else None
        except NotListed as error:
            self._give_back(editor.texts, error)
            return
        except ExpectedError as error:
            self._kept = at, editor.spots, editor.texts
            self._desk.page.saving.emit(Saving.FAILED)
            self._desk.problem.emit(f"{error}{KEPT}")
            self._bring_back_soon()
            return
        if operation is not None:  # the table is still busy going to the other cell
            QTimer.singleShot(0, self, partial(self._tell, wishes))

    def _tell(self, wishes: Sequence[Wish]) -> None:
        self._desk.problem.emit("")
        self._desk.written.emit({wish.key.no for wish in wishes})
        self._desk.said.emit("已保存。")

    def _not_saved(self, editor: CellEditor, error: ExpectedError) -> None:
        """Told, and the words stay. Where the cell was changed meanwhile, the next Enter is meant for what it says now."""
        if isinstance(error, NotListed):
            texts = editor.texts
            self._close(editor)
            self._give_back(texts, error)
            return
        self._desk.page.saving.emit(Saving.FAILED)
        if isinstance(error, LedgerChanged):
            self._desk.stale.emit()
            row = self._model.measure_at(self._model.row_of(self._at[0], self._at[1])) if self._at else None
            if row is not None and self._at is not None:
                now = {each.key: each for each in spots(row, COLUMNS[self._at[2]])}  # there may be more or fewer contacts
                editor.see([now.get(each.key, each._replace(text="")) for each in editor.spots])
            self._desk.problem.emit(f"{error}{KEPT}再按 Enter 就用您填的，按 Esc 就留下现在的。")
        else:
            self._desk.problem.emit(f"{error}{KEPT}")
        editor.setFocus()

    @Slot()
    def _give_up(self) -> None:
        if self._editor is not None:
            self._close(self._editor)

    @Slot()
    def _left(self) -> None:
        """The hand went elsewhere: what was typed is saved."""
        if self._editor is not None:
            self._finish(Step.STAY, quiet=True)

    def _give_back(self, texts: Sequence[str], error: NotListed) -> None:
        """There is no cell any more that they could be kept open in: nothing may wait for it."""
        QGuiApplication.clipboard().setText("\n".join(filter(None, texts)))
        self._desk.page.saving.emit(Saving.DONE)
        self._desk.stale.emit()
        self._desk.problem.emit(f"{error}{ON_CLIPBOARD}")

    def _close(self, editor: CellEditor) -> None:
        here = any(box.hasFocus() for box in editor.boxes)
        self._editor = self._at = None
        self._desk.page.saving.emit(Saving.DONE)
        self._delegate.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if here:
            self._desk.table.setFocus()

    def _onward(self, step: Step) -> tuple[int, str, int] | None:
        """The cell that comes next, by its names: saving may draw the rows anew."""
        if self._at is None:
            return None
        no, unit, section = self._at
        down, across = step.value
        row = self._model.row_of(no, unit) + down
        while down and 0 <= row < self._model.rowCount() and self._model.measure_at(row) is None:
            row += down
        found = self._model.measure_at(row)
        shown = self._desk.table.header.shown_sections()
        place = shown.index(section) + across if section in shown else 0
        if found is None or not 0 <= place < len(shown):
            return no, unit, section
        return found.no, found.unit, shown[place]

    def _go(self, no: int, unit: str, section: int) -> None:
        row = self._model.row_of(no, unit)
        if row >= 0:
            index = self._model.index(row, section)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._desk.table.selectionModel().setCurrentIndex(index, flag)
            self._desk.table.scrollTo(index)

    @Slot()
    def _keep(self) -> None:
        """All rows are about to be drawn anew, which closes the cell: its words are kept."""
        if self._editor is not None and self._at is not None:
            self._kept = self._at, self._editor.spots, self._editor.texts
            self._editor = self._at = None

    @Slot()
    def _bring_back_soon(self) -> None:
        if self._kept is not None:
            QTimer.singleShot(0, self, self._bring_back)

    @Slot()
    def _bring_back(self) -> None:
        """Open the cell again with what was typed; where its row is out of sight, that is saved instead."""
        if self._kept is None:
            return
        kept, self._kept = self._kept, None
        (no, unit, section), behind, texts = kept
        row = self._model.row_of(no, unit)
        found = self._model.measure_at(row)
        keys = [each.key for each in behind]
        if found is None or found.unit != unit or [each.key for each in spots(found, COLUMNS[section])] != keys:
            wishes = [Wish(each.key, each.text, text) for each, text in zip(behind, texts, strict=True)]
            try:
                self._desk.store(wishes, TYPE)
            except NotListed as error:
                self._give_back(texts, error)
            except ExpectedError as error:
                self._kept = kept
                self._desk.problem.emit(f"{error}{OUT_OF_SIGHT}")
            else:
                self._tell(wishes)
            return
        self._go(no, unit, section)
        self._typing = False
        self._desk.table.edit(self._model.index(row, section))
        if self._editor is not None:
            self._editor.see(behind)
            self._editor.put(texts)
