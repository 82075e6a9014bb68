"""The plain page in the place of a ledger that can't be opened: what is the matter, what was found, the ways out.

It opens nothing by itself. What a way out opened is in ``services``; None when the page was left.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from qcapp.domain.backups import Backup, BackupFile, BackupReason
from qcapp.domain.errors import ExpectedError, LedgerError
from qcapp.ports import Progress
from qcapp.shared_desk import is_there
from ui.backup_asked import OPEN, RESTORE, ask_of_backup
from ui.desktop import documents_folder, open_folder, shown_path
from ui.rescue.found import other_name
from ui.rescue.parts import RescueParts
from ui.rescue.ways import Way, heading, shared_heading, shared_ways, shared_words, ways, words

if TYPE_CHECKING:
    from qcapp.services import Services
    from ui.app import Workplace
    from ui.tasks import T

KINDS: Final = "台账（*.sqlite3） (*.sqlite3);;所有文件 (*)"
BACKUPS: Final = "台账备份 (*.sqlite3 *.db);;所有文件 (*)"


class RescueDialog(RescueParts):
    """``workplace`` is of the ledger that failed with ``error``; its path follows when another one is opened.

    ``leave``: what going without any is called. ``keep_name``: takes the clerk's name from the guide of a new ledger. ``only``
    these ways. ``second``: the folder of a ledger's own backups in the second place, as far as it is known.
    ``recover``: brings a backup into a ledger that is open, instead of opening one; then ``told`` is set alone.
    """

    def __init__(
        self, workplace: Workplace, error: ExpectedError, parent: QWidget | None = None, *, leave: str = "退出",
        keep_name: Callable[[str], object] = lambda name: None, only: Collection[Way] = tuple(Way),
        recover: Callable[[Path], Path | None] | None = None, second: Callable[[Path], Path | None] = lambda ledger: None,
    ) -> None:
        super().__init__(leave, workplace.held_in, parent)
        self.services: Services | None = None
        self.told = ""
        """What is to be said in the window that stands now."""
        self._workplace, self._keep_name, self._only, self._recover = workplace, keep_name, only, recover
        self._second = second
        self.backups.chosen_changed.connect(self._offer)
        self.backups.opened.connect(self.restore)
        self._ways.chosen.connect(self._go)
        self._diagnosis.clicked.connect(self.save_diagnosis)
        self.show_trouble(error)

    def show_trouble(self, error: ExpectedError) -> None:
        """Another one, when a way out met it."""
        self._error = error
        self._found.show_file(self._workplace.path, self._workplace.address)
        self.backups.show_backups(self._workplace.backups_here())
        self._show_as_found()
        self._ask_second()

    def _show_as_found(self) -> None:
        """The words and the ways, with the backups that are listed."""
        trouble = self._error.trouble if isinstance(self._error, LedgerError) else None
        place, listed = self._workplace, bool(self.backups.backups)
        path, usual = place.path, place.usual_path
        # os.path never raises, be the place out of reach.
        folder, other = os.path.isdir(path.parent), usual != path and os.path.isfile(usual)
        if place.address is not None:
            self._heading.setText(shared_heading(trouble))
            self._words.setText(shared_words(str(self._error)))
            shown = shared_ways(folder=folder, usual=other)
        else:
            self._heading.setText(heading(trouble))
            self._words.setText(words(trouble, str(self._error), backups=listed))
            shown = ways(trouble, there=os.path.isfile(path), folder=folder, usual=other, backups=listed)
        shown = tuple(way for way in shown if way in self._only)
        self._ways.show_ways(shown)
        self._offer()
        self._listed.setVisible(Way.BACKUP in shown)
        self.backups.setVisible(Way.BACKUP in shown)
        self.adjustSize()

    def _ask_second(self) -> None:
        """What lies in the second place; a disk that does not answer holds nothing up."""
        place, ledger = self._workplace, self._workplace.path
        folder = self._second(ledger)
        if folder is None:
            return

        def found_there(there: Sequence[Backup]) -> None:
            if there and ledger == place.path:
                before = bool(self.backups.backups)
                self.backups.add(there, "第二处")
                if not before:
                    self._show_as_found()

        self.aside.ask(lambda: place.backups_in(folder), found_there)

    # What the ways do

    @Slot()
    def retry(self) -> None:
        self._open(self._workplace.open, "打开台账")

    @Slot()
    def restore(self) -> None:
        """The chosen backup in the place of what is there, which is put aside."""
        held = self.backups.chosen
        if held is None:
            return
        name, made, instead = self._workplace.path.name, self._workplace.recover_and_open, self._recover

        def work(progress: Progress) -> tuple[Services | None, Path | None]:
            return made(held.path) if instead is None else (None, instead(held.path))

        def recovered(answer: tuple[Services | None, Path | None]) -> None:
            self.services, aside = answer
            kept = f"；原来的文件改名为“{aside.name}”，留在原处" if aside else ""
            self.told = f"“{name}”已用 {held.at:%m}月{held.at:%d}日 {held.at:%H:%M} 为止的备份恢复{kept}。"
            self.accept()

        self._run(work, recovered, "恢复台账")

    @Slot()
    def choose_backup(self) -> None:
        """A file from anywhere: listed, and looked through as all are; it is brought back when the person says so."""
        from ui.dialogs.files import ask_open

        folder = self._workplace.path.parent
        path = ask_open(self, "另选备份文件", folder if os.path.isdir(folder) else documents_folder(), BACKUPS)
        if path is not None:
            self.offer(path)

    def offer(self, path: Path) -> None:
        """That file as a backup to be brought back."""
        place, name = self._workplace, self._workplace.backup_file(path)
        try:
            status = path.stat()
        except OSError:
            self.notice.show_problem(f"“{shown_path(path)}”读不出来，请检查磁盘和文件夹权限后再选。")
            return
        at = name.at if name else datetime.fromtimestamp(status.st_mtime)
        among = [each.path for each in self.backups.backups if each.reason is not BackupReason.HANDOVER]
        before = bool(self.backups.backups)
        backup = Backup(path, at, status.st_size, name.reason if name else None)
        self.backups.add_chosen(backup, lambda chosen: place.picked(chosen, among))
        if not before:
            self._show_as_found()
        self.notice.show_info(f"“{path.name}”已加到备份列表里；校验完好以后，点“{Way.BACKUP.word}”。")

    @Slot()
    def open_other(self) -> None:
        from ui.dialogs.files import ask_open

        folder = self._workplace.path.parent
        path = ask_open(self, "打开台账", folder if os.path.isdir(folder) else documents_folder(), KINDS)
        backup = self._workplace.backup_file(path) if path is not None else None
        if path is None:
            return
        answer = ask_of_backup(self, backup) if backup is not None else OPEN
        if answer == OPEN:
            self._turn_to(path)
        elif backup is not None and answer == RESTORE:
            self._bring_back(backup)

    def _bring_back(self, backup: BackupFile) -> None:
        """To where it came from: offered for the ledger that the page is about, or in the place of another that is gone."""
        ledger = backup.ledger
        if ledger is None or ledger == self._workplace.path:
            self.offer(backup.path)
        elif is_there(ledger):
            self.notice.show_problem(
                f"这份备份属于“{shown_path(ledger)}”，它还在，没有动它；请先打开那一本，再用“文件 → 备份与恢复…”恢复。"
            )
        else:
            self._workplace.path = ledger
            self._open(lambda: self._workplace.recover_and_open(backup.path)[0], "恢复台账")

    @Slot()
    def open_usual(self) -> None:
        self._turn_to(self._workplace.usual_path)

    @Slot()
    def connect_anew(self) -> None:
        """Of a shared ledger: where it is, and who opens it."""
        from ui.shared_entry import ask_shared

        services = ask_shared(self._workplace, None, self)
        if services is not None:
            self._opened(services)

    @Slot()
    def keep_copy(self) -> None:
        from ui.dialogs.files import ask_save

        path = self._workplace.path
        start = documents_folder() / f"{path.stem}-原样{path.suffix}"
        target = ask_save(self, "把这个文件另存一份", start, "所有文件 (*)")
        if target is None:
            return

        def work(progress: Progress) -> Path:
            self._workplace.keep_copy(target)
            return target

        def kept(copy: Path) -> None:
            self.notice.show_info(f"已原样另存到 {shown_path(copy)}，原文件没有动。")

        self._run(work, kept, "另存文件")

    @Slot()
    def show_folder(self) -> None:
        folder = self._workplace.path.parent
        if not open_folder(self._workplace.path):
            self.notice.show_problem(f"没能打开文件夹，请到“{shown_path(folder)}”查看。")

    @Slot()
    def save_diagnosis(self) -> None:
        from ui.diagnosing import Diagnosing

        service = self._workplace.diagnosis(self._words.text())
        Diagnosing(service, self.tasks, self.notice, self).save(self, self.notice)

    @Slot()
    def begin_anew(self) -> None:
        """Never in the place of the one that can't be opened."""
        from qcapp.services.setup import plan_from_file
        from ui.dialogs.first_run import FirstRunChoice, FirstRunDialog
        from ui.ledgers import free_name

        place = self._workplace
        beside = free_name(place.usual_path if place.usual_path != place.path else other_name(place.path))
        dialog = FirstRunDialog(place.built_in_plan(), beside, plan_from_file, self, another=True)
        dialog.exec()
        dialog.deleteLater()
        choice = dialog.choice
        if isinstance(choice, FirstRunChoice):
            if choice.who:
                self._keep_name(choice.who)
            place.path = choice.ledger
            self._open(lambda: place.create(choice.plan), "新建台账")

    def _turn_to(self, path: Path) -> None:
        self._workplace.path = path
        self._open(self._workplace.open, "打开台账")

    def _open(self, open_it: Callable[[], Services], title: str) -> None:
        def work(progress: Progress) -> Services:
            return open_it()

        self._run(work, self._opened, title, self._failed)

    def _run(
        self, work: Callable[[Progress], T], done: Callable[[T], None], title: str,
        failed: Callable[[ExpectedError], None] | None = None,
    ) -> None:
        """One thing at a time, off the GUI thread; what is pressed meanwhile is not there to be pressed."""
        self.notice.clear()
        self._ways.setEnabled(False)
        wrong = failed or self._told_wrong

        def ended(result: T) -> None:
            self._ways.setEnabled(True)
            done(result)

        def went_wrong(error: ExpectedError) -> None:
            self._ways.setEnabled(True)
            wrong(error)

        self.tasks.run(work, ended, title=title, failed=went_wrong, parent=self)

    def _opened(self, services: Services) -> None:
        self.services = services
        self.accept()

    def _failed(self, error: ExpectedError) -> None:
        self.show_trouble(error)
        self.notice.show_problem(f"{datetime.now():%H:%M:%S} {error}")

    def _told_wrong(self, error: ExpectedError) -> None:
        self.notice.show_problem(str(error))

    @Slot(object)
    def _go(self, way: Way) -> None:
        {
            Way.BACKUP: self.restore, Way.CHOOSE: self.choose_backup, Way.RETRY: self.retry, Way.OTHER: self.open_other,
            Way.USUAL: self.open_usual, Way.CONNECT: self.connect_anew,
            Way.KEEP_COPY: self.keep_copy, Way.FOLDER: self.show_folder, Way.ANEW: self.begin_anew,
        }[way]()

    @Slot()
    def _offer(self) -> None:
        if Way.BACKUP in self.buttons:
            self.buttons[Way.BACKUP].setEnabled(self.backups.chosen is not None)


def rescue(
    workplace: Workplace, error: ExpectedError, parent: QWidget | None = None, *, leave: str = "退出",
    keep_name: Callable[[str], object] = lambda name: None, second: Callable[[Path], Path | None] = lambda ledger: None,
) -> tuple[Services | None, str]:
    """Show the page until a way out led to a ledger; its services, and what to say of it. (None, "") when it was left."""
    dialog = RescueDialog(workplace, error, parent, leave=leave, keep_name=keep_name, second=second)
    dialog.exec()
    dialog.deleteLater()
    return dialog.services, dialog.told
