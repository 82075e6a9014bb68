"""Where a ledger's backups in the second place lie, kept with the window's settings: a ledger that can't be read can't tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from qcapp.carried import found_path, kept_path
from qcapp.domain.errors import ExpectedError

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from ui.main_window import MainWindow

_KEY: Final = "backup/second"


def remember_second(window: MainWindow) -> None:
    """As it is set in the window's ledger now."""
    settings = window.settings
    if settings is None:
        return
    try:
        folder = window.services.upkeep.second_folder()
    except ExpectedError:  # the ledger is away: what was known before may be needed soon
        return
    known = _known(settings)
    told = dict(known)
    told.pop(window.ledger, None)
    if folder is not None:
        told[window.ledger] = folder
    if told != known:
        kept = {kept_path(ledger): kept_path(folder) for ledger, folder in told.items()}
        settings.setValue(_KEY, json.dumps(kept, ensure_ascii=False))


def second_folder(settings: QSettings | None, ledger: Path) -> Path | None:
    """The folder that is that ledger's own in its second place, as it was set last; None where nothing is known."""
    return _known(settings).get(ledger) if settings is not None else None


def _known(settings: QSettings) -> dict[Path, Path]:
    try:
        said = json.loads(str(settings.value(_KEY) or "{}"))
    except ValueError:
        return {}
    if not isinstance(said, dict):
        return {}
    return {found_path(str(ledger)): found_path(str(folder)) for ledger, folder in said.items() if folder}
