"""Two clerks' machines and what goes from one to the other. ``python -m tests.services.handing MODE …`` is to be killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn, TypeVar

import pytest

from db import handing
from db.handing import HandoverFiles
from db.opening import open_ledger
from db.store import SqlLedger
from qcapp.domain.handover import HandoverWritten
from qcapp.domain.operations import Operation
from qcapp.services.handover import HandoverService
from qcapp.services.progress import SILENT
from tests.db.drafts import edit, key
from tests.factory import FixedClock, small_plan
from tests.new_ledgers import new_ledger

T = TypeVar("T")
PASSWORD: Final = "区营商办-七月-交接"


@dataclass
class Machine:
    """A clerk's: ``folder`` has the ledger, its drafts and the window's settings."""

    folder: Path
    who: str
    clock: FixedClock = field(default_factory=FixedClock)

    @property
    def path(self) -> Path:
        return self.folder / "台账.sqlite3"

    @property
    def drafts(self) -> Path:
        return self.folder / "fill"

    @property
    def service(self) -> HandoverService:
        files = HandoverFiles(self.path, self.clock)
        return HandoverService(files, self.clock, self.drafts, self.folder / "window.ini", self.who, cost=14)

    def begin(self) -> Machine:
        new_ledger(self.path, small_plan(), self.clock, self.who).close()
        return self

    def work(self, text: str, no: int = 1) -> Operation:
        return self.do(lambda ledger: edit(ledger, key(no), text))

    def do(self, deed: Callable[[SqlLedger], T]) -> T:
        ledger = open_ledger(self.path, self.clock)
        try:
            return deed(ledger)
        finally:
            ledger.close()

    def text(self, no: int = 1) -> str:
        from tests.db.drafts import shown

        return self.do(lambda ledger: shown(ledger, key(no)))

    def operations(self) -> list[str]:
        """Summaries, newest first."""
        return [each.summary for each in self.do(lambda ledger: ledger.operations())]

    def whole(self) -> bool:
        return all(check.ok for check in self.do(lambda ledger: ledger.check()))

    def hand_over(self, out: Path, **also: str) -> HandoverWritten:
        return self.service.write(out, PASSWORD, self.who, SILENT, **also)

    def bytes(self) -> dict[str, bytes]:
        """All that lies there."""
        files = (each for each in sorted(self.folder.rglob("*")) if each.is_file())
        return {str(each.relative_to(self.folder)): each.read_bytes() for each in files}


def _die(*_: object, **__: object) -> NoReturn:
    os._exit(9)


def _main(mode: str, folder: Path, file: Path) -> None:
    machine = Machine(folder, "李四")
    patch = pytest.MonkeyPatch()
    if mode == "full":
        import resource

        limit = int(sys.argv[4])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    elif mode != "receive":
        patch.setattr(handing, mode, _die)
    from db import writing  # noqa: F401  what takes long to import is there when it begins

    print("ready", flush=True)
    machine.service.receive(file, PASSWORD, "李四", SILENT)


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
