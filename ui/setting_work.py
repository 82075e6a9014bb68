"""工具 → 设置: the dialog asks, this saves what changed in one operation and has the window read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from qcapp.domain.errors import ExpectedError
from ui.clerk import clerk_name, keep_clerk_name
from ui.dialogs.settings import CLERK, SettingsDialog, SettingsOffer
from ui.known_second import remember_second

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class SettingWork(QObject):
    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: SettingsDialog | None = None

    @property
    def dialog(self) -> SettingsDialog | None:
        """While it stands."""
        return self._dialog

    def open(self, page: str = "") -> None:
        """At that page, "" for the first; what is half typed is saved first."""
        window = self._window
        if not window.flush():
            return
        services, period = window.services, window.period
        offer = SettingsOffer(
            services.settings.values(), services.look.plan(period), services.look.today().year,
            lambda: services.qualify.broken(period), clerk_name(window.settings), services.usual_who,
        )
        self._dialog = SettingsDialog(offer, window)
        self._dialog.save_requested.connect(self._save)
        if page:
            self._dialog.show_page(page)
        self._dialog.exec()
        self._dialog.deleteLater()
        self._dialog = None

    @Slot(dict)
    def _save(self, changes: dict[str, str]) -> None:
        if self._dialog is None:
            return
        services, ours = self._window.services, {key: value for key, value in changes.items() if key != CLERK.key}
        try:
            operation = services.settings.change(ours) if ours else None
        except ExpectedError as error:
            self._dialog.refuse(str(error))
            return
        self._dialog.accept()
        if CLERK.key in changes:
            services.sign(keep_clerk_name(self._window.settings, changes[CLERK.key]))
            self._window.say(f"从现在起，历史里记的是“{services.who}”。")
        if operation is not None:
            remember_second(self._window)
            self._window.clear_notices()
            self._window.read_again()
            self._window.mark_saved()
            self._window.say(f"{operation.summary}。")
