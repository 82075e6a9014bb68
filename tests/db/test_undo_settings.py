"""Settings are taken back like fields: never over what was set later, and never to a value that was taken back itself."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from db.opening import open_ledger
from qcapp.domain.errors import NothingToUndo
from qcapp.domain.operations import Operation, OperationDraft, OperationKind
from qcapp.ports import LedgerStore
from tests.db.again import tamper
from tests.db.drafts import edit, key, shown
from tests.factory import FixedClock

OLD = Path(__file__).parents[1] / "old_ledgers"
A, B = "lamp.warning_days", "paper.office"


def put(ledger: LedgerStore, **settings: str) -> Operation:
    values = {{"a": A, "b": B}[name]: value for name, value in settings.items()}
    return ledger.commit(OperationDraft(OperationKind.SETTINGS, "设置有改动", "张三", settings=values))


def whole(ledger: LedgerStore) -> bool:
    return all(check.ok for check in ledger.check())


def test_a_first_value_is_taken_back_to_not_being_set_and_brought_back(ledger: LedgerStore) -> None:
    done = put(ledger, a="15")
    result = ledger.undo(None, "李四")
    assert (result.undone.id, result.operation.summary, result.settings) == (done.id, "撤销：设置有改动", ())
    assert ledger.settings() == {}
    ((change),) = ledger.setting_changes(result.operation.id)
    assert (change.key, change.before, change.after) == (A, "15", None)
    assert ledger.redo("李四").operation.summary == "恢复：设置有改动"
    assert ledger.settings() == {A: "15"}
    assert whole(ledger)


def test_several_at_once_go_back_together_and_what_was_set_again_is_named_and_left(ledger: LedgerStore) -> None:
    put(ledger, a="10", b="甲办")
    both = put(ledger, a="15", b="乙办")
    put(ledger, b="丙办")
    result = ledger.undo(both.id, "张三")
    assert result.settings == (B,)
    assert ledger.settings() == {A: "10", B: "丙办"}
    back = ledger.redo("张三")
    assert back.settings == ()
    assert ledger.settings() == {A: "15", B: "丙办"}
    assert whole(ledger)


def test_the_same_value_set_again_later_still_counts_as_set_later(ledger: LedgerStore) -> None:
    first = put(ledger, a="15")
    put(ledger, a="20")
    put(ledger, a="15")
    assert ledger.undo(first.id, "张三").settings == (A,)
    assert ledger.settings() == {A: "15"}


def test_undoing_both_of_two_in_any_order_brings_none_of_them_back(ledger: LedgerStore) -> None:
    first, second = put(ledger, a="15"), put(ledger, a="20")
    assert ledger.undo(first.id, "张三").settings == (A,)
    assert ledger.undo(second.id, "张三").settings == ()
    assert ledger.settings() == {}
    with pytest.raises(NothingToUndo):
        ledger.undo(None, "张三")


def test_settings_and_edits_are_one_row_of_undos(ledger: LedgerStore) -> None:
    edit(ledger, key(), "一")
    put(ledger, a="15")
    edit(ledger, key(), "二")
    kinds = [ledger.undo(None, "张三").undone.kind for _ in range(3)]
    assert kinds == [OperationKind.EDIT, OperationKind.SETTINGS, OperationKind.EDIT]
    assert (shown(ledger, key()), ledger.settings()) == ("", {})
    for _ in range(3):
        ledger.redo("张三")
    assert (shown(ledger, key()), ledger.settings()) == ("二", {A: "15"})
    assert whole(ledger)


def test_a_setting_that_does_not_agree_with_its_trail_is_found(ledger: LedgerStore) -> None:
    put(ledger, a="15")
    tamper(ledger, "UPDATE setting SET value = '16'")
    assert [check.detail for check in ledger.check() if not check.ok] == ["有 1 项设置与操作记录不一致"]


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004"])
def test_settings_of_an_older_program_can_be_taken_back_now(revision: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    shutil.copyfile(OLD / f"{revision}.sqlite3", path)
    ledger = open_ledger(path, FixedClock())
    try:
        changed = [each for each in ledger.operations() if each.kind is OperationKind.SETTINGS and not each.undone]
        before = dict(ledger.settings())
        for each in changed:
            ledger.undo(each.id, "张三")
        set_by_them = {change.key for each in changed for change in ledger.setting_changes(each.id)}
        assert {name: value for name, value in ledger.settings().items() if name in set_by_them} == {}
        for each in reversed(changed):
            undo = ledger.undone_by(each.id)
            assert undo is not None
            ledger.undo(undo.id, "张三")
        assert ledger.settings() == before
        assert whole(ledger)
    finally:
        ledger.close()


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_undone_in_whatever_order_a_setting_is_what_was_set_last_and_holds(seed: int, ledger: LedgerStore) -> None:
    chance = random.Random(seed)
    made: list[tuple[Operation, dict[str, str]]] = []
    for _ in range(25):
        if made and chance.random() < 0.55:
            operation, _ = chance.choice(made)
            undo = ledger.undone_by(operation.id)
            ledger.undo(undo.id if undo else operation.id, "张三")
        else:
            values = {name: str(chance.randrange(4)) for name in chance.sample([A, B], chance.randint(1, 2))}
            made.append((ledger.commit(OperationDraft(OperationKind.SETTINGS, "改", "张三", settings=values)), values))
        due: dict[str, str] = {}
        for operation, _ in made:
            if ledger.undone_by(operation.id) is None:
                due |= {each.key: each.after for each in ledger.setting_changes(operation.id) if each.after is not None}
        assert ledger.settings() == due
    assert whole(ledger)
