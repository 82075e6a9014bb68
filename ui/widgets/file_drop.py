"""A card that files can be dropped on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.theme import set_role
from ui.widgets.attachments_box import files_in


class FileDropCard(QFrame):
    """``files_given(paths)``; while files hang over it, it says by its looks that it takes them."""

    files_given = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setAcceptDrops(True)

    def takes_files(self) -> bool:
        """Whether there is anything now that files could belong to."""
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.takes_files() and files_in(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            set_role(self, "drop-over")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        set_role(self, "card")

    def dropEvent(self, event: QDropEvent) -> None:
        set_role(self, "card")
        files = files_in(event.mimeData())
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_given.emit(files)
