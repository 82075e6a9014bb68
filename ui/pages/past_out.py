"""What the page 往期 lists, taken elsewhere: copied as cells, or written to a file off the GUI thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication

from qcapp.domain.errors import ExpectedError
from qcapp.ports import Progress
from qcapp.publish.past_tables import cells_of
from ui.clipboard import as_cells

if TYPE_CHECKING:
    from ui.pages.past import PastPage

_SUFFIXES = (".xlsx", ".docx", ".pdf")
_KINDS = "Excel / WPS 表格 (*.xlsx);;Word / WPS 文字 (*.docx);;PDF (*.pdf)"


class PastOut(QObject):
    """Remembers the folder of the last file."""

    def __init__(self, page: PastPage) -> None:
        super().__init__(page)
        self._page = page
        self._folder: Path | None = None

    @Slot()
    def copy_all(self) -> None:
        """Headings and all that is listed, as cells."""
        page = self._page
        table = page.shown_table()
        if table is not None:
            cells = cells_of(table)
            QGuiApplication.clipboard().setText(as_cells(cells))
            page.message.emit(f"已复制 {len(cells) - 1} 行，可以粘贴到 WPS 或 Excel。")
        else:
            page.message.emit("这里没有可以复制的内容。")

    @Slot()
    def export(self) -> None:
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_save
        from ui.dialogs.question import may_replace

        page = self._page
        table = page.shown_table()
        if table is None:
            page.message.emit("这里没有可以导出的内容。")
            return
        start = (self._folder or documents_folder()) / f"{table.title}.xlsx"
        target = ask_save(page, "导出往期", start, _KINDS)
        if target is None:
            return
        target = target if target.suffix.lower() in _SUFFIXES else target.with_name(f"{target.name}.xlsx")
        if not may_replace(page, target):
            return
        self._folder = target.parent
        publish = page.services.publish
        page.begin()

        def work(progress: Progress) -> Path:
            return publish.write(table, target)

        page.tasks.run(work, page.result.show_file, title="导出往期", failed=self._failed, parent=page)

    def _failed(self, error: ExpectedError) -> None:
        self._page.problem.emit(str(error))
