"""What Qt and its libraries would write elsewhere on the computer than where the program keeps all else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings

from qcapp.places import FROZEN, data_place

_CACHE: Final = "XDG_CACHE_HOME"
_QT: Final = "QtProject"
_DIALOGS: Final = "FileDialog"


def leave_none_at_start() -> None:
    """Before the application is made: what Qt remembers of its dialogs lies with the ledgers, and for a program that is carried
    the list of fonts too."""
    place = data_place()
    if sys.platform != "win32" and (place.carried or FROZEN):
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(place.folder / "qt"))
    if sys.platform == "linux" and place.carried:
        _fonts_cached_in(place.folder / "cache")


@contextmanager
def none_of_dialogs() -> Iterator[None]:
    """Around one of them."""
    before = _before()
    try:
        yield
    finally:
        if before is not None:
            _as_before(before)


def _fonts_cached_in(folder: Path) -> None:
    """The library looks at the environment when it begins, and never again: programs that are started later see it as it was."""
    import ctypes

    before = os.environ.get(_CACHE)
    os.environ[_CACHE] = str(folder)
    try:
        ctypes.CDLL("libfontconfig.so.1").FcInit()
    except (OSError, AttributeError):  # without it there is no window either
        return
    finally:
        if before is None:
            del os.environ[_CACHE]
        else:
            os.environ[_CACHE] = before


if sys.platform == "win32":
    import winreg

    _INMOST: Final = rf"Software\{_QT}\OrganizationDefaults\{_DIALOGS}"

    def _before() -> dict[str, object]:
        """Windows has Qt's own settings in its registry, and Qt keeps there which folder a dialog showed last."""
        qt = QSettings(QSettings.Scope.UserScope, _QT)
        qt.beginGroup(_DIALOGS)
        return {key: qt.value(key) for key in qt.allKeys()}

    def _as_before(before: dict[str, object]) -> None:
        qt = QSettings(QSettings.Scope.UserScope, _QT)
        qt.beginGroup(_DIALOGS)
        qt.remove("")
        for key, value in before.items():
            qt.setValue(key, value)
        qt.endGroup()
        qt.sync()
        del qt
        for depth in (0, 1, 2):  # from the inmost outwards; one that holds something stays
            name = _INMOST.rsplit("\\", depth)[0]
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, name) as opened:
                    subkeys, values, _ = winreg.QueryInfoKey(opened)
                if subkeys or values:
                    return
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, name)
            except OSError:
                continue

else:

    def _before() -> dict[str, object] | None:
        """Elsewhere Qt keeps that in a file, which has its place already."""
        return None

    def _as_before(before: dict[str, object]) -> None:
        """There is nothing to be put back."""
