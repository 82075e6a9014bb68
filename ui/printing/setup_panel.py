"""The page setup as fields: paper, direction, margins, type, what stands on each page. Beside the preview, or in a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.page_setup import (
    LEAST_MARGIN,
    MOST_MARGIN,
    STANDARD,
    ColumnWidths,
    Margins,
    Orientation,
    PageNumbers,
    PageSetup,
)
from qcapp.domain.settings import COLUMN_WIDTHS, PAGE_NUMBERS, SCALE
from qcapp.forms.layout import Paper
from ui.theme import Tone, set_role, set_tone
from ui.widgets.choice_field import ChoiceField
from ui.widgets.labels import WrappedLabel
from ui.widgets.number_field import NumberField

_SIDES: Final = (("top", "上"), ("bottom", "下"), ("left", "左"), ("right", "右"))
_NARROW, _WIDE = Margins(8, 8, 12, 8), Margins(25, 25, 25, 25)
_FIELD_WIDTH: Final = 62


class _Kind(Enum):
    """Margins by name; the value is the word."""

    STANDARD = "标准（随纸张）"
    NARROW = "窄"
    WIDE = "宽"
    OWN = "自定"


_BY_KIND: Final = {_Kind.NARROW: _NARROW, _Kind.WIDE: _WIDE}


class SetupPanel(QWidget):
    """``changed``: something else is set now, and all that is written can be understood."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paper = ChoiceField("纸张", [(paper.name, paper.name) for paper in (Paper.A3, Paper.A4)])
        self.turned = ChoiceField("方向", [(each.value, each.word) for each in Orientation])
        self.margins = _chooser("页边距", [(kind.name, kind.value) for kind in _Kind])
        self.sides = {key: NumberField(f"{word}边距，毫米", LEAST_MARGIN, MOST_MARGIN) for key, word in _SIDES}
        self.scale = NumberField("字号缩放，百分比", SCALE.least, SCALE.most, 5.0)
        self.widths = _chooser("列宽", COLUMN_WIDTHS.choices)
        self.numbers = _chooser("页码", PAGE_NUMBERS.choices)
        self.header, self.title = QCheckBox("每页都印表头"), QCheckBox("每页都印标题")
        self.printed, self.striped = QCheckBox("印打印日期"), QCheckBox("隔行底纹")
        self.keep = QCheckBox("一条尽量不分在两页")
        self.trouble = WrappedLabel("")
        self.defaults = QPushButton("恢复默认")
        self._shown: tuple[Paper, PageSetup] = (Paper.A3, STANDARD)
        self._loading = False
        self._lay_out()
        self._connect()

    @property
    def value(self) -> tuple[Paper, PageSetup]:
        """What was set last that can be understood."""
        return self._shown

    def load(self, paper: Paper, setup: PageSetup) -> None:
        """Without a signal."""
        self._loading = True
        self.paper.load(paper.name)
        self.turned.load(setup.orientation.value)
        kind = _kind_of(setup.margins)
        self.margins.setCurrentIndex(self.margins.findData(kind.name))
        self._write_sides(paper, setup.margins)
        self.scale.load(str(setup.scale))
        self.widths.setCurrentIndex(self.widths.findData(setup.widths.value))
        self.numbers.setCurrentIndex(self.numbers.findData(setup.numbers.value))
        for box, on in (
            (self.header, setup.header_on_each), (self.title, setup.title_on_each), (self.printed, setup.printed_on),
            (self.striped, setup.striped), (self.keep, setup.keep_rows),
        ):
            box.setChecked(on)
        self._shown = paper, setup
        self._loading = False
        self._show_trouble("")

    # How it looks

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(9)
        grid.setColumnStretch(1, 1)
        scale = _row(self.scale, QLabel("%"))
        fields: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            ("纸张", self.paper), ("方向", self.turned), ("页边距", self.margins),
        )
        for place, (word, field) in enumerate(fields):
            _add(grid, place, word, field)
        grid.addLayout(self._sides_grid(), 3, 0, 1, 2)
        others: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (("字号", scale), ("列宽", self.widths), ("页码", self.numbers))
        for place, (word, field) in enumerate(others, start=4):
            _add(grid, place, word, field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(9)
        column.addLayout(grid)
        for box in (self.header, self.title, self.keep, self.printed, self.striped):
            column.addWidget(box)
        column.addWidget(self.trouble)
        column.addLayout(_row(self.defaults))
        self.trouble.hide()
        self.scale.setFixedWidth(_FIELD_WIDTH + 8)
        set_role(self.defaults, "small")
        self.defaults.setAutoDefault(False)

    def _sides_grid(self) -> QGridLayout:
        """Two rows of two, so that a narrow panel holds them."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(6)
        for place, (key, word) in enumerate(_SIDES):
            row, column = divmod(place, 2)
            label = QLabel(word)
            set_role(label, "muted")
            grid.addWidget(label, row, column * 3)
            self.sides[key].setFixedWidth(_FIELD_WIDTH)
            grid.addWidget(self.sides[key], row, column * 3 + 1)
            grid.setColumnMinimumWidth(2, 10)
        unit = QLabel("毫米")
        set_role(unit, "muted")
        grid.addWidget(unit, 1, 5)
        grid.setColumnStretch(6, 1)
        return grid

    def _connect(self) -> None:
        for choice in (self.paper, self.turned):
            choice.changed.connect(self._changed)
        for chooser in (self.widths, self.numbers):
            chooser.currentIndexChanged.connect(self._changed)
        self.margins.currentIndexChanged.connect(self._margins_chosen)
        for number in self.sides.values():
            number.changed.connect(self._side_typed)
        self.scale.changed.connect(self._changed)
        for box in (self.header, self.title, self.printed, self.striped, self.keep):
            box.toggled.connect(self._changed)
        self.defaults.clicked.connect(self._reset)

    # What is set

    @Slot()
    def _reset(self) -> None:
        """All but the paper, which is what lies in the printer."""
        paper = self._shown[0]
        before = self._shown
        self.load(paper, STANDARD)
        if before != self._shown:
            self.changed.emit()

    @Slot()
    def _margins_chosen(self) -> None:
        if self._loading:
            return
        kind = self._margins_kind
        if kind is not _Kind.OWN:
            self._loading = True
            self._write_sides(self._paper, _BY_KIND.get(kind))
            self._loading = False
        self._changed()

    @Slot()
    def _side_typed(self) -> None:
        if not self._loading:
            self._loading = True
            self.margins.setCurrentIndex(self.margins.findData(_Kind.OWN.name))
            self._loading = False
            self._changed()

    @Slot()
    def _changed(self) -> None:
        if self._loading:
            return
        if self._margins_kind is _Kind.STANDARD:
            self._loading = True
            self._write_sides(self._paper, None)  # those of another paper are others
            self._loading = False
        trouble = self._wrong()
        self._show_trouble(trouble)
        if trouble or self._read() == self._shown:
            return
        self._shown = self._read()
        self.changed.emit()

    def _read(self) -> tuple[Paper, PageSetup]:
        margins = None
        if self._margins_kind is not _Kind.STANDARD:
            top, right, bottom, left = (self.sides[key].number() or 0.0 for key in ("top", "right", "bottom", "left"))
            margins = Margins(top, right, bottom, left)
        return self._paper, PageSetup(
            Orientation(self.turned.value()), margins, round(self.scale.number() or SCALE.least),
            ColumnWidths(self.widths.currentData()), self.header.isChecked(), self.title.isChecked(),
            PageNumbers(self.numbers.currentData()), self.printed.isChecked(), self.keep.isChecked(), self.striped.isChecked(),
        )

    def _wrong(self) -> str:
        number = self.scale.number()
        if number is None or number != round(number):
            return f"字号缩放要写 {SCALE.least:g} 到 {SCALE.most:g} 的整数"
        if any(side.number() is None for side in self.sides.values()):
            return f"页边距要写 {LEAST_MARGIN:g} 到 {MOST_MARGIN:g} 毫米"
        return ""

    @property
    def _paper(self) -> Paper:
        return Paper[self.paper.value()]

    @property
    def _margins_kind(self) -> _Kind:
        return _Kind[self.margins.currentData()]

    def _write_sides(self, paper: Paper, margins: Margins | None) -> None:
        from ui.pdf.sheet import standard_margins

        shown = margins or standard_margins(paper)
        for key, field in self.sides.items():
            field.load(f"{getattr(shown, key):g}")

    def _show_trouble(self, words: str) -> None:
        self.trouble.setText(words)
        set_tone(self.trouble, Tone.BAD if words else None)
        self.trouble.setVisible(bool(words))


def _kind_of(margins: Margins | None) -> _Kind:
    if margins is None:
        return _Kind.STANDARD
    return next((kind for kind, known in _BY_KIND.items() if known == margins), _Kind.OWN)


def _chooser(name: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for value, words in choices:
        box.addItem(words, value)
    return box


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _add(grid: QGridLayout, row: int, word: str, field: QWidget | QHBoxLayout) -> None:
    label = QLabel(word)
    set_role(label, "muted")
    grid.addWidget(label, row, 0)
    if isinstance(field, QWidget):
        grid.addWidget(field, row, 1)
    else:
        grid.addLayout(field, row, 1)
