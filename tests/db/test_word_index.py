"""A large ledger's index of words: the same answers with it and without, whatever was written, undone, put back or broken."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import finding, finding_words, indexing, searching, word_index
from db.indexing import WordKeeper
from db.query import Query
from db.store import SqlLedger
from db.word_index import Places, place_of
from db.word_pairs import asked, pairs, said_by
from qcapp.domain.operations import CellEdit, OperationFilter
from qcapp.domain.period import Period
from qcapp.domain.text import comparable
from qcapp.ports import CellFound, Paper, SoughtWord
from tests.db.drafts import AUGUST, JULY, SW, ZS, edit, edit_draft, key, merge_draft
from tests.factory import FixedClock, small_plan
from tests.new_ledgers import new_ledger

LETTERS = "发票电子证照ＡaB1２-—（)·。 \n\U00020000"
TOLD = ("发票", "电", "电子发票", "张三", "票 电", "a1", "没有", "回收表", "修改")
WORDS = ("发票", "电", "电子发票", "a1", "-", "1", "票。", "\U00020000", "没有", "0763", "07631")

Step = tuple[str, Period, tuple[int, str], str]
STEPS = st.tuples(
    st.sampled_from(["progress", "liaison.name", "liaison.phone", "undo", "take in"]), st.sampled_from([JULY, AUGUST]),
    st.sampled_from([(1, ZS), (2, ZS), (3, SW)]),
    st.one_of(st.text(LETTERS, max_size=6), st.sampled_from(["张三", "0763-1234", "电子发票"])),
)


@pytest.fixture
def keeper(ledger: SqlLedger, tmp_path: Path) -> Iterator[WordKeeper]:
    """Of a ledger that is large from its first change on."""
    kept = WordKeeper(tmp_path / "words", ledger.path, ledger.ledger_id, ledger._reading, large=0)
    yield kept
    kept.stop()


def taken_in(keeper: WordKeeper) -> None:
    keeper.keep_up()
    keeper.wait()


def sought(text: str) -> SoughtWord:
    folded = comparable(text)
    digits = folded if folded.isdecimal() and len(folded) > 4 else ""
    return SoughtWord(folded, digits, ("张三",) if folded == "a1" else ())


def found(ledger: SqlLedger, words: list[SoughtWord], without: list[str], keeper: WordKeeper | None) -> list[CellFound]:
    with ledger._reading() as query:
        return sorted(searching.cells_with(query, ledger._catalogue, words, without, None, None, keeper))


def named(ledger: SqlLedger, words: list[str], keeper: WordKeeper | None) -> tuple[Paper, ...]:
    with ledger._reading() as query:
        return searching.papers(query, ledger._catalogue, words, keeper)


def of_measures(ledger: SqlLedger, text: str, nos: set[int], keeper: WordKeeper | None) -> list[CellFound]:
    with ledger._reading() as query:
        asked_for = [sought(text)], (), None, None, keeper, 2021, nos
        return sorted(searching.cells_with(query, ledger._catalogue, *asked_for))


def counted(ledger: SqlLedger, text: str, keeper: WordKeeper) -> dict[int, int] | None:
    with ledger._reading() as query:
        found = searching.counts_with(query, ledger._catalogue, sought(text), keeper)
    return None if found is None else dict(found)


def trail(ledger: SqlLedger, text: str, keeper: WordKeeper | None) -> tuple[list[str], list[str], int]:
    """Operations and changes that the trail is asked for by a word, and how many there are said to be."""
    wanted = OperationFilter(text=text)
    with ledger._reading() as query:
        return (
            [each.id for each in finding.operations(query, ledger._catalogue, wanted, None, "", keeper)],
            [f"{each.operation.id} {each.after}" for each in finding.changes(query, ledger._catalogue, wanted, 500, keeper)],
            finding.count(query, ledger._catalogue, wanted, keeper),
        )


def alike(ledger: SqlLedger, keeper: WordKeeper) -> int:
    """How many answers; every one is the same with the index and without, also where it was just counted."""
    count = 0
    for text in WORDS:
        for without in ([], ["电"]):
            plainly = found(ledger, [sought(text), sought("发票")], without, None)
            assert found(ledger, [sought(text), sought("发票")], without, keeper) == plainly, text
            plainly = found(ledger, [sought(text)], without, None)
            assert found(ledger, [sought(text)], without, keeper) == plainly, text
            count += len(plainly)
        plainly = found(ledger, [sought(text)], [], None)
        assert counted(ledger, text, keeper) in (None, {2021: len(plainly)}), text
        assert found(ledger, [sought(text)], [], keeper) == plainly, text
        assert of_measures(ledger, text, {1, 3}, keeper) == [each for each in plainly if each.entry.no in (1, 3)], text
        assert named(ledger, [comparable(text)], keeper) == named(ledger, [comparable(text)], None)
    for text in TOLD:
        assert trail(ledger, text, keeper) == trail(ledger, text, None), text
    return count


def uses(ledger: SqlLedger, keeper: WordKeeper) -> bool:
    with ledger._reading() as query:
        return keeper.cells_with(query, [["发票"]], Places()) is not None


@given(st.text(LETTERS, max_size=8), st.text(LETTERS, min_size=1, max_size=4))
def test_a_text_that_holds_a_word_has_all_its_pairs(around: str, word: str) -> None:
    for text in (word, around + word, word + around):
        own, wanted = pairs(text), asked(word)
        if wanted.endswith("*"):
            assert any(each.startswith(wanted[:-1]) for each in own)
        else:
            assert own >= set(wanted.split(" AND "))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=12))
def test_whatever_was_written_the_answers_are_the_same(tmp_path_factory: pytest.TempPathFactory, steps: list[Step]) -> None:
    folder = tmp_path_factory.mktemp("searched")
    ledger = new_ledger(folder / "台账.sqlite3", small_plan(), FixedClock(), "张三")
    keeper = WordKeeper(folder / "words", ledger.path, ledger.ledger_id, ledger._reading, large=0)
    try:
        for what, period, (no, unit), text in steps:
            if what == "take in":
                taken_in(keeper)
            elif what == "undo":
                if ledger.next_undo():
                    ledger.undo(None, "李四")
            else:
                edit(ledger, key(no, unit, period, what), text)
        alike(ledger, keeper)
        taken_in(keeper)
        assert uses(ledger, keeper)
        alike(ledger, keeper)
    finally:
        keeper.stop()
        ledger.close()


def written(ledger: SqlLedger) -> None:
    edit(ledger, key(1), "电子发票 A1。")
    edit(ledger, key(2), "发票")
    edit(ledger, key(1, field="liaison.phone"), "0763-1234567")
    edit(ledger, key(1, field="liaison.name"), "张三")
    ledger.commit(merge_draft(b"\x01", CellEdit(key(3, SW), "", "电子证照"), unit=SW))
    edit(ledger, key(1, period=AUGUST), "发票又一次")


def test_what_is_not_taken_in_yet_is_found_all_the_same(ledger: SqlLedger, keeper: WordKeeper) -> None:
    taken_in(keeper)
    written(ledger)
    assert uses(ledger, keeper)
    assert alike(ledger, keeper) > 10


def test_what_is_said_no_more_is_not_found_and_comes_back(ledger: SqlLedger, keeper: WordKeeper) -> None:
    written(ledger)
    taken_in(keeper)
    edit(ledger, key(2), "改了")
    assert [each.entry.no for each in found(ledger, [sought("发票")], [], keeper)] == [1, 1]
    ledger.undo(None, "李四")
    taken_in(keeper)
    assert [each.entry.no for each in found(ledger, [sought("发票")], [], keeper)] == [1, 1, 2]
    assert alike(ledger, keeper) > 10


def test_after_a_backup_is_brought_back_nothing_of_what_was_replaced_is_found(
    ledger: SqlLedger, keeper: WordKeeper, clock: FixedClock
) -> None:
    edit(ledger, key(1), "电子发票")
    backup = ledger.backup()
    written(ledger)
    taken_in(keeper)
    clock.time += timedelta(hours=1)
    ledger.restore(backup.path, "张三")
    edit(ledger, key(2), "发票，另一次的")
    assert not uses(ledger, keeper)
    assert alike(ledger, keeper) > 3
    taken_in(keeper)
    assert uses(ledger, keeper)
    assert alike(ledger, keeper) > 3


@pytest.mark.parametrize("broken", ["cut", "other", "empty", "gone"])
def test_a_broken_index_is_made_anew_and_the_ledger_is_whole(ledger: SqlLedger, keeper: WordKeeper, broken: str) -> None:
    written(ledger)
    taken_in(keeper)
    file = keeper._index.path
    if broken == "cut":
        file.write_bytes(file.read_bytes()[:5000])
    elif broken == "other":
        file.write_bytes(b"no database at all" * 1000)
    elif broken == "empty":
        file.write_bytes(b"")
    else:
        file.unlink()
    for _ in range(3):
        assert alike(ledger, keeper) > 10
        taken_in(keeper)
    assert uses(ledger, keeper)
    assert all(check.ok for check in ledger.check())


def test_a_sqlite_that_cannot_have_it_looks_through_everything(
    ledger: SqlLedger, keeper: WordKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise sqlite3.OperationalError("no such module: fts5")

    monkeypatch.setattr("db.word_index.WordIndex.make", none)
    written(ledger)
    taken_in(keeper)
    assert not uses(ledger, keeper)
    assert alike(ledger, keeper) > 10


def test_a_small_ledger_has_none(ledger: SqlLedger, tmp_path: Path) -> None:
    keeper = WordKeeper(tmp_path / "words", ledger.path, ledger.ledger_id, ledger._reading)
    written(ledger)
    assert not uses(ledger, keeper)
    keeper.wait()
    assert not (tmp_path / "words").exists()
    keeper.stop()


def test_while_it_is_far_behind_everything_is_looked_through(
    ledger: SqlLedger, keeper: WordKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To ask each of what it does not have yet takes longer than to look through all there is."""
    taken_in(keeper)
    written(ledger)
    monkeypatch.setattr(indexing, "_FAR_BEHIND", 3)
    monkeypatch.setattr(keeper, "keep_up", lambda: None)
    assert not uses(ledger, keeper)
    assert alike(ledger, keeper) > 10
    monkeypatch.undo()
    taken_in(keeper)
    monkeypatch.setattr(indexing, "_FAR_BEHIND", 3)
    assert uses(ledger, keeper)
    assert alike(ledger, keeper) > 10


def test_what_is_counted_at_once_is_what_would_be_found(ledger: SqlLedger, keeper: WordKeeper) -> None:
    """A cell written again, one not taken in yet, one emptied, a phone whose digits stand apart."""
    written(ledger)
    edit(ledger, key(1), "只说电子")
    edit(ledger, key(2), "")
    taken_in(keeper)
    edit(ledger, key(3, SW), "发票")
    edit(ledger, key(1, period=AUGUST), "又改了，没有那个词")
    for text in ("发票", "电子", "电", "31", "没有"):
        assert counted(ledger, text, keeper) == {2021: len(found(ledger, [sought(text)], [], None))}, text
    assert counted(ledger, "发票", keeper) == {2021: 1}
    assert counted(ledger, "电子发票", keeper) is None, "pairs that may stand apart are not counted"


def test_nothing_is_counted_twice_when_the_index_goes_on_between_two_looks(
    ledger: SqlLedger, keeper: WordKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(ledger)
    edit(ledger, key(2), "")
    taken_in(keeper)
    edit(ledger, key(1), "没有那个词了")
    edit(ledger, key(3, SW), "发票")
    edit(ledger, key(3, SW), "发票又一次")
    really = searching._written_since

    def and_then_goes_on(query: Query, reached: int, fields: Mapping[str, int]) -> object:
        since = really(query, reached, fields)
        taken_in(keeper)
        return since

    monkeypatch.setattr(searching, "_written_since", and_then_goes_on)
    assert counted(ledger, "发票", keeper) == {2021: len(found(ledger, [sought("发票")], [], None))} == {2021: 2}


def test_who_writes_is_not_kept_waiting(ledger: SqlLedger, keeper: WordKeeper, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it is made the ledger is free between two looks."""
    monkeypatch.setattr(indexing, "_AT_ONCE", 1)
    for number in range(20):
        ledger.commit(edit_draft(CellEdit(key(1), "" if not number else f"第{number - 1}次", f"第{number}次")))
    keeper.keep_up()
    for number in range(20, 25):
        ledger.commit(edit_draft(CellEdit(key(1), f"第{number - 1}次", f"第{number}次")))
    keeper.wait()
    assert alike(ledger, keeper) == 0
    assert len(found(ledger, [sought("第24次")], [], keeper)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows throws nothing away that is open")
def test_an_index_that_was_made_anew_by_another_window_is_the_one_that_is_looked_into(
    ledger: SqlLedger, keeper: WordKeeper
) -> None:
    """The file is kept open between looks: what lies there counts, not what lay there."""
    written(ledger)
    taken_in(keeper)
    assert alike(ledger, keeper) > 10
    other = WordKeeper(keeper._index.path.parent, ledger.path, ledger.ledger_id, ledger._reading, large=0)
    other._index.throw_away()
    edit(ledger, key(2), "另一次的发票")
    edit(ledger, key(3, SW), "最后一次")
    taken_in(other)
    with ledger._reading() as query:
        looked, anew = (each.cells_with(query, [["另一"]], Places()) for each in (keeper, other))
    other.stop()
    assert looked is not None
    assert anew is not None
    assert (looked.reached, looked.unsure) == (anew.reached, anew.unsure)
    assert len(looked.unsure) == 1
    assert alike(ledger, keeper) > 10


def test_a_window_that_searches_no_more_keeps_no_other_program_from_throwing_a_bad_index_away(
    ledger: SqlLedger, keeper: WordKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows refuses that while a file is open."""
    monkeypatch.setattr(word_index, "IDLE", 0.05)
    written(ledger)
    taken_in(keeper)
    assert uses(ledger, keeper)
    while (closing := keeper._index._closer) is not None:
        closing.join()
    assert keeper._index._idle is None
    keeper._index.path.unlink()
    other = WordKeeper(keeper._index.path.parent, ledger.path, ledger.ledger_id, ledger._reading, large=0)
    taken_in(other)
    assert uses(ledger, other)
    other.stop()
    assert uses(ledger, keeper)
    assert alike(ledger, keeper) > 10


def test_what_is_lent_by_an_earlier_month_is_not_found_as_what_is_said_now(ledger: SqlLedger, keeper: WordKeeper) -> None:
    edit(ledger, key(1, field="liaison.name"), "张三丰")
    edit(ledger, key(1, field="liaison.name", period=AUGUST), "李四")
    edit(ledger, key(2), "之后")
    taken_in(keeper)
    assert [each.month for each in found(ledger, [sought("三丰")], [], keeper)] == [202107]
    assert [each.month for each in found(ledger, [sought("李四")], [], keeper)] == [202108]
    assert counted(ledger, "三丰", keeper) == counted(ledger, "李四", keeper) == {2021: 1}


def test_pairs_of_what_a_change_names() -> None:
    """What was there before, or was lent, may not be what is said now; a phone's digits by themselves are not what is said."""
    first = said_by("progress", "发票", None, None, None)
    assert first == (pairs("发票"), set())
    again = said_by("progress", "证照", "发票", None, "电子")
    assert again == (pairs("证照") | pairs("发票"), pairs("证照") | pairs("发票") | pairs("电子"))
    lent = said_by("liaison.name", "李四", None, "张三", None)
    assert lent == (pairs("李四") | pairs("张三"), pairs("张三"))
    phone = said_by("liaison.phone", "0763-12", None, None, None)
    assert phone == (pairs("0763-12") | pairs("076312"), pairs("076312"))
    assert said_by("progress", None, "发票", None, "发票") == (pairs("发票"), pairs("发票"))
    assert said_by("progress", "", None, None, None) == (set(), set())


def test_years_that_are_indexed_leave_what_the_window_remembers_of_its_own_texts() -> None:
    remembered = comparable("Ａ 本月已办结")
    for number in range(20_000):
        said_by("progress", f"第 {number} 件已办结", f"第 {number} 件正在办", None, None)
    assert comparable("Ａ 本月已办结") is remembered


def test_the_trail_is_asked_of_the_index_for_what_was_said_before_or_lent(
    ledger: SqlLedger, keeper: WordKeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operations that wrote a word over or away, those that brought a file of that name, and what is not taken in yet."""
    edit(ledger, key(1), "电子发票")
    edit(ledger, key(1), "证 照")
    edit(ledger, key(1, field="liaison.name"), "张三丰")
    edit(ledger, key(1, field="liaison.name", period=AUGUST), "李四")
    ledger.commit(merge_draft(b"\x01", CellEdit(key(3, SW), "", "无"), unit=SW))
    edit(ledger, key(2), "之后")
    taken_in(keeper)
    edit(ledger, key(2), "之后的发票")
    monkeypatch.setattr(finding_words, "_CHUNK", 1)
    asked_of = {text: trail(ledger, text, keeper) for text in ("发票", "张三丰", "证照", "回收表", "之后")}
    assert {text: len(ids) for text, (ids, *_) in asked_of.items()} == {"发票": 3, "张三丰": 2, "证照": 0, "回收表": 1, "之后": 2}
    assert asked_of == {text: trail(ledger, text, None) for text in asked_of}
    monkeypatch.setattr(finding_words, "_MOST_PLACES", 0)
    assert asked_of == {text: trail(ledger, text, keeper) for text in asked_of}


@pytest.mark.parametrize("others", [0, 2_000])
def test_entries_places_are_the_same_however_they_are_sought(others: int) -> None:
    """Few entries are sought one by one among many places, else all places are looked at."""
    places = Places.of_list(3)
    own = [place_of(3, assignment, 202100 + month, 1) for assignment in (5, 7) for month in (1, 12)]
    around = [place_of(3, assignment, 202106, 1) for assignment in (4, 6, 8, *range(100, 100 + others))]
    assert places.of_entries({7, 9, 5}, sorted(own + around)) == own
