"""工具 → 设置: the dialog asks, this saves what changed in one operation and has the window read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from qcapp.domain.errors import ExpectedError
from ui.dialogs.settings import SettingsDialog, SettingsOffer

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
            lambda: services.qualify.broken(period),
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
        try:
            operation = self._window.services.settings.change(changes)
        except ExpectedError as error:
            self._dialog.refuse(str(error))
            return
        self._dialog.accept()
        if operation is not None:
            self._window.clear_notices()
            self._window.read_again()
            self._window.mark_saved()
            self._window.say(f"{operation.summary}。")
