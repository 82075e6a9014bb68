"""One return, saved by several dozen programs: what the unit typed arrives from each, or the sentence says why it can't."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import SqlLedger
from qcapp.domain.text import comparable
from qcapp.forms.locate import locate
from qcapp.intake.form_codec import decode_form, encode_form
from qcapp.intake.parsing import parse
from qcapp.intake.reader import SafeReader
from qcapp.merge.plan import FilePlan, Outcome
from qcapp.merge.questions import Certainty
from qcapp.services.collect import CollectService
from tests.factory import FixedClock
from tests.returns import answers
from tests.returns.answers import FOLDER, PASSWORD, SAVED, Saved

READABLE = [each for each in answers.files() if not each.refused and not each.password]
REFUSED = [each for each in answers.files() if each.refused]
LOCKED = [each for each in answers.files() if each.password]


@pytest.fixture(scope="module")
def reader() -> Iterator[SafeReader]:
    reader = SafeReader(in_process=True)
    yield reader
    reader.close()


@pytest.fixture
def collect(sent_ledger: SqlLedger, reader: SafeReader) -> CollectService:
    return CollectService(sent_ledger, reader, FixedClock(), "经办人")


def only(plans: list[FilePlan]) -> FilePlan:
    (plan,) = plans
    return plan


def check(plan: FilePlan, saved: Saved) -> None:
    """The file is that unit's return of that month, all its fields are the answers, and nothing is asked; told is only what
    the answers themselves give cause for: the deadline of 37 moves."""
    assert (plan.unit, plan.period, plan.reason) == (answers.unit(), answers.period(), None)
    assert (plan.form_id, plan.certainty) == (answers.told()["form_id"], Certainty.SURE)
    assert plan.questions == []
    notes = [f"{note.no}.{note.code}" if note.no else note.code for note in plan.notes]
    assert sorted(notes) == sorted(("37.deadline_moves", *saved.notes))
    said = {(each.key.no, each.key.field): each.theirs for each in plan.fields if each.theirs}
    expected = answers.expected(saved)
    if saved.alike:
        said, expected = ({place: comparable(text) for place, text in each.items()} for each in (said, expected))
    assert said == expected
    sent = {(no, key): text for no, texts in answers.cells("sent").items() for key, text in texts.items()}
    changed = {place for place, text in answers.expected(saved).items() if sent.get(place) != text}
    assert {(each.key.no, each.key.field) for each in plan.fields if each.changes} == changed
    assert plan.outcome is Outcome.MERGED


@pytest.mark.parametrize("saved", READABLE, ids=lambda saved: saved.file)
def test_what_was_typed_arrives_whatever_program_saved_it(collect: CollectService, saved: Saved) -> None:
    check(only(collect.preview([saved.path]).files), saved)


@pytest.mark.parametrize("saved", LOCKED, ids=lambda saved: saved.file)
def test_a_file_with_a_password_is_asked_for_and_opens_with_the_right_one_only(
    collect: CollectService, saved: Saved
) -> None:
    for words in ((), ("不是",)):
        closed = only(collect.preview([saved.path], passwords=words).files)
        assert (closed.outcome, closed.file.locked) == (Outcome.REFUSED, True)
        assert "密码" in (closed.reason or "")
        assert "损坏" not in (closed.reason or "")
    check(only(collect.preview([saved.path], passwords=("不是", PASSWORD)).files), saved)


@pytest.mark.parametrize("saved", REFUSED, ids=lambda saved: saved.file)
def test_what_is_no_table_is_told_by_its_bytes_and_refused_in_one_sentence(
    collect: CollectService, saved: Saved
) -> None:
    plan = only(collect.preview([saved.path]).files)
    assert plan.outcome is Outcome.REFUSED
    assert saved.refused in (plan.reason or "")
    assert (plan.reason or "").count("。") == 1
    if plan.file.keepable:
        assert plan.file.data == saved.path.read_bytes()
    else:
        assert "已跳过" in saved.refused or "空的" in saved.refused


@pytest.mark.parametrize("saved", answers.files("archives"), ids=lambda saved: saved.file)
def test_names_in_an_archive_are_told_and_its_form_is_read(collect: CollectService, saved: Saved) -> None:
    found = collect.preview([saved.path]).files
    if saved.refused:
        assert {(plan.outcome, saved.refused in (plan.reason or "")) for plan in found} == {(Outcome.REFUSED, True)}
        return
    folder = f"{saved.within}回收表/"
    litter = (".DS_Store", "~$区市场监管局（最终版）.xlsx")
    names = (*litter, "佐证材料/现场照片.jpg", "区市场监管局（最终版）.xlsx")
    plans = {plan.file.member: plan for plan in found}
    assert set(plans) == {folder + name for name in names}
    form = plans[f"{folder}区市场监管局（最终版）.xlsx"]
    assert form.file.data == (SAVED / "xlsx" / "libreoffice.xlsx").read_bytes()
    check(form, saved)
    for name in litter:
        assert "已跳过" in (plans[folder + name].reason or "")


def test_the_real_reading_process_says_the_same(sent_ledger: SqlLedger) -> None:
    reader = SafeReader()
    try:
        collect = CollectService(sent_ledger, reader, FixedClock(), "经办人")
        chosen = [each for each in READABLE if "libreoffice" in each.file]
        plans = collect.preview([each.path for each in chosen]).files
        # The second file that says the same is no duplicate: its bytes are others.
        assert [plan.file.form is not None for plan in plans] == [True] * len(chosen)
        check(only(collect.preview([chosen[0].path]).files), chosen[0])
    finally:
        reader.close()


@pytest.mark.parametrize("saved", READABLE, ids=lambda saved: saved.file)
def test_the_form_crosses_from_the_reading_process_as_it_was_found(saved: Saved) -> None:
    form = locate(parse(saved.path.read_bytes()))
    assert decode_form(encode_form(form)) == form


def test_the_list_of_files_is_whole() -> None:
    there = {path.relative_to(SAVED).as_posix() for path in SAVED.rglob("*") if path.is_file()}
    assert there == {each.file for of in ("files", "archives") for each in answers.files(of)}


def test_the_readme_names_every_file_and_its_program() -> None:
    readme = Path(FOLDER / "README.md").read_text(encoding="utf-8")
    for of in ("files", "archives"):
        for each in answers.files(of):
            assert f"`{each.file}` | {each.by} |" in readme
