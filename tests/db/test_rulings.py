"""Rulings and bulletins: kept, read where they hold, taken back and brought back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from qcapp.domain.errors import NothingToUndo, UsageError
from qcapp.domain.lamps import Lamp
from qcapp.domain.operations import CellEdit, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.rulings import Milestone, Ruling, RulingKind, ruling_of
from qcapp.ports import LedgerStore
from tests.db.drafts import (
    AUGUST,
    GX,
    JULY,
    SW,
    ZS,
    bulletin_draft,
    edit,
    edit_draft,
    exemption,
    key,
    ruling_draft,
    sha,
)
from tests.factory import FixedClock

SCHEDULE = Ruling(
    RulingKind.SCHEDULE, 2021, ZS, 1, None,
    milestones=(
        Milestone(date(2021, 6, 30), "方案印发", 40, date(2021, 6, 28)), Milestone(date(2021, 9, 30), "全部上线", 100),
    ),
)


def places(ledger: LedgerStore, period: Period = JULY) -> list[tuple[RulingKind, str, int | None]]:
    return [(each.kind, each.unit, each.no) for each in ledger.snapshot(period).rulings]


@pytest.mark.parametrize(
    "ruling",
    [
        exemption(), exemption(None),
        Ruling(RulingKind.EXTEND, 2021, SW, 3, JULY, "系统升级", until=date(2021, 7, 30)),
        Ruling(RulingKind.LAMP, 2021, GX, 3, JULY, "已现场核实", lamp=Lamp.YELLOW), SCHEDULE,
    ],
)
def test_all_of_a_ruling_comes_back(ledger: LedgerStore, clock: FixedClock, ruling: Ruling) -> None:
    operation = ledger.commit(ruling_draft(ruling))
    (read,) = ledger.snapshot(JULY).rulings
    assert read == ruling._replace(id=1, at=clock.time, who="张三")
    assert (operation.kind, operation.changed) == (OperationKind.RULING, 0)


def test_a_ruling_holds_in_its_month_and_a_schedule_all_year(ledger: LedgerStore) -> None:
    ledger.commit(ruling_draft(exemption(), SCHEDULE, exemption(period=AUGUST, unit=SW, no=4)))
    assert places(ledger) == [(RulingKind.EXEMPT, ZS, 1), (RulingKind.SCHEDULE, ZS, 1)]
    assert places(ledger, AUGUST) == [(RulingKind.SCHEDULE, ZS, 1), (RulingKind.EXEMPT, SW, 4)]


def test_of_one_place_the_newest_holds(ledger: LedgerStore) -> None:
    ledger.commit(ruling_draft(exemption(), exemption(None), exemption(2)))
    ledger.commit(ruling_draft(exemption()._replace(reason="机构合并")))
    found = ledger.snapshot(JULY).rulings
    assert [(each.no, each.reason) for each in found] == [(None, "职责已划转"), (2, "职责已划转"), (1, "机构合并")]
    own = ruling_of((each for each in found if each.covers(1, ZS)), RulingKind.EXEMPT)
    assert own == found[-1]


def test_a_lifted_ruling_holds_no_more_and_undoing_that_brings_it_back(ledger: LedgerStore) -> None:
    ledger.commit(ruling_draft(exemption()))
    lifting = ledger.commit(ruling_draft(exemption(lifted=True)))
    assert places(ledger) == []
    ledger.undo(lifting.id, "李四")
    assert [each.reason for each in ledger.snapshot(JULY).rulings] == ["职责已划转"]
    ledger.redo("李四")
    assert places(ledger) == []


def test_a_ruling_is_the_newest_to_undo_and_comes_back(ledger: LedgerStore) -> None:
    edit(ledger, key(), "已办结")
    done = ledger.commit(ruling_draft(exemption()))
    result = ledger.undo(None, "李四")
    assert (result.undone.id, result.operation.summary, result.left) == (done.id, "撤销：认定", ())
    assert places(ledger) == []
    assert ledger.snapshot(JULY).entry(1, ZS).text("progress") == "已办结"
    ledger.redo("李四")
    assert places(ledger) == [(RulingKind.EXEMPT, ZS, 1)]
    assert all(check.ok for check in ledger.check())


def test_a_ruling_of_nothing_is_passed_over_by_undo(ledger: LedgerStore) -> None:
    ledger.commit(ruling_draft())
    with pytest.raises(NothingToUndo):
        ledger.undo(None, "李四")


@pytest.mark.parametrize(
    "wrong", [exemption(unit="区渔业局"), exemption(3), exemption(9), SCHEDULE._replace(no=4), SCHEDULE._replace(year=2020)]
)
def test_a_ruling_on_what_there_is_not_is_refused_and_nothing_written(ledger: LedgerStore, wrong: Ruling) -> None:
    with pytest.raises(UsageError):
        ledger.commit(ruling_draft(exemption(), wrong))
    assert (places(ledger), len(ledger.operations())) == ([], 1)


def test_a_month_with_only_a_ruling_holds_no_data(ledger: LedgerStore) -> None:
    ledger.commit(ruling_draft(exemption()))
    ledger.commit(bulletin_draft())
    assert ledger.periods() == ()


def test_an_edit_is_not_continued_by_a_draft_that_also_rules(ledger: LedgerStore) -> None:
    first = edit(ledger, key(), "一")
    more = replace(edit_draft(CellEdit(key(), "一", "二")), continues=first.id, rulings=(exemption(),))
    assert ledger.commit(more).id != first.id


def test_a_bulletin_is_kept_with_its_file_and_its_figures(ledger: LedgerStore, clock: FixedClock) -> None:
    operation = ledger.commit(bulletin_draft())
    ledger.commit(bulletin_draft("八月情况通报", AUGUST, None))
    first, second = ledger.bulletins()
    assert (first.id, first.period, first.issued, first.title) == (1, JULY, date(2021, 8, 2), "七月情况通报")
    assert (first.figures, first.name, first.sha256) == ('{"rate":1}', "七月情况通报.docx", sha(b"paper"))
    assert (first.at, first.who, first.operation) == (clock.time, "张三", operation.id)
    assert ledger.file_bytes(sha(b"paper")) == b"paper"
    assert (second.name, second.sha256) == (None, None)
    assert ledger.bulletins(AUGUST) == (second,)


def test_an_empty_file_is_a_file(ledger: LedgerStore) -> None:
    ledger.commit(bulletin_draft(data=b""))
    assert ledger.file_bytes(ledger.bulletins()[0].sha256 or "") == b""


def test_a_bulletin_is_withdrawn_and_comes_back(ledger: LedgerStore) -> None:
    first = ledger.commit(bulletin_draft("先发"))
    ledger.commit(bulletin_draft("后发"))
    ledger.undo(first.id, "李四")
    assert [each.title for each in ledger.bulletins(JULY)] == ["后发"]
    ledger.redo("李四")
    assert [each.title for each in ledger.bulletins(JULY)] == ["先发", "后发"]


def test_what_cannot_be_undone_is_told_what_can(ledger: LedgerStore) -> None:
    with pytest.raises(UsageError, match="单位名称、认定、通报、清单变更和设置"):
        ledger.undo(ledger.operations()[0].id, "李四")


def test_the_settings_stand_in_the_snapshot(ledger: LedgerStore, clock: FixedClock) -> None:
    ledger.remember("window.period", "2021-07")
    assert ledger.snapshot(JULY).settings == {"window.period": "2021-07"}
    clock.time = datetime(2021, 9, 1, 8)
    assert ledger.snapshot(JULY, date(2021, 7, 1)).settings == {"window.period": "2021-07"}
