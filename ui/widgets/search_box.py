"""The search box: tells what is typed as it is typed, empties on Escape."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.theme import FAINT, icon, set_role

_PAUSE_MS = 60


class SearchBox(QLineEdit):
    """``searched(text)`` follows the keys by a blink; ``left_down`` when Down or Enter asks for the results."""

    searched = Signal(str)
    left_down = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None, *, complete: bool = True) -> None:
        """``complete`` False: by a call of that name, when there is time for pictures. Their room is kept."""
        super().__init__(parent)
        set_role(self, "search")
        self.setPlaceholderText(hint)
        self.setToolTip(hint)  # a narrow window cuts it
        self.setAccessibleName("检索")
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        if complete:
            self.complete()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(self._changed)

    def complete(self) -> None:
        self._glass.setIcon(icon("search", FAINT))
        self.setClearButtonEnabled(True)

    def show_text(self, text: str) -> None:
        """Without a signal: whoever sets it searches by himself."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)
        self._pause.stop()

    def event(self, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride:
            return super().event(event)
        from ui.widgets.text_undo import leaves_to_menu

        return False if leaves_to_menu(self, event) else super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case Qt.Key.Key_Down | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._tell()
                self.left_down.emit()
            case _:
                super().keyPressEvent(event)

    @Slot()
    def _changed(self) -> None:
        self._pause.start()

    @Slot()
    def _tell(self) -> None:
        self._pause.stop()
        self.searched.emit(self.text().strip())
