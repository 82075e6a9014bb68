"""What an entry was before: earlier months' progress, and the trail of its changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellValue
from qcapp.domain.operations import Change
from qcapp.domain.text import shortened
from qcapp.merge.origin import origin_parts
from ui.theme import ADDED_TEXT, FAINT, MUTED, scheme, set_role
from ui.widgets.labels import Fold, WrappedLabel

_PAST_CHARS = 100
_CHANGE_CHARS = 80
_MOST_CHANGES = 30


def day_words(at: datetime) -> str:
    return f"{at.month}月{at.day}日 {at:%H:%M}"


class PastBox(QFrame):
    """Earlier months, newest first, month beside text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "quiet")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(9, 6, 9, 6)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[CellValue, ...] | None = None
        self._made: list[QWidget] = []

    def show_past(self, past: Sequence[CellValue]) -> None:
        if tuple(past) == self._shown:
            return
        self._shown = tuple(past)
        for old in self._made:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._made.clear()
        for row, each in enumerate(past):
            self._add(row, QLabel(str(each.period)), WrappedLabel(shortened(each.text, _PAST_CHARS), "past"), each.text)
        if not past:
            self._add(0, QLabel("此前各月没有填报。"), None, "")

    def _add(self, row: int, month: QLabel, words: WrappedLabel | None, whole: str) -> None:
        set_role(month, "muted")
        month.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(month, row, 0, 1, 1 if words else 2)
        self._made.append(month)
        if words is not None:
            words.setToolTip(whole if len(whole) > _PAST_CHARS else "")
            self._grid.addWidget(words, row, 1)
            self._made.append(words)


class ChangesFold(QWidget):
    """修改记录: who changed what and when, before → after. Read only when opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask: Callable[[], Sequence[Change]] | None = None
        self._body = WrappedLabel(role="quote")
        self._body.setTextFormat(Qt.TextFormat.RichText)
        self.fold = Fold("修改记录", self._body)
        self.fold.opened_changed.connect(self._opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.fold)
        scheme.changed.connect(self._recoloured)

    def show_changes(self, ask: Callable[[], Sequence[Change]]) -> None:
        """``ask`` reads them; it is called now only when this is open."""
        self._ask = ask
        if self.fold.open:
            self._read()

    @Slot(bool)
    def _opened(self, on: bool) -> None:
        if on:
            self._read()

    @Slot()
    def _recoloured(self) -> None:
        if self.fold.open:
            self._read()

    def _read(self) -> None:
        changes = self._ask() if self._ask else ()
        self._body.setText("".join(map(_change_html, changes[:_MOST_CHANGES])) or "这条措施还没有修改记录。")


def _change_html(change: Change) -> str:
    operation, heading = change.operation, field_for(change.key.field).heading
    undone = "（已撤销）" if change.undone else ""
    what = f"{operation.kind.label}{undone} · {change.key.period.label} {heading}"
    before = escape(shortened(change.before, _CHANGE_CHARS)) or "（空）"
    after = escape(shortened(change.after, _CHANGE_CHARS)) or "（空）"
    came = escape(" · ".join(origin_parts(change.source)))
    origin = f"<br><span style='color:{FAINT}'>{came}</span>" if came else ""
    return (
        f"<p style='margin:0 0 6px 0'><span style='color:{MUTED}'>{day_words(operation.at)} {escape(operation.who)} "
        f"{escape(what)}</span><br><span style='color:{FAINT}'>{before}</span> → "
        f"<span style='color:{ADDED_TEXT}'>{'内容不变' if change.repeats else after}</span>{origin}</p>"
    )
