"""The opening password: nobody comes in without it, nobody who has it is kept out, and nothing of it is kept in the clear."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.store import SqlLedger
from qcapp.services.password import KEY, PasswordRefused, PasswordService
from tests.factory import FixedClock, small_plan
from tests.new_ledgers import new_ledger

SECRET = "西山营商2021"


class Watch:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def store(tmp_path: Path) -> SqlLedger:
    return new_ledger(tmp_path / "台账.sqlite3", small_plan(2021), FixedClock(), "张三")


@pytest.fixture
def service(store: SqlLedger, watch: Watch) -> PasswordService:
    return PasswordService(store, watch)


def test_there_is_none_until_one_is_set(service: PasswordService) -> None:
    assert not service.is_set
    assert service.idle_minutes == 0


def test_only_the_password_lets_in(service: PasswordService) -> None:
    service.set(SECRET)
    service.enter(SECRET)
    for wrong in ("", SECRET[:-1], SECRET + " ", SECRET.upper() + "x"):
        with pytest.raises(PasswordRefused):
            PasswordService(service.store, lambda: 9e9).enter(wrong)


def test_full_width_letters_of_an_input_method_are_the_same(service: PasswordService) -> None:
    service.set("abc12345")
    service.enter("ａｂｃ１２３４５")


def test_the_recovery_code_lets_in_however_it_is_copied(service: PasswordService) -> None:
    code = service.set(SECRET)
    service.enter_by_code(code)
    service.enter_by_code(code.lower().replace("-", " "))
    with pytest.raises(PasswordRefused):
        service.enter(code)  # the code is no password
    with pytest.raises(PasswordRefused):
        service.enter_by_code(SECRET)


def test_another_password_makes_the_old_one_and_its_code_worthless(service: PasswordService) -> None:
    code = service.set(SECRET)
    service.set("另一个密码啊")
    with pytest.raises(PasswordRefused):
        service.enter(SECRET)
    with pytest.raises(PasswordRefused):
        service.enter_by_code(code)
    service.enter("另一个密码啊")


def test_wrong_tries_are_slowed_and_a_right_one_forgives(service: PasswordService, watch: Watch) -> None:
    service.set(SECRET)
    for _ in range(2):
        with pytest.raises(PasswordRefused) as refused:
            service.enter("不对不对不对")
        assert refused.value.wait == 0
    with pytest.raises(PasswordRefused) as refused:
        service.enter("不对不对不对")
    assert refused.value.wait > 0
    with pytest.raises(PasswordRefused, match="请等"):
        service.enter(SECRET)  # not even looked at
    watch.now += refused.value.wait
    service.enter(SECRET)
    assert service.waiting() == 0


def test_waits_grow_and_outlast_a_restart(service: PasswordService, watch: Watch) -> None:
    service.set(SECRET)
    waits = []
    for _ in range(9):
        with pytest.raises(PasswordRefused):
            service.enter("不对不对不对")
        waits.append(PasswordService(service.store, watch).waiting())
        watch.now += waits[-1]
    assert waits == [0, 0, *sorted(waits[2:])]
    assert 0 < waits[2] < waits[-1] <= 60


def test_a_clock_that_was_put_back_keeps_nobody_out(service: PasswordService, watch: Watch) -> None:
    service.set(SECRET)
    for _ in range(3):
        with pytest.raises(PasswordRefused):
            service.enter("不对不对不对")
    watch.now -= 86_400
    service.enter(SECRET)


@pytest.mark.parametrize("weak", ["", "12345", " 123456", "123456 ", "密" * 201])
def test_a_password_that_is_too_short_or_has_blanks_around_it_is_refused(service: PasswordService, weak: str) -> None:
    with pytest.raises(PasswordRefused):
        service.set(weak)
    assert not service.is_set


def test_neither_password_nor_code_stands_in_the_file_and_no_operation_tells(
    service: PasswordService, store: SqlLedger
) -> None:
    before = store.operations()
    code = service.set(SECRET)
    service.set_idle(5)
    service.remove()
    service.set(SECRET)
    assert store.operations() == before
    data = store.path.read_bytes()
    assert SECRET.encode() not in data
    assert code.encode() not in data
    assert code.replace("-", "").encode() not in data


def test_taken_off_nothing_is_asked(service: PasswordService) -> None:
    service.set(SECRET, idle=30)
    assert service.idle_minutes == 30
    service.remove()
    assert not service.is_set
    assert service.idle_minutes == 0


_SALT = "c2FsdHNhbHRzYWx0c2FsdA=="
_NO_KEY = {"n": 2**15, "r": 8, "p": 1, "salt": _SALT, "key": ""}
_ALL_MEMORY = {**_NO_KEY, "n": 2**30, "key": "a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U="}


@pytest.mark.parametrize("broken", [
    "{", "[]", "{}", json.dumps({"password": {"salt": "?", "key": 1}}), json.dumps({"password": _NO_KEY}),
    json.dumps({"password": _ALL_MEMORY}),
])
def test_a_record_that_cannot_be_read_keeps_the_door_shut_with_a_sentence(store: SqlLedger, broken: str) -> None:
    store.remember(KEY, broken)
    with pytest.raises(PasswordRefused, match="损坏"):
        PasswordService(store).enter(SECRET)


def test_where_one_word_is_given_the_code_is_taken_too_and_what_is_neither_is_one_wrong_try(
    service: PasswordService, watch: Watch
) -> None:
    code = service.set(SECRET)
    assert service.enter_by_either(SECRET) is False
    assert service.enter_by_either(code.lower()) is True
    for wrong, said in (("23456" * 5, "恢复码不对"), ("不是这个密码", "密码不对"), ("23456" * 5, "恢复码不对")):
        with pytest.raises(PasswordRefused, match=said):
            service.enter_by_either(wrong)
    with pytest.raises(PasswordRefused, match="请等"):  # too soon, be it the right one
        service.enter_by_either(code)
    watch.now += 6
    assert service.enter_by_either(code) is True
    assert not service.waiting()
