"""What leaves the page 通报: the docx written, what went out registered, taken back, handed out again; the letterhead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qcapp.domain.errors import ExpectedError
from qcapp.domain.operations import Bulletin, Operation, UndoResult
from qcapp.domain.period import Period
from qcapp.ports import Progress
from ui.desktop import documents_folder, shown_path
from ui.dialogs.files import ask_open, ask_save
from ui.dialogs.issue import IssueChoice, IssueDialog, IssueOffer
from ui.dialogs.question import Answer, QuestionDialog, may_replace
from ui.models.issued import one_line
from ui.originals import Originals
from ui.pages.bulletin_draft import Composed, DraftWork

if TYPE_CHECKING:
    from qcapp.services import Services
    from qcapp.services.bulletin import Draft
    from ui.tasks import TaskRunner
    from ui.widgets.issued_panel import IssuedPanel

_DOCX: Final = "Word / WPS 文字（*.docx） (*.docx)"
_STALE: Final = "登记的是台账现在的数字；那份文件写成之后台账若又改过，请先重新写成，再登记。"


class Outgoing(QObject):
    """``begun`` before anything is done. ``wrote(path, sentence)``; ``told`` a sentence to stay; ``changed``: the ledger was
    written to; ``said`` and ``problem`` as a page's own."""

    begun = Signal()
    wrote = Signal(object, str)
    told = Signal(str)
    changed = Signal()
    said = Signal(str)
    problem = Signal(str)

    def __init__(self, services: Services, tasks: TaskRunner, drafting: DraftWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._services, self._tasks, self._drafting, self._window = services, tasks, drafting, parent
        self._folder: Path | None = None
        self._written: dict[Period, tuple[Path, Draft]] = {}
        self._originals = Originals(services, tasks, parent)
        self._originals.problem.connect(self.problem)
        self._originals.said.connect(self.said)

    def serve(self, issued: IssuedPanel) -> None:
        """Do what is asked for there, with the one that is chosen."""
        wishes = (
            (issued.open_requested, self.open), (issued.save_requested, self.save), (issued.withdraw_requested, self.withdraw),
        )
        for wish, deed in wishes:
            wish.connect(partial(_with_chosen, issued, deed))
        issued.out.wanted.connect(partial(self.drag, issued))

    # Writing

    def write(self) -> None:
        """Ask where to, then write what the page says now."""
        latest = self._drafting.latest
        if latest is None or latest.draft is None:
            return
        name = self._services.bulletin.suggested_name(latest.period)
        target = ask_save(self._window, "通报写到", (self._folder or documents_folder()) / name, _DOCX)
        if target is None:
            return
        target = target if target.suffix.lower() == ".docx" else target.with_name(f"{target.name}.docx")
        if self._may_replace(target):
            self._folder = target.parent
            self._write(target)

    def _write(self, target: Path) -> None:
        self.begun.emit()
        compose, services = self._drafting.now(), self._services

        def work(progress: Progress) -> Draft:
            progress.report(0, 2, "正在排通报")
            draft = compose(progress).draft
            assert draft is not None
            progress.report(1, 2, f"正在写 {target.name}")
            services.bulletin.write(draft, target)
            return draft

        def done(draft: Draft) -> None:
            self._written[draft.period] = target, draft
            self._drafting.set_written(str(target))
            self.wrote.emit(target, f"已写成“{target.name}”，可以在 WPS 里再改；印发之后请点“登记印发…”。")

        def failed(error: ExpectedError) -> None:
            answer = QuestionDialog.ask(self._window, "没有写成", "通报没有写成", str(error), [Answer("retry", "重试")])
            if answer == "retry":
                self._write(target)

        self._tasks.run(work, done, title="写通报", failed=failed, parent=self._window)

    def _may_replace(self, target: Path) -> bool:
        return may_replace(self._window, target, "，在 WPS 里改过的也一样")

    # Issuing

    def issue(self) -> None:
        """Ask which file went out on what day, then keep it with its figures."""
        latest = self._drafting.latest
        if latest is None or latest.draft is None:
            return
        path, draft = self._last_written(latest)
        fresh = draft is not None or path is None
        offer = IssueOffer(
            latest.period, one_line((draft or latest.draft).title), latest.choice.day, self._services.look.today(), path,
            self._folder or documents_folder(), "" if fresh else _STALE,
        )
        choice = IssueDialog.ask(self._window, offer)
        if choice is not None:
            self._issue(choice, draft if choice.file == path else None)

    def _last_written(self, latest: Composed) -> tuple[Path | None, Draft | None]:
        """The file, and its draft where it was written in this sitting."""
        path, draft = self._written.get(latest.period, (None, None))
        path = path or (Path(self._drafting.written) if self._drafting.written else None)
        return (path, draft) if path is not None and path.is_file() else (None, None)

    def _issue(self, choice: IssueChoice, written: Draft | None) -> None:
        self.begun.emit()
        compose, services = self._drafting.now(), self._services

        def work(progress: Progress) -> Draft:
            draft = written or compose(progress).draft
            assert draft is not None
            dated = replace(draft, paper=replace(draft.paper, day=choice.day))
            services.bulletin.issue(dated, choice.file)
            return dated

        def done(draft: Draft) -> None:
            kept = f"原件“{choice.file.name}”已存进台账，" if choice.file else ""
            # One that went out is not offered again: what is registered next is written anew.
            self._written.pop(draft.period, None)
            self._drafting.set_written("")
            self.told.emit(f"已登记印发《{draft.title}》（{_day(choice.day)}）：{kept}数字已定下，以后的变化会另外列出。")
            self.changed.emit()

        self._tasks.run(work, done, title="登记印发", failed=self._failed, parent=self._window)

    def withdraw(self, bulletin: Bulletin) -> None:
        words = (
            f"《{one_line(bulletin.title)}》（{_day(bulletin.issued)}）会当作没有登记过，定下的数字不再作准；"
            "发出去的纸面文件不受影响。撤回错了，可以在“历史”里恢复。"
        )
        answer = QuestionDialog.ask(
            self._window, "撤回登记", "撤回这次印发的登记？", words, [Answer("withdraw", "撤回登记")]
        )
        if answer != "withdraw":
            return
        self.begun.emit()
        services = self._services

        def work(progress: Progress) -> UndoResult:
            return services.bulletin.withdraw(bulletin)

        def done(result: UndoResult) -> None:
            self.told.emit(f"已撤回《{one_line(bulletin.title)}》的印发登记。")
            self.changed.emit()

        self._tasks.run(work, done, title="撤回登记", failed=self._failed, parent=self._window)

    def open(self, bulletin: Bulletin) -> None:
        if bulletin.sha256 is not None:
            self._originals.open(bulletin.sha256, bulletin.name or "通报.docx")

    def save(self, bulletin: Bulletin) -> None:
        if bulletin.sha256 is not None:
            self._originals.save(bulletin.sha256, bulletin.name or "通报.docx")

    def drag(self, issued: IssuedPanel) -> None:
        """The original of the one chosen there, out of the window."""
        bulletin = issued.current
        if bulletin is not None and bulletin.sha256 is not None:
            self._originals.drag(bulletin.sha256, bulletin.name or "通报.docx", issued.out)

    # The letterhead

    def choose_letterhead(self) -> None:
        file = ask_open(self._window, "选择版头文件", self._folder or documents_folder(), "Word / WPS 文字 (*.docx)")
        if file is None:
            return
        self.begun.emit()
        services = self._services

        def work(progress: Progress) -> Operation | None:
            return services.letterhead.choose(file)

        def done(operation: Operation | None) -> None:
            self.said.emit(f"以后的通报和催报通知都写在版头“{file.name}”里。")
            self.changed.emit()

        self._tasks.run(work, done, title="看版头文件", failed=self._failed, parent=self._window)

    def drop_letterhead(self) -> None:
        self.begun.emit()
        services = self._services

        def done(operation: Operation | None) -> None:
            self.said.emit("已取消版头，以后只印正文。")
            self.changed.emit()

        self._tasks.run(
            lambda _: services.letterhead.drop(), done, title="取消版头", failed=self._failed, parent=self._window
        )

    def save_sample(self) -> None:
        from qcapp.services.letterhead import SAMPLE_NAME

        target = ask_save(self._window, "版头样张存到", (self._folder or documents_folder()) / SAMPLE_NAME, _DOCX)
        if target is None:
            return
        target = target if target.suffix.lower() == ".docx" else target.with_name(f"{target.name}.docx")
        if not self._may_replace(target):
            return
        self.begun.emit()
        services = self._services

        def done(path: Path) -> None:
            sentence = f"样张存到了 {shown_path(path)}；在 WPS 里换上本单位的名称、存盘，再用“选择版头文件”选它。"
            self.wrote.emit(path, sentence)

        self._tasks.run(
            lambda _: services.letterhead.write_sample(target), done, title="存样张", failed=self._failed,
            parent=self._window,
        )

    def _failed(self, error: ExpectedError) -> None:
        self.problem.emit(str(error))


def _with_chosen(issued: IssuedPanel, deed: Callable[[Bulletin], None]) -> None:
    if issued.current is not None:
        deed(issued.current)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
