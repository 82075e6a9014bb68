"""设置 · 得分: the weights, what share of the score each is, and a score worked out by them as one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.settings import COVERAGE_WEIGHT, DEDUCTION, QUALIFICATION_WEIGHT, TIMELINESS_WEIGHT, Setting
from qcapp.stats.figures import Tally, rounded
from qcapp.stats.ranking import score
from ui.dialogs.settings_page import FieldsPage, Trouble, note

WEIGHTS: Final = (COVERAGE_WEIGHT, TIMELINESS_WEIGHT, QUALIFICATION_WEIGHT)
# A unit of ten measures, to show what the settings do.
EXAMPLE: Final = Tally(due=10, reported=9, on_time=8, qualified=6, qualified_now=8, deducted=Fraction(9, 2))
_NO_WEIGHT: Final = "三项权重不能都是 0，请至少让一项大于 0。"


class ScorePage(FieldsPage):
    def __init__(
        self, title: str, settings: Sequence[Setting], values: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(title, settings, values, parent=parent)
        self.sum = note(role="")
        self.example = note()
        self.add_below(self.sum)
        self.add_below(self.example)
        self.changed.connect(self._show)
        self._show()

    def trouble(self) -> Trouble | None:
        found = super().trouble()
        if found is None and not any(self._weights()):
            return Trouble(_NO_WEIGHT, self.fields[COVERAGE_WEIGHT.key].editor)
        return found

    def _weights(self) -> list[float]:
        return [self.fields[setting.key].number() or 0.0 for setting in WEIGHTS]

    @Slot()
    def _show(self) -> None:
        weights, whole = self._weights(), sum(self._weights())
        for setting, weight in zip(WEIGHTS, weights, strict=True):
            field = self.fields[setting.key]
            known = bool(whole) and field.number() is not None
            field.note.setText(f"占 {share_words(weight, whole)}" if known else "")
        self.sum.setText(f"三项权重合计 {whole:g}。" if whole else _NO_WEIGHT)
        trouble = self.trouble()
        self.example.setText("" if trouble else example_words(self.values()))
        self.example.setVisible(not trouble)


def share_words(weight: float, whole: float) -> str:
    """33.3%."""
    percent = rounded(Fraction(weight) * 100 / Fraction(whole), 1)
    return f"{percent.normalize():f}%" if percent == percent.to_integral_value() else f"{percent}%"


def example_words(values: Mapping[str, str]) -> str:
    """What a unit with those figures would score."""
    one = EXAMPLE
    rates = f"覆盖率 {one.coverage.words}、及时率 {one.timeliness.words}、合格率 {one.qualification.words}"
    counts = f"应报 {one.due} 条、实报 {one.reported} 条、按时 {one.on_time} 条、首次合格 {one.qualified} 条"
    average = rounded(one.deducted / one.reported, 1)
    deduction = DEDUCTION.number(values)
    minus = f"，平均每条扣 {average} × {deduction:g}" if deduction else ""
    return f"例：某单位{counts}（{rates}）{minus}，得 {score(one, values)} 分。"
