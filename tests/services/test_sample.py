"""The sample ledger: whole months, marked as made up, kept in its own place."""

from __future__ import annotations

from pathlib import Path

import pytest

import main
from qcapp.domain.period import Period

JULY = Period(2021, 7)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> main.Workplace:
    monkeypatch.setattr(main, "data_folder", lambda: tmp_path)
    return main.Workplace(tmp_path / "示例" / "示例台账.sqlite3")


def test_the_sample_shows_a_month_in_the_middle_of_its_work(place: main.Workplace, tmp_path: Path) -> None:
    services = place.create_sample()
    try:
        snapshot = services.look.snapshot(JULY)
        assert snapshot.plan.title.startswith("（示例）")
        assert services.look.current_period() == JULY
        assert len(snapshot.held) == 1
        status = services.look.status(JULY)
        assert sum(unit.returned is not None for unit in status.units) == 13
        assert len([each for each in services.history.operations() if each.kind.value == "merge"]) == 7
    finally:
        place.close()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["示例台账.sqlite3"]


def test_the_sample_opens_again_as_it_was_left(place: main.Workplace) -> None:
    place.create_sample().edit.set_field(8, "区政数局", JULY, "progress", "试着写的")
    place.close()
    again = place.beside(place.path)
    services = again.open()
    try:
        assert services.look.snapshot(JULY).entry(8, "区政数局").text("progress") == "试着写的"
        assert services.look.today().year == 2021
    finally:
        again.close()
