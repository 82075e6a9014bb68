"""Files, folders and archives become single files in a stable order; none of them takes another down."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from qcapp.intake import unpack, zips
from qcapp.intake.sniff import Kind
from qcapp.intake.unpack import Piece, listed, opened
from qcapp.intake.words import NOT_READ
from qcapp.intake.zips import Budget, ZipEntry
from tests.intake.containers import Raw, raw_zip, xlsx, zipped

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="made with POSIX calls")


def names(paths: list[Path], root: Path) -> list[str]:
    return [
        Path(each.path if isinstance(each, Piece) else each).relative_to(root).as_posix() for each in listed(paths)
    ]


def reasons(path: Path) -> list[str]:
    return [each.refusal or "" for each in listed([path]) if isinstance(each, Piece)]


def pieces(path: Path, data: bytes) -> list[tuple[str | None, Kind | None]]:
    path.write_bytes(data)
    return [(piece.member, piece.kind) for piece in opened(path)]


def test_paths_keep_their_order_and_folders_are_sorted_by_name(tmp_path: Path) -> None:
    for name in ("乙/b.xlsx", "乙/a/z.xlsx", "乙/a.xlsx", "甲.xlsx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = names([tmp_path / "甲.xlsx", tmp_path / "乙"], tmp_path)
    assert found == ["甲.xlsx", "乙/a/z.xlsx", "乙/a.xlsx", "乙/b.xlsx"]


def test_a_path_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert reasons(tmp_path / "无.xlsx") == ["找不到这个文件或文件夹，请检查路径、U 盘或共享盘后再试。"]
    assert reasons(Path("bad\0name")) == [NOT_READ]


@POSIX
def test_links_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "c.xlsx")
    (tmp_path / "c.xlsx").symlink_to(tmp_path / "b.xlsx")
    (tmp_path / "d.xlsx").write_bytes(b"x")
    assert names([tmp_path], tmp_path) == ["a/up", "b.xlsx", "c.xlsx", "d.xlsx"]
    assert reasons(tmp_path) == [unpack._ALREADY, NOT_READ, NOT_READ]


@POSIX
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert reasons(tmp_path) == ["这不是普通文件，已跳过，请选择表格文件。"]


def test_a_folder_of_everything_is_cut_off_with_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_FILES", 3)
    for place in range(5):
        (tmp_path / f"{place}.xlsx").write_bytes(b"x")
    assert len(listed([tmp_path])) == 4
    assert reasons(tmp_path) == [unpack._TOO_MANY]


def test_a_file_that_vanished_since_it_was_listed_is_refused(tmp_path: Path) -> None:
    (piece,) = opened(tmp_path / "拔掉的U盘.xlsx")
    assert piece.refusal == "读取时出错（可能是 U 盘被拔出、文件正被占用或没有权限），请检查后重新导入。"


def test_a_file_over_the_limit_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_FILE", 10)
    (tmp_path / "a.mp4").write_bytes(b"x" * 11)
    (piece,) = opened(tmp_path / "a.mp4")
    assert (piece.data, piece.refusal) == (b"", "这份文件超过 50 MB，没有读取，请核对后只导入表格文件，扫描件请缩小后再导入。")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a name can't be such bytes")
def test_a_name_in_gbk_on_a_stick_is_one_that_can_be_kept(tmp_path: Path) -> None:
    folder = tmp_path / "回收"
    folder.mkdir()
    for name in (b"\xff\xff.txt", "区住建局.txt".encode("gbk"), "区法院.txt".encode()):
        (folder / os.fsdecode(name)).write_bytes(b"x")
    found = {Path(piece.path).name for path in listed([folder]) if isinstance(path, Path) for piece in opened(path)}
    assert found == {"区住建局.txt", "区法院.txt", "\ufffd\ufffd.txt"}
    (gone,) = listed([folder / os.fsdecode("无.xlsx".encode("gbk"))])
    assert (gone.name, str(getattr(gone, "path", ""))) == ("无.xlsx", str(folder / "无.xlsx"))


def test_the_members_of_an_archive_come_one_by_one(tmp_path: Path) -> None:
    data = zipped({"收表/": "", "收表/乙.xlsx": xlsx(), "收表/甲.pdf": b"%PDF-1.4", "收表/~$乙.xlsx": b"\x04zhang"})
    assert pieces(tmp_path / "收表.zip", data) == [
        ("收表/乙.xlsx", Kind.XLSX), ("收表/甲.pdf", Kind.PDF), ("收表/~$乙.xlsx", Kind.LOCK),
    ]


def test_gbk_names_in_archives_are_readable(tmp_path: Path) -> None:
    data = raw_zip([Raw("报送\\区住建局.xlsx".encode("gbk"), xlsx())])
    assert pieces(tmp_path / "a.zip", data) == [("报送/区住建局.xlsx", Kind.XLSX)]
    assert [piece.name for piece in opened(tmp_path / "a.zip")] == ["区住建局.xlsx"]


def test_an_archive_in_an_archive_is_opened_and_a_third_is_not(tmp_path: Path) -> None:
    inner = zipped({"表.xlsx": xlsx()})
    deeper = zipped({"深.zip": inner})
    found = pieces(tmp_path / "a.zip", zipped({"内.zip": inner, "更.zip": deeper}))
    assert found == [("内.zip/表.xlsx", Kind.XLSX), ("更.zip/深.zip", Kind.ZIP)]
    assert [piece.refusal for piece in opened(tmp_path / "a.zip")][1] == (
        "压缩包里套了太多层压缩包，请先解压，再选择解出的文件导入。"
    )


def test_a_bad_member_does_not_take_the_others_down(tmp_path: Path) -> None:
    entries = [Raw("锁.xlsx".encode(), b"x", flags=1), Raw("坏.xlsx".encode(), b"x", crc=1), Raw("好.xlsx".encode(), xlsx())]
    (tmp_path / "a.zip").write_bytes(raw_zip(entries))
    found = list(opened(tmp_path / "a.zip"))
    assert [piece.kind for piece in found] == [None, None, Kind.XLSX]
    assert ["设有密码" in (found[0].refusal or ""), "已损坏" in (found[1].refusal or "")] == [True, True]


def test_an_archive_with_a_password_is_one_file_to_be_kept_and_says_what_to_do(tmp_path: Path) -> None:
    entries = [Raw(b"a.xlsx", b"x", flags=1), Raw(b"b/"), Raw(b"b/c.pdf", b"x", flags=1, method=99)]
    (tmp_path / "a.zip").write_bytes(raw_zip(entries))
    (piece,) = opened(tmp_path / "a.zip")
    assert (piece.member, piece.refusal) == (None, "这个压缩包设有密码，请先解压，再选择解出的文件导入。")
    assert piece.keepable


def test_members_are_taken_out_one_by_one_as_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def contents(data: bytes, entry: ZipEntry, budget: Budget) -> bytes:
        taken.append(entry.name)
        return whole(data, entry, budget)

    whole = zips.contents
    monkeypatch.setattr(unpack, "contents", contents)
    inner = zipped({f"{place}.xlsx": xlsx() for place in range(100)})
    (tmp_path / "a.zip").write_bytes(zipped({"1.xlsx": xlsx(), "2.zip": inner, "3.xlsx": xlsx()}))
    members = opened(tmp_path / "a.zip")
    assert [next(members).member, next(members).member] == ["1.xlsx", "2.zip/0.xlsx"]
    assert taken == ["1.xlsx", "2.zip", "0.xlsx"]
    assert len(list(members)) == 100


def test_an_archive_that_bursts_is_refused_member_by_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_INFLATED", 100_000)
    (tmp_path / "a.zip").write_bytes(zipped({f"{place}.txt": "a" * 60_000 for place in range(3)}))
    assert [piece.kind for piece in opened(tmp_path / "a.zip")] == [Kind.TEXT, None, None]


def test_an_empty_archive_and_an_empty_file_are_said_to_be(tmp_path: Path) -> None:
    assert pieces(tmp_path / "a.zip", zipped({})) == [(None, Kind.EMPTY)]
    assert next(opened(tmp_path / "a.zip")).refusal == "这个压缩包是空的，请让单位重新发送。"
    assert pieces(tmp_path / "b.xlsx", b"") == [(None, Kind.EMPTY)]
    assert pieces(tmp_path / "c.zip", zipped({"a": "b"})[:-9]) == [(None, None)]
    assert pieces(tmp_path / "~$c.xlsx", b"") == [(None, Kind.LOCK)]


def test_only_what_can_be_read_has_no_refusal(tmp_path: Path) -> None:
    (tmp_path / "名字随便.doc").write_bytes(xlsx())
    (piece,) = opened(tmp_path / "名字随便.doc")
    assert (piece.kind, piece.refusal) == (Kind.XLSX, None)
