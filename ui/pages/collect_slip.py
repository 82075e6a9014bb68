"""退回说明: of which units it can be had, asking for it, and writing it off the GUI thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.period import Period
from qcapp.domain.text import shortened
from qcapp.merge.plan import FilePlan, Outcome
from qcapp.ports import Progress
from qcapp.services import Services
from ui.aside import Aside
from ui.desktop import documents_folder, shown_path
from ui.dialogs.correction import CorrectionChoice, CorrectionDialog, CorrectionOffer, OfferedRow
from ui.dialogs.exported import ResultBar
from ui.models.collect_words import State
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from qcapp.services.correct import CorrectionResult

_NONE = "已收的填报里没有不合格的条目，没有要退回的"
_AT_ONCE = 600
"""Measures; to judge a longer list takes a while."""
MERGE_FIRST = "这份表还没有合并入账，请先合并，再生成退回说明。"


class Slips(QObject):
    """``result`` shows what was written, to be opened."""

    message = Signal(str)
    problem = Signal(str)
    ledger_changed = Signal()
    begun = Signal()
    counted = Signal()
    """What was being counted for ``words_for`` is known now."""
    nothing = Signal(str)
    """No unit has a row that fails: a sentence on that."""

    def __init__(self, services: Services, tasks: TaskRunner, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._tasks, self._owner = services, tasks, owner
        self._folder: Path | None = None
        self._counted: dict[Period, dict[str, int]] = {}
        self._aside: Aside | None = None
        self._round = 0
        self.result = ResultBar(owner)
        self.result.failed.connect(self.problem)

    def forget(self) -> None:
        """The ledger may say something else by now."""
        self._counted.clear()
        self._round += 1

    def words_for(self, file: FilePlan | None, state: State | None, period: Period) -> tuple[str, bool, str]:
        """The button's words, whether it is enabled, and its tool tip. ``period``: the month of the window."""
        month = _month(file, period)
        counts, unit = self._counts(month), file.unit if file else None
        waits = file is not None and unit is not None and not in_ledger(file, state)
        if counts is None:
            return "退回说明…", True, f"正在数{month.label}的不合格条目（Alt+B）"
        if unit in counts:
            told = f"{unit}有 {counts[unit]} 条不合格，生成只列这些条目的更正表（Alt+B）"
            return f"退回说明 {counts[unit]}…", True, f"{told}；选中的这份还没有合并，不算在内" if waits else told
        if counts:
            return "退回说明…", True, f"{month.label}有 {len(counts)} 家单位的填报不合格，选一家生成更正表（Alt+B）"
        fine = f"{unit}{month.label}的填报都合格，没有要退回的" if unit else f"{month.label}{_NONE}"
        return "退回说明…", False, MERGE_FIRST if waits else fine

    def start(self, file: FilePlan | None, period: Period) -> None:
        """Ask which unit's rows, that of the file first, and write them; nothing is written before the clerk has confirmed."""
        month = _month(file, period)
        failing = self._services.correct.failing_units(month)
        if not failing:
            self.nothing.emit(f"{month.label}{_NONE}。")
            return
        plan = self._services.look.plan(month)
        units = {
            unit: tuple(OfferedRow(row.no, shortened(plan.measure(row.no).text, 60), row.reasons) for row in rows)
            for unit, rows in failing.items()
        }
        first = file.unit if file and file.unit in units else next(iter(units))
        folder = self._folder or documents_folder() / f"退回说明（{month.label}）"
        offer = CorrectionOffer(first, month, units, folder, self._services.correct.suggested_due(month))
        choice = CorrectionDialog.ask(self._owner, offer)
        if choice is not None:
            self._folder = choice.folder
            self.begun.emit()
            self._tasks.run(
                partial(self._write, month, choice), partial(self._written, choice.unit, choice.folder),
                title="正在生成退回说明", failed=self._failed, parent=self._owner,
            )

    def _write(self, period: Period, choice: CorrectionChoice, progress: Progress) -> CorrectionResult:
        return self._services.correct.write(
            period, choice.folder, units=(choice.unit,), formats=choice.formats, rows={choice.unit: choice.rows},
            due=choice.due, progress=progress,
        )

    def _written(self, unit: str, folder: Path, made: CorrectionResult) -> None:
        self.forget()
        if not made.files:
            self.message.emit("没有要退回的条目，什么也没有写。")
        elif len(made.files) == 1:
            self.result.show_file(made.files[0], f"已生成{unit}的退回说明“{made.files[0].name}”，请发给单位更正。")
        else:
            words = f"已生成{unit}的退回说明 {len(made.files)} 份，存到了 {shown_path(folder)}，请发给单位更正。"
            self.result.show_folder(folder, words)
        if made.trouble:
            self.problem.emit(made.trouble)
        self.ledger_changed.emit()

    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))

    def _counts(self, period: Period) -> dict[str, int] | None:
        """Of all units at once: a clerk goes through the whole list. Of a long list off the GUI thread; None until then."""
        if period not in self._counted:
            count = partial(_failing, self._services, period)
            if len(self._services.look.plan(period).measures) > _AT_ONCE:
                self._aside = self._aside or Aside(self)
                if not self._aside.asking:
                    self._aside.ask(count, partial(self._were_counted, period, self._round))
                return None
            self._counted[period] = count()
        return self._counted[period]

    def _were_counted(self, period: Period, asked: int, counts: dict[str, int]) -> None:
        if asked == self._round:  # else the ledger says something else by now: whoever is told asks anew
            self._counted[period] = counts
        self.counted.emit()


def _failing(services: Services, period: Period) -> dict[str, int]:
    return {unit: len(rows) for unit, rows in services.correct.failing_units(period).items()}


def _month(file: FilePlan | None, period: Period) -> Period:
    return file.period if file and file.period else period


def in_ledger(file: FilePlan, state: State | None) -> bool:
    """Whether the return stands in the ledger: merged now, or received before."""
    return state is State.MERGED or file.outcome is Outcome.DUPLICATE
