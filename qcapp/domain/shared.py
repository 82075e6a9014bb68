"""What is found where a shared ledger (共享台账) is looked for, and how that is told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class SharedState(Enum):
    """What the database holds."""

    LEDGER = "ledger"
    EMPTY = "empty"
    """No table at all: a ledger can be put there."""
    FOREIGN = "foreign"
    """Tables of another program."""


@dataclass(frozen=True, slots=True)
class SharedFound:
    """``title`` of the newest list and how many ``operations`` there are, where it is a ledger; the ``server``'s version."""

    state: SharedState
    title: str = ""
    operations: int = 0
    server: str = ""

    @property
    def words(self) -> str:
        """One sentence for whoever tries the connection."""
        server = f"（PostgreSQL {self.server}）" if self.server else ""
        match self.state:
            case SharedState.LEDGER:
                return f"连上了{server}：这里是《{self.title}》的共享台账，已有 {self.operations} 次操作，可以打开。"
            case SharedState.EMPTY:
                return f"连上了{server}：这个数据库是空的，点“打开”可以在这里建共享台账。"
            case SharedState.FOREIGN:
                return f"连上了{server}，但这个数据库里是别的程序的数据，不能用；请让管理员另建一个空的数据库。"
