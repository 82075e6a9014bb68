"""What the menus put on paper or into files: the official table, prints, figures, the month's archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from ui.export import Exporter
    from ui.figures_export import FiguresExport
    from ui.main_window import MainWindow
    from ui.printing.print_work import PrintWork


class Exports(QObject):
    """Slots for the menus; what does the work is made when first wanted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._exporter: Exporter | None = None
        self._figures: FiguresExport | None = None
        self.printing: PrintWork | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "export": self.export, "archive": self.export_archive, "print_preview": self.preview, "print": self.print,
            "page_setup": self.set_up_page, "stats": self.export_stats, "assessment": self.export_assessment,
        }

    @Slot()
    def export(self) -> None:
        self.export_as("")

    @Slot(str)
    def export_as(self, suffix: str) -> None:
        """Ask how and where, then write off the GUI thread; ``suffix`` "" leaves the format to the dialog. ``stats`` and
        ``assessment`` are workbooks of figures; ``print`` is the preview."""
        if suffix == "print":
            self.preview()
            return
        if suffix in ("stats", "assessment"):
            (self.export_stats if suffix == "stats" else self.export_assessment)()
            return
        from ui.export import Exporter

        if self._window.flush():
            self._exporter = self._exporter or Exporter(self._window)
            self._exporter.start(suffix)

    @Slot()
    def preview(self) -> None:
        if self._window.flush():
            self._printing().open()

    @Slot()
    def print(self) -> None:
        if self._window.flush():
            self._printing().open(at_once=True)

    @Slot()
    def set_up_page(self) -> None:
        self._printing().change_setup()

    def _printing(self) -> PrintWork:
        if self.printing is None:
            from ui.printing.print_work import PrintWork

            self.printing = PrintWork(self._window)
        self._window.clear_notices()
        return self.printing

    @Slot()
    def export_stats(self) -> None:
        """Of what 总览 shows where it is at hand, else of the month."""
        from ui.pages.overview import OverviewPage

        if self._window.flush():
            page = self._window.current_page
            shown = page if isinstance(page, OverviewPage) else None
            if shown is not None and shown.trouble:
                self._window.notice.show_problem(shown.trouble)
            else:
                self._figures_export().stats(self._window.period, shown.figures if shown else None)

    @Slot()
    def export_assessment(self) -> None:
        if self._window.flush():
            self._figures_export().assessment(self._window.period)

    def _figures_export(self) -> FiguresExport:
        if self._figures is None:
            from ui.figures_export import FiguresExport

            window = self._window
            self._figures = FiguresExport(window.services, window.tasks, window)
            self._figures.written.connect(self._figures_written)
            self._figures.problem.connect(window.notice.show_problem)
        self._window.clear_notices()
        return self._figures

    @Slot(object)
    def _figures_written(self, path: Path) -> None:
        self._window.result.show_file(path)
        self._window.say(f"已导出“{path.name}”。")

    @Slot()
    def export_archive(self) -> None:
        from ui.export import Exporter

        self._exporter = self._exporter or Exporter(self._window)
        self._exporter.start_archive()
