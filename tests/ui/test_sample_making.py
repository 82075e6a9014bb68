"""先看示例台账, before there is a window: made or copied off the GUI thread, given up without a trace, failed with a sentence."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import Cancelled, LedgerError
from qcapp.ports import Progress
from qcapp.services import Services
from tests.ui.test_start import Shop
from ui.app import Workplace
from ui.dialogs.first_run import FirstRunDialog, SampleOnly
from ui.sample_making import make_sample
from ui.start import _first_run


class _Maker(Shop):
    """Raises what it is told to, else makes a ledger."""

    def __init__(self, path: Path, error: Exception | None = None) -> None:
        super().__init__(path)
        self.error, self.threads = error, list[int]()

    def create_sample(self, progress: Progress) -> Services:
        self.threads.append(threading.get_ident())
        if self.error:
            raise self.error
        return super().create_sample(progress)


def test_it_is_made_while_the_window_of_progress_goes_on(qtbot: QtBot, tmp_path: Path) -> None:
    shop = _Maker(tmp_path / "示例台账.sqlite3")
    services = make_sample(cast(Workplace, shop))
    assert services is not None
    assert services.look.current_period() is not None
    assert shop.threads != [threading.get_ident()]
    shop.close()


def test_given_up_it_is_none(qtbot: QtBot, tmp_path: Path) -> None:
    assert make_sample(cast(Workplace, _Maker(tmp_path / "示例台账.sqlite3", Cancelled("操作已取消。")))) is None


def test_what_it_failed_with_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="磁盘已满"):
        make_sample(cast(Workplace, _Maker(tmp_path / "示例台账.sqlite3", LedgerError("磁盘已满，请腾出空间后再试。"))))


def test_after_giving_up_the_first_question_is_asked_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = _Maker(tmp_path / "我的台账.sqlite3", Cancelled("操作已取消。"))
    answers = [SampleOnly(), None]
    asked: list[Path] = []

    def ask(parent: object, plan: object, path: Path, read: object) -> SampleOnly | None:
        asked.append(path)
        return answers.pop(0)

    monkeypatch.setattr(FirstRunDialog, "ask", ask)
    assert _first_run(cast(Workplace, shop), None) is None
    assert asked == [tmp_path / "我的台账.sqlite3"] * 2
