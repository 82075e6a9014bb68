"""The desktop's own choosers for files and folders, in one place so that tests can answer for them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from ui.traces import none_of_dialogs


def ask_folder(parent: QWidget, title: str, start: Path | None) -> Path | None:
    """A folder that exists, or None when the user thought better of it. ``start``: None for where the desktop was last."""
    with none_of_dialogs():
        chosen = QFileDialog.getExistingDirectory(parent, title, str(start or ""))
    return Path(chosen) if chosen else None


def ask_save(parent: QWidget, title: str, start: Path, kinds: str) -> Path | None:
    """A path to write to; the caller asks about replacing. ``kinds`` as Qt's filters: Excel / WPS 表格 (*.xlsx)."""
    option = QFileDialog.Option.DontConfirmOverwrite
    with none_of_dialogs():
        chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start), kinds, options=option)
    return Path(chosen) if chosen else None


def ask_open(parent: QWidget, title: str, start: Path, kinds: str) -> Path | None:
    with none_of_dialogs():
        chosen, _ = QFileDialog.getOpenFileName(parent, title, str(start), kinds)
    return Path(chosen) if chosen else None


def ask_open_many(parent: QWidget, title: str, start: Path | None, kinds: str) -> list[Path]:
    """Files that exist, none when the user thought better of it. ``start``: as in ``ask_folder``."""
    with none_of_dialogs():
        chosen, _ = QFileDialog.getOpenFileNames(parent, title, str(start or ""), kinds)
    return [Path(each) for each in chosen]
