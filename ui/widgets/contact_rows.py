"""责任人 and 联系人 of an entry: name and phone on a line each, further ones as they come."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from qcapp.domain.fields import Role, contact_field
from ui.theme import set_role
from ui.widgets.field_editors import LineField
from ui.writing import writes

Place = tuple[Role, int]


class ContactRows(QWidget):
    """``set_places`` says which rows there are; ``editors`` are theirs by field key."""

    rows_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editors: dict[str, LineField] = {}
        self._places: tuple[Place, ...] = ()
        self._made: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnMinimumWidth(0, 56)
        self._grid.setColumnStretch(1, 5)
        self._grid.setColumnStretch(2, 6)
        self._add = QPushButton("＋ 添加联系人")
        set_role(self._add, "link")
        self._add.clicked.connect(self.add_liaison)
        writes(self._add)

    @property
    def last(self) -> QWidget:
        """The widget that Tab leaves this by."""
        return self._add

    @property
    def first(self) -> QWidget:
        return next(iter(self.editors.values()), self._add)

    def set_places(self, places: Sequence[Place]) -> None:
        """Make rows anew when they differ; the editors are empty then, and ``rows_changed`` tells."""
        if tuple(places) == self._places:
            return
        self._places = tuple(places)
        for old in self._made:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._made.clear()
        self.editors.clear()
        for row, (role, index) in enumerate(self._places):
            self._make_row(row, role, index)
        self._grid.addWidget(self._add, len(self._places), 1, Qt.AlignmentFlag.AlignLeft)
        self._add.show()
        self._order()
        self.rows_changed.emit()

    @property
    def places(self) -> tuple[Place, ...]:
        return self._places

    @Slot()
    def add_liaison(self) -> None:
        """A further 联系人 to type in; it counts once something is typed."""
        last = max((index for role, index in self._places if role is Role.LIAISON), default=0)
        place = (Role.LIAISON, last + 1)
        self.set_places((*self._places, place))
        self.editors[contact_field(*_keyed(place, "name")).key].setFocus()

    def _make_row(self, row: int, role: Role, index: int) -> None:
        name, phone = contact_field(role, "name", index), contact_field(role, "phone", index)
        label = QLabel(name.heading)
        set_role(label, "muted")
        people = LineField(name.heading, "姓名")
        numbers = LineField(phone.heading, "电话")
        for column, widget in enumerate((label, people, numbers)):
            self._grid.addWidget(widget, row, column)
            widget.show()  # else only with the next event, and the rows are painted empty once
            self._made.append(widget)
        label.setBuddy(people)
        self.editors[name.key] = people
        self.editors[phone.key] = numbers

    def _order(self) -> None:
        """Tab goes along the rows, then to 添加联系人."""
        chain = [*self.editors.values(), self._add]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)


def _keyed(place: Place, part: str) -> tuple[Role, str, int]:
    return place[0], part, place[1]
