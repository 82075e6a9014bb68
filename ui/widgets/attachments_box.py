"""佐证材料 in the form: what is attached to the entry and to the unit's whole return; added, opened, saved, removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.ledger import Attachment
from qcapp.domain.sizes import size_words
from ui.models.attachments import ATTACHMENT_ROLE, AttachmentsModel, kind_of
from ui.theme import BLUE, BLUE_SOFT, FAINT, INK, MUTED, SURFACE, base_font, icon, set_role
from ui.widgets.drag_out import DragOut
from ui.writing import may_write, writes

Index = QModelIndex | QPersistentModelIndex

_ROW: Final = 24
_MOST_ROWS: Final = 5
_PAD, _ICON, _GAP = 6, 16, 6


def files_in(mime: QMimeData) -> list[Path]:
    """Local files and folders that are dragged or were copied."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []


class _FileDelegate(QStyledItemDelegate):
    """Icon, name, and to the right what kind it is and how large."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        each = index.data(ATTACHMENT_ROLE)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(rect, QColor(BLUE_SOFT if selected else SURFACE))
        if not isinstance(each, Attachment):
            return
        kind = kind_of(each.name)
        picture = icon(kind.picture, BLUE if each.no is not None else MUTED).pixmap(_ICON, _ICON)
        painter.drawPixmap(QPoint(rect.left() + _PAD, rect.top() + (rect.height() - _ICON) // 2), picture)
        words = f"整份来表 · {kind.value}" if each.no is None else f"{kind.value} · {size_words(each.size)}"
        room = rect.adjusted(_PAD + _ICON + _GAP, 0, -_PAD, 0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(base_font(12))
        painter.setPen(QColor(MUTED if selected else FAINT))
        width = painter.fontMetrics().horizontalAdvance(words)
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignRight, words)
        painter.setFont(base_font())
        painter.setPen(QColor(INK))
        shown = painter.fontMetrics().elidedText(each.name, Qt.TextElideMode.ElideMiddle, room.width() - width - 2 * _GAP)
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, shown)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, _ROW)


class _FileList(QListView):
    """Enter opens, Del removes; Ctrl+V adds the files that were copied."""

    opened = Signal()
    removed = Signal()
    pasted = Signal(list)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            files = files_in(QGuiApplication.clipboard().mimeData())
            if files:
                self.pasted.emit(files)
        else:
            super().keyPressEvent(event)


class AttachmentsBox(QWidget):
    """The wishes carry the attachment; ``files_given(paths)`` those pasted. It writes nothing itself."""

    add_requested = Signal()
    files_given = Signal(list)
    open_requested = Signal(object)
    save_requested = Signal(object)
    remove_requested = Signal(object)
    drag_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = AttachmentsModel(self)
        self.heading = QLabel("佐证材料")
        self.add_button = _link("＋ 添加", "添加佐证材料")
        self.list = _FileList()
        self.out = DragOut(self.list)
        self.open_button = _link("打开", "打开所选的佐证材料")
        self.save_button = _link("另存为…", "把所选的佐证材料另存为文件")
        self.remove_button = _link("移除", "移除所选的佐证材料，可以撤销")
        self._links = (self.open_button, self.save_button, self.remove_button)
        self._lay_out()
        self._connect()

    @property
    def current(self) -> Attachment | None:
        row = self.list.currentIndex().row()
        return self.model.rows[row] if 0 <= row < len(self.model.rows) else None

    @property
    def tab_chain(self) -> tuple[QWidget, ...]:
        """In the order of Tab."""
        return (*self._links, self.add_button, self.list)

    def show_attachments(self, attachments: Sequence[Attachment]) -> None:
        """The one chosen stays so; where it is gone, the one in its place is."""
        chosen, row = self.current, max(self.list.currentIndex().row(), 0)
        count = len(attachments)
        self.heading.setText(f"佐证材料（{count}）" if count else "佐证材料")
        if self.model.show_rows(attachments) and count:
            ids = [each.id for each in attachments]
            at = ids.index(chosen.id) if chosen is not None and chosen.id in ids else min(row, count - 1)
            self.list.setCurrentIndex(self.model.index(at, 0))
        self.list.setFixedHeight(min(count, _MOST_ROWS) * _ROW + 2)
        self.list.setVisible(bool(count))
        for link in self._links:
            link.setVisible(bool(count))

    def _lay_out(self) -> None:
        set_role(self.heading, "muted")
        self.heading.setBuddy(self.list)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_FileDelegate(self.list))
        self.list.setAccessibleName("佐证材料")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        top = QHBoxLayout()
        top.setContentsMargins(0, 3, 0, 0)
        top.setSpacing(8)
        top.addWidget(self.heading)
        top.addStretch(1)
        for link in (*self._links, self.add_button):
            top.addWidget(link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.list)
        self.show_attachments(())

    def _connect(self) -> None:
        writes(self.add_button, self.remove_button)
        self.add_button.clicked.connect(self.add_requested)
        self.list.pasted.connect(self.files_given)
        self.list.opened.connect(self._open)
        self.list.doubleClicked.connect(self._open)
        self.list.removed.connect(self._remove)
        self.out.wanted.connect(self._drag)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.open_button.clicked.connect(self._open)
        self.save_button.clicked.connect(self._save)
        self.remove_button.clicked.connect(self._remove)

    @Slot()
    def _open(self) -> None:
        if self.current is not None:
            self.open_requested.emit(self.current)

    @Slot()
    def _save(self) -> None:
        if self.current is not None:
            self.save_requested.emit(self.current)

    @Slot()
    def _drag(self) -> None:
        if self.current is not None:
            self.drag_requested.emit(self.current)

    @Slot()
    def _remove(self) -> None:
        if self.current is not None:
            self.remove_requested.emit(self.current)

    @Slot(QPoint)
    def _show_menu(self, at: QPoint) -> None:
        if self.list.indexAt(at).isValid():
            self.menu().popup(self.list.viewport().mapToGlobal(at))

    def menu(self) -> QMenu:
        """What can be done with the one chosen; gone once closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("打开").triggered.connect(self._open)
        menu.addAction("另存为…").triggered.connect(self._save)
        menu.addSeparator()
        may_write(menu.addAction("移除"), self).triggered.connect(self._remove)
        return menu


def _link(words: str, name: str) -> QPushButton:
    button = QPushButton(words)
    button.setAccessibleName(name)
    button.setToolTip(name)
    set_role(button, "link")
    return button
