"""The list of measures at the left of the form."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from qcapp.services.fill_checks import CheckedRow
from ui.fill.rows_model import CHECKED_ROLE, TONES, FillRowsModel, Index, left_words
from ui.theme import BLUE, BLUE_SOFT, INK, LINE_SOFT, MUTED, SURFACE, base_font
from ui.widgets.pill import paint_pill, pill_size

_ROW: Final = 48
_PAD: Final = 10
_MARK: Final = 3


class _Delegate(QStyledItemDelegate):
    """Gist in the first line; in the second what is left to do, and the state as a pill."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        checked = index.data(CHECKED_ROLE)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(rect, QColor(BLUE_SOFT if chosen else SURFACE))
        if chosen:
            painter.fillRect(QRect(rect.topLeft(), QSize(_MARK, rect.height())), QColor(BLUE))
        painter.setPen(QColor(LINE_SOFT))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        room = rect.adjusted(_PAD, 5, -_PAD, -6)
        if isinstance(checked, CheckedRow):
            self._words(painter, room, str(index.data()), checked, chosen)
        painter.restore()

    def _words(self, painter: QPainter, room: QRect, gist: str, checked: CheckedRow, chosen: bool) -> None:
        upper = QRect(room.topLeft(), QSize(room.width(), room.height() // 2))
        lower = QRect(QPoint(room.left(), upper.bottom() + 1), upper.size())
        single = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(base_font(bold=chosen))
        painter.setPen(QColor(INK))
        painter.drawText(upper, single, painter.fontMetrics().elidedText(gist, Qt.TextElideMode.ElideRight, upper.width()))
        word = checked.state.value
        size = pill_size(word)
        at = QPoint(lower.right() - size.width() + 1, lower.center().y() - size.height() // 2 + 1)
        paint_pill(painter, at, word, TONES[checked.state])
        painter.setFont(base_font(12))
        painter.setPen(QColor(MUTED))
        beside = lower.adjusted(0, 0, -size.width() - 6, 0)
        words = painter.fontMetrics().elidedText(left_words(checked), Qt.TextElideMode.ElideRight, beside.width())
        painter.drawText(beside, single, words)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, _ROW)


class RowsList(QListView):
    """``row_chosen(place)`` by a person; Enter goes into the form."""

    row_chosen = Signal(int)
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Delegate(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("本表的措施")
        self.setMinimumWidth(200)
        self.activated.connect(self.entered)

    def show_model(self, model: FillRowsModel) -> None:
        """Another form's rows."""
        old, selection = self.model(), self.selectionModel()
        self.setModel(model)
        for gone in (selection, old):
            if gone is not None:
                gone.deleteLater()
        self.selectionModel().currentChanged.connect(self._chosen)

    def choose(self, index: Index) -> None:
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    @Slot(object, object)
    def _chosen(self, current: Index, before: Index) -> None:
        if current.isValid():
            self.row_chosen.emit(current.row())
