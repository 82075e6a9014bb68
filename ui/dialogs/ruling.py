"""编辑 → 认定: what the clerk decides about the entry shown, and what holds of it already. Tells wishes, writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from qcapp.domain.rulings import Ruling, RulingKind
from ui.dialogs.ruling_parts import ExemptPart, ExtendPart, LampPart, RulingOffer, RulingPart
from ui.dialogs.ruling_schedule import SchedulePart
from ui.help.key import help_by_f1
from ui.models.ruling_wishes import Lift
from ui.models.ruling_words import holding, made_words, ruling_words
from ui.placing import fitted, room_of
from ui.theme import Tone, set_role, set_tone
from ui.widgets.labels import ElidedLabel, WrappedLabel

_SIZE: Final = (720, 520)
_NOTHING: Final = "现在没有认定：照常报送，灯自动亮。"


class RulingDialog(QDialog):
    """``wished(wish)``; who carries it out then calls ``accept``, ``show_offer`` or ``refuse``."""

    wished = Signal(object)

    def __init__(self, offer: RulingOffer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        help_by_f1(self, "ledger", "灯和认定")
        self.offer = offer
        self.setWindowTitle("认定")
        self.held: list[QPushButton] = []
        self._list = QGridLayout()
        self.tabs = QTabWidget()
        own = {each.kind: each for each in holding(offer.snapshot.rulings, offer.key)}
        self.lamp = LampPart(offer, own.get(RulingKind.LAMP))
        self.exempt = ExemptPart(offer)
        self.extend = ExtendPart(offer)
        self.schedule = SchedulePart(offer, own.get(RulingKind.SCHEDULE))
        self.hint = ElidedLabel()
        self.buttons = QDialogButtonBox()
        self._lay_out()
        self._show_held()
        self._connect()
        self._show()
        self.resize(fitted(QRect(0, 0, *_SIZE), room_of(self)).size())

    @property
    def part(self) -> RulingPart:
        part = self.tabs.currentWidget()
        assert isinstance(part, RulingPart)
        return part

    def show_offer(self, offer: RulingOffer) -> None:
        """The ledger holds something else now; what is half filled in stays."""
        self.offer = offer
        own = {each.kind: each for each in holding(offer.snapshot.rulings, offer.key)}
        for part, kind in ((self.lamp, RulingKind.LAMP), (self.schedule, RulingKind.SCHEDULE)):
            if not part.touched or part.held != own.get(kind):
                part.show_held(own.get(kind))
        self._show_held()
        self._show()

    def refuse(self, sentence: str) -> None:
        self._say(sentence, Tone.BAD)

    def carried_out(self, offer: RulingOffer) -> None:
        """What the part at hand wished is done. The dialog goes, unless something is half filled in elsewhere."""
        self.part.settle()
        rest = self._touched()
        if not rest:
            self.accept()
            return
        self.show_offer(offer)
        self.tabs.setCurrentWidget(rest[0])
        self._say("已办好；这一页填的还没有办。", Tone.IDLE)

    @Slot()
    def reject(self) -> None:
        """By 关闭, Esc or the window's own cross: what was filled in is not thrown away without a question."""
        self.schedule.end_editing()
        touched = self._touched()
        if not touched or self._gives_up(touched):
            super().reject()
        else:
            self.tabs.setCurrentWidget(touched[0])

    @Slot()
    def carry_out(self) -> None:
        """What the part at hand wishes; else what is missing."""
        self.schedule.end_editing()
        if trouble := self.part.trouble():
            self._say(trouble, Tone.BAD)
        else:
            self.wished.emit(self.part.wish())

    def _touched(self) -> list[RulingPart]:
        return [part for part in (self.lamp, self.exempt, self.extend, self.schedule) if part.touched]

    def _gives_up(self, touched: Sequence[RulingPart]) -> bool:
        from ui.dialogs.question import Answer, QuestionDialog

        pages = "、".join(f"“{self.tabs.tabText(self.tabs.indexOf(part)).partition('(')[0]}”" for part in touched)
        answer = QuestionDialog.ask(
            self, "认定", "填写的认定还没有办，要放弃吗？", f"{pages}页填的还没有记进台账，关闭就丢掉了。",
            [Answer("stay", "接着填写"), Answer("leave", "放弃并关闭")],
        )
        return answer == "leave"

    def _lay_out(self) -> None:
        key, plan = self.offer.key, self.offer.snapshot.plan
        title = QLabel(f"第 {key.no} 条 · {key.unit} · {self.offer.period.label}")
        set_role(title, "title")
        for part, word in (
            (self.lamp, "灯(&1)"), (self.exempt, "免报(&2)"), (self.extend, "准予延期(&3)"), (self.schedule, "时序进度(&4)"),
        ):
            set_role(part, "paper")
            self.tabs.addTab(part, word)
        self._list.setContentsMargins(10, 7, 10, 7)
        self._list.setHorizontalSpacing(10)
        self._list.setVerticalSpacing(4)
        self._list.setColumnStretch(1, 1)
        box = QFrame()
        set_role(box, "quiet")
        box.setLayout(self._list)
        self.act = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        set_role(self.act, "primary")
        self.act.setDefault(True)
        self.buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(ElidedLabel(plan.measure(key.no).text.replace("\n", " "), "muted"))
        column.addWidget(box)
        column.addSpacing(2)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.hint)
        column.addWidget(self.buttons)

    def _connect(self) -> None:
        self.buttons.accepted.connect(self.carry_out)
        self.buttons.rejected.connect(self.reject)
        self.tabs.currentChanged.connect(self._show)
        for part in (self.lamp, self.exempt, self.extend, self.schedule):
            part.changed.connect(self._show)

    def _show_held(self) -> None:
        """What holds now, a line each."""
        while self._list.count():
            widget = self._list.takeAt(0).widget()
            widget.hide()
            widget.deleteLater()
        self.held = []
        rulings = holding(self.offer.snapshot.rulings, self.offer.key)
        if not rulings:
            self._list.addWidget(_muted(_NOTHING), 0, 0, 1, 3)
        for row, ruling in enumerate(rulings):
            self._add_held(row, ruling)

    def _add_held(self, row: int, ruling: Ruling) -> None:
        words = QLabel(ruling_words(ruling))
        set_role(words, "heading")
        why = "，".join(part for part in (ruling.reason.rstrip("。"), made_words(ruling)) if part)
        lift = QPushButton("撤回")
        set_role(lift, "link")
        lift.setAutoDefault(False)
        lift.setAccessibleName(f"撤回：{ruling_words(ruling)}")
        lift.clicked.connect(partial(self._lift, ruling))
        self._list.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
        self._list.addWidget(_muted(why), row, 1)
        self._list.addWidget(lift, row, 2, Qt.AlignmentFlag.AlignTop)
        self.held.append(lift)

    def _lift(self, ruling: Ruling) -> None:
        self.wished.emit(Lift(ruling))

    def _say(self, words: str, tone: Tone) -> None:
        self.hint.setText(words)
        set_tone(self.hint, tone)

    @Slot()
    def _show(self) -> None:
        part, trouble = self.part, self.part.trouble()
        self.act.setText(part.word)
        self.act.setEnabled(part.asks_late or not trouble)
        self._say(trouble or part.hint(), Tone.IDLE)


def _muted(words: str) -> WrappedLabel:
    label = WrappedLabel(words, "muted")
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label
