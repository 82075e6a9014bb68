"""The scripted month of the window, measured: the longest turns of the event loop, by action.

As a program: prints one JSON object, action → (milliseconds of processor, milliseconds of pause, where).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 50.0
"""Milliseconds of processor in one turn."""


class WalkFailed(Exception):
    """The walk ended otherwise than it should: what the process said."""


@dataclass(frozen=True, slots=True)
class Action:
    """Its longest turn: milliseconds of processor, milliseconds on the clock until a key would have been heard, and where."""

    name: str
    busy: float
    pause: float
    where: str

    def line(self) -> str:
        return f"{self.busy:8.1f} {self.pause:8.1f}  {self.name}  {self.where}"


def measure(units: int = 400) -> tuple[Action, ...]:
    """Worst first; in a process of its own, without a screen. Takes some minutes."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.stalls", str(units)], env=environment, cwd=ROOT, check=False, capture_output=True,
        text=True, encoding="utf-8",
    )
    if done.returncode:
        raise WalkFailed(done.stderr)
    found: list[list[str | float]] = json.loads(done.stdout)
    return tuple(Action(str(name), float(busy), float(pause), str(where)) for name, busy, pause, where in found)


def walked(units: int) -> list[tuple[str, float, float, str]]:
    """The month walked through in this process."""
    from main import Workplace
    from tests.ui.stalls.large import PERIOD, make_large
    from tests.ui.stalls.month import Month
    from tests.ui.stalls.watch import Watch
    from ui.ahead import import_ahead
    from ui.application import make_application
    from ui.main_window import MainWindow
    from ui.qt_classes import make_classes

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = make_application(sys.argv[:1])
    with TemporaryDirectory(prefix="stalls-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        large = make_large(folder, units)
        place = Workplace(large.ledger, look_later=True, holds=True)
        services = place.open()
        place.warm_up()
        make_classes()
        import_ahead()  # as the program does beside its window, in its first seconds
        try:
            with Watch() as watch:
                window = MainWindow(services, large.ledger)
                window.set_period(PERIOD)
                window.resize(1366, 768)
                window.show()
                window.complete()
                watch.rest()
                Month(watch, window, large.returns, folder, pasted=units * 8).walk()
            window.tasks.shut_down()
            app.processEvents()
        finally:
            place.close()
    turns = sorted(watch.turns.values(), key=lambda turn: turn.busy, reverse=True)
    return [(turn.action, turn.busy * 1000, turn.pause * 1000, " ".join(dict(turn.where.most_common(1)))) for turn in turns]


if __name__ == "__main__":
    print(json.dumps(walked(int(sys.argv[1])), ensure_ascii=False), flush=True)
    os._exit(0)  # the window stands yet: what it is made of goes with the process
