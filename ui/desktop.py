"""Hand a file or a folder over to the desktop."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QDir, QProcess, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices


def open_file(path: Path) -> bool:
    """Open a file with the program that the desktop has for it; False when there is none."""
    return os.path.exists(path) and QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def open_folder(path: Path) -> bool:
    """Show the folder of a file, the file selected where the desktop can; or the folder itself."""
    if not os.path.exists(path):
        path = path.parent
        if not os.path.isdir(path):
            return False
    if sys.platform == "win32" and os.path.isfile(path):
        # Two arguments: Explorer wants /select, unquoted, whatever blanks the path has.
        return QProcess.startDetached("explorer.exe", ["/select,", QDir.toNativeSeparators(str(path))])[0]
    folder = path if os.path.isdir(path) else path.parent
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def documents_folder() -> Path:
    """Where a person keeps papers; the home folder where the system names no such place."""
    named = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = Path(named) if named else Path.home()
    return folder if os.path.isdir(folder) else Path.home()


def typed_path(text: str) -> Path:
    """A path as it is typed or pasted: the desktop copies one in quotes, or as a file's address; ~ is the home folder."""
    words = text.strip().strip('"').strip()
    url = QUrl(words)
    path = Path(url.toLocalFile() if url.isLocalFile() else words)
    try:
        return path.expanduser()
    except RuntimeError:  # a name that begins with ~, and nobody's
        return path


def shown_path(path: Path) -> str:
    """A path as the desktop writes it: backslashes on Windows, ~ for the home folder elsewhere."""
    native = QDir.toNativeSeparators(str(path))
    home = str(Path.home())
    if os.sep == "/" and home != "/" and native.startswith(home + "/"):
        return "~" + native[len(home):]
    return native
