"""The statements of a migration, one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from db import upgrading
from db.engine import engine_for


class Steps:
    """Counts the statements that an engine sends to a ledger; before that number ``at``, and never again, it calls ``act``."""

    def __init__(self, at: int, act: Callable[[], None]) -> None:
        self.count, self._at, self._act = 0, at, act

    def __call__(self, *_: Any) -> None:
        self.count += 1
        if self.count == self._at:
            self._act()

    def engine_for(self, path: Path, *, foreign_keys: bool = True) -> Engine:
        engine = engine_for(path, foreign_keys=foreign_keys)
        event.listen(engine, "before_cursor_execute", self)
        event.listen(engine, "commit", self)
        return engine


def at_statement(step: int, act: Callable[[], None]) -> None:
    """Of the next migration in this process, whose changes are in the file, half done, long before it commits."""
    steps = Steps(step, act)

    def spilling(path: Path, *, foreign_keys: bool = True) -> Engine:
        engine = steps.engine_for(path, foreign_keys=foreign_keys)
        event.listen(engine, "connect", lambda driver, _: driver.execute("PRAGMA cache_size=1"))
        return engine

    vars(upgrading)["engine_for"] = spilling
