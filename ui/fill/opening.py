"""Opening a form: chosen or dropped, read off the GUI thread, with its password, and with what was begun before."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot

from qcapp.domain.errors import ExpectedError
from qcapp.ports import Progress
from qcapp.publish.return_table import filled
from qcapp.services.fill import OpenedForm
from qcapp.services.fill_memory import Kept
from ui.fill.session import Change, FillSession

if TYPE_CHECKING:
    from ui.fill.window import FillWindow

KINDS: Final = "下发表、退回说明（*.xlsx *.docx *.xls *.et *.ods *.odt） (*.xlsx *.docx *.xls *.et *.ods *.odt);;所有文件 (*)"


class Opener(QObject):
    def __init__(self, window: FillWindow) -> None:
        super().__init__(window)
        self._window = window
        self._locked: Path | None = None
        self._tried = False

    @Slot()
    def choose(self) -> None:
        from ui.desktop import documents_folder
        from ui.dialogs.files import ask_open

        session = self._window.session
        start = session.opened.path.parent if session is not None else documents_folder()
        path = ask_open(self._window, "打开下发表", start, KINDS)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """What is not saved is asked about first."""
        if self._window.leave_form(partial(self._start, path)):
            self._start(path)

    @Slot(str)
    def unlock(self, password: str) -> None:
        if self._locked is not None:
            self._read(self._locked, (password,))

    def _start(self, path: Path) -> None:
        self._locked, self._tried = None, False
        self._read(path, ())

    def _read(self, path: Path, passwords: tuple[str, ...]) -> None:
        service = self._window.service

        def work(progress: Progress) -> OpenedForm:
            return service.open(path, progress, passwords)

        def failed(error: ExpectedError) -> None:
            self._failed(path, error)

        self._window.tasks.run(work, self._window.show_opened, title="打开下发表", failed=failed, parent=self._window)

    def _failed(self, path: Path, error: ExpectedError) -> None:
        from qcapp.intake.passwords import Locked

        if isinstance(error, Locked):
            self._locked = path
            self._window.ask_password(again=self._tried)
            self._tried = True
        else:
            self._window.notice.show_problem(f"《{path.name}》打不开：{error}")

    def offer_earlier(self, session: FillSession) -> None:
        """A draft that was not saved, else what was saved from this form before, where either says something else."""
        opened = session.opened
        if opened.draft is not None and _changes(session, opened.draft):
            self._offer(session, opened.draft, "draft")
        elif opened.saved is not None and _as_it_came(opened, opened.saved) and _changes(session, opened.saved):
            self._offer(session, opened.saved, "saved")

    def _offer(self, session: FillSession, kept: Kept, what: str) -> None:
        from ui.dialogs.question import Answer, QuestionDialog

        when = f"{kept.at.month}月{kept.at.day}日 {kept.at:%H:%M}"
        draft = what == "draft"
        heading = "上次填到一半，没有保存" if draft else "这份表以前填好保存过"
        name = Path(kept.target).name
        words = (
            f"草稿是 {when} 留下的，有 {len(_changes(session, kept))} 处和这份文件不一样。" if draft
            else f"{when} 保存过《{name}》，这里打开的是没有填的原表。"
        )
        on = "接着草稿填" if draft else "接着上次保存的改"
        answers = [Answer("on", on), Answer("fresh", "按打开的这份文件填")]
        # Only who says so does without it: the next letter typed is kept in the earlier draft's place.
        if QuestionDialog.ask(self._window, "填写下发表", heading, words, answers) != "fresh":
            session.put(on, _changes(session, kept))
            self._window.say("已经接着上次填的；按 Ctrl+Z 回到打开的这份文件。")

    def ask_unsaved(self, session: FillSession) -> str | None:
        """save, draft or drop; None to stay."""
        from ui.dialogs.question import Answer, QuestionDialog

        return QuestionDialog.ask(
            self._window, "填写下发表", "填的内容还没有保存成填报表", session.checked.summary,
            [
                Answer("save", "保存填报表"), Answer("draft", "留作草稿，下次接着填"), Answer("drop", "不要这些改动"),
            ],
        )


def _changes(session: FillSession, kept: Kept) -> list[Change]:
    """What makes the form say what was typed then; fields that were not, and may have been filled in elsewhere since, are passed
    over, and rows that it does not have."""
    rows = {row.key for row in session.rows}
    return [
        Change(row, field, text) for row, fields in kept.texts.items() if row in rows
        for field, text in fields.items() if text != session.text(row, field) and kept.changes(row, field)
    ]


def _as_it_came(opened: OpenedForm, saved: Kept) -> bool:
    """Whether it is the form that was filled in then, as it came: what says something else has been filled in elsewhere."""
    return opened.path != Path(saved.target) and (not saved.came or filled(opened.texts) == filled(saved.came))
