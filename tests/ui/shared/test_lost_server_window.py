"""A window whose server goes away, and is there again: what was typed is saved, and nothing is said to be that is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import main
from db.server.store import SharedLedger
from qcapp.domain.errors import LedgerError
from qcapp.domain.ledger import CellKey
from qcapp.domain.server_address import ServerAddress
from qcapp.services import make_services
from qcapp.shared_desk import keep_address, path_of
from tests.factory import FixedClock
from tests.merge.world import JULY
from tests.postgres import Postgres, running, why_none
from tests.services.office import HandedOver
from ui.main_window import MainWindow
from ui.rescue.watch import TroubleWatch

Connect = Callable[[ServerAddress, str], SharedLedger]
KEY = CellKey(11, "区税务局", JULY, "progress")

@pytest.fixture
def own_server() -> Iterator[Postgres]:
    """That may be stopped."""
    if reason := why_none():
        pytest.skip(reason)
    with running() as server:
        if server.folder is None:
            pytest.skip("only a server of our own is stopped")
        yield server


@pytest.fixture
def leaning(
    own_server: Postgres, new_ledger: Path, connect: Connect, qtbot: QtBot, tmp_path: Path
) -> Iterator[tuple[MainWindow, TroubleWatch]]:
    """A window on that server, where it shows its table."""
    from db.server.opening import share

    address = own_server.new_database()
    share(address, tmp_path / "先", new_ledger, FixedClock(), "张三").close()
    keep_address(path_of(address), address)
    services = make_services(connect(address, "张三的电脑"), HandedOver(), FixedClock(), "张三", main.WRITERS)
    window = MainWindow(services, path_of(address))
    qtbot.addWidget(window)
    window.set_period(JULY)
    window.show()
    window.complete()
    window.go("ledger", (11, "区税务局"))
    assert window.trouble is not None
    yield window, window.trouble
    window.tasks.shut_down()
    window.close()


def test_a_server_that_goes_away_is_told_and_what_was_typed_is_saved_when_it_is_back(
    own_server: Postgres, leaning: tuple[MainWindow, TroubleWatch], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, trouble = leaning
    autosave, said = window.ledger_page.form._autosave, list[str]()
    monkeypatch.setattr(window, "say", said.append)
    own_server.stop()
    autosave.typed(KEY, "断了以后填的", seen="")
    assert not autosave.flush()
    qtbot.waitUntil(lambda: trouble.error is not None, timeout=20_000)
    assert trouble.bar.text.startswith("连不上共享台账的服务器，改动暂时存不进去：")
    assert trouble.bar.text.endswith("没存进去的（第 11 条 区税务局 2021年7月 进展情况）还在窗口里，没有丢。")
    assert not trouble.bar.elsewhere.isVisible()
    assert trouble.bar.retry.isVisible()
    own_server.start()
    trouble.retry()
    qtbot.waitUntil(lambda: trouble.error is None and autosave.waiting == 0, timeout=30_000)
    assert window.services.look.snapshot(JULY).entries[KEY.entry].text("progress") == "断了以后填的"
    qtbot.waitUntil(lambda: "台账又能写入了，没存的都已存好。" in said, timeout=20_000)


def test_where_nothing_that_was_typed_waited_it_is_not_said_to_be_saved(
    own_server: Postgres, leaning: tuple[MainWindow, TroubleWatch], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A merge that the server was lost to is to be made once more."""
    window, trouble = leaning
    said = list[str]()
    monkeypatch.setattr(window, "say", said.append)
    own_server.stop()
    with pytest.raises(LedgerError, match="请"):
        window.services.history.undo()
    qtbot.waitUntil(lambda: trouble.error is not None, timeout=20_000)
    own_server.start()
    trouble.retry()
    qtbot.waitUntil(lambda: "台账又能写入了，刚才没有做成的请再做一次。" in said, timeout=30_000)
