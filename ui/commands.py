"""What the menus do to the ledger as a whole: undo, redo, save, another ledger, settings; and the help."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from qcapp.domain.errors import ExpectedError
from ui.clipboard import copy_from
from ui.exports import Exports
from ui.fill.entrance import FillEntrance
from ui.handing import Handing
from ui.safekeeping import Safekeeping
from ui.undoing import Undoing
from ui.widgets.text_undo import TextBox, redo_text, text_box_at_hand, undo_text, untouched

if TYPE_CHECKING:
    from ui.help.key import HelpKey
    from ui.main_window import MainWindow
    from ui.setting_work import SettingWork


class Commands(QObject):
    """Slots for the menus. Each tells its outcome in the status bar, or why not in the notice."""

    def __init__(self, window: MainWindow, ledger: Path) -> None:
        super().__init__(window)
        self._window, self._ledger = window, ledger
        self.settings: SettingWork | None = None
        self.help: HelpKey | None = None
        self.undoing = Undoing(window)
        self.fills = FillEntrance(window, ledger.parent / "fill")
        self.exports, self.safekeeping, self.handing = Exports(window), Safekeeping(window, ledger), Handing(window)

    def follow(self, ledger: Path) -> None:
        """The ledger lies elsewhere now."""
        self._ledger = ledger
        self.safekeeping.follow(ledger)

    def handlers(self) -> dict[str, Callable[[], object]]:
        return {
            **self.exports.handlers(), **self.safekeeping.handlers(), **self.handing.handlers(),
            "new": self.new_ledger, "open": self.open_ledger, "shared": self.open_shared, "sample": self.show_sample,
            "fill": self.fills.choose,
            "save": self.save, "undo": self.undo, "redo": self.redo, "copy": self.copy, "settings": self.change_settings,
            "help": self.show_help, "contents": self.show_contents, "keys": self.show_keys, "about": self.show_about,
        }

    def by_keys(self) -> dict[str, Callable[[], bool]]:
        """What keys do before the entry of that name: in a text box that is typed in they stay there."""
        return {"undo": partial(self._in_text, undo_text), "redo": partial(self._in_text, redo_text)}

    @Slot()
    def undo(self) -> None:
        self.undoing.undo()

    @Slot()
    def redo(self) -> None:
        self.undoing.redo()

    @Slot()
    def save(self) -> None:
        if self._window.flush():
            self._window.mark_saved()
            self._window.say("已保存；台账随填随存，不必另外保存。")

    @Slot()
    def new_ledger(self) -> None:
        if self._window.ledgers is not None:
            self._window.ledgers.begin()

    @Slot()
    def open_ledger(self) -> None:
        if self._window.ledgers is not None:
            self._window.ledgers.choose()

    @Slot()
    def open_shared(self) -> None:
        if self._window.ledgers is not None:
            self._window.ledgers.choose_shared()

    @Slot()
    def show_sample(self) -> None:
        if self._window.ledgers is not None:
            self._window.ledgers.show_sample()

    @Slot()
    def copy(self) -> None:
        copy_from(QApplication.focusWidget())

    @Slot()
    def change_settings(self) -> None:
        self.open_settings("")

    @Slot(str)
    def open_settings(self, page: str) -> None:
        """At that page, "" for the first."""
        from ui.setting_work import SettingWork

        self.settings = self.settings or SettingWork(self._window)
        self.settings.open(page)

    @Slot()
    def show_help(self) -> None:
        """Of the page at hand."""
        self._helped().open(self._window.current_page.name)

    @Slot()
    def show_contents(self) -> None:
        self._helped().open("start")

    @Slot()
    def show_keys(self) -> None:
        """Those of the page at hand, where it takes any of its own."""
        from ui.actions import PAGE_KEYS

        name = self._window.current_page.name
        self._helped().open("keys", next((title for page, title, _ in PAGE_KEYS if page == name), ""))

    def _helped(self) -> HelpKey:
        if self.help is None:
            from ui.help.key import HelpKey

            self.help = HelpKey(self._window, "start", settings=self._window.settings)
        return self.help

    @Slot()
    def show_about(self) -> None:
        from ui.dialogs.about import AboutDialog

        AboutDialog.show_about(self._window, self._ledger)

    def leave_unsaved(self) -> bool:
        """Closing, and something could not be saved: True to go nevertheless."""
        from ui.dialogs.question import Answer, QuestionDialog

        trouble = self._window.trouble
        why = str(trouble.error) if trouble is not None and trouble.error is not None else self._window.notice.text
        copied = [Answer("copy", "复制下来再退出")] if self._window.unsaved() else []
        answer = QuestionDialog.ask(
            self._window, "还有内容没有保存", "刚才填写的内容没能保存，现在退出会丢失。", why,
            [Answer("stay", "返回再试"), *copied, Answer("leave", "放弃并退出")],
        )
        if answer == "copy" and trouble is not None:
            trouble.copy_unsaved()
        return answer in ("leave", "copy")

    def remember_period(self) -> None:
        """The month to open at next time; not worth a question when it can't be written."""
        try:
            self._window.services.look.remember_period(self._window.period)
        except ExpectedError as error:
            self._window.say(str(error))

    def _in_text(self, turn: Callable[[TextBox], str]) -> bool:
        box = text_box_at_hand()
        if box is None or untouched(box):
            return False
        words = turn(box)
        if words:
            self._window.say(words)
        return True
