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
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSplitterHandle,
    QStackedLayout,
    QTabBar,
    QToolButton,
    QWidget,
)

from tools.screen_words import SLACK, cut_words, short

_TICK_GAP: Final = 6
_FIELD_GAP: Final = 3
_FRAMED: Final = (QComboBox, QLineEdit, QPushButton, QAbstractSpinBox)


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
    yield from cut_words(widget)
    yield from _blank_icon(widget)
    yield from _nameless(widget)
    if widget is not root:
        yield from _sticks_out(widget)
    yield from _overlapping(widget)
    yield from _crooked(widget)
    if isinstance(widget, QScrollArea) and widget.horizontalScrollBar().maximum() > 0:
        yield f"scrolls sideways by {widget.horizontalScrollBar().maximum()}"


# Icons


def _blank_icon(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and not widget.pixmap().isNull() and blank(widget.pixmap()):
        yield "its picture is blank"
    if isinstance(widget, QAbstractButton):
        if not widget.icon().isNull():
            if blank(_drawn(widget.icon(), widget.iconSize())):
                yield f"the icon of “{short(widget.text() or widget.accessibleName())}” is blank"
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
    if not parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(widget.geometry()):
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
        if common.width() > SLACK and common.height() > SLACK:
            yield f"{_name(one)} and {_name(other)} lie over each other by {common.width()}×{common.height()}"
        elif _crowded(one, other):
            yield f"{_name(one)} and {_name(other)} touch"


def _crowded(one: QWidget, other: QWidget) -> bool:
    """Side by side without air between them; check marks have no frame and want more of it."""
    left, right = sorted((one, other), key=QWidget.x)
    gap = right.x() - left.geometry().right() - 1
    beside = left.y() < right.geometry().bottom() and right.y() < left.geometry().bottom()
    least = _TICK_GAP if isinstance(right, QCheckBox | QRadioButton) else _FIELD_GAP if isinstance(right, _FRAMED) else 0
    return beside and 0 <= gap < least and isinstance(left, (QCheckBox, QRadioButton, *_FRAMED))


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
    if len(lefts) > 1 and max(lefts) - min(lefts) > SLACK:
        yield f"labels of one column begin at {', '.join(map(str, sorted(lefts)))}"
    edges = {each.x() for each in shown if not isinstance(each, QLabel)}
    if len(edges) > 1 and max(edges) - min(edges) > SLACK:
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
    words = widget.objectName() or short(text) or widget.accessibleName()
    return f"{type(widget).__name__}({words})" if words else type(widget).__name__
