"""The measures at the left, the measure at hand in the middle, last month beside it; and what is done to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget

from qcapp.domain.fields import PROGRESS
from qcapp.domain.text import comparable
from qcapp.forms.received import ReceivedRow
from ui.fill.form import FillForm
from ui.fill.past_panel import Part, PastPanel
from ui.fill.rows_list import RowsList
from ui.fill.rows_model import FillRowsModel
from ui.fill.session import Change, FillSession
from ui.theme import set_role

_WIDTHS: Final = (270, 700, 290)


class FillBoard(QSplitter):
    """``told``: what was done, for the status bar. ``checked_changed`` when something is typed, or is wrong no more."""

    told = Signal(str)
    checked_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.session: FillSession | None = None
        self._place = 0
        self.list, self.form, self.past = RowsList(), FillForm(), PastPanel()
        self.setChildrenCollapsible(False)
        self.setHandleWidth(8)
        for widget in (_carded(self.list), self.form, self.past):
            self.addWidget(widget)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        self.setStretchFactor(2, 0)
        self.setSizes(_WIDTHS)
        self.list.row_chosen.connect(self._show_row)
        self.list.entered.connect(self.form.focus_first)
        self.form.copy_contacts_requested.connect(self.copy_contacts)
        self.past.copy_requested.connect(self.copy_last)

    @property
    def key(self) -> str:
        """Of the measure at hand."""
        return self._at().rows[self._place].key

    def show_session(self, session: FillSession) -> None:
        self.session = session
        session.row_changed.connect(self._row_changed)
        session.stepped.connect(self._go_to)
        self.form.show_session(session)
        # Once for all its measures: what is typed or turned to never shifts the form.
        parts = [part for row in session.rows for part in self._parts(row)]
        self.past.setVisible(any(text.strip() for _, texts in parts for text in texts.values()))
        self._model = FillRowsModel(session, session)
        self.list.show_model(self._model)
        self.setSizes(_WIDTHS)

    def go_first(self) -> None:
        """To the first measure where something is to be done."""
        rows = self._at().checked.rows
        self._place = next((place for place, row in enumerate(rows) if row.remarks), 0)
        self.list.choose(self._model.index(self._place, 0))
        self._show_row(self._place)
        self.form.focus_first()

    def settle(self) -> None:
        """What the input method still holds is written in; what is typed next is a step of its own."""
        self.form.take_over()
        self._at().pause()

    @Slot()
    def undo(self) -> None:
        self._turn(FillSession.undo, "没有可以撤销的了。", "已撤销")

    @Slot()
    def redo(self) -> None:
        self._turn(FillSession.redo, "没有可以重做的了。", "已重做")

    @Slot()
    def copy_last(self) -> None:
        """Empty fields get last month's words, and 进展情况 too, to be changed."""
        session, key = self._at(), self.key
        self.settle()
        before, now = session.before(key), session.row_texts(key)
        changes = [
            Change(key, field, text) for field, text in before.items()
            if text and (field == PROGRESS.key or not comparable(now.get(field, "")))
        ]
        done = session.put("照上月填", changes)
        words = f"已照上月填了 {done} 栏，请把进展情况改成本月的；按 Ctrl+Z 撤销。" if done else "没有可以照填的上月内容。"
        self.told.emit(words)
        self.form.progress.setFocus()

    @Slot()
    def copy_contacts(self) -> None:
        """This measure's people for all the others."""
        session = self._at()
        self.settle()
        done = session.put("责任人、联系人用于全部措施", self.form.contacts_everywhere())
        others = len(session.rows) - 1
        words = f"这一条的责任人、联系人已抄到其余 {others} 条；按 Ctrl+Z 撤销。" if done else "其余各条已经是这些人了。"
        self.told.emit(words)

    @Slot()
    def say_no_news(self) -> None:
        self.form.no_news.click()

    @Slot()
    def previous(self) -> None:
        self._move_to(self._place - 1)

    @Slot()
    def next(self) -> None:
        self._move_to(self._place + 1)

    @Slot()
    def next_left(self) -> None:
        """The next measure where something is to be done, from here round to the beginning."""
        rows = self._at().checked.rows
        order = [*range(self._place + 1, len(rows)), *range(self._place + 1)]
        place = next((each for each in order if rows[each].remarks), None)
        if place is None:
            self.told.emit("没有要填、要改的了。")
        else:
            self._move_to(place)
            self.form.focus_first()

    def _at(self) -> FillSession:
        if self.session is None:
            raise RuntimeError("show_session comes first")
        return self.session

    def _turn(self, turn: Callable[[FillSession], str], nothing: str, done: str) -> None:
        self.settle()
        words = turn(self._at())
        self.told.emit(f"{done}：{words}。" if words else nothing)

    def _move_to(self, place: int) -> None:
        """The keys stay where they were: in the same field of the next measure."""
        if 0 <= place < len(self._at().rows):
            field = next((key for key, editor in self.form.editors.items() if editor.hasFocus()), "")
            self.list.choose(self._model.index(place, 0))
            if field:
                self.form.editors.get(field, self.form.progress).setFocus()

    @Slot(str)
    def _go_to(self, key: str) -> None:
        self.list.choose(self._model.place(key))

    @Slot(int)
    def _show_row(self, place: int) -> None:
        self._place = place
        self.form.show_row(self._at().rows[place])
        self._show_past()

    def _show_past(self) -> None:
        row = self._at().rows[self._place]
        self.past.show_parts(self._parts(row), can_copy=any(self._at().before(row.key).values()))

    def _parts(self, row: ReceivedRow) -> list[Part]:
        """What the unit said last month, and what the form said when it came."""
        form = self._at().opened.form
        came = row.texts if form.correction else {PROGRESS.key: row.texts.get(PROGRESS.key, "")}
        return [(f"上月（{form.period.shifted(-1).label}）", self._at().before(row.key)), ("收到时表里写的", came)]

    @Slot(str)
    def _row_changed(self, key: str) -> None:
        if self.sender() is self.session:
            self.checked_changed.emit()


def _carded(inner: QWidget) -> QFrame:
    card = QFrame()
    set_role(card, "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(1, 1, 1, 1)
    column.addWidget(inner)
    return card
