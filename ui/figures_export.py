"""Figures as workbooks: asked where to, written off the GUI thread, tried again when the file was open elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError, WriteFailed
from qcapp.domain.period import Period
from qcapp.ports import Progress
from qcapp.services.names import file_name
from qcapp.stats.figures import Figures
from ui.models.facts import FactRow, listed
from ui.models.scope import span_label

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.tasks import TaskRunner

_KINDS = "Excel / WPS 表格 (*.xlsx)"
Write = Callable[[Path], None]


class FiguresExport(QObject):
    """``written`` with the file's path; ``problem`` with a sentence. Remembers the folder of the last one."""

    written = Signal(object)
    problem = Signal(str)

    def __init__(self, services: Services, tasks: TaskRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._parent = services, tasks, parent
        self._folder: Path | None = None

    def stats(self, period: Period, figures: Figures | None) -> None:
        """``figures``: as they are shown; None: the month's, counted now."""
        label = figures.label if figures else period.label
        made = self._services.look.now()

        def write(target: Path) -> None:
            from qcapp.publish.stats_book import write_stats

            write_stats(figures or self._services.stats.month(period), target, made)

        self._export("导出统计", f"{label}数据统计", write, self._parent)

    def assessment(self, period: Period) -> None:
        """Of months that are asked for: to begin with the year so far."""
        from ui.dialogs.assessment import AssessmentDialog

        look = self._services.look
        months = AssessmentDialog.ask(self._parent, look.periods(), Period(period.year, 1), period)
        if months is None:
            return
        first, last = months

        def write(target: Path) -> None:
            self._services.stats.assess(first, last, target)

        self._export("导出绩效考核表", f"{span_label(first, last)}绩效考核表", write, self._parent)

    def facts(self, title: str, caption: str, rows: Sequence[FactRow], over: QWidget) -> None:
        """Rows as they are listed. ``over``: the window that they stand in."""
        made = self._services.look.now()

        def write(target: Path) -> None:
            from qcapp.publish.facts_list import write_facts

            write_facts(title, caption, [listed(row) for row in rows], target, made)

        self._export("导出明细", title.replace(" · ", " "), write, over)

    def _export(self, title: str, name: str, write: Write, over: QWidget) -> None:
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_save
        from ui.dialogs.question import may_replace

        start = (self._folder or documents_folder()) / f"{file_name(name)}.xlsx"
        chosen = ask_save(over, title, start, _KINDS)
        if chosen is None:
            return
        target = chosen if chosen.suffix.lower() == ".xlsx" else chosen.with_name(f"{chosen.name}.xlsx")
        if not may_replace(over, target):
            return
        self._folder = target.parent
        self._run(title, target, write, over)

    def _run(self, title: str, target: Path, write: Write, over: QWidget) -> None:
        def work(progress: Progress) -> Path:
            write(target)
            return target

        def failed(error: ExpectedError) -> None:
            if not isinstance(error, WriteFailed):
                self.problem.emit(str(error))
            elif _try_again(over, title, error):
                self._run(title, target, write, over)

        self._tasks.run(work, self.written.emit, title=title, failed=failed, parent=over)


def _try_again(over: QWidget, title: str, error: ExpectedError) -> bool:
    """A file open in WPS is closed and tried again in one go."""
    from ui.dialogs.question import Answer, QuestionDialog

    return QuestionDialog.ask(over, title, "没有导出成功", str(error), [Answer("retry", "重试")]) == "retry"
