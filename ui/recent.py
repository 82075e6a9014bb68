"""What was used lately: ledgers that were opened, files and folders that were written. Kept with the window's own state."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QSettings, Signal

from qcapp.carried import found_path, kept_path
from qcapp.shared_desk import is_there

LEDGERS: Final = "recent/ledgers"
FILES: Final = "recent/files"
_TITLES: Final = "recent/titles"
_MOST: Final = {LEDGERS: 6, FILES: 8}
_PATIENCE: Final = 0.04
"""Seconds in which a place must answer: a share that is out of reach takes many."""


class _Written(QObject):
    """``told(path)`` when a file or a folder was written for the clerk, wherever in the program."""

    told = Signal(object)


written: Final = _Written()


class Recent:
    """``settings`` None: only as long as the window stands."""

    def __init__(self, settings: QSettings | None) -> None:
        self._settings = settings
        self._held: dict[str, list[str]] = {}

    def paths(self, what: str) -> list[Path]:
        """The last first."""
        return [found_path(text) for text in self._texts(what) if text]

    def title(self, path: Path) -> str:
        """What a ledger is called; "" where that was never told."""
        return self._titles().get(path, "")

    def add(self, what: str, path: Path, title: str = "") -> None:
        paths = [path, *(each for each in self.paths(what) if each != path)]
        self._keep(what, [kept_path(each) for each in paths[: _MOST[what]]])
        if title:
            titles = {**self._titles(), path: title}
            listed = self.paths(LEDGERS)
            self._keep(_TITLES, [text for each in listed if each in titles for text in (kept_path(each), titles[each])])

    def clear(self) -> None:
        for what in (*_MOST, _TITLES):
            self._keep(what, [])

    def _titles(self) -> dict[Path, str]:
        """Kept as path, title, path, title."""
        texts = self._texts(_TITLES)
        return dict(zip(map(found_path, texts[::2]), texts[1::2], strict=False))

    def _texts(self, what: str) -> list[str]:
        kept = self._settings.value(what) if self._settings is not None else self._held.get(what)
        texts = [kept] if isinstance(kept, str) else kept if isinstance(kept, list) else []
        return [str(text) for text in texts]

    def _keep(self, what: str, texts: list[str]) -> None:
        """What is kept already is not written again: at a start the first rows would wait for the disk."""
        if texts == self._texts(what):
            return
        if self._settings is not None:
            self._settings.setValue(what, texts)
        else:
            self._held[what] = texts


def gone(paths: Iterable[Path]) -> set[Path]:
    """Those that are not there any more; a place that doesn't answer at once is not held to be gone."""
    found: list[Path] = []
    wanted = list(paths)

    def look() -> None:
        for path in wanted:
            with contextlib.suppress(OSError):  # out of reach, which is not gone
                if not is_there(path):
                    found.append(path)

    thread = threading.Thread(target=look, name="recent", daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    return set(found)
