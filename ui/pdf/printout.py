"""A table laid out for paper: the pages that preview, printer and PDF all paint."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication, QPainter

from qcapp.forms.list_table import AnyTable, ListTable
from qcapp.ports import Progress
from qcapp.services.progress import SILENT, step
from ui.pdf.list_pages import paginating_list
from ui.pdf.pagination import paginating
from ui.pdf.painting import paint_page
from ui.pdf.sheet import Page, Sheet, sheet_for
from ui.pdf.typeface import Typeface

_EVERY = 16
"""Rows between two reports."""


@dataclass(frozen=True)
class Printout:
    """``pages`` in order; lengths are twips."""

    table: AnyTable
    sheet: Sheet
    typeface: Typeface
    pages: tuple[Page, ...]

    def paint(self, painter: QPainter, at: int) -> None:
        """The page at that place, from 0."""
        paint_page(painter, self.pages[at], self.sheet, self.typeface)


def lay_out(table: AnyTable, progress: Progress = SILENT) -> Printout:
    """Any thread may; Cancelled when ``progress`` says so."""
    ensure_application()
    sheet = sheet_for(table.paper, table.setup)
    typeface = Typeface(sheet)
    if isinstance(table, ListTable):
        steps, total = paginating_list(table, sheet, typeface), len(table.rows)
    else:
        steps, total = paginating(table, sheet, typeface), len(table.blocks)
    laid: tuple[Page, ...] = ()
    for done, pages in enumerate(steps):
        laid = pages
        if done % _EVERY == 0:
            step(progress, done, total, "正在排版")
    return Printout(table, sheet, typeface, laid)


@cache
def ensure_application() -> QCoreApplication:
    """Fonts need an application. A command has none yet: its own, that asks for no screen, is kept for good."""
    running = QCoreApplication.instance()
    if running is not None:
        return running
    # On Windows the ordinary platform runs without a session, and it alone sees the installed fonts.
    arguments = ["营商台账"] if sys.platform in ("win32", "darwin") else ["营商台账", "-platform", "offscreen"]
    return QGuiApplication(arguments)
