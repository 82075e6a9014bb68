"""What the menus ask about ledgers: another one opened or begun, the sample, a 交接 received; and what a new one begins with."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Slot

from qcapp.domain.errors import ExpectedError
from qcapp.shared_desk import is_there
from ui.app import Workplace
from ui.clerk import clerk_name
from ui.recent import LEDGERS, gone
from ui.turning import WELCOME_MS, Turning, same_file

if TYPE_CHECKING:
    from qcapp.domain.backups import BackupFile
    from qcapp.ports import Progress
    from qcapp.services import Services
    from qcapp.services.handover import HandoverService
    from ui.dialogs.takeover import Told

log = logging.getLogger(__name__)

NO_TAKEOVER: Final = "接收交接是换上一整本台账文件，共享台账不这样换；请先“文件 → 打开台账…”或“新建台账…”，再接收。"
_KINDS: Final = "台账（*.sqlite3） (*.sqlite3);;所有文件 (*)"


class Ledgers(Turning):
    """Of one run of the program; its window at hand is ``window``."""

    def _greet(self) -> None:
        if self.path == self.workplace.sample_path:
            self._tell_of_sample()
        else:
            QTimer.singleShot(WELCOME_MS, self.welcome)

    def _tell_of_sample(self) -> None:
        """What it is, and the way on: back to one's own ledger, or to a first one."""
        notice = self._at_hand().notice
        if self._own() is None:
            notice.show_info("这是示例台账，内容都是编的，可以随便试；建自己的台账，请点“文件 → 新建台账…”。")
            return
        notice.show_info("这是示例台账，内容都是编的，可以随便试。", "回到我的台账")
        notice.action_requested.connect(self.go_home, Qt.ConnectionType.UniqueConnection)

    def _own(self) -> Path | None:
        """The ledger that was used last beside the sample, if it is still there."""
        paths = [path for path in self.recent.paths(LEDGERS) if path != self.workplace.sample_path]
        missing = gone(paths)
        return next((path for path in paths if path not in missing), None)

    @Slot()
    def go_home(self) -> None:
        """From the sample back to one's own ledger."""
        own = self._own()
        if own is not None:
            self.open(own)

    @Slot()
    def welcome(self) -> None:
        """In a ledger in which nothing was done yet: what comes first."""
        window = self._at_hand()
        if not window.isVisible():
            return
        notice, services = window.notice, window.services
        if services.read_only:
            return
        if notice.isHidden() and window.current_page is window.ledger_page and _is_new(services):
            period = window.period
            past = period.year < services.look.today().year
            why = f"这是 {period.year} 年的清单，时限大多已过，所以多亮红灯；补做别的月份，先换报告期。" if past else ""
            notice.show_info(f"台账建好了。{why}第一步：给各单位生成 {period.label}的下发表。", "去下发")
            notice.action_requested.connect(self._begin_month, Qt.ConnectionType.UniqueConnection)

    @Slot()
    def _begin_month(self) -> None:
        self._at_hand().go("dispatch")

    @Slot()
    def choose(self) -> None:
        """文件 → 打开台账…"""
        from ui.dialogs.files import ask_open

        path = ask_open(self._at_hand(), "打开台账", self.path.parent, _KINDS)
        if path is not None:
            self.open_chosen(path)

    @Slot()
    def choose_shared(self) -> None:
        """文件 → 打开共享台账…"""
        if self._may_leave():
            self._ask_shared(self.workplace.beside(self.workplace.usual_path))

    def open_chosen(self, path: Path) -> None:
        """As ``open``; what is a backup by its name is asked about before, and best brought back to where it came from."""
        backup = self.workplace.backup_file(path)
        if backup is None or same_file(path, self.path):
            self.open(path)
            return
        from ui.backup_asked import OPEN, RESTORE, ask_of_backup

        answer = ask_of_backup(self._at_hand(), backup)
        if answer == OPEN:
            self.open(path)
        elif answer == RESTORE:
            self._bring_back(backup)

    def _bring_back(self, backup: BackupFile) -> None:
        """Into its own ledger, that at hand where nothing tells which, by the dialog that says what goes and comes; in the place
        of one that is gone."""
        ledger = backup.ledger
        if ledger is None or same_file(ledger, self.path):
            self._show_backup(backup)
        elif self._may_leave():
            place = self.workplace.beside(ledger)
            if is_there(ledger):
                self._turn_to(place, place.open, then=lambda: self._show_backup(backup))
                return
            words = f"“{ledger.name}”已用 {backup.at:%m}月{backup.at:%d}日 {backup.at:%H:%M} 的备份恢复。"
            self._turn_to(place, lambda: place.recover_and_open(backup.path)[0], then=lambda: self.tell(words))

    def _show_backup(self, backup: BackupFile) -> None:
        self._at_hand().commands.safekeeping.backups.open(backup.path)

    def open(self, path: Path) -> None:
        """That ledger in the place of this one; why not, in the notice, and this one stays."""
        if same_file(path, self.path):
            self._at_hand().say("这本台账正开着。")
        elif self._may_leave():
            place = self.workplace.beside(path)
            self._turn_to(place, place.open)

    @Slot()
    def begin(self) -> None:
        """文件 → 新建台账…: the guide of three steps once more."""
        from qcapp.services.setup import plan_from_file
        from ui.dialogs.first_run import FirstRunChoice, FirstRunDialog

        place = self.workplace
        beside = place.usual_path if self.path == place.sample_path else self.path
        dialog = FirstRunDialog(place.built_in_plan(), free_name(beside), plan_from_file, self._at_hand(), another=True)
        dialog.exec()
        dialog.deleteLater()
        choice = dialog.choice
        if isinstance(choice, FirstRunChoice) and self._may_leave():
            made = place.beside(choice.ledger)
            who = choice.who or clerk_name(self._settings)
            self._turn_to(made, lambda: made.create(choice.plan, who))

    @Slot()
    def show_sample(self) -> None:
        """帮助 → 看示例台账: months that are made up, apart from the clerk's own."""
        path = self.workplace.sample_path
        if path == self.path:
            self._at_hand().say("示例台账正开着；“文件 → 最近用过”里可以回到自己的台账。")
        elif self._may_leave():
            place = self.workplace.beside(path)
            if path.exists():
                self._turn_to(place, place.open)
            else:
                self._make_sample(place)

    @Slot()
    def take_over(self) -> None:
        """文件 → 接收交接…: into the place of the ledger at hand; from the sample, into that of one's own."""
        from ui.dialogs.takeover import TakeoverDialog
        from ui.handing import received_words

        if not self._may_leave():
            return
        window, place = self._at_hand(), self.workplace
        if place.address is not None:
            window.notice.show_problem(NO_TAKEOVER)
            return
        if self.path == place.sample_path:
            place = place.beside(self._own() or place.usual_path)
        service = place.handover()
        told = TakeoverDialog.ask(window, service, window.tasks, window.services.who)
        if told is None:
            return
        put, say = partial(self._put_window, service, told), partial(self.tell, received_words(told))
        if place is self.workplace:
            self._stand_on(place, place.read_anew(), put, say)
        else:
            self._turn_to(place, place.open, put, say)

    def _put_window(self, service: HandoverService, told: Told) -> None:
        """What of the window's settings came along, before the new window reads them."""
        if self._settings is None:
            return
        self._settings.sync()
        try:
            service.put_window(told.received)
        except ExpectedError as error:  # columns and widths: not worth more than a line in the log
            log.warning("settings of the window did not come along: %s", error)
        self._settings.sync()

    def _make_sample(self, place: Workplace) -> None:
        """That takes some seconds where none came with the program."""
        window = self._at_hand()

        def work(progress: Progress) -> Services:
            return place.create_sample(progress)

        def made(services: Services) -> None:  # when the task, which is the old window's, is over
            QTimer.singleShot(0, lambda: self._stand_on(place, services))

        def failed(error: Exception) -> None:
            place.close()
            window.notice.show_problem(str(error))

        window.tasks.run(work, made, title="准备示例台账", failed=failed, parent=window)


def free_name(path: Path) -> Path:
    """That name, or one beside it that nothing has yet."""
    number, free = 2, path
    while free.exists():
        free, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return free


def _is_new(services: Services) -> bool:
    """Whether nothing was done in it yet; one that can't be read just now has other news."""
    try:
        return len(services.history.operations(2)) == 1
    except ExpectedError:
        return False
