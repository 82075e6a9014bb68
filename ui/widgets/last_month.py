"""What a field said last month, below its editor: in a line, or whole with the words that are gone; to be filled in again."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.differing import Span
from qcapp.domain.text import same
from qcapp.publish.comparison import versions
from ui.models.marked_html import marked_html
from ui.theme import REMOVED, REMOVED_TEXT, set_role
from ui.widgets.labels import ElidedLabel
from ui.widgets.linked_text import LinkedText
from ui.writing import writes

_MOST_LINES = 14


class LastMonth(QWidget):
    """``fill_wanted(text)`` by 照上月填, which is there while the field is empty.

    Hidden while there is nothing to tell: it is in the way of nobody who does not look back.
    """

    fill_wanted = Signal(str)

    def __init__(self, heading: str, *, fillable: bool, parent: QWidget | None = None) -> None:
        """``heading``: of the field; ``fillable``: whether last month's words may be taken over."""
        super().__init__(parent)
        self._heading, self._fillable = heading, fillable
        self._last = self._now = ""
        self._comparing = False
        self._spans: tuple[Span, ...] = ()
        self._marked = False
        self.line = ElidedLabel(role="faint")
        self.note = QLabel()
        self.fill_button = QPushButton("照上月填")
        self.fill_button.setAccessibleName(f"照上月填{heading}")
        self.fill_button.setToolTip(f"照上月填{heading}")
        self.fill_button.setToolTip("把上月的内容填进来，再改成本月的；一字不改的进展不合格")
        self.body = LinkedText(f"上月的{heading}")
        self._lay_out()
        self.fill_button.clicked.connect(self._fill)
        writes(self.fill_button)

    @property
    def tab_chain(self) -> tuple[QWidget, ...]:
        return (self.fill_button, self.body)

    def show_last(self, last: str, *, comparing: bool) -> None:
        """``last``: "" where the month before has nothing."""
        self._last, self._comparing = last, comparing

    def show_now(self, now: str) -> tuple[Span, ...]:
        """Beside what the editor says now; answers what of that is new."""
        self._now = now
        gone, come = versions(self._last, now) if self._comparing and self._last and now.strip() else ((), ())
        self._spans, self._marked = gone, bool(gone or come)
        self._draw()
        return come

    def _draw(self) -> None:
        empty = not self._now.strip()
        offers = self._fillable and empty and bool(self._last)
        alike = not empty and same(self._last, self._now)
        whole = self._comparing and bool(self._last) and not alike
        if alike:
            self.line.setText("与上月一字不差")
        elif not self._last:
            self.line.setText("上月没有填")
        else:
            self.line.setText("上月" if self._comparing else f"上月：{self._last}")
        self.note.setText("全部改写" if whole and not empty and not self._marked else "")
        self.fill_button.setVisible(offers)
        if whole:
            self.body.show_words(self._html)
        self.body.setVisible(whole)
        self.setVisible(self._comparing or offers)

    def _html(self) -> str:
        words = marked_html(self._last, self._spans, back=REMOVED, ink=REMOVED_TEXT)
        return f"<p style='margin:0;font-size:12px'>{words}</p>"

    def _lay_out(self) -> None:
        set_role(self.note, "faint")
        set_role(self.fill_button, "link")
        self.fill_button.hide()
        set_role(self.body, "quote")
        self.body.fit_lines(_MOST_LINES)
        self.body.hide()
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(8)
        top.addWidget(self.line, 1)
        top.addWidget(self.note)
        top.addWidget(self.fill_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(top)
        column.addWidget(self.body)
        self.hide()

    @Slot()
    def _fill(self) -> None:
        self.fill_wanted.emit(self._last)
