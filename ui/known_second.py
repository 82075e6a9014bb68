"""Where a ledger's backups in the second place lie, kept with the window's settings: a ledger that can't be read can't tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
    told.pop(str(window.ledger), None)
    if folder is not None:
        told[str(window.ledger)] = str(folder)
    if told != known:
        settings.setValue(_KEY, json.dumps(told, ensure_ascii=False))


def second_folder(settings: QSettings | None, ledger: Path) -> Path | None:
    """The folder that is that ledger's own in its second place, as it was set last; None where nothing is known."""
    folder = _known(settings).get(str(ledger)) if settings is not None else None
    return Path(folder) if folder else None


def _known(settings: QSettings) -> dict[str, str]:
    try:
        said = json.loads(str(settings.value(_KEY) or "{}"))
    except ValueError:
        return {}
    return {str(ledger): str(folder) for ledger, folder in said.items()} if isinstance(said, dict) else {}
