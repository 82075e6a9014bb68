"""After saving: the file that goes back, to be opened, found, or dragged straight into a mail."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from ui.dialogs.exported import ResultBar
from ui.theme import BLUE, icon


def file_mime(path: Path) -> QMimeData:
    """A file as a mail program or a folder takes it, dropped or pasted."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


class DragHandle(QLabel):
    """Dragged out, it is the file; Ctrl+C and Enter put it on the clipboard for those who don't drag."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self._pressed: QPoint | None = None
        self.setPixmap(icon("file-table", BLUE, size=28).pixmap(28, 28))
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("拖出填好的表")
        self.setToolTip("按住拖到邮件窗口、聊天窗口或 U 盘的文件夹里；按回车复制这份文件")

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
        if self.path is not None and self.path.is_file():
            drag = QDrag(self)
            drag.setMimeData(file_mime(self.path))
            drag.setPixmap(self.pixmap())
            drag.exec(Qt.DropAction.CopyAction)

    @Slot()
    def copy(self) -> None:
        if self.path is not None:
            QApplication.clipboard().setMimeData(file_mime(self.path))


class SentBar(ResultBar):
    """打开文件, 打开所在文件夹, and a handle by which the file is dragged out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.handle = DragHandle()
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(0, self.handle)

    def show_saved(self, path: Path, office: str) -> None:
        self.handle.path = path
        to = office or "营商办"
        self.show_file(path, f"已保存“{path.name}”。请把这一份用邮件或 U 盘报{to}：左边的图标可以直接拖进邮件里。")
