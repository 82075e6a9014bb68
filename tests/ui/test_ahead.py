"""What Qt's widgets are for Python is found out beside the window: the first page that is gone to does not wait for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import sys, threading
from ui.application import make_application
app = make_application(["classes"])
from PySide6 import QtWidgets
from ui.ahead import import_ahead
if sys.argv[1] == "ahead":
    beside = threading.Thread(target=import_ahead)
    beside.start()
    beside.join()
before = set(vars(QtWidgets))
area = QtWidgets.QScrollArea()
area.viewport()
print(len(set(vars(QtWidgets)) - before - {"QScrollArea"}))
"""


def made_for_a_viewport(when: str) -> int:
    words = [sys.executable, "-X", "utf8", "-c", PROGRAM, when]
    done = subprocess.run(
        words, cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, timeout=300, capture_output=True, encoding="utf-8",
        check=True,
    )
    return int(done.stdout)


def test_the_inside_of_a_scroll_area_has_no_class_made_once_the_window_is_warm() -> None:
    assert made_for_a_viewport("ahead") == 0


def test_without_that_it_has_all_of_them_made() -> None:
    """Where this no longer holds, they need not be made ahead."""
    assert made_for_a_viewport("cold") > 40
