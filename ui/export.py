"""Exporting from the window, the table or the archive: ask how and where, write off the GUI thread, then offer to open what
was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qcapp.domain.errors import ExpectedError
from qcapp.ports import Progress
from ui.dialogs.export_dialog import ExportChoice, ExportDialog
from ui.dialogs.files import ask_folder
from ui.dialogs.question import Answer, QuestionDialog

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Exporter(QObject):
    """One export at a time; remembers the folder of the last one while the window is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._folder: Path | None = None
        self._choice: ExportChoice | None = None

    def start(self, suffix: str = "") -> None:
        """``suffix`` chooses a format beforehand; "" leaves the dialog as it opens."""
        window = self._window
        view = window.current_page.shown_view()
        narrowed = view is not None and not view.filter.empty
        choice = ExportDialog.ask(window, window.services, window.period, self._folder, suffix, narrowed=narrowed)
        if choice is not None:
            self._folder = choice.target.parent
            self.write(choice)

    def write(self, choice: ExportChoice) -> None:
        services, period = self._window.services, self._window.period
        self._choice = choice
        self._window.clear_notices()

        def work(progress: Progress) -> Path:
            services.publish.set_paper(choice.paper)
            return services.publish.export(
                choice.target, period, units=choice.units, paper=choice.paper, progress=progress
            )

        self._window.tasks.run(work, self._done, title="导出细化表", failed=self._failed, parent=self._window)

    def start_archive(self) -> None:
        """A month's returned files and 佐证材料, into a folder of their own inside the one chosen."""
        from ui.desktop import documents_folder

        window, period = self._window, self._window.period
        services = window.services
        chosen = ask_folder(window, "存档文件导出到", self._folder or documents_folder())
        if chosen is None:
            return
        self._folder = chosen
        folder = chosen / f"{period.label}存档文件"
        window.clear_notices()

        def work(progress: Progress) -> tuple[Path, ...]:
            return services.archive.export(period, folder, progress=progress)

        window.tasks.run(work, self._archived, title="导出存档文件", parent=window)

    def _archived(self, paths: tuple[Path, ...]) -> None:
        *files, index = paths
        sentence = f"已导出 {len(files)} 份存档文件到“{index.parent.name}”，里面的“{index.name}”列出了每一份。"
        self._window.result.show_folder(index.parent, sentence)
        self._window.say(sentence)

    def _done(self, path: Path) -> None:
        self._window.result.show_file(path)
        self._window.say(f"已导出“{path.name}”。")

    def _failed(self, error: ExpectedError) -> None:
        """A file open in WPS is closed and tried again in one go."""
        answer = QuestionDialog.ask(self._window, "没有导出", "没有导出成功", str(error), [Answer("retry", "重试")])
        if answer == "retry" and self._choice is not None:
            self.write(self._choice)
