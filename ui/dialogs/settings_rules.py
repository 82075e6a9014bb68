"""设置 · 合格规则: each rule with what it says to a unit, on or off, its weight, and how many entries of the month break it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from qcapp.domain.settings import RULES_OFF, RULES_WEIGHTS
from qcapp.stats.examples import example
from qcapp.stats.rules import MOST_WEIGHT, RULES, RULES_VERSION, Rule, rules_from
from ui.dialogs.settings_page import SettingsPage, Trouble, note
from ui.theme import Tone, set_role, set_tone
from ui.widgets.labels import WrappedLabel
from ui.widgets.number_field import NumberField

_COUNT_WIDTH: Final = 74


class RulesPage(SettingsPage):
    """``year``: the plan's, for the sentences. ``show_counts`` may follow."""

    title = "合格规则"

    def __init__(self, values: Mapping[str, str], year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept = {setting.key: values.get(setting.key, "") for setting in (RULES_OFF, RULES_WEIGHTS)}
        active = {rule.key for rule in rules_from(values)}
        weights = {rule.key: rule.weight for rule in rules_from({RULES_WEIGHTS.key: self._kept[RULES_WEIGHTS.key]})}
        self.rows = {rule.key: RuleRow(rule, year, parent=self) for rule in RULES}
        for key, row in self.rows.items():
            row.load(on=key in active, weight=weights[key])
            row.changed.connect(self.changed)
        self._before = self._said()
        self._lay_out()

    def values(self) -> dict[str, str]:
        off, weights = self._said()
        if (off, weights) == self._before:
            return dict(self._kept)
        return {RULES_OFF.key: ",".join(off), RULES_WEIGHTS.key: json.dumps(weights) if weights else ""}

    def trouble(self) -> Trouble | None:
        for row in self.rows.values():
            if words := row.trouble():
                return Trouble(words, row.weight)
        return None

    def reset(self) -> None:
        for row in self.rows.values():
            row.load(on=True, weight=row.rule.weight)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Rule's key → entries of the month that break it by what the ledger says."""
        for key, row in self.rows.items():
            row.show_count(counts.get(key, 0))

    def _said(self) -> tuple[tuple[str, ...], dict[str, float]]:
        """Keys of the rules that are off; weights that are not the rule's own (where a number stands)."""
        off = tuple(key for key, row in self.rows.items() if not row.on.isChecked())
        numbers = {key: row.weight.number() for key, row in self.rows.items()}
        return off, {
            key: number for key, number in numbers.items() if number is not None and number != self.rows[key].rule.weight
        }

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(10)
        column.addWidget(note(
            "权重只在“得分”页的扣分系数大于 0 时起作用。“违反”按台账现在的内容数本月已报送的条目。"
            f"规则版本 {RULES_VERSION}。", "muted",
        ))
        for words, hard in (("硬性：违反一条就不合格", True), ("提示：只提醒，不影响合格率", False)):
            heading = QLabel(words)
            set_role(heading, "heading")
            column.addWidget(_headed(heading))
            for row in self.rows.values():
                if row.rule.hard is hard:
                    column.addWidget(row)
        column.addStretch(1)


class RuleRow(QWidget):
    """One rule: its box to tick, its weight, how many break it; below, a sentence as a unit would read it."""

    changed = Signal()

    def __init__(self, rule: Rule, year: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rule = rule
        kind = "硬性" if rule.hard else "提示"
        self.on = QCheckBox(rule.heading)
        self.on.setAccessibleName(f"{kind}规则：{rule.heading}")
        self.weight = NumberField(f"“{rule.heading}”的权重", 0, MOST_WEIGHT, 0.5)
        self.count = QLabel()
        set_role(self.count, "muted")
        self.count.setFixedWidth(_COUNT_WIDTH)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.said = note(f"如：{example(rule, year)}", "muted")
        self.wrong = WrappedLabel()
        set_tone(self.wrong, Tone.BAD)
        self.wrong.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for place, widget in enumerate((self.on, self.weight, self.count)):
            grid.addWidget(widget, 0, place)
        self.said.setContentsMargins(22, 0, 0, 0)
        grid.addWidget(self.said, 1, 0, 1, 3)
        grid.addWidget(self.wrong, 2, 0, 1, 3, Qt.AlignmentFlag.AlignRight)
        self.on.toggled.connect(self._turned)
        self.weight.changed.connect(self._changed)

    def load(self, *, on: bool, weight: float) -> None:
        self.on.setChecked(on)
        self.weight.load(str(weight))
        self._turned(on)

    def trouble(self) -> str:
        if self.weight.number() is not None:
            return ""
        return f"“{self.rule.heading}”的权重要写 0 到 {MOST_WEIGHT:g} 的数，请改后再保存。"

    def show_count(self, count: int) -> None:
        self.count.setText(f"本月 {count} 条" if count else "本月无")

    @Slot(bool)
    def _turned(self, on: bool) -> None:
        self.weight.setEnabled(on)
        self.said.setEnabled(on)
        self.changed.emit()

    @Slot()
    def _changed(self) -> None:
        self.wrong.setText(self.trouble())
        self.wrong.setVisible(bool(self.trouble()))
        self.changed.emit()


def _headed(heading: QLabel) -> QWidget:
    """A heading with the words over the columns of weights and counts."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 6, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setColumnStretch(0, 1)
    grid.addWidget(heading, 0, 0)
    weight, count = QLabel("权重"), QLabel("违反")
    weight.setFixedWidth(NumberField.WIDTH)
    count.setFixedWidth(_COUNT_WIDTH)
    count.setAlignment(Qt.AlignmentFlag.AlignRight)
    for place, label in ((1, weight), (2, count)):
        set_role(label, "muted")
        grid.addWidget(label, 0, place)
    return box
