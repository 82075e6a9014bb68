"""What the main window tells above its page: what stays (only to be looked at, can't be written), and what is news of the last
operation (a notice, a file that was exported, the way back to another month)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.notice import NoticeBar

if TYPE_CHECKING:
    from ui.dialogs.exported import ResultBar
    from ui.main_window import MainWindow
    from ui.read_only import ReadOnly
    from ui.rescue.watch import TroubleWatch
    from ui.widgets.way_back import WayBack


class WindowBars(QObject):
    """``column`` is laid out by the window. All but the notice are made when first needed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.notice = NoticeBar()
        self.notice.setObjectName("shell_notice")
        self.trouble: TroubleWatch | None = None
        """What is told while the ledger can't be written; made when the first rows stand."""
        self._result: ResultBar | None = None
        self._way_back: WayBack | None = None
        self._read_only: ReadOnly | None = None
        self.column = QVBoxLayout()
        self.column.setContentsMargins(12, 0, 12, 0)
        self.column.setSpacing(6)
        self.column.addWidget(self.notice)

    @property
    def result(self) -> ResultBar:
        """What was exported last, to be opened."""
        if self._result is None:
            from ui.dialogs.exported import ResultBar

            self._result = ResultBar()
            self._result.setObjectName("shell_result")
            self._result.failed.connect(self.notice.show_problem)
            self.column.addWidget(self._result)
        return self._result

    @property
    def way_back(self) -> WayBack:
        """To the month from which a page has led to this one."""
        if self._way_back is None:
            from ui.widgets.way_back import WayBack

            self._way_back = WayBack()
            self._way_back.setObjectName("shell_way_back")
            self._way_back.back_requested.connect(self._window.set_period)
            self.column.addWidget(self._way_back)
        return self._way_back

    @property
    def read_only(self) -> ReadOnly:
        """What says why nothing can be written."""
        if self._read_only is None:
            from ui.read_only import ReadOnly

            self._read_only = ReadOnly(self._window)
        return self._read_only

    def add(self, bar: QWidget) -> None:
        """One that stays, above what is told of single operations."""
        self.column.insertWidget(0, bar)

    @Slot()
    def look_whether_writable(self) -> None:
        """After anything that may have changed it."""
        if self._read_only is not None or self._window.services.read_only:
            self.read_only.look()

    def watch(self) -> None:
        """From now on whether the ledger can be written is looked at."""
        from ui.rescue.watch import TroubleWatch

        self.trouble = TroubleWatch(self._window)
        self.trouble.bar.setObjectName("shell_trouble")
        self.add(self.trouble.bar)

    def stop(self) -> None:
        """The window is closed."""
        if self.trouble is not None:
            self.trouble.stop()

    @Slot(str)
    def tell_problem(self, sentence: str) -> None:
        """In the notice, unless the bar above it says so already; "" takes the notice away."""
        if sentence and self.trouble is not None and self.trouble.says(sentence):
            self.trouble.show()  # which counts what waits
        elif sentence:
            self.notice.show_problem(sentence)
        else:
            self.notice.clear()

    def clear(self) -> None:
        """What was told of earlier operations is news no more."""
        self.notice.clear()
        if self._result is not None:
            self._result.clear()

    def forget_way_back(self) -> None:
        """Another month was chosen."""
        if self._way_back is not None:
            self._way_back.forget()
