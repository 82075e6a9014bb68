"""Units whose names Windows has no file for, or tells apart by capitals alone. Lost: a unit's form, under another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from db.opening import create_ledger
from main import WRITERS
from qcapp.domain.period import Period
from qcapp.domain.plan import Plan, Unit
from qcapp.services import Services, make_services
from qcapp.services.names import unit_names
from tests.factory import FixedClock, small_plan
from tests.services.office import HandedOver

JULY = Period(2021, 7)
NAMES = ("CON", "A区/B局", "a区-b局", "区税务局.", "区税务局", "长" * 120 + "一局", "长" * 120 + "二局", "𠮷*局?")


def plan() -> Plan:
    small = small_plan()
    first = small.assignments[0]
    return replace(
        small, units=(*small.units[:1], *(Unit(name) for name in NAMES)), sections=(),
        assignments=(*small.assignments[:2], *(first._replace(no=3 + place % 2, unit=name) for place, name in enumerate(NAMES))),
    )


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    clock = FixedClock(datetime(2021, 7, 30, 9, 30))
    store = create_ledger(tmp_path / "台账.sqlite3", plan(), clock, "经办人")
    yield make_services(store, HandedOver(), clock, "经办人", WRITERS)
    store.close()


def said(folder: Path, suffix: str) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix == suffix)


def test_no_two_units_have_one_name_for_files_on_any_system() -> None:
    names = unit_names(NAMES)
    assert len({name.casefold() for name in names.values()}) == len(NAMES)
    for name in names.values():
        assert len(f"{name}_2021年12月催报通知.xlsx".encode()) < 255
        assert not set(name) & set('<>:"/\\|?*')
        assert name == name.rstrip(". ")


def test_each_unit_gets_its_own_form_and_the_same_place_when_it_is_sent_alone(services: Services, tmp_path: Path) -> None:
    out = tmp_path / "下发"
    result = services.dispatch.dispatch(JULY, out, formats=["xlsx"])
    assert result.trouble == ""
    assert len(said(out, ".xlsx")) == len(result.files) == 1 + len(NAMES)
    before = {path.name: path.read_bytes() for path in result.files}
    alone = services.dispatch.dispatch(JULY, out, formats=["xlsx"], units=["a区-b局"])
    assert [path.name for path in alone.files] == ["a区-b局（2）_2021年7月下发表.xlsx"]
    assert [name for name in before if (out / name).read_bytes() != before[name]] == [alone.files[0].name]


def test_each_unit_that_is_late_gets_its_own_reminder(services: Services, tmp_path: Path) -> None:
    services.dispatch.dispatch(JULY, tmp_path / "下发", formats=["xlsx"])
    out = tmp_path / "催报"
    result = services.remind.write(JULY, out)
    assert result.trouble == ""
    assert len(said(out, ".docx")) == len(result.units) == 1 + len(NAMES)
