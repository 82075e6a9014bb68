"""往期, 上次通报以来: what is different from when a 通报 went out; which one is chosen, the newest to begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import Bulletin
from qcapp.domain.period import Period
from qcapp.domain.text import comparable
from qcapp.forms.list_table import ListTable
from qcapp.publish.since_issue import Altered, SinceIssue
from ui.models.altered import AlteredModel, altered_rows, beside_html, bulletin_words
from ui.theme import set_role
from ui.widgets.changes_table import ChangesTable
from ui.widgets.chips import ChipRow
from ui.widgets.linked_text import LinkedText

_ALL = "all"
_ARROW = 46
_BESIDE_LINES = 5


class SinceLeaf(QFrame):
    """``bulletin_chosen(Bulletin)``; ``opened(number, unit, month)``; ``file_wanted(SHA-256, name)``;
    ``operation_wanted(id)``; ``bulletin_page_wanted``; ``shown`` after each drawing."""

    bulletin_chosen = Signal(object)
    opened = Signal(int, str, object)
    file_wanted = Signal(str, str)
    operation_wanted = Signal(str)
    bulletin_page_wanted = Signal()
    shown = Signal()

    def __init__(
        self, measure_text: Callable[[CellKey], str], table: Callable[[SinceIssue], ListTable], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._measure_text, self._table = measure_text, table
        self._since: SinceIssue | None = None
        self._words = ""
        self._rows: tuple[Altered, ...] = ()
        self.bulletins = QComboBox()
        self.chips = ChipRow()
        self.model = AlteredModel(self)
        self.table = ChangesTable(self.model, name="通报以来的改动")
        self.beside = LinkedText("通报以来的来表、认定和佐证材料")
        self.nothing = QLabel()
        self.go_button = QPushButton("到“通报”页")
        self._chooser, self._empty = QWidget(), QWidget()
        self._lay_out()
        self._connect()

    def offer(self, bulletins: Sequence[Bulletin], chosen: Bulletin | None) -> None:
        """The newest first. Without a signal."""
        self.bulletins.blockSignals(True)
        self.bulletins.clear()
        for bulletin in bulletins:
            self.bulletins.addItem(bulletin_words(bulletin), bulletin)
        if chosen is not None:
            self.bulletins.setCurrentIndex(list(bulletins).index(chosen))
        self.bulletins.blockSignals(False)
        self._chooser.setVisible(bool(bulletins))

    def show_since(self, since: SinceIssue) -> None:
        self._since = since
        self._draw()

    def show_trouble(self, sentence: str, *, not_issued: bool = False) -> None:
        """Why there is nothing to tell; ``not_issued``: with the way to where one is issued."""
        self._since = None
        self._draw(sentence)
        self.go_button.setVisible(not_issued)

    def search(self, text: str) -> None:
        self._words = text
        if self._since is not None:
            self._draw()

    def listed_table(self) -> ListTable | None:
        """Of the fields that are listed."""
        if self._since is None:
            return None
        since = self._since
        return self._table(SinceIssue(since.bulletin, self._rows, since.returned, since.ruled, since.attached))

    def status_words(self) -> str:
        if self._since is None:
            return ""
        return f"{self._since.title} · 列出 {len(self._rows)} 处"

    def focus_first(self) -> None:
        self.table.setFocus()

    def _draw(self, trouble: str = "") -> None:
        since = self._since
        found = [each for each in since.altered if self._says(each)] if since else []
        months = sorted({each.key.period for each in since.altered}) if since else []
        counts = {str(period): sum(each.key.period == period for each in found) for period in months}
        self.chips.set_chips([(_ALL, "全部", len(found)), *((key, Period.parse(key).label, n) for key, n in counts.items())])
        self.chips.setVisible(len(months) > 1)
        self._rows = tuple(each for each in found if self.chips.current in (_ALL, str(each.key.period)))
        self.model.show_rows(altered_rows(self._rows, self._measure_text))
        words = trouble or ("" if self._rows else self._nothing_words(since))
        self.nothing.setText(words)
        self._empty.setVisible(bool(words))
        self.go_button.hide()
        self.table.setVisible(bool(self._rows))
        self.beside.show_words(self._beside, top=True)
        self.beside.setVisible(bool(since and (since.returned or since.ruled or since.attached)))
        if self._rows:
            self.table.selectRow(0)
        self.shown.emit()

    def _nothing_words(self, since: SinceIssue | None) -> str:
        if since is None:
            return ""
        if since.altered:
            return "没有找到这样的改动，换个词或月份试试。"
        return "印发以来，填报内容没有变化。"

    def _beside(self) -> str:
        return beside_html(self._since) if self._since else ""

    def _says(self, each: Altered) -> bool:
        hay = comparable(f"{each.key.no} {each.key.unit} {each.before} {each.after} {each.last.operation.who}")
        return all(comparable(word) in hay for word in self._words.split())

    def _lay_out(self) -> None:
        self.bulletins.setAccessibleName("从哪一次通报算起")
        self.bulletins.setMinimumWidth(self.bulletins.fontMetrics().horizontalAdvance("2021年12月通报 · 12月28日印发") + _ARROW)
        label = QLabel("从")
        after = QLabel("算起")
        for each in (label, after, self.nothing):
            set_role(each, "muted")
        row = QHBoxLayout(self._chooser)
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(8)
        for widget in (label, self.bulletins, after):
            row.addWidget(widget)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._chooser)
        top.addWidget(self.chips)
        top.addStretch(1)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self.beside.fit_lines(_BESIDE_LINES)
        head = QVBoxLayout()
        head.setContentsMargins(11, 0, 11, 0)
        head.setSpacing(6)
        head.addLayout(top)
        head.addWidget(self.beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 10, 1, 1)
        column.setSpacing(8)
        column.addLayout(head)
        empty = QVBoxLayout(self._empty)
        empty.setSpacing(12)
        empty.addStretch(2)
        empty.addWidget(self.nothing)
        empty.addWidget(self.go_button, 0, Qt.AlignmentFlag.AlignHCenter)
        empty.addStretch(3)
        column.addWidget(self.table, 1)
        column.addWidget(self._empty, 1)
        self.beside.hide()
        self._empty.hide()
        self.go_button.hide()

    def _connect(self) -> None:
        self.bulletins.activated.connect(self._chosen)
        self.chips.chosen.connect(self._filtered)
        self.table.opened.connect(self._open)
        self.beside.followed.connect(self._follow)
        self.go_button.clicked.connect(self.bulletin_page_wanted)

    @Slot(int)
    def _chosen(self, at: int) -> None:
        self.bulletin_chosen.emit(self.bulletins.currentData())

    @Slot(str)
    def _filtered(self, key: str) -> None:
        self._draw()

    @Slot()
    def _open(self) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self._rows):
            key = self._rows[at].key
            self.opened.emit(key.no, key.unit, key.period)

    @Slot(str)
    def _follow(self, target: str) -> None:
        kind, _, rest = target.partition(":")
        first, _, name = rest.partition(" ")
        if kind == "file":
            self.file_wanted.emit(first, name)
        elif kind == "done":
            self.operation_wanted.emit(first)
