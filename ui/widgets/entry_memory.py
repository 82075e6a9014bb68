"""What an entry was before: earlier months' progress, and the trail of its changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellValue
from qcapp.domain.operation_words import change_state, kind_words
from qcapp.domain.operations import Change
from qcapp.domain.period import Period
from qcapp.domain.text import shortened
from qcapp.merge.origin import origin_parts
from ui.theme import ADDED_TEXT, BLUE, FAINT, MUTED, scheme, set_role
from ui.widgets.labels import Fold, WrappedLabel
from ui.widgets.linked_text import LinkedText
from ui.widgets.source_box import source_words

_PAST_CHARS = 300
_MOST_LINES = 24
_CHANGE_CHARS = 80
_MOST_CHANGES = 30


def day_words(at: datetime) -> str:
    return f"{at.month}月{at.day}日 {at:%H:%M}"


class PastBox(QWidget):
    """Earlier months, newest first: month, words, and the file that they came in, a click away.

    ``month_chosen(Period)``; ``file_chosen(SHA-256, name)``; ``year_wanted``; ``plan_wanted``;
    ``comparing_changed`` by 与上月比较.
    """

    month_chosen = Signal(object)
    file_chosen = Signal(str, str)
    year_wanted = Signal()
    plan_wanted = Signal()
    comparing_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._past: tuple[CellValue, ...] = ()
        self.compare_button = QPushButton("与上月比较")
        self.compare_button.setCheckable(True)
        self.compare_button.setToolTip("在每一栏下面列出上月的内容，标出不同的词（Ctrl+M）")
        self.year_button = QPushButton("看这一年")
        self.year_button.setToolTip("在“往期”页看这一条措施各月的内容")
        self.plan_button = QPushButton("看清单")
        self.plan_button.setToolTip("在“清单”页看这一条措施的原文、责任单位和变更")
        self.list = LinkedText("往期")
        self._lay_out()
        self.compare_button.toggled.connect(self._toggled)
        self.year_button.clicked.connect(self.year_wanted)
        self.plan_button.clicked.connect(self.plan_wanted)
        self.list.followed.connect(self._follow)

    @property
    def tab_chain(self) -> tuple[QWidget, ...]:
        return (self.compare_button, self.year_button, self.plan_button, self.list)

    @property
    def comparing(self) -> bool:
        return self.compare_button.isChecked()

    def set_comparing(self, on: bool) -> None:
        self.compare_button.setChecked(on)

    def show_past(self, past: Sequence[CellValue]) -> None:
        self._past = tuple(past)
        self.list.show_words(self._html)

    def _html(self) -> str:
        return "".join(map(_past_html, self._past)) or f"<p style='margin:0;color:{MUTED}'>此前各月没有填报。</p>"

    def _lay_out(self) -> None:
        for button in (self.compare_button, self.year_button, self.plan_button):
            set_role(button, "link")
        label = QLabel("往期")
        set_role(label, "muted")
        label.setBuddy(self.list)
        top = QHBoxLayout()
        top.setContentsMargins(0, 3, 0, 0)
        top.setSpacing(10)
        top.addWidget(label)
        top.addStretch(1)
        top.addWidget(self.compare_button)
        top.addWidget(self.year_button)
        top.addWidget(self.plan_button)
        frame = QFrame()
        set_role(frame, "quiet")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(6, 3, 6, 3)
        inside.addWidget(self.list)
        self.list.fit_lines(_MOST_LINES)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(frame)

    @Slot(bool)
    def _toggled(self, on: bool) -> None:
        self.compare_button.setText("不比较" if on else "与上月比较")
        self.comparing_changed.emit(on)

    @Slot(str)
    def _follow(self, target: str) -> None:
        kind, _, rest = target.partition(":")
        first, _, name = rest.partition(" ")
        if kind == "month":
            self.month_chosen.emit(Period.parse(first))
        else:
            self.file_chosen.emit(first, name)


def _past_html(value: CellValue) -> str:
    month = _link(f"month:{value.period}", str(value.period), MUTED)
    words = escape(shortened(value.text, _PAST_CHARS))
    came = source_words(value, value.period)
    sha256, file = value.source.sha256, value.source.file
    kept = bool(sha256 and file)
    origin = _link(f"file:{sha256} {file}", came, BLUE) if kept else f"<span style='color:{FAINT}'>{escape(came)}</span>"
    return f"<p style='margin:0 0 5px 0;font-size:12px'>{month}&nbsp;&nbsp; {words}<br>{origin}</p>"


def _link(target: str, words: str, colour: object) -> str:
    return f"<a href='{escape(target, quote=True)}' style='color:{colour};text-decoration:none'>{escape(words)}</a>"


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
    undone = f"（{state}）" if (state := change_state(change)) else ""
    what = f"{kind_words(operation)}{undone} · {change.key.period.label} {heading}"
    before = escape(shortened(change.before, _CHANGE_CHARS)) or "（空）"
    after = escape(shortened(change.after, _CHANGE_CHARS)) or "（空）"
    came = escape(" · ".join(origin_parts(change.source)))
    origin = f"<br><span style='color:{FAINT}'>{came}</span>" if came else ""
    return (
        f"<p style='margin:0 0 6px 0'><span style='color:{MUTED}'>{day_words(operation.at)} {escape(operation.who)} "
        f"{escape(what)}</span><br><span style='color:{FAINT}'>{before}</span> → "
        f"<span style='color:{ADDED_TEXT}'>{'内容不变' if change.repeats else after}</span>{origin}</p>"
    )
