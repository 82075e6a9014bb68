"""未定事项: what in a draft is unsettled, each with a way to where it is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.theme import set_role
from ui.widgets.labels import WrappedLabel


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """``page`` and ``what`` as of go_requested; "" where there is nowhere to go. ``link``: the words of the way there."""

    words: str
    page: str = ""
    what: object = None
    link: str = "去处理"


class RemarkList(QWidget):
    """``followed(page, what)``: one's link was pressed."""

    followed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RemarkRow, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)

    @property
    def rows(self) -> tuple[RemarkRow, ...]:
        return self._rows

    @property
    def links(self) -> list[QPushButton]:
        return self.findChildren(QPushButton)

    def show_rows(self, rows: Sequence[RemarkRow]) -> None:
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        while self._column.count():
            widget = self._column.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for place, row in enumerate(rows):
            self._column.addWidget(self._made(place, row))

    def _made(self, place: int, row: RemarkRow) -> QWidget:
        widget = QWidget()
        line = QHBoxLayout(widget)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        words = WrappedLabel(f"· {row.words}")
        words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line.addWidget(words, 1)
        if row.page:
            link = QPushButton(row.link)
            set_role(link, "link")
            link.setObjectName(str(place))
            link.setAccessibleName(f"{row.link}：{row.words}")
            link.clicked.connect(self._follow)
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return widget

    @Slot()
    def _follow(self) -> None:
        row = self._rows[int(self.sender().objectName())]
        self.followed.emit(row.page, row.what)
