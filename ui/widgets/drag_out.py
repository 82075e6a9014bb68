"""Files that are dragged out of the window: into a mail, a chat, a folder, onto a stick."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget

from ui.models.attachments import kind_of
from ui.theme import BLUE, icon


def file_mime(*paths: Path) -> QMimeData:
    """Files as a mail program or a folder takes them, dropped or pasted."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def picture_of(path: Path) -> QPixmap:
    """By what kind of file it is; a folder has its own."""
    name = "folder" if path.is_dir() else kind_of(path.name).picture
    return icon(name, BLUE, size=28).pixmap(28, 28)


def drag_files(source: QWidget, paths: Sequence[Path]) -> None:
    """Copied where they are dropped, never moved; until then nothing is done."""
    there = [path for path in paths if path.exists()]
    if there:
        drag = QDrag(source)
        drag.setMimeData(file_mime(*there))
        drag.setPixmap(picture_of(there[0]))
        drag.exec(Qt.DropAction.CopyAction)


class DragOut(QObject):
    """Rows of a list that are files in the ledger: dragged out, each is a copy. ``wanted`` when the mouse pulls at one;
    whoever hears it gives the copy to ``carry``."""

    wanted = Signal()

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._pressed: QPoint | None = None
        view.viewport().installEventFilter(self)

    def carry(self, path: Path) -> None:
        drag_files(self._view, [path])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        at = event.position().toPoint()
        match event.type():
            case QEvent.Type.MouseButtonPress:
                left = event.button() is Qt.MouseButton.LeftButton
                self._pressed = at if left and self._view.indexAt(at).isValid() else None
            case QEvent.Type.MouseMove if self._pressed is not None:
                if (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
                    self._pressed = None
                    self.wanted.emit()
                return True
            case QEvent.Type.MouseButtonRelease:
                self._pressed = None
        return False


class DragHandle(QLabel):
    """Dragged out, it is the file; Ctrl+C and Enter put it on the clipboard for those who don't drag."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._pressed: QPoint | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("拖出这份文件")
        self.setToolTip("按住拖到邮件窗口、聊天窗口或 U 盘的文件夹里；按回车复制这份文件")

    @property
    def path(self) -> Path | None:
        return self._path

    @path.setter
    def path(self, path: Path) -> None:
        self._path = path
        self.setPixmap(picture_of(path))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or self.path is None:
            return
        moved = (event.position().toPoint() - self._pressed).manhattanLength()
        if moved >= QApplication.startDragDistance():
            self._pressed = None
            self.drag()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.copy()
        else:
            super().keyPressEvent(event)

    def drag(self) -> None:
        if self.path is not None:
            drag_files(self, [self.path])

    @Slot()
    def copy(self) -> None:
        if self.path is not None:
            QApplication.clipboard().setMimeData(file_mime(self.path))
