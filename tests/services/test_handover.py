"""交接: what one clerk had, the next one has, and nothing that was on the next one's machine is lost by it."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.lock import LedgerLock
from db.opening import create_ledger
from qcapp.domain.backups import BackupReason
from qcapp.domain.errors import Cancelled, ExpectedError, LedgerError, NothingToUndo, UsageError, WriteFailed
from qcapp.domain.handover import HandoverTrouble, HandoverUnreadable
from qcapp.domain.operations import OperationDraft, OperationKind
from qcapp.services.progress import SILENT
from qcapp.services.upkeep import UpkeepService
from tests.db.drafts import alias_draft, attach_draft, attachment, bulletin_draft, merge_draft
from tests.factory import small_plan
from tests.programs import ended, next_line
from tests.services.handing import PASSWORD, Machine

ROOT = Path(__file__).resolve().parents[2]
OLD = ROOT / "tests" / "old_ledgers"


@pytest.fixture
def zhang(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path / "张三的电脑", "张三").begin()
    machine.work("一月来办了三件事")
    return machine


@pytest.fixture
def li(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "李四的 电脑", "李四")


@pytest.fixture
def file(tmp_path: Path, zhang: Machine) -> Path:
    out = tmp_path / "交接.ysjj"
    zhang.hand_over(out)
    return out


def refused(machine: Machine, file: Path, password: str = PASSWORD) -> ExpectedError:
    """By the rehearsal and by receiving alike; nothing there changes, and nothing is left behind."""
    before = machine.bytes() if machine.folder.exists() else {}
    with pytest.raises(ExpectedError) as rehearsal:
        machine.service.rehearse(file, password, SILENT)
    with pytest.raises(ExpectedError) as receiving:
        machine.service.receive(file, password, "李四", SILENT)
    assert str(receiving.value) == str(rehearsal.value)
    assert str(receiving.value).endswith("。")
    assert machine.bytes() == before
    return receiving.value


# ---------------------------------------------------------------- from one to the next


def test_all_that_the_one_had_the_next_one_has(tmp_path: Path, zhang: Machine, li: Machine) -> None:
    zhang.do(lambda ledger: ledger.commit(merge_draft(b"the returned form")))
    zhang.do(lambda ledger: ledger.commit(attach_draft(attachment(b"a photo" * 9000))))
    zhang.do(lambda ledger: ledger.commit(alias_draft("数据局")))
    zhang.do(lambda ledger: ledger.commit(bulletin_draft()))
    zhang.do(lambda ledger: ledger.remember("window.views", '[{"name": "我的视图"}]'))
    out = tmp_path / "交接.ysjj"
    done = zhang.hand_over(out, to="李四")
    found = li.service.rehearse(out, PASSWORD, SILENT)
    assert not li.path.exists()
    assert found.sha256 == done.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (found.note.who, found.note.to, found.here, found.compared) == ("张三", "李四", None, None)
    facts = found.facts
    assert (facts.operations, facts.returns, facts.attachments, facts.bulletins) == (6, 1, 1, 1)
    assert facts == done.facts
    received = li.service.receive(out, PASSWORD, "李四", SILENT)
    assert (received.ledger, received.aside) == (li.path, None)
    assert li.operations() == ["接收交接文件“交接.ysjj”", *zhang.operations()]
    assert li.text() == zhang.text() == "一月来办了三件事"
    assert li.whole()
    ours, theirs = (m.do(lambda ledger: ledger.file_bytes(hashlib.sha256(b"a photo" * 9000).hexdigest())) for m in (zhang, li))
    assert ours == theirs == b"a photo" * 9000
    assert li.do(lambda ledger: ledger.settings())["window.views"] == '[{"name": "我的视图"}]'
    newest = li.do(lambda ledger: ledger.operations(1))[0]
    assert (newest.kind, newest.who) == (OperationKind.HANDOVER, "李四")
    assert not [each for each in os.listdir(li.folder) if ".part" in each]


def test_the_opening_password_and_the_second_backup_place_stay_on_their_machines(
    tmp_path: Path, zhang: Machine, li: Machine
) -> None:
    zhang.do(lambda ledger: ledger.remember("password.record", "scrypt-of-zhang"))
    second = OperationDraft(OperationKind.SETTINGS, "备份的第二处有改动", "张三", settings={"backup.second": "E:/张三的移动硬盘"})
    zhang.do(lambda ledger: ledger.commit(second))
    li.begin().do(lambda ledger: ledger.remember("password.record", "scrypt-of-li"))
    zhang.hand_over(tmp_path / "a.ysjj")
    li.service.receive(tmp_path / "a.ysjj", PASSWORD, "李四", SILENT)
    assert li.do(lambda ledger: ledger.settings()).get("password.record") == "scrypt-of-li"
    assert "backup.second" not in li.do(lambda ledger: ledger.settings())
    assert b"scrypt-of-zhang" not in li.path.read_bytes()
    assert li.whole()
    assert zhang.do(lambda ledger: ledger.settings())["password.record"] == "scrypt-of-zhang"


def test_a_second_place_that_was_set_in_the_settings_bars_nobody_from_taking_over(
    tmp_path: Path, zhang: Machine, li: Machine
) -> None:
    """The ledger that goes has it in its trail, and not among its settings."""
    settings = {"backup.second": "E:/张三的移动硬盘"}
    zhang.do(lambda ledger: ledger.commit(OperationDraft(OperationKind.SETTINGS, "第二处", "张三", settings=settings)))
    zhang.hand_over(tmp_path / "a.ysjj")
    li.service.receive(tmp_path / "a.ysjj", PASSWORD, "李四", SILENT)
    assert li.whole()
    assert "backup.second" not in li.do(lambda ledger: ledger.settings())


def test_neither_the_password_nor_a_word_of_the_ledger_stands_in_the_file_or_the_log(
    tmp_path: Path, zhang: Machine, li: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    zhang.work("绝密的一句话")
    out = tmp_path / "a.ysjj"
    zhang.hand_over(out)
    li.service.rehearse(out, PASSWORD, SILENT)
    with pytest.raises(HandoverUnreadable):
        li.service.rehearse(out, PASSWORD + "x", SILENT)
    data = out.read_bytes() + caplog.text.encode()
    for word in (PASSWORD, "绝密的一句话", "SQLite format", "张三"):
        assert word.encode() not in data
    for machine in (zhang, li):
        assert not any(PASSWORD.encode() in data for data in machine.bytes().values())


def test_drafts_go_along_and_a_newer_one_stays(tmp_path: Path, zhang: Machine, li: Machine) -> None:
    def draft(machine: Machine, name: str, at: str, text: str) -> None:
        machine.drafts.mkdir(parents=True, exist_ok=True)
        (machine.drafts / name).write_text(json.dumps({"at": at, "text": text}, ensure_ascii=False), encoding="utf-8")

    one, other, third = (f"draft-QC-202107-{number:02}-ABCD.json" for number in (1, 2, 3))
    draft(zhang, one, "2021-07-20T10:00:00", "张三写的")
    draft(zhang, other, "2021-07-20T10:00:00", "张三写的")
    draft(zhang, third, "2021-07-20T10:00:00", "张三写的")
    (zhang.drafts / "something.json").write_text("not a draft", encoding="utf-8")
    draft(li, other, "2021-07-21T10:00:00", "李四后来写的")
    draft(li, third, "2021-07-01T10:00:00", "李四早先写的")
    zhang.hand_over(tmp_path / "a.ysjj")
    found = li.service.rehearse(tmp_path / "a.ysjj", PASSWORD, SILENT)
    assert (found.drafts, found.drafts_kept) == (3, 1)
    assert li.service.receive(tmp_path / "a.ysjj", PASSWORD, "李四", SILENT).drafts == 2
    texts = {each.name: json.loads(each.read_text(encoding="utf-8"))["text"] for each in li.drafts.iterdir()}
    assert texts == {one: "张三写的", other: "李四后来写的", third: "张三写的"}


# ---------------------------------------------------------------- what is here already


def test_the_same_ledger_with_newer_work_here_is_told_before_and_kept_after(zhang: Machine, li: Machine, file: Path) -> None:
    shutil.copytree(zhang.folder, li.folder)
    li.work("李四接着写的")
    found = li.service.rehearse(file, PASSWORD, SILENT)
    assert found.compared is not None
    assert (found.compared.same, len(found.compared.only_here), found.compared.only_there) == (True, 1, ())
    lost = found.compared.only_here[0]
    received = li.service.receive(file, PASSWORD, "李四", SILENT)
    assert li.text() == "一月来办了三件事"
    assert received.aside is not None
    assert received.undoable
    day, number = received.operation.split("-")
    assert (day, int(number)) > (lost.id.split("-")[0], int(lost.id.split("-")[1]))  # no id is given twice
    aside = received.aside
    with sqlite3.connect(received.aside) as kept:
        assert kept.execute("SELECT count(*) FROM operation WHERE id = ?", (lost.id,)).fetchone() == (1,)
    assert li.do(lambda ledger: ledger.verify(aside)).reason is BackupReason.HANDOVER
    li.service.undo("李四")
    assert li.text() == "李四接着写的"
    assert li.whole()
    assert li.service.last_received() is not None
    li.service.undo("李四")  # and back again
    assert li.text() == "一月来办了三件事"


def test_what_the_file_has_newer_is_told(tmp_path: Path, zhang: Machine, li: Machine) -> None:
    shutil.copytree(zhang.folder, li.folder)
    newer = zhang.work("张三又写的")
    zhang.hand_over(tmp_path / "b.ysjj")
    found = li.service.rehearse(tmp_path / "b.ysjj", PASSWORD, SILENT)
    assert found.compared is not None
    assert [each.id for each in found.compared.only_there] == [newer.id]
    assert found.compared.only_here == ()


def test_two_that_went_on_apart_under_the_same_numbers_are_told_apart(tmp_path: Path, zhang: Machine, li: Machine) -> None:
    shutil.copytree(zhang.folder, li.folder)
    ours, theirs = li.work("李四写的"), zhang.work("张三写的")
    assert ours.id == theirs.id
    zhang.hand_over(tmp_path / "b.ysjj")
    found = li.service.rehearse(tmp_path / "b.ysjj", PASSWORD, SILENT)
    assert found.compared is not None
    assert [each.summary for each in found.compared.only_here] == [ours.summary]
    assert [each.id for each in found.compared.only_there] == [theirs.id]


def test_another_ledger_here_is_put_aside_whole_and_comes_back(zhang: Machine, li: Machine, file: Path) -> None:
    li.begin().work("李四自己的台账")
    found = li.service.rehearse(file, PASSWORD, SILENT)
    assert found.compared is not None
    assert not found.compared.same
    received = li.service.receive(file, PASSWORD, "李四", SILENT)
    assert li.text() == "一月来办了三件事"
    assert received.aside is not None
    (kept,) = li.do(lambda ledger: ledger.backups())
    assert (kept.path, kept.reason) == (received.aside, BackupReason.HANDOVER)  # it stands in the list of backups
    assert kept.sha256
    with pytest.raises(LedgerError, match=r"属于另一本台账.*撤销上次接收"):
        li.do(lambda ledger: ledger.compare(kept.path))
    li.service.undo("李四")
    assert li.text() == "李四自己的台账"
    assert li.whole()


def test_a_ledger_that_was_received_has_its_own_backup_of_the_day(li: Machine, file: Path) -> None:
    """That of the morning, of the ledger that was here, is none of it."""
    li.begin()
    morning = li.do(lambda ledger: UpkeepService(ledger, li.clock, "李四").daily())
    assert morning is not None
    li.service.receive(file, PASSWORD, "李四", SILENT)
    assert li.do(lambda ledger: UpkeepService(ledger, li.clock, "李四").last_backup()) == morning
    made = li.do(lambda ledger: UpkeepService(ledger, li.clock, "李四").daily())
    assert made is not None
    assert li.do(lambda ledger: ledger.verify(made.path)) == made
    assert li.do(lambda ledger: UpkeepService(ledger, li.clock, "李四").daily()) is None


def test_received_twice_is_the_same_ledger(li: Machine, file: Path) -> None:
    li.service.receive(file, PASSWORD, "李四", SILENT)
    found = li.service.rehearse(file, PASSWORD, SILENT)
    assert found.compared is not None
    assert (found.compared.same, found.compared.only_here, found.compared.only_there) == (True, (), ())
    li.service.receive(file, PASSWORD, "李四", SILENT)
    assert li.text() == "一月来办了三件事"
    assert li.whole()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there every name is text")
def test_a_file_whose_name_is_no_text_is_received_and_that_taken_back(li: Machine, file: Path) -> None:
    """As one from a computer of another encoding."""
    li.folder.mkdir()
    li.begin().work("李四自己的")
    strange = file.rename(file.with_name(os.fsdecode("7月交接".encode("gb18030") + b".ysjj")))
    li.service.receive(strange, PASSWORD, "李四", SILENT)
    assert li.text() == "一月来办了三件事"
    received = li.operations()[0]
    assert received.startswith("接收交接文件“7")
    assert ".ysjj”，原来的台账另存为“" in received
    li.service.undo("李四")
    assert li.text() == "李四自己的"


def test_a_damaged_ledger_here_is_put_aside_as_it_lies(li: Machine, file: Path) -> None:
    li.begin()
    data = bytearray(li.path.read_bytes())
    data[4096:8192] = os.urandom(4096)
    li.path.write_bytes(data)
    found = li.service.rehearse(file, PASSWORD, SILENT)
    assert found.here is None
    assert "已损坏" in found.here_trouble
    received = li.service.receive(file, PASSWORD, "李四", SILENT)
    assert received.aside is not None
    assert received.aside.read_bytes() == data
    assert not received.undoable
    assert li.text() == "一月来办了三件事"
    with pytest.raises(NothingToUndo):
        li.service.undo("李四")


def test_in_the_place_of_a_damaged_ledger_the_password_stays_and_no_id_is_given_twice(
    zhang: Machine, li: Machine, file: Path
) -> None:
    shutil.copytree(zhang.folder, li.folder)
    li.do(lambda ledger: ledger.remember("password.record", "scrypt-of-li"))
    lost = li.work("李四接着写的")
    li.do(lambda ledger: ledger.backup())
    data = bytearray(li.path.read_bytes())
    data[4096:8192] = os.urandom(4096)
    li.path.write_bytes(data)
    received = li.service.receive(file, PASSWORD, "李四", SILENT)
    assert received.operation > lost.id
    assert li.do(lambda ledger: ledger.settings())["password.record"] == "scrypt-of-li"
    assert li.whole()


def test_a_damaged_ledger_that_can_not_be_replaced_keeps_its_journal(
    li: Machine, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows another window may have it open. The journal may hold what the file lost."""
    from db import recovering
    from qcapp.forms.safe_write import patient_replace

    li.begin()
    li.path.write_bytes(li.path.read_bytes()[:4096] + os.urandom(8192))
    li.path.with_name(f"{li.path.name}-journal").write_bytes(bytes(700))
    before = li.bytes()

    def refused(source: Path, target: Path) -> None:
        if target == li.path:
            raise PermissionError(13, "held")
        patient_replace(source, target)

    monkeypatch.setattr(recovering, "patient_replace", refused)
    with pytest.raises(LedgerError):
        li.service.receive(file, PASSWORD, "李四", SILENT)
    assert {name: content for name, content in li.bytes().items() if not name.endswith(".lock")} == before


def test_a_former_ledger_that_was_changed_or_moved_is_not_brought_back_blindly(li: Machine, file: Path) -> None:
    li.begin().work("李四自己的台账")
    aside = li.service.receive(file, PASSWORD, "李四", SILENT).aside
    assert aside is not None
    data = aside.read_bytes()
    aside.write_bytes(data + b"x")
    with pytest.raises(LedgerError, match="被改动过"):
        li.service.undo("李四")
    aside.unlink()
    with pytest.raises(LedgerError, match="不在原处"):
        li.service.undo("李四")
    assert li.text() == "一月来办了三件事"


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004"])
def test_a_ledger_of_an_older_program_is_received_and_upgraded(tmp_path: Path, li: Machine, revision: str) -> None:
    """As the older program would have written it: the file holds the ledger as it was."""
    from qcapp.handover import bundle
    from tests.services.handover_files import pack

    old = tmp_path / "old.sqlite3"
    shutil.copyfile(OLD / f"{revision}.sqlite3", old)
    out = pack(tmp_path / "old.ysjj", [(bundle.LEDGER, old.read_bytes())])
    found = li.service.rehearse(out, PASSWORD, SILENT)
    assert found.upgraded_from == revision
    li.service.receive(out, PASSWORD, "李四", SILENT)
    assert li.whole()
    assert len(li.operations()) == found.facts.operations + 1
    assert not (li.folder / "backups").exists()


def test_an_older_ledger_that_is_here_is_compared_without_being_touched(li: Machine, file: Path) -> None:
    li.folder.mkdir()
    shutil.copyfile(OLD / "0004.sqlite3", li.path)
    before = li.bytes()
    found = li.service.rehearse(file, PASSWORD, SILENT)
    assert found.here is not None
    assert li.bytes() == before
    li.service.receive(file, PASSWORD, "李四", SILENT)
    assert li.text() == "一月来办了三件事"


def test_a_ledger_that_a_window_has_open_is_not_replaced_under_it(li: Machine, file: Path) -> None:
    li.begin().work("李四自己的台账")
    lock = LedgerLock(li.path, "王五")
    assert lock.take() == ""
    before = li.bytes()
    with pytest.raises(LedgerError, match="王五"):
        li.service.receive(file, PASSWORD, "李四", SILENT)
    lock.release()
    assert li.text() == "李四自己的台账"
    assert {name for name in li.bytes() if not name.startswith(".")} == {name for name in before if not name.startswith(".")}
    li.service.receive(file, PASSWORD, "李四", SILENT)
    assert li.text() == "一月来办了三件事"


# ---------------------------------------------------------------- what is refused


def test_a_wrong_password(li: Machine, file: Path) -> None:
    error = refused(li, file, PASSWORD + "!")
    assert isinstance(error, HandoverUnreadable)
    assert error.trouble is HandoverTrouble.PASSWORD


def test_a_file_that_is_gone(li: Machine, tmp_path: Path) -> None:
    assert "读不到" in str(refused(li, tmp_path / "没有.ysjj"))


def test_flipped_bits_all_over_a_real_file(li: Machine, file: Path) -> None:
    """Fifty random places, and whatever was here before stays."""
    li.begin().work("李四自己的台账")
    chance, data = random.Random(20210722), file.read_bytes()
    before = li.bytes()
    for _ in range(50):
        changed = bytearray(data)
        at = chance.randrange(len(data))
        changed[at] ^= 1 << chance.randrange(8)
        file.write_bytes(changed)
        with pytest.raises(HandoverUnreadable):
            li.service.receive(file, PASSWORD, "李四", SILENT)
    assert li.bytes() == before


@pytest.mark.parametrize(
    "names",
    [
        ["ledger.sqlite3", "fill/../../evil.json"], ["ledger.sqlite3", "C:/evil.json"], ["other.sqlite3"], [],
        ["ledger.sqlite3", "fill/draft-QC-202107-01-ABCD.json", "fill/draft-QC-202107-01-ABCD.json"],
        ["fill/draft-QC-202107-01-ABCD.json", "ledger.sqlite3"],
    ],
)
def test_a_file_made_to_write_elsewhere_is_refused(tmp_path: Path, zhang: Machine, li: Machine, names: list[str]) -> None:
    from tests.services.handover_files import pack

    ledger = zhang.path.read_bytes()
    parts = [(name, ledger if name.endswith(".sqlite3") else b"{}") for name in names]
    error = refused(li, pack(tmp_path / "evil.ysjj", parts))
    assert isinstance(error, HandoverUnreadable)
    assert error.trouble is HandoverTrouble.CONTENT


@pytest.mark.parametrize("change", ["size+", "size-", "sha", "huge", "negative", "manifest", "length", "newer"])
def test_a_manifest_that_lies_is_refused_before_a_disk_is_filled(
    tmp_path: Path, zhang: Machine, li: Machine, change: str
) -> None:
    from tests.services.handover_files import pack_lying

    error = refused(li, pack_lying(tmp_path / "lie.ysjj", zhang.path.read_bytes(), change))
    assert isinstance(error, HandoverUnreadable)
    assert error.trouble is (HandoverTrouble.NEWER if change == "newer" else HandoverTrouble.CONTENT)


@pytest.mark.parametrize("what", ["text", "foreign", "damaged", "newer"])
def test_a_file_whose_ledger_is_none_is_refused(tmp_path: Path, zhang: Machine, li: Machine, what: str) -> None:
    from tests.services.handover_files import pack

    data = bytearray(zhang.path.read_bytes())
    if what == "text":
        data = bytearray("不是台账".encode() * 1000)
    elif what == "foreign":
        data[68:72] = struct.pack(">I", 1)
    elif what == "damaged":
        data[5000:9000] = b"\x77" * 4000
    else:
        data[60:64] = struct.pack(">I", 9999)  # user_version
    li.begin().work("李四自己的台账")
    error = refused(li, pack(tmp_path / "no.ysjj", [("ledger.sqlite3", bytes(data))]))
    expected = {"text": "不是台账文件", "foreign": "其他程序的数据库", "damaged": "损坏", "newer": "更新版本"}[what]
    assert expected in str(error)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root mounts a disk, and on Linux")
def test_a_ledger_on_a_disk_that_can_only_be_read_is_handed_over_all_the_same(
    tmp_path: Path, zhang: Machine, li: Machine
) -> None:
    place = str(zhang.folder)
    if ended(["mount", "--bind", place, place]).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        ended(["mount", "-o", "remount,ro,bind", place], check=True)
        zhang.hand_over(tmp_path / "a.ysjj")
    finally:
        ended(["umount", "-l", place], check=True)
    li.service.receive(tmp_path / "a.ysjj", PASSWORD, "李四", SILENT)
    assert li.text() == "一月来办了三件事"


def test_a_short_password_and_a_wrong_name_are_refused_before_anything_is_written(tmp_path: Path, zhang: Machine) -> None:
    with pytest.raises(UsageError, match="至少 8 位"):
        zhang.service.write(tmp_path / "a.ysjj", "1234567", "张三", SILENT)
    with pytest.raises(UsageError, match="ysjj"):
        zhang.service.write(tmp_path / "a.zip", PASSWORD, "张三", SILENT)
    with pytest.raises(LedgerError, match="找不到台账"):
        Machine(tmp_path / "空", "张三").hand_over(tmp_path / "a.ysjj")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["张三的电脑", "空"]


# ---------------------------------------------------------------- faults


class _Stops:
    """Cancels after so many reports."""

    def __init__(self, after: int) -> None:
        self.left = after

    def report(self, done: int, total: int, what: str) -> None:
        self.left -= 1

    def cancelled(self) -> bool:
        return self.left <= 0


@pytest.mark.parametrize("after", range(1, 4))
def test_cancelled_at_any_step_leaves_nothing(tmp_path: Path, zhang: Machine, li: Machine, file: Path, after: int) -> None:
    li.begin().work("李四自己的台账")
    before, old = li.bytes(), file.read_bytes()
    for deed in (
        lambda: zhang.service.write(file, PASSWORD, "张三", _Stops(min(after, 2))),
        lambda: li.service.rehearse(file, PASSWORD, _Stops(after)),
        lambda: li.service.receive(file, PASSWORD, "李四", _Stops(after)),
    ):
        with pytest.raises(Cancelled):
            deed()
    assert li.bytes() == before
    assert file.read_bytes() == old
    assert sorted(zhang.bytes()) == ["台账.sqlite3"]


def victim(mode: str, machine: Machine, file: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "tests.services.handing", mode, str(machine.folder), str(file), *more],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )


@pytest.mark.parametrize("step", ["copy_in", "_upgrade", "_carry_over", "trouble_of", "sha256_of", "shut_out_others"])
def test_killed_at_a_step_of_receiving_what_was_here_is_whole(li: Machine, tmp_path: Path, file: Path, step: str) -> None:
    if step == "_upgrade":
        from tests.services.handover_files import pack

        file = pack(tmp_path / "old.ysjj", [("ledger.sqlite3", (OLD / "0003.sqlite3").read_bytes())])
    li.begin().work("李四自己的台账")
    process = victim(step, li, file)
    process.communicate(timeout=60)
    assert process.returncode == 9
    assert li.text() == "李四自己的台账"
    assert li.whole()


def test_killed_at_any_moment_of_receiving_it_is_the_one_or_the_other(li: Machine, file: Path) -> None:
    li.begin().work("李四自己的台账")
    chance = random.Random(7)
    trials, seen = int(os.environ.get("FAULT_TRIALS", "6")), set()
    for _ in range(trials):
        process = victim("receive", li, file)
        assert next_line(process)
        time.sleep(chance.uniform(0, 0.9))
        process.kill()
        process.communicate(timeout=60)
        seen.add(li.text())
        assert li.whole()
        assert li.text() in ("李四自己的台账", "一月来办了三件事")
    print(f"{trials} 次中途杀掉：{sorted(seen)}")


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX's")
@pytest.mark.parametrize("share", [0.1, 0.5, 1.05])
def test_a_full_disk_while_receiving_is_told_and_changes_nothing(li: Machine, file: Path, share: float) -> None:
    li.begin().work("李四自己的台账")
    before = li.bytes()
    process = victim("full", li, file, str(int(li.path.stat().st_size * share)))
    _, said = process.communicate(timeout=60)
    if process.returncode:
        assert said.strip().splitlines()[-1].endswith("。"), said
        assert {name: data for name, data in li.bytes().items() if not name.startswith(".")} == before
    assert li.whole()


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX's")
def test_a_full_disk_while_writing_leaves_the_earlier_file_whole(zhang: Machine, file: Path) -> None:
    import resource
    import signal

    before, soft = file.read_bytes(), resource.getrlimit(resource.RLIMIT_FSIZE)
    _with_drafts(zhang)  # so that the copy of the ledger fits, and what is sealed does not
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (zhang.path.stat().st_size + 50, soft[1]))
        with pytest.raises(WriteFailed, match="空间不够"):
            zhang.hand_over(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, soft)
        signal.signal(signal.SIGXFSZ, former)
    assert file.read_bytes() == before
    assert not [each for each in file.parent.iterdir() if each.name.startswith(".")]


def _with_drafts(machine: Machine) -> None:
    machine.drafts.mkdir(exist_ok=True)
    for number in range(20):
        (machine.drafts / f"draft-QC-202107-{number:02}-ABCD.json").write_bytes(b"x" * 10_000)


def test_too_little_room_is_told_before_a_disk_is_filled(li: Machine, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(file.parent)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(LedgerError, match="空间不够：接收要"):
        li.service.receive(file, PASSWORD, "李四", SILENT)
    assert li.bytes() == {}


@pytest.mark.skipif(sys.platform == "win32", reason="ru_maxrss is POSIX's")
def test_memory_stays_flat_for_a_ledger_of_a_hundred_megabytes(tmp_path: Path) -> None:
    """Python's own memory, over writing, reading back, rehearsing and receiving."""
    import tracemalloc

    zhang, li = Machine(tmp_path / "a", "张三"), Machine(tmp_path / "b", "李四")
    create_ledger(zhang.path, small_plan(), zhang.clock, "张三").close()
    for number in range(10):
        data = random.Random(number).randbytes(10_000_000)
        zhang.do(lambda ledger, data=data: ledger.commit(merge_draft(data)))  # type: ignore[misc]
    del data
    assert zhang.path.stat().st_size > 100_000_000
    tracemalloc.start()
    try:
        zhang.hand_over(tmp_path / "big.ysjj")
        li.service.receive(tmp_path / "big.ysjj", PASSWORD, "李四", SILENT)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    print(f"峰值 {peak / 1e6:.1f} MB")
    assert peak < 32_000_000  # one archived file at a time is looked through whole
    assert li.whole()
