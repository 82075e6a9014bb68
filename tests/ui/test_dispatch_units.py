"""How each unit stands, in one word, and the model that shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from qcapp.domain.forms import FillForm, ReturnRecord
from qcapp.domain.ledger import Snapshot
from qcapp.domain.period import Period
from qcapp.domain.plan import Unit
from qcapp.services.returning import PeriodStatus, UnitStatus
from tests.factory import small_plan
from ui.models.units import UnitRow, UnitsModel, UnitState, unit_rows
from ui.widgets.plain_table import TableRole

JULY = Period(2021, 7)
DUE = date(2021, 7, 25)


def form(unit: str) -> FillForm:
    return FillForm("QC-202107-01-3F9K", unit, JULY, datetime(2021, 7, 2, 9, 0), {})


def record(unit: str, name: str = "回收.xlsx") -> ReturnRecord:
    return ReturnRecord("0" * 64, name, unit, JULY, date(2021, 7, 22), None, {})


def rows(*statuses: UnitStatus, sent: bool = True, names: tuple[str, ...] = ()) -> tuple[UnitRow, ...]:
    unit = "区政数局"
    snapshot = Snapshot(
        small_plan(), JULY, {}, {unit: form(unit)} if sent else {}, {unit: tuple(record(unit, name) for name in names)}
    )
    return unit_rows(snapshot, PeriodStatus(JULY, DUE, statuses))


@pytest.mark.parametrize(
    ("status", "state", "word"),
    [
        (UnitStatus("区政数局", False, None, False, 0), UnitState.NOT_SENT, "未下发"),
        (UnitStatus("区政数局", False, None, True, 0), UnitState.NOT_SENT, "未下发"),
        (UnitStatus("区政数局", True, None, False, 0), UnitState.SENT, "已下发"),
        (UnitStatus("区政数局", True, None, True, 0), UnitState.OVERDUE, "逾期"),
        (UnitStatus("区政数局", True, date(2021, 7, 22), False, 0), UnitState.RETURNED, "已回收"),
        (UnitStatus("区政数局", True, date(2021, 7, 27), True, 0), UnitState.LATE, "迟报"),
        (UnitStatus("区政数局", True, date(2021, 7, 22), False, 2), UnitState.CONFLICT, "冲突 2"),
        (UnitStatus("区政数局", True, None, False, 0, date(2021, 7, 30)), UnitState.SENT, "已下发"),
        (UnitStatus("区政数局", True, None, False, 0, exempt=True), UnitState.EXEMPT, "免报"),
        (UnitStatus("区政数局", True, date(2021, 7, 22), True, 0, blank=True), UnitState.BLANK, "空表"),
        (UnitStatus("区政数局", True, date(2021, 7, 22), False, 0, unread=True), UnitState.UNREAD, "待录入"),
        (UnitStatus("区政数局", True, date(2021, 7, 22), False, 1, blank=True), UnitState.CONFLICT, "冲突 1"),
        (UnitStatus("区政数局", True, date(2021, 7, 22), False, 0, exempt=True), UnitState.RETURNED, "已回收"),
    ],
)
def test_each_standing_has_its_word_and_a_sentence(status: UnitStatus, state: UnitState, word: str) -> None:
    (row,) = rows(status)
    assert (row.state, row.word) == (state, word)
    assert row.note.endswith("。")


def test_a_unit_without_measures_is_not_sent_anything() -> None:
    plan = small_plan()
    idle = replace(plan, units=(*plan.units, Unit("区档案馆")))
    status = PeriodStatus(JULY, DUE, (UnitStatus("区档案馆", False, None, True, 0),))
    (row,) = unit_rows(Snapshot(idle, JULY, {}), status)
    assert row.state is UnitState.IDLE
    assert not row.can_send
    assert not row.waits


def test_several_returns_of_a_unit_show_the_newest_and_how_many(qapp: object) -> None:
    model = UnitsModel()
    returned = UnitStatus("区政数局", True, date(2021, 7, 22), False, 0)
    model.show_units(rows(returned, names=("一.xlsx", "二.docx")), [])
    assert model.index(0, 5).data() == "二.docx（共 2 份）"
    assert model.index(0, 5).data(Qt.ItemDataRole.ToolTipRole) == "一.xlsx\n二.docx"
    assert model.index(0, 3).data() == "7月2日"
    assert model.index(0, 4).data() == "7月22日"


def test_the_model_keeps_qts_rules_while_shown_checked_and_changed(qapp: object) -> None:
    model = UnitsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    sent = UnitStatus("区政数局", True, None, False, 0)
    back = UnitStatus("区政数局", True, date(2021, 7, 22), False, 1)
    model.show_units(rows(sent), ["区政数局"])
    model.show_units(rows(back), [])
    model.show_units((), [])
    model.show_units(rows(sent), [])
    first = model.index(0, 0)
    assert model.setData(first, Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert [row.unit for row in model.checked_rows] == ["区政数局"]
    assert model.setData(first, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert model.checked_rows == ()
    assert not model.setData(model.index(0, 1), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert tester.model() is model


def test_the_state_is_painted_with_its_word(qapp: object) -> None:
    model = UnitsModel()
    model.show_units(rows(UnitStatus("区政数局", True, None, True, 0)), [])
    word, _ = model.index(0, 6).data(TableRole.PILL)
    assert word == "逾期"
    assert model.index(0, 0).data(TableRole.PILL) is None


def test_a_day_in_another_year_is_told_with_it() -> None:
    (row,) = rows(UnitStatus("区政数局", True, date(2022, 1, 5), True, 0))
    model = UnitsModel()
    model.show_units([row], [])
    assert [model.index(0, column).data() for column in (3, 4)] == [f"{row.sent:%-m月%-d日}", "2022年1月5日"]
