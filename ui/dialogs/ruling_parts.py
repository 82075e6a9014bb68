"""The parts of 认定…: a lamp by hand, an exemption, an extension. Each says what is missing, and answers a wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import QDate, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.lamps import Lamp
from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.rulings import Ruling, day_words
from qcapp.domain.status import Status
from ui.models.ruling_wishes import Exempt, Extend, Lift, SetLamp, Wish
from ui.theme import set_role
from ui.widgets.calendar import CalendarEdit
from ui.widgets.labels import WrappedLabel
from ui.widgets.lamp import LampLabel

_NO_REASON: Final = "请写明理由，通报和绩效考核要用。"


@dataclass(frozen=True, slots=True)
class RulingOffer:
    """The entry that is ruled on. ``automatic``: how it would stand without a lamp set by hand."""

    snapshot: Snapshot
    key: EntryKey
    today: date
    automatic: Status

    @property
    def period(self) -> Period:
        return self.snapshot.period

    @property
    def count(self) -> int:
        """Measures of the unit."""
        return len(self.snapshot.plan.measures_of[self.key.unit])


class RulingPart(QWidget):
    """``word`` is on the button that carries it out. ``changed`` whenever ``trouble`` or the wish may be another."""

    changed = Signal()
    word = ""
    asks_late = False
    """Whether its button can be pressed whatever the trouble, which is told then: what is being typed may mend it."""
    _settled: tuple[object, ...] = ()

    def filled(self) -> tuple[object, ...]:
        """What stands in it, to be compared."""
        raise NotImplementedError

    def settle(self) -> None:
        """What stands in it is nobody's loss any more."""
        self._settled = self.filled()

    @property
    def touched(self) -> bool:
        """Whether a person has filled in something that was not carried out."""
        return self.filled() != self._settled

    def trouble(self) -> str:
        """What is missing, "" when it can be carried out."""
        return ""

    def hint(self) -> str:
        """What carrying it out will do."""
        return ""

    def wish(self) -> Wish:
        raise NotImplementedError


class ReasonLine(QLineEdit):
    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("理由")
        self.setPlaceholderText(hint)

    @property
    def words(self) -> str:
        return self.text().strip()


class ScopeChoice(QWidget):
    """This measure, or all of the unit's; nothing to choose where the unit has but one."""

    changed = Signal()

    def __init__(self, offer: RulingOffer, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.one = QRadioButton(f"只{verb}第 {offer.key.no} 条")
        self.all = QRadioButton(f"{verb}{offer.key.unit}的全部 {offer.count} 条")
        self.one.setChecked(True)
        self.all.setVisible(offer.count > 1)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        for button in (self.one, self.all):
            self._group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.setFocusProxy(self.one)
        self.all.toggled.connect(self._turned)

    @property
    def whole(self) -> bool:
        return self.all.isChecked()

    @Slot(bool)
    def _turned(self, on: bool) -> None:
        self.setFocusProxy(self.all if on else self.one)
        self.changed.emit()


class LampPart(RulingPart):
    """``held``: the lamp set by hand that holds now."""

    word = "定灯"

    def __init__(self, offer: RulingOffer, held: Ruling | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer, self.held = offer, held
        self.automatic = QRadioButton("自动")
        self.lamps = {lamp: QRadioButton() for lamp in (Lamp.GREEN, Lamp.YELLOW, Lamp.RED)}
        self.reason = ReasonLine("如：上级已同意顺延，按计划推进")
        self._group = QButtonGroup(self)
        self._lay_out()
        self.show_held(held)
        for button in (self.automatic, *self.lamps.values()):
            button.toggled.connect(self._turned)
        self.reason.textChanged.connect(self.changed)

    def show_held(self, held: Ruling | None) -> None:
        """What is set by hand now."""
        self.held = held
        button = self.lamps.get(held.lamp, self.automatic) if held and held.lamp else self.automatic
        button.setChecked(True)
        self.reason.setText(held.reason if held else "")
        self._turned()
        self.settle()

    def filled(self) -> tuple[object, ...]:
        return self.chosen, self.reason.words if self.chosen else ""

    @property
    def chosen(self) -> Lamp | None:
        """None: as it comes by itself."""
        return next((lamp for lamp, button in self.lamps.items() if button.isChecked()), None)

    def trouble(self) -> str:
        if self.chosen is None:
            return "" if self.held else "现在就是自动亮灯，不用改。"
        if self.held and (self.held.lamp, self.held.reason) == (self.chosen, self.reason.words):
            return "这盏灯已经这样定了，不用改。"
        return "" if self.reason.words else _NO_REASON

    def hint(self) -> str:
        if self.chosen is None:
            return f"撤回人工定的灯，改回{self._offer.automatic.lamp.word}。"
        return f"{self._offer.period.label}这一条显示{self.chosen.word}，不再随时限和进度变。"

    def wish(self) -> Wish:
        if self.chosen is None:
            assert self.held is not None
            return Lift(self.held)
        return SetLamp(self.chosen, self.reason.words)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        told = QHBoxLayout()
        told.setSpacing(8)
        told.addWidget(self.automatic)
        told.addWidget(LampLabel(self._offer.automatic.lamp))
        told.addWidget(WrappedLabel(self._offer.automatic.reason, "muted"), 1)
        self.automatic.setAccessibleName(f"自动：{self._offer.automatic.lamp.word}，{self._offer.automatic.reason}")
        column.addLayout(told)
        row = QHBoxLayout()
        row.setSpacing(4)
        self._group.addButton(self.automatic)
        for lamp, button in self.lamps.items():
            self._group.addButton(button)
            button.setAccessibleName(f"人工定为{lamp.word}")
            row.addWidget(button)
            row.addWidget(_Pressing(lamp, button))
            row.addSpacing(18)
        row.addStretch(1)
        column.addLayout(row)
        column.addLayout(fields(("理由(&R)", self.reason)))
        column.addStretch(1)

    @Slot()
    def _turned(self) -> None:
        self.reason.setEnabled(self.chosen is not None)
        self.changed.emit()


class _Pressing(LampLabel):
    """The lamp beside its button chooses it too."""

    def __init__(self, lamp: Lamp, button: QRadioButton) -> None:
        super().__init__(lamp)
        self._button = button

    def mousePressEvent(self, event: object) -> None:
        self._button.setChecked(True)
        self._button.setFocus()


class ExemptPart(RulingPart):
    word = "免报"

    def __init__(self, offer: RulingOffer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer = offer
        self.scope = ScopeChoice(offer, "免")
        self.until = QComboBox()
        self.until.setAccessibleName("免报到哪个月")
        for period in months_from(offer.period, offer.snapshot.plan.year):
            self.until.addItem(f"只免 {period.label}" if period == offer.period else f"到 {period.label}", period)
        self.reason = ReasonLine("如：任务已移交，区政府办〔2021〕12号")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addLayout(fields(("范围(&S)", self.scope), ("月份(&M)", self.until), ("理由(&R)", self.reason)))
        column.addStretch(1)
        self.scope.changed.connect(self.changed)
        self.until.currentIndexChanged.connect(self.changed)
        self.reason.textChanged.connect(self.changed)
        self.settle()

    def filled(self) -> tuple[object, ...]:
        return self.scope.whole, self.until.currentIndex(), self.reason.words

    def trouble(self) -> str:
        return "" if self.reason.words else _NO_REASON

    def hint(self) -> str:
        months = self.until.currentIndex() + 1
        span = f"{self._offer.period.label}" if months == 1 else f"{self._offer.period.label}起 {months} 个月"
        return f"{span}不计入应报，名单和理由列在通报里。"

    def wish(self) -> Wish:
        return Exempt(self.scope.whole, self.until.currentData(), self.reason.words)


class ExtendPart(RulingPart):
    word = "准予延期"

    def __init__(self, offer: RulingOffer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer = offer
        self._due = offer.snapshot.due
        self.scope = ScopeChoice(offer, "延")
        first = _later(self._due, offer.today)
        self.until = CalendarEdit(QDate(first.year, first.month, first.day))
        self.until.setDisplayFormat("yyyy年M月d日")
        self.until.setAccessibleName("延期到哪一天")
        self.reason = ReasonLine("如：单位来函说明，需等上级数据")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.until)
        line.addWidget(QLabel(f"24:00 前报送都算按时；原定 {day_words(self._due, offer.period.year)}"))
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.addLayout(fields(("范围(&S)", self.scope), ("延到(&U)", line), ("理由(&R)", self.reason)))
        column.addStretch(1)
        self.scope.changed.connect(self.changed)
        self.until.dateChanged.connect(self.changed)
        self.reason.textChanged.connect(self.changed)
        self.settle()

    def filled(self) -> tuple[object, ...]:
        return self.scope.whole, self.day, self.reason.words

    @property
    def day(self) -> date:
        day = self.until.date()
        return date(day.year(), day.month(), day.day())

    def trouble(self) -> str:
        if self.day <= self._due:
            return f"延期要晚于原定的 {day_words(self._due, self._offer.period.year)}，请改日期。"
        return "" if self.reason.words else _NO_REASON

    def hint(self) -> str:
        return "到期之前不计入应报，也不算逾期；名单和理由列在通报里。"

    def wish(self) -> Wish:
        return Extend(self.scope.whole, self.day, self.reason.words)


def months_from(period: Period, year: int) -> tuple[Period, ...]:
    """The month and those after it in the year of the list; the month alone where it is of another year."""
    if period.year != year:
        return (period,)
    return tuple(Period(year, month) for month in range(period.month, 13))


def _later(due: date, today: date) -> date:
    """A day to begin with: five working days after the due day, or after today where that is over."""
    from qcapp.domain.workdays import workday_after  # the calendar is only needed here

    return workday_after(max(due, today), 5)


def fields(*rows: tuple[str, QWidget | QHBoxLayout]) -> QGridLayout:
    """Fields below each other behind their words."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(10)
    grid.setColumnMinimumWidth(0, 56)
    grid.setColumnStretch(1, 1)
    for place, (word, field) in enumerate(rows):
        label = QLabel(word)
        set_role(label, "muted")
        grid.addWidget(label, place, 0)
        if isinstance(field, QWidget):
            label.setBuddy(field)
            stretch = isinstance(field, QLineEdit | ScopeChoice)
            grid.addWidget(field, place, 1, *(() if stretch else (Qt.AlignmentFlag.AlignLeft,)))
        else:
            label.setBuddy(field.itemAt(0).widget())
            grid.addLayout(field, place, 1)
    return grid

