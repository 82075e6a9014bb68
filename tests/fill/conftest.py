"""A unit's computer, which has no ledger, and the office's desk, which has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import main
from qcapp.intake.reader import SafeReader
from qcapp.services.fill import FillService, OpenedForm, SavedForm
from qcapp.services.fill_memory import FillMemory
from tests.cli.conftest import bare_desk, begun, desk, kept_readers, one_reading_process
from tests.cli.desk import Desk
from tests.factory import FixedClock
from tests.office.conftest import office_profile, resave

__all__ = ["bare_desk", "begun", "desk", "kept_readers", "office_profile", "one_reading_process", "resave"]


@dataclass
class Unit:
    """What an officer does with a form: open, type, save; and what the office then finds in its ledger."""

    desk: Desk
    service: FillService
    clock: FixedClock

    def fill(self, form: Path, typed: dict[int, dict[str, str]], target: Path | None = None) -> SavedForm:
        opened = self.service.open(form)
        texts = typed_in(opened, typed)
        return self.service.save(opened, texts, target or self.service.suggested(opened))

    def merged(self, path: Path) -> dict[str, object]:
        """The one file's part of what merging answers; it raises no question and leaves nothing to decide."""
        file: dict[str, object] = self.desk.ask("merge", path, "--received", "2021-07-22")["files"][0]
        assert (file["outcome"], file["conflicts"], file["questions"]) == ("merged", [], [])
        return file


def typed_in(opened: OpenedForm, typed: dict[int, dict[str, str]]) -> dict[str, dict[str, str]]:
    texts = opened.texts
    for no, fields in typed.items():
        texts[str(no)].update(fields)
    return texts


@pytest.fixture
def make_unit(tmp_path: Path) -> Callable[[Desk], Unit]:
    def make(desk: Desk) -> Unit:
        reader, clock = SafeReader(in_process=True), FixedClock()
        memory = FillMemory(tmp_path / "单位的电脑" / "fill")
        return Unit(desk, FillService(lambda: reader, main.WRITERS, memory, clock), clock)

    return make


@pytest.fixture
def unit(desk: Desk, make_unit: Callable[[Desk], Unit]) -> Unit:
    return make_unit(desk)
