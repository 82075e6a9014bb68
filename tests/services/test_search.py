"""Search over the whole ledger: what is found, where it is said to stand, what comes first, and what is not found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.indexing import WordKeeper
from db.store import SqlLedger
from qcapp.domain.amendments import RenameUnit, RetireMeasure
from qcapp.domain.operations import NewAttachment, NewBulletin, NewPlan, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.domain.text import comparable
from qcapp.ports import SoughtWord
from qcapp.services.search_found import Found, GroupKind, Hit, Scope
from tests.services.office import Office

MAY, JUNE, JULY, AUGUST = (Period(2021, month) for month in (5, 6, 7, 8))
ZS, SW, GX = "区政数局", "区税务局", "高新区税务局"


def put(office: Office, no: int, unit: str, period: Period = JULY, **fields: str) -> None:
    for name, text in fields.items():
        office.services.edit.set_field(no, unit, period, name.replace("__", "."), text)


def search(office: Office, text: str, scope: Scope = Scope(), present: Period = JULY) -> Found:  # noqa: B008
    return office.services.search.search(text, present, scope)


def seen(found: Found) -> list[tuple[int | None, str, str, str]]:
    """(number, unit, month, field) of every hit, in order."""
    return [
        (group.no, hit.unit, str(hit.period or ""), hit.field) for group in found.groups for hit in group.hits
    ]


def numbers(found: Found) -> list[int]:
    return [group.no for group in found.groups if group.no is not None]


def marks(hit: Hit) -> list[str]:
    return [hit.marked.text[span.start : span.end] for span in hit.marked.spans]


def test_reports_and_official_text_are_found_the_list_first(office: Office) -> None:
    put(office, 1, ZS, progress="累计推广发票 5 万份")
    assert seen(search(office, "发票")) == [(3, "", "", "measure"), (1, ZS, "2021-07", "progress")]
    assert search(office, "   ").groups == ()


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        ("progress", "已办理三件", "三件"), ("problems", "人手不足", "人手"), ("deadline", "2021年12月底", "12月底"),
        ("responsible__name", "张三", "张三"), ("liaison__name", "李四", "李四"), ("liaison2__name", "王五", "王五"),
        ("responsible__phone", "0763-3312345", "3312345"), ("liaison2__phone", "13800138000", "13800138000"),
    ],
)
def test_every_field_of_every_month_is_looked_through(office: Office, field: str, text: str, word: str) -> None:
    put(office, 2, ZS, MAY, **{field: text})
    found = search(office, word)
    assert seen(found) == [(2, ZS, "2021-05", field.replace("__", "."))]
    assert marks(found.groups[0].hits[0]) == [word]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("qzsj", ZS), ("QZSJ", ZS), ("区zsj", ZS), ("zhengshuju", ZS), ("zhengshu", ZS), ("zs", ZS), ("sw", SW), ("政数局", ZS),
        ("区政务服务数据管理局", ZS), ("qzwfwsjglj", ZS), ("gxswj", GX), ("高新税务局", GX),
    ],
)
def test_a_unit_is_found_by_name_alias_and_pinyin_with_its_measures(office: Office, text: str, first: str) -> None:
    group = search(office, text).groups[0]
    assert (group.kind, group.unit) == (GroupKind.UNIT, first)
    plan = office.store.plan_for(JULY)
    assert set(plan.measures_of[first]) <= set(numbers(search(office, text)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("dzfp", [3]), ("dianzifapiao", [3]), ("dianzifap", [3]), ("fapiao", [3]), ("fp", []), ("yjs", [1]), ("nsfw", [3, 4]),
        ("yhzwfw", [1, 2]), ("推广dz", [3]), ("x", []), ("xyz", []),
    ],
)
def test_measures_and_tasks_are_found_by_pinyin_but_not_by_two_letters(office: Office, text: str, wanted: list[int]) -> None:
    assert sorted(numbers(search(office, text))) == wanted


@pytest.mark.parametrize("text", ["zs", "zhangsan", "zhangs", "张s", "ZhangSan"])
def test_a_person_is_found_by_pinyin(office: Office, text: str) -> None:
    put(office, 4, SW, MAY, liaison__name="张三")
    hits = [(hit.field, marks(hit)) for group in search(office, text).groups for hit in group.hits if group.no == 4]
    assert hits == [("liaison.name", ["张三"])]


@pytest.mark.parametrize("text", ["sxe", "dxe", "shanxiaoer"])
def test_a_surname_is_found_by_each_of_its_readings(office: Office, text: str) -> None:
    put(office, 4, SW, MAY, liaison__name="单小二")
    assert numbers(search(office, text)) == [4]


@pytest.mark.parametrize("text", ["4", "第4条", "４", "第4"])
def test_a_number_gives_that_measure_first(office: Office, text: str) -> None:
    put(office, 1, ZS, progress="共 4 件，见第4条")
    assert numbers(search(office, text))[0] == 4


def test_a_number_and_a_word_is_that_measure_where_it_says_the_word(office: Office) -> None:
    put(office, 1, ZS, progress="发票 5 份")
    put(office, 4, SW, progress="辅导发票业务")
    assert seen(search(office, "4 发票"))[0][0] == 4
    assert search(office, "2 发票").groups == ()


@pytest.mark.parametrize(
    "text", ["07633312345", "0763-3312345", "0763－3312345", "0763 3312345", "(0763)3312345", "3312345", "331-2345"]
)
@pytest.mark.parametrize("written", ["0763-3312345", "0763 3312345", "（0763）3312345"])
def test_a_phone_is_found_however_its_digits_are_grouped(office: Office, text: str, written: str) -> None:
    put(office, 4, SW, MAY, liaison__phone=written)
    (group,) = search(office, text).groups
    digits = "".join(letter for mark in marks(group.hits[0]) for letter in comparable(mark) if letter.isdigit())
    assert digits in ("07633312345", "3312345")


def test_words_apart_must_all_be_found_in_one_field_or_in_one_months_entry(office: Office) -> None:
    put(office, 1, ZS, JUNE, progress="开票 312 件", problems="人手不足")
    put(office, 2, ZS, JUNE, progress="开票 5 件")
    put(office, 2, ZS, JULY, problems="人手不足")
    assert seen(search(office, "开票 312")) == [(1, ZS, "2021-06", "progress")]
    together = search(office, "开票 人手")
    assert seen(together) == [(1, ZS, "2021-06", "progress"), (1, ZS, "2021-06", "problems")]
    assert all(hit.together for hit in together.groups[0].hits)


def test_what_an_entry_carries_over_counts_in_the_later_months_until_it_is_replaced(office: Office) -> None:
    put(office, 1, ZS, MAY, liaison__name="张三")
    put(office, 1, ZS, JULY, liaison__name="李四")
    put(office, 1, ZS, JUNE, progress="开票六月")
    put(office, 1, ZS, AUGUST, progress="开票八月")
    assert seen(search(office, "张三 开票")) == [(1, ZS, "2021-06", "progress"), (1, ZS, "2021-05", "liaison.name")]
    assert {where for *_, where, _ in seen(search(office, "李四 开票"))} == {"2021-07", "2021-08"}


def test_the_units_name_and_the_measures_words_count_with_the_entry(office: Office) -> None:
    put(office, 3, SW, progress="新增 312 户")
    put(office, 3, GX, progress="新增 312 户")
    assert seen(search(office, "高新税务局 312")) == [(3, GX, "2021-07", "progress")]
    assert {unit for _, unit, *_ in seen(search(office, "电子发票 312"))} == {SW, GX}


def test_a_phrase_in_quotes_is_nothing_but_that(office: Office) -> None:
    put(office, 1, ZS, progress="一件事办一次")
    put(office, 2, ZS, progress="一件 事")
    put(office, 4, SW, liaison__name="张三")
    assert numbers(search(office, '"一件事" 办一次')) == [1]
    assert numbers(search(office, '"一件 事"')) == [1, 2]
    assert search(office, '"zs"').groups == ()


def test_a_word_with_a_dash_takes_away_fields_measures_and_units(office: Office) -> None:
    put(office, 3, SW, progress="推广 5 户")
    put(office, 3, GX, progress="推广 6 户")
    put(office, 1, ZS, progress="推广暂停")
    assert {unit for _, unit, _, field in seen(search(office, "推广 -高新 -暂停")) if field == "progress"} == {SW}
    assert 3 not in numbers(search(office, "推广 -电子发票"))
    assert numbers(search(office, "税务 -高新区")) == [3, 4]


@pytest.mark.parametrize(
    ("text", "scope", "wanted"),
    [
        ("完成", Scope(), {"05", "06", "07", "08"}), ("完成", Scope(months="本月"), {"07"}), ("完成 月份:6月", Scope(), {"06"}),
        ("完成 月份:上月", Scope(months="本月"), {"06"}), ("完成", Scope(months="今年"), {"05", "06", "07", "08"}),
        ("完成 月份:2020", Scope(), set()), ("完成", Scope(field="problems"), {"08"}), ("完成 栏目:问题", Scope(), {"08"}),
        ("完成 栏目:进展", Scope(unit=SW), {"07"}), ("完成 单位:税务", Scope(), {"07"}),
        ("完成 单位:qzsj", Scope(), {"05", "06", "08"}),
        ("完成 任务:纳税", Scope(), {"07"}), ("完成 任务:1", Scope(), {"05", "06", "08"}),
    ],
)
def test_where_to_look_is_typed_or_chosen(office: Office, text: str, scope: Scope, wanted: set[str]) -> None:
    put(office, 1, ZS, MAY, progress="五月完成")
    put(office, 1, ZS, JUNE, progress="六月完成")
    put(office, 1, ZS, AUGUST, problems="八月完成")
    put(office, 4, SW, JULY, progress="七月完成")
    assert {where[5:] for *_, where, _ in seen(search(office, text, scope))} == wanted


def test_one_month_shows_what_was_carried_into_it(office: Office) -> None:
    put(office, 1, ZS, MAY, liaison__name="张三")
    (group,) = search(office, "张三 月份:7月").groups
    assert (group.hits[0].period, group.hits[0].present) == (JULY, True)
    (group,) = search(office, "张三").groups
    assert (group.hits[0].period, group.hits[0].present) == (MAY, True)
    put(office, 1, ZS, JUNE, liaison__name="李四")
    assert search(office, "张三 月份:7月").groups == ()
    assert not search(office, "张三").groups[0].hits[0].present


def test_places_without_words_list_all_that_is_there(office: Office) -> None:
    put(office, 4, SW, JULY, problems="缺人")
    put(office, 4, SW, JUNE, problems="缺钱")
    put(office, 1, ZS, JULY, problems="缺地")
    assert seen(search(office, "单位:税务 栏目:问题")) == [(4, SW, "2021-07", "problems"), (4, SW, "2021-06", "problems")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("发票 月份:明天", "月份“明天”看不懂"), ("栏目:天气", "没有“天气”这个栏目，请用其中之一：进展情况"),
        ("单位:某某", "没有责任单位“某某”"), ("任务:某某", "没有重点任务“某某”"),
    ],
)
def test_a_place_that_is_not_there_is_said(office: Office, text: str, problem: str) -> None:
    found = search(office, text)
    assert problem in found.problem
    assert found.groups == ()


def test_the_same_words_in_many_months_are_one_hit_that_names_them(office: Office) -> None:
    for month in (MAY, JUNE, AUGUST):
        put(office, 1, ZS, month, progress="开票按计划推进")
    put(office, 1, ZS, JULY, progress="开票已办结")
    hits = search(office, "开票").groups[0].hits
    assert [(hit.months, hit.present) for hit in hits] == [((JULY,), True), ((AUGUST, JUNE, MAY), False)]


def test_the_number_comes_before_units_text_this_month_and_earlier_months(office: Office) -> None:
    put(office, 2, ZS, MAY, progress="税务第4条 电子发票")
    put(office, 1, ZS, JULY, progress="税务第4条 电子发票")
    assert numbers(search(office, "第4条")) == [4, 1, 2]
    assert numbers(search(office, "电子发票")) == [3, 1, 2]
    found = search(office, "税务")
    assert [group.unit for group in found.groups[:2]] == [SW, GX]
    assert numbers(found) == [3, 4, 1, 2]


def test_newest_months_come_first_among_measures_too(office: Office) -> None:
    for no, month in ((1, MAY), (2, AUGUST), (4, JUNE)):
        put(office, no, SW if no == 4 else ZS, month, progress="开票")
    assert numbers(search(office, "开票", present=Period(2021, 12))) == [2, 4, 1]


def test_files_rulings_and_bulletins_are_found_where_they_belong(office: Office) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": "已办"}}, names=("政数七月回收.xlsx",))
    office.merge()
    office.store.commit(OperationDraft(
        OperationKind.ATTACH, "记录", "经办人",
        attached=(NewAttachment(ZS, JULY, 1, "现场照片.jpg", "a" * 64, b"x"),),
        rulings=(
            Ruling(RulingKind.EXEMPT, 2021, SW, 4, JULY, "机构改革"),
            Ruling(RulingKind.EXEMPT, 2021, GX, None, JUNE, "撤并"),
        ),
        bulletins=(NewBulletin(JULY, date(2021, 7, 28), "关于七月情况的通报", "{}"),),
    ))
    assert seen(search(office, "现场照片")) == [(1, ZS, "2021-07", "attachment")]
    assert seen(search(office, "机构改革")) == [(4, SW, "2021-07", "ruling")]
    assert seen(search(office, "撤并")) == [(None, GX, "2021-06", "ruling")]
    assert seen(search(office, "情况的通报")) == [(None, "", "2021-07", "bulletin")]
    (group,) = search(office, "回收.xlsx").groups
    assert (group.kind, group.unit, group.hits[0].field) == (GroupKind.UNIT, ZS, "returned")
    assert office.store.file_bytes(group.hits[0].sha256 or "") is not None
    assert seen(search(office, "区政数局 照片")) == [(1, ZS, "2021-07", "attachment")]
    assert search(office, "照片 栏目:进展").groups == ()


def test_the_plans_own_section_is_found_unless_the_measure_says_the_same(office: Office) -> None:
    assert ("task" in {field for *_, field in seen(search(office, "纳税服务"))}) is True
    assert {field for *_, field in seen(search(office, "推广电子发票"))} == {"measure"}
    assert {(no, field) for no, *_, field in seen(search(office, "推行一件事一次办。 优化政务服务"))} >= {(1, "section")}


@pytest.mark.parametrize(
    ("text", "scope", "words"),
    [
        ("发票 无此词", Scope(), ["去掉“无此词”（2 处）"]),
        ("累计", Scope(months="本月"), ["在全部报告期、全部栏目和单位里找（1 处）"]),
        ("累计 栏目:问题", Scope(), ["在全部报告期、全部栏目和单位里找（1 处）"]),
        ("qzsjj", Scope(), ["找“区政数局”"]), ("区政务局", Scope(), ["找“区政数局”", "找“区税务局”"]),
        ("毫无", Scope(), []), ('"qzsjj"', Scope(), []),
    ],
)
def test_where_nothing_is_found_something_is_suggested_that_finds(
    office: Office, text: str, scope: Scope, words: list[str]
) -> None:
    put(office, 1, ZS, JUNE, progress="累计推广发票")
    found = search(office, text, scope)
    assert found.groups == ()
    assert [each.words for each in found.suggestions] == words
    for each in found.suggestions:
        assert search(office, each.text, Scope() if each.everywhere else scope).groups


def test_a_pasted_page_is_searched_by_its_first_words(office: Office) -> None:
    put(office, 1, ZS, progress=" ".join(f"第{number}句" for number in range(200)))
    assert numbers(search(office, " ".join(f"第{number}句" for number in range(200)))) == [1]
    assert search(office, " ".join(f"另{number}" for number in range(200))).groups == ()


def test_what_is_beyond_the_limit_is_counted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qcapp.services.search_groups.HITS_AT_MOST", 6)
    for month in (MAY, JUNE, JULY, AUGUST):
        put(office, 1, ZS, month, progress=f"开票 {month}")
        put(office, 2, ZS, month, progress=f"开票 {month}")
        put(office, 4, SW, month, progress=f"开票 {month}")
    found = search(office, "开票")
    assert [(group.no, len(group.hits), group.more) for group in found.groups] == [(1, 3, 1), (2, 3, 1)]
    assert (found.places, found.left_out) == (12, 6)


def test_words_split_between_what_was_carried_into_one_month_and_another_field_of_it(office: Office) -> None:
    put(office, 1, ZS, MAY, liaison__name="张三")
    put(office, 1, ZS, JUNE, responsible__name="李四")
    assert {field for *_, field in seen(search(office, "张三 李四 月份:7月"))} == {"liaison.name", "responsible.name"}
    assert {field for *_, field in seen(search(office, "张三 李四"))} == {"liaison.name", "responsible.name"}


def next_year(office: Office) -> Period:
    """A list of the year after with the same measures, and its first month."""
    plan = replace(office.store.plan_for(JULY), year=2022)
    office.store.commit(OperationDraft(OperationKind.PLAN, "导入 2022 年清单", "张三", plans=(NewPlan(plan, Period(2022, 1)),)))
    return Period(2022, 1)


def test_whom_to_ask_by_an_earlier_list_is_not_told_as_of_now(office: Office) -> None:
    put(office, 1, ZS, JULY, liaison__name="赵六")
    january = next_year(office)
    put(office, 2, ZS, january, liaison__name="赵六")
    found = search(office, "赵六", present=january.shifted(2))
    assert [(group.year, group.no, hit.present) for group in found.groups for hit in group.hits] == [
        (2022, 2, True), (2021, 1, False)
    ]


@pytest.mark.parametrize("few", [0, 4, 1000])
def test_with_an_index_of_words_the_same_is_shown_and_counted(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, few: int
) -> None:
    """Lists of which nothing can be shown any more are only counted; a measure of theirs that says the word itself is shown."""
    monkeypatch.setattr("qcapp.services.search_groups.HITS_AT_MOST", 6)
    monkeypatch.setattr("qcapp.services.search_cells._FEW", few)
    for month in (MAY, JUNE, JULY):
        for no, unit in ((1, ZS), (2, ZS), (4, SW)):
            put(office, no, unit, month, progress=f"{month} 办了纳税的事", problems="企业少")
    january = next_year(office)
    for no, unit in ((1, ZS), (4, SW)):
        put(office, no, unit, january, progress="企业多了，纳税的事")
    words = ("企业", "纳税", "事", "少", "多了", "没有的", "区", "局", "1", "税务", "三", "开办", "压减")
    plainly = [search(office, word, present=january) for word in words]
    store = office.store
    if not isinstance(store, SqlLedger):
        return
    keeper = WordKeeper(tmp_path / "words", store.path, store.ledger_id, store._reading, large=0)
    store._word_keeper = keeper
    keeper.keep_up()
    keeper.wait()
    assert store.counts_with(SoughtWord("企业")) == {2021: 9, 2022: 2}
    assert [search(office, word, present=january) for word in words] == plainly
    assert plainly[3].places == 9
    assert [(group.year, group.no) for group in plainly[3].groups] == [(2021, 1), (2021, 2)]


@pytest.mark.parametrize("text", ["发", "推广", "1", "z", "-", "\"", "单位:", "月份:7月", "a b c d", "()", "%", "的 了 和 是"])
def test_whatever_is_typed_marks_only_what_is_there(office: Office, text: str) -> None:
    put(office, 1, ZS, progress="推广发票 1 份（一）a b c d %", liaison__name="赵一")
    office.services.search.prepare()
    found = search(office, text)
    for group in found.groups:
        for hit in group.hits:
            for mark in marks(hit):
                said = comparable(mark)
                assert any(term.text in said or said in term.text or term.spelling for term in found.query.words)


def test_what_was_retired_or_renamed_is_found_by_what_it_was(office: Office) -> None:
    put(office, 2, ZS, JUNE, progress="六月压减到三天")
    put(office, 4, SW, JUNE, progress="六月辅导")
    put(office, 4, SW, AUGUST, liaison__name="张三")
    plan = office.services.plan
    plan.amend(JULY, "并入第 1 条", RetireMeasure(2))
    plan.amend(AUGUST, "机构改革", RenameUnit(SW, "区财税局"))
    september = Period(2021, 9)
    found = search(office, "压减", present=september)
    assert seen(found) == [(2, "", "", "measure"), (2, ZS, "2021-06", "progress")]
    assert search(office, "压减 月份:8月", present=september).groups == ()
    for name in ("区税务局", "区财税局", "qcsj"):
        assert search(office, name, present=september).groups[0].unit == "区财税局"
    assert (4, "区财税局", "2021-06", "progress") in seen(search(office, "辅导", present=september))
    assert (4, SW, "2021-06", "progress") in seen(search(office, "辅导", present=JULY))
    assert seen(search(office, "区税务局 张三", present=september)) == [(4, "区财税局", "2021-08", "liaison.name")]
    assert office.services.search.unit_in("区财税局", 2021, JUNE) == SW
    assert office.services.search.month_for(4, 2021, september) == september
    assert office.services.search.month_for(2, 2021, september) == JUNE
