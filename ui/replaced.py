"""A newer version was unzipped over the program while it runs, or its folder is gone: what it has not loaded yet it can't load
any more. All that tells so is imported at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from qcapp.built import ProgramMark, running_program

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

WORDS: Final = "程序文件已经换新或被移走，请关掉这个窗口，再重新打开；已录入的都已保存。"
_EVERY_MS: Final = 30_000


class ReplacedWatch(QObject):
    """Looks when the program is turned to, each half minute, and when ``tells`` is asked. ``mark`` None looks at nothing."""

    def __init__(self, app: QApplication, mark: ProgramMark | None = None) -> None:
        super().__init__(app)
        self._mark = mark or running_program()
        self._told = False
        self._box: QMessageBox | None = None
        if self._mark is not None:
            self._timer = QTimer(self)
            self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
            self._timer.timeout.connect(self.look)
            self._timer.start(_EVERY_MS)
            app.applicationStateChanged.connect(self._turned)

    @property
    def box(self) -> QMessageBox | None:
        """What tells it, while that stands."""
        return self._box if self._box is not None and isValid(self._box) and self._box.isVisible() else None

    @Slot()
    def look(self) -> None:
        """Told once: whoever works on for a while is not stopped again."""
        if not self._told:
            self.tells()

    def tells(self) -> bool:
        """Whether that is what is behind an error; then it says so, also once more."""
        if self._mark is None or not self._mark.gone:
            return False
        self._told = True
        if self.box is None:
            from PySide6.QtWidgets import QMessageBox  # of Qt's own, which is loaded

            over = QApplication.activeModalWidget() or QApplication.activeWindow()
            self._box = QMessageBox(QMessageBox.Icon.Warning, "营商台账", WORDS, parent=over)
            self._box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self._box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
            self._box.open()
        return True

    @Slot(Qt.ApplicationState)
    def _turned(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.look()
