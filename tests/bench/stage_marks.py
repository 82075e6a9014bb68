"""One merge by the shipped command, watched. ``LEDGER FOLDER``

Prints as its last line, as JSON, what each of ``stages.STAGES`` has taken, in milliseconds: by the clock, and of processor in
this process and in the one that reads.

Little is imported before the command itself is.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

_SCHEDULED = "/proc/{}/schedstat"


class _Marks:
    """What each stage (of ``stages.STAGES``) has taken so far; the one that is on ends when the next begins."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}
        self._on, self._at = "start", self._now()

    def begin(self, stage: str) -> str:
        """Answers the one that ends."""
        now, before = self._now(), self._on
        sofar = self.taken.get(before, [0.0, 0.0, 0.0])
        self.taken[before] = [ms + more for ms, more in zip(sofar, self._since(now), strict=True)]
        self._on, self._at = stage, now
        return before

    def _since(self, now: tuple[float, ...]) -> list[float]:
        return [max(later - sooner, 0.0) * 1000 for later, sooner in zip(now, self._at, strict=True)]

    def _now(self) -> tuple[float, float, float]:
        return time.perf_counter(), time.process_time(), _children_time()

    def around(self, owner: type, name: str, stage: str, within: str = "", then: str = "") -> None:
        """That stage is on while ``owner.name`` runs, and afterwards ``then``, or what was on before. ``within``: only where that
        stage is on."""
        work = getattr(owner, name)

        def marked(*args: Any, **named: Any) -> Any:
            if within and self._on != within:
                return work(*args, **named)
            before = self.begin(stage)
            try:
                return work(*args, **named)
            finally:
                self.begin(then or before)

        setattr(owner, name, marked)


def _children_time() -> float:
    """Seconds of processor of the children that live; 0 where the system does not tell."""
    own, used = os.getpid(), 0
    for each in Path("/proc").glob("[0-9]*") if Path(_SCHEDULED.format(own)).exists() else ():
        with suppress(OSError):
            if int((each / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]) == own:
                used += int((each / "schedstat").read_text(encoding="utf-8").split()[0])
    return used / 1e9


def merge(ledger: str, folder: str) -> None:
    """As ``main.main``, which this watches."""
    marks = _Marks()
    import main
    from qcapp.intake.reader import SafeReader

    start = SafeReader.start

    def started(reader: SafeReader) -> None:
        start(reader)
        if marks.begin("open") == "start":
            watch()

    def watch() -> None:
        from db.committing import LedgerWriting
        from db.copies import LedgerCopies
        from qcapp.services.collect import CollectService
        from qcapp.services.upkeep import UpkeepService

        marks.around(CollectService, "preview", "read")
        marks.around(CollectService, "apply", "draft", then="end")
        marks.around(LedgerCopies, "backup", "before", within="draft")
        marks.around(LedgerWriting, "commit", "write")
        marks.around(UpkeepService, "daily", "day")

    SafeReader.start = started  # type: ignore[method-assign, assignment]
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        main.main(["--ledger", ledger, "--json", "merge", folder])
    marks.begin("end")
    print(json.dumps(marks.taken))


if __name__ == "__main__":
    merge(*sys.argv[1:])
