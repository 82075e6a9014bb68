"""The diagnostic zip carries nothing of the ledger: unusual words are put everywhere and looked for in every byte of it."""

from __future__ import annotations

import contextlib
import getpass
import importlib.util
import json
import logging
import platform
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.inspecting import UnopenedLedger
from db.opening import create_ledger, open_ledger
from qcapp.domain.diagnosis import Diagnosis
from qcapp.domain.errors import WriteFailed
from qcapp.program_log import append, begin_log, end_log
from qcapp.run_mark import CRASH_NAME
from qcapp.services.diagnosis import DiagnosisService, Premises
from qcapp.services.sample import sample_plan
from qcapp.services.setup import built_in_plan
from tests.factory import FixedClock
from tests.services.office import Drawn
from tools.made_up_months import MonthsClock, write_months

ROOT = Path(__file__).resolve().parents[2]
CHINESE, LATIN, PHONE = "鼋甪谗龠", "Zyxquorvel", "13987650421"
PLANTED = f"{CHINESE} {LATIN} {PHONE}"
# So that kinds of operations are counted under their names; all else is planted in both trials.
STRUCTURE = {("operation", "kind")}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which every kind of work was done."""
    folder = tmp_path_factory.mktemp("month")
    path, clock = folder / "ledger.sqlite3", MonthsClock()
    store = create_ledger(path, sample_plan(built_in_plan(ROOT / "resources")), clock, "经办人")
    write_months(store, clock, folder, {"xlsx": Drawn(), "docx": Drawn(), "pdf": Drawn()})
    store.close()
    return path


@pytest.fixture
def place(tmp_path: Path, month: Path) -> Path:
    """The ledger in a folder, under a name, with backups and a damaged one beside it, all named with the words."""
    folder = tmp_path / f"{PLANTED} 的文件夹"
    path = folder / f"{PLANTED}.sqlite3"
    (folder / "backups").mkdir(parents=True)
    shutil.copyfile(month, path)
    shutil.copyfile(month, folder / "backups" / f"{PLANTED}-20210722-093000.sqlite3")
    shutil.copyfile(month, folder / f"{PLANTED}-损坏-20210722-093000.sqlite3")
    return path


def text_columns(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for _, column, kind, *_ in connection.execute(f'PRAGMA table_info("{table}")').fetchall():
            if "INT" not in kind.upper():
                yield table, column, kind.upper()


def plant(path: Path, *, but: set[tuple[str, str]]) -> int:
    """The words after what stands in every column that holds text or bytes, and a row where a table is empty."""
    planted = 0
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for table in {table for table, *_ in text_columns(connection)}:
            if not connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]:
                columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
                values = [1 if "INT" in kind.upper() else "x" for _, _, kind, *_ in columns]
                connection.execute(f'INSERT INTO "{table}" VALUES ({",".join("?" * len(values))})', values)
        for table, column, kind in tuple(text_columns(connection)):
            if (table, column) not in but:
                new = f'CAST("{column}" AS TEXT) || ?' if kind != "BLOB" else f'CAST("{column}" || ? AS BLOB)'
                connection.execute(f'UPDATE OR REPLACE "{table}" SET "{column}" = {new}', (f" {PLANTED}",))
                planted += 1
    return planted


def write_logs(folder: Path) -> None:
    """Real errors with the words in everything that an error has, and lines that look like what is kept."""
    handler = begin_log(folder / "x.sqlite3")
    module = folder / f"{LATIN}.py"
    module.write_text(f"def {LATIN}():\n    raise type('{LATIN}', (ValueError,), {{}})('{PLANTED}')\n", encoding="utf-8")
    spec = importlib.util.spec_from_file_location(LATIN, module)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    log = logging.getLogger("qcapp.services.collect")
    try:
        for error in (ValueError(PLANTED), FileNotFoundError(2, PLANTED, f"/{PLANTED}"), KeyError(PLANTED)):
            try:
                raise error
            except Exception:
                log.exception("%s 的 %s", PLANTED, LATIN)
        try:
            getattr(loaded, LATIN)()
        except ValueError:
            logging.getLogger(LATIN).exception(CHINESE)
        for line in (
            f"2021-07-24 09:30:00,000 ERROR {LATIN}:12 {PLANTED}", f"2021-07-24 09:30:00,000 ERROR ui.{LATIN}:12 x",
            f'  File "/{LATIN}/{PHONE}.py", line 3, in {LATIN}', f'  File "{ROOT}/ui/start.py", line 3, in {LATIN}',
            f'  File "{ROOT}/qcapp/../{LATIN}.py", line 3', f"{LATIN}: {PLANTED}", f"ValueError: {PLANTED}", f"    {LATIN}(1)",
            f"Fatal Python error: {LATIN}", f"{PHONE} more of {LATIN}:3 were not written", f"sqlite3.{LATIN}: {PHONE}",
            f"Current thread {LATIN} (most recent call first):", f"Traceback (most recent call last): {LATIN}",
        ):
            append(handler.path, f"2021-07-24 09:30:00,000 WARNING qt:3 {line}\n{line}\n")
    finally:
        end_log(handler)
    crash = (
        "2021-07-24T09:30:00\nFatal Python error: Segmentation fault\n\nCurrent thread 0x00007f0 (most recent call first):\n"
        f'  File "{ROOT}/ui/start.py", line 12 in {LATIN}\n  File "/{LATIN}/a.py", line 5 in x\nExtension modules: {LATIN}\n'
    )
    (folder / CRASH_NAME).write_text(crash, encoding="utf-8")
    (folder / "program.log.1").write_text(f"{PLANTED}\n" * 100, encoding="gb18030")


def every_byte(path: Path) -> bytes:
    """Names, comments and contents, inflated."""
    with zipfile.ZipFile(path) as made:
        parts = [made.comment]
        for info in made.infolist():
            parts += [info.filename.encode(), info.comment, info.extra, made.read(info)]
    return b"\n".join(parts)


def leaks(data: bytes) -> list[str]:
    """Words, and the better part of each, in any encoding that a Chinese computer writes."""
    sought = [CHINESE, CHINESE[:2], CHINESE[2:], LATIN, LATIN[:5], LATIN[5:], PHONE, PHONE[:6], PHONE[5:], *real_names()]
    text = data.decode("utf-8", "replace").lower()
    found = [word for word in sought if word.lower() in text]
    return found + [
        f"{word} in {coding}" for word in sought for coding in ("utf-16-le", "utf-16-be", "gb18030", "big5hkscs", "utf-7")
        if word.encode(coding, "ignore") and word.encode(coding, "ignore") in data
    ]


def real_names() -> list[str]:
    """Of this computer and its user, where they are no words of everyday."""
    return [name for name in (platform.node(), getpass.getuser()) if len(name) > 5 and name not in ("runner", "localhost")]


def service_of(ledger: object, place: Path) -> DiagnosisService:
    return DiagnosisService(ledger, FixedClock(), Premises(place.parent / "program.log", ROOT))  # type: ignore[arg-type]


def ground(diagnosis: Diagnosis) -> set[str]:
    return {fact.key for group in diagnosis.groups for fact in group.facts}


def test_not_a_word_of_an_open_ledger_nor_of_its_place_nor_of_the_log_is_in_the_zip(place: Path, tmp_path: Path) -> None:
    write_logs(place.parent)
    store = open_ledger(place, FixedClock())
    try:
        assert plant(place, but=STRUCTURE) > 60
        service = service_of(store, place)
        found = service.look()
        target = tmp_path / "诊断.zip"
        service.write(found, target)
    finally:
        store.close()
    assert not found.whole  # the rows are not what was written
    assert {"tables", "operations", "archived"} <= ground(found)
    assert leaks(every_byte(target)) == []
    # while what is shown here, where the clerk sits, does name the place
    assert len(leaks("\n".join(found.lines()).encode())) > 5
    assert len(leaks((place.parent / "program.log").read_bytes())) > 5


def test_nor_of_one_that_cannot_be_opened(place: Path, tmp_path: Path) -> None:
    plant(place, but=set())
    write_logs(place.parent)
    before = place.read_bytes()
    service = service_of(UnopenedLedger(place, f"台账“{place}”已损坏"), place)
    found = service.look()
    target = service.write(found, tmp_path / "诊断.zip")
    assert place.read_bytes() == before
    assert not found.whole
    assert leaks(every_byte(target)) == []


@pytest.mark.parametrize("damage", ["empty", "cut", "page", "foreign", "text"])
def test_nor_of_a_damaged_file_which_is_told_of_all_the_same(place: Path, tmp_path: Path, damage: str) -> None:
    plant(place, but=STRUCTURE)
    data = bytearray(place.read_bytes())
    match damage:
        case "empty":
            data.clear()
        case "cut":
            del data[len(data) // 2:]
        case "page":
            data[8192:16384] = (PLANTED.encode() * 300)[:8192]
        case "text":
            data[:] = PLANTED.encode() * 300
        case "foreign":
            place.unlink()
            with contextlib.closing(sqlite3.connect(place)) as other:
                other.execute(f'CREATE TABLE "{PLANTED}" (a TEXT DEFAULT "{PLANTED}")')
                other.execute(f'INSERT INTO "{PLANTED}" VALUES (?)', (PLANTED,))
                other.commit()
            data = bytearray(place.read_bytes())
    place.write_bytes(data)
    service = service_of(UnopenedLedger(place, f"台账“{place}”打不开"), place)
    found = service.look()
    target = service.write(found, tmp_path / "诊断.zip")
    assert place.read_bytes() == data
    assert not found.whole
    assert not any(name.name.endswith(("-journal", "-wal", "-shm")) for name in place.parent.iterdir())
    assert leaks(every_byte(target)) == []


def test_a_table_that_is_not_the_programs_is_counted_and_not_named(place: Path, tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(place)) as other:
        other.execute(f'CREATE TABLE "{PLANTED}" (a TEXT)')
        other.commit()
    store = open_ledger(place, FixedClock(), look_later=True)
    try:
        service = service_of(store, place)
        target = service.write(service.look(), tmp_path / "诊断.zip")
    finally:
        store.close()
    data = every_byte(target)
    assert leaks(data) == []
    assert "不认识的表或索引：1 个" in data.decode()


def test_nor_is_a_word_that_somebody_wrote_into_the_format(place: Path, tmp_path: Path) -> None:
    """With another program a column is added in a moment, and its name may be anyone's."""
    with contextlib.closing(sqlite3.connect(place)) as other:
        other.execute(f'ALTER TABLE measure ADD COLUMN "{PLANTED}" TEXT')
        other.execute("ALTER TABLE unit ADD COLUMN n13800001111 TEXT")
        other.commit()
    store = open_ledger(place, FixedClock(), look_later=True)
    try:
        service = service_of(store, place)
        target = service.write(service.look(), tmp_path / "诊断.zip")
    finally:
        store.close()
    data = every_byte(target)
    assert leaks(data) == []
    assert b"13800001111" not in data
    assert b"CREATE TABLE operation" in data


def test_what_mends_a_program_is_in_it(place: Path, tmp_path: Path) -> None:
    write_logs(place.parent)
    store = open_ledger(place, FixedClock())
    try:
        service = service_of(store, place)
        target = service.write(service.look(), tmp_path / "诊断.zip")
    finally:
        store.close()
    with zipfile.ZipFile(target) as made:
        names, texts = made.namelist(), {name: made.read(name).decode() for name in made.namelist()}
    assert names == [
        "说明.txt", "诊断.txt", "诊断.json", "格式.sql", "日志/program.log", "日志/program.log.1", "日志/program.crash",
    ]
    log = texts["日志/program.log"]
    assert " ERROR qcapp.services.collect:" in log
    assert "ValueError: ……" in log
    assert "FileNotFoundError: ……" in log
    assert 'File "ui/start.py", line 3' in log
    assert log.count("Traceback (most recent call last):\n") == 4
    assert "Fatal Python error: Segmentation fault" in texts["日志/program.crash"]
    assert 'File "ui/start.py", line 12' in texts["日志/program.crash"]
    assert "CREATE TABLE operation" in texts["格式.sql"]
    told = json.loads(texts["诊断.json"])
    assert told["ok"] is True
    assert told["pragmas"]["journal_mode"] == "delete"
    assert told["versions"]["sqlite"] == sqlite3.sqlite_version
    assert told["ledger"]["operations"] > 10
    assert told["ledger"]["path"].startswith("路径长 ")
    assert "含中文等字符" in texts["诊断.txt"]


def test_a_zip_that_cannot_be_written_is_a_sentence_and_leaves_the_older_one(place: Path, tmp_path: Path) -> None:
    service = service_of(UnopenedLedger(place), place)
    (tmp_path / "没有").write_bytes(b"")
    with pytest.raises(WriteFailed, match=r"。$"):
        service.write(service.look(), tmp_path / "没有" / "诊断.zip")


@pytest.mark.parametrize(("folder", "synced"), [("OneDrive - 区营商办", True), ("WPS云盘", True), ("我的台账", False)])
def test_a_folder_that_is_copied_to_a_cloud_is_told_without_its_name(tmp_path: Path, folder: str, synced: bool) -> None:
    """Such a program may hold the ledger's file, or bring an older one back."""
    path = tmp_path / folder / "台账.sqlite3"
    path.parent.mkdir()
    found = service_of(UnopenedLedger(path), path).look()
    shared = "\n".join(found.lines(shared=True))
    assert ("在网盘同步的文件夹里" in shared) is synced
    assert folder not in shared
