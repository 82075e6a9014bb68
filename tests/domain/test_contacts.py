"""A contact keeps its number through paper: what stands fourth in the ledger is drawn fourth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest

from qcapp.domain.fields import Role
from qcapp.domain.ledger import CellValue, Entry, Source
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey

JULY = Period(2021, 7)
HAND = Source(None, None)


def entry(values: Mapping[str, str]) -> Entry:
    at = datetime(2021, 7, 22, 9, 30)
    return Entry(EntryKey(2, "区政数局"), JULY, {key: CellValue(text, JULY, at, "经办人", HAND) for key, text in values.items()})


def drawn(values: Mapping[str, str], printed: tuple[str, ...] = ("责任人", "联系人")) -> list[tuple[Role, int, str, str]]:
    return [(each.role, each.index, each.name, each.phone) for each in entry(values).contacts(printed)]


@pytest.mark.parametrize("field", ["liaison4.name", "liaison4.phone"])
def test_a_contact_after_a_gap_is_drawn_at_its_own_place(field: str) -> None:
    rows = drawn({"liaison.name": "张三", field: "李四"})
    assert [row[:2] for row in rows] == [
        (Role.RESPONSIBLE, 1), (Role.LIAISON, 1), (Role.LIAISON, 2), (Role.LIAISON, 3), (Role.LIAISON, 4),
    ]
    assert "李四" in rows[-1]
    assert rows[2][2:] == rows[3][2:] == ("", "")


def test_a_contact_cleared_before_another_leaves_its_row() -> None:
    rows = drawn({"liaison.name": "张三", "liaison2.name": "", "liaison2.phone": "", "liaison3.name": "李四"})
    assert [(row[1], row[2]) for row in rows[1:]] == [(1, "张三"), (2, ""), (3, "李四")]


def test_a_contact_cleared_at_the_end_takes_no_row() -> None:
    assert len(drawn({"liaison.name": "张三", "liaison2.name": "", "liaison2.phone": ""})) == 2


def test_a_role_that_the_list_prints_no_row_for_is_drawn_once_someone_is_named() -> None:
    assert drawn({}, ("联系人", "联系人")) == [(Role.LIAISON, 1, "", ""), (Role.LIAISON, 2, "", "")]
    rows = drawn({"responsible2.name": "王五"}, ("联系人",))
    assert rows == [(Role.RESPONSIBLE, 1, "", ""), (Role.RESPONSIBLE, 2, "王五", ""), (Role.LIAISON, 1, "", "")]
