"""清单维护 through its service: previews, what is carried over, papers of each month, forms that come back late, another year."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qcapp.domain import amendments as kinds
from qcapp.domain.amendments import Part
from qcapp.domain.errors import UsageError
from qcapp.domain.operations import OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey, Measure, Plan
from qcapp.domain.plan_json import dump_plan
from qcapp.domain.succession import LinkKind
from qcapp.merge.plan import Outcome
from qcapp.services.plan import CONTACTS, DEADLINE
from qcapp.services.plan_import import read_map
from tests.factory import small_plan
from tests.merge.world import JULY
from tests.services.office import Office

AUGUST, SEPTEMBER, DECEMBER, JANUARY = Period(2021, 8), Period(2021, 9), Period(2021, 12), Period(2022, 1)
ZS, SW, GX = "区政数局", "区税务局", "高新区税务局"
WHY = "机构改革"


def set_(office: Office, no: int, unit: str, period: Period, field: str, text: str) -> None:
    office.services.edit.set_field(no, unit, period, field, text)


def test_a_preview_tells_what_would_change_and_changes_nothing(office: Office) -> None:
    plan = office.services.plan
    preview = plan.preview(AUGUST, WHY, kinds.Assign(4, "高新税务局", "区税务局"))
    assert preview.summary == "第 4 条由区税务局改由高新区税务局负责，2021年8月起（机构改革）"
    assert (preview.gained, preview.lost, preview.troubles) == ((EntryKey(4, GX),), (EntryKey(4, SW),), ())
    assert [each.what for each in preview.changes] == ["责任单位", "责任单位栏"]
    assert len(office.store.operations()) == 1
    done = plan.apply(preview)
    assert (done.kind, done.summary) == (OperationKind.PLAN, preview.summary)
    assert plan.plan(AUGUST).units_of[4] == (GX,)
    assert plan.plan(JULY) == plan.printed(2021) == small_plan()
    assert [plan.told(each) for each in plan.amendments(2021)] == ["第 4 条由区税务局改由高新区税务局负责"]
    assert plan.of_operation(done.id) == preview.changes


def test_a_reason_is_wanted_and_a_month_of_the_list(office: Office) -> None:
    plan = office.services.plan
    assert any("写明理由" in each for each in plan.preview(AUGUST, " ", kinds.RetireMeasure(1)).troubles)
    with pytest.raises(UsageError, match="写明理由"):
        plan.amend(AUGUST, "", kinds.RetireMeasure(1))
    with pytest.raises(UsageError, match=r"2021 年的清单从 2021年1月起用，变更不能从 2020年12月起"):
        plan.preview(Period(2020, 12), WHY, kinds.RetireMeasure(1))
    with pytest.raises(UsageError, match="最多 200 个"):
        plan.preview(AUGUST, "长" * 201, kinds.RetireMeasure(1))
    with pytest.raises(UsageError, match="没有责任单位“区渔业局”"):
        plan.preview(AUGUST, WHY, kinds.Assign(4, "区渔业局"))


def test_a_preview_names_the_entries_that_would_be_hidden_and_the_later_change_that_stands_against_it(office: Office) -> None:
    plan = office.services.plan
    set_(office, 1, ZS, SEPTEMBER, "progress", "九月")
    later = plan.amend(SEPTEMBER, WHY, kinds.AmendMeasure(2, text="改"))
    preview = plan.preview(AUGUST, WHY, kinds.RetireMeasure(1), kinds.RetireMeasure(2))
    assert [words[:24] for words in preview.troubles] == [
        f"与2021年9月起的“修改措施”（操作 {later.id}"[:24], "2021年9月第 1 条 区政数局已经有填报内容，"[:24],
    ]
    with pytest.raises(UsageError, match="矛盾"):
        plan.apply(preview)


def test_several_changes_are_one_operation_and_number_on(office: Office) -> None:
    plan = office.services.plan
    done = plan.amend(
        AUGUST, WHY, kinds.AddUnit("区新局", ("新局",)), kinds.AddMeasure(1, " 新措施\n第二段 ", ("新局",)),
        kinds.AddMeasure(2, "又一条", ("区税务局",)),
    )
    assert [(each.no, each.text) for each in plan.plan(AUGUST).measures if each.no > 4] == [(5, "新措施\n第二段"), (6, "又一条")]
    assert (plan.plan(AUGUST).units_of[5], plan.next_number(2021)) == (("区新局",), 7)
    office.services.history.undo(done.id)
    assert plan.next_number(2021) == 5


def test_what_is_asked_for_is_carried_over_and_nothing_else(office: Office) -> None:
    for field, text in (("responsible.name", "王五"), ("responsible.phone", "13800000000"), ("deadline", "2021年底")):
        set_(office, 2, ZS, JULY, field, text)
    set_(office, 2, ZS, JULY, "progress", "七月")
    plan = office.services.plan
    split = kinds.SplitMeasure(2, (Part("上"), Part("下", (SW,))))
    plan.amend(AUGUST, WHY, split, carry=(CONTACTS, DEADLINE))
    august = office.store.snapshot(AUGUST)
    for key in (EntryKey(5, ZS), EntryKey(6, SW)):
        texts = {name: value.text for name, value in august.entries[key].values.items()}
        assert texts == {"responsible.name": "王五", "responsible.phone": "13800000000", "deadline": "2021年底"}
    assert plan.earlier_keys(EntryKey(5, ZS), AUGUST) == (EntryKey(2, ZS),)
    assert [value.text for value in office.services.look.past(5, ZS, SEPTEMBER)] == ["七月"]
    with pytest.raises(UsageError, match="“progress”不能带过来"):
        plan.preview(SEPTEMBER, WHY, kinds.Assign(4, GX, SW), carry=("progress",))


def test_each_months_paper_has_the_list_and_the_names_of_its_month(office: Office) -> None:
    services = office.services
    services.plan.amend(AUGUST, "挂牌", kinds.RenameUnit(ZS, "区数据局"), kinds.RetireMeasure(2))
    july, august = (services.publish.official(month) for month in (JULY, AUGUST))
    assert [(block.no, block.unit) for block in july.blocks][:2] == [(1, ZS), (2, ZS)]
    assert [(block.no, block.unit) for block in august.blocks][:2] == [(1, "区数据局"), (3, "区税务局、高新区税务局")]
    services.dispatch.dispatch(AUGUST, office.folder / "下发")
    assert "区数据局" in office.store.snapshot(AUGUST).dispatched
    assert {unit.unit for unit in services.stats.month(AUGUST).units} == {"区数据局", SW, GX}


def test_a_renamed_unit_is_one_in_a_span_and_keeps_its_place(office: Office) -> None:
    services = office.services
    services.plan.amend(AUGUST, "挂牌", kinds.RenameUnit(ZS, "区数据局"))
    set_(office, 1, ZS, JULY, "progress", "七月已办结 3 件")
    set_(office, 1, "区数据局", AUGUST, "progress", "八月已办结 5 件")
    office.clock.time = office.clock.time.replace(month=10)
    span = services.stats.span(JULY, AUGUST)
    own = next(unit for unit in span.units if unit.unit == "区数据局")
    assert (own.former, own.tally.due, own.tally.reported) == ((ZS,), 4, 2)
    assert [(fact.period, fact.unit) for fact in span.of_unit("区数据局") if fact.reported] == [(JULY, ZS), (AUGUST, "区数据局")]
    august = next(unit for unit in services.stats.month(AUGUST).units if unit.unit == "区数据局")
    assert august.before is not None
    services.settings.change({"score.groups": '{"区政数局": "甲组"}'})
    for month, name in ((JULY, ZS), (AUGUST, "区数据局")):
        found = next(unit for unit in services.stats.month(month).units if unit.unit == name)
        assert found.standing.group == "甲组"


def test_the_same_words_as_last_month_are_seen_across_a_renaming(office: Office) -> None:
    services = office.services
    services.plan.amend(AUGUST, "挂牌", kinds.RenameUnit(ZS, "区数据局"))
    for period, unit in ((JULY, ZS), (AUGUST, "区数据局")):
        set_(office, 1, unit, period, "progress", "已办结 3 件，受理 5 件。")
    rows = services.stats.month(AUGUST).of_unit("区数据局")
    assert any("上月" in fault.sentence for fact in rows for fault in fact.now)


def test_months_of_a_renamed_unit_and_a_split_measure_are_compared(office: Office) -> None:
    services = office.services
    set_(office, 1, ZS, JULY, "progress", "七月")
    services.plan.amend(AUGUST, "挂牌", kinds.RenameUnit(ZS, "区数据局"))
    set_(office, 1, "区数据局", AUGUST, "progress", "八月")
    rows = [row for row in services.past.compare(JULY, AUGUST).rows if row.field == "progress" and row.key.no == 1]
    assert [(row.then, row.now) for row in rows] == [("七月", "八月")]


def test_a_form_sent_before_and_back_after_loses_nothing(office: Office) -> None:
    services = office.services
    services.dispatch.dispatch(JULY, office.folder / "下发")
    office.comes_back({1: {"progress": "已办结 3 件"}, 2: {"progress": "已压减到 1 天"}})
    (stale,) = services.plan.preview(JULY, WHY, kinds.SplitMeasure(2, (Part("上"), Part("下")))).forms
    assert (stale.unit, stale.gone, stale.missing) == (ZS, (2,), (5, 6))
    assert stale.told.startswith("区政数局 2021年7月的下发表 ")
    services.plan.amend(JULY, WHY, kinds.SplitMeasure(2, (Part("上"), Part("下"))), kinds.RenameUnit(ZS, "区数据局"))
    (file,) = office.preview().files
    assert (file.outcome, file.unit) == (Outcome.MERGED, "区数据局")
    (note,) = [each for each in file.notes if each.code == "measure_retired"]
    assert "第 2 条已经拆分为第 5、6 条" in note.message
    assert "“已压减到 1 天”没有并入" in note.message
    assert office.merge() is not None
    assert office.text(1, "progress", "区数据局") == "已办结 3 件"


def test_a_row_that_went_to_another_unit_is_told_and_may_still_be_taken(office: Office) -> None:
    office.services.dispatch.dispatch(JULY, office.folder / "下发")
    office.comes_back({1: {"progress": "已办结 3 件"}, 2: {"progress": "已压减到 1 天"}})
    office.services.plan.amend(JULY, WHY, kinds.Assign(2, SW, ZS))
    (file,) = office.preview().files
    (note,) = [each for each in file.notes if each.code == "entry_moved"]
    assert note.message == "第 2 条下发以后改由区税务局负责，区政数局在这一行填的没有并入，原件存档备查。"
    office.merge()
    assert (office.text(1, "progress"), office.text(2, "progress", SW)) == ("已办结 3 件", "")


def test_the_form_of_a_unit_that_was_merged_into_another_is_that_ones(office: Office) -> None:
    office.services.dispatch.dispatch(JULY, office.folder / "下发")
    office.comes_back({1: {"progress": "已办结 3 件"}, 2: {"progress": "已压减到 1 天"}})
    office.services.plan.amend(JULY, WHY, kinds.MergeUnit(ZS, GX))
    (file,) = office.preview().files
    assert (file.outcome, file.unit) == (Outcome.MERGED, GX)
    assert not [each for each in file.notes if each.code == "row_missing"]
    office.merge()
    assert office.text(2, "progress", GX) == "已压减到 1 天"


def test_the_form_of_a_unit_that_is_gone_is_asked_about(office: Office) -> None:
    office.services.dispatch.dispatch(JULY, office.folder / "下发")
    office.comes_back({1: {"progress": "已办结 3 件"}, 2: {"progress": "已压减到 1 天"}})
    office.services.plan.amend(
        JULY, WHY, kinds.Assign(1, SW, ZS), kinds.Assign(2, SW, ZS), kinds.RetireUnit(ZS)
    )
    plan = office.preview()
    assert plan.files[0].outcome is Outcome.REFUSED
    assert "已经从清单里停用，表里的措施现在由区税务局负责" in (plan.files[0].reason or "")
    told = office.services.collect.tell_unit(plan, SW)
    assert (told.files[0].outcome, told.files[0].unit) == (Outcome.MERGED, SW)


def test_a_unit_without_measures_is_not_waited_for(office: Office) -> None:
    office.services.plan.amend(AUGUST, WHY, kinds.AddUnit("区新局"))
    assert [unit.unit for unit in office.services.look.status(AUGUST).units] == [ZS, SW, GX]
    assert "区新局" in office.services.plan.plan(AUGUST).measures_of


# ---------------------------------------------------------------------- another year


def next_list(folder: Path, plan: Plan) -> Path:
    path = folder / "2022.json"
    path.write_text(dump_plan(plan), encoding="utf-8")
    return path


def list_2022() -> Plan:
    """Measure 1 reworded, 2 dropped, 3 the same, a new one."""
    plan = small_plan(2022)
    words = {1: "推行一件事一次办。\n公布事项目录，并按季更新。", 2: "建设数字乡村综合服务平台试点。"}
    measures = tuple(each._replace(text=words.get(each.no, each.text)) for each in plan.measures)
    units = tuple(unit._replace(aliases=()) for unit in plan.units)
    return replace(plan, measures=measures, units=units)


def test_next_years_list_is_matched_added_and_both_stay(office: Office) -> None:
    plan = office.services.plan
    set_(office, 1, ZS, DECEMBER, "responsible.name", "王五")
    set_(office, 1, ZS, DECEMBER, "progress", "十二月")
    preview = plan.import_preview(next_list(office.folder, list_2022()))
    lines = {line.new or f"-{line.olds[0]}": line.relation.value for line in preview.lines(LinkKind.MEASURE)}
    assert lines == {"1": "amended", "2": "new", "3": "same", "4": "same", "-2": "dropped"}
    assert preview.plan.unit_named("政数局") == ZS
    assert plan.years() == (2021,)
    done = plan.import_plan(preview, carry=(CONTACTS,))
    assert done.summary == "导入《某某区2022年责任清单细化表》（4 条措施），2022年1月起用"
    assert (plan.years(), plan.starts(2022)) == ((2021, 2022), JANUARY)
    assert (plan.plan(DECEMBER).year, plan.plan(JANUARY).year) == (2021, 2022)
    january = office.store.snapshot(JANUARY).entry(1, ZS)
    assert {name: value.text for name, value in january.values.items()} == {"responsible.name": "王五"}
    assert plan.earlier_keys(EntryKey(1, ZS), JANUARY) == (EntryKey(1, ZS),)
    assert plan.earlier_keys(EntryKey(2, ZS), JANUARY) == ()
    assert [value.text for value in office.services.look.past(1, ZS, JANUARY)] == ["十二月"]
    rows = [row for row in office.services.past.compare(DECEMBER, JANUARY).rows if row.field == "progress" and row.key.no == 1]
    assert [(row.then, row.now) for row in rows] == [("十二月", "")]
    office.services.history.undo(done.id)
    assert plan.years() == (2021,)


def test_a_person_has_the_last_word_on_the_mapping(office: Office) -> None:
    plan = office.services.plan
    preview = plan.import_preview(next_list(office.folder, list_2022()))
    for new, olds in read_map(["2+3=2", "=1"]):
        preview = preview.linked(LinkKind.MEASURE, new, olds)
    plan.import_plan(preview)
    assert plan.earlier_keys(EntryKey(2, ZS), JANUARY) == (EntryKey(2, ZS), EntryKey(3, SW), EntryKey(3, GX))
    assert plan.earlier_keys(EntryKey(1, ZS), JANUARY) == ()
    with pytest.raises(UsageError, match="措施序号有误"):
        preview.linked(LinkKind.MEASURE, "9", ("1",))


@pytest.mark.parametrize("word", ["11", "a=1", "=", "1=b+2"])
def test_a_mapping_that_can_not_be_understood_is_told(word: str) -> None:
    with pytest.raises(UsageError, match="看不懂"):
        list(read_map([word]))


def test_a_split_is_said_in_one_word() -> None:
    assert list(read_map(["11=12+13", "14=13"])) == [("12", ("11",)), ("13", ("11", "14"))]


def test_a_list_that_would_come_over_months_in_use_is_told_and_may_begin_later(office: Office) -> None:
    plan, path = office.services.plan, next_list(office.folder, list_2022())
    set_(office, 1, ZS, JANUARY, "progress", "一月还按旧清单")
    preview = plan.import_preview(path)
    assert preview.troubles == ("2022年1月已经按 2021 年的清单填报，请让新清单从 2022年2月起用，或先撤销那些操作。",)
    with pytest.raises(UsageError, match="请让新清单从 2022年2月起用"):
        plan.import_plan(preview)
    plan.import_plan(plan.import_preview(path, since=Period(2022, 2)))
    assert [plan.plan(Period(2022, month)).year for month in (1, 2)] == [2021, 2022]
    again = plan.import_preview(path).troubles
    assert "已经有 2022 年的责任清单" in again[0]


def test_the_list_goes_out_and_comes_in_again(office: Office) -> None:
    plan = office.services.plan
    plan.amend(AUGUST, WHY, kinds.AddMeasure(1, "新措施", (ZS,)))
    path = plan.export(office.folder / "清单.json", AUGUST)
    read = plan.import_preview(path, 2022).plan
    assert [measure.no for measure in read.measures] == [1, 2, 5, 3, 4]
    plan.export(office.folder / "清单.xlsx", AUGUST)
    table, _ = office.drawn.tables[-1]
    assert [block.no for block in table.blocks] == [1, 2, 5, 3, 4]
    assert {block.progress for block in table.blocks} == {""}
    with pytest.raises(UsageError, match=r"清单不能写成“\.txt”格式"):
        plan.export(office.folder / "清单.txt", AUGUST)


def test_the_mapping_keeps_renamed_units_together(office: Office) -> None:
    plan = office.services.plan
    plan.amend(AUGUST, "挂牌", kinds.RenameUnit(ZS, "区数据局"))
    new = list_2022()
    renamed = replace(
        new, units=(new.units[0]._replace(name="区数据局"), *new.units[1:]),
        assignments=tuple(each._replace(unit="区数据局") if each.unit == ZS else each for each in new.assignments),
        measures=(*new.measures[:1], Measure(2, 1, "压减办理时间。"), *new.measures[2:]),
    )
    plan.import_plan(plan.import_preview(next_list(office.folder, renamed)))
    assert plan.earlier_keys(EntryKey(2, "区数据局"), JANUARY) == (EntryKey(2, "区数据局"),)
