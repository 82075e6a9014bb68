"""Saving what goes back: where to, never over another file unasked, and again when the file was in use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from qcapp.domain.errors import ExpectedError, FileInUse
from qcapp.ports import Progress
from qcapp.services.fill import FORMATS, SavedForm, digest_of
from ui.fill.session import FillSession

if TYPE_CHECKING:
    from ui.fill.window import FillWindow

_KINDS = {"xlsx": "Excel / WPS 表格 (*.xlsx)", "docx": "Word / WPS 文字 (*.docx)"}


class Saver(QObject):
    """``saved(SavedForm)`` when it is done, ``failed(sentence, what to do next)`` when it was not; ``go_on`` does that: the same
    once more where the file was in use, another place where that one will not do."""

    saved = Signal(object)
    failed = Signal(str, str)

    def __init__(self, window: FillWindow) -> None:
        super().__init__(window)
        self._window = window
        self._last: SavedForm | None = None
        self._wanted: Path | None = None
        self._in_use = False

    @property
    def target(self) -> Path | None:
        """Where it was saved in this sitting."""
        return self._last.path if self._last is not None else None

    def forget(self) -> None:
        """Another form was opened."""
        self._last = self._wanted = None

    def save(self, session: FillSession) -> bool:
        """Where it was saved before in this sitting, else beside the form; False where the person thought better of it."""
        target = self._settled(session, self.target) if self.target is not None else self._free(session)
        if target is None:
            return False
        self._write(session, target)
        return True

    def save_as(self, session: FillSession) -> bool:
        target = self._chosen(session, self.target or self._window.service.suggested(session.opened))
        if target is None:
            return False
        self._write(session, target)
        return True

    @Slot()
    def go_on(self) -> None:
        session = self._window.session
        if session is None or self._wanted is None:
            return
        if self._in_use:
            self._write(session, self._wanted)
        else:
            from ui.desktop import documents_folder

            target = self._chosen(session, documents_folder() / self._wanted.name)
            if target is not None:
                self._write(session, target)

    def _free(self, session: FillSession) -> Path | None:
        suggested = self._window.service.suggested(session.opened)
        return self._settled(session, suggested) if suggested.parent != Path() else self._chosen(session, suggested)

    def _settled(self, session: FillSession, target: Path) -> Path | None:
        """That place, or another. The form that came is never written over unasked; nor is anything else but what this program
        saved of it before and nobody has changed since."""
        from ui.dialogs.question import Answer, QuestionDialog

        if not target.exists():
            return target
        came = target.resolve() == session.opened.path.resolve() and target != self.target
        digests = self._saved_as(session, target)
        if not came and digests and digest_of(target) in digests:
            return target
        words = "这就是您打开的那一份" if came else "保存以后有人另外改过它" if digests else "它不是从这份表填好的"
        answer = QuestionDialog.ask(
            self._window, "保存填报表", f"“{target.name}”已经有了", f"{words}，覆盖以后它原来的内容就没有了。",
            [Answer("other", "换一个文件名…"), Answer("over", "覆盖")],
        )
        if answer == "other":
            return self._chosen(session, target.with_name(f"{target.stem}（2）{target.suffix}"))
        return target if answer == "over" else None

    def _saved_as(self, session: FillSession, target: Path) -> set[str]:
        """What this program wrote there of this form, by digest, now or in an earlier sitting."""
        known = session.opened.saved
        earlier = {known.digest} if known is not None and Path(known.target) == target else set()
        now = {self._last.digest} if self._last is not None and self._last.path == target else set()
        return earlier | now

    def _chosen(self, session: FillSession, start: Path) -> Path | None:
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_save

        if not start.is_absolute():
            start = documents_folder() / start.name
        own = session.opened.form.suffix
        kinds = ";;".join(_KINDS[each] for each in sorted(FORMATS, key=lambda each: each != own))
        target = ask_save(self._window, "填报表保存到", start, kinds)
        if target is None:
            return None
        if target.suffix.lower().removeprefix(".") not in FORMATS:
            target = target.with_name(f"{target.name}.{own}")
        return self._settled(session, target)

    def _write(self, session: FillSession, target: Path) -> None:
        self._wanted = target
        service, opened, texts, place = self._window.service, session.opened, session.texts(), session.stack.index()

        def work(progress: Progress) -> SavedForm:
            return service.save(opened, texts, target, progress)

        def done(saved: SavedForm) -> None:
            self._last = saved
            if session.stack.index() == place:
                session.stack.setClean()
            self.saved.emit(saved)

        def failed(error: ExpectedError) -> None:
            self._in_use = isinstance(error, FileInUse)
            self.failed.emit(str(error), "重试" if self._in_use else "另存为…")

        self._window.tasks.run(work, done, title="保存填报表", failed=failed, parent=self._window)
