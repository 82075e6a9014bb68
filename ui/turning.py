"""Turning from one ledger to another while the program runs: opened off the GUI thread, rescued where it does not open, and the
window stands anew on it. The old one stays until the new one stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QSettings, QTimer

from qcapp.carried import kept_path
from qcapp.domain.errors import ExpectedError, LedgerError
from ui.app import Workplace
from ui.clerk import clerk_name, keep_clerk_name
from ui.entry import may_enter
from ui.known_second import remember_second, second_folder
from ui.opening import LEDGER_KEY
from ui.recent import LEDGERS, Recent

if TYPE_CHECKING:
    from qcapp.ports import Progress
    from qcapp.services import Services
    from ui.main_window import MainWindow

WELCOME_MS: Final = 800
"""When the first rows stand, and what waited for them."""


class Turning(QObject):
    """``stand(self, services)`` makes a window and shows it."""

    def __init__(
        self, workplace: Workplace, settings: QSettings | None, stand: Callable[[Any, Services], MainWindow]
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
        self._greet()
        return self.window

    def _greet(self) -> None:
        """What a window says that has just come to stand."""
        raise NotImplementedError

    def reopen(self) -> None:
        """Let go of the ledger at hand, for the same to be opened again: it was found damaged before its window stood."""
        self.workplace.close()
        self.workplace = self.workplace.beside(self.path)

    def close(self) -> None:
        """Let go of the ledger at hand."""
        self.workplace.close()

    def tell(self, words: str) -> None:
        """In the window at hand, until it is closed."""
        if words:
            self._at_hand().notice.show_info(words)

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

    def _rescue(self, place: Workplace, error: ExpectedError) -> None:
        """It can't be opened: the ways out that there are, or back to the ledger at hand."""
        from ui.rescue.page import rescue
        from ui.shared_entry import is_to_ask

        if self._at_hand().covered:
            QTimer.singleShot(WELCOME_MS, self, lambda: self._rescue(place, error))
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

    def _stand_on(
        self, place: Workplace, services: Services, meanwhile: Callable[[], object] | None = None,
        then: Callable[[], object] | None = None,
    ) -> None:
        """``meanwhile``: after the old window's state was kept, before the new one reads it. ``then``: when that stands."""
        old_window, old_place = self._at_hand(), self.workplace
        if old_window.covered:  # nothing is shown, and nothing asked, behind the door
            QTimer.singleShot(WELCOME_MS, self, lambda: self._stand_on(place, services, meanwhile, then))
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
