"""How long the window's thread is kept from keys and mouse, by what, and where in the program.

Two measures, for every turn of the event loop. *Busy*: seconds of processor that the thread spent in the turn; it says the same
on a machine that is busy with other things. *Pause*: seconds on the clock from when something was asked of the thread to when
it came to it; a wait for a disk, for a lock or for another thread shows in it too, and so does whatever else the machine does.
"""

from __future__ import annotations

import faulthandler
import re
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Final

from PySide6.QtCore import QAbstractEventDispatcher, QEventLoop, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QDialog, QWidget

_PULSE: Final = 0.004
"""Seconds between two questions to the thread."""
_LATE: Final = 0.012
"""Seconds without an answer after which it is noted where the thread is."""
_QUIET: Final = 6
"""Turns in which nothing was done, after which an action is over."""
_PATIENCE: Final = 300
_STANDS: Final = 12
"""Times that a dialog is looked at before it is answered."""
_HERE: Final = Path(__file__).resolve().parents[3]
_FRAME: Final = re.compile(r'  File "(.*)", line (\d+) in (.*)')


@dataclass(slots=True)
class Turn:
    """The longest turn of an action: ``where`` it was seen, oftenest first, and how often."""

    action: str
    busy: float = 0.0
    pause: float = 0.0
    where: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        seen = "  ".join(f"{place} ×{count}" for place, count in self.where.most_common(3))
        return f"{self.busy * 1000:8.1f} {self.pause * 1000:8.1f}  {self.action}  {seen}"


class Watch(QObject):
    """Used as a context, on the window's thread. Turns belong to the action that is named by ``during``."""

    _question = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._question.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self.turns: dict[str, Turn] = {}
        self._action = ""
        self._turn = 0
        self._began = time.thread_time()
        self._asked = 0.0
        self._answered = threading.Event()
        self._samples: Counter[str] = Counter()
        self._over = threading.Event()
        self._thread = threading.get_ident()
        self._pulse = threading.Thread(target=self._ask, name="pulse", daemon=True)

    def __enter__(self) -> Watch:
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.connect(self._next_turn)
        dispatcher.aboutToBlock.connect(self._next_turn)
        self._answered.set()
        self._pulse.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._answered.set()
        self._pulse.join()
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.awake.disconnect(self._next_turn)
        dispatcher.aboutToBlock.disconnect(self._next_turn)

    @contextmanager
    def during(self, action: str) -> Iterator[None]:
        """What happens from now on is that action's."""
        self._next_turn()
        before, self._action = self._action, action
        self.turns.setdefault(action, Turn(action))
        try:
            yield
        finally:
            self._next_turn()
            self._action = before

    def do(
        self, action: str, work: Callable[[], object], until: Callable[[], bool] = lambda: True,
        answer: Callable[[QDialog], object] = QDialog.reject,
    ) -> None:
        """As if a hand had done it: from the event loop, until ``until``, and until the window has come to rest.

        ``answer``: what is done to a dialog that waits for somebody, once it stands.
        """
        failed: list[BaseException] = []

        def works() -> None:
            try:
                work()
            except BaseException as error:
                failed.append(error)

        with self.during(action), _Answering(answer):
            QTimer.singleShot(0, works)
            self.rest(until)
        if failed:
            raise failed[0]

    def rest(self, until: Callable[[], bool] = lambda: True) -> None:
        """Go round the event loop until that, and until nothing is left to do."""
        loop, quiet, end = QEventLoop(), 0, time.monotonic() + _PATIENCE
        while quiet < _QUIET or not until():
            if time.monotonic() > end:
                raise AssertionError(f"{self._action}: the window does not come to rest")
            QTimer.singleShot(3, loop.quit)
            before = time.thread_time()
            loop.exec()
            quiet = quiet + 1 if time.thread_time() - before < 0.004 else 0
            self._next_turn()

    @Slot()
    def _answer(self) -> None:
        if turn := self.turns.get(self._action):
            turn.pause = max(turn.pause, time.perf_counter() - self._asked)
        self._answered.set()

    @Slot()
    def _next_turn(self) -> None:
        now = time.thread_time()
        busy, self._began = now - self._began, now
        turn, samples = self.turns.get(self._action), self._samples
        self._samples = Counter()
        if turn is not None and busy > turn.busy:
            turn.busy, turn.where = busy, samples

    def _ask(self) -> None:
        """On a thread beside."""
        with TemporaryFile("w+") as file:
            where = _Where(self._thread, file)
            while not self._over.is_set():
                time.sleep(_PULSE)
                self._answered.clear()
                self._asked = time.perf_counter()
                self._question.emit()
                while not self._answered.wait(_LATE) and not self._over.is_set():
                    self._samples[where.place()] += 1


class _Answering(QTimer):
    """Dialogs that wait are answered when they have stood for a moment: as long as the context lasts."""

    def __init__(self, answer: Callable[[QDialog], object]) -> None:
        super().__init__()
        self._answer = answer
        self._seen: tuple[QWidget | None, int] = None, 0
        self.setInterval(10)
        self.timeout.connect(self._look)

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @Slot()
    def _look(self) -> None:
        dialog, (before, times) = QApplication.activeModalWidget(), self._seen
        self._seen = dialog, times + 1 if dialog is before else 0
        if isinstance(dialog, QDialog) and times == _STANDS:
            self._answer(dialog)


class _Where:
    """Where a thread is, without a hold on its frames: one held would keep alive what they hold, painters among them."""

    def __init__(self, thread: int, file: IO[str]) -> None:
        self._file = file
        self._mark = f"0x{thread:0{2 * struct.calcsize('P')}x} "

    def place(self) -> str:
        """The innermost frames of the program's own, callers last."""
        self._file.seek(0)
        self._file.truncate()
        faulthandler.dump_traceback(self._file, all_threads=True)
        self._file.seek(0)
        of_thread = next((part for part in self._file.read().split("\n\n") if self._mark in part.split("\n")[0]), "")
        frames = _FRAME.findall(of_thread)
        ours = [f"{Path(path).stem}.{name}:{line}" for path, line, name in frames if _is_ours(Path(path))]
        return " < ".join(ours[:3]) or " < ".join(f"({Path(path).stem}.{name})" for path, _, name in frames[:1])


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(_HERE) and not {"tests", ".venv"} & set(path.parts)
