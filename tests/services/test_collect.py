"""Collecting: what a merge writes, what it holds, and that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from qcapp.domain.errors import LedgerChanged, UsageError
from qcapp.domain.forms import ReturnedFile
from qcapp.domain.operations import OperationKind
from qcapp.merge.build import Incoming, Planning
from qcapp.merge.plan import Decision, Outcome
from qcapp.ports import Progress
from qcapp.services import collect
from tests.merge.world import JULY
from tests.services.office import Office

FILLED = {1: {"progress": "已办 3 件", "liaison.name": "张三"}, 2: {"progress": "已压减"}}


def test_a_merge_writes_what_the_unit_filled_in_and_says_so(office: Office) -> None:
    office.dispatch()
    office.comes_back(FILLED)
    operation = office.merge()
    assert operation is not None
    assert (operation.kind, operation.changed) == (OperationKind.MERGE, 3)
    assert operation.summary == "合并 1 份回收表，更新 3 处"
    told = [office.text(1, "progress"), office.text(1, "liaison.name"), office.text(2, "progress")]
    assert told == ["已办 3 件", "张三", "已压减"]


def test_each_value_knows_its_file_and_the_day_it_was_received(office: Office) -> None:
    office.dispatch()
    office.comes_back(FILLED, names=("区政数局.xlsx",))
    office.services.collect.apply(office.services.collect.preview([], received=date(2021, 7, 20)))
    source = office.store.snapshot(JULY).entry(1, "区政数局").values["progress"].source
    assert (source.file, source.received) == ("区政数局.xlsx", date(2021, 7, 20))


def test_a_file_is_compared_before_the_next_is_waited_for(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.dispatch()
    files = office.comes_back(FILLED, {1: {"progress": "另一份"}})
    heard: list[str] = []

    class Watched(Planning):
        def add(self, incoming: Incoming) -> None:
            super().add(incoming)
            heard.append(f"compared {incoming.file.name}")

    def read(paths: Sequence[Path], progress: Progress, passwords: Sequence[str] = ()) -> Iterator[ReturnedFile]:
        for file in files:
            heard.append(f"read {file.name}")
            yield file

    monkeypatch.setattr(collect, "Planning", Watched)
    monkeypatch.setattr(office.reader, "read", read)
    plan = office.preview()
    assert heard == ["read 回收0.xlsx", "compared 回收0.xlsx", "read 回收1.xlsx", "compared 回收1.xlsx"]
    # What the one that came first says is told apart from the other's all the same.
    assert [(file.outcome, [each.rival for each in file.open]) for file in plan.files] == [(Outcome.CONFLICT, [True])] * 2
    assert [note.message for note in plan.files[0].notes] == [note.message for note in office.preview().files[0].notes]


def test_a_preview_changes_nothing(office: Office) -> None:
    office.dispatch()
    before = office.store.operations()
    office.comes_back(FILLED)
    assert office.preview().changed == 3
    assert office.store.operations() == before
    assert office.text(1, "progress") == ""


def test_the_same_file_again_is_a_duplicate_and_nothing_happens(office: Office) -> None:
    office.dispatch()
    office.comes_back(FILLED)
    office.merge()
    before = office.store.operations()
    plan = office.preview()
    assert plan.files[0].outcome is Outcome.DUPLICATE
    assert office.services.collect.apply(plan) is None
    assert office.store.operations() == before


def test_of_a_great_many_files_those_merged_before_are_known_again(office: Office) -> None:
    office.dispatch()
    first = office.comes_back(*({1: {"progress": f"已办 {number} 件"}} for number in range(25)))
    office.merge()
    again = office.comes_back({1: {"progress": "已办 30 件"}}, names=("新的.xlsx",))
    office.reader.files = [*first, *again]
    plan = office.preview()
    assert [file.outcome for file in plan.files[:-1]] == [Outcome.DUPLICATE] * 25
    assert plan.files[-1].outcome is not Outcome.DUPLICATE
    assert {file.reason for file in plan.files[:-1]} == {
        f"这份文件 2021-07-22 已作为《{file.name}》收过，内容完全相同，没有变化。" for file in first
    }
    office.services.history.undo()
    assert not any(file.outcome is Outcome.DUPLICATE for file in office.preview().files)


def test_after_undo_the_same_file_can_be_merged_again(office: Office) -> None:
    office.dispatch()
    office.comes_back(FILLED)
    office.merge()
    office.services.history.undo()
    assert office.text(1, "progress") == ""
    assert office.preview().files[0].outcome is Outcome.MERGED
    office.merge()
    assert office.text(1, "progress") == "已办 3 件"


def test_a_conflict_waits_in_the_ledger_and_what_was_there_stays(office: Office) -> None:
    office.dispatch()
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "经办人记的")
    office.comes_back({1: {"progress": "单位写的"}, 2: {"progress": "已压减"}})
    operation = office.merge()
    assert operation is not None
    assert operation.summary.endswith("1 处冲突待处理")
    held = office.store.held(JULY)
    assert [(each.base, each.ours, each.theirs) for each in held] == [("", "经办人记的", "单位写的")]
    assert (office.text(1, "progress"), office.text(2, "progress")) == ("经办人记的", "已压减")


@pytest.mark.parametrize(
    ("decision", "typed", "after"),
    [
        (Decision.OURS, "", "经办人记的"), (Decision.THEIRS, "", "单位写的"),
        (Decision.BOTH, "", "经办人记的\n单位写的"), (Decision.TYPED, " 商定的 ", "商定的"),
    ],
)
def test_a_waiting_conflict_is_settled_as_a_person_says_and_can_be_unsettled(
    office: Office, decision: Decision, typed: str, after: str
) -> None:
    office.dispatch()
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "经办人记的")
    office.comes_back({1: {"progress": "单位写的"}, 2: {}})
    office.merge()
    office.services.edit.resolve(office.store.held()[0], decision, typed)
    assert (office.text(1, "progress"), office.store.held()) == (after, ())
    office.services.history.undo()
    assert (office.text(1, "progress"), len(office.store.held())) == ("经办人记的", 1)


def test_two_files_that_disagree_both_wait(office: Office) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": "表里的"}, 2: {}}, {1: {"progress": "文档里的"}, 2: {}})
    office.merge()
    assert office.text(1, "progress") == ""
    assert sorted(each.theirs for each in office.store.held()) == ["文档里的", "表里的"]


def test_keeping_both_of_two_files_keeps_both(office: Office) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": "表里的"}, 2: {}}, {1: {"progress": "文档里的"}, 2: {}})
    plan = office.preview()
    plan.decide_all(Decision.BOTH)
    office.services.collect.apply(plan)
    assert office.text(1, "progress") == "表里的\n文档里的"


def test_a_return_that_comes_round_ends_the_conflict(office: Office) -> None:
    office.dispatch()
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "经办人记的")
    office.comes_back({1: {"progress": "单位写的"}, 2: {}})
    office.merge()
    office.comes_back({1: {"progress": "经办人记的"}, 2: {}})
    office.merge()
    assert office.store.held() == ()


def test_another_wording_replaces_the_one_that_waited(office: Office) -> None:
    office.dispatch()
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "经办人记的")
    for words in ("初稿", "更正稿"):
        office.comes_back({1: {"progress": words}, 2: {}})
        office.merge()
    assert [each.theirs for each in office.store.held()] == ["更正稿"]


def test_a_ledger_that_moved_after_the_preview_is_not_overwritten(office: Office) -> None:
    office.dispatch()
    office.comes_back(FILLED)
    plan = office.preview()
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "刚刚记的")
    with pytest.raises(LedgerChanged):
        office.services.collect.apply(plan)
    assert office.text(2, "progress") == ""
    fresh = office.services.collect.refresh(plan)
    assert fresh.open == 1
    office.services.collect.apply(fresh)
    assert (office.text(1, "progress"), office.text(2, "progress")) == ("刚刚记的", "已压减")


def test_planning_again_keeps_the_decisions_on_what_has_not_moved(office: Office) -> None:
    office.dispatch()
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "经办人记的")
    office.comes_back({1: {"progress": "单位写的"}, 2: {}})
    plan = office.preview()
    plan.files[0].fields[0].decision = Decision.TYPED
    plan.files[0].fields[0].typed = "商定的"
    assert office.services.collect.refresh(plan).files[0].fields[0].result == "商定的"


def test_undo_of_a_merge_leaves_what_was_changed_since_and_names_it(office: Office) -> None:
    office.dispatch()
    office.comes_back(FILLED)
    merged = office.merge()
    assert merged is not None
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "后来改的")
    result = office.services.history.undo(merged.id)
    assert [(key.no, key.field) for key in result.left] == [(1, "progress")]
    assert [office.text(1, "progress"), office.text(2, "progress"), office.text(1, "liaison.name")] == ["后来改的", "", ""]


def test_two_units_on_one_measure_never_meet(office: Office) -> None:
    office.dispatch()
    for unit, words in (("区税务局", "已推广"), ("高新区税务局", "试点中")):
        office.comes_back({3: {"progress": words}}, unit=unit)
        assert office.preview().open == 0
        office.merge()
    assert (office.text(3, "progress", "区税务局"), office.text(3, "progress", "高新区税务局")) == ("已推广", "试点中")


def test_contacts_and_deadline_stay_for_the_next_month_and_progress_does_not(office: Office) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": "已办", "deadline": "2021-12-31", "liaison.name": "张三"}, 2: {}})
    office.merge()
    august = JULY.shifted(1)
    assert [office.text(1, key, period=august) for key in ("progress", "deadline", "liaison.name")] == ["", "2021-12-31", "张三"]


def test_a_backup_is_made_before_anything_is_merged(office: Office) -> None:
    office.dispatch()
    office.comes_back(FILLED)
    before = len(office.services.upkeep.backups())
    office.merge()
    assert len(office.services.upkeep.backups()) == before + 1


def test_what_was_undone_does_not_come_back_when_a_later_edit_is_undone_too(office: Office) -> None:
    office.dispatch()
    office.comes_back({1: {"progress": "单位写的"}, 2: {}})
    merged = office.merge()
    assert merged is not None
    edited = office.services.edit.set_field(1, "区政数局", JULY, "progress", "人工改的")
    assert edited is not None
    office.services.history.undo(merged.id)
    office.services.history.undo(edited.id)
    assert office.text(1, "progress") == ""
    office.services.history.redo()
    assert office.text(1, "progress") == "人工改的"


def test_a_day_that_is_yet_to_come_is_refused_so_that_later_returns_are_not_taken_for_older_ones(office: Office) -> None:
    office.dispatch()
    office.comes_back(FILLED)
    with pytest.raises(UsageError, match=r"^收到日期 2021-07-23 在今天（2021-07-22）之后，请写今天或以前的日子。$"):
        office.services.collect.preview([], received=date(2021, 7, 23))
    assert office.services.collect.preview([], received=date(2021, 7, 22)).mergeable
