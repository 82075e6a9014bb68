"""What a machine can see wrong in a window: cut words, blank icons, what sticks out or lies over something, crooked columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSplitterHandle,
    QStackedLayout,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFrame,
    QTabBar,
    QToolButton,
    QWidget,
)

_SLACK: Final = 1  # a pixel that rounding takes
_HEADER_PAD: Final = 4
_CONTENTS: Final = {
    QPushButton: QStyle.SubElement.SE_PushButtonContents, QCheckBox: QStyle.SubElement.SE_CheckBoxContents,
    QRadioButton: QStyle.SubElement.SE_RadioButtonContents,
}


class Fault(NamedTuple):
    """``where``: the way to the widget; ``what``: what is wrong with it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def faults(root: QWidget) -> list[Fault]:
    """Of all that is shown in that window or widget now."""
    found: list[Fault] = []
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisible() and widget.window() is root.window() and not _shut_away(widget, root):
            found += [Fault(_way(widget, root), what) for what in _faults_of(widget, root)]
    return found


def _faults_of(widget: QWidget, root: QWidget) -> Iterator[str]:
    yield from _cut_words(widget)
    yield from _blank_icon(widget)
    yield from _nameless(widget)
    if widget is not root:
        yield from _sticks_out(widget)
    yield from _overlapping(widget)
    yield from _crooked(widget)
    if isinstance(widget, QScrollArea) and widget.horizontalScrollBar().maximum() > 0:
        yield f"scrolls sideways by {widget.horizontalScrollBar().maximum()}"


# Words


def _cut_words(widget: QWidget) -> Iterator[str]:
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
        if _wide(label, text) > room.width() + _SLACK and not label.toolTip():
            yield f"“{_short(text)}” is cut and has no tool tip"
        elif label.fontMetrics().height() > room.height() + 2:
            yield f"“{_short(text)}” is cut in height"
    elif label.wordWrap():
        needed = label.heightForWidth(label.width())
        if needed > label.height() + _SLACK:
            yield f"“{_short(text)}” needs {needed} pixels of height and has {label.height()}"
    else:
        hint = label.sizeHint()
        if hint.width() > label.width() + _SLACK or hint.height() > label.height() + 2 * _SLACK:
            yield f"“{_short(text)}” needs {hint.width()}×{hint.height()} and has {label.width()}×{label.height()}"


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
    if needed > room.width() + _SLACK:
        yield f"“{_short(text)}” needs {needed} pixels and has {room.width()}"
    elif button.fontMetrics().ascent() > room.height() + 2:
        yield f"“{_short(text)}” is cut in height"


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
            yield f"heading “{_short(text)}” stands in two lines"
        needed = _wide(header, text) + 2 * _HEADER_PAD
        if needed > header.sectionSize(section) + _SLACK:
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


def _short(text: str) -> str:
    line = text.replace("\n", "⏎")
    return line if len(line) <= 24 else f"{line[:23]}…"


# Icons


def _blank_icon(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and not widget.pixmap().isNull() and blank(widget.pixmap()):
        yield "its picture is blank"
    if isinstance(widget, QAbstractButton):
        if not widget.icon().isNull():
            if blank(_drawn(widget.icon(), widget.iconSize())):
                yield f"the icon of “{_short(widget.text() or widget.accessibleName())}” is blank"
        elif not widget.text() and not _drawn_by_qt(widget):
            yield "a button without words and icon"


def _drawn_by_qt(button: QAbstractButton) -> bool:
    """Arrows of tab bars, corners of tables, what clears a line, close buttons: they have a drawing of the style's."""
    arrow = isinstance(button, QToolButton) and button.arrowType() is not Qt.ArrowType.NoArrow
    tick = isinstance(button, QCheckBox | QRadioButton)
    inside = isinstance(button.parentWidget(), QAbstractItemView | QTabBar | QLineEdit)
    return arrow or tick or (inside and type(button).__module__.startswith("PySide6"))


def _drawn(icon: QIcon, size: QSize) -> QPixmap:
    return icon.pixmap(size)


def blank(pixmap: QPixmap) -> bool:
    """Nothing can be made out: all points are alike, or none is there."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    points = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    return len(points) <= 1


# Names


def _nameless(widget: QWidget) -> Iterator[str]:
    """What Tab comes to must be told by a screen reader: by its own name, its words, or the label that is its buddy."""
    stops = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled() and widget.focusProxy() is None
    if stops and not isinstance(widget, QTabBar) and not _part_of_a_field(widget):
        told: Any = QAccessible.queryAccessibleInterface(widget)
        if told is None or not told.text(QAccessible.Text.Name).strip():
            yield "has no name for a screen reader"


def _part_of_a_field(widget: QWidget) -> bool:
    """The line of a combo box or of a day: the field has the name."""
    return isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox)


# Places


def _shut_away(widget: QWidget, root: QWidget) -> bool:
    """Inside something that scrolls, scrolled out of sight; or inside a view, whose editors and cells are its own."""
    at: QWidget | None = widget
    while at is not None and at is not root:
        parent = at.parentWidget()
        if parent is not None and isinstance(parent.parentWidget(), QAbstractItemView) and parent is not widget:
            return True
        at = parent
    return False


def _sticks_out(widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is None or widget.isWindow() or _scrolled(widget) or isinstance(widget, QSplitterHandle):
        return
    if not parent.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(widget.geometry()):
        inside, box = parent.rect(), widget.geometry()
        yield f"stands at {_box(box)}, its parent has {inside.width()}×{inside.height()}"


def _scrolled(widget: QWidget) -> bool:
    """The contents of something that scrolls are larger than it."""
    parent = widget.parentWidget()
    area = parent.parentWidget() if parent is not None else None
    return isinstance(area, QAbstractScrollArea) and area.viewport() is parent


def _overlapping(widget: QWidget) -> Iterator[str]:
    """Of what lies in its layout: nothing may be over another."""
    layout = widget.layout()
    if layout is None or isinstance(layout, QStackedLayout):
        return
    shown = [each for each in _widgets_in(layout) if each.isVisible() and not each.size().isEmpty()]
    for one, other in combinations(shown, 2):
        common = one.geometry().intersected(other.geometry())
        if common.width() > _SLACK and common.height() > _SLACK:
            yield f"{_name(one)} and {_name(other)} lie over each other by {common.width()}×{common.height()}"


def _widgets_in(layout: QLayout) -> Iterator[QWidget]:
    """In layouts inside of it too."""
    for at in range(layout.count()):
        item: Any = layout.itemAt(at)  # the stubs promise a widget and a layout
        if item.widget() is not None:
            yield item.widget()
        elif item.layout() is not None:
            yield from _widgets_in(item.layout())


def _crooked(widget: QWidget) -> Iterator[str]:
    layout = widget.layout()
    if isinstance(layout, QFormLayout):
        for role in (QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole):
            items: list[Any] = [layout.itemAt(row, role) for row in range(layout.rowCount())]
            yield from _uneven([item.widget() for item in items if item is not None])
    elif isinstance(layout, QGridLayout):
        columns: dict[int, list[QWidget | None]] = {}
        for at in range(layout.count()):
            item: Any = layout.itemAt(at)
            place: Any = layout.getItemPosition(at)
            if not item.alignment() & (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignHCenter):
                columns.setdefault(place[1], []).append(item.widget())
        for column in columns.values():
            yield from _uneven(column)


def _uneven(column: list[QWidget | None]) -> Iterator[str]:
    shown = [each for each in column if each is not None and each.isVisible()]
    lefts = {_text_left(each) for each in shown if isinstance(each, QLabel)}
    if len(lefts) > 1 and max(lefts) - min(lefts) > _SLACK:
        yield f"labels of one column begin at {', '.join(map(str, sorted(lefts)))}"
    edges = {each.x() for each in shown if not isinstance(each, QLabel)}
    if len(edges) > 1 and max(edges) - min(edges) > _SLACK:
        yield f"fields of one column begin at {', '.join(map(str, sorted(edges)))}"


def _text_left(label: QLabel) -> int:
    """Where its words begin: by the left, unless they are set to the right."""
    return label.mapToParent(QPoint(label.contentsRect().left(), 0)).x()


def _box(box: QRect) -> str:
    return f"{box.x()},{box.y()} {box.width()}×{box.height()}"


def _way(widget: QWidget, root: QWidget) -> str:
    names, at = [_name(widget)], widget.parentWidget()
    while at is not None and at is not root and len(names) < 4:
        if type(at) is not QWidget:
            names.append(_name(at))
        at = at.parentWidget()
    return " < ".join(names)


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    words = widget.objectName() or _short(text) or widget.accessibleName()
    return f"{type(widget).__name__}({words})" if words else type(widget).__name__
