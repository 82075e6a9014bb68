"""How an entry stands, in the form: its lamp and why, what was ruled on it, whether it is 合格 and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.domain.status import Status
from ui.models.ruling_words import ruling_line
from ui.models.verdicts import Verdict
from ui.theme import Tone, set_role, set_tone
from ui.widgets.labels import Fold, TwoLineLabel, WrappedLabel
from ui.widgets.lamp import LampLabel
from ui.writing import writes

# A lamp set by hand and a schedule are in the lamp's own sentence.
_TOLD: Final = (RulingKind.EXEMPT, RulingKind.EXTEND)


class StandingBox(QFrame):
    """``ruling_requested`` by its button 认定…."""

    ruling_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "quiet")
        self.lamp = LampLabel()
        self.reason = TwoLineLabel(role="muted")
        self.rule = QPushButton("认定…")
        set_role(self.rule, "link")
        self.rule.setToolTip("定灯、免报、准予延期、时序进度（Ctrl+R）")
        self.rule.clicked.connect(self.ruling_requested)
        writes(self.rule)
        self.rulings = WrappedLabel(role="muted")
        self.sentences = WrappedLabel(role="muted")
        self.fold = Fold("", self.sentences)
        self.qualified = WrappedLabel(role="muted")
        self._lay_out()

    @property
    def tab_chain(self) -> tuple[QWidget, ...]:
        return (self.rule, self.fold.button)

    def show_status(self, status: Status, rulings: Sequence[Ruling]) -> None:
        """``rulings``: those that hold for the entry."""
        self.lamp.show_lamp(status.lamp)
        self.lamp.updateGeometry()
        self.reason.setText(status.reason)
        self.lamp.setAccessibleName(f"{status.lamp.word}：{status.reason}")
        lines = [ruling_line(each, status.reason) for each in rulings if each.kind in _TOLD]
        self.rulings.setText("\n".join(lines))
        self.rulings.setVisible(bool(lines))

    def show_verdict(self, verdict: Verdict | None) -> None:
        """None: not judged yet. An entry without a report is neither 合格 nor not."""
        told = verdict.failures if verdict else ()
        words, tone = verdict_words(verdict)
        self.fold.setVisible(bool(words) and bool(told))
        self.fold.set_heading(words)
        set_tone(self.fold.button, tone)
        self.sentences.setText("\n".join(f"· {'' if each.hard else '提示：'}{each.sentence}" for each in told))
        self.qualified.setText("" if told else words)
        set_tone(self.qualified, tone)
        self.qualified.setVisible(bool(words) and not told)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.lamp, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.reason, 1)
        top.addWidget(self.rule, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 6, 6, 6)
        column.setSpacing(3)
        column.addLayout(top)
        for widget in (self.rulings, self.qualified, self.fold):
            column.addWidget(widget)
            widget.hide()


def verdict_words(verdict: Verdict | None) -> tuple[str, Tone]:
    """不合格 2 处 · 提示 1 处, 合格 · 提示 1 处, 合格; "" where there is nothing to be said."""
    if verdict is None or not (verdict.reported or verdict.failures):
        return "", Tone.IDLE
    if not verdict.reported:
        return "写了，但还不算填报", Tone.WARN
    word = f"不合格 {len(verdict.hard)} 处" if verdict.hard else "合格"
    words = f"{word} · 提示 {len(verdict.hints)} 处" if verdict.hints else word
    return words, Tone.BAD if verdict.hard else Tone.GOOD
