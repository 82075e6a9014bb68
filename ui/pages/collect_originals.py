"""The returned file itself, merged or not: opened as a copy, saved out again, or laid beside the ledger to be typed in."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from qcapp.domain.status import is_reported
from qcapp.merge.plan import FilePlan
from qcapp.services import Services
from ui.models.attachments import is_picture
from ui.models.collect_batch import Batch
from ui.originals import Originals
from ui.tasks import TaskRunner
from ui.widgets.picture_viewer import PictureViewer, Sheet


class ReturnedOriginals(Originals):
    """Of the files in the list the bytes are at hand; those of others come from the ledger."""

    def __init__(self, services: Services, tasks: TaskRunner, batch: Batch, owner: QWidget) -> None:
        super().__init__(services, tasks, owner, self._bytes_of)
        self._batch = batch
        self._viewer: PictureViewer | None = None

    @property
    def viewer(self) -> PictureViewer | None:
        """The window of pictures, once one was shown."""
        return self._viewer

    def look(self, file: FilePlan, over: QRect) -> None:
        """At a picture in a window ``over`` that part of the screen, the keys staying where they are, once more to close it;
        at anything else in its own program."""
        name, sha256 = file.file.name, file.file.sha256
        if not is_picture(name):
            self.open(sha256, name)
        elif self._looked_at == Sheet(sha256, name):
            self._close()
        else:
            self._show(Sheet(sha256, name), over)

    def lay_beside(self, file: FilePlan) -> None:
        """Open it so that one can type by it: a picture in a window above this one, anything else in its own program."""
        name, sha256 = file.file.name, file.file.sha256
        if not is_picture(name):
            self.open(sha256, name)
            return
        self._close()
        self._show(Sheet(sha256, name), None)

    def follow(self, file: FilePlan | None, over: QRect) -> None:
        """Another file is selected: a picture that is being looked at gives way to it, so that none is taken for another."""
        if self._looked_at is None:
            return
        if file is None or not is_picture(file.file.name):
            self._close()
        elif self._looked_at != (sheet := Sheet(file.file.sha256, file.file.name)):
            self._show(sheet, over)

    @property
    def _looked_at(self) -> Sheet | None:
        return self._viewer.sheet if self._viewer is not None and self._viewer.isVisible() else None

    def _show(self, sheet: Sheet, over: QRect | None) -> None:
        if self._viewer is None:
            self._viewer = PictureViewer(self._bytes_of, self._window.window())
            self._viewer.open_requested.connect(self.open)
        self._viewer.show_sheets([sheet], sheet, over)

    def _close(self) -> None:
        if self._viewer is not None:
            self._viewer.close()

    def first_to_type(self, file: FilePlan) -> tuple[int, str] | str:
        """The unit's first measure of that month that nothing is reported of, for the page of the ledger; the unit when all
        are reported."""
        assert file.unit is not None
        assert file.period is not None
        snapshot = self._services.look.snapshot(file.period)
        numbers = [file.belongs] if file.belongs else snapshot.plan.measures_of[file.unit]
        missing = (no for no in numbers if not is_reported(snapshot.entry(no, file.unit)))
        first = next(missing, None)
        return file.unit if first is None else (first, file.unit)

    def _bytes_of(self, sha256: str) -> bytes:
        listed = (file for file, _ in self._batch.rows())
        found = next((file.file.data for file in listed if file.file.sha256 == sha256 and file.file.data), None)
        return self._services.archive.bytes_of(sha256) if found is None else found
