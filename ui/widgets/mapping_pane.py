"""One kind of the mapping between two lists: chips, the lines side by side with their differences, and a line's own links."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QPushButton, QStyleOptionViewItem, QVBoxLayout, QWidget

from qcapp.domain.differing import Span, differing
from qcapp.domain.succession import LinkKind
from qcapp.merge.plan_mapping import Relation
from qcapp.services.plan_import import ImportPreview
from ui.models.mapped import MappedModel, MappedRole, MappedRow, chips_of, choices, chosen_rows, mapped_rows
from ui.theme import base_font, set_role
from ui.widgets.chips import ChipRow
from ui.widgets.diff_text import Mark, MarkedText, count_lines, paint_marked
from ui.widgets.empty import EmptyWords
from ui.widgets.keys_field import KeysField
from ui.widgets.labels import ElidedLabel
from ui.widgets.pill import paint_pill
from ui.widgets.plain_table import PAD, OpeningTable, PillDelegate, RowDelegate, TableRole, paint_ground

Index = QModelIndex | QPersistentModelIndex

_PAD_Y: Final = 5
_MOST_LINES: Final = 7
_WIDTHS: Final = {MappedModel.RELATION: 92, MappedModel.SURE: 56, MappedModel.WHY: 190}
_UNITS: Final = {LinkKind.MEASURE: "措施", LinkKind.TASK: "任务", LinkKind.UNIT: "单位"}


class _SideDelegate(RowDelegate):
    """The two texts, what went in red and what came in green; the reason over as many lines as it takes."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(MappedRole.ROW)
        room = paint_ground(painter, option).adjusted(PAD, _PAD_Y, -PAD, -_PAD_Y)
        if isinstance(row, MappedRow):
            paint_marked(painter, room, _marked(row, index), base_font())


def _marked(row: MappedRow, index: Index) -> MarkedText:
    column = index.column()
    if column not in (MappedModel.OLD, MappedModel.NEW):
        return MarkedText(str(index.data()), muted=True)
    if not (row.old and row.new):
        text = row.old if column == MappedModel.OLD else row.new
        return MarkedText(text) if text else MarkedText(str(index.data()), absent=True)
    removed, added = differing(row.old, row.new)
    if row.line.relation is Relation.SAME:
        return MarkedText(row.old if column == MappedModel.OLD else row.new)
    if column == MappedModel.OLD:
        return MarkedText(row.old, _words_only(row.old, removed), Mark.EARLIER)
    return MarkedText(row.new, _words_only(row.new, added), Mark.ADDED)


def _words_only(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Another number before the words is no difference of the words."""
    return tuple(span for span in spans if span[0] or not text[: span[1]].rstrip(". ").isdecimal())


class _TopPill(PillDelegate):
    """At the height of the first line of the texts beside it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = paint_ground(painter, option)
        pill = index.data(TableRole.PILL)
        if pill:
            paint_pill(painter, rect.topLeft() + QPoint(PAD, _PAD_Y - 1), *pill)


class _MappedTable(OpeningTable):
    """Rows as high as their words."""

    def __init__(self, name: str, model: MappedModel) -> None:
        super().__init__(name)
        self._mapped = model
        self.setModel(model)
        self.setSelectionMode(OpeningTable.SelectionMode.SingleSelection)
        self.setItemDelegate(_SideDelegate(self))
        self.setItemDelegateForColumn(MappedModel.RELATION, _TopPill(self))
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        for column in (MappedModel.OLD, MappedModel.NEW):
            self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.fit_rows)
        model.modelReset.connect(self._later.start)

    @Slot()
    def fit_rows(self) -> None:
        metrics, font = QFontMetrics(base_font()), base_font()
        room = self.columnWidth(MappedModel.OLD) - 2 * PAD
        for place, row in enumerate(self._mapped.rows):
            lines = max(count_lines(text, room, font, _MOST_LINES) for text in (row.old or "无", row.new or "无"))
            why = count_lines(row.line.why or "无", self.columnWidth(MappedModel.WHY) - 2 * PAD, font, _MOST_LINES)
            self.setRowHeight(place, max(lines, why) * metrics.lineSpacing() + 2 * _PAD_Y)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._later.start()


class MappingPane(QWidget):
    """``changed(preview)`` once a person has said of a line what it goes on with."""

    changed = Signal(object)

    def __init__(self, kind: LinkKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self._preview: ImportPreview | None = None
        self._rows: tuple[MappedRow, ...] = ()
        self._key: object = None
        self.model = MappedModel(self)
        self.chips = ChipRow()
        self.table = _MappedTable(f"{_UNITS[kind]}的对应关系", self.model)
        set_role(self.table, "framed")
        self.none_found = EmptyWords("这一类没有", "", self.table.viewport())
        self.about = ElidedLabel(role="heading")
        self.word = QLabel()
        set_role(self.word, "muted")
        self.field = KeysField("接着哪一项", "查找：文字、序号、拼音首字母")
        self.next = QPushButton("就这样，看下一条(&N)")
        self.next.setAutoDefault(False)
        self.next.setToolTip("认可这一行现在的对应关系")
        self._lay_out()
        self.chips.chosen.connect(self._list)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.opened.connect(self.field.combo.setFocus)
        self.field.changed.connect(self._link)
        self.next.clicked.connect(self._agree)

    @property
    def row(self) -> MappedRow | None:
        at = self.table.currentIndex().row()
        return self.model.rows[at] if 0 <= at < len(self.model.rows) else None

    @property
    def doubtful(self) -> int:
        return sum(row.doubtful for row in self._rows)

    def show_preview(self, preview: ImportPreview, *, anew: bool = False) -> None:
        """``anew``: of another file; doubtful lines first, where there are any. Lines stay in their order while they are gone
        through."""
        self._preview = preview
        rows = mapped_rows(preview, self.kind)
        if not anew:
            places = {row.key: place for place, row in enumerate(self._rows)}
            rows = tuple(sorted(rows, key=lambda row: places.get(row.key, len(places))))
        self._rows = rows
        self.chips.set_chips(chips_of(rows))
        if anew:
            self._key = None
            self.chips.choose("")
        self._list()

    @Slot()
    def _list(self) -> None:
        key = self._key
        self.model.show_rows(chosen_rows(self._rows, self.chips.current))
        self.none_found.setVisible(not self.model.rows)
        if self.model.rows:
            at = max(self.model.row_of(key), 0)
            self.table.selectRow(at)
            self.table.scrollTo(self.model.index(at, 0))
        self._show()

    @Slot(QModelIndex, QModelIndex)
    def _chosen(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self._show()

    def _show(self) -> None:
        row, preview = self.row, self._preview
        for widget in (self.field, self.next):
            widget.setEnabled(row is not None)
        if row is None or preview is None:
            self.about.setText("")
            self.word.setText("")
            return
        self._key = row.key
        new, old = preview.plan.year, preview.before.year
        if row.line.new:
            self.about.setText(f"{new} 年　{row.new}".replace("\n", " "))
            self.word.setText(f"接着 {old} 年的哪一项（可以几项，都去掉就是新增）")
            self.field.offer(choices(preview.before, self.kind))
            self.field.show_keys(row.line.olds)
        else:
            self.about.setText(f"{old} 年　{row.old}".replace("\n", " "))
            self.word.setText(f"{new} 年由哪一项接着（不选就是不再列入）")
            self.field.offer(choices(preview.plan, self.kind))
            self.field.show_keys(())

    @Slot()
    def _link(self) -> None:
        """As the field says now."""
        row, preview = self.row, self._preview
        if row is None or preview is None:
            return
        keys = self.field.keys
        if row.line.new:
            self._tell(preview.linked(self.kind, row.line.new, keys))
            return
        for new in keys:
            olds = preview.mapping.chosen[self.kind][new]
            preview = preview.linked(self.kind, new, (*olds, *row.line.olds))
            self._key = (new, ())
        self._tell(preview)

    @Slot()
    def _agree(self) -> None:
        """What is proposed is right: it is doubtful no more. On to the next line."""
        row, preview = self.row, self._preview
        if row is None or preview is None:
            return
        at = self.table.currentIndex().row()
        if row.line.new and not row.line.told:
            preview = preview.linked(self.kind, row.line.new, row.line.olds)
        self._key = self.model.rows[min(at + 1, len(self.model.rows) - 1)].key
        self._tell(preview)

    def _tell(self, preview: ImportPreview) -> None:
        self.show_preview(preview)
        self.changed.emit(preview)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.chips)
        top.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.word, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        row.addWidget(self.next)
        self.word.setBuddy(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.about)
        column.addLayout(row)
        column.addWidget(self.field)
