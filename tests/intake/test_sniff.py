"""A file is what its bytes say, whatever it is called; and each that can't be read says what to do."""

from __future__ import annotations

import contextlib
import io
import struct

import docx
import openpyxl
import pytest

from qcapp.domain.errors import UnreadableFile
from qcapp.intake.ole import read_streams
from qcapp.intake.sniff import Kind, litter, sniff
from tests.intake import containers as made


def saved_xlsx() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def saved_docx() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


BOF = struct.pack("<2H", 0x0809, 16) + b"\0" * 16
FILEPASS = struct.pack("<2H", 0x002F, 4) + b"\0" * 4


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (saved_xlsx(), Kind.XLSX),
        (saved_docx(), Kind.DOCX),
        (made.xlsx(), Kind.XLSX),
        (made.docx(), Kind.DOCX),
        (made.zipped({"[Content_Types].xml": made.XLSX_TYPES.encode("utf-16")}), Kind.XLSX),
        (made.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}), Kind.DOCX),
        (made.zipped({"[Content_Types].xml": made.XLSB_TYPES}), Kind.XLSB),
        (made.zipped({"[Content_Types].xml": "<Types/>"}), Kind.UNKNOWN),
        (made.ods("<office:document-content/>"), Kind.ODS),
        (made.ods("<office:document-content/>", mimetype=made.ODT_TYPE), Kind.ODT),
        (made.ods("<x/>", "<manifest><manifest:encryption-data/></manifest>"), Kind.ENCRYPTED_ODF),
        (made.zipped({"OFD.xml": "<ofd/>", "Doc_0/Document.xml": "<d/>"}), Kind.OFD),
        (made.zipped({"uof.xml": "<uof/>", "_meta/meta.xml": "<m/>"}), Kind.UOF),
        (made.zipped({"区住建局.xlsx": b"x"}), Kind.ZIP),
        (made.zipped({}), Kind.ZIP),
        (made.ole("Workbook", "\x05SummaryInformation"), Kind.XLS),
        (made.ole("Book"), Kind.XLS),
        (made.ole(workbook=BOF + b"\x31\0\0\0"), Kind.XLS),
        (made.ole(workbook=BOF + FILEPASS), Kind.ENCRYPTED),
        (made.ole("EncryptedPackage", "\x06DataSpaces"), Kind.RIGHTS),
        (made.ole("\x01CompObj", "WordDocument"), Kind.DOC),
        (made.ole("EncryptionInfo", "EncryptedPackage"), Kind.ENCRYPTED),
        (made.ole("EncryptionInfo", "EncryptedPackage", sector=4096), Kind.ENCRYPTED),
        (made.ole("PowerPoint Document"), Kind.SLIDES),
        (made.ole("Something"), Kind.UNKNOWN),
        (b"Rar!\x1a\x07\x01\x00rest", Kind.RAR),
        (b"7z\xbc\xaf\x27\x1crest", Kind.SEVEN_ZIP),
        (b"%PDF-1.7\n", Kind.PDF),
        (b"\xff\xd8\xff\xe0jpeg", Kind.IMAGE),
        (b"\x89PNG\r\n\x1a\nrest", Kind.IMAGE),
        (b"II*\x00tiff", Kind.IMAGE),
        (b"RIFF1234WEBPVP8 ", Kind.IMAGE),
        (b"\0\0\0\x18ftypheic", Kind.IMAGE),
        (b"{\\rtf1\\ansi}", Kind.RTF),
        (b"L\x00\x00\x00\x01\x14\x02\x00\0\0", Kind.SHORTCUT),
        (b"\r\n{\\rtf1\\ansi}", Kind.RTF),
        (b"[InternetShortcut]\r\nURL=x", Kind.SHORTCUT),
        ("\ufeff<html><table>".encode(), Kind.WEB),
        (b"<!-- saved --><HTML xmlns:x='urn:schemas-microsoft-com:office:excel'>", Kind.WEB),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", Kind.WEB),
        ("<?xml version='1.0'?><Workbook/>".encode("utf-16"), Kind.WEB),
        ("进展情况：已完成。".encode("gbk"), Kind.TEXT),
        (b"a,b\r\n1,2\r\n", Kind.TEXT),
        (b"", Kind.EMPTY),
        (b"\0" * 5000, Kind.CUT_SHORT),
        (bytes(range(1, 32)) * 9, Kind.UNKNOWN),
    ],
)
def test_the_bytes_tell_the_kind(data: bytes, kind: Kind) -> None:
    assert sniff(data) is kind


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.readable and kind not in (Kind.ZIP, Kind.ENCRYPTED)])
def test_what_cant_be_read_says_what_to_do_in_one_sentence(kind: Kind) -> None:
    assert kind.refusal
    assert kind.refusal.endswith("。")
    assert kind.refusal.count("。") == 1


def test_what_can_be_read_is_not_refused() -> None:
    assert [kind.value for kind in Kind if kind.readable] == ["xlsx", "xlsb", "ods", "odt", "docx", "xls"]
    assert [kind for kind in Kind if kind.refusal is None and not kind.readable] == [Kind.ZIP, Kind.ENCRYPTED]


def test_old_word_files_name_the_save_as_to_do() -> None:
    assert Kind.DOC.refusal == "这是旧版文字文档（doc 或 wps），请用 WPS 打开后另存为 docx 再导入。"


def test_what_may_be_a_return_or_go_with_one_is_kept_and_litter_is_not() -> None:
    assert {kind for kind in Kind if not kind.keepable} == {
        Kind.LEDGER, Kind.DATABASE, Kind.SHORTCUT, Kind.CUT_SHORT, Kind.EMPTY, Kind.LOCK, Kind.LITTER,
    }
    skipped = {kind for kind in Kind if (kind.refusal or "").endswith("已跳过。")}
    assert skipped == {Kind.LOCK, Kind.LITTER}
    assert all("不用处理" in (kind.refusal or "") for kind in skipped)
    assert Kind.EMPTY.refusal == "这份文件是空的（0 字节），请让单位重新发送。"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("~$区住建局.xlsx", Kind.LOCK),
        ("某目录/~$区住建局.docx", Kind.LOCK),
        (".~lock.区住建局.ods#", Kind.LOCK),
        (".DS_Store", Kind.LITTER),
        ("收表\\Thumbs.db", Kind.LITTER),
        ("desktop.ini", Kind.LITTER),
        ("8F3A2B10.TMP", Kind.LITTER),
        ("__MACOSX/._区住建局.xlsx", Kind.LITTER),
        ("区住建局.xlsx.crdownload", Kind.LITTER),
        (".~区住建局.xlsx", Kind.LOCK),
        ("E:\\backups\\台账-20210722-每日.sqlite3.sha256", Kind.LITTER),
        ("E:/台账.sqlite3-journal", Kind.LITTER),
        ("E:\\System Volume Information\\WPSettings.dat", Kind.LITTER),
        ("E:/$RECYCLE.BIN/S-1-5-21/$R1.xlsx", Kind.LITTER),
        ("区住建局.xlsx", None),
        ("tmp/区住建局.xlsx", None),
    ],
)
def test_litter_is_known_by_its_name(name: str, kind: Kind | None) -> None:
    assert litter(name) is kind


def test_a_file_cut_short_says_so() -> None:
    with pytest.raises(UnreadableFile, match="可能没有拷完"):
        sniff(saved_xlsx()[:-100])


def test_a_damaged_old_container_says_so() -> None:
    with pytest.raises(UnreadableFile, match="已损坏"):
        sniff(made.ole("Workbook")[:600])


def test_a_directory_that_turns_in_a_circle_comes_to_an_end() -> None:
    data = bytearray(made.ole("Workbook"))
    struct.pack_into("<L", data, 512 + 4, 1)  # the directory's sector follows itself
    assert "Workbook" in read_streams(bytes(data)).names


def test_containers_cut_anywhere_are_told_or_refused_and_nothing_else() -> None:
    for whole in (saved_docx(), made.ole("WordDocument", workbook=BOF)):
        for end in range(0, len(whole), 97):
            with contextlib.suppress(UnreadableFile):
                assert sniff(whole[:end]) in Kind
