"""诊断 from the menu: looked through off the GUI thread, shown, written into a zip."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from qcapp.domain.diagnosis import Diagnosis, FactGroup, public
from qcapp.domain.errors import ExpectedError
from qcapp.ports import Progress
from ui.desktop import documents_folder, open_file, open_folder, shown_path
from ui.dialogs.diagnosis import DiagnosisDialog

if TYPE_CHECKING:
    from qcapp.services.diagnosis import DiagnosisService
    from ui.tasks import TaskRunner
    from ui.widgets.notice import NoticeBar


class Diagnosing(QObject):
    """``tell``: where a zip is told of that was asked for outside of the dialog."""

    def __init__(self, service: DiagnosisService, tasks: TaskRunner, notice: NoticeBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._service, self._tasks, self._notice, self._parent = service, tasks, notice, parent
        self.dialog: DiagnosisDialog | None = None

    def open(self) -> DiagnosisDialog:
        """The dialog, filled when the checks are through."""
        dialog = DiagnosisDialog(self._parent)
        dialog.again_requested.connect(self.look)
        dialog.save_requested.connect(self._save_from_dialog)
        dialog.log_requested.connect(self.open_log)
        self.dialog = dialog
        dialog.open()
        self.look()
        return dialog

    @Slot()
    def look(self) -> None:
        dialog = self._shown()
        if dialog is None:
            return
        dialog.show_looking()
        extra = screens()

        def work(progress: Progress) -> Diagnosis:
            return self._service.look((extra,))

        self._tasks.run(work, self._looked, title="检查台账", failed=self._not_looked, parent=dialog, quiet=True)

    @Slot()
    def open_log(self) -> None:
        log, dialog = self._service.log, self._shown()
        if not open_file(log) and not open_folder(log) and dialog is not None:
            dialog.notice.show_problem(f"没能打开日志，请到“{shown_path(log.parent)}”查看 {log.name}。")

    def save(self, parent: QWidget, notice: NoticeBar | None = None) -> None:
        """Asks where, makes the zip anew and says where it is: in ``notice``, or in the window's."""
        from ui.dialogs.files import ask_save

        start = documents_folder() / f"营商台账诊断_{datetime.now():%Y%m%d_%H%M}.zip"
        target = ask_save(parent, "生成诊断包", start, "诊断包 (*.zip)")
        if target is None:
            return
        if target.suffix.lower() != ".zip":
            target = target.with_name(f"{target.name}.zip")
        extra, bar = screens(), notice or self._notice

        def work(progress: Progress) -> Path:
            return self._service.write(self._service.look((extra,)), target)

        over = parent if notice is not None else self._parent  # which is to be there when it is done
        self._tasks.run(work, partial(self._saved, bar), title="生成诊断包", failed=partial(self._not_saved, bar), parent=over)

    @Slot()
    def _save_from_dialog(self) -> None:
        if (dialog := self._shown()) is not None:
            self.save(dialog, dialog.notice)

    def _shown(self) -> DiagnosisDialog | None:
        return self.dialog if self.dialog is not None and shiboken6.isValid(self.dialog) else None

    def _looked(self, diagnosis: Diagnosis) -> None:
        if (dialog := self._shown()) is not None:
            dialog.show_diagnosis(diagnosis, log_there=self._service.log.is_file())

    def _not_looked(self, error: ExpectedError) -> None:
        if (dialog := self._shown()) is not None:
            dialog.show_failure(str(error))

    def _saved(self, bar: NoticeBar, target: Path) -> None:
        if shiboken6.isValid(bar):
            words = f"诊断包已存到 {shown_path(target)}，可以发给维护人员。"
            bar.show_info(words, "打开所在文件夹", partial(open_folder, target))

    def _not_saved(self, bar: NoticeBar, error: ExpectedError) -> None:
        if shiboken6.isValid(bar):
            bar.show_problem(str(error))


def screens() -> FactGroup:
    """How the window is shown here. On the GUI thread."""
    shown = [
        f"{screen.size().width()}×{screen.size().height()} {screen.devicePixelRatio() * 100:.0f}%"
        for screen in QGuiApplication.screens()
    ]
    return FactGroup("screen", "屏幕", (
        public("screens", "屏幕", "，".join(shown)),
        public("platform", "显示方式", QGuiApplication.platformName()),
    ))
