"""SafeReader: every file chosen comes back once, in order, as a form or with the reason why not."""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from qcapp.domain.errors import Cancelled, UnreadableFile
from qcapp.domain.forms import ReturnedFile, ReturnedForm
from qcapp.domain.sheet import Document
from qcapp.forms import xlsx_reader
from qcapp.forms.locate import locate
from qcapp.intake import reader as reader_module
from qcapp.intake.codec import encode_refusal
from qcapp.intake.form_codec import decode_form
from qcapp.intake.parsing import parse
from qcapp.intake.process import ReadingProcess
from qcapp.intake.reader import SafeReader
from qcapp.intake.sniff import Kind
from qcapp.intake.stumble import stumble_of
from qcapp.intake.words import DAMAGED, INCOMPLETE
from qcapp.ports import FileReader
from tests.intake import hostile_workers
from tests.intake.containers import Raw, ods, ole, raw_zip, xlsx


@dataclass
class Listener:
    """``stop_after``: cancels once so many steps were heard."""

    stop_after: int = 1000
    heard: list[tuple[int, int, str]] = field(default_factory=list)

    def report(self, done: int, total: int, what: str) -> None:
        self.heard.append((done, total, what))

    def cancelled(self) -> bool:
        return len(self.heard) >= self.stop_after


@pytest.fixture(scope="module")
def reader() -> Iterator[SafeReader]:
    made = SafeReader(process=ReadingProcess(hostile_workers.of_tabs))
    made.start()
    yield made
    made.close()


def form(no: int = 1) -> bytes:
    return xlsx(f"<w>改革措施\t责任单位\t进展情况\n{no}.办好。\t区甲局\t办了。")


def read(reader: FileReader, *paths: Path) -> list[ReturnedFile]:
    return list(reader.read(paths, Listener()))


def summary(files: list[ReturnedFile]) -> list[tuple[str, int | None]]:
    return [(file.name, file.form.rows[0].no if file.form else None) for file in files]


def test_files_folders_and_archives_come_back_in_order(reader: SafeReader, tmp_path: Path) -> None:
    (tmp_path / "收表").mkdir()
    (tmp_path / "收表" / "乙.xlsx").write_bytes(form(2))
    (tmp_path / "收表" / "~$乙.xlsx").write_bytes(b"zhang")
    entries = [Raw("区住建局.xlsx".encode("gbk"), form(3)), Raw(b"scan.pdf", b"%PDF-1.4")]
    (tmp_path / "收表" / "丙.zip").write_bytes(raw_zip(entries))
    (tmp_path / "甲.xlsx").write_bytes(form(1))
    found = read(reader, tmp_path / "甲.xlsx", tmp_path / "无.xlsx", tmp_path / "收表")
    assert summary(found) == [
        ("甲.xlsx", 1), ("无.xlsx", None), ("~$乙.xlsx", None), ("区住建局.xlsx", 3), ("scan.pdf", None), ("乙.xlsx", 2),
    ]
    assert [file.member for file in found] == [None, None, None, "区住建局.xlsx", "scan.pdf", None]
    assert found[3].path == str(tmp_path / "收表" / "丙.zip")
    assert found[2].refusal == "这是 Office 的临时锁文件，不用处理，已跳过。"


def test_of_each_file_is_known_by_which_of_the_chosen_it_came(reader: SafeReader, tmp_path: Path) -> None:
    folder, other = tmp_path / "回收" / "区甲局", tmp_path / "回收站"
    folder.mkdir(parents=True)
    other.mkdir()
    for name in (folder / "表.xlsx", folder / "附.xlsx", folder.parent / "总.xlsx", other / "乙.xlsx"):
        name.write_bytes(form())
    given = (folder.parent, folder, folder / "附.xlsx", other / "乙.xlsx")
    found = {Path(file.path).name: file.chosen for file in read(reader, *given)}
    assert found == {
        "总.xlsx": str(folder.parent), "表.xlsx": str(folder), "附.xlsx": str(given[2]), "乙.xlsx": str(given[3]),
    }


def test_the_bytes_are_kept_whole_with_their_hash(reader: SafeReader, tmp_path: Path) -> None:
    data = form()  # made a second time it would bear another time
    (tmp_path / "甲.xlsx").write_bytes(data)
    (file,) = read(reader, tmp_path / "甲.xlsx")
    assert (file.data, file.sha256) == (data, hashlib.sha256(data).hexdigest())
    assert (file.refusal, file.form and file.form.rows[0].cells["progress"].text) == (None, "办了。")


def test_a_file_that_kills_its_reader_is_refused_and_the_next_is_read(reader: SafeReader, tmp_path: Path) -> None:
    (tmp_path / "1.xlsx").write_bytes(xlsx("<w>abort"))
    (tmp_path / "2.xlsx").write_bytes(form(2))
    first, second = read(reader, tmp_path)
    assert "已损坏" in (first.refusal or "")
    assert (second.refusal, second.form is not None) == (None, True)


def test_a_file_that_one_reader_dies_of_is_read_by_another(reader: SafeReader, tmp_path: Path) -> None:
    table = "abort unless gently\n改革措施\t责任单位\t进展情况\n5.办好。\t区甲局\t办了。"
    (tmp_path / "1.xlsx").write_bytes(xlsx(f"<w>{table}"))
    (file,) = read(reader, tmp_path)
    assert (file.refusal, file.form and file.form.rows[0].no) == (None, 5)


@pytest.mark.parametrize("in_process", [True, False])
def test_a_fault_of_ours_can_be_found_in_the_log_where_the_form_is_only_called_damaged(
    in_process: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_: object) -> Document:
        raise KeyError("区住建局的内容")

    def as_in_the_process(self: ReadingProcess, data: bytes, cancelled: object, passwords: object) -> ReturnedForm:
        try:
            return locate(parse(data))
        except UnreadableFile as error:
            return decode_form(encode_refusal(str(error), stumble_of(error)))

    monkeypatch.setattr(xlsx_reader, "read_xlsx", stumble)
    monkeypatch.setattr(ReadingProcess, "read_form", as_in_the_process)
    (tmp_path / "甲.xlsx").write_bytes(form())
    (file,) = read(SafeReader(in_process=in_process), tmp_path)
    assert file.refusal == DAMAGED
    assert [record.getMessage() for record in caplog.records] == ["甲.xlsx was refused for KeyError"]


def test_a_table_that_the_program_stumbles_over_is_refused_and_the_next_is_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "1.xlsx").write_bytes(form(1))
    (tmp_path / "2.xlsx").write_bytes(form(2))
    stumbling = SafeReader(process=ReadingProcess(hostile_workers.stumbling_over_the_first))
    first, second = read(stumbling, tmp_path)
    stumbling.close()
    assert (first.refusal, second.form and second.form.rows[0].no) == (DAMAGED, 2)
    assert [record.getMessage() for record in caplog.records] == ["1.xlsx was refused for KeyError"]


def test_a_table_that_is_none_of_ours_is_refused_in_words(reader: SafeReader, tmp_path: Path) -> None:
    (tmp_path / "工资表.xlsx").write_bytes(xlsx("<w>姓名\t工资\n张三\t1"))
    (file,) = read(reader, tmp_path)
    assert "没有找到责任清单细化表" in (file.refusal or "")


def test_progress_is_told_file_by_file(reader: SafeReader, tmp_path: Path) -> None:
    for name in ("甲.xlsx", "乙.xlsx"):
        (tmp_path / name).write_bytes(form())
    listener = Listener()
    list(reader.read([tmp_path], listener))
    assert listener.heard == [(0, 2, "正在读取《乙.xlsx》"), (1, 2, "正在读取《甲.xlsx》")]


def test_reading_stops_between_files_when_cancelled(reader: SafeReader, tmp_path: Path) -> None:
    for place in range(5):
        (tmp_path / f"{place}.txt").write_bytes(b"text")
    files = reader.read([tmp_path], Listener(stop_after=4))  # two more are opened while one is read
    assert next(files).name == "0.txt"
    with pytest.raises(Cancelled):
        next(files)


def test_refused_files_do_not_fill_the_memory(
    reader: SafeReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "MAX_REFUSED_BYTES", 10)
    for place in range(3):
        (tmp_path / f"{place}.txt").write_bytes(b"12345678")
    found = read(reader, tmp_path)
    assert [(len(file.data), file.keepable) for file in found] == [(8, True), (0, False), (0, False)]
    assert len({file.sha256 for file in found}) == 1
    refusal = Kind.TEXT.refusal or ""
    assert [file.refusal == refusal for file in found] == [True, False, False]
    assert (found[1].refusal or "").startswith(refusal.removesuffix("。"))
    assert (found[1].refusal or "").endswith("；这次暂存的扫描件等文件太多，这一份没有留下，请另外单独导入，或添加为佐证材料。")


def test_one_too_big_to_be_held_leaves_room_for_those_that_fit(
    reader: SafeReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "MAX_REFUSED_BYTES", 10)
    for name, size in (("1.txt", 4), ("2.txt", 11), ("3.txt", 6)):
        (tmp_path / name).write_bytes(b"x" * size)
    assert [file.keepable for file in read(reader, tmp_path)] == [True, False, True]


def test_what_no_table_is_read_from_can_still_be_kept_with_a_return(reader: SafeReader, tmp_path: Path) -> None:
    (tmp_path / "1.xlsx").write_bytes(xlsx("<w>abort"))
    (tmp_path / "2.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "3.xlsx").write_bytes(xlsx("<w>姓名\t工资\n某甲\t1"))
    (tmp_path / "4.docx").write_bytes(form()[:-30])
    (tmp_path / "5.doc").write_bytes(ole("WordDocument"))
    for file in read(reader, tmp_path):
        assert (file.keepable, file.form, file.data) == (True, None, (tmp_path / file.name).read_bytes())


def test_litter_and_what_holds_nothing_is_not_kept(reader: SafeReader, tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(form())
    for name, data in (("~$1.xlsx", b"x"), ("1.tmp", b"x"), ("Thumbs.db", b"x"), ("0.xlsx", b""), ("0.doc", b"\0" * 600)):
        (tmp_path / name).write_bytes(data)
    assert {file.name: (file.keepable, bool(file.data)) for file in read(reader, tmp_path)} == {
        "form.xlsx": (False, True), "~$1.xlsx": (False, False), "1.tmp": (False, False), "Thumbs.db": (False, False),
        "0.xlsx": (False, False), "0.doc": (False, False),
    }


def test_a_fault_of_the_program_makes_no_form_an_attachment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "qcapp.forms.xlsx_reader", None)  # as where a part was not unpacked
    (tmp_path / "1.xlsx").write_bytes(form())
    (file,) = read(SafeReader(in_process=True), tmp_path)
    assert (file.refusal, file.keepable) == (INCOMPLETE, False)


def test_small_work_can_do_without_the_process(tmp_path: Path) -> None:
    alone = SafeReader(in_process=True)
    alone.start()
    (tmp_path / "a.ods").write_bytes(ods("<!DOCTYPE x><x/>"))
    (file,) = read(alone, tmp_path)
    assert "外部定义" in (file.refusal or "")
    alone.close()


def test_one_document_is_had_for_a_new_ledger(reader: SafeReader, tmp_path: Path) -> None:
    (tmp_path / "细化表.xlsx").write_bytes(form(7))
    found = reader.document(tmp_path / "细化表.xlsx", Listener())
    assert found.sheets[0].rows[1] == ("7.办好。", "区甲局", "办了。")


def test_a_new_ledger_needs_one_table_and_says_so(reader: SafeReader, tmp_path: Path) -> None:
    (tmp_path / "一包.zip").write_bytes(raw_zip([Raw(b"a.xlsx", form())]))
    (tmp_path / "扫描.pdf").write_bytes(b"%PDF-1.4")
    for path, words in (
        (tmp_path, "文件夹"), (tmp_path / "一包.zip", "压缩包"), (tmp_path / "扫描.pdf", "PDF"), (tmp_path / "无", "找不到"),
    ):
        with pytest.raises(UnreadableFile, match=words):
            reader.document(path, Listener())


def test_a_part_is_had_by_its_name_however_the_container_spells_it(reader: SafeReader) -> None:
    data = raw_zip([Raw(b"word\\media\\1.png", b"one"), Raw("media/图.png".encode("gbk"), b"two"), Raw(b"a", b"x", crc=1)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert [reader.part(data, name) for name in archive.namelist()[:2]] == [b"one", b"two"]
    assert reader.part(data, "word/media/1.png") == b"one"
    for name in ("word/media/2.png", "a"):
        with pytest.raises(UnreadableFile, match="损坏"):
            reader.part(data, name)


def test_a_file_that_was_not_copied_whole_is_told_apart_from_one_that_can_be_typed_in(
    reader: SafeReader, tmp_path: Path
) -> None:
    whole = form()
    (tmp_path / "half.xlsx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4\n" + b"x" * 300)
    assert {file.name: (file.broken, file.keepable) for file in read(reader, tmp_path)} == {
        "half.xlsx": (True, True), "scan.pdf": (False, True),
    }
