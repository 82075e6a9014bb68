"""A table laid out for paper: the pages that preview, printer and PDF all paint."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QtMsgType
from PySide6.QtGui import QGuiApplication, QPainter

from qcapp.cli.console import complain
from qcapp.forms.list_table import AnyTable, ListTable
from qcapp.ports import Progress
from qcapp.services.progress import SILENT, step
from ui.pdf.list_pages import paginating_list
from ui.pdf.pagination import paginating
from ui.pdf.painting import paint_page
from ui.pdf.sheet import Page, Sheet, sheet_for
from ui.pdf.typeface import Typeface
from ui.qt_words import hear_qt

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext

_EVERY = 16
"""Rows between two reports."""


@dataclass(frozen=True)
class Printout:
    """``pages`` in order; lengths are twips."""

    table: AnyTable
    sheet: Sheet
    typeface: Typeface
    pages: Sequence[Page]

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
    laid: Sequence[Page] = ()
    for done, pages in enumerate(steps):
        laid = pages
        if done % _EVERY == 0:
            step(progress, done, total, "正在排版")
    return Printout(table, sheet, typeface, laid)


def _said(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    """Into the log. After a fatal word Qt ends the program as soon as this returns."""
    logging.getLogger("qt").log(logging.CRITICAL if kind is QtMsgType.QtFatalMsg else logging.INFO, "%s", text)
    if kind is QtMsgType.QtFatalMsg:
        complain("没有做成：程序文件不全，请把压缩包重新解压到程序的文件夹，全部替换后再试。")


@cache
def ensure_application() -> QCoreApplication:
    """Fonts need an application. A command has none yet: its own, that asks for no screen, is kept for good."""
    running = QCoreApplication.instance()
    if running is not None:
        return running
    # On Windows the ordinary platform runs without a session, and it alone sees the installed fonts.
    hear_qt(_said)  # it has words of its own on a locale that is none, which are not for who exports
    arguments = ["营商台账"] if sys.platform in ("win32", "darwin") else ["营商台账", "-platform", "offscreen"]
    return QGuiApplication(arguments)
