"""An office with an empty ledger of the small plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.opening import create_ledger
from tests.factory import FixedClock, small_plan
from tests.services.office import Office, open_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    clock = FixedClock()
    store = create_ledger(tmp_path / "我的 台账" / "ledger.sqlite3", small_plan(), clock, "经办人")
    yield open_office(store, clock)
    store.close()
