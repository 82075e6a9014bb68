"""Files without a table: 佐证材料 find their form and measure, scans their unit, and nothing is put where nobody said."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from qcapp.domain.forms import ReturnedFile
from qcapp.merge.build import Incoming, build_plan
from qcapp.merge.plan import FilePlan, Outcome
from qcapp.merge.questions import NO_ANSWERS, Answers, Certainty
from tests.merge.world import DAY, FORM_ID, JULY, World, returned_file

SCAN = "这是 PDF 文件，读不出表格，请向单位要 xlsx 或 docx 原件，或对照着手工录入。"


def kept(path: str, member: str | None = None) -> ReturnedFile:
    data = f"{path} {member}".encode()
    return ReturnedFile(path, member, hashlib.sha256(data).hexdigest(), data, None, SCAN, keepable=True)


def form_in(world: World, path: str, member: str | None, unit: str = "区政数局", form_id: str = FORM_ID) -> ReturnedFile:
    world.send(unit, {}, form_id)
    number = world.plan.measures_of[unit][0]
    made = returned_file(world.form({number: {"progress": "已办"}}, form_id), f"{path}{member}")
    return ReturnedFile(path, member, made.sha256, made.data, made.form)


def plans(world: World, *files: ReturnedFile, answers: Answers = NO_ANSWERS) -> list[FilePlan]:
    return build_plan([Incoming(file, DAY, answers) for file in files], world.view()).files


@pytest.mark.parametrize(
    ("member", "no"),
    [
        ("佐证材料/现场照片.jpg", None),
        ("佐证材料/1/现场照片.jpg", 1),
        ("佐证材料/第2条/现场照片.jpg", 2),
        ("2.压减办理时间/照片.jpg", 2),
        ("佐证材料/第2条-统计表.pdf", 2),
        ("佐证材料/2/统计表.pdf", 2),
        ("2.jpg", None),  # the second picture as well as the second measure
        ("佐证材料/2人座谈.jpg", None),
        ("佐证材料/2月活动/照片.jpg", None),
        ("佐证材料/1.5开会/照片.jpg", None),
        ("推行一件事一次办/照片.jpg", 1),
        ("佐证材料/4/照片.jpg", None),  # not a measure of that unit
        ("佐证材料/2021年7月照片.jpg", None),
    ],
)
def test_evidence_beside_a_form_in_a_zip_finds_its_measure(member: str, no: int | None) -> None:
    world = World()
    _, found = plans(world, form_in(world, "报送.zip", "下发表.xlsx"), kept("报送.zip", member))
    assert (found.unit, found.period, found.belongs) == ("区政数局", JULY, no)
    assert (found.kept, found.outcome, found.waits) == (True, Outcome.UNCHANGED, False)


def test_evidence_goes_with_the_form_of_its_own_folder() -> None:
    world = World()
    files = (
        form_in(world, "全部.zip", "政数/表.xlsx"),
        form_in(world, "全部.zip", "税务/表.xlsx", "区税务局", "QC-202107-02-AAAA"),
        kept("全部.zip", "税务/佐证/照片.jpg"),
        kept("全部.zip", "说明.pdf"),
    )
    _, tax, photo, loose = plans(world, *files)
    assert (photo.unit, photo.with_return) == ("区税务局", tax.file.sha256)
    assert (loose.unit, loose.kept, loose.asked) == (None, False, True)


def test_a_scan_in_the_clerks_folder_is_nobodys_until_its_name_or_a_person_says_whose() -> None:
    world = World()
    form = form_in(world, "/回收/表.xlsx", None)
    _, scan = plans(world, form, kept("/回收/扫描件.pdf"))
    assert (scan.unit, scan.outcome, scan.asked, scan.recorded) == (None, Outcome.REFUSED, True, False)
    (told,) = plans(world, kept("/回收/扫描件.pdf"), answers=scan.answers.given(scan.questions[0], "区税务局"))
    assert (told.unit, told.kept, told.certainty) == ("区税务局", True, Certainty.TOLD)
    (named,) = plans(world, kept("/回收/区税务局7月.pdf"))
    assert (named.unit, named.kept, named.certainty, named.outcome) == ("区税务局", True, Certainty.LIKELY, Outcome.REFUSED)
    assert named.waits
    assert "存档" in (named.reason or "")


def test_a_locked_files_unit_is_asked_for_only_to_keep_it_unopened() -> None:
    world = World()
    (locked,) = plans(world, replace(kept("/回收/区税务局.xlsx"), path="/回收/税.xlsx", locked=True))
    (question,) = locked.questions
    assert (question.blocking, locked.asked, locked.status) == (False, False, "要密码")
    assert question.sentence.startswith("实在打不开")
    assert question.options[0].value == "区税务局"


def test_a_units_own_folder_on_the_disk_is_its_parcel() -> None:
    world = World()
    form = form_in(world, "/回收/区政数局/表.xlsx", None)
    _, photo, deeper = plans(world, form, kept("/回收/区政数局/照片.jpg"), kept("/回收/区政数局/佐证/2/照片.jpg"))
    assert (photo.with_return, photo.belongs) == (form.sha256, None)
    assert (deeper.with_return, deeper.belongs) == (form.sha256, 2)


def test_the_same_evidence_twice_is_a_duplicate() -> None:
    world = World()
    twin = kept("报送.zip", "佐证/照片.jpg")
    copy = ReturnedFile("报送.zip", "佐证/照片 - 副本.jpg", twin.sha256, twin.data, None, SCAN, keepable=True)
    _, first, second = plans(world, form_in(world, "报送.zip", "表.xlsx"), twin, copy)
    assert (first.kept, second.kept, second.outcome) == (True, False, Outcome.DUPLICATE)


@pytest.mark.parametrize(
    ("form", "scan"),
    [
        (("区税务局.zip", "表.xlsx"), ("区税务局.zip", "区政数局盖章扫描件.jpg")),
        (("/回收/a.xlsx", None), ("/回收/区政数局/扫描件.jpg", None)),
    ],
)
def test_a_name_that_contradicts_the_place_is_asked_about(
    form: tuple[str, str | None], scan: tuple[str, str | None]
) -> None:
    world = World()
    made = form_in(world, *form, "区税务局", "QC-202107-02-AAAA")
    _, found = plans(world, made, replace(kept(*scan), chosen="/回收"))
    assert (found.unit, found.kept, found.asked) == (None, False, True)
    assert found.questions[0].options[0].value == "区政数局"


def test_evidence_beside_a_form_that_was_merged_before_still_has_an_owner() -> None:
    world = World()
    form = form_in(world, "/收/区政数局/表.xlsx", None)
    world.merged_before("区政数局", {(1, "progress"): "已办"}, DAY)
    world.records = [world.records[0]._replace(sha256=form.sha256)]
    other = form_in(world, "/收/税.xlsx", None, "区税务局", "QC-202107-02-AAAA")
    again, _, photo = plans(world, form, other, kept("/收/区政数局/照片.jpg"))
    assert again.outcome is Outcome.DUPLICATE
    assert (photo.unit, photo.with_return) == ("区政数局", form.sha256)


def test_the_clerks_own_folder_says_nothing_of_a_scan() -> None:
    world = World()
    desk = "/家/区政数局/7月收表"
    (found,) = plans(world, replace(kept(f"{desk}/扫描件001.jpg"), chosen=desk))
    assert found.asked
    (told,) = plans(world, replace(kept(f"{desk}/区税务局/扫描件001.jpg"), chosen=desk))
    assert (told.unit, told.kept) == ("区税务局", True)
