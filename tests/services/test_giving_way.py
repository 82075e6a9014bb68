"""Work of more than a moment lets the window go first: else a key that is pressed meanwhile is heard late."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from qcapp import giving_way as way
from qcapp.giving_way import give_way, give_way_by, giving_way, going_on
from tests.merge.world import JULY
from tests.services.office import Office


@pytest.fixture
def asked() -> Iterator[list[int]]:
    """A mark for each time that way was given."""
    marks: list[int] = []
    give_way_by(lambda: marks.append(1))
    yield marks
    give_way_by(None)


def returned(office: Office) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": "已办结。"}, 2: {"progress": "正在推进。"}})


def merged(office: Office) -> None:
    returned(office)
    office.merge()


WORK: dict[str, tuple[Callable[[Office], object], Callable[[Office], object]]] = {
    "比对": (returned, Office.preview),
    "合并": (returned, Office.merge),
    "撤销": (merged, lambda office: office.services.history.undo()),
    "台账": (merged, lambda office: office.services.look.snapshot(JULY)),
    "统计": (merged, lambda office: office.services.stats.month(JULY)),
    "历史": (merged, lambda office: office.services.history.changes(office.services.history.operations()[0].id)),
}


@pytest.mark.parametrize("what", WORK)
def test_way_is_given_while(what: str, office: Office, asked: list[int]) -> None:
    before, work = WORK[what]
    before(office)
    asked.clear()
    work(office)
    assert len(asked) >= 2


def test_way_is_given_before_each_item_and_none_is_lost(asked: list[int]) -> None:
    met = [(item, len(asked)) for item in giving_way("台账表")]
    assert met == [("台", 1), ("账", 2), ("表", 3)]


def test_on_the_command_line_nobody_is_asked_and_nothing_is_wrapped() -> None:
    items = ["台", "账"]
    assert way._waiting is None
    give_way()
    assert giving_way(items) is items


def test_who_holds_what_others_wait_for_goes_on_and_no_other_thread_does(asked: list[int]) -> None:
    begun = iter(giving_way("台账"))
    other = threading.Thread(target=give_way)
    with going_on():
        with going_on():
            give_way()
        give_way()
        assert (next(begun), asked) == ("台", [])
        other.start()
        other.join()
        assert len(asked) == 1
    assert next(begun) == "账"
    assert len(asked) == 2
