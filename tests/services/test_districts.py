"""A district's ledger merged as the returned forms of all its units: what is taken, asked, kept and told, and taken back."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from db.opening import open_ledger
from qcapp.domain.operations import OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Unit
from qcapp.merge.diff import Verdict
from qcapp.merge.ledger_placing import OWN
from qcapp.merge.plan import Decision, Outcome
from qcapp.merge.questions import Ask
from qcapp.services import make_services
from tests.factory import small_plan
from tests.merge.world import JULY
from tests.services.districts import City, District, city_of, open_city, open_district, part, plan_of
from tests.services.office import open_office

AUGUST = Period(2021, 8)
TAX, DATA, HIGH = "区税务局", "区政数局", "高新区税务局"


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    made = open_district(tmp_path / "区")
    yield made
    made.office.store.close()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    """Of the same list as the district."""
    made = open_city(tmp_path, small_plan())
    yield made
    made.store.close()


def filled(district: District) -> District:
    district.fill(DATA, {1: {"progress": "已办 3 件", "liaison.name": "张三"}, 2: {"progress": "已压减"}}, day=20)
    district.fill(TAX, {3: {"progress": "已推广"}, 4: {"problems": "缺人"}}, day=23)
    return district


def test_all_units_forms_are_taken_and_the_silent_one_has_returned_nothing(
    district: District, city: City, tmp_path: Path
) -> None:
    plan = city.preview(filled(district).send(tmp_path))
    assert [(file.file.member, file.unit, file.status) for file in plan.files] == [
        (DATA, DATA, "可合并 3"), (TAX, TAX, "可合并 2"), (HIGH, HIGH, "没有填报"),
    ]
    operation = city.services.collect.apply(plan)
    assert operation is not None
    assert (operation.kind, operation.changed) == (OperationKind.MERGE, 5)
    assert city.texts() == {
        (1, DATA, "progress"): "已办 3 件", (1, DATA, "liaison.name"): "张三", (2, DATA, "progress"): "已压减",
        (3, TAX, "progress"): "已推广", (4, TAX, "problems"): "缺人",
    }
    assert set(city.store.snapshot(JULY).returned) == {DATA, TAX}


def test_who_said_what_when_there_survives(district: District, city: City, tmp_path: Path) -> None:
    filled(district).type(3, TAX, "deadline", "2021年12月底")
    path = district.send(tmp_path, "某某区.sqlite3")
    city.merge(path)
    values = city.store.snapshot(JULY).entry(3, TAX).values
    source = values["progress"].source
    assert (source.file, source.received, source.sha256) == (
        "某某区.sqlite3", date(2021, 7, 23), hashlib.sha256(path.read_bytes()).hexdigest()
    )
    assert source.place is not None
    assert source.place.label == "某某区台账区税务局，原件《区税务局23日.xlsx》7月23日收到"
    typed = values["deadline"].source.place
    assert typed is not None
    assert typed.label == "某某区台账区税务局，经办人7月25日录入"


def test_a_unit_has_returned_when_its_district_received_it(district: District, city: City, tmp_path: Path) -> None:
    city.clock.time = datetime(2021, 7, 28, 9, 0)  # the ledger comes three days after all was due
    city.merge(filled(district).send(tmp_path))
    units = {each.unit: each for each in city.services.look.status(JULY).units}
    assert (units[DATA].returned, units[TAX].returned, units[HIGH].returned) == (date(2021, 7, 20), date(2021, 7, 23), None)
    assert not units[DATA].late


def test_no_day_is_later_than_that_on_which_the_ledger_came(district: District, city: City, tmp_path: Path) -> None:
    plan = city.preview(filled(district).send(tmp_path), received=date(2021, 7, 21))
    assert [part(plan, unit).received for unit in (DATA, TAX)] == [date(2021, 7, 20), date(2021, 7, 21)]


def test_the_file_is_kept_whole_and_was_not_touched(district: District, city: City, tmp_path: Path) -> None:
    path = filled(district).send(tmp_path)
    before = path.read_bytes()
    city.merge(path)
    assert path.read_bytes() == before
    assert city.store.file_bytes(hashlib.sha256(before).hexdigest()) == before
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(path.name)] == [path.name]


def test_the_same_ledger_again_is_a_duplicate_and_nothing_happens(district: District, city: City, tmp_path: Path) -> None:
    path = filled(district).send(tmp_path)
    city.merge(path)
    plan = city.preview(path)
    assert [file.outcome for file in plan.files] == [Outcome.DUPLICATE, Outcome.DUPLICATE, Outcome.UNCHANGED]
    before = city.store.operations()
    assert city.services.collect.apply(plan) is None
    assert city.store.operations() == before


def test_with_no_base_words_that_differ_from_ours_are_asked_and_empty_ones_taken(
    district: District, city: City, tmp_path: Path
) -> None:
    city.type(1, DATA, "progress", "市里记的")
    plan = city.preview(filled(district).send(tmp_path))
    (conflict,) = part(plan, DATA).conflicts
    assert (conflict.key.no, conflict.base, conflict.ours, conflict.theirs) == (1, None, "市里记的", "已办 3 件")
    city.services.collect.apply(plan)
    assert (city.text(1, "progress", DATA), city.text(2, "progress", DATA)) == ("市里记的", "已压减")


def test_a_later_state_of_the_ledger_brings_what_changed_and_asks_nothing_twice(
    district: District, city: City, tmp_path: Path
) -> None:
    city.type(1, DATA, "progress", "市里记的")
    city.merge(filled(district).send(tmp_path))
    assert len(city.store.held(JULY)) == 1
    city.type(4, TAX, "problems", "市里改的")
    district.type(2, DATA, "progress", "又压减")
    plan = city.preview(district.send(tmp_path))
    assert [(each.key.no, each.base, each.theirs) for file in plan.files for each in file.fields if each.changes] == [
        (2, "已压减", "又压减")
    ]
    assert plan.open == 0
    city.services.collect.apply(plan)
    assert city.text(4, "problems", TAX) == "市里改的"
    assert [each.theirs for each in city.store.held(JULY)] == ["已办 3 件"]


def test_both_moved_apart_since_the_ledger_came_last_is_a_conflict_with_that_as_base(
    district: District, city: City, tmp_path: Path
) -> None:
    city.merge(filled(district).send(tmp_path))
    city.type(3, TAX, "progress", "市里改的")
    district.type(3, TAX, "progress", "区里改的")
    (conflict,) = part(city.preview(district.send(tmp_path)), TAX).conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("已推广", "市里改的", "区里改的")


@pytest.mark.parametrize("undone", [False, True])
def test_what_was_emptied_there_is_told_as_that_and_stays_until_a_person_says(
    district: District, city: City, tmp_path: Path, undone: bool
) -> None:
    district.type(2, DATA, "progress", "已压减")
    city.merge(district.send(tmp_path))
    if undone:
        district.office.services.history.undo()
    else:
        district.type(2, DATA, "progress", "")
    district.type(1, DATA, "progress", "另有一条")
    plan = city.preview(district.send(tmp_path))
    field = next(each for each in part(plan, DATA).fields if each.key.no == 2)
    assert (field.verdict, field.decision) == (Verdict.CLEARED, Decision.OURS)
    note = next(each for each in part(plan, DATA).notes if each.code == "cleared")
    assert note.message == "第 2 条的“进展情况”在某某区台账里7月25日由经办人清空了，原来有内容，默认保留台账。"
    field.decision = Decision.THEIRS
    city.services.collect.apply(plan)
    assert city.text(2, "progress", DATA) == ""


def test_what_the_ledger_never_said_deletes_nothing(district: District, city: City, tmp_path: Path) -> None:
    city.type(2, DATA, "problems", "市里记的")
    district.type(1, DATA, "progress", "已办")
    city.merge(district.send(tmp_path))
    assert city.text(2, "problems", DATA) == "市里记的"


def test_what_carries_over_has_the_earlier_month_for_its_base(district: District, city: City, tmp_path: Path) -> None:
    filled(district)
    city.merge(district.send(tmp_path))
    city.type(1, DATA, "liaison.name", "李四")  # only the city knows yet
    district.office.clock.time, city.clock.time = datetime(2021, 8, 25, 9, 0), datetime(2021, 8, 28, 9, 0)
    district.type(1, DATA, "progress", "八月已办", AUGUST)
    plan = city.preview(district.send(tmp_path), period=AUGUST)
    assert plan.open == 0
    city.services.collect.apply(plan)
    assert (city.text(1, "liaison.name", DATA, AUGUST), city.text(1, "progress", DATA, AUGUST)) == ("李四", "八月已办")


def test_a_copy_of_the_citys_own_ledger_that_was_gone_on_with_is_compared_with_what_was_sent(
    city: City, tmp_path: Path
) -> None:
    city.type(2, DATA, "progress", "下发时的")
    city.services.dispatch.dispatch(JULY, tmp_path / "下发", units=[DATA])
    path = Path(shutil.copyfile(city.store.path, tmp_path / "带走的.sqlite3"))
    copy = District(open_office(open_ledger(path, city.clock), city.clock))
    copy.fill(DATA, {1: {"progress": "已办"}, 2: {"progress": "下发时的"}}, day=22)
    copy.office.store.close()
    city.type(2, DATA, "progress", "市里改的")
    plan = city.preview(path)
    fields = {each.key.no: (each.base, each.verdict) for each in part(plan, DATA).fields if each.key.field == "progress"}
    assert fields == {1: ("", Verdict.THEIRS), 2: ("下发时的", Verdict.OURS)}


def test_one_districts_merge_is_undone_and_the_others_stays(tmp_path: Path) -> None:
    first, second = open_district(tmp_path / "甲", "甲区"), open_district(tmp_path / "乙", "乙区")
    city = open_city(tmp_path, city_of("甲区", "乙区"))
    first.fill(DATA, {1: {"progress": "甲区已办"}})
    second.fill(DATA, {1: {"progress": "乙区已办"}})
    one, two = first.send(tmp_path), second.send(tmp_path)
    operation = city.merge(one, two)
    assert operation is not None
    result = city.services.history.undo(operation.id, sha256=hashlib.sha256(one.read_bytes()).hexdigest())
    assert (result.file, city.texts()) == (one.name, {(1, "乙区", "progress"): "乙区已办"})
    city.services.history.undo(operation.id)
    assert city.texts() == {}
    city.merge(one)
    assert city.texts() == {(1, "甲区", "progress"): "甲区已办"}
    for each in (first.office.store, second.office.store, city.store):
        each.close()


def test_where_the_district_is_a_unit_its_units_speak_together_under_their_names(tmp_path: Path) -> None:
    district, city = open_district(tmp_path / "甲", "甲区"), open_city(tmp_path, city_of("甲区", "乙区"))
    district.fill(TAX, {3: {"progress": "税务已推广", "liaison.name": "张三"}, 4: {"progress": "已辅导"}})
    district.fill(HIGH, {3: {"progress": "高新试点", "liaison.name": "李四"}}, day=22)
    plan = city.preview(district.send(tmp_path))
    assert [(file.file.member, file.unit) for file in plan.files] == [("甲区", "甲区")]
    city.services.collect.apply(plan)
    assert city.texts() == {
        (3, "甲区", "progress"): "【区税务局】税务已推广\n【高新区税务局】高新试点", (4, "甲区", "progress"): "已辅导",
        (3, "甲区", "liaison.name"): "张三", (3, "甲区", "liaison2.name"): "李四",
    }
    district.fill(HIGH, {3: {"progress": "高新推广", "liaison.name": "李四"}}, day=24)
    again = city.preview(district.send(tmp_path))
    assert (again.open, again.changed) == (0, 1)
    for each in (district.office.store, city.store):
        each.close()


def test_units_called_by_their_districts_name_are_that_districts(tmp_path: Path) -> None:
    base = small_plan()
    units = (Unit("甲区税务局"), Unit("乙区税务局"), Unit("区税务局"))
    assignments = tuple(Assignment(3, unit.name) for unit in units)
    city = open_city(tmp_path, replace(base, district="某某市", units=units, assignments=assignments))
    district = open_district(tmp_path / "乙", "乙区")
    district.fill(TAX, {3: {"progress": "乙区推广"}, 4: {"progress": "辅导"}})
    plan = city.preview(district.send(tmp_path))
    assert part(plan, TAX).unit == "乙区税务局"
    city.services.collect.apply(plan)
    assert city.texts() == {(3, "乙区税务局", "progress"): "乙区推广"}
    for each in (district.office.store, city.store):
        each.close()


def test_a_unit_that_our_list_does_not_know_is_asked_and_remembered(city: City, tmp_path: Path) -> None:
    plan = small_plan()
    renamed = tuple(each._replace(name="区数据局", aliases=()) if each.name == DATA else each for each in plan.units)
    moved = tuple(each._replace(unit="区数据局") if each.unit == DATA else each for each in plan.assignments)
    district = open_district(tmp_path / "区", plan=replace(plan, units=renamed, assignments=moved))
    district.type(1, "区数据局", "progress", "已办")
    district.fill(TAX, {3: {"progress": "已推广"}, 4: {}})
    path = district.send(tmp_path)
    asked = city.preview(path)
    file = part(asked, "区数据局")
    (question,) = file.questions
    assert (file.outcome, question.ask, question.subject, question.options[0].value) == (
        Outcome.REFUSED, Ask.UNIT, "区数据局", DATA
    )
    assert part(asked, TAX).outcome is Outcome.MERGED
    told = city.services.collect.tell_unit(asked, DATA, period=JULY)
    city.services.collect.apply(told)
    assert city.texts() == {(1, DATA, "progress"): "已办", (3, TAX, "progress"): "已推广"}
    district.type(1, "区数据局", "progress", "又办")
    assert part(city.preview(district.send(tmp_path)), "区数据局").unit == DATA
    district.office.store.close()


def test_a_measure_that_is_like_none_is_asked_and_official_text_stays_ours(city: City, tmp_path: Path) -> None:
    plan = small_plan()
    texts = {1: "推行一件事一次办，\n公布事项目录！", 2: "另一件完全不相干的工作安排。"}
    measures = tuple(each._replace(text=texts.get(each.no, each.text)) for each in plan.measures)
    district = open_district(tmp_path / "区", plan=replace(plan, measures=measures))
    district.type(1, DATA, "progress", "已办")
    district.type(2, DATA, "progress", "不相干的话")
    plan_ = city.preview(district.send(tmp_path))
    file = part(plan_, DATA)
    assert {each.key.no for each in file.fields} == {1}
    assert any(each.code in ("row_added", "row_unmatched") for each in file.notes)
    city.services.collect.apply(plan_)
    assert city.texts() == {(1, DATA, "progress"): "已办"}
    assert city.store.plan_for(JULY).measure(1).text == small_plan().measure(1).text
    district.office.store.close()


@pytest.mark.parametrize(
    ("name", "year", "said"),
    [
        ("别的区", 2021, "这是别的区的台账，不是某某区的，清单里也没有它和它的单位，没有并入；要汇总它，请先把它列为责任单位。"),
        ("某某区", 2022, "这本台账2021年7月用的是 2022 年的清单，本台账是 2021 年的，请核对月份和清单后再导入。"),
    ],
)
def test_another_districts_and_another_years_ledger_is_refused(
    city: City, tmp_path: Path, name: str, year: int, said: str
) -> None:
    district = open_district(tmp_path / "区", plan=replace(plan_of(name), year=year))
    district.type(1, DATA, "progress", "已办")
    plan = city.preview(district.send(tmp_path))
    assert [(file.outcome, file.reason) for file in plan.files] == [(Outcome.REFUSED, said)]
    district.office.store.close()


def test_of_several_months_it_is_asked_which_unless_one_is_being_collected(
    district: District, city: City, tmp_path: Path
) -> None:
    filled(district).type(1, DATA, "progress", "八月已办", AUGUST)
    path = district.send(tmp_path)
    asked = city.preview(path, period=None)
    (question,) = asked.files[0].questions
    assert [option.value for option in question.options] == ["2021-08", "2021-07"]
    asked.files[0].answers = asked.files[0].answers.given(question, "2021-07")
    answered = city.services.collect.refresh(asked)
    assert {file.period for file in answered.files} == {JULY}
    collected = city.services.collect.preview([path], fallback=JULY)
    assert {file.period for file in collected.files} == {JULY}
    assert any(note.code == "later_months" for file in collected.files for note in file.notes)
    none = city.preview(path, period=Period(2021, 9))
    assert none.files[0].reason == "这本台账里没有2021年9月的内容，有的是2021年8月、2021年7月，请换成有内容的月份后再导入。"


def test_attachments_rulings_and_waiting_conflicts_of_the_district_are_told_and_not_taken(
    district: District, city: City, tmp_path: Path
) -> None:
    filled(district)
    picture = tmp_path / "照片.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    district.office.services.archive.attach(1, DATA, JULY, [picture])
    district.type(2, DATA, "progress", "人工改的")
    district.fill(DATA, {1: {"progress": "已办 3 件"}, 2: {"progress": "又来一份"}}, day=24)
    plan = city.preview(district.send(tmp_path))
    told = {note.code: note.message for note in part(plan, DATA).notes}
    assert told["not_taken"] == "某某区台账里这个月的佐证材料 1 件没有并入，要用请另外添加。"
    assert told["held_there"] == "第 2 条在某某区台账里还有冲突没有处理，并入的是那里现在的内容，请核对。"
    city.services.collect.apply(plan)
    assert city.store.attachments(JULY) == ()
    assert city.text(2, "progress", DATA) == "人工改的"


def test_two_districts_words_for_one_unit_are_asked_and_none_is_lost(tmp_path: Path) -> None:
    first, second = open_district(tmp_path / "甲", "甲区"), open_district(tmp_path / "乙", "乙区")
    city = open_city(tmp_path, replace(small_plan(), district="某某市"))
    first.fill(DATA, {1: {"progress": "甲区已办"}}, day=20)
    second.fill(DATA, {1: {"progress": "乙区已办"}}, day=23)
    one, two = first.send(tmp_path), second.send(tmp_path)
    together = city.preview(one, two)
    assert [each.remark for file in together.files for each in file.conflicts] == ["同一单位的另一份文件内容不同"] * 2
    city.merge(one)
    city.merge(two)
    assert city.text(1, "progress", DATA) == "甲区已办"
    assert [(each.ours, each.theirs) for each in city.store.held(JULY)] == [("甲区已办", "乙区已办")]
    for each in (first.office.store, second.office.store, city.store):
        each.close()


def test_eight_districts_two_months_and_what_a_person_has_to_settle(tmp_path: Path) -> None:
    names = [f"{letter}区" for letter in "甲乙丙丁戊己庚辛"]
    districts = {name: open_district(tmp_path / name, name) for name in names}
    city = open_city(tmp_path, city_of(*names))
    for name, each in districts.items():
        each.fill(DATA, {1: {"progress": f"{name}已办"}, 2: {"progress": f"{name}已压减"}})
        each.fill(HIGH, {3: {"progress": f"{name}高新试点"}}, day=22)
    city.type(2, "丁区", "progress", "市里记的")
    city.merge(*[each.send(tmp_path) for each in districts.values()])
    assert [(held.key.unit, held.key.no, held.theirs) for held in city.store.held()] == [("丁区", 2, "丁区已压减")]
    assert [city.text(1, "progress", name) for name in names] == [f"{name}已办" for name in names]
    assert city.text(3, "progress", "辛区") == "【高新区税务局】辛区高新试点"

    city.clock.time = datetime(2021, 8, 28, 9, 0)
    city.type(1, "乙区", "progress", "市里记的八月", AUGUST)
    for name, each in districts.items():
        each.office.clock.time = datetime(2021, 8, 24, 9, 0)
        each.type(1, DATA, "progress", f"{name}八月已办", AUGUST)
    files = [each.send(tmp_path) for each in districts.values()]
    plan = city.preview(*files, period=AUGUST)
    assert (plan.changed, [each.key.unit for file in plan.files for each in file.open]) == (7, ["乙区"])
    operation = city.services.collect.apply(plan)
    assert operation is not None
    assert (city.text(1, "progress", "辛区", AUGUST), city.text(1, "progress", "辛区")) == ("辛区八月已办", "辛区已办")
    assert len(city.store.held()) == 2
    city.services.history.undo(operation.id)
    assert (city.texts(AUGUST), len(city.store.held())) == ({(1, "乙区", "progress"): "市里记的八月"}, 1)
    for ledger in (*(each.office.store for each in districts.values()), city.store):
        ledger.close()


def test_an_older_copy_that_comes_after_a_newer_one_takes_nothing_back(
    district: District, city: City, tmp_path: Path
) -> None:
    older = filled(district).send(tmp_path)
    district.office.clock.time = datetime(2021, 7, 26, 9, 0)
    district.type(3, TAX, "progress", "又推广")
    newer = district.send(tmp_path)
    city.merge(newer)
    plan = city.preview(older)
    field = next(each for each in part(plan, TAX).fields if (each.key.no, each.key.field) == (3, "progress"))
    assert (field.verdict, field.remark) == (Verdict.OURS, "这本台账更新的一份已经并入，以它为准")
    city.services.collect.apply(plan)
    assert city.text(3, "progress", TAX) == "又推广"


def test_a_word_taken_back_in_the_newest_copy_stays_so_though_an_older_copy_comes_in_the_same_go(
    district: District, city: City, tmp_path: Path
) -> None:
    city.merge(filled(district).send(tmp_path))
    copies = []
    for day, text in ((26, "又推广"), (27, "已推广")):
        district.office.clock.time = datetime(2021, 7, day, 9, 0)
        district.type(3, TAX, "progress", text)
        copies.append(district.send(tmp_path))
    before = city.text(3, "progress", TAX)
    for go in (copies, copies[::-1]):
        plan = city.preview(*go)
        fields = [each for file in plan.files for each in file.fields if (each.key.no, each.key.field) == (3, "progress")]
        assert {each.theirs: each.verdict for each in fields} == {"又推广": Verdict.OURS, "已推广": Verdict.UNCHANGED}
    city.services.collect.apply(plan)
    assert (before, city.text(3, "progress", TAX)) == ("已推广", "已推广")


def test_a_clock_set_back_at_the_district_does_not_make_its_later_words_old_ones(
    district: District, city: City, tmp_path: Path
) -> None:
    city.merge(filled(district).send(tmp_path))
    district.office.clock.time = datetime(2019, 1, 1, 9, 0)
    district.type(3, TAX, "progress", "又推广")
    city.merge(district.send(tmp_path))
    assert city.text(3, "progress", TAX) == "又推广"


def test_a_folder_with_the_citys_own_ledger_and_backups_takes_none_of_them(
    district: District, city: City, tmp_path: Path
) -> None:
    city.type(1, DATA, "progress", "市里记的")
    city.services.upkeep.backup()
    folder = city.store.path.parent
    filled(district).send(folder)
    plan = city.preview(folder)
    own = [file for file in plan.files if file.reason == "文件夹里的这个文件是本台账自己或它的备份，不用处理，已跳过。"]
    assert own
    assert not any(file.waits for file in own)
    assert {file.file.ledger.ledger_id for file in plan.mergeable if file.file.ledger} == {district.ledger_id}


def test_the_ledger_itself_its_copy_and_its_backup_are_no_returns_and_nothing_is_written(
    city: City, district: District, tmp_path: Path
) -> None:
    city.merge(filled(district).send(tmp_path))
    backup = city.store.backup(tmp_path / "带走.sqlite3")
    first = city.services.edit.set_field(1, DATA, JULY, "problems", "缺")
    amid = city.store.backup(tmp_path / "再带走.sqlite3")
    city.services.edit.set_field(1, DATA, JULY, "problems", "缺人", continues=first)
    city.type(1, DATA, "progress", "后来又记的")
    copy = Path(shutil.copyfile(city.store.path, tmp_path / "市里的副本.sqlite3"))
    before = city.store.operations(), os.listdir(city.store.path.parent), city.texts()
    for path in (city.store.path, copy, backup.path, amid.path):
        plan = city.preview(path)
        (file,) = plan.files
        assert (file.outcome, file.reason) == (Outcome.REFUSED, OWN)
        assert city.services.collect.apply(plan) is None
    assert (city.store.operations(), os.listdir(city.store.path.parent), city.texts()) == before


def test_a_copy_in_which_a_colleague_has_worked_on_is_taken_and_within_a_folder_told_as_such(city: City, tmp_path: Path) -> None:
    city.type(1, DATA, "progress", "已办 3 件")
    (tmp_path / "同事").mkdir()
    copy = shutil.copyfile(city.store.path, tmp_path / "同事" / "同事的.sqlite3")
    theirs = open_ledger(copy, city.clock)
    make_services(theirs, city.services.collect.reader, city.clock, "同事", {}).edit.set_field(3, TAX, JULY, "progress", "已推广")
    theirs.close()
    plan = city.preview(copy)
    assert [(file.unit, file.status) for file in plan.files] == [(DATA, "无变化"), (TAX, "可合并 1"), (HIGH, "没有填报")]
    (beside,) = city.preview(tmp_path / "同事").files
    assert (beside.outcome, beside.waits, beside.reason) == (
        Outcome.REFUSED, False, "文件夹里的这个文件是本台账的副本，里面有本台账没有的操作；要并入请单独选它，这次已跳过。",
    )
