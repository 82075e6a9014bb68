"""One start of a window, in a process of its own: ``bare`` is Qt alone, ``ours LEDGER`` the program on a ledger.

Prints milliseconds from the process's start to the first painted rows (bare: the first paint), and peak memory in MB.
"""

from __future__ import annotations

import sys
import time

STARTED = time.perf_counter()


def _memory() -> float:
    """Peak resident memory, MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _say() -> None:
    print(f"{(time.perf_counter() - STARTED) * 1000:.1f} {_memory():.1f}", flush=True)


def bare() -> None:
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:
            _say()
            QApplication.quit()

    app = QApplication([])
    window = Window()
    window.resize(1366, 768)
    window.show()
    app.exec()


def ours(ledger: str) -> None:
    from pathlib import Path

    from main import Workplace
    from ui.app import run

    _stop_at_first_rows()
    workplace = Workplace(Path(ledger))
    run(workplace, None, ["bench"])
    workplace.close()


def _stop_at_first_rows() -> None:
    """Have the event loop end when a table with rows has been painted."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication, QTableView

    class Watcher(QObject):
        seen = False

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            table = watched.parent()
            if event.type() == QEvent.Type.Paint and isinstance(table, QTableView) and table.model().rowCount():
                self.seen = True
            return False

    def exec_until_painted() -> int:
        app = QApplication.instance()
        assert app is not None
        watcher = Watcher()
        app.installEventFilter(watcher)
        while not watcher.seen:
            app.processEvents()
        app.processEvents()
        _say()
        return 0

    QApplication.exec = staticmethod(exec_until_painted)  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        bare()
    else:
        ours(sys.argv[2])
