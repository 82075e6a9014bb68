"""合格 is worked out a little at a time, and not again while nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from weakref import ref

import pytest

from db.store import SqlLedger
from qcapp.domain.ledger import CellValue, Snapshot
from qcapp.domain.plan import EntryKey
from qcapp.services import Services
from qcapp.stats.judging import Judge
from tests.ui.conftest import JULY
from ui.models.verdicts import Verdicts

Fill = Callable[..., None]
FIRST, SECOND = EntryKey(8, "区政数局"), EntryKey(11, "区税务局")


@pytest.fixture
def judge(services: Services, store: SqlLedger) -> Callable[[], Judge]:
    """Who judges the month as the ledger has it now."""
    return lambda: services.qualify.judge(store.snapshot(JULY), store.snapshot(JULY.shifted(-1)))


def test_one_entry_a_turn_when_time_is_up_at_once(judge: Callable[[], Judge]) -> None:
    ticks = count()
    verdicts = Verdicts(lambda: float(next(ticks)))
    verdicts.begin(judge())
    turns = 1
    while not verdicts.work(0.0):
        turns += 1
        assert verdicts.complete is (turns > 79)
    assert turns == 79
    assert verdicts.work(0.0)


def test_all_at_once_when_there_is_time(judge: Callable[[], Judge]) -> None:
    verdicts = Verdicts(lambda: 0.0)
    verdicts.begin(judge())
    assert verdicts.work(1.0)
    assert verdicts.complete


def test_only_what_changed_is_judged_again(
    judge: Callable[[], Judge], fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[EntryKey] = []
    plainly = Judge.failures

    def watched(self: Judge, key: EntryKey, words: Mapping[str, str]) -> object:
        judged.append(key)
        return plainly(self, key, words)

    monkeypatch.setattr(Judge, "failures", watched)
    verdicts = Verdicts(lambda: 0.0)
    verdicts.begin(judge())
    verdicts.work(1.0)
    judged.clear()
    fill(8, "区政数局", progress="详见附件")
    verdicts.begin(judge())
    before = verdicts.known(FIRST)
    assert before is not None
    assert not before.reported
    verdicts.work(1.0)
    assert judged == [FIRST]
    after = verdicts.known(FIRST)
    assert after is not None
    assert after.unqualified
    assert {each.rule.key for each in after.hard} == {"progress.elsewhere", "contact.missing", "phone.missing"}


def test_whom_the_list_asks_for_is_looked_at_too(judge: Callable[[], Judge], fill: Fill, store: SqlLedger) -> None:
    fill(8, "区政数局", progress="已办结 3 件。", **{"responsible.name": "张三", "responsible.phone": "0763-3312345"})
    verdicts = Verdicts(lambda: 0.0)
    verdicts.begin(judge())
    before = verdicts.now(FIRST)
    assert before is not None
    assert {each.rule.key for each in before.hard} == {"contact.missing", "phone.missing"}, "of the 联系人"
    now = judge()
    measures = tuple(
        each._replace(contacts=("责任人",)) if each.no == FIRST.no else each for each in now.snapshot.plan.measures
    )
    plan = replace(now.snapshot.plan, measures=measures)
    verdicts.begin(Judge(replace(now.snapshot, plan=plan), store.snapshot(JULY.shifted(-1)), now.rules))
    after = verdicts.now(FIRST)
    assert after is not None
    assert not after.hard


def test_all_is_known_where_an_entry_has_left_the_list(judge: Callable[[], Judge], fill: Fill, store: SqlLedger) -> None:
    fill(8, "区政数局", progress="详见附件")
    faults: dict[EntryKey, int] = {}
    verdicts = Verdicts(lambda: 0.0, faults)
    verdicts.begin(judge())
    verdicts.work(1.0)
    assert list(faults) == [FIRST]
    now = judge()
    plan = replace(now.snapshot.plan, assignments=tuple(each for each in now.snapshot.plan.assignments if each.key != FIRST))
    entries = {key: entry for key, entry in now.snapshot.entries.items() if key != FIRST}
    verdicts.begin(Judge(replace(now.snapshot, plan=plan, entries=entries), store.snapshot(JULY.shifted(-1)), now.rules))
    assert verdicts.work(1.0)
    assert verdicts.complete
    assert (faults, verdicts.known(FIRST)) == ({}, None)


class Values(dict[str, CellValue]):
    """Of which it can be told when they are gone."""


def test_a_month_read_anew_is_not_kept_twice(
    services: Services, store: SqlLedger, fill: Fill
) -> None:
    fill(8, "区政数局", progress="详见附件")
    month, before = store.snapshot(JULY), store.snapshot(JULY.shifted(-1))

    def read(values: Values) -> Snapshot:
        return replace(month, entries={**month.entries, FIRST: month.entries[FIRST]._replace(values=values)})

    old = Values(month.entries[FIRST].values)
    verdicts = Verdicts(lambda: 0.0)
    verdicts.begin(services.qualify.judge(read(old), before))
    verdicts.work(1.0)
    found = verdicts.known(FIRST)
    gone = ref(old)
    verdicts.begin(services.qualify.judge(read(Values(old)), before))
    verdicts.work(1.0)
    del old
    assert gone() is None
    assert verdicts.known(FIRST) is found  # equal words are not judged again


def test_a_rule_switched_off_is_seen_at_the_next_look(
    judge: Callable[[], Judge], fill: Fill, services: Services
) -> None:
    fill(8, "区政数局", progress="详见附件", responsible__name="某甲", responsible__phone="0763-3300001",
         liaison__name="某乙", liaison__phone="13800000008", problems="无", deadline="长期坚持")
    verdicts = Verdicts()
    verdicts.begin(judge())
    found = verdicts.now(FIRST)
    assert found is not None
    assert found.unqualified
    services.settings.change({"rules.off": "progress.elsewhere"})
    verdicts.begin(judge())
    found = verdicts.now(FIRST)
    assert found is not None
    assert found.failures == ()


def test_an_entry_without_a_report_is_asked_only_about_the_words_that_are_none(
    judge: Callable[[], Judge], fill: Fill
) -> None:
    fill(8, "区政数局", progress="无")
    fill(11, "区税务局", problems="编制不足")
    verdicts = Verdicts()
    verdicts.begin(judge())
    tried, silent = verdicts.now(FIRST), verdicts.now(SECOND)
    assert tried is not None
    assert silent is not None
    assert [each.rule.key for each in tried.failures] == ["progress.missing"]
    assert not tried.unqualified
    assert silent.failures == ()


def test_another_month_begins_with_nothing_known(services: Services, store: SqlLedger, judge: Callable[[], Judge]) -> None:
    verdicts = Verdicts(lambda: 0.0)
    assert verdicts.now(FIRST) is None
    verdicts.begin(judge())
    verdicts.work(1.0)
    august = JULY.shifted(1)
    verdicts.begin(services.qualify.judge(store.snapshot(august), store.snapshot(JULY)))
    assert verdicts.known(FIRST) is None
    assert not verdicts.complete
    assert verdicts.now(EntryKey(8, "没有这家单位")) is None
