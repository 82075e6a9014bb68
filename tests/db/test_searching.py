"""Where words stand in the ledger: what a clerk looks for is found however it was written, and nothing else is."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.opening import open_ledger
from qcapp.domain.operations import NewAttachment, NewBulletin, NewPlan, OperationDraft, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.domain.text import comparable
from qcapp.ports import CellFound, LedgerStore, Paper, SoughtWord
from tests.db.drafts import AUGUST, GX, JULY, SEPTEMBER, SW, ZS, edit, key, merge_draft
from tests.factory import FixedClock


def sought(*words: str) -> list[SoughtWord]:
    return [SoughtWord(comparable(word)) for word in words]


def with_all(ledger: LedgerStore, *words: str, period: Period | None = None) -> list[CellFound]:
    found = ledger.cells_with(sought(*words), (), period)
    return [each for each in found if each.words == (1 << len(words)) - 1]


def test_each_word_is_told_by_its_bit_whatever_its_case_and_width(ledger: LedgerStore) -> None:
    edit(ledger, key(), "已上线 ＡＰＰ 办理，共 12 项")
    edit(ledger, key(2), "app 未上线")
    both = CellFound(EntryKey(1, ZS), 2021, 202107, "progress", 0b11)
    assert ledger.cells_with(sought("App", "12项")) == (both, CellFound(EntryKey(2, ZS), 2021, 202107, "progress", 0b01))
    assert ledger.cell_texts([both]) == ("已上线 ＡＰＰ 办理，共 12 项",)
    assert ledger.cells_with(sought("不存在")) == ()


def test_a_fields_words_are_told_without_reading_the_lists_of_all_years(path: Path, clock: FixedClock) -> None:
    """Of a province ten lists take as much memory as the month that is shown."""
    with contextlib.closing(open_ledger(path, clock)) as ledger:
        edit(ledger, key(), "已上线")
        following = NewPlan(replace(ledger.plans()[-1], year=2022), Period(2022, 1))
        ledger.commit(OperationDraft(OperationKind.PLAN, "导入 2022 年清单", "张三", plans=(following,)))
    with contextlib.closing(open_ledger(path, clock)) as again:
        assert again.cell_texts([CellFound(EntryKey(1, ZS), 2021, 202107, "progress", 0)]) == ("已上线",)
        assert {each.year: each.is_read for each in again._catalogue.years} == {2021: True, 2022: False}


@pytest.mark.parametrize("wildcard", ["%", "_", "\\", "*", "'"])
def test_a_wildcard_is_a_letter_like_any_other(ledger: LedgerStore, wildcard: str) -> None:
    edit(ledger, key(), "没有特别的字")
    assert with_all(ledger, wildcard) == []
    edit(ledger, key(2), f"进度 80{wildcard} 以上")
    assert [each.entry.no for each in with_all(ledger, wildcard)] == [2]


def test_in_a_month_is_found_what_shows_there(ledger: LedgerStore) -> None:
    edit(ledger, key(field="liaison.name"), "赵六")
    edit(ledger, key(period=SEPTEMBER, field="liaison.name"), "孙七")
    assert [each.period for each in with_all(ledger, "赵六", period=AUGUST)] == [JULY]
    assert with_all(ledger, "赵六", period=SEPTEMBER) == []
    assert [each.period for each in with_all(ledger, "赵六")] == [JULY]
    assert ledger.carried_months(2021, [EntryKey(1, ZS)]) == {EntryKey(1, ZS): {"liaison.name": [JULY, SEPTEMBER]}}


def test_what_was_undone_is_found_no_more(ledger: LedgerStore) -> None:
    for period in (JULY, SEPTEMBER, AUGUST):
        edit(ledger, key(period=period), "已完成")
    assert {each.period for each in with_all(ledger, "完成")} == {SEPTEMBER, AUGUST, JULY}
    ledger.undo(None, "张三")
    assert {each.period for each in with_all(ledger, "完成")} == {SEPTEMBER, JULY}


def test_a_word_that_must_not_be_there_takes_its_field_away(ledger: LedgerStore) -> None:
    edit(ledger, key(), "发票 5 万份")
    edit(ledger, key(2), "发票 暂停")
    assert [each.entry.no for each in ledger.cells_with(sought("发票"), ("暂停",))] == [1]
    assert ledger.cells_with((), ("发票",)) == ()
    assert [each.entry.no for each in ledger.cells_with((), ("暂停",))] == [1]


@pytest.mark.parametrize("written", ["0763-3312345", "（0763）3312345", "0763 3312345",
    "0763—331-2345", "０７６３－３３１２３４５"])
def test_a_phone_is_found_by_its_digits_however_they_are_grouped(ledger: LedgerStore, written: str) -> None:
    edit(ledger, key(field="liaison.phone"), written)
    edit(ledger, key(2), "2021-07-25 已办")
    word = SoughtWord("07633312345", "07633312345")
    assert [each.field for each in ledger.cells_with([word])] == ["liaison.phone"]


def test_names_that_letters_spell_are_found_in_contacts_only(ledger: LedgerStore) -> None:
    edit(ledger, key(field="liaison.name"), "张三")
    edit(ledger, key(2), "张三")
    edit(ledger, key(2, field="responsible.name"), "李四")
    found = ledger.cells_with([SoughtWord("zs", names=("张三", "张叁"))])
    assert [(each.entry.no, each.field) for each in found] == [(1, "liaison.name")]
    assert ledger.contact_names() == ("张三", "李四")


def test_files_rulings_and_bulletins_in_force_are_told(ledger: LedgerStore) -> None:
    merged = ledger.commit(merge_draft(b"one"))
    (record,) = ledger.returns_of(merged.id)
    ruling = Ruling(RulingKind.EXEMPT, 2021, GX, None, AUGUST, "机构改革")
    attached = NewAttachment(SW, JULY, 3, "现场照片.jpg", "a" * 64, b"x")
    bulletin = NewBulletin(JULY, date(2021, 7, 28), "关于七月份的通报", "{}")
    made = ledger.commit(OperationDraft(
        OperationKind.ATTACH, "记录", "张三", attached=(attached,), rulings=(ruling,), bulletins=(bulletin,)
    ))
    returned = Paper("returned", 2021, None, ZS, JULY, "回收表.xlsx", record.sha256)
    assert ledger.papers() == (
        returned, Paper("attachment", 2021, 3, SW, JULY, "现场照片.jpg", "a" * 64),
        Paper("ruling", 2021, None, GX, AUGUST, "机构改革"), Paper("bulletin", 2021, None, "", JULY, "关于七月份的通报"),
    )
    ledger.undo(made.id, "张三")
    assert ledger.papers() == (returned,)
    ledger.undo(merged.id, "张三")
    assert ledger.papers() == ()
