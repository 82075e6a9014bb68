"""A file that is a backup by its name, and is about to be opened as a ledger: what is wanted of it."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtWidgets import QWidget

from qcapp.domain.backups import BackupFile

RESTORE: Final = "restore"
OPEN: Final = "open"


def ask_of_backup(over: QWidget, backup: BackupFile) -> Literal["restore", "open"] | None:
    """None where the person thought better of it."""
    from ui.dialogs.question import Answer, QuestionDialog

    at = f"{backup.at.year}年{backup.at.month}月{backup.at.day}日 {backup.at:%H:%M}"
    why = f"（{backup.reason.value}）" if backup.reason else ""
    words = (
        f"“{backup.path.name}”是台账“{backup.stem}”在 {at} 的备份{why}。恢复成台账，备份本身不变，要替换的内容会先留一份；"
        "只当作一本台账打开，改的就是这份备份，以后不能再用它恢复。"
    )
    answers = [Answer(RESTORE, "恢复成台账…"), Answer(OPEN, "只当作一本台账打开")]
    match QuestionDialog.ask(over, "打开台账", "这是一份备份", words, answers):
        case "restore":
            return "restore"
        case "open":
            return "open"
    return None
