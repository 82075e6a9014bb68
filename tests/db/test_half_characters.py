"""Half a character, as a torn paste or a file's name of another code page brings it:
told in a sentence, and nothing is lost by it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from db.opening import create_ledger, open_ledger
from db.recovering import recover_ledger
from db.sums import sha256_of, sum_beside
from qcapp.domain.errors import LedgerError, UsageError
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import CellEdit, OperationDraft
from qcapp.ports import LedgerStore
from tests.db.drafts import JULY, edit, edit_draft, key, shown
from tests.factory import FixedClock, small_plan

HALF = "已办\ud83d"


def cell(half: str) -> OperationDraft:
    return edit_draft(CellEdit(key(2), "", half))


def summary(half: str) -> OperationDraft:
    return replace(cell("好的"), summary=half)


def who(half: str) -> OperationDraft:
    return replace(cell("好的"), who=half)


@pytest.mark.parametrize("draft", [cell, summary, who])
def test_a_draft_with_half_a_character_is_refused_in_a_sentence_and_the_next_is_written(
    ledger: LedgerStore, draft: Callable[[str], OperationDraft]
) -> None:
    edit(ledger, key(), "先前的")
    before = ledger.operations()
    with pytest.raises(LedgerError, match=r"文字里有存不了的字符.*没有写入.*后再试。"):
        ledger.commit(draft(HALF))
    assert (ledger.operations(), shown(ledger, key(2))) == (before, "")
    edit(ledger, key(2), "已办结")
    assert (shown(ledger, key()), shown(ledger, key(2))) == ("先前的", "已办结")


@pytest.mark.parametrize("undone", ["\udcff", "2021\ud800"])
def test_what_is_looked_for_by_half_a_character_is_not_found_and_no_more(ledger: LedgerStore, undone: str) -> None:
    with pytest.raises((LedgerError, UsageError), match=r"。$"):
        ledger.undo(undone, "张三")
    assert ledger.snapshot(JULY).entries[CellKey(1, "区政数局", JULY, "progress").entry].values == {}


def test_a_ledger_whose_name_is_no_text_is_backed_up_with_its_sum(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "台账\udcff.sqlite3"
    try:
        path.touch()
    except OSError:
        pytest.skip("this file system takes no such name")
    path.unlink()
    with contextlib.closing(create_ledger(path, small_plan(), clock, "张三")) as ledger:
        edit(ledger, key(), "写在备份以前")
        made = ledger.backup()
        other = ledger.backup(tmp_path / "另存\udcff.sqlite3")
        edit(ledger, key(), "写在备份以后")
    for each in (made, other):
        assert sum_beside(each.path) == sha256_of(each.path) == each.sha256
    path.write_bytes(b"")
    ledger, _ = recover_ledger(path, made.path, clock, "张三")
    ledger.close()
    with contextlib.closing(open_ledger(path, clock)) as again:
        assert shown(again, key()) == "写在备份以前"
