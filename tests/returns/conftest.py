"""A ledger that has sent the form which every file of the corpus answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from db.opening import create_ledger
from db.store import SqlLedger
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from tests.factory import FixedClock
from tests.returns import answers


@pytest.fixture(scope="session")
def sent_ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlLedger]:
    """To be read only; tests that write take a copy."""
    clock = FixedClock()
    store = create_ledger(tmp_path_factory.mktemp("sent") / "ledger.sqlite3", answers.plan(), clock, "经办人")
    edits = tuple(
        CellEdit(CellKey(no, answers.unit(), answers.period(), key), "", text)
        for no, texts in answers.cells("sent").items() for key, text in texts.items()
    )
    store.commit(OperationDraft(OperationKind.EDIT, "下发前已有的内容", "经办人", edits=edits))
    store.commit(OperationDraft(OperationKind.DISPATCH, "下发", "经办人", dispatched=(answers.sent_form(),)))
    yield store
    store.close()
