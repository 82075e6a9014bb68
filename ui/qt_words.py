"""What Qt says of itself, into the log: heeded from before the application is made, and so of few imports."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QLoggingCategory, QtMsgType, qInstallMessageHandler

from qcapp.cli.console import complain

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMessageLogContext

    from qcapp.run_mark import RunMark

_qt_log = logging.getLogger("qt")

_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO, QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR, QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_NOISE: Final = "This plugin does not support"
_UNDER_LOCK: Final = "qt.text.font.*=false\nqt.qpa.fonts=false"
"""What Qt says of fonts it says while it holds its lock of them, as of letters that none of them joins: fifty lines for one word.
To log it needs Python, and whoever has Python may wait for that lock: both would stand still for ever."""
_QT_STOPPED: Final = (
    "窗口打不开或不能继续：显示环境出错（可能没有显示器，或缺少系统库），请接好显示器、装好系统库后再打开，"
    "还不行就把台账旁的 program.log 发给维护人员。"
)


def qt_said(mode: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    """Qt's own messages into the log. Before a fatal one Qt ends the program as soon as this returns."""
    words = text or ""
    if words.startswith(_NOISE):
        return
    _qt_log.log(_LEVELS.get(mode, logging.WARNING), "%s", words)
    if mode is QtMsgType.QtFatalMsg:
        complain(_QT_STOPPED)


def heed_qt(mark: RunMark | None = None) -> None:
    """Before the application is made: where Qt finds no display it would abort, which is no crash of the program."""

    def said(mode: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        qt_said(mode, context, text)
        if mode is QtMsgType.QtFatalMsg and QCoreApplication.instance() is None:
            if mark is not None:
                mark.end()
            os._exit(3)

    hear_qt(said)


def hear_qt(said: Callable[[QtMsgType, QMessageLogContext, str | None], None]) -> None:
    """From now on ``said`` is told, but for what can't be told safely."""
    QLoggingCategory.setFilterRules(_UNDER_LOCK)
    qInstallMessageHandler(said)
