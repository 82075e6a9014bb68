"""Run by the probe: starts what a clerk starts every day, and writes which modules that took (quick_modules.py).

``start_once.py LEDGER`` makes that ledger, ``start_once.py LEDGER FILE`` then starts on it: a command, the window until it is
shown with its first page, and what the reading process begins with. What comes after that, beside the window, is left out: it
would differ from one build to the next.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

_PERIOD = "2021-07"
_READING = ("qcapp.intake.process", "qcapp.intake.worker", "qcapp.forms.xlsx_reader", "qcapp.forms.docx_reader")


def _command(ledger: str, *words: str) -> None:
    from main import main

    if status := main(["--ledger", ledger, *words]):
        raise SystemExit(status)


def _window(ledger: str) -> set[str]:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    import main

    taken: set[str] = set()

    def show(window: QMainWindow) -> None:
        taken.update(sys.modules)
        QTimer.singleShot(0, QApplication.quit)

    QMainWindow.show = show  # type: ignore[method-assign,assignment]
    main._window(Path(ledger))
    return taken


def _and_with(names: Iterable[str]) -> set[str]:
    """What these bring along, and no other has brought by now, counts too."""
    before = set(sys.modules)
    for name in names:
        import_module(name)
    return set(sys.modules) - before


if __name__ == "__main__":
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # until the end
    place, *told = sys.argv[1:]
    if told:
        _command(place, "status", "--period", _PERIOD)
        names = _and_with(_READING) | _and_with(["ui.pages.ledger"]) | _window(place)
        Path(told[0]).write_text("\n".join(sorted(names)), encoding="utf-8")
    else:
        _command(place, "init")
