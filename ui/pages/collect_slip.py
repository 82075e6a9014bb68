"""退回说明 from the 收表 page: when it can be had, asking for it, and writing it off the GUI thread."""

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
from ui.desktop import documents_folder, shown_path
from ui.dialogs.correction import CorrectionChoice, CorrectionDialog, CorrectionOffer, OfferedRow
from ui.dialogs.exported import ResultBar
from ui.models.collect_words import State
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from qcapp.services.correct import CorrectionResult

MERGE_FIRST = "这份表还没有合并入账，请先合并，再生成退回说明。"


class Slips(QObject):
    """``result`` shows what was written, to be opened."""

    message = Signal(str)
    problem = Signal(str)
    ledger_changed = Signal()

    def __init__(self, services: Services, tasks: TaskRunner, owner: QWidget) -> None:
        super().__init__(owner)
        self._services, self._tasks, self._owner = services, tasks, owner
        self._folder: Path | None = None
        self._counted: dict[Period, dict[str, int]] = {}
        self.result = ResultBar(owner)
        self.result.failed.connect(self.problem)

    def forget(self) -> None:
        """The ledger may say something else by now."""
        self._counted.clear()

    def words_for(self, file: FilePlan | None, state: State | None) -> tuple[str, bool, str]:
        """The button's words, whether it is enabled, and its tool tip."""
        if file is None or file.unit is None or file.period is None:
            return "退回说明…", False, "选中一份认得出单位的来表，再生成退回说明（Alt+B）"
        if not in_ledger(file, state):
            return "退回说明…", True, MERGE_FIRST
        count = self._count(file.unit, file.period)
        if not count:
            return "退回说明…", False, f"{file.unit}{file.period.label}的填报都合格，没有要退回的"
        return f"退回说明 {count}…", True, f"{file.unit}有 {count} 条不合格，生成只列这些条目的更正表（Alt+B）"

    def start(self, file: FilePlan, state: State | None) -> None:
        """Ask which rows, and write them; nothing is written before the clerk has confirmed."""
        unit, period = file.unit, file.period
        if unit is None or period is None:
            return
        if not in_ledger(file, state):
            self.message.emit(MERGE_FIRST)
            return
        rows = self._services.correct.failing(period, unit)
        if not rows:
            self.message.emit(f"{unit}{period.label}的填报都合格，没有要退回的。")
            return
        plan = self._services.look.plan(period)
        offered = tuple(OfferedRow(row.no, shortened(plan.measure(row.no).text, 60), row.reasons) for row in rows)
        folder = self._folder or documents_folder() / f"退回说明（{period.label}）"
        offer = CorrectionOffer(unit, period, offered, folder, self._services.correct.suggested_due(period))
        choice = CorrectionDialog.ask(self._owner, offer)
        if choice is not None:
            self._folder = choice.folder
            self._tasks.run(
                partial(self._write, unit, period, choice), partial(self._written, unit, choice.folder),
                title="正在生成退回说明", failed=self._failed, parent=self._owner,
            )

    def _write(self, unit: str, period: Period, choice: CorrectionChoice, progress: Progress) -> CorrectionResult:
        return self._services.correct.write(
            period, choice.folder, units=(unit,), formats=choice.formats, rows={unit: choice.rows}, due=choice.due,
            progress=progress,
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

    def _count(self, unit: str, period: Period) -> int:
        """Of all units at once: a clerk goes through the whole list."""
        if period not in self._counted:
            failing = self._services.correct.failing_units(period)
            self._counted[period] = {name: len(rows) for name, rows in failing.items()}
        return self._counted[period].get(unit, 0)


def in_ledger(file: FilePlan, state: State | None) -> bool:
    """Whether the return stands in the ledger: merged now, or received before."""
    return state is State.MERGED or file.outcome is Outcome.DUPLICATE
