"""What was, over the turn of a year: last month in January, a list that begins in spring, measures that were split or dropped."""

from __future__ import annotations

from dataclasses import replace

from qcapp.domain.amendments import Part, SplitMeasure
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.plan_json import dump_plan
from qcapp.domain.succession import LinkKind
from qcapp.domain.views import LedgerView
from qcapp.publish.comparison import Movement
from qcapp.publish.measure_year import MeasureYear
from qcapp.publish.past_tables import cells_of, comparison_table
from qcapp.publish.view_rows import ViewGroup, view_rows
from qcapp.services.plan import CONTACTS
from qcapp.services.plan_import import read_map
from qcapp.services.succession import months_by
from tests.factory import small_plan
from tests.services.office import Office

NOVEMBER, DECEMBER, JANUARY, FEBRUARY, MARCH = (Period(2021, 11).shifted(after) for after in range(5))
ZS, SW, GX = "区政数局", "区税务局", "高新区税务局"


def next_year(office: Office, *mapped: str, since: Period | None = None, carry: tuple[str, ...] = (CONTACTS,)) -> Plan:
    """The list of 2022: measure 3 is the old one, the others as ``mapped`` says."""
    plan = small_plan(2022)
    plan = replace(plan, measures=tuple(each._replace(text=f"{each.no}号。{each.text}") for each in plan.measures))
    path = office.folder / "2022.json"
    path.write_text(dump_plan(plan), encoding="utf-8")
    preview = office.services.plan.import_preview(path, since=since)
    for new, olds in read_map(["3=3", *mapped]):
        preview = preview.linked(LinkKind.MEASURE, new, olds)
    office.services.plan.import_plan(preview, carry=carry)
    return plan


def typed(office: Office, no: int, unit: str, period: Period, **fields: str) -> None:
    for field, text in fields.items():
        office.services.edit.set_field(no, unit, period, field, text)


def year_of(office: Office, no: int, period: Period) -> MeasureYear:
    return office.services.past.measure_year(no, office.services.past.year(period))


def progress_of(year: MeasureYear, period: Period, unit: str) -> tuple[str, str, Movement | None]:
    (month,) = (each for each in year.months if each.period == period)
    said = next(each for each in month.units if each.unit == unit).fields[0]
    return said.before, said.text, said.movement


def test_in_january_last_month_is_what_the_old_list_said(office: Office) -> None:
    look = office.services.look
    typed(office, 3, SW, NOVEMBER, deadline="2022-06-30")
    typed(office, 3, SW, DECEMBER, progress="十二月。", problems="缺人。")
    typed(office, 1, ZS, DECEMBER, progress="并入第 2 条之一。")
    typed(office, 2, ZS, DECEMBER, progress="并入第 2 条之二。")
    next_year(office, "1+2=2", "=1")
    assert [look.last_month(3, SW, JANUARY, field) for field in ("progress", "problems", "deadline")] == [
        "十二月。", "缺人。", "2022-06-30"
    ]
    assert look.last_month(3, GX, JANUARY, "progress") == ""
    assert look.last_month(2, ZS, JANUARY, "progress") == "并入第 2 条之一。\n并入第 2 条之二。"
    assert look.last_month(1, ZS, JANUARY, "progress") == "", "a new measure goes on with none, whatever bore its number"
    typed(office, 3, SW, JANUARY, progress="一月。")
    assert look.last_month(3, SW, FEBRUARY, "progress") == "一月。"
    assert look.last_month(3, SW, MARCH, "progress") == "", "two months ago is not last month"
    assert look.last_month(3, SW, FEBRUARY, "deadline") == "", "what was not carried over is not shown as if it were"


def test_a_measures_year_begins_with_what_it_goes_on_with(office: Office) -> None:
    typed(office, 3, SW, DECEMBER, progress="十二月。")
    typed(office, 1, ZS, DECEMBER, progress="别的。")
    next_year(office, "=1")
    typed(office, 3, SW, JANUARY, progress="十二月。")
    typed(office, 1, ZS, JANUARY, progress="新的。")
    assert progress_of(year_of(office, 3, JANUARY), JANUARY, SW) == ("十二月。", "十二月。", Movement.COPIED)
    assert progress_of(year_of(office, 1, JANUARY), JANUARY, ZS) == ("", "新的。", Movement.NEW)


def test_parts_of_a_split_measure_go_on_with_the_whole_in_its_year_too(office: Office) -> None:
    typed(office, 2, ZS, NOVEMBER, progress="整条。")
    plan = office.services.plan
    plan.amend(DECEMBER, "拆分", SplitMeasure(2, (Part("甲"), Part("乙"))))
    typed(office, 5, ZS, DECEMBER, progress="前一半。")
    assert progress_of(year_of(office, 5, DECEMBER), DECEMBER, ZS) == ("整条。", "前一半。", Movement.CHANGED)


def test_each_list_has_its_own_months_wherever_it_begins(office: Office) -> None:
    typed(office, 1, ZS, FEBRUARY, progress="老清单第 1 条。")
    next_year(office, "=1", since=MARCH)
    typed(office, 1, ZS, MARCH, progress="新清单第 1 条。")
    old, new = year_of(office, 1, FEBRUARY), year_of(office, 1, MARCH)
    assert (old.title, old.months[0].period, old.months[-1].period) == ("第 1 条措施 2021年", Period(2021, 1), FEBRUARY)
    assert (new.title, new.months[0].period, new.months[-1].period) == ("第 1 条措施 2022年", MARCH, Period(2022, 12))
    assert [month.period for month in new.months if month.begun] == [MARCH]
    assert progress_of(new, MARCH, ZS) == ("", "新清单第 1 条。", Movement.NEW), "another measure, though of the same number"
    assert office.services.past.measure_year(1, office.services.past.year(DECEMBER)).title == old.title


def test_an_old_list_goes_on_until_there_is_a_newer_one(office: Office) -> None:
    store = office.store
    assert months_by(store, 2021, DECEMBER)[-1] == DECEMBER
    assert months_by(store, 2021, FEBRUARY)[-1] == Period(2022, 12)
    assert months_by(store, 2021, Period(2020, 11))[0] == Period(2020, 1)
    next_year(office)
    assert (months_by(store, 2021, JANUARY)[-1], months_by(store, 2022, DECEMBER)[0]) == (DECEMBER, JANUARY)
    assert EntryKey(3, SW) in store.snapshot(months_by(store, 2022, JANUARY)[0]).entries


def test_what_is_listed_no_more_is_named_by_its_own_list(office: Office) -> None:
    typed(office, 1, ZS, DECEMBER, progress="老清单第 1 条。")
    next_year(office, "=1", "1=2")
    typed(office, 1, ZS, JANUARY, progress="新清单第 1 条。")
    typed(office, 4, SW, DECEMBER, progress="不再列。")
    found = office.services.past.compare(DECEMBER, JANUARY)
    said = (row for row in found.rows if row.field == "progress")
    named = {(row.key.no, row.movement): found.plan_of(row).measure(row.key.no).text[:3] for row in said}
    assert named[1, Movement.LISTED] == "1号。"
    dropped = [row for row in found.rows if row.movement is Movement.DROPPED]
    assert dropped
    assert all(found.plan_of(row).year == 2021 for row in dropped)
    listed = cells_of(comparison_table(found, found.rows))
    assert all("号。" not in cells[1] for cells in listed if cells[-1] == Movement.DROPPED.value)


def test_what_the_list_at_hand_says_is_found_before_another_years(office: Office) -> None:
    next_year(office, "=1")
    for present, years in ((DECEMBER, [2021, 2022]), (JANUARY, [2022, 2021])):
        found = office.services.search.search("第3条", present)
        assert [(group.year, group.no) for group in found.groups] == [(year, 3) for year in years]


def test_in_january_the_old_lists_words_are_copied_words_and_what_is_silent_shows_them(office: Office) -> None:
    typed(office, 3, SW, DECEMBER, progress="十二月开展了专项整治，共检查企业四十家。")
    typed(office, 1, ZS, DECEMBER, progress="另一条措施的十二月，共检查企业九十家。")
    next_year(office, "=1")
    silent = {row.no: row.before for group in view_of(office, JANUARY) for row in group.rows}
    assert silent[3] == ("十二月开展了专项整治，共检查企业四十家。", "")
    assert silent[1] == ("",), "a new measure has nothing behind it"
    for no, unit in ((3, SW), (1, ZS)):
        typed(office, no, unit, JANUARY, progress=office.text(no, "progress", unit, DECEMBER))
    snapshot, earlier = (office.store.snapshot(month) for month in (JANUARY, DECEMBER))
    judge = office.services.qualify.judge(snapshot, earlier)
    broken = {
        no: [each.rule.key for each in judge.failures(EntryKey(no, unit), judge.words_now(EntryKey(no, unit)))]
        for no, unit in ((3, SW), (1, ZS))
    }
    assert len({*broken[3]} - {*broken[1]}) == 1, "copied from what it goes on with, not from what bore its number"


def view_of(office: Office, period: Period) -> tuple[ViewGroup, ...]:
    snapshot, earlier = office.store.snapshot(period), office.store.snapshot(period.shifted(-1))
    return view_rows(snapshot, LedgerView(), day=snapshot.due, earlier=earlier)
