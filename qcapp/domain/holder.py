"""Who has a ledger open for writing: what a second window is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

_UNTIL = "等那边关闭后，请点“再试”。"
UNKNOWN_HOLDER = f"这本台账正在另一个窗口里使用，这里只能查看，不能改动；{_UNTIL}"
"""Where it is held and nobody can say by whom."""


@dataclass(frozen=True, slots=True)
class LedgerHolder:
    """``since``: that computer's local time. ``pid``: the process there."""

    who: str
    computer: str
    since: datetime
    pid: int

    def words(self, today: date, computer: str) -> str:
        """张三 在电脑“办公室二”上从 9:30 起正在用, as told on that day at that computer."""
        where = "这台电脑" if self.computer == computer else f"电脑“{self.computer}”"
        day = "" if self.since.date() == today else f"{self.since.month}月{self.since.day}日 "
        return f"{self.who} 在{where}上从 {day}{self.since.hour}:{self.since.minute:02} 起正在用"

    def sentence(self, today: date, computer: str) -> str:
        """Why nothing can be written here, and what to do."""
        return f"{self.words(today, computer)}这本台账，这里只能查看，不能改动；{_UNTIL}"
