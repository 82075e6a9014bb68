"""What the form wishes for, done: conflicts settled; rulings; files attached, let go, opened, saved, looked at beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal, Slot

from qcapp.domain.errors import ExpectedError
from qcapp.domain.fields import field_for
from qcapp.domain.ledger import Attachment, CellKey, HeldConflict
from qcapp.domain.operations import Operation
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.text import shortened
from qcapp.ports import Progress
from ui.autosave import Autosave
from ui.dialogs.files import ask_open_many
from ui.models.attachments import is_picture
from ui.originals import Originals
from ui.widgets.entry_form import EntryForm
from ui.widgets.picture_viewer import PictureViewer, Sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from qcapp.merge.plan import Decision
    from qcapp.services import Services
    from qcapp.services.archive import Attached
    from ui.models.verdicts import Verdict
    from ui.pages.ledger_rulings import RulingWork
    from ui.tasks import TaskRunner

_ALL = "所有文件 (*)"
_COMPARING = "ledger/comparing"


class FormWork(QObject):
    """Makes the ``form`` and what saves it. ``saved`` after what was typed is written; ``changed(number of the measure, words)``
    after the ledger was written otherwise; ``problem``, ``said`` and ``go_requested`` as a page's own."""

    saved = Signal()
    saving = Signal(object)
    changed = Signal(int, str)
    problem = Signal(str)
    said = Signal(str)
    go_requested = Signal(str, object)

    def __init__(
        self, services: Services, tasks: TaskRunner, verdict: Callable[[EntryKey], Verdict | None],
        settings: QSettings | None, page: QWidget,
    ) -> None:
        super().__init__(page)
        self._services, self._tasks, self._settings = services, tasks, settings
        autosave = Autosave(services.edit, self)
        autosave.saved.connect(self.saved)
        autosave.saving.connect(self.saving)
        autosave.failed.connect(self._not_saved)
        autosave.overwrote.connect(self._overwrote)
        self.form = form = EntryForm(services, autosave, verdict)
        self._viewer: PictureViewer | None = None
        self._folder: Path | None = None
        self.rulings: RulingWork | None = None
        self._originals = Originals(services, tasks, form)
        self._originals.problem.connect(self.problem)
        self._originals.said.connect(self.said)
        form.resolve_requested.connect(self._resolve)
        form.files_given.connect(self.attach)
        form.attachments.add_requested.connect(self._choose)
        form.attachments.open_requested.connect(self.open)
        form.attachments.save_requested.connect(self._save)
        form.attachments.drag_requested.connect(self._drag)
        form.attachments.remove_requested.connect(self._remove)
        form.standing.ruling_requested.connect(self.rule)
        form.original_requested.connect(self._originals.open)
        form.source.save_requested.connect(self._originals.save)
        form.past.year_wanted.connect(self._show_year)
        form.past.plan_wanted.connect(self._show_in_plan)
        form.past.month_chosen.connect(self._show_month)
        if settings is not None:
            form.past.set_comparing(settings.value(_COMPARING, "no") == "yes")

    @property
    def viewer(self) -> PictureViewer | None:
        return self._viewer

    @Slot(list)
    def attach(self, paths: Sequence[Path]) -> None:
        """To the measure and unit that the form shows now."""
        no, unit, period = self.form.no, self.form.unit, self.form.period
        if no is None or period is None:
            return

        def work(progress: Progress) -> Attached:
            return self._services.archive.attach(no, unit, period, paths, progress)

        self._tasks.run(work, self._attached, title="添加佐证材料", failed=self._failed, parent=self.form)

    @Slot(object)
    def open(self, attachment: Attachment) -> None:
        """A picture beside the form, anything else with the system's program."""
        if is_picture(attachment.name):
            self._show(attachment)
        else:
            self._originals.open(attachment.sha256, attachment.name)

    @Slot()
    def rule(self) -> None:
        """认定… on the entry that the form shows; what is half typed is saved first."""
        no, unit, period = self.form.no, self.form.unit, self.form.period
        if no is None or period is None or not self.form.flush():
            return
        if self.rulings is None:
            from ui.pages.ledger_rulings import RulingWork

            self.rulings = RulingWork(self._services, self.form)
            self.rulings.ruled.connect(self._ruled)
        self.rulings.open(period, EntryKey(no, unit))

    def save_state(self, settings: QSettings) -> None:
        settings.setValue(_COMPARING, "yes" if self.form.past.comparing else "no")
        if self._viewer is not None:
            self._viewer.save_state(settings)

    @Slot()
    def _show_year(self) -> None:
        """On 往期, the measure of the form."""
        if self.form.no is not None:
            self.go_requested.emit("past", self.form.no)

    @Slot()
    def _show_in_plan(self) -> None:
        """On 清单, the measure of the form."""
        if self.form.no is not None:
            self.go_requested.emit("plan", self.form.no)

    @Slot(object)
    def _show_month(self, month: Period) -> None:
        """On 往期, that month beside the form's."""
        if self.form.period is not None:
            self.go_requested.emit("past", (month, self.form.period))

    def _show(self, attachment: Attachment) -> None:
        if self._viewer is None:
            self._viewer = PictureViewer(self._services.archive.bytes_of, self.form.window())
            self._viewer.open_requested.connect(self._originals.open)
            if self._settings is not None:
                self._viewer.restore_state(self._settings)
        pictures = [each for each in self.form.attachments.model.rows if is_picture(each.name)]
        sheets = [Sheet(each.sha256, each.name) for each in pictures]
        at = Sheet(attachment.sha256, attachment.name)
        self._viewer.show_sheets(sheets if at in sheets else [at], at)

    @Slot()
    def _choose(self) -> None:
        from ui.desktop import documents_folder

        paths = ask_open_many(self.form, "添加佐证材料", self._folder or documents_folder(), _ALL)
        if paths:
            self._folder = paths[0].parent
            self.attach(paths)

    @Slot(object)
    def _save(self, attachment: Attachment) -> None:
        self._originals.save(attachment.sha256, attachment.name)

    @Slot(object)
    def _drag(self, attachment: Attachment) -> None:
        self._originals.drag(attachment.sha256, attachment.name, self.form.attachments.out)

    @Slot(object)
    def _remove(self, attachment: Attachment) -> None:
        try:
            self._services.archive.detach(attachment)
        except ExpectedError as error:
            self._failed(error)
            return
        self._tell(f"已移除“{attachment.name}”，按 Ctrl+Z 可以撤销。")

    @Slot(object, object, str)
    def _resolve(self, held: HeldConflict, decision: Decision, typed: str) -> None:
        if not self.form.flush():
            return
        try:
            operation = self._services.edit.resolve(held, decision, typed)
        except ExpectedError as error:
            self._failed(error)
            return
        self._tell(f"{operation.summary}。")

    @Slot(object, str)
    def _overwrote(self, key: CellKey, theirs: str) -> None:
        words = f"写成了“{shortened(theirs, 24)}”" if theirs else "清空了"
        by = self._services.history.writer_of(key, theirs)
        self.problem.emit(
            f"您填写时，{by}把第 {key.no} 条 {key.unit} 的{field_for(key.field).heading}{words}，现在存的是您填的；"
            f"{by}写的在历史里，按 Ctrl+Z 就换回去。"
        )

    @Slot(str)
    def _not_saved(self, sentence: str) -> None:
        self.problem.emit(f"{sentence.rstrip('。')}（输入的内容还在，没有丢失）。")

    @Slot(object)
    def _ruled(self, operation: Operation) -> None:
        self._tell(f"{operation.summary}；按 Ctrl+Z 可以撤销。")

    def _attached(self, done: Attached) -> None:
        if done.operation is not None:
            self._tell(done.words)
        else:
            self.problem.emit("")
            self.said.emit(done.words)

    def _tell(self, words: str) -> None:
        self.problem.emit("")
        self.changed.emit(self.form.no or 0, words)

    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))
