"""The cells that an operation touches, as they are read for it and moved on in memory."""

from __future__ import annotations

from pathlib import Path

from db.cells import Book, Spot, State
from db.opening import create_ledger
from db.writing import read_book
from tests.db.drafts import edit, key
from tests.factory import FixedClock, small_plan

JUNE, JULY, AUGUST = 202106, 202107, 202108


def test_what_is_put_stands_and_is_lent_to_later_months_and_what_is_gone_is_lent_by_none() -> None:
    """A field that carries over, of two assignments, in two months."""
    mine, later, other = Spot(1, "progress", JUNE), Spot(1, "progress", AUGUST), Spot(2, "progress", AUGUST)
    name, name_later = Spot(1, "liaison.name", JUNE), Spot(1, "liaison.name", AUGUST)
    book = Book([(mine, State("六月", 1)), (name, State("张三", 2))])
    assert (book.shown(mine), book.shown(other), book.state(later)) == ("六月", "", None)
    assert book.stands(name_later) == (None, "张三")
    book.put(Spot(1, "liaison.name", JULY), State("李四", 3))
    assert book.lent(name_later) == "李四"
    book.put(Spot(1, "liaison.name", JULY), None)
    book.put(other, State("八月", 4))
    assert (book.shown(name_later), book.shown(other)) == ("张三", "八月")
    assert book.moved == {Spot(1, "liaison.name", JULY): None, other: State("八月", 4)}


def test_the_texts_of_an_operation_that_is_undone_are_in_memory_once(tmp_path: Path) -> None:
    """What else wrote since is read as it stands."""
    ledger = create_ledger(tmp_path / "台账.sqlite3", small_plan(), FixedClock(), "张三")
    try:
        edit(ledger, key(1), "一个月的文字")
        edit(ledger, key(2), "又一段文字")
        with ledger._reading() as query:
            cells = query.execute("SELECT assignment, field, period, text, change FROM cell ORDER BY assignment").fetchall()
            (first, text, change), (second, *_) = ((Spot(*row[:3]), *row[3:]) for row in cells)
            written = {first: (State("以前的", 1), State(text, change)), second: (State("别的", 1),)}
            book = read_book(query, [first.assignment, second.assignment], written)
        assert book.state(first) is written[first][-1]
        assert book.state(second) == State(*cells[1][3:])
    finally:
        ledger.close()
