"""One start of a window, in a process of its own: ``bare`` is Qt alone, ``frame LEDGER`` and ``rows LEDGER`` the program.

Prints, as soon as that is painted: the time as ``time.time()`` tells it, so that who started the process counts from the
spawn; seconds of processor used; peak memory in MB (0 where it can't be told). Then the process ends.
"""

from __future__ import annotations

import gc
import sys
import time


def _memory() -> float:
    """The peak of this program alone: what getrusage tells begins, on Linux, with that of whoever started the process."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        pass
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say_and_quit() -> None:
    from PySide6.QtWidgets import QApplication

    print(f"{time.time():.4f} {time.process_time():.4f} {_memory():.1f}", flush=True)
    QApplication.quit()


def bare() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:
            QTimer.singleShot(0, _say_and_quit)  # when all that is painted along with it is

    app = QApplication([])
    window = Window()
    window.resize(1366, 768)
    window.show()
    app.exec()


def ours(ledger: str, *, rows: bool) -> None:
    from pathlib import Path

    import main

    gc.disable()  # what ``ui.app.run`` begins with; here the widgets are imported before
    if rows:
        _tell_of_rows()
    else:
        _tell_of_frame()
    main._window(Path(ledger))


def _tell_of_rows() -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent

    from ui.widgets.ledger_table import LedgerTable

    painted = LedgerTable.paintEvent

    def paint(table: LedgerTable, event: QPaintEvent) -> None:
        painted(table, event)
        if table.model().rowCount():
            QTimer.singleShot(0, _say_and_quit)

    LedgerTable.paintEvent = paint  # type: ignore[method-assign,assignment]


def _tell_of_frame() -> None:
    """The window's own first paint, be anything in it yet or not. What is watched is that one window: events are many."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QMainWindow, QWidget

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, _say_and_quit)
            return False

    def show(window: QMainWindow) -> None:
        window.installEventFilter(Watch(window))
        QWidget.show(window)

    def show_maximised(window: QMainWindow) -> None:
        window.installEventFilter(Watch(window))
        QWidget.showMaximized(window)

    QMainWindow.show, QMainWindow.showMaximized = show, show_maximised  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        ours(sys.argv[2], rows=sys.argv[1] == "rows")
