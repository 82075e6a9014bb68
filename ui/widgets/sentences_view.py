"""The list of sentences: each with its name, whose words hold, and what it says this month in two lines."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.models.sentences import Origin, SectionRow, Sentence, SentenceRole, SentencesModel
from ui.theme import BLUE_SOFT, FAINT, GROUP, INK, LINE_SOFT, MUTED, SURFACE, Tone, base_font
from ui.widgets.pill import paint_pill, pill_size
from ui.widgets.wrapped_text import TextStyle, em_widths, line_count, paint_text

Index = QModelIndex | QPersistentModelIndex
_PAD: Final = 10
_SECTION_HEIGHT: Final = 28
_ABOVE: Final = 6
_WORDS_PIXELS: Final = 12
_MOST_LINES: Final = 2
_TONES: Final = {Origin.KEPT: Tone.INFO, Origin.MONTH: Tone.WARN, Origin.FAULTY: Tone.BAD}


class SentencesView(QListView):
    """``chosen``: a person made another sentence current; ``edit_requested`` by Enter, F2 or a double click."""

    chosen = Signal()
    edit_requested = Signal()

    def __init__(self, model: SentencesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentences = model
        self._quiet = False
        self.setModel(model)
        self.setItemDelegate(_SentenceDelegate(self))
        self.setAccessibleName("通报的句子")
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._changed)
        self.doubleClicked.connect(self.edit_requested)

    @property
    def current(self) -> Sentence | None:
        row = self.currentIndex().data(SentenceRole.ROW)
        return row if isinstance(row, Sentence) else None

    def choose(self, key: str) -> bool:
        """Make it current and bring it into sight; False where it isn't in the list."""
        row = self._sentences.row_of(key)
        if row < 0:
            return False
        self.setCurrentIndex(self._sentences.index(row))
        self.scrollTo(self._sentences.index(row))
        return True

    def keep(self, key: str) -> None:
        """After other rows are shown: that sentence stays current, or the first one is; without a signal."""
        self._quiet = True
        row = max(self._sentences.row_of(key), 1)  # below the first heading
        if row < len(self._sentences.rows) and row != self.currentIndex().row():
            self.setCurrentIndex(self._sentences.index(row))
        self._quiet = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_requested.emit()
        else:
            super().keyPressEvent(event)


    @Slot()
    def _changed(self) -> None:
        if not self._quiet:
            self.chosen.emit()


class _SentenceDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self._name, self._words = base_font(), base_font(_WORDS_PIXELS)
        self._name_line = QFontMetrics(self._name).lineSpacing()
        self._words_line = QFontMetrics(self._words).lineSpacing()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(SentenceRole.ROW)
        if isinstance(row, SectionRow):
            return QSize(100, _SECTION_HEIGHT)
        room = self._view.viewport().width() - 2 * _PAD
        lines = min(line_count(em_widths(row.shown), room, _WORDS_PIXELS), _MOST_LINES)
        return QSize(100, self._name_line + lines * self._words_line + 2 * _ABOVE + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        row = index.data(SentenceRole.ROW)
        painter.save()
        painter.setClipRect(rect)
        if isinstance(row, SectionRow):
            self._paint_section(painter, rect, row)
        elif isinstance(row, Sentence):
            selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
            self._paint_sentence(painter, rect, row, selected)
        painter.setPen(QColor(LINE_SOFT))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _paint_section(self, painter: QPainter, rect: QRect, row: SectionRow) -> None:
        painter.fillRect(rect, QColor(GROUP))
        painter.setPen(QColor(MUTED))
        painter.setFont(self._words)
        painter.drawText(rect.adjusted(_PAD, 0, -_PAD, 0), Qt.AlignmentFlag.AlignVCenter, row.title)

    def _paint_sentence(self, painter: QPainter, rect: QRect, row: Sentence, selected: bool) -> None:
        painter.fillRect(rect, QColor(BLUE_SOFT if selected else SURFACE))
        room = rect.adjusted(_PAD, _ABOVE, -_PAD, -_ABOVE)
        pill = 0
        if row.origin is not Origin.OURS:
            pill = pill_size(row.origin.value).width() + _PAD
            at = QPoint(room.right() - pill + _PAD, room.top() - 1)
            paint_pill(painter, at, row.origin.value, _TONES[row.origin])
        painter.setFont(self._name)
        painter.setPen(QColor(INK if row.used else MUTED))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, room.width() - pill)
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextSingleLine, name)
        words = room.adjusted(0, self._name_line + 2, 0, 0)
        paint_text(painter, words, row.shown, TextStyle(self._words, QColor(MUTED if row.used else FAINT)), _MOST_LINES)
