"""Two clerks on one ledger, each a process of its own: every operation whole, none lost, and whoever previewed too early told."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from db.server.opening import open_shared
from db.server.store import SharedLedger
from qcapp.domain.backups import Backup
from qcapp.domain.errors import LedgerChanged
from qcapp.domain.ledger import CellKey
from qcapp.domain.operations import OperationDraft, OperationKind
from tests.db.drafts import JULY, ZS, alias_draft, edit, key
from tests.factory import FixedClock
from tests.programs import next_line
from tests.server.clerk import decided, office_of
from tests.server.template import Template

ROUNDS = 6
EDITS = 30
TRIALS = ("1", "2")
ROOT = Path(__file__).parent.parent.parent
Clerk = subprocess.Popen[str]


@pytest.fixture
def clerk(on_server: Template, tmp_path: Path) -> Iterator[Callable[..., Clerk]]:
    """Starts a process that has the same ledger open, and answers it when it has."""
    with ExitStack() as stack:
        def start(what: str, name: str, rounds: int = 1, seed: str = "0") -> Clerk:
            words = [what, on_server.address.url, str(tmp_path / name), name, str(rounds), seed]
            process = stack.enter_context(subprocess.Popen(
                [sys.executable, "-m", "tests.server.clerk", *words], cwd=ROOT, text=True, encoding="utf-8",
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            ))
            stack.callback(process.kill)
            assert said(process) == "ready"
            return process

        yield start


def said(process: Clerk) -> str:
    line = next_line(process).strip()
    assert line, process.communicate(timeout=60)[1]
    return line


def go(process: Clerk) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def whole(ledger: SharedLedger) -> list[str]:
    return [f"{each.name}：{each.detail}" for each in ledger.check() if not each.ok]


def numbers(ledger: SharedLedger, table: str, column: str = "id") -> list[int]:
    with ledger._reading() as query:
        return [row[0] for row in query.execute(f"SELECT {column} FROM {table} ORDER BY 1")]


def test_two_who_merge_at_once_lose_nothing(ledger: SharedLedger, clerk: Callable[..., Clerk]) -> None:
    office_of(ledger, "张三").dispatch()
    before = len(ledger.operations())
    both = [clerk("merge", name, ROUNDS) for name in ("甲", "乙")]
    for process in both:
        go(process)
    changed = [int(said(process)) for process in both]
    assert [process.wait(60) for process in both] == [0, 0]

    done = [each for each in reversed(ledger.operations()) if each.kind is OperationKind.MERGE]
    assert len(done) == 2 * ROUNDS
    assert sorted(each.who for each in done) == ["乙"] * ROUNDS + ["甲"] * ROUNDS
    # Without a gap, without one twice.
    assert numbers(ledger, "operation", "seq") == list(range(1, before + len(done) + 1))
    assert [each.id for each in reversed(ledger.operations())] == [
        f"20210722-{number:04d}" for number in range(1, before + len(done) + 1)
    ]
    for table in ("change", "returned_form"):
        assert numbers(ledger, table) == list(range(1, len(numbers(ledger, table)) + 1))
    # Each whole: two files, three fields, whatever the other did meanwhile.
    for each in done:
        assert len(ledger.returns_of(each.id)) == 2
        changes = ledger.changes(each.id)
        assert len(changes) == 3
        assert {change.after[:4] for change in changes} == {changes[0].after[:4]}
    # What one merged is what the next found there: nothing was overwritten unseen.
    deadlines = [change for change in reversed(ledger.history(1, 2021, ZS)) if change.key.field == "deadline"]
    assert [each.before for each in deadlines] == ["", *(each.after for each in deadlines[:-1])]
    assert len(deadlines) == 2 * ROUNDS
    assert sorted(each.after for each in deadlines) == sorted(
        f"{name}第{number}次，年底前" for name in ("甲", "乙") for number in range(ROUNDS)
    )
    assert all(count >= 0 for count in changed)
    assert whole(ledger) == []


@pytest.mark.parametrize("seed", TRIALS)
def test_two_who_edit_the_same_fields_at_once_lose_nothing_and_undo_nothing_of_the_other(
    ledger: SharedLedger, clerk: Callable[..., Clerk], seed: str
) -> None:
    both = [clerk("edit", name, EDITS, seed) for name in ("甲", "乙")]
    for process in both:
        go(process)
    told = [json.loads(said(process)) for process in both]
    assert [process.wait(60) for process in both] == [0, 0]

    operations = list(reversed(ledger.operations()))
    places = {each.id: place for place, each in enumerate(operations)}
    assert numbers(ledger, "operation", "seq") == list(range(1, len(operations) + 1))
    changes = {each.id: {change.key: change for change in ledger.changes(each.id)} for each in operations}
    # What anybody changed said what the one before had left: nothing was overwritten unseen.
    shows: dict[CellKey, str] = {}
    before: dict[str, dict[CellKey, str]] = {}
    for each in operations:
        before[each.id] = dict(shows)
        for field, change in changes[each.id].items():
            assert change.before == shows.get(field, ""), each
            shows[field] = change.after
    entries = ledger.snapshot(JULY).entries
    assert {field: entries[field.entry].text(field.field) for field in shows} == shows
    for name, one in zip(("甲", "乙"), told, strict=True):
        # What was acknowledged is there, by the name of who did it; and nothing else is.
        assert {operations[places[done]].who for done in one["edits"]} == {name}
        for undone, undo, left in one["undos"]:
            kept = {field for field in changes[undone] if [field.no, field.unit, field.field] in left}
            for field, change in changes[undone].items():
                since = [each for each in operations[places[undone] + 1 : places[undo]] if field in changes[each.id]]
                assert field not in kept or (since and field not in changes[undo])
                assert field in kept or before[undo].get(field, "") == change.after
    known = {done for one in told for done in one["edits"]} | {undo for one in told for _, undo, _ in one["undos"]}
    assert {each.id for each in operations if each.kind is not OperationKind.INIT} == known
    assert whole(ledger) == []


def test_who_previewed_before_the_other_merged_is_told_and_merges_after_a_new_preview(
    ledger: SharedLedger, clerk: Callable[..., Clerk]
) -> None:
    office = office_of(ledger, "乙")
    office.dispatch()
    office.comes_back({1: {"deadline": "乙的期限", "problems": "乙的问题"}})
    early = office.preview()
    other = clerk("merge", "甲")
    go(other)
    assert said(other) == "0"
    assert ledger.written_elsewhere()
    count = len(ledger.operations())
    with pytest.raises(LedgerChanged, match="台账在预览之后已被改动，请重新预览后再合并"):
        office.services.collect.apply(early)
    assert len(ledger.operations()) == count

    fresh = office.services.collect.refresh(early)
    fields = {each.key.field: each for file in fresh.files for each in file.fields}
    # What the unit had said in the form that the other merged is the base now: it says something else since.
    assert (fields["deadline"].base, fields["deadline"].ours) == ("甲第0次，年底前", "甲第0次，年底前")
    assert (fields["problems"].base, fields["problems"].ours) == ("甲第0次的问题", "甲第0次的问题")
    assert office.services.collect.apply(decided(fresh)) is not None
    entry = ledger.snapshot(JULY).entry(1, ZS)
    assert (entry.text("deadline"), entry.text("problems"), entry.text("progress")) == ("乙的期限", "乙的问题", "甲第0次")
    assert whole(ledger) == []


@pytest.mark.parametrize("back", ["restored", "undone"])
def test_who_previewed_before_another_took_the_ledger_back_is_told_and_merges_after_a_new_preview(
    ledger: SharedLedger, on_server: Template, tmp_path: Path, back: str
) -> None:
    """A backup brought back, or a merge undone."""
    office = office_of(ledger, "乙")
    office.dispatch()
    other = open_shared(on_server.address, tmp_path / "甲", FixedClock())
    saved = other.backup()
    merged = edit(ledger, key(field="deadline"), "乙先写的期限")
    office.comes_back({1: {"deadline": "单位的期限", "problems": "单位的问题"}})
    early = office.preview()
    assert ledger.written_elsewhere() is False
    if back == "restored":
        other.restore(saved.path, "甲")
    else:
        other.undo(merged.id, "甲")
    assert ledger.written_elsewhere()
    count = len(ledger.operations())
    with pytest.raises(LedgerChanged, match="台账在预览之后已被改动，请重新预览后再合并"):
        office.services.collect.apply(decided(early))
    assert len(ledger.operations()) == count
    fresh = office.services.collect.refresh(early)
    assert {each.key.field: each.ours for file in fresh.files for each in file.fields} == {"deadline": "", "problems": ""}
    assert office.services.collect.apply(decided(fresh)) is not None
    entry = other.snapshot(JULY).entry(1, ZS)
    assert (entry.text("deadline"), entry.text("problems")) == ("单位的期限", "单位的问题")
    assert whole(other) == whole(ledger) == []
    other.close()


def test_a_file_that_another_merged_during_the_backup_is_not_recorded_twice(
    ledger: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = office_of(ledger, "乙")
    edit(ledger, key(field="deadline"), "年底前")
    office.dispatch()
    office.comes_back({1: {"deadline": "年底前"}})
    early, other = office.preview(), office.preview()
    backup = ledger.backup

    def while_another_merges(*args: Any, **more: Any) -> Backup:
        monkeypatch.setattr(ledger, "backup", backup)
        assert office.services.collect.apply(other) is not None
        return backup(*args, **more)

    monkeypatch.setattr(ledger, "backup", while_another_merges)
    with pytest.raises(LedgerChanged, match="已经合并过"):
        office.services.collect.apply(early)
    assert [each.kind for each in ledger.operations()].count(OperationKind.MERGE) == 1


def test_who_dies_in_the_middle_of_a_write_leaves_nothing(ledger: SharedLedger, clerk: Callable[..., Clerk]) -> None:
    office_of(ledger, "张三").dispatch()
    other = clerk("hang", "甲")
    assert said(other) == "in the middle of 3"
    assert len(ledger.operations()) == 2, "nobody else sees half of it"
    other.kill()
    other.wait(60)
    done = edit(ledger, key(), "接着写")
    assert done.id == "20210722-0003"
    assert [each.kind for each in ledger.operations()] == [OperationKind.EDIT, OperationKind.DISPATCH, OperationKind.INIT]
    assert "half" not in ledger.settings()
    assert whole(ledger) == []


def test_names_and_settings_that_another_changed_are_those_of_the_next_question(
    ledger: SharedLedger, on_server: Template, tmp_path: Path
) -> None:
    other = open_shared(on_server.address, tmp_path / "乙", FixedClock())
    other.commit(alias_draft("大数据局"))
    other.commit(OperationDraft(OperationKind.SETTINGS, "改", "乙", settings={"stats.green_from": "15"}))
    assert ledger.written_elsewhere()
    assert ledger.snapshot(JULY).plan.unit_named("大数据局") == ZS
    assert ledger.settings() == {"stats.green_from": "15"}
    other.close()


def test_a_reader_of_an_older_moment_takes_no_list_from_under_anothers_hands(
    ledger: SharedLedger, on_server: Template, tmp_path: Path
) -> None:
    other = open_shared(on_server.address, tmp_path / "乙", FixedClock())
    begun, ended = threading.Event(), threading.Event()
    late, _ = ledger._begun()

    def reads_late() -> None:
        begun.wait(60)
        with ledger._at(late):
            ledger._keep_up(late)
        ended.set()

    reader = threading.Thread(target=reads_late)
    reader.start()
    other.commit(alias_draft("大数据局"))
    with ledger._writing():
        begun.set()
        assert ended.wait(60)
        assert ledger.plan_for(JULY).unit_named("大数据局") == ZS
    reader.join()
    assert ledger.snapshot(JULY).plan.unit_named("大数据局") == ZS
    ledger._end(late.connection)
    other.close()


def test_a_list_that_another_changed_just_after_our_own_write_is_seen(
    ledger: SharedLedger, on_server: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between our commit and its last words."""
    other = open_shared(on_server.address, tmp_path / "乙", FixedClock())
    committed = ledger._written.committed

    def and_then_another() -> None:
        committed()
        other.commit(alias_draft("大数据局"))
        reader = threading.Thread(target=ledger.settings)
        reader.start()
        reader.join()

    monkeypatch.setattr(ledger._written, "committed", and_then_another)
    edit(ledger, key(), "一")
    assert ledger.snapshot(JULY).plan.unit_named("大数据局") == ZS
    other.close()
