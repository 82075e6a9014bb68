"""Words that are cut: of labels, buttons, tabs, headings and fields. Part of ``screen_faults``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFrame,
    QTabBar,
    QToolButton,
    QWidget,
)

SLACK: Final = 1
"""A pixel that rounding takes."""
_HEADER_PAD: Final = 4
_CONTENTS: Final = {
    QPushButton: QStyle.SubElement.SE_PushButtonContents, QCheckBox: QStyle.SubElement.SE_CheckBoxContents,
    QRadioButton: QStyle.SubElement.SE_RadioButtonContents,
}


def cut_words(widget: QWidget) -> Iterator[str]:
    """What is wrong with the words of that widget."""
    if isinstance(widget, QLabel):
        yield from _cut_label(widget)
    elif isinstance(widget, QAbstractButton):
        yield from _cut_button(widget)
    elif isinstance(widget, QTabBar):
        yield from _cut_tabs(widget)
    elif isinstance(widget, QHeaderView):
        yield from _cut_headings(widget)
    elif isinstance(widget, QComboBox):
        box = widget.lineEdit()
        if box is None and _wide(widget, widget.currentText()) > widget.width() - 24 and not widget.toolTip():
            yield f"“{widget.currentText()}” is cut"
    elif isinstance(widget, QLineEdit):
        yield from _cut_line(widget)


def _cut_label(label: QLabel) -> Iterator[str]:
    text, room = label.text(), label.contentsRect()
    if not text or not label.pixmap().isNull():
        return
    if _elides(label):
        if _wide(label, text) > room.width() + SLACK and not label.toolTip():
            yield f"“{short(text)}” is cut and has no tool tip"
        elif label.fontMetrics().height() > room.height() + 2:
            yield f"“{short(text)}” is cut in height"
    elif label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + SLACK:
            yield f"“{short(text)}” needs {needed} pixels of height and has {label.height()}"
    else:
        hint = label.sizeHint()
        if hint.width() > label.width() + SLACK or hint.height() > label.height() + 2 * SLACK:
            yield f"“{short(text)}” needs {hint.width()}×{hint.height()} and has {label.width()}×{label.height()}"


def _elides(label: QLabel) -> bool:
    """Paints its words itself, with … where they have no room."""
    return hasattr(label, "shown_in")


def _cut_button(button: QAbstractButton) -> Iterator[str]:
    text = button.text()
    if not text:
        return
    if isinstance(button, QToolButton):
        beside = button.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonTextBesideIcon and not button.icon().isNull()
        room = button.contentsRect().adjusted(2 + (button.iconSize().width() + 4 if beside else 0), 0, -2, 0)
    else:
        room = _contents(button)
    icon = button.iconSize().width() + 4 if not isinstance(button, QToolButton) and not button.icon().isNull() else 0
    needed = max(_wide(button, line) for line in text.split("\n")) + icon
    if needed > room.width() + SLACK:
        yield f"“{short(text)}” needs {needed} pixels and has {room.width()}"
    elif button.fontMetrics().ascent() > room.height() + 2:
        yield f"“{short(text)}” is cut in height"


def _contents(button: QAbstractButton) -> QRect:
    option = QStyleOptionButton()
    option.initFrom(button)
    option.rect = button.rect()  # type: ignore[attr-defined]
    element = next((each for kind, each in _CONTENTS.items() if isinstance(button, kind)), None)
    if element is None:
        return button.contentsRect()
    return button.style().subElementRect(element, option, button)


def _cut_tabs(tabs: QTabBar) -> Iterator[str]:
    for at in range(tabs.count()):
        text, room = tabs.tabText(at), tabs.tabRect(at)
        if tabs.isTabVisible(at) and _wide(tabs, text) > room.width() - 4 and not tabs.tabToolTip(at):
            yield f"tab “{text}” is cut"
        if not tabs.usesScrollButtons() and room.right() > tabs.width():
            yield f"tab “{text}” is not seen"


def _cut_headings(header: QHeaderView) -> Iterator[str]:
    if header.orientation() is not Qt.Orientation.Horizontal or header.model() is None:
        return
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        text = str(header.model().headerData(section, Qt.Orientation.Horizontal) or "")
        if "\n" in text:
            yield f"heading “{short(text)}” stands in two lines"
        needed = _wide(header, text) + 2 * _HEADER_PAD
        if needed > header.sectionSize(section) + SLACK:
            yield f"heading “{text}” needs {needed} pixels and has {header.sectionSize(section)}"


def _cut_line(line: QLineEdit) -> Iterator[str]:
    """What is typed can be scrolled; what stands there in its stead can't, nor can a day or a number."""
    hint = line.placeholderText() if not line.text() else ""
    fixed = line.text() if isinstance(line.parentWidget(), QAbstractSpinBox) else ""
    text = hint or fixed
    buttons = [each for each in line.findChildren(QToolButton) if each.isVisible()]
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    inside = line.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, line)
    room = inside.width() - sum(each.width() for each in buttons)
    if text and _wide(line, text) > room and not line.toolTip():
        yield f"“{text}” is cut"
    if line.fontMetrics().height() > line.height():
        yield "is lower than its words"


def _wide(widget: QWidget, text: str) -> int:
    return widget.fontMetrics().size(Qt.TextFlag.TextShowMnemonic | Qt.TextFlag.TextSingleLine, text).width()


def short(text: str) -> str:
    """To tell it by."""
    line = text.replace("\n", "⏎")
    return line if len(line) <= 24 else f"{line[:23]}…"
