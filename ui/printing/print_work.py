"""Printing from the window: the preview, the page setup kept, pages to the printer, files. What is slow is off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot

from qcapp.domain.errors import ExpectedError
from qcapp.domain.page_setup import PageSetup
from qcapp.domain.views import LedgerView
from qcapp.forms.layout import Paper
from qcapp.forms.list_table import AnyTable
from qcapp.ports import Progress
from qcapp.services.names import file_name
from ui.dialogs.files import ask_save
from ui.dialogs.question import Answer, QuestionDialog, may_replace
from ui.pdf.printout import Printout
from ui.placing import room_of
from ui.printing.layouts import Layouts
from ui.printing.offer import PreviewOffer, What
from ui.printing.preview import PrintPreview

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from ui.main_window import MainWindow

_KINDS: Final = {
    "pdf": "PDF（*.pdf） (*.pdf)", "xlsx": "Excel / WPS 表格（*.xlsx） (*.xlsx)", "docx": "Word / WPS 文字（*.docx） (*.docx)",
}


class PrintWork(QObject):
    """One preview at a time. ``ask_printer`` answers for the system's dialog; a test puts its own in its place."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._folder: Path | None = None
        self._at_once = False
        self.preview: PrintPreview | None = None
        self._layouts: Layouts | None = None
        self.ask_printer: Callable[[Printout], QPrinter | None] = self._asked_printer

    def open(self, *, at_once: bool = False) -> None:
        """``at_once``: the printer is chosen as soon as the pages stand. To make the preview and to show it are two turns of the
        event loop, each of them as long as may be."""
        if self.preview is not None:  # it is about to be shown
            return
        window, publish = self._window, self._window.services.publish
        plan = window.services.look.plan(window.period)
        units = tuple(unit.name for unit in plan.units if plan.measures_of[unit.name])
        page = window.current_page
        view, table = page.shown_view(), page.shown_table()
        words = self._view_words(view) if view is not None else table.title if table is not None else ""
        offer = PreviewOffer(
            window.period.label, units, publish.paper(), publish.page_setup(), page.title, view, table, words
        )
        self.preview = preview = PrintPreview(offer, window)
        self._layouts = layouts = Layouts(window.tasks, preview)
        self._at_once = at_once
        preview.wanted.connect(self._ask)
        preview.print_requested.connect(self.print)
        preview.save_requested.connect(self.save)
        preview.stop_requested.connect(layouts.drop)
        preview.left.connect(self._left)
        layouts.moved.connect(preview.show_busy)
        layouts.failed.connect(preview.show_trouble)
        layouts.done.connect(self._laid_out)
        layouts.ask(self._composing(), pause=0)
        QTimer.singleShot(0, preview, self._show)

    @Slot()
    def _show(self) -> None:
        preview = self.preview
        if preview is not None:
            self._place(preview)
            preview.open()
            preview.view.setFocus()

    def change_setup(self) -> None:
        """文件 → 页面设置…"""
        from ui.printing.setup_dialog import SetupDialog

        publish = self._window.services.publish
        chosen = SetupDialog.ask(self._window, publish.paper(), publish.page_setup())
        if chosen is not None:
            self._keep(*chosen)

    @Slot()
    def print(self) -> None:
        """Choose the printer, be told what does not suit it, send the pages."""
        from ui.printing.printers import NO_PRINTER, called, print_pages, printer_names, wanted_pages

        preview = self.preview
        printout = preview.printout if preview else None
        if preview is None or printout is None:
            return
        if self.ask_printer == self._asked_printer and not printer_names():
            if QuestionDialog.ask(preview, "打印", "没有打印机", NO_PRINTER, [Answer("pdf", "存为 PDF…")]) == "pdf":
                self.save("pdf")
            return
        try:
            printer = self.ask_printer(printout)
        except ExpectedError as error:  # the last printer may just have been taken away
            preview.show_trouble(str(error))
            return
        if printer is None or not self._suits(printer, printout):
            return
        self._keep(*preview.setup)
        pages = wanted_pages(printer, len(printout.pages), preview.view.page)
        if not pages:
            preview.show_trouble(f"没有选中的页，这份表共 {len(printout.pages)} 页，请改页码范围再打印。")
            return

        def work(progress: Progress) -> str:
            print_pages(printout, printer, pages, progress)
            return called(printer)

        def done(name: str) -> None:
            sentence = f"已送到“{name}”，共 {len(pages)} 页。"
            preview.show_info(sentence)
            self._window.say(sentence)

        self._window.tasks.run(work, done, title="打印", failed=self._failed, parent=preview)

    @Slot(str)
    def save(self, suffix: str) -> None:
        """The pages as PDF, or the same table as an office program's file."""
        from ui.desktop import documents_folder

        preview, publish, window = self.preview, self._window.services.publish, self._window
        printout = preview.printout if preview else None
        if preview is None or printout is None:
            return
        folder = self._folder if self._folder is not None and self._folder.is_dir() else documents_folder()
        start = folder / f"{self._stem(preview.what)}.{suffix}"
        target = ask_save(preview, "存为 PDF" if suffix == "pdf" else "导出", start, _KINDS[suffix])
        if target is None:
            return
        if target.suffix.lower() != f".{suffix}":
            target = target.with_name(f"{target.name}.{suffix}")
        if not may_replace(preview, target):
            return
        self._folder = target.parent
        self._keep(*preview.setup)

        def work(progress: Progress) -> Path:
            if suffix == "pdf":
                from ui.pdf.table_pdf import save_pdf

                save_pdf(printout, target, progress)
            else:
                publish.write(printout.table, target)
            return target

        def done(path: Path) -> None:
            preview.show_written(path)
            window.result.show_file(path)

        window.tasks.run(work, done, title="导出", failed=self._failed, parent=preview)

    # Laying out

    @Slot()
    def _ask(self) -> None:
        if self._layouts is not None:
            self._layouts.ask(self._composing())

    def _composing(self) -> Callable[[], AnyTable]:
        """What makes the table that the preview asks for now."""
        assert self.preview is not None
        publish, period = self._window.services.publish, self._window.period
        what, (paper, setup) = self.preview.what, self.preview.setup
        view, table = what.view, what.table

        def compose() -> AnyTable:
            if table is not None:
                return publish.dressed(table, paper=paper, setup=setup)
            if view is not None:
                return publish.view(period, view, paper=paper, setup=setup)
            return publish.official(period, units=(what.unit,) if what.unit else (), paper=paper, setup=setup)

        return compose

    @Slot(object)
    def _laid_out(self, printout: Printout) -> None:
        if self.preview is not None:
            self.preview.show_printout(printout)
            if self._at_once:
                self._at_once = False
                self.print()

    @Slot()
    def _left(self) -> None:
        """What was set is kept, also when nothing was printed."""
        preview, layouts = self.preview, self._layouts
        if preview is None or layouts is None:
            return
        self.preview = self._layouts = None
        layouts.drop()
        self._keep(*preview.setup)
        preview.deleteLater()

    # Printers

    def _asked_printer(self, printout: Printout) -> QPrinter | None:
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog

        from ui.printing.printers import prepare, printer_named

        printer = printer_named("")
        prepare(printer, printout)
        dialog = QPrintDialog(printer, self.preview)
        dialog.setWindowTitle("打印")
        option = QAbstractPrintDialog.PrintDialogOption
        dialog.setOption(option.PrintPageRange)
        dialog.setOption(option.PrintCurrentPage)
        dialog.setOption(option.PrintCollateCopies)
        dialog.setMinMax(1, len(printout.pages))
        accepted = dialog.exec() == QPrintDialog.DialogCode.Accepted
        dialog.deleteLater()
        return printer if accepted else None

    def _suits(self, printer: QPrinter, printout: Printout) -> bool:
        """Whether to print on what was chosen; what would come out otherwise than shown is said first."""
        from ui.printing.printers import other_paper, unprintable

        other, ours = other_paper(printer, printout), printout.table.paper.name
        if other:
            words = f"页面设置是 {ours}，打印机里选的是 {other}。照 {ours} 的样子缩小到这张纸上打印，或者回去改页面设置、换纸。"
            return QuestionDialog.ask(self.preview, "打印", "纸张不一样", words, [Answer("fit", "缩小打印")]) == "fit"
        white = unprintable(printer, printout)
        if white:
            words = f"这台打印机四周至少留 {white:.0f} 毫米白边，页边距比它窄，靠边的可能印不出来；请改宽页边距，或者照样打印。"
            return QuestionDialog.ask(self.preview, "打印", "页边距太窄", words, [Answer("print", "照样打印")]) == "print"
        return True

    # Small things

    def _keep(self, paper: Paper, setup: PageSetup) -> None:
        try:
            if self._window.services.publish.set_page(paper, setup) is not None:
                self._window.mark_saved()
                self._window.say("页面设置已保存。")
        except ExpectedError as error:
            self._window.notice.show_problem(str(error))

    def _failed(self, error: ExpectedError) -> None:
        if self.preview is not None:
            self.preview.show_trouble(str(error))

    def _stem(self, what: What) -> str:
        window = self._window
        plan, publish = window.services.look.plan(window.period), window.services.publish
        if what.table is not None:
            return file_name(what.table.title)
        if what.view is not None:
            return publish.stem(plan, window.period, what.view.name or "台账视图")
        return publish.stem(plan, window.period, f"{plan.title}，{what.unit}" if what.unit else "")

    def _view_words(self, view: LedgerView) -> str:
        """筛选：未报 · 区税务局."""
        from qcapp.publish.view_table import filter_words

        plan = self._window.services.look.plan(self._window.period)
        said = filter_words(view.filter, plan)
        filtered = f"筛选：{' · '.join(said)}" if said else "没有筛选，全部条目"
        return f"{view.name}。{filtered}" if view.name else filtered

    def _place(self, preview: PrintPreview) -> None:
        """As large as the window, or all of a small screen."""
        from ui.placing import fitted, place_first

        available = room_of(self._window)
        place_first(preview, available)
        if not preview.isMaximized():
            preview.setGeometry(fitted(self._window.frameGeometry(), available))
