"""Ledger files among what came back: told by their bytes, read in a copy by the process that can be killed, kept, or refused."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from db.digest import digest_of
from db.returned_ledger import read_returned_ledger
from qcapp.domain.forms import ReturnedFile
from qcapp.domain.returned_ledger import ReturnedLedger
from qcapp.intake import ledgers, words, zips
from qcapp.intake.codec import BadMessage
from qcapp.intake.ledger_codec import decode_ledger, encode_ledger
from qcapp.intake.reader import SafeReader
from qcapp.intake.sniff import Kind, sniff
from qcapp.services.password import PasswordService
from qcapp.services.progress import SILENT
from tests.merge.world import JULY
from tests.services.districts import District, open_district

OLD = sorted((Path(__file__).parents[1] / "old_ledgers").glob("*.sqlite3"))
UNIT = "区政数局"


@pytest.fixture
def reader() -> SafeReader:
    return SafeReader(in_process=True, ledgers=read_returned_ledger)


@pytest.fixture
def district(tmp_path: Path) -> Iterator[District]:
    made = open_district(tmp_path / "区")
    made.type(1, UNIT, "progress", "已办 3 件")
    yield made
    made.office.store.close()


@pytest.fixture
def sent(district: District, tmp_path: Path) -> Path:
    return district.send(tmp_path, "区台账.sqlite3")


def read(reader: SafeReader, path: Path, passwords: Sequence[str] = ()) -> ReturnedFile:
    (file,) = reader.read([path], SILENT, passwords)
    return file


def progress(file: ReturnedFile) -> str:
    assert file.ledger is not None, file.refusal
    month = file.ledger.month(JULY)
    assert month is not None
    unit = next(each for each in month.units if each.name == UNIT)
    return unit.rows[0].cells["progress"].text


def changed(path: Path, *statements: str) -> Path:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


@pytest.mark.parametrize("old", OLD, ids=lambda path: path.stem)
def test_a_ledger_of_any_released_program_is_read_and_not_a_byte_of_it_changed(
    old: Path, reader: SafeReader, tmp_path: Path
) -> None:
    path = Path(shutil.copyfile(old, tmp_path / "旧台账.sqlite3"))
    before = path.read_bytes()
    file = read(reader, path)
    assert progress(file) == "人工：已办结 4 件"
    assert (path.read_bytes(), file.data, os.listdir(tmp_path)) == (before, before, [path.name])
    assert file.sha256 == hashlib.sha256(before).hexdigest()


def test_the_reading_process_reads_it(sent: Path) -> None:
    reader = SafeReader(ledgers=read_returned_ledger)
    try:
        assert progress(read(reader, sent)) == "已办 3 件"
        assert progress(read(reader, sent)) == "已办 3 件"
    finally:
        reader.close()


def dying(copy: Path, passwords: Sequence[str]) -> ReturnedLedger:
    os._exit(7)


def test_a_ledger_that_the_reading_process_dies_of_costs_itself_alone(sent: Path, tmp_path: Path) -> None:
    reader = SafeReader(ledgers=dying)
    table = tmp_path / "表.csv"
    table.write_text("甲,乙", encoding="utf-8")
    try:
        first, second = reader.read([sent, table], SILENT)
        assert (first.refusal, second.refusal) == (words.LEDGER_DAMAGED, Kind.TEXT.refusal)
    finally:
        reader.close()


def unforeseen(copy: Path, passwords: Sequence[str]) -> ReturnedLedger:
    raise KeyError("区甲局的内容")


def test_a_ledger_in_which_is_what_nobody_foresaw_is_told_as_damaged_and_not_as_stopped_by_the_system(
    sent: Path, caplog: pytest.LogCaptureFixture
) -> None:
    reader = SafeReader(ledgers=unforeseen)
    try:
        assert read(reader, sent).refusal == words.LEDGER_DAMAGED
        assert [record.getMessage() for record in caplog.records] == [f"{sent.name} was refused for KeyError"]
    finally:
        reader.close()


def test_in_an_archive_it_is_read_like_any_member(sent: Path, reader: SafeReader, tmp_path: Path) -> None:
    path = tmp_path / "报送.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(sent, "甲区/台账.sqlite3")
    file = read(reader, path)
    assert (progress(file), file.member, file.name) == ("已办 3 件", "甲区/台账.sqlite3", "台账.sqlite3")
    part = file.part(UNIT)
    assert (part.member, part.name, part.whole_member) == ("甲区/台账.sqlite3/区政数局", "台账.sqlite3", "甲区/台账.sqlite3")


def newer(path: Path) -> Path:
    return changed(path, "PRAGMA user_version=9001", "UPDATE alembic_version SET version_num = '9001'")


def torn(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[:-4096])
    return path


def altered(path: Path) -> Path:
    return changed(path, "UPDATE cell SET text = '别的话' WHERE text = '已办 3 件'")


def forged(path: Path) -> Path:
    """Of a month that there is not, and every digest made to fit."""
    changed(path, "PRAGMA foreign_keys=OFF", "UPDATE change SET period = 999999", "UPDATE cell SET period = 999999")
    digest = ""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for (seq,) in connection.execute("SELECT seq FROM operation ORDER BY seq").fetchall():
            digest = digest_of(connection, seq, digest)
            connection.execute("UPDATE operation SET digest = ? WHERE seq = ?", (digest, seq))
        connection.commit()
    return path


def with_a_view(path: Path) -> Path:
    return changed(path, "ALTER TABLE cell RENAME TO kept", "CREATE VIEW cell AS SELECT * FROM kept")


def with_a_trigger(path: Path) -> Path:
    return changed(path, "CREATE TRIGGER t AFTER INSERT ON operation BEGIN DELETE FROM cell; END")


def with_a_module(path: Path) -> Path:
    return changed(path, "CREATE VIRTUAL TABLE words USING fts5(text)")


def of_another_program(path: Path) -> Path:
    return changed(path, "PRAGMA application_id=7")


def empty_of_tables(path: Path) -> Path:
    path.unlink()
    return changed(path, "PRAGMA application_id=1498633306", "CREATE TABLE t (a)")


def being_written(path: Path) -> Path:
    path.with_name(f"{path.name}-journal").write_bytes(b"x" * 512)
    return path


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (newer, words.LEDGER_NEWER), (torn, words.LEDGER_DAMAGED), (altered, words.LEDGER_DAMAGED),
        (forged, words.LEDGER_DAMAGED),
        (with_a_view, words.LEDGER_FOREIGN), (with_a_trigger, words.LEDGER_FOREIGN), (with_a_module, words.LEDGER_FOREIGN),
        (of_another_program, words.DATABASE), (empty_of_tables, words.LEDGER_DAMAGED), (being_written, words.LEDGER_IN_USE),
    ],
)
def test_what_is_no_whole_ledger_that_this_program_can_read_is_refused_in_a_sentence(
    sent: Path, reader: SafeReader, spoil: Callable[[Path], Path], said: str
) -> None:
    path = spoil(sent)
    before = path.read_bytes()
    file = read(reader, path)
    assert (file.refusal, file.ledger, file.keepable) == (said, None, False)
    assert path.read_bytes() == before


def test_a_ledger_with_nothing_in_it_says_so(reader: SafeReader, tmp_path: Path) -> None:
    made = open_district(tmp_path / "区")
    assert read(reader, made.send(tmp_path)).refusal == words.LEDGER_EMPTY
    made.office.store.close()


def test_a_password_is_asked_for_and_the_right_one_or_the_recovery_code_opens(
    district: District, reader: SafeReader, tmp_path: Path
) -> None:
    code = PasswordService(district.office.store).set("一二三四五六")
    path = district.send(tmp_path)
    asked, wrong = read(reader, path), read(reader, path, ["别的密码别的", "abcdef", "123456", "654321"])
    assert [(each.refusal, each.locked) for each in (asked, wrong)] == [
        (words.LEDGER_LOCKED, True), (words.LEDGER_NOT_THESE, True)
    ]
    assert progress(read(reader, path, ["别的密码", "一二三四五六"])) == "已办 3 件"
    assert progress(read(reader, path, [code])) == "已办 3 件"


def test_of_a_large_ledger_what_was_read_is_kept_and_says_that_it_is_no_original(
    sent: Path, reader: SafeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "MAX_FILE", 1000)
    file = read(reader, sent)
    assert (progress(file), file.ledger is not None and file.ledger.extract) == ("已办 3 件", True)
    assert file.sha256 == hashlib.sha256(file.data).hexdigest()
    kept = decode_ledger(file.data)
    assert (kept.size, kept.months) == (sent.stat().st_size, file.ledger.months if file.ledger else None)
    assert encode_ledger(kept) == file.data


@pytest.mark.parametrize(
    ("told", "forged"),
    [
        ('"2021-07-25","","经办人"', '"0001-01-01","","经办人"'), ('"2021-07-25","","经办人"', '"9999-12-31","","经办人"'),
        ('","reach"', '+08:00","reach"'), ('"reach":["', '"reach":["a","'), ('"ledger":"', '"ledger":"a\\nb'),
        ('"returned":null', '"returned":"0001-01-01"'), ('"names":["', f'"names":["{"长" * 256}'),
        ('"district":"', f'"district":"{"区" * 256}'), ('"names":["区政数局"', '"names":["\\u0000"'),
    ],
)
def test_a_day_or_a_name_that_no_ledger_has_is_no_message(
    sent: Path, reader: SafeReader, told: str, forged: str
) -> None:
    found = read(reader, sent).ledger
    assert found is not None
    message = encode_ledger(found).decode()
    assert told in message
    with pytest.raises(BadMessage):
        decode_ledger(message.replace(told, forged, 1).encode())


def test_one_that_is_too_large_for_anyone_is_not_read(sent: Path, reader: SafeReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "MAX_LEDGER", 1000)
    assert read(reader, sent).refusal == words.LEDGER_TOO_BIG


def test_where_nobody_reads_ledgers_it_is_called_what_it_is(sent: Path) -> None:
    assert read(SafeReader(in_process=True), sent).refusal == words.LEDGER
    assert sniff(sent.read_bytes()) is Kind.LEDGER
