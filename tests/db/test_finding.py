"""Operations are found by whatever they concern, fields written or not; what does not concern it is not listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from db import finding
from db.store import SqlLedger
from qcapp.domain.amendments import AmendMeasure, Amendment, Assign, RenameUnit
from qcapp.domain.errors import UsageError
from qcapp.domain.operations import CellEdit, NewAlias, Operation, OperationDraft, OperationFilter, OperationKind
from qcapp.ports import LedgerStore
from tests.db.drafts import (
    AUGUST,
    GX,
    SW,
    ZS,
    alias_draft,
    attach_draft,
    attachment,
    bulletin_draft,
    conflict,
    dispatch_draft,
    edit,
    edit_draft,
    exemption,
    files_draft,
    form,
    key,
    merge_draft,
    ruling_draft,
    sha,
)
from tests.factory import FixedClock

K = OperationKind


def found(ledger: LedgerStore, **wanted: object) -> list[str]:
    """Summaries, the oldest first, without the founding, which concerns everyone."""
    sought = OperationFilter(**wanted)  # type: ignore[arg-type]
    operations = ledger.operations(None, sought)
    assert ledger.count_operations(sought) == len(operations)
    return [each.summary for each in reversed(operations) if each.kind is not K.INIT]


def draft(kind: OperationKind, summary: str, who: str = "张三") -> OperationDraft:
    return OperationDraft(kind, summary, who)


def say(ledger: LedgerStore, draft: OperationDraft, summary: str) -> Operation:
    return ledger.commit(replace(draft, summary=summary))


def amend(ledger: LedgerStore, summary: str, *whats: object) -> Operation:
    changes = tuple(Amendment(2021, AUGUST, what, "机构改革") for what in whats)  # type: ignore[arg-type]
    return ledger.commit(OperationDraft(K.PLAN, summary, "张三", amendments=changes))


def test_what_wrote_no_field_but_concerns_a_unit_is_found_by_it(ledger: LedgerStore) -> None:
    say(ledger, dispatch_draft(form("QC-1", SW)), "下发税务")
    say(ledger, merge_draft(b"tax", unit=SW), "收税务")
    say(ledger, attach_draft(attachment(b"a", 3)._replace(unit=SW)), "佐证税务")
    say(ledger, attach_draft(let_go=(ledger.attachments()[0].id,)), "移除税务")
    say(ledger, alias_draft("税局", SW), "名称税务")
    say(ledger, ruling_draft(exemption(4, SW)), "认定税务")
    ledger.commit(draft(K.REMIND, f"催报 2021年7月，2 家单位：{ZS}、{SW}"))
    ledger.commit(draft(K.REMIND, f"催报 2021年7月，1 家单位：{GX}"))
    amend(ledger, "改派税务", Assign(1, SW))
    amend(ledger, "改措施", AmendMeasure(4, "新的措施文字"))
    say(ledger, bulletin_draft(), "通报是全体的")
    edit(ledger, key(), "政数的")
    ledger.commit(edit_draft(CellEdit(key(3, SW), "", "税务的")))
    assert found(ledger, unit=SW) == [
        "下发税务", "收税务", "佐证税务", "移除税务", "名称税务", "认定税务", f"催报 2021年7月，2 家单位：{ZS}、{SW}",
        "改派税务", "改措施", "修改",
    ]
    assert found(ledger, unit=GX) == [f"催报 2021年7月，1 家单位：{GX}"], "区税务局 is a part of its name, and no more"
    assert found(ledger, unit="高新税务局") == found(ledger, unit=GX)
    assert found(ledger, unit="税局") == found(ledger, unit=SW)


def test_a_unit_is_found_by_each_of_its_names_through_the_year(ledger: LedgerStore) -> None:
    edit(ledger, key(), "七月的")
    amend(ledger, "更名", RenameUnit(ZS, "区数据局"))
    ledger.commit(draft(K.REMIND, "催报 2021年8月，1 家单位：区数据局"))
    said = ["修改", "更名", "催报 2021年8月，1 家单位：区数据局"]
    assert found(ledger, unit=ZS) == found(ledger, unit="区数据局") == found(ledger, unit=" 政数局 ") == said


def test_a_conflict_that_waits_and_its_settling_are_found_by_field(ledger: LedgerStore) -> None:
    say(ledger, merge_draft(b"tax", held=(conflict(key(field="problems")),)), "留着冲突")
    (waiting,) = ledger.held()
    ledger.commit(OperationDraft(K.RESOLVE, "处理冲突", "张三", resolves=(waiting.id,)))
    edit(ledger, key(), "别的栏目")
    assert found(ledger, field="problems") == ["留着冲突", "处理冲突"]
    assert found(ledger, field="problems", unit=SW) == []


def test_a_measure_is_found_with_what_was_sent_decided_and_kept_for_it(ledger: LedgerStore) -> None:
    say(ledger, dispatch_draft(form("QC-1")), "下发一、二条")
    say(ledger, merge_draft(b"one"), "只报一条")
    say(ledger, attach_draft(attachment(b"a", 2)), "佐证二")
    say(ledger, ruling_draft(exemption(None)), "认定全部")
    say(ledger, ruling_draft(exemption(1)), "认定一")
    amend(ledger, "改二", AmendMeasure(2, "新的措施文字"))
    assert found(ledger, no=2) == ["下发一、二条", "佐证二", "认定全部", "改二"]
    assert found(ledger, no=1) == ["下发一、二条", "只报一条", "认定全部", "认定一"]
    assert found(ledger, no=1, unit=ZS) == found(ledger, no=1)
    assert found(ledger, no=4) == []


def test_an_undo_is_found_with_what_it_took_back_and_of_one_file_with_that_alone(ledger: LedgerStore) -> None:
    ruled = say(ledger, ruling_draft(exemption(4, SW)), "认定税务")
    undone = ledger.undo(ruled.id, "张三").operation
    assert found(ledger, unit=SW) == ["认定税务", undone.summary]
    pairs = (*merge_draft(b"a").returned, *merge_draft(b"b", unit=SW).returned)
    merged = ledger.commit(OperationDraft(K.MERGE, "合并两家", "李四", returned=pairs))
    part = ledger.undo(merged.id, "张三", sha(b"a")).operation
    assert found(ledger, unit=ZS) == ["合并两家", part.summary]
    assert found(ledger, unit=SW)[2:] == ["合并两家"]


def test_all_that_is_said_must_be_so(ledger: LedgerStore, clock: FixedClock) -> None:
    ledger.commit(replace(edit_draft(CellEdit(key(), "", "一")), who="李四"))
    clock.time = datetime(2021, 8, 3, 23, 59, 59)
    edit(ledger, key(2), "二")
    clock.time = datetime(2021, 8, 4)
    ledger.commit(draft(K.SETTINGS, "设置"))
    assert [found(ledger, who=who) for who in ("李四", "张三", "王五", "李")] == [["修改"], ["修改", "设置"], [], []]
    third, fourth = date(2021, 8, 3), date(2021, 8, 4)
    assert found(ledger, since=third, until=third) == ["修改"]
    assert found(ledger, since=fourth) == ["设置"]
    assert found(ledger, who="李四", unit=ZS, field="progress", no=1, kinds=frozenset({K.EDIT})) == ["修改"]
    assert found(ledger, who="李四", no=2) == []
    assert found(ledger, kinds=frozenset({K.SETTINGS, K.INIT})) == ["设置"]
    assert ledger.people() == ("张三", "李四")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("一窗", 1), ("一窗 全程", 1), ("一窗 没有", 0), ("abc", 1), ("ＡＢＣ", 1), ("100%", 1), ("50%", 0), ("a_c", 0),
        ("收到.xlsx", 1), ("职责已划转", 1), ("大数据", 1), ("七月情况", 1), ("张三", 5), ("修改", 1), ("认定", 1), ("旧的话", 1),
        ("2021-07-20", 6), ("7月20日", 6), ("7月21日", 0), ("2021年7月", 6), ("已撤销", 1), ("清营商办", 1), ("'", 0), ("\\", 0),
    ],
)
def test_words_are_looked_for_in_all_that_a_person_reads_or_wrote(
    ledger: LedgerStore, clock: FixedClock, text: str, count: int
) -> None:
    clock.time = datetime(2021, 7, 20, 9, 30)
    ledger.commit(edit_draft(CellEdit(key(), "", "推行一窗通，全程网办 100% ABC，旧的话")))
    merged = files_draft(more=(b"a",))
    (file, record), = merged.returned
    ledger.commit(replace(merged, returned=((file, record._replace(name="收到.xlsx")),), summary="收了一份"))
    ledger.commit(ruling_draft(exemption(1)))
    ledger.commit(replace(alias_draft("大数据"), aliases=(NewAlias(2021, ZS, "大数据"),), summary="名称"))
    ledger.commit(bulletin_draft())
    done = ledger.commit(OperationDraft(K.SETTINGS, "字号", "张三", settings={"paper.number": "清营商办〔2021〕5号"}))
    ledger.undo(done.id, "李四")
    operations = [each for each in ledger.operations(None, OperationFilter(text=text)) if each.kind not in (K.UNDO, K.INIT)]
    assert len(operations) == count


def test_what_there_never_was_is_said(ledger: LedgerStore) -> None:
    with pytest.raises(UsageError, match="没有“区地震局”这家单位"):
        found(ledger, unit="区地震局")
    with pytest.raises(UsageError, match="没有第 99 条措施"):
        found(ledger, no=99)
    with pytest.raises(UsageError, match=f"没有{ZS}第 4 条措施"):
        found(ledger, unit=ZS, no=4)
    with pytest.raises(UsageError):
        found(ledger, field="nonsense")


@pytest.mark.parametrize("text", ["x" * 60_000, "词 " * 1500, "字" * 201])
def test_a_page_pasted_among_the_words_is_refused_in_a_sentence(ledger: LedgerStore, text: str) -> None:
    with pytest.raises(UsageError, match="要找的话太长"):
        found(ledger, text=text)


def test_no_day_and_no_letter_is_too_far_off(ledger: LedgerStore) -> None:
    edit(ledger, key(), "一")
    assert found(ledger, since=date.min, until=date.max) == ["修改"]
    assert found(ledger, text="\udcff") == found(ledger, who="\udcff") == []


def test_pages_follow_each_other_without_a_gap(ledger: LedgerStore) -> None:
    for place in range(7):
        edit(ledger, key(), str(place))
    wanted = OperationFilter(kinds=frozenset({K.EDIT}))
    listed: list[str] = []
    before = ""
    while page := ledger.operations(3, wanted, before):
        before = page[-1].id
        listed += [each.id for each in page]
    assert listed == [each.id for each in ledger.operations(None, wanted)]
    with pytest.raises(UsageError, match="没有编号为"):
        ledger.operations(3, wanted, "20990101-0001")


def test_what_the_keys_would_take_back_is_known_before(ledger: LedgerStore) -> None:
    assert (ledger.next_undo(), ledger.next_redo()) == (None, None)
    done = edit(ledger, key(), "一")
    ledger.commit(dispatch_draft(form()))
    assert ledger.next_undo() == done
    undo = ledger.undo(None, "张三").operation
    assert (ledger.next_undo(), ledger.next_redo()) == (None, undo)
    ledger.redo("张三")
    assert (ledger.next_undo(), ledger.next_redo()) == (done, None)


@pytest.mark.file_only
@pytest.mark.parametrize(
    "wanted", [OperationFilter(unit=SW), OperationFilter(field="progress"), OperationFilter(no=3), OperationFilter(who="张三")]
)
def test_no_change_is_walked_over_to_find_what_was_done(ledger: SqlLedger, wanted: OperationFilter) -> None:
    edit(ledger, key(), "一")
    plans: list[str] = []
    with ledger._reading() as query:
        query.set_trace_callback(plans.append)
        finding.operations(query, ledger._catalogue, wanted, 501)
        query.set_trace_callback(None)
        (sql,) = (each for each in plans if "LIMIT" in each and each.lstrip().startswith("SELECT o.id"))
        steps = [row[3] for row in query.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert not [step for step in steps if step in ("SCAN c", "SCAN change")]
    assert wanted.who or any("USING COVERING INDEX change_by_entry" in step for step in steps)
