"""What the page 历史 lists as a workbook, for proof: asked where to, composed and written off the GUI thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from qcapp.domain.errors import ExpectedError, WriteFailed
from qcapp.domain.operations import OperationFilter
from qcapp.ports import Progress

if TYPE_CHECKING:
    from ui.pages.history import HistoryPage

_TITLE = "导出历史"
_KINDS = "Excel / WPS 表格 (*.xlsx);;Word / WPS 文字 (*.docx);;PDF (*.pdf)"
_SUFFIXES = (".xlsx", ".docx", ".pdf")


class HistoryExport(QObject):
    """``written`` with the file's path; ``problem`` with a sentence. Remembers the folder of the last one."""

    written = Signal(object)
    problem = Signal(str)

    def __init__(self, page: HistoryPage) -> None:
        super().__init__(page)
        self._page = page
        self._folder: Path | None = None

    def start(self, wanted: OperationFilter) -> None:
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_save
        from ui.dialogs.question import may_replace

        page = self._page
        made = page.services.look.now()
        start = (self._folder or documents_folder()) / f"台账操作记录_{made:%Y%m%d}.xlsx"
        chosen = ask_save(page, _TITLE, start, _KINDS)
        if chosen is None:
            return
        target = chosen if chosen.suffix.lower() in _SUFFIXES else chosen.with_name(f"{chosen.name}.xlsx")
        if may_replace(page, target):
            self._folder = target.parent
            page.begin()
            self._run(wanted, target)

    def _run(self, wanted: OperationFilter, target: Path) -> None:
        services = self._page.services

        def work(progress: Progress) -> Path:
            table = services.history.table(wanted, services.look.now(), progress)
            progress.report(0, 0, "正在写文件")
            return services.publish.write(table, target)

        def failed(error: ExpectedError) -> None:
            from ui.dialogs.question import Answer, QuestionDialog

            if not isinstance(error, WriteFailed):
                self.problem.emit(str(error))
            elif QuestionDialog.ask(self._page, _TITLE, "没有导出成功", str(error), [Answer("retry", "重试")]) == "retry":
                self._run(wanted, target)

        self._page.tasks.run(work, self.written.emit, title=_TITLE, failed=failed, parent=self._page)
