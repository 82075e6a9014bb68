"""The clerk's name: asked for once on this machine, and then in every operation done here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from qcapp.domain.text import clean

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

_KEY: Final = "clerk/name"


def clerk_name(settings: QSettings | None) -> str:
    """"" where nobody has said."""
    return str(settings.value(_KEY) or "") if settings is not None else ""


def keep_clerk_name(settings: QSettings | None, name: str) -> str:
    """As it is kept: on one line."""
    kept = clean(name).replace("\n", " ")
    if settings is not None:
        settings.setValue(_KEY, kept)
    return kept
