"""The list of what was found: headings and hits painted with their marks, keys, the menu of a hit."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from qcapp.services.search_found import GroupKind, place_words
from ui.clipboard import as_cells
from ui.models.rows import Index
from ui.models.search_rows import (
    FoundModel,
    FoundRole,
    FoundRow,
    group_words,
    marked_units,
    months_words,
    more_words,
)
from ui.theme import BLUE, BLUE_SOFT, FAINT, GROUP, INK, LINE_SOFT, MUTED, SURFACE, Tone, base_font
from ui.widgets.marked_line import paint_marked
from ui.widgets.pill import paint_pill, pill_size

_HEAD: Final = 34
_HIT: Final = 28
_PAD: Final = 12
_INDENT: Final = 44
_GAP: Final = 10
_MONTHS: Final = 156
_UNIT: Final = 148
_FIELD: Final = 96
_NOW: Final = "本月"
_NONE, _CTRL, _SHIFT = (
    Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)


class FoundDelegate(QStyledItemDelegate):
    """``present_year``: of the list at hand; measures of others say theirs."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self.present_year = 0
        self._font, self._bold, self._small = base_font(), base_font(bold=True), base_font(12)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(FoundRole.ROW)
        return QSize(200, _HEAD if isinstance(row, FoundRow) and row.heading else _HIT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, rect = index.data(FoundRole.ROW), QRect(option.rect)  # type: ignore[attr-defined]
        if not isinstance(row, FoundRow):
            return
        painter.save()
        painter.setClipRect(rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(rect, QColor(BLUE_SOFT if selected else GROUP if row.heading else SURFACE))
        painter.setPen(QColor(LINE_SOFT))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if row.heading:
            self._paint_heading(painter, rect.adjusted(_PAD, 0, -_PAD, 0), row)
        elif row.hit is None:
            _write(painter, rect.adjusted(_INDENT, 0, -_PAD, 0), more_words(row.more), self._small, QColor(FAINT))
        else:
            self._paint_hit(painter, rect.adjusted(_INDENT, 0, -_PAD, 0), row)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, row: FoundRow) -> None:
        left = rect.left()
        if row.no is not None:
            _write(painter, rect, f"{row.no}.", self._bold, QColor(BLUE))
            left += _INDENT - _PAD
        units, behind = marked_units(row.group), group_words(row.group, present_year=self.present_year)
        wide = QFontMetrics(self._small)
        aside = min(wide.horizontalAdvance(units.text), rect.width() // 3)
        told = wide.horizontalAdvance(behind)
        room = rect.right() - left - aside - told - (_GAP if aside else 0) - (_GAP if told else 0)
        used = paint_marked(painter, QRect(left, rect.top(), room, rect.height()), row.group.title, self._bold)
        if behind:
            at = left + used + _GAP
            _write(painter, QRect(at, rect.top(), told + 2, rect.height()), behind, self._small, QColor(MUTED))
        if aside:
            at = rect.right() - aside
            paint_marked(painter, QRect(at, rect.top(), aside + 2, rect.height()), units, self._small, QColor(MUTED))

    def _paint_hit(self, painter: QPainter, rect: QRect, row: FoundRow) -> None:
        hit = row.hit
        assert hit is not None
        months = QRect(rect.left(), rect.top(), _MONTHS - _GAP, rect.height())
        if hit.present:
            size = pill_size(_NOW)
            at = QPoint(months.right() - size.width(), rect.top() + (rect.height() - size.height()) // 2)
            paint_pill(painter, at, _NOW, Tone.INFO)
            months.setRight(at.x() - 4)
        _write(painter, months, months_words(hit.months), self._font, QColor(INK if hit.present else MUTED))
        left = rect.left() + _MONTHS
        if row.group.kind is GroupKind.MEASURE:
            _write(painter, QRect(left, rect.top(), _UNIT - _GAP, rect.height()), hit.unit, self._font, QColor(INK))
            left += _UNIT
        _write(painter, QRect(left, rect.top(), _FIELD - _GAP, rect.height()), place_words(hit.field), self._small, QColor(MUTED))
        left += _FIELD
        paint_marked(painter, QRect(left, rect.top(), rect.right() - left, rect.height()), hit.marked, self._font)


def _write(painter: QPainter, rect: QRect, text: str, font: QFont, colour: QColor) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


class FoundList(QListView):
    """``opened(row)`` by Enter or a double click, ``source_requested(row)`` by Ctrl+Enter, ``past_requested(row)`` by
    Shift+Enter; ``left_up`` to the box by Escape, and by Up from the first row. Letters are left to what is around it."""

    opened = Signal(object)
    source_requested = Signal(object)
    past_requested = Signal(object)
    left_up = Signal()

    def __init__(self, model: FoundModel, *, past: bool, parent: QWidget | None = None) -> None:
        """``past``: whether there is a page of earlier months to go to."""
        super().__init__(parent)
        self._model, self._past = model, past
        self.setModel(model)
        self.delegate = FoundDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("检索结果")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.doubleClicked.connect(self._open)

    @property
    def current(self) -> FoundRow | None:
        at = self.currentIndex().row()
        return self._model.rows[at] if 0 <= at < len(self._model.rows) else None

    def select(self, at: int) -> None:
        if 0 <= at < len(self._model.rows):
            self.setCurrentIndex(self._model.index(at, 0))

    def copy(self) -> None:
        """The selected lines as cells: number, unit, month, field, text."""
        chosen = sorted(index.row() for index in self.selectedIndexes())
        rows = [self._model.rows[at].cells for at in chosen if not self._model.rows[at].more]
        if rows:
            QGuiApplication.clipboard().setText(as_cells(rows))

    def menu_for(self, row: FoundRow) -> QMenu:
        """What can be done with that row."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("在台账里打开\tEnter" if row.no else "打开\tEnter").triggered.connect(self._open)
        if row.hit is not None and (row.hit.period or row.hit.sha256):
            menu.addAction("看来源文件\tCtrl+Enter").triggered.connect(self._ask_source)
        if self._past and row.no is not None:
            menu.addAction("看这条措施的往期\tShift+Enter").triggered.connect(self._ask_past)
        menu.addSeparator()
        menu.addAction("复制所选的行\tCtrl+C").triggered.connect(self.copy)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            {_CTRL: self._ask_source, _SHIFT: self._ask_past}.get(keys, self._open)()
        elif event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0):
            self.left_up.emit()
        elif event.text() and event.text().isprintable() and keys in (_NONE, _SHIFT):
            event.ignore()  # it goes to the box
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.current
        if row is not None:
            self.menu_for(row).popup(event.globalPos())

    @Slot()
    def _open(self) -> None:
        if self.current is not None:
            self.opened.emit(self.current)

    @Slot()
    def _ask_source(self) -> None:
        if self.current is not None:
            self.source_requested.emit(self.current)

    @Slot()
    def _ask_past(self) -> None:
        if self.current is not None and self._past:
            self.past_requested.emit(self.current)
