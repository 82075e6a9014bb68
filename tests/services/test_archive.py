"""佐证材料 on a real ledger: kept whole, told once, let go and brought back."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from qcapp.domain.errors import LedgerChanged, LedgerError, UnreadableFile, UsageError
from qcapp.domain.ledger import Attachment
from qcapp.domain.operations import OperationKind
from qcapp.domain.period import Period
from qcapp.services import archive as module
from tests.merge.world import JULY
from tests.services.office import Office

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """A file on the desk."""

    def made(name: str, data: bytes = b"data") -> Path:
        path = tmp_path / "桌面" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return made


def names(office: Office, period: Period = JULY) -> list[tuple[str, int | None, str]]:
    return [(each.unit, each.no, each.name) for each in office.store.attachments(period)]


def only(office: Office) -> Attachment:
    (one,) = office.store.attachments(JULY)
    return one


def test_files_are_kept_whole_in_one_operation(office: Office, put: Put) -> None:
    paths = [put("现场照片.jpg", b"photo"), put("统计.xlsx", b"table")]
    done = office.services.archive.attach(1, "政数局", JULY, paths)
    operation = office.store.operations()[0]
    assert done.operation == operation
    assert operation.kind is OperationKind.ATTACH
    assert operation.summary == "第 1 条 区政数局 2021年7月：添加佐证材料 2 份（“现场照片.jpg”、“统计.xlsx”）"
    assert done.words == "已添加佐证材料 2 份。"
    assert names(office) == [("区政数局", 1, "现场照片.jpg"), ("区政数局", 1, "统计.xlsx")]
    first = office.store.attachments(JULY)[0]
    assert (first.size, first.who, first.origin) == (5, "经办人", "")
    assert office.services.archive.bytes_of(first.sha256) == b"photo"


def test_the_same_bytes_are_told_and_not_kept_twice(office: Office, put: Put) -> None:
    archive = office.services.archive
    archive.attach(1, "区政数局", JULY, [put("a.jpg", b"same")])
    again = archive.attach(1, "区政数局", JULY, [put("b.jpg", b"same")])
    assert again.operation is None
    assert again.words == "“b.jpg”已经在这里，没有重复添加。"
    mixed = archive.attach(1, "区政数局", JULY, [put("c.jpg", b"same"), put("d.jpg", b"new"), put("e.jpg", b"new")])
    assert mixed.added == ("d.jpg",)
    assert mixed.words == "已添加佐证材料 1 份；“c.jpg”、“e.jpg”内容相同的已经在这里。"
    # another measure, the whole return and another month are other places
    for no, period in ((2, JULY), (None, JULY), (1, JULY.shifted(1))):
        assert archive.attach(no, "区政数局", period, [put("f.jpg", b"same")]).added == ("f.jpg",)


def test_one_bad_file_keeps_all_out_and_is_named(office: Office, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 1024 * 1024)
    good, large, empty = put("好.jpg"), put("大.zip", b"x" * (1024 * 1024 + 1)), put("空.txt", b"")
    with pytest.raises(UnreadableFile) as told:
        office.services.archive.attach(1, "区政数局", JULY, [good, large, empty, good.parent])
    assert str(told.value) == (
        "“大.zip”超过 1 MB，“空.txt”是空文件，“桌面”是文件夹，这次没有添加任何文件，请换成能用的文件再添加。"
    )
    with pytest.raises(UnreadableFile, match=r"“没了\.jpg”找不到了"):
        office.services.archive.attach(1, "区政数局", JULY, [good.with_name("没了.jpg")])
    assert names(office) == []


@pytest.mark.skipif(os.name == "nt" or (hasattr(os, "getuid") and os.getuid() == 0), reason="reads whatever it likes")
def test_a_file_that_may_not_be_read_is_named(office: Office, put: Put) -> None:
    path = put("锁.pdf")
    path.chmod(0)
    with pytest.raises(UnreadableFile, match=r"“锁\.pdf”读不了"):
        office.services.archive.attach(1, "区政数局", JULY, [path])


def test_too_much_at_once_is_told(office: Office, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_AT_ONCE", 5)
    with pytest.raises(UnreadableFile, match="请分几次添加"):
        office.services.archive.attach(1, "区政数局", JULY, [put("a", b"123"), put("b", b"456")])


def test_what_is_attached_to_nobodys_measure_is_refused(office: Office, put: Put) -> None:
    with pytest.raises(UsageError, match="第 1 条措施不由区税务局负责，责任单位是区政数局"):
        office.services.archive.attach(1, "区税务局", JULY, [put("a.jpg")])
    with pytest.raises(UsageError):
        office.services.archive.attach(99, "区税务局", JULY, [put("a.jpg")])
    with pytest.raises(UsageError):
        office.services.archive.attach(1, "某单位", JULY, [put("a.jpg")])


def test_let_go_undone_and_brought_back(office: Office, put: Put) -> None:
    archive, history = office.services.archive, office.services.history
    archive.attach(1, "区政数局", JULY, [put("a.jpg", b"photo")])
    removed = archive.detach(only(office))
    assert removed.summary == "第 1 条 区政数局 2021年7月：移除佐证材料“a.jpg”"
    assert names(office) == []
    history.undo()
    assert names(office) == [("区政数局", 1, "a.jpg")]
    history.undo()
    assert names(office) == []
    history.redo()
    assert names(office) == [("区政数局", 1, "a.jpg")]


def test_letting_go_of_what_is_gone_is_told(office: Office, put: Put) -> None:
    archive = office.services.archive
    archive.attach(1, "区政数局", JULY, [put("a.jpg")])
    one = only(office)
    archive.detach(one)
    with pytest.raises(LedgerChanged, match="已经不在这里了"):
        archive.detach(one)


def test_attachments_are_found_by_month_measure_and_unit(office: Office, put: Put) -> None:
    archive = office.services.archive
    archive.attach(3, "区税务局", JULY, [put("a.jpg", b"a")])
    archive.attach(3, "高新区税务局", JULY, [put("b.jpg", b"b")])
    archive.attach(None, "区税务局", JULY, [put("c.pdf", b"c")])

    def found(*which: object) -> list[str]:
        return [each.name for each in archive.attachments(JULY, *which)]  # type: ignore[arg-type]

    assert sorted(found()) == ["a.jpg", "b.jpg", "c.pdf"]
    assert found(3) == ["a.jpg", "b.jpg"]
    assert found(3, "高新税务局") == ["b.jpg"]
    assert sorted(found(None, "区税务局")) == ["a.jpg", "c.pdf"]


def test_bytes_of_an_unknown_hash_and_of_a_damaged_file(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = office.services.archive
    with pytest.raises(UsageError, match=r"没有存着这份文件（校验码 ffffffffffff）"):
        archive.bytes_of("f" * 64)
    monkeypatch.setattr(type(office.store), "file_bytes", lambda self, sha256: b"rotten")
    with pytest.raises(LedgerError, match="已经损坏"):
        archive.bytes_of(hashlib.sha256(b"whole").hexdigest())


def test_a_copy_is_saved_whole_over_an_older_one(office: Office, tmp_path: Path) -> None:
    target = tmp_path / "另存.pdf"
    target.write_bytes(b"older")
    office.services.archive.save_copy(b"kept", target)
    assert target.read_bytes() == b"kept"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["另存.pdf"]


def test_a_month_is_exported_from_the_ledger(office: Office, put: Put, tmp_path: Path) -> None:
    office.dispatch()
    (file,) = office.comes_back({1: {"progress": "已完成。"}}, names=("回收表.xlsx",))
    office.merge()
    office.services.archive.attach(1, "区政数局", JULY, [put("a.jpg", b"photo")])
    paths = office.services.archive.export(JULY, tmp_path / "存档")
    assert [path.relative_to(tmp_path / "存档").as_posix() for path in paths] == [
        "区政数局/来表/回收表.xlsx", "区政数局/第1条/a.jpg", "清单.xlsx",
    ]
    assert paths[0].read_bytes() == file.data
