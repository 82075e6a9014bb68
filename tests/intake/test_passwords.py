"""A file with a password is opened by it and asked for it; it is never called damaged, and what is inside is not trusted."""

from __future__ import annotations

import io
import logging
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]
from msoffcrypto.method.ecma376_agile import ECMA376Agile  # type: ignore[import-untyped]

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.forms import ReturnedFile
from qcapp.domain.sheet import Document, Picture
from qcapp.forms import docx_reader
from qcapp.intake import passwords as passwords_module
from qcapp.intake.parsing import parse
from qcapp.intake.passwords import Locked, unlocked
from qcapp.intake.process import ReadingProcess
from qcapp.intake.reader import SafeReader
from qcapp.intake.request import Request
from qcapp.intake.sniff import Kind, sniff
from qcapp.services.progress import SILENT
from tests.intake import containers as made
from tests.intake import hostile_workers
from tests.intake.test_sniff import BOF, FILEPASS
from tests.returns.locked.make import FOLDER, PASSWORD

DOCX = (FOLDER.parent / "docx" / "filled_libreoffice.docx").read_bytes()
FILLING = random.Random(1).randbytes(5000)  # the library encrypts nothing smaller
NONE_GIVEN = "这份文件设有打开密码，请在窗口中输入密码，或让单位取消密码后另存再报。"
NONE_FITS = "这份文件设有打开密码，给出的密码都不对，请核对后重新输入，或让单位取消密码后另存再报。"


@pytest.fixture(scope="module")
def reader() -> Iterator[SafeReader]:
    made_one = SafeReader()
    made_one.start()
    yield made_one
    made_one.close()


def locked_with(inside: bytes, password: str, spins: int = 1000) -> bytes:
    """As today's Excel encrypts (agile)."""
    sealed: bytes = ECMA376Agile.encrypt(password, io.BytesIO(inside), None, spins)
    return sealed


def read(reader: SafeReader, path: Path, *passwords: str) -> ReturnedFile:
    (file,) = reader.read([path], SILENT, passwords)
    return file


@pytest.mark.parametrize("name", ["locked.xlsx", "locked.docx", "locked.xls"])
def test_the_right_password_opens_what_real_programs_locked(reader: SafeReader, name: str) -> None:
    file = read(reader, FOLDER / name, "错的", PASSWORD)
    assert (file.refusal, file.locked) == (None, False)
    assert file.form
    assert "迁移率 54.5%" in file.form.rows[0].cells["progress"].text
    assert file.data == (FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", ["locked.xlsx", "locked.docx", "locked.xls"])
def test_without_it_the_file_says_what_to_do_and_is_kept_as_it_came(reader: SafeReader, name: str) -> None:
    for passwords, sentence in (((), NONE_GIVEN), (("",), NONE_GIVEN), (("错的", "1" * 300), NONE_FITS)):
        file = read(reader, FOLDER / name, *passwords)
        assert (file.refusal, file.locked, file.keepable, file.form) == (sentence, True, True, None)
        assert file.data == (FOLDER / name).read_bytes()


def test_a_file_that_excel_itself_opens_without_asking_is_not_asked_for(reader: SafeReader) -> None:
    assert read(reader, FOLDER / "unasked.xls").form
    assert parse(locked_with(DOCX, "VelvetSweatshop")).kind == "docx"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("locked.ods", "这是设有打开密码的 ods 或 odt 文件，程序解不开，请用 WPS 打开并取消密码，另存为 xlsx 或 docx 再导入。"),
        ("locked.odt", "这是设有打开密码的 ods 或 odt 文件，程序解不开，请用 WPS 打开并取消密码，另存为 xlsx 或 docx 再导入。"),
        ("locked.doc", "这是旧版文字文档（doc 或 wps），请用 WPS 打开后另存为 docx 再导入。"),
    ],
)
def test_what_no_password_of_ours_opens_is_not_asked_for(reader: SafeReader, name: str, sentence: str) -> None:
    file = read(reader, FOLDER / name, PASSWORD)
    assert (file.refusal, file.locked, file.keepable) == (sentence, False, True)


def test_an_old_small_workbook_is_seen_to_be_locked() -> None:
    """Its stream lies within another one."""
    assert sniff(made.small_ole(BOF + FILEPASS)) is Kind.ENCRYPTED
    assert sniff(made.small_ole(BOF)) is Kind.XLS


def test_todays_excel_encryption_is_opened() -> None:
    data = locked_with(DOCX, "1234")
    assert parse(data, ["1234"]).kind == "docx"
    with pytest.raises(Locked, match=f"^{NONE_FITS}$"):
        parse(data, ["12345"])


def test_what_is_inside_goes_through_the_gate() -> None:
    with pytest.raises(UnreadableFile, match="外部定义"):
        parse(locked_with(made.xlsx("<!DOCTYPE x><x/>", xl__media__a_bin=FILLING), "a"), ["a"])
    with pytest.raises(UnreadableFile, match="压缩包"):
        parse(locked_with(made.zipped({"a.xlsx": FILLING}), "a"), ["a"])


def test_pictures_in_a_locked_file_are_told_of_and_not_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Document("docx", (), pictures=(Picture("", 0, 0, "word/media/image1.png"),))
    monkeypatch.setattr(docx_reader, "read_docx", lambda *_: document)
    found = parse(locked_with(DOCX, "a"), ["a"])
    assert (found.pictures, found.notes) == ((), ("这份文件设有打开密码，里面的 1 张图片没有取出，请打开原文件核对。",))
    with pytest.raises(UnreadableFile, match="把图片另存"):
        SafeReader(in_process=True).part(locked_with(DOCX, "a"), "word/media/image1.png")


def test_only_so_many_passwords_are_tried_and_the_newest_are(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def opener(_: bytes) -> passwords_module.Opener:
        return lambda password: tried.append(password)

    monkeypatch.setattr(passwords_module, "_opener", opener)
    with pytest.raises(Locked):
        unlocked(b"", [str(n) for n in range(50)] + ["49", ""])
    assert tried == ["VelvetSweatshop", *(str(n) for n in range(30, 50))]


def test_a_locked_file_that_was_not_copied_whole_says_so_whatever_the_password() -> None:
    data = locked_with(made.zipped({"a": bytes(range(256)) * 800}, zipfile.ZIP_STORED), "a")
    for end in (len(data) - 4096, len(data) // 2):
        with pytest.raises(UnreadableFile, match="没有拷完"):
            parse(data[:end], ["a"])


def test_bytes_that_only_look_locked_are_refused_in_words() -> None:
    good = locked_with(DOCX, "a")
    for place in range(512, len(good), 37):
        data = good[:place] + b"\xff" * 8 + good[place + 8 :]
        try:
            parse(data, ["a"])
        except UnreadableFile as error:
            assert str(error).endswith("。")  # noqa: PT017  any refusal will do, and so will none


def test_a_file_encrypted_for_accounts_asks_for_no_password() -> None:
    with pytest.raises(UnreadableFile, match="账号或权限") as caught:
        parse(made.ole("EncryptedPackage"), ["a"])
    assert not isinstance(caught.value, Locked)


def test_a_password_that_takes_for_ever_to_try_ends_at_the_limit() -> None:
    spins = b'spinCount="100000" saltSize="16" blockSize="16" keyBits="256"\n                            '
    slow = locked_with(DOCX, "a", 100_000)
    assert spins in slow
    slow = slow.replace(spins, spins.replace(b"100000", b"9999999").replace(b"\n ", b"\n", 1))
    reading = ReadingProcess(hostile_workers.in_a_hurry)
    try:
        with pytest.raises(UnreadableFile, match="一分钟"):
            reading.read(slow, passwords=["a"])
        assert reading.read(locked_with(DOCX, "a"), passwords=["a"]).kind == "docx"
    finally:
        reading.close()


def test_more_spins_than_the_format_allows_are_not_begun() -> None:
    spins = b'spinCount="100000" saltSize="16" blockSize="16" keyBits="256"\n                            '
    many = locked_with(DOCX, "a", 100_000)
    many = many.replace(spins, spins.replace(b"100000", b"99999999").replace(b"\n  ", b"\n", 1))
    with pytest.raises(UnreadableFile, match="加密方式"):
        parse(many, ["a"])


def test_passwords_are_told_to_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        parse((FOLDER / "locked.xlsx").read_bytes(), [PASSWORD])
        parse((FOLDER / "locked.xls").read_bytes(), [PASSWORD])
    assert PASSWORD not in caplog.text
    assert PASSWORD not in repr(Request(b"", (PASSWORD,)))
    assert OOXMLFile  # what is quiet is the library that is really used
