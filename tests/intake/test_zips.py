"""Zip directories and streams: names as packed, and not a byte more than allowed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.intake import zips
from qcapp.intake.zips import Budget, contents, decoded_name, directory
from tests.intake.containers import Raw, raw_zip, zipped


def only(data: bytes) -> zips.ZipEntry:
    (entry,) = directory(data)
    return entry


def test_entries_come_in_the_archives_order_with_their_bytes() -> None:
    data = zipped({"b.txt": "乙" * 1000, "a/": "", "a.txt": "甲"})
    entries = directory(data)
    assert [(entry.name, entry.folder) for entry in entries] == [("b.txt", False), ("a/", True), ("a.txt", False)]
    assert contents(data, entries[0], Budget()) == ("乙" * 1000).encode()


def test_stored_entries_and_those_written_as_a_stream_are_read() -> None:
    out = io.BytesIO()

    class Pipe(io.RawIOBase):
        """Can't seek, so that sizes stand behind the data."""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            return out.write(data)

    with zipfile.ZipFile(Pipe(), "w") as archive:
        archive.writestr("a.txt", "甲")
    stored = zipped({"a.txt": "甲"}, zipfile.ZIP_STORED)
    for data in (out.getvalue(), stored, b"MZ stub" + stored):
        assert contents(data, only(data), Budget()) == "甲".encode()


def test_zip64_sizes_are_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as member:
        member.write("甲".encode())
    assert contents(out.getvalue(), only(out.getvalue()), Budget()) == "甲".encode()
    content = b"x" * 20
    wide = struct.pack("<HHQQ", 1, 16, len(content), len(content))
    data = bytearray(raw_zip([Raw(b"a", content, method=0, extra=wide)]))
    place = data.rfind(b"PK\x01\x02")
    struct.pack_into("<2L", data, place + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    assert only(bytes(data)).size == 20


@pytest.mark.parametrize(
    ("raw", "utf8", "name"),
    [
        ("区住建局.xlsx".encode("gbk"), False, "区住建局.xlsx"),
        ("区住建局.xlsx".encode(), True, "区住建局.xlsx"),
        ("区住建局.xlsx".encode(), False, "区住建局.xlsx"),  # macOS does not say so
        ("联通.xlsx".encode("gbk"), False, "联通.xlsx"),  # valid UTF-8 by chance
        ("㐂㛃.xlsx".encode("gb18030"), False, "㐂㛃.xlsx"),
        (b"plain.xlsx", False, "plain.xlsx"),
        (b"\xff\xff.xlsx", False, "\ufffd\ufffd.xlsx"),
    ],
)
def test_names_are_decoded_as_they_were_packed(raw: bytes, utf8: bool, name: str) -> None:
    assert decoded_name(raw, utf8) == name


def test_the_name_that_other_tools_keep_beside_comes_first() -> None:
    raw, proper = b"?????.xlsx", "区住建局.xlsx".encode()
    extra = struct.pack("<HHBL", 0x7075, 5 + len(proper), 1, zlib.crc32(raw)) + proper
    assert decoded_name(raw, False, extra) == "区住建局.xlsx"
    assert decoded_name(b"other.xlsx", False, extra) == "other.xlsx"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped({"a": "甲"})[:-30], "可能没有拷完"),
        (b"PK\x03\x04", "可能没有拷完"),
        (raw_zip([Raw(b"a", b"x")], count=2), "已损坏"),
        (raw_zip([Raw(b"a", b"x")] * 5001), "内容太多"),
        (raw_zip([Raw(b"a", b"x")], count=0xFFFE), "内容太多"),
        (raw_zip([Raw(b"a", b"x" * 99), Raw(b"b", b"x" * 99, at=0)]), "互相重叠"),
    ],
    ids=["half", "head", "one missing", "5001", "65534", "overlapping"],
)
def test_directories_that_lie_are_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        directory(data)


@pytest.mark.parametrize("inner", [{"a.txt": "甲"}, {}])
@pytest.mark.parametrize("lost", [1, 22, 30, 60])
def test_a_zip_that_lost_its_end_is_not_taken_for_the_last_archive_stored_in_it(
    inner: dict[str, str], lost: int
) -> None:
    forms = {"甲.xlsx": zipped({"a.txt": "甲"}), "乙.xlsx": zipped(inner)}
    whole = zipped(forms, zipfile.ZIP_STORED)
    assert len(directory(whole)) == 2
    with pytest.raises(UnreadableFile, match="不完整"):
        directory(whole[:-lost])


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (Raw(b"a", b"x", flags=1), "设有密码"),
        (Raw(b"a", b"x", method=12), "压缩方法"),
        (Raw(b"a", b"x", crc=7), "已损坏"),
        (Raw(b"a", b"x" * 9, size=8), "大得异常"),
        (Raw(b"a", b"x" * 9, size=10), "已损坏"),
        (Raw(b"a", b"x", size=201 * 1024 * 1024), "大得异常"),
        (Raw(b"a", b"\0" * (6 * 1024 * 1024)), "大得异常"),  # a thousand to one
    ],
)
def test_entries_that_lie_are_refused_in_words(entry: Raw, words: str) -> None:
    data = raw_zip([entry])
    with pytest.raises(UnreadableFile, match=words):
        contents(data, only(data), Budget())


def test_garbage_in_the_stream_is_damage() -> None:
    data = bytearray(zipped({"a": "甲乙丙丁" * 99}))
    start = only(bytes(data)).start
    data[start : start + 4] = b"\xff" * 4
    with pytest.raises(UnreadableFile, match="已损坏"):
        contents(bytes(data), only(bytes(data)), Budget())


def test_all_entries_share_one_budget() -> None:
    data = zipped({"a": b"1" * 600, "b": b"2" * 600})
    first, second = directory(data)
    budget = Budget(1000)
    contents(data, first, budget)
    with pytest.raises(UnreadableFile, match="大得异常"):
        contents(data, second, budget)


def test_a_file_over_the_limit_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_FILE", 10)
    with pytest.raises(UnreadableFile, match="50 MB"):
        directory(zipped({"a": "甲"}))
