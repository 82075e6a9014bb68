"""Which ledger is at hand: another one is opened or begun while the program runs, and the window stands anew on it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings, Qt, QTimer, Slot

from qcapp.carried import kept_path
from qcapp.domain.errors import ExpectedError, LedgerError
from qcapp.shared_desk import is_there
from ui.app import Workplace
from ui.clerk import clerk_name, keep_clerk_name
from ui.entry import may_enter
from ui.known_second import remember_second, second_folder
from ui.opening import LEDGER_KEY
from ui.recent import LEDGERS, Recent, gone

if TYPE_CHECKING:
    from qcapp.domain.backups import BackupFile
    from qcapp.ports import Progress
    from qcapp.services import Services
    from qcapp.services.handover import HandoverService
    from ui.dialogs.takeover import Told
    from ui.main_window import MainWindow

log = logging.getLogger(__name__)

_WELCOME_MS: Final = 800
"""When the first rows stand, and what waited for them."""
NO_TAKEOVER: Final = "接收交接是换上一整本台账文件，共享台账不这样换；请先“文件 → 打开台账…”或“新建台账…”，再接收。"
_KINDS: Final = "台账（*.sqlite3） (*.sqlite3);;所有文件 (*)"


class Ledgers(QObject):
    """``stand(workplace, services)`` makes a window and shows it. The old one stays until the new one stands."""

    def __init__(
        self, workplace: Workplace, settings: QSettings | None, stand: Callable[[Ledgers, Services], MainWindow]
    ) -> None:
        super().__init__()
        self.workplace, self._settings, self._stand = workplace, settings, stand
        self.recent = Recent(settings)
        self.window: MainWindow | None = None

    @property
    def path(self) -> Path:
        return self.workplace.path

    def show(self, services: Services) -> MainWindow:
        """The window of the ledger at hand."""
        self.recent.add(LEDGERS, self.path, services.look.plan(services.look.current_period()).title)
        self.window = self._stand(self, services)
        if self.path == self.workplace.sample_path:
            self._tell_of_sample()
        else:
            QTimer.singleShot(_WELCOME_MS, self.welcome)
        return self.window

    def reopen(self) -> None:
        """Let go of the ledger at hand, for the same to be opened again: it was found damaged before its window stood."""
        self.workplace.close()
        self.workplace = self.workplace.beside(self.path)

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

    def close(self) -> None:
        """Let go of the ledger at hand."""
        self.workplace.close()

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

    def _ask_shared(self, place: Workplace, said: str = "") -> None:
        """Where it is, and its password; ``place`` is of no ledger that is open."""
        from ui.shared_entry import ask_shared

        window = self._at_hand()
        here = self.path if self.workplace.address is None and self.path != self.workplace.sample_path else None
        services = ask_shared(place, self._settings, window, here=here, who=window.services.who, said=said)
        if services is None:
            place.close()
        elif place.path == self.path:
            place.close()
            window.say("这本台账正开着。")
        else:
            self._stand_on(place, services)

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

    def _turn_to(
        self, place: Workplace, open_it: Callable[[], Services], meanwhile: Callable[[], object] | None = None,
        then: Callable[[], object] | None = None,
    ) -> None:
        """Off the GUI thread: one that is large, far away or to be upgraded takes its time, and this one stays till then."""
        window = self._at_hand()

        def work(progress: Progress) -> Services:
            return open_it()

        def opened(services: Services) -> None:  # when the task, which is the old window's, is over
            QTimer.singleShot(0, lambda: self._stand_on(place, services, meanwhile, then))

        def failed(error: ExpectedError) -> None:
            QTimer.singleShot(0, lambda: self._rescue(place, error))

        window.tasks.run(work, opened, title="打开台账", failed=failed, parent=window)

    def _rescue(self, place: Workplace, error: ExpectedError) -> None:
        """It can't be opened: the ways out that there are, or back to the ledger at hand."""
        from ui.rescue.page import rescue
        from ui.shared_entry import is_to_ask

        if self._at_hand().covered:
            QTimer.singleShot(_WELCOME_MS, self, lambda: self._rescue(place, error))
            return
        if is_to_ask(place, error):
            self._ask_shared(place, str(error))
            return
        services, words = rescue(
            place, error, self._at_hand(), leave="回到现在的台账", keep_name=self._keep_name,
            second=partial(second_folder, self._settings),
        )
        if services is None or place.path == self.path:  # left, or led back to the one at hand
            place.close()
        else:
            self._stand_on(place, services)
            self.tell(words)

    def follow(self, path: Path) -> None:
        """The ledger at hand was copied to there, and is gone on with there: at the next start too."""
        own = self.path != self.workplace.sample_path
        self.workplace.path = path
        window = self._at_hand()
        self.recent.add(LEDGERS, path, window.services.look.plan(window.period).title)
        remember_second(window)
        if self._settings is not None and own:
            self._keep_window(self._settings, window.services, path)

    def _keep_window(self, settings: QSettings, services: Services, path: Path) -> None:
        """Where the next start reads it: the settings' own folder may have been renamed, and be begun anew by this."""
        for key, value in {key: settings.value(key) for key in settings.allKeys()}.items():
            settings.setValue(key, value)  # all of it is to be written, not what changes alone
        if not clerk_name(settings) and services.who != services.usual_who:
            keep_clerk_name(settings, services.who)
        settings.setValue(LEDGER_KEY, kept_path(path))
        settings.sync()
        if not self.workplace.named:
            return
        beside = QSettings(str(path.with_name(Path(settings.fileName()).name)), QSettings.Format.IniFormat)
        if not clerk_name(beside) and clerk_name(settings):  # a ledger that is named has its window's settings beside it
            keep_clerk_name(beside, clerk_name(settings))
            beside.sync()

    def _keep_name(self, name: str) -> None:
        keep_clerk_name(self._settings, name)

    def tell(self, words: str) -> None:
        """In the window at hand, until it is closed."""
        if words:
            self._at_hand().notice.show_info(words)

    def _stand_on(
        self, place: Workplace, services: Services, meanwhile: Callable[[], object] | None = None,
        then: Callable[[], object] | None = None,
    ) -> None:
        """``meanwhile``: after the old window's state was kept, before the new one reads it. ``then``: when that stands."""
        old_window, old_place = self._at_hand(), self.workplace
        if old_window.covered:  # nothing is shown, and nothing asked, behind the door
            QTimer.singleShot(_WELCOME_MS, self, lambda: self._stand_on(place, services, meanwhile, then))
            return
        if place is not old_place and not may_enter(services, place.path, old_window, "取消"):
            place.close()
            return
        old_window.keep_state()
        if meanwhile is not None:
            old_window.forget_state()
            meanwhile()
        self.workplace = place
        try:
            self.show(services)
        except LedgerError as error:  # what the first page reads is damaged
            again = place.beside(place.path)
            place.close()
            self.workplace, self.window = old_place, old_window
            self._rescue(again, error)
            return
        if self._settings is not None and place.path != place.sample_path:
            self._settings.setValue(LEDGER_KEY, kept_path(place.path))
        old_window.close()
        old_window.deleteLater()
        if old_place is not place:
            old_place.close()
        if then is not None:
            then()

    def _may_leave(self) -> bool:
        window = self._at_hand()
        if window.tasks.busy:
            window.notice.show_problem("正在处理的事情还没有做完，请等它做完再换台账。")
            return False
        if window.commands.fills.windows:
            window.notice.show_problem("填写下发表的窗口还开着，请先保存并关掉它，再换台账。")
            return False
        return window.flush()

    def _at_hand(self) -> MainWindow:
        assert self.window is not None
        return self.window


def same_file(path: Path, other: Path) -> bool:
    """Whether two paths lead to one file: by a link, another drive's letter, other capitals."""
    try:
        return path == other or path.samefile(other)
    except OSError:
        return False


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
