"""What begins once a window stands and its first rows are seen: the day's backup, the lock that falls by itself, words of the
program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_LATER_MS: Final = 1_500


def begin_later(window: MainWindow, *, sample: bool) -> None:
    """The sample, of which every word is made up, is neither backed up nor locked."""
    QTimer.singleShot(_LATER_MS, window, lambda: _begin(window, sample))


def _begin(window: MainWindow, sample: bool) -> None:
    from ui.application import keep_turns_short
    from ui.program_words import ProgramWords

    keep_turns_short()
    ProgramWords(window).tell(window.ledgers.workplace.upgraded if window.ledgers is not None else "")
    if sample:
        return
    from ui.daily import DailyBackups

    DailyBackups(window).begin()
    if window.services.locked:
        window.commands.safekeeping.locking.follow()
