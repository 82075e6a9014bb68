"""Copying what is selected, wherever the focus is; cells as tab-separated text, as WPS and Excel take and give them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from qcapp.forms.cell_text import as_text as as_cells
from qcapp.forms.cell_text import cells_of as cells_in

__all__ = ["as_cells", "cells_in", "copy_cells", "copy_from"]


def copy_cells(rows: Sequence[Sequence[str]]) -> bool:
    """Rows of cells onto the clipboard, as text and as a table in which phones stay text; False for none."""
    if not rows:
        return False
    put(*forms_of(rows))
    return True


def forms_of(rows: Sequence[Sequence[str]]) -> tuple[str, str]:
    """As text and as markup; touches nothing of Qt."""
    from qcapp.forms.cell_html import as_html

    return as_cells(rows), as_html(rows)


def put(text: str, markup: str) -> None:
    """Both onto the clipboard."""
    data = QMimeData()
    data.setText(text)
    data.setHtml(markup)
    QGuiApplication.clipboard().setMimeData(data)


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
