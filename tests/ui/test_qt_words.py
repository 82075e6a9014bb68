"""What Qt says goes into the log, but for what it says while it holds a lock that others wait for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLoggingCategory, QtMsgType, qInstallMessageHandler, qWarning
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from ui.qt_words import hear_qt

LETTERS_THAT_HARDLY_A_FONT_JOINS = "हिन्दी བོད་ཡིག ᠮᠣᠩᠭᠣᠯ العربية"
OF_FONTS = ("qt.text.font.db", "qt.text.font.match", "qt.qpa.fonts")


@pytest.fixture
def said(qapp: QApplication) -> Iterator[list[str | None]]:
    heard = list[str | None]()

    def say(kind: QtMsgType, context: object, text: str | None) -> None:
        heard.append(text)

    QLoggingCategory.setFilterRules("")
    hear_qt(say)
    yield heard
    qInstallMessageHandler(None)


def test_words_that_no_font_can_draw_are_not_logged_or_the_window_could_stand_still_for_ever(said: list[str | None]) -> None:
    """Qt has its fonts locked then: a thread that has Python may wait for them, while what is to be logged waits for Python."""
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    for pixels in range(11, 19):
        font = QFont("一种没有装的字体")
        font.setPixelSize(pixels)
        painter = QPainter(image)
        painter.setFont(font)
        painter.drawText(4, 30, LETTERS_THAT_HARDLY_A_FONT_JOINS)
        painter.end()
    assert said == []
    enabled = [QLoggingCategory(name).isWarningEnabled() for name in OF_FONTS]  # type: ignore[arg-type]  # the stub names bytes
    assert not any(enabled)


def test_all_else_that_qt_says_is_heard(said: list[str | None]) -> None:
    qWarning("显示环境出错")
    assert said == ["显示环境出错"]
