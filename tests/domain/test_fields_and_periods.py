"""The catalogue of fields, and months."""

from __future__ import annotations

from datetime import date

import pytest

from qcapp.domain.errors import UsageError
from qcapp.domain.fields import COLUMNS, FIELDS, Kind, Role, contact_field, field_for, is_field, sort_key
from qcapp.domain.period import Period


def test_the_official_table_has_its_eight_columns_in_order() -> None:
    headings = [column.heading for column in COLUMNS]
    assert headings == ["重点任务", "改革措施", "责任单位", "责任人", "联系电话", "进展情况", "存在问题", "完成时限"]


def test_no_heading_or_synonym_names_two_columns() -> None:
    owners: dict[str, set[str]] = {}
    for column in COLUMNS:
        for name in (column.heading, *column.synonyms):
            owners.setdefault(name, set()).add(column.key)
    assert {name for name, keys in owners.items() if len(keys) > 1} == set()


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_found_by_its_key(field: object) -> None:
    assert field_for(field.key) == field  # type: ignore[attr-defined]


def test_a_second_liaison_is_a_field_of_its_own() -> None:
    second = field_for("liaison2.phone")
    assert (second.role, second.index, second.kind, second.heading) == (Role.LIAISON, 2, Kind.PHONE, "联系人2电话")
    assert contact_field(Role.LIAISON, "phone", 2) == second


@pytest.mark.parametrize(
    "key",
    ["", "liaison1.name", "liaison0.name", "boss.name", "progress.name", "liaison.fax", "liaison100.name", "liaison2.name\n",
     "liaison1٣.name"],
)
def test_an_unknown_field_is_refused_with_the_names_there_are(key: str) -> None:
    assert not is_field(key)
    with pytest.raises(UsageError, match="progress"):
        field_for(key)


def test_fields_are_listed_contacts_first_then_words() -> None:
    keys = ["deadline", "liaison2.name", "progress", "liaison.name", "responsible.phone", "problems"]
    assert sorted(keys, key=sort_key) == [
        "responsible.phone", "liaison.name", "liaison2.name", "progress", "problems", "deadline",
    ]


@pytest.mark.parametrize("text", ["2021-07", "202107", "2021-7", "2021年7月", " 2021/07 ", "2021.7", "2021年07月"])
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    assert Period.parse(text) == Period(2021, 7)


@pytest.mark.parametrize("text", ["", "七月", "2021", "2021-13", "2021-00", "21-7", "2021-07-24"])
def test_what_is_no_month_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError, match="2021-07"):
        Period.parse(text)


@pytest.mark.parametrize("text", ["1900-01", "9999-12", "0000-01"])
def test_a_month_at_the_ends_of_the_calendar_is_refused_under_the_name_that_was_written(text: str) -> None:
    with pytest.raises(UsageError, match=f"报告期“{text}”太早或太晚，请写在 1901 年到 9998 年之间。"):
        Period.parse(text)
    assert str(Period.parse("1901-01").shifted(-1)) == "1900-12"


def test_months_count_over_the_turn_of_the_year() -> None:
    assert Period(2021, 1).shifted(-1) == Period(2020, 12)
    assert Period(2021, 12).shifted(1) == Period(2022, 1)
    assert Period(2021, 7).shifted(0) == Period(2021, 7)
    assert str(Period(2021, 7)) == "2021-07"
    assert Period(2021, 7).label == "2021年7月"


def test_the_due_day_never_falls_outside_its_month() -> None:
    assert Period(2021, 7).due(25) == date(2021, 7, 25)
    assert Period(2021, 2).due(31) == date(2021, 2, 28)
