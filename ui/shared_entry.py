"""The way into a shared ledger that asks where it is, and for its password: by the menu, or where it was not let in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from qcapp.domain.errors import ExpectedError, LedgerError, LedgerTrouble

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

    from qcapp.domain.server_address import ServerAddress
    from qcapp.services import Services
    from ui.app import Workplace

_LAST: Final = "shared/last"
_TO_ASK: Final = frozenset({LedgerTrouble.DENIED, LedgerTrouble.EMPTY, LedgerTrouble.MISSING})


def is_to_ask(place: Workplace, error: ExpectedError) -> bool:
    """Whether a shared ledger did not open for what a person can say: a password, another database, to make it there."""
    return place.address is not None and isinstance(error, LedgerError) and error.trouble in _TO_ASK


def ask_shared(
    place: Workplace, settings: QSettings | None, parent: QWidget | None = None, *, here: Path | None = None, who: str = "",
    said: str = "",
) -> Services | None:
    """``place``, of no ledger that is open, is led to the shared one that was opened, of which the services are; None where it
    was left, and ``place`` is as it was. ``here``, ``who`` and ``said`` as the dialog has them."""
    from ui.dialogs.shared import SharedDialog

    dialog = SharedDialog(place, place.address or last_address(settings), parent, here=here, who=who, said=said)
    dialog.exec()
    dialog.deleteLater()
    if dialog.services is not None and settings is not None and place.address is not None:
        settings.setValue(_LAST, place.address.url)
    return dialog.services


def last_address(settings: QSettings | None) -> ServerAddress | None:
    """Where the last one was that was opened here; never with a password."""
    from qcapp.domain.server_address import server_address

    text = str(settings.value(_LAST) or "") if settings is not None else ""
    try:
        return server_address(text) if text else None
    except ExpectedError:
        return None
