"""The opening password at each way into a ledger: the start, another ledger turned to. Nothing of it is imported, and nothing
asked, where none is set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qcapp.shared_desk import ledger_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from qcapp.services import Services


def may_enter(services: Services, ledger: Path, over: QWidget | None = None, leave: str = "退出") -> bool:
    """Whether to show the ledger: at once where it has no password. False: whoever was asked gave up, by a button that
    bears the word ``leave``."""
    if not services.locked:
        return True
    from ui.dialogs.password import UnlockDialog

    dialog = UnlockDialog(services.password, f"打开“{ledger_name(ledger)}”", leave, over)
    entered = bool(dialog.exec())
    dialog.deleteLater()
    if entered and dialog.by_code:
        set_anew(services, ledger, over)
    return entered


def set_anew(services: Services, ledger: Path, over: QWidget | None) -> None:
    """After the recovery code: another password, or none any more. Who declines can come in by the code again."""
    from ui.dialogs.password_settings import PasswordDialog

    dialog = PasswordDialog(services.password, over, entered=True)
    dialog.exec()
    dialog.deleteLater()
    show_code(services, ledger, dialog.code, over)


def show_code(services: Services, ledger: Path, code: str, over: QWidget | None) -> None:
    """Where a password was set: its recovery code, once."""
    if not code:
        return
    from ui.dialogs.recovery_code import RecoveryCodeDialog

    told = RecoveryCodeDialog(code, ledger, services.look.today(), over)
    told.exec()
    told.deleteLater()
