"""A ledger of the built-in list with July sent out, made once; each test has a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl.worksheet.merge import MergedCellRange
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import main
from db.opening import create_ledger
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.intake.reader import SafeReader
from qcapp.services import make_services
from tests.catalogue.clerk import COURT, HOUSING, JULY, Clerk
from tests.factory import FixedClock
from tests.returns import answers
from tests.services.office import HandedOver
from ui.theme import apply_theme


@pytest.fixture(scope="module", autouse=True)
def quick_forms() -> Iterator[None]:
    """openpyxl opens a form four times as fast when it doesn't draw the borders of merged cells, which nobody looks at here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MergedCellRange, "format", lambda merge: None)
        yield


@pytest.fixture(scope="session")
def sent_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the ledger and some units' forms; the form that tests/returns answers is sent too."""
    folder = tmp_path_factory.mktemp("sent out")
    clock = FixedClock(answers.SENT_AT)
    store = create_ledger(folder / "ledger.sqlite3", answers.plan(), clock, "经办人")
    services = make_services(store, HandedOver(), clock, "经办人", main.WRITERS)
    services.dispatch.dispatch(JULY, folder / "下发", units=(COURT, HOUSING, "区财政局", answers.unit()))
    edits = tuple(
        CellEdit(CellKey(no, answers.unit(), JULY, key), "", text)
        for no, texts in answers.cells("sent").items() for key, text in texts.items()
    )
    store.commit(OperationDraft(OperationKind.EDIT, "下发前已有的内容", "经办人", edits=edits))
    store.commit(OperationDraft(OperationKind.DISPATCH, "下发", "经办人", dispatched=(answers.sent_form(),)))
    store.close()
    return folder


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str], qapp_cls: type[QApplication]) -> QApplication:
    """The application as it looks to users."""
    app = QApplication.instance() or qapp_cls(qapp_args)
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    apply_theme(app)
    return app


@pytest.fixture
def clerk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sent_out: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> Iterator[Clerk]:
    clerk = Clerk(tmp_path, capsys, forms=sent_out / "下发", hands=qtbot)
    clerk.ledger.parent.mkdir(parents=True)
    shutil.copy(sent_out / "ledger.sqlite3", clerk.ledger)
    reader = SafeReader(in_process=True)  # starting a process for every command would take most of the time
    monkeypatch.setattr(main.Workplace, "_read_safely", lambda self: reader)
    yield clerk
    clerk.close()
