"""A name that a person has told is known from then on, and unknown again when that is undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qcapp.domain.errors import UsageError
from qcapp.domain.operations import CellEdit, NewAlias
from qcapp.domain.plan import Unit
from qcapp.ports import LedgerStore
from tests.db.again import opened_again
from tests.db.drafts import JULY, SW, ZS, alias_draft, edit, files_draft, key
from tests.factory import small_plan


def known(ledger: LedgerStore, alias: str) -> str | None:
    """The unit of that name, in every answer that has the plan."""
    assert ledger.plan_for(JULY) == ledger.plans()[0] == ledger.snapshot(JULY).plan
    return next((unit.name for unit in ledger.plan_for(JULY).units if alias in unit.aliases), None)


def test_a_learned_name_is_known_at_once_and_after_opening_again(
    ledger: LedgerStore
) -> None:
    ledger.commit(alias_draft("大数据局"))
    assert ledger.plan_for(JULY).units[0] == Unit(ZS, (*small_plan().units[0].aliases, "大数据局"))
    assert ledger.plan_for(JULY).unit_named("大数据局") == ZS
    ledger.close()
    again = opened_again(ledger)
    assert known(again, "大数据局") == ZS
    again.close()


def test_undo_forgets_the_name_and_redo_knows_it_again(ledger: LedgerStore) -> None:
    done = ledger.commit(alias_draft("大数据局"))
    assert ledger.undo(None, "张三").undone.id == done.id
    assert known(ledger, "大数据局") is None
    ledger.redo("张三")
    assert known(ledger, "大数据局") == ZS


def test_a_name_learned_with_a_merge_stays_when_one_file_is_undone_and_goes_with_the_whole(ledger: LedgerStore) -> None:
    draft = replace(files_draft((b"a", CellEdit(key(), "", "甲"))), aliases=(NewAlias(2021, ZS, "大数据局"),))
    merged = ledger.commit(draft)
    ledger.undo(merged.id, "张三", draft.returned[0][0].sha256)
    assert known(ledger, "大数据局") == ZS
    ledger.undo(merged.id, "张三")
    assert known(ledger, "大数据局") is None


@pytest.mark.parametrize("alias", ["区税务局", "高新税务局", "高新 税务局"])
def test_a_name_of_another_unit_is_refused(ledger: LedgerStore, alias: str) -> None:
    before = ledger.operations()
    with pytest.raises(UsageError, match=r"已经是.*的名称，不能再记作区政数局的"):
        ledger.commit(alias_draft(alias))
    assert ledger.operations() == before


def test_two_units_are_not_taught_one_name_in_one_go(ledger: LedgerStore) -> None:
    with pytest.raises(UsageError, match="已经是区政数局的名称"):
        ledger.commit(replace(alias_draft("新局"), aliases=(NewAlias(2021, ZS, "新局"), NewAlias(2021, SW, "新局"))))


@pytest.mark.parametrize("alias", ["", " \n"])
def test_a_name_that_is_none_is_refused(ledger: LedgerStore, alias: str) -> None:
    with pytest.raises(UsageError, match="是空的"):
        ledger.commit(alias_draft(alias))


def test_a_year_or_unit_that_there_is_not_is_refused(ledger: LedgerStore) -> None:
    with pytest.raises(UsageError, match="没有 2030 年"):
        ledger.commit(alias_draft("新局", year=2030))
    with pytest.raises(UsageError, match="没有责任单位“某局”"):
        ledger.commit(alias_draft("新局", unit="某局"))


def test_a_name_that_the_unit_has_is_not_written_again(ledger: LedgerStore) -> None:
    before = ledger.plan_for(JULY)
    done = edit(ledger, key(), "一")
    ledger.commit(alias_draft("政数局"))
    assert ledger.plan_for(JULY) == before
    assert ledger.undo(None, "张三").undone.id == done.id, "what taught nothing is passed over"


def test_a_name_forgotten_by_one_unit_is_free_for_another_and_the_later_word_holds(ledger: LedgerStore) -> None:
    first = ledger.undo(ledger.commit(alias_draft("新局")).id, "张三").operation
    ledger.commit(alias_draft("新局", SW))
    assert known(ledger, "新局") == SW
    ledger.undo(first.id, "张三")
    assert [unit.name for unit in ledger.plan_for(JULY).units if "新局" in unit.aliases] == [SW]


def test_a_name_taught_twice_is_known_once_as_long_as_either_holds(ledger: LedgerStore) -> None:
    first = ledger.undo(ledger.commit(alias_draft("新局")).id, "张三").operation
    second = ledger.commit(alias_draft("新局"))
    ledger.undo(first.id, "张三")
    assert ledger.plan_for(JULY).units[0].aliases.count("新局") == 1
    ledger.undo(second.id, "张三")
    assert known(ledger, "新局") == ZS


def test_a_restored_ledger_knows_the_names_of_its_backup(ledger: LedgerStore) -> None:
    backup = ledger.backup()
    ledger.commit(alias_draft("新局"))
    ledger.restore(backup.path, "张三")
    assert known(ledger, "新局") is None
