"""来源 of the field at hand: file, day, place, what was decided and by whom; the returned file itself is a click away."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellValue, Source
from qcapp.domain.period import Period
from qcapp.merge.origin import decision_words, is_typed, origin_parts
from ui.theme import set_role
from ui.widgets.labels import ElidedLabel, WrappedLabel


def source_words(value: CellValue | None, period: Period) -> str:
    """来自《区税务局_202107.xlsx》7月22日; an older month's value says whose it is."""
    if value is None or not value.text:
        return ""
    carried = "" if value.period == period else f"沿用{value.period.label} · "
    source = value.source
    if source.file is None or is_typed(source):
        return f"{carried}{decision_words(source) or '手工录入'} {value.at.month}月{value.at.day}日"
    day = source.received or value.at.date()
    return f"{carried}来自《{source.file}》{day.month}月{day.day}日"


def source_line(value: CellValue | None, period: Period) -> str:
    """All that is known: 来自《…》 · 7月22日收到 · 《下发表》第 7 行第 6 列 · 用来表 · 经办人 7月23日 入账."""
    if value is None or not value.text:
        return ""
    carried = () if value.period == period else (f"沿用{value.period.label}",)
    parts = origin_parts(value.source)
    verb = "入账" if value.source.file and not is_typed(value.source) else "" if parts else "手工录入"
    return " · ".join((*carried, *parts, f"{value.who} {value.at.month}月{value.at.day}日{verb}"))


class SourceBox(QWidget):
    """``open_requested(sha256, name)``, ``save_requested(sha256, name)``: the returned file that the words came in."""

    open_requested = Signal(str, str)
    save_requested = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = Source(None, None)
        self.heading = ElidedLabel(role="muted")
        self.words = WrappedLabel(role="faint")
        self.open_button = _link("打开原件")
        self.save_button = _link("另存原件…")
        top = QHBoxLayout()
        top.setContentsMargins(0, 3, 0, 0)
        top.setSpacing(10)
        top.addWidget(self.heading, 1)
        top.addWidget(self.open_button)
        top.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(top)
        column.addWidget(self.words)
        self.open_button.clicked.connect(self._open)
        self.save_button.clicked.connect(self._save)
        self.hide()

    @property
    def tab_chain(self) -> tuple[QWidget, ...]:
        return (self.open_button, self.save_button)

    def show_source(self, field: str, value: CellValue | None, period: Period) -> None:
        """Of a field key's value; hidden where there is none."""
        words = source_line(value, period)
        self._source = value.source if value is not None else Source(None, None)
        heading = field_for(field).heading
        self.heading.setText(f"来源（{heading}）")
        self.words.setText(words)
        self.words.setAccessibleName(f"{heading}的来源：{words}")
        kept = bool(self._source.sha256 and self._source.file)
        self.open_button.setVisible(kept)
        self.save_button.setVisible(kept)
        self.setVisible(bool(words))

    @Slot()
    def _open(self) -> None:
        if self._source.sha256 and self._source.file:
            self.open_requested.emit(self._source.sha256, self._source.file)

    @Slot()
    def _save(self) -> None:
        if self._source.sha256 and self._source.file:
            self.save_requested.emit(self._source.sha256, self._source.file)


def _link(words: str) -> QPushButton:
    button = QPushButton(words)
    set_role(button, "link")
    return button
