"""Which input method Qt is told to speak with, on Linux, before the application is made."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

_FCITX, _IBUS = "fcitx", "ibus"
_SAME_AS = {"fcitx5": _FCITX}


def use_carried_input_method() -> None:
    """The user's own, under a name that a plugin of ours has.

    A release carries one for fcitx 4 and 5 (麒麟 and 统信 have one or the other) and Qt's for ibus; where there is none for
    fcitx, as on a developer's machine, ibus is asked for, by which fcitx 5 can be spoken with too.
    """
    if not sys.platform.startswith("linux"):
        return
    if asked := os.environ.get("QT_IM_MODULES"):  # several, the best first; Qt heeds it before the other
        os.environ["QT_IM_MODULES"] = ";".join(dict.fromkeys(map(_carried, asked.split(";"))))
    name = os.environ.get("QT_IM_MODULE") or _of_x11()
    if name:
        os.environ["QT_IM_MODULE"] = _carried(name)


def _of_x11() -> str:
    """What other programs are told where nobody told Qt's; "" on Wayland, which knows by itself."""
    if os.environ.get("WAYLAND_DISPLAY"):
        return ""
    named = os.environ.get("XMODIFIERS", "").removeprefix("@im=")
    return named if _SAME_AS.get(named, named) in (_FCITX, _IBUS) else ""


def _carried(name: str) -> str:
    name = _SAME_AS.get(name, name)
    return _IBUS if name == _FCITX and not _has_plugin(_FCITX) else name


def _has_plugin(name: str) -> bool:
    return any(name in path.name for path in _plugins())


def _plugins() -> Iterable[Path]:
    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath), "platforminputcontexts").glob("lib*.so")
