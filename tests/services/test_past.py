"""What was: months beside each other, a measure's year, what changed since the 通报 went out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from qcapp.domain.amendments import Part, RenameUnit, SplitMeasure
from qcapp.domain.errors import ExpectedError, UsageError
from qcapp.domain.ledger import Attachment
from qcapp.domain.operations import Bulletin
from qcapp.domain.period import Period
from qcapp.publish.comparison import Movement
from qcapp.publish.measure_year import MeasureYear, UnitMonth
from tests.merge.world import JULY
from tests.services.office import Office

JUNE = JULY.shifted(-1)
ZS, SW, GX = "区政数局", "区税务局", "高新区税务局"


def typed(office: Office, no: int, unit: str, field: str, text: str, period: Period = JULY) -> None:
    office.clock.time += timedelta(minutes=20)  # each an operation of its own
    office.services.edit.set_field(no, unit, period, field, text)


def issue(office: Office, period: Period = JULY) -> Bulletin:
    office.clock.time += timedelta(hours=1)
    office.services.bulletin.issue(office.services.bulletin.draft(period))
    office.clock.time += timedelta(hours=1)
    return office.services.past.bulletins()[0]


def year_of(office: Office, no: int) -> MeasureYear:
    past = office.services.past
    return past.measure_year(no, past.year(JULY))


def july_of(office: Office, no: int, unit: str) -> UnitMonth:
    (month,) = (each for each in year_of(office, no).months if each.period == JULY)
    return next(each for each in month.units if each.unit == unit)


def test_the_month_before_is_the_newest_that_has_content(office: Office) -> None:
    past = office.services.past
    assert past.pair(JULY) == (JUNE, JULY)
    typed(office, 1, ZS, "progress", "四月。", Period(2021, 4))
    typed(office, 1, ZS, "progress", "八月。", Period(2021, 8))
    assert past.pair(JULY) == (Period(2021, 4), JULY)
    assert past.months() == (Period(2021, 4), Period(2021, 8))


def test_two_months_are_compared_whichever_is_named_first(office: Office) -> None:
    typed(office, 1, ZS, "progress", "已公布 200 项。", JUNE)
    typed(office, 1, ZS, "progress", "已公布 312 项。")
    found = office.services.past.compare(JULY, JUNE)
    assert (found.then.period, found.now.period) == (JUNE, JULY)
    assert (found.rows[0].then, found.rows[0].now, found.rows[0].movement) == (
        "已公布 200 项。", "已公布 312 项。", Movement.CHANGED
    )
    with pytest.raises(UsageError, match="请选两个不同的月份"):
        office.services.past.compare(JULY, JULY)


def test_a_measures_year_tells_each_month_what_each_unit_said_and_what_moved(office: Office) -> None:
    typed(office, 3, SW, "progress", "筹备。", JUNE)
    typed(office, 3, SW, "liaison.name", "张三", JUNE)
    typed(office, 3, SW, "progress", "已开通。")
    typed(office, 3, SW, "liaison.name", "李四")
    year = year_of(office, 3)
    assert (year.title, [each.period.month for each in year.months]) == ("第 3 条措施 2021年", list(range(1, 13)))
    june, july, august = year.months[5:8]
    assert [each.unit for each in july.units] == [SW, GX]
    assert [(each.field, each.before, each.text, each.movement) for each in july.units[0].fields] == [
        ("progress", "筹备。", "已开通。", Movement.CHANGED), ("problems", "", "", None), ("deadline", "", "", None),
        ("liaison.name", "张三", "李四", Movement.CHANGED),
    ]
    assert [each.field for each in june.units[0].fields][-1] == "liaison.name"
    assert [each.field for each in august.units[0].fields] == ["progress", "problems", "deadline"]  # contacts as before
    assert (june.begun, july.begun, august.begun) == (True, True, False)
    assert july.units[1].fields[0].movement is Movement.MISSING
    with pytest.raises(UsageError, match="第 9 条"):
        year_of(office, 9)


def test_a_months_entry_names_its_files_its_day_its_rulings_and_its_edits(office: Office) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": "已办结。"}}, names=("区政数局.xlsx",))
    office.merge()
    typed(office, 1, ZS, "problems", "编制不足。")
    office.services.rulings.extend(JULY, ZS, 1, date(2021, 7, 30), "系统停机")
    path = office.folder / "照片.png"
    path.write_bytes(b"png")
    office.services.archive.attach(1, ZS, JULY, [path])
    told = july_of(office, 1, ZS)
    assert told.received == date(2021, 7, 22)
    assert [each.name for each in told.files] == ["区政数局.xlsx"]
    assert [each.name for each in told.attachments] == ["照片.png"]
    assert [each.words for each in told.rulings] == ["准予延期到 7月30日"]
    assert [(each.key.field, each.after, each.source.file) for each in told.edits] == [
        ("progress", "已办结。", "区政数局.xlsx"), ("problems", "编制不足。", None)
    ]
    assert july_of(office, 2, ZS).files == ()


def test_since_the_bulletin_each_field_is_told_once_with_what_stood_when_it_went_out(office: Office) -> None:
    typed(office, 1, ZS, "progress", "已公布 200 项。")
    typed(office, 2, ZS, "progress", "压减 3 天。")
    bulletin = issue(office)
    typed(office, 1, ZS, "progress", "已公布 210 项。")
    typed(office, 1, ZS, "progress", "已公布 312 项。")
    typed(office, 2, ZS, "progress", "写错了。")
    office.services.history.undo()
    typed(office, 3, SW, "progress", "已开通。")
    typed(office, 3, SW, "progress", "八月。", Period(2021, 8))
    found = office.services.past.since(bulletin)
    assert [(str(each.key.period), each.key.no, each.before, each.after, each.steps) for each in found.altered] == [
        ("2021-08", 3, "", "八月。", 1), ("2021-07", 1, "已公布 200 项。", "已公布 312 项。", 2),
        ("2021-07", 3, "", "已开通。", 1),
    ]
    one = found.altered[1]
    assert (one.last.before, one.last.operation.who) == ("已公布 210 项。", "经办人")
    assert found.by_month == {Period(2021, 8): 1, JULY: 2}
    assert found.title == "2021年7月通报（7月22日印发）以来的变化"


def test_what_came_in_and_was_decided_since_is_listed(office: Office) -> None:
    office.dispatch()
    typed(office, 2, ZS, "progress", "压减 3 天。")
    bulletin = issue(office)
    assert office.services.past.since(bulletin).empty
    office.comes_back({1: {"progress": "迟到的。"}}, names=("迟报.xlsx",))
    office.merge()
    office.services.rulings.exempt(JULY, SW, 4, "机构改革")
    path = office.folder / "说明.txt"
    path.write_bytes(b"text")
    office.services.archive.attach(1, ZS, JULY, [path])
    found = office.services.past.since_last()
    assert [each.name for each in found.returned] == ["迟报.xlsx"]
    assert [each.summary for each in found.ruled] == ["第 4 条 区税务局 2021年7月：免报（机构改革）"]
    assert [each.name for each in found.attached] == ["说明.txt"]
    assert [(each.key.no, each.last.source.file) for each in found.altered] == [(1, "迟报.xlsx")]
    assert not found.empty


def test_the_newest_bulletin_is_the_start_and_an_older_one_can_be_chosen(office: Office) -> None:
    with pytest.raises(ExpectedError, match="还没有印发过通报"):
        office.services.past.since_last()
    typed(office, 1, ZS, "progress", "六月。", JUNE)
    june = issue(office, JUNE)
    typed(office, 1, ZS, "progress", "七月。")
    issue(office)
    past = office.services.past
    assert [each.period for each in past.bulletins()] == [JULY, JUNE]
    assert past.since_last().altered == ()
    assert [each.after for each in past.since(june).altered] == ["七月。"]
    assert past.since_last(JUNE).bulletin == june
    with pytest.raises(ExpectedError, match="2021年5月还没有印发过通报"):
        past.since_last(Period(2021, 5))


def test_attachments_let_go_are_not_told(office: Office) -> None:
    typed(office, 1, ZS, "progress", "已公布。")
    bulletin = issue(office)
    path = office.folder / "说明.txt"
    path.write_bytes(b"text")
    office.services.archive.attach(1, ZS, JULY, [path])
    (kept,) = office.store.attachments(JULY)
    assert isinstance(kept, Attachment)
    assert kept.at > datetime(2021, 7, 22, 9, 30)
    office.services.archive.detach(kept)
    assert office.services.past.since(bulletin).empty


def test_a_renamed_unit_and_a_split_measure_go_on_with_what_was_said_before(office: Office) -> None:
    typed(office, 1, ZS, "progress", "六月已公布。", JUNE)
    typed(office, 4, SW, "progress", "六月辅导 3 场。", JUNE)
    plan = office.services.plan
    plan.amend(JULY, "机构改革", RenameUnit(ZS, "区政数局（新）"))
    plan.amend(JULY, "分开考核", SplitMeasure(4, (Part("线上辅导。", (SW,)), Part("线下辅导。", (SW,)))))
    now = office.services.look.plan(JULY)
    parts = [measure.no for measure in now.measures if measure.split_from == 4]
    typed(office, 1, "区政数局（新）", "progress", "七月已公布。")
    typed(office, parts[0], SW, "progress", "七月线上辅导 2 场。")
    rows = {(row.key.no, row.key.unit): row for row in office.services.past.compare(JUNE, JULY).rows}
    assert (rows[1, "区政数局（新）"].then, rows[1, "区政数局（新）"].movement) == ("六月已公布。", Movement.CHANGED)
    assert [rows[no, SW].then for no in parts] == ["六月辅导 3 场。"] * 2
    assert (1, ZS) not in rows
    july = next(each for each in year_of(office, 1).months if each.period == JULY)
    assert [(each.unit, each.fields[0].before, each.fields[0].text) for each in july.units] == [
        ("区政数局（新）", "六月已公布。", "七月已公布。")
    ]
    whole = year_of(office, 4)  # gone since July, and told nevertheless
    assert [len(each.units) for each in whole.months] == [1] * 6 + [0] * 6
    look = office.services.look
    assert look.last_month(1, "区政数局（新）", JULY, "progress") == "六月已公布。"
    assert look.last_month(parts[0], SW, JULY, "progress") == "六月辅导 3 场。"
