"""Run by the probe: takes the modules that a clerk's every day begins with, and writes which those are (quick_modules.py).

``start_once.py LEDGER`` makes that ledger, ``start_once.py LEDGER FILE`` answers a command on it, imports what the window and
the reading process import as they start, and writes the list. The window is not opened: what it imports beside its work would
differ from one build to the next.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

_PERIOD = "2021-07"
_WINDOW = ("ui.app", "ui.opening", "ui.start", "ui.pages.ledger")
_READING = ("qcapp.intake.process", "qcapp.intake.worker", "qcapp.forms.xlsx_reader", "qcapp.forms.docx_reader")


def _command(ledger: str, *words: str) -> None:
    from main import main

    if status := main(["--ledger", ledger, *words]):
        raise SystemExit(status)


if __name__ == "__main__":
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # until the end
    place, *told = sys.argv[1:]
    if told:
        _command(place, "status", "--period", _PERIOD)
        for name in _WINDOW + _READING:
            import_module(name)
        Path(told[0]).write_text("\n".join(sorted(sys.modules)), encoding="utf-8")
    else:
        _command(place, "init")
