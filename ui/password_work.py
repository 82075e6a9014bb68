"""工具 → 打开密码…: what the dialog decided is told, and a new recovery code shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ui.dialogs.password_settings import Outcome, PasswordDialog
from ui.entry import show_code

if TYPE_CHECKING:
    from ui.main_window import MainWindow

_TOLD: Final = {
    Outcome.SET: "打开密码已设好：下次打开这本台账先输密码，Ctrl+L 随时锁定。",
    Outcome.REMOVED: "不再用打开密码，以后打开台账不再问。",
    Outcome.IDLE: "自动锁定的时间已改好。",
}


def change_password(window: MainWindow, ledger: Path) -> None:
    dialog = PasswordDialog(window.services.password, window)
    dialog.exec()
    dialog.deleteLater()
    if dialog.outcome is not None:
        window.say(_TOLD[dialog.outcome])
    show_code(window.services, ledger, dialog.code, window)
