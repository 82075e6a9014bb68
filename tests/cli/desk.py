"""The command line as a clerk has it: one ledger, words in, exit status, JSON and sentences out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

import main
from tools.made_up_returns import Answers, fill_docx, fill_xlsx

MONTH = "2021-07"


@dataclass
class Desk:
    """``folder`` is the desk's own; the ledger lies in it."""

    NAME: ClassVar[str] = "ledger.sqlite3"
    folder: Path
    capture: pytest.CaptureFixture[str]

    @property
    def ledger(self) -> Path:
        return self.folder / "我的 台账" / self.NAME

    @property
    def where(self) -> str:
        """As the command line is told of it."""
        return str(self.ledger)

    def say(self, *words: object, expect: int = 0) -> str:
        """Run a command; its standard output. The exit status must be as expected, a complaint one Chinese line."""
        status = main.main(["--ledger", self.where, *map(str, words)])
        out, err = self.capture.readouterr()
        assert status == expect, (words, status, out, err)
        if status in (2, 3):
            assert len(err.strip().splitlines()) == 1
            assert err.strip().endswith("。")
            assert "Traceback" not in err
            self.complaint = err.strip()
        else:
            assert err == ""
        return out

    complaint: str = ""

    def ask(self, *words: object, expect: int = 0) -> Any:
        """Run a command with --json; the document."""
        return json.loads(self.say("--json", *words, expect=expect))

    def send(self, *units: str, formats: Sequence[str] = (), month: str = MONTH) -> Path:
        """Dispatch; the folder of forms."""
        out = self.folder / f"下发{month}"
        words = [word for unit in units for word in ("--unit", unit)]
        words += [word for name in formats for word in ("--format", name)]
        self.ask("dispatch", "--period", month, "--out", out, *words)
        return out

    def filled(self, form: Path, answers: Answers, name: str | None = None) -> Path:
        """A copy of the form, filled in, under a name that says nothing."""
        fill = fill_docx if form.suffix == ".docx" else fill_xlsx
        return fill(form, self.folder / "回收" / (name or f"新建文件{form.suffix}"), answers)

    def form(self, unit: str, suffix: str = "xlsx", month: str = MONTH) -> Path:
        label = f"{month[:4]}年{int(month[5:])}月"
        return self.folder / f"下发{month}" / f"{unit}_{label}下发表.{suffix}"

    def entry(self, no: int, unit: str, month: str = MONTH) -> dict[str, Any]:
        entries = self.ask("show", no, "--period", month)["entries"]
        found: dict[str, Any] = next(each for each in entries if each["unit"] == unit)
        return found


Work = Callable[[Desk], object]
"""By commands, always the same."""
After = Callable[[Work], Desk]
"""The desk once that is done there."""
