"""Copying what is selected, wherever the focus is; cells as tab-separated text, as WPS and Excel take and give them."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget


def as_cells(rows: Iterable[Iterable[str]]) -> str:
    """Rows of cells as text: a cell with tabs, line breaks or quotes is quoted."""
    return "\n".join("\t".join(map(_cell, row)) for row in rows)


def cells_in(text: str) -> list[list[str]]:
    """Rows of cells out of such a text: the other way of ``as_cells``."""
    return [row or [""] for row in csv.reader(text.replace("\r\n", "\n").splitlines(keepends=True), delimiter="\t")]


def copy_from(widget: QWidget | None) -> bool:
    """Copy that widget's selection; False when it has none to copy."""
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        widget.copy()
        return True
    if isinstance(widget, QLabel):
        QGuiApplication.clipboard().setText(widget.selectedText())
        return widget.hasSelectedText()
    own = getattr(widget, "copy", None)
    if callable(own):
        own()
        return True
    return isinstance(widget, QAbstractItemView) and _copy_cells(widget)


def _copy_cells(view: QAbstractItemView) -> bool:
    """What its selected cells show."""
    rows: dict[int, list[str]] = {}
    for index in sorted(view.selectedIndexes(), key=lambda each: (each.row(), each.column())):
        rows.setdefault(index.row(), []).append(str(index.data() or ""))
    QGuiApplication.clipboard().setText(as_cells(rows.values()))
    return bool(rows)


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in '\t\n"') else text
