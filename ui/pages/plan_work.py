"""What is done on the page 清单: each dialog's answer is one operation; another year's list is imported; a change is undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.operations import Operation, UndoResult
from qcapp.domain.period import Period
from qcapp.ports import Progress
from ui.dialogs.amend import AmendDialog, AmendOffer
from ui.dialogs.amend_part import AmendPart
from ui.models.plan_reading import ChangeRow, MeasureRow, PlanReading, TaskRow, UnitRow

if TYPE_CHECKING:
    from qcapp.services import Services
    from qcapp.services.plan_import import ImportPreview
    from qcapp.services.plan_preview import AmendmentPreview
    from ui.tasks import TaskRunner

_LAST_MONTH = 12


class PlanWork(QObject):
    """``begun`` before an operation; ``done(words)`` after it; ``imported(first month, words)``; ``problem(sentence)``."""

    begun = Signal()
    done = Signal(str)
    imported = Signal(object, str)
    problem = Signal(str)
    written = Signal(object)
    """A file that the list was written to."""

    def __init__(self, services: Services, tasks: TaskRunner, page: QWidget) -> None:
        super().__init__(page)
        self._services, self._tasks, self._page = services, tasks, page
        self._folder: Path | None = None

    def start(self, deed: str, row: Any, reading: PlanReading) -> None:
        """The dialog of that deed, on the row that is chosen."""
        if deed == "undo":
            self._undo(row)
            return
        offer = self._offer(reading)
        part = _part(deed, row, offer)
        preview = AmendDialog.ask(self._page.window(), part, offer, self._tasks)
        if preview is not None:
            self._apply(preview)

    def import_next(self, path: Path | None = None) -> None:
        """导入下一年清单…, with that file to begin with."""
        from ui.dialogs.plan_import import ImportDialog

        plan = self._services.plan
        chosen = ImportDialog.ask(self._page.window(), plan.import_preview, plan.years()[-1] + 1, self._tasks, path)
        if chosen is not None:
            self._import(*chosen)

    def export(self, period: Period) -> None:
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_save

        plan = self._services.plan
        start = (self._folder or documents_folder()) / f"{plan.plan(period).title}（{period.label}）.xlsx"
        kinds = "Excel / WPS 表格 (*.xlsx);;Word / WPS 文字 (*.docx);;PDF (*.pdf);;可再导入的清单 (*.json)"
        target = ask_save(self._page, "导出清单", start, kinds)
        if target is None:
            return
        self._folder = target.parent
        self.begun.emit()

        def work(progress: Progress) -> Path:
            return plan.export(target, period)

        self._tasks.run(work, self.written.emit, title="导出清单", failed=self._failed, parent=self._page)

    def _offer(self, reading: PlanReading) -> AmendOffer:
        """Months of the list's own time; the first from the month at hand on that no form is out for."""
        plan, look = self._services.plan, self._services.look
        begins, year = plan.starts(reading.plan.year), reading.plan.year
        last = max(Period(year, _LAST_MONTH), reading.period)
        count = (last.year - begins.year) * 12 + last.month - begins.month + 1
        months = [month for month in (begins.shifted(by) for by in range(count)) if plan.plan(month).year == year]
        sent = frozenset(month for month in months if look.snapshot(month).dispatched)
        later = [month for month in months if month >= reading.period]
        first = next((month for month in later if month not in sent), months[-1])

        def preview(since: Period, reason: str, whats: Any, carry: Any) -> AmendmentPreview:
            return plan.preview(since, reason, *whats, carry=carry)

        return AmendOffer(tuple(months), first, sent, plan.plan, preview)

    def _apply(self, preview: AmendmentPreview) -> None:
        plan = self._services.plan
        self.begun.emit()

        def work(progress: Progress) -> Operation:
            return plan.apply(preview)

        def done(operation: Operation) -> None:
            again = "".join(f"{each.unit}、" for each in preview.forms).rstrip("、")
            resend = f"；{again}的下发表要重新下发" if again else ""
            self.done.emit(f"已办：{operation.summary}{resend}。按 Ctrl+Z 可以撤回。")

        self._tasks.run(work, done, title="改清单", failed=self._failed, parent=self._page)

    def _import(self, preview: ImportPreview, carry: tuple[str, ...]) -> None:
        plan = self._services.plan
        self.begun.emit()

        def work(progress: Progress) -> Operation:
            return plan.import_plan(preview, carry)

        def done(operation: Operation) -> None:
            self.imported.emit(preview.since, f"{operation.summary}。两年的清单都在；按 Ctrl+Z 可以撤回。")

        self._tasks.run(work, done, title="导入清单", failed=self._failed, parent=self._page)

    def _undo(self, row: ChangeRow) -> None:
        from ui.dialogs.question import Answer, QuestionDialog

        operation = row.amendment.operation
        same = [each for each in self._services.plan.amendments(row.amendment.year) if each.operation == operation]
        more = f"这次操作一共改了 {len(same)} 处，会一起撤销。" if len(same) > 1 else ""
        answer = QuestionDialog.ask(
            self._page.window(), "撤销变更", "撤销这次清单变更？",
            f"{row.amendment.since.label}起“{row.told}”将不再算数，从那个月起清单恢复原样。{more}撤销本身也会记在历史里，随时可以恢复。",
            [Answer("undo", "撤销这次变更")],
        )
        if answer is None:
            return
        history = self._services.history
        self.begun.emit()

        def work(progress: Progress) -> UndoResult:
            return history.undo(operation)

        def done(result: UndoResult) -> None:
            left = f"；{len(result.left)} 处因后来又改过而保留" if result.left else ""
            self.done.emit(f"已{result.operation.summary}{left}。")

        self._tasks.run(work, done, title="撤销变更", failed=self._failed, parent=self._page)

    @Slot(object)
    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))


def _part(deed: str, row: Any, offer: AmendOffer) -> AmendPart:
    from ui.dialogs import amend_measure, amend_task, amend_unit

    makes: dict[str, Callable[[], AmendPart]] = {
        "add-measure": lambda: amend_measure.MeasurePart(None, row.measure.task if isinstance(row, MeasureRow) else None),
        "add-task": amend_task.AddTaskPart, "add-unit": amend_unit.AddUnitPart,
    }
    if isinstance(row, MeasureRow):
        makes |= {
            "amend-measure": lambda: amend_measure.MeasurePart(row.key),
            "split-measure": lambda: amend_measure.SplitPart(row.key),
            "retire-measure": lambda: amend_measure.RetireMeasurePart(row.key),
            "assign": lambda: amend_measure.AssignPart(row.key),
        }
    if isinstance(row, TaskRow):
        makes |= {
            "rename-task": lambda: amend_task.RenameTaskPart(row.task),
            "retire-task": lambda: amend_task.RetireTaskPart(row.task),
        }
    if isinstance(row, UnitRow):
        makes |= {
            "rename-unit": lambda: amend_unit.RenameUnitPart(row.unit), "end-unit": lambda: amend_unit.EndUnitPart(row.unit),
            "alias": lambda: amend_unit.AliasPart(row.unit, offer.months),
        }
    return makes[deed]()
