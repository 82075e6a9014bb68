"""What is told of a database before a ledger is opened or made in it, and that nothing of anybody's is changed."""

from __future__ import annotations

import contextlib
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db import revisions
from db.connection import connect
from db.server import schema
from db.server import tables as server_tables
from db.server.connecting import connected
from db.server.engine import engine_for
from db.server.errors import ledger_error
from db.server.opening import create_shared, open_shared, share
from db.server.patience import Driver
from db.server.query import ServerQuery
from db.server.rows import put_on_server
from db.server.store import SharedLedger
from db.server.trying import look_at
from qcapp.domain.backups import Backup, BackupReason
from qcapp.domain.errors import LedgerError, LedgerTrouble
from qcapp.domain.server_address import ServerAddress
from qcapp.domain.shared import SharedState
from tests.db.drafts import JULY, ZS, edit, key
from tests.factory import FixedClock, small_plan
from tests.postgres import PASSWORD, Postgres
from tests.server.relay import Relay, doubt_soon, relayed

OLD = Path(__file__).parent.parent / "old_ledgers"


def refusal(work: Callable[[], object]) -> tuple[LedgerTrouble | None, str]:
    with pytest.raises(LedgerError) as caught:
        work()
    return caught.value.trouble, str(caught.value)


def tables(address: ServerAddress) -> list[tuple[str, ...]]:
    asked = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    with contextlib.closing(connected(address)) as connection:
        return sorted(connection.execute(asked).fetchall())


def test_an_empty_database_is_no_ledger_and_stays_empty(database: ServerAddress, desk: Path) -> None:
    trouble, sentence = refusal(lambda: open_shared(database, desk, FixedClock()))
    assert (trouble, tables(database), desk.exists()) == (LedgerTrouble.EMPTY, [], False)
    assert sentence == f"数据库“{database.shown}”是空的，还不是共享台账，请先在那里新建共享台账，或把现有台账放上去。"


def test_what_is_made_there_is_there_for_the_next(database: ServerAddress, desk: Path, tmp_path: Path) -> None:
    made = create_shared(database, desk, small_plan(), FixedClock(), "张三")
    edit(made, key(), "一窗通办")
    other = open_shared(database, tmp_path / "另一台", FixedClock())
    assert other.plans() == (small_plan(),)
    assert other.snapshot(JULY).entry(1, ZS).text("progress") == "一窗通办"
    assert other.ledger_id == made.ledger_id != ""
    assert [each.who for each in other.operations()][-1] == "张三"
    assert other.shared == f"{database.database}（{database.host}:{database.port}）"
    assert (other.path, other.path.exists()) == (tmp_path / "另一台" / "共享台账.sqlite3", False)
    assert other.read_only == ""
    for each in (made, other):
        each.close()
    with pytest.raises(LedgerError, match="已经关闭，请重新打开"):
        other.periods()


def test_where_a_ledger_is_none_is_made(copied: ServerAddress, desk: Path, template: Path) -> None:
    for work in (
        lambda: create_shared(copied, desk, small_plan(), FixedClock(), "李四"),
        lambda: share(copied, desk, template, FixedClock(), "李四"),
    ):
        sentence = f"数据库“{copied.shown}”里已经有共享台账，没有改动它，请直接打开它，或另选一个空的数据库。"
        assert refusal(work) == (LedgerTrouble.FOREIGN, sentence)


def test_others_data_is_left_alone(database: ServerAddress, desk: Path, postgres: Postgres, template: Path) -> None:
    postgres.run("CREATE TABLE theirs (a int)", database=database.database)
    for work in (
        lambda: open_shared(database, desk, FixedClock()),
        lambda: create_shared(database, desk, small_plan(), FixedClock(), "李四"),
        lambda: share(database, desk, template, FixedClock(), "李四"),
    ):
        trouble, sentence = refusal(work)
        assert trouble is LedgerTrouble.FOREIGN
        assert "其他程序的数据，不是本程序的共享台账，没有改动它" in sentence
    assert tables(database) == [("public", "theirs")]


def test_a_schema_of_our_name_that_is_not_ours_is_anothers(database: ServerAddress, desk: Path, postgres: Postgres) -> None:
    postgres.run("CREATE SCHEMA ledger", "CREATE TABLE ledger.operation (a int)", database=database.database)
    assert refusal(lambda: open_shared(database, desk, FixedClock()))[0] is LedgerTrouble.FOREIGN


def test_a_newer_programs_ledger_is_refused_unharmed(copied: ServerAddress, desk: Path, postgres: Postgres) -> None:
    postgres.run(
        "COMMENT ON SCHEMA ledger IS 'YSTZ 99'", "UPDATE ledger.alembic_version SET version_num = '0099'",
        database=copied.database,
    )
    assert refusal(lambda: open_shared(copied, desk, FixedClock())) == (
        LedgerTrouble.NEWER, f"共享台账“{copied.shown}”是用更新版本的程序建立的，没有改动它，请安装新版程序后再打开。"
    )
    assert postgres.run("SELECT version_num FROM ledger.alembic_version", database=copied.database) == [("0099",)]


def test_two_marks_that_do_not_agree_are_damage(copied: ServerAddress, desk: Path, postgres: Postgres) -> None:
    postgres.run("UPDATE ledger.alembic_version SET version_num = '0003'", database=copied.database)
    assert refusal(lambda: open_shared(copied, desk, FixedClock()))[0] is LedgerTrouble.DAMAGED


def test_a_database_that_cannot_hold_every_character_is_refused(postgres: Postgres, desk: Path) -> None:
    postgres.run("CREATE DATABASE qc_ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'")
    address = postgres.address("qc_ascii")
    for work in (
        lambda: open_shared(address, desk, FixedClock()),
        lambda: create_shared(address, desk, small_plan(), FixedClock(), "李四"),
    ):
        assert refusal(work)[1] == (
            f"数据库“{address.shown}”的编码是 SQL_ASCII，存不了所有的汉字，请让管理员另建一个编码为 UTF8 的数据库。"
        )
    postgres.drop("qc_ascii")


def test_of_two_who_make_one_at_once_one_does(database: ServerAddress, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def made(name: str) -> str:
        try:
            create_shared(database, tmp_path / name, small_plan(), FixedClock(), name).close()
        except LedgerError as error:
            return str(error)
        return "made"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(made, ("甲", "乙")))
    assert answers[0] == "made"
    assert "已经有共享台账，没有改动它" in answers[1]


def put_at(address: ServerAddress, file: Path, revision: str) -> None:
    """An older program's ledger, as it would have been on a server."""

    def fill(query: ServerQuery) -> None:
        with contextlib.closing(connect(file, reading=True)) as source:
            put_on_server(source, query)

    engine = engine_for(address)
    with engine.begin() as connection:
        schema.make(connection, fill, revision)
    engine.dispose()


@pytest.mark.parametrize("revision", [each for each in revisions.REVISIONS[:-1] if (OLD / f"{each}.sqlite3").exists()])
def test_an_older_ledger_is_brought_up_after_a_backup_and_says_the_same(
    revision: str, database: ServerAddress, desk: Path, tmp_path: Path
) -> None:
    from db.opening import open_ledger

    file = Path(shutil.copyfile(OLD / f"{revision}.sqlite3", tmp_path / "old.sqlite3"))
    put_at(database, file, revision)
    told: list[Backup] = []
    ledger = open_shared(database, desk, FixedClock(), upgraded=told.append)
    on_file = open_ledger(file, FixedClock())
    assert [each.reason for each in told] == [BackupReason.MIGRATION]
    with contextlib.closing(connect(told[0].path, reading=True)) as before:
        assert before.execute("SELECT version_num FROM alembic_version").fetchone() == (revision,)
    assert [(each.name, each.detail) for each in ledger.check() if not each.ok] == []
    assert ledger.periods() == on_file.periods()
    for period in ledger.periods():
        assert ledger.snapshot(period) == on_file.snapshot(period)
    assert ledger.operations() == on_file.operations()
    again = open_shared(database, desk, FixedClock(), upgraded=told.append)
    assert len(told) == 1
    for each in (ledger, on_file, again):
        each.close()


def test_one_that_cannot_be_brought_up_is_as_it_was(
    database: ServerAddress, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(shutil.copyfile(OLD / "0004.sqlite3", tmp_path / "old.sqlite3"))
    put_at(database, file, "0004")

    def broken(connection: object) -> None:
        connection.exec_driver_sql("DROP TABLE setting CASCADE")  # type: ignore[attr-defined]
        raise ValueError("a step that fails")

    with monkeypatch.context() as patched:
        patched.setattr(schema, "upgrade", broken)
        trouble, sentence = refusal(lambda: open_shared(database, desk, FixedClock()))
    assert trouble is LedgerTrouble.UPGRADE_FAILED
    assert "升级没有成功，已退回原样" in sentence
    ledger = open_shared(database, desk, FixedClock())
    assert ledger.settings()
    ledger.close()


def test_one_that_somebody_reads_is_not_brought_up_yet_and_no_backup_of_it_is_kept(
    database: ServerAddress, desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(shutil.copyfile(OLD / "0004.sqlite3", tmp_path / "old.sqlite3"))
    put_at(database, file, "0004")
    with monkeypatch.context() as patched, contextlib.closing(connected(database)) as colleague:
        patched.setattr(server_tables, "SECONDS", 0.1)
        colleague.execute("SELECT count(*) FROM change")
        assert refusal(lambda: open_shared(database, desk, FixedClock())) == (
            LedgerTrouble.BUSY,
            f"有人正在读共享台账“{database.shown}”（如备份、导出），等了很久还没有读完，没有升级，请稍候再试。",
        )
    assert list(desk.rglob("*.sqlite3")) == []
    told: list[Backup] = []
    open_shared(database, desk, FixedClock(), upgraded=told.append).close()
    assert len(told) == 1


# ---------------------------------------------------------------- a network that swallows everything meanwhile


@pytest.fixture
def through(database: ServerAddress) -> Iterator[Relay]:
    with relayed(database) as relay:
        yield relay


def swallowed(relay: Relay, work: Callable[[], SharedLedger], in_the_middle: str) -> SharedLedger:
    """What the work makes when it is tried again: nothing is heard from when it first sends words with that."""
    execute = ServerQuery.execute

    def silent(self: ServerQuery, sql: str, *more: Any) -> Any:
        if in_the_middle in sql and not gone:
            gone.append(sql)
            relay.hold_all()
            doubt_soon(patched)
        return execute(self, sql, *more)

    gone: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ServerQuery, "execute", silent)
        trouble, sentence = refusal(work)
        assert trouble is LedgerTrouble.UNREACHABLE
        assert sentence == "服务器“127.0.0.1”没有回应，请检查网络，或请管理员看看服务器后再试。"
    assert len(gone) == 1
    relay.pass_all()
    return work()


@pytest.mark.parametrize("where", ["obj_description", "ADD CONSTRAINT"])
def test_one_that_was_being_put_there_when_the_network_swallowed_all_is_put_there_the_next_time(
    through: Relay, desk: Path, template: Path, where: str
) -> None:
    ledger = swallowed(through, lambda: share(through.address, desk, template, FixedClock(), "张三"), where)
    assert all(each.ok for each in ledger.check())
    ledger.close()
    assert list(desk.glob(".*")) == []


def test_so_is_one_that_was_being_made(through: Relay, desk: Path) -> None:
    ledger = swallowed(through, lambda: create_shared(through.address, desk, small_plan(), FixedClock(), "张三"), "operation")
    assert all(each.ok for each in ledger.check())
    assert len(ledger.operations()) == 1
    ledger.close()


def test_one_that_was_being_brought_up_is_brought_up_the_next_time(through: Relay, desk: Path, tmp_path: Path) -> None:
    put_at(through.address, Path(shutil.copyfile(OLD / "0004.sqlite3", tmp_path / "old.sqlite3")), "0004")
    ledger = swallowed(through, lambda: open_shared(through.address, desk, FixedClock()), "LOCK TABLE")
    assert all(each.ok for each in ledger.check())
    ledger.close()
    assert len(list(desk.rglob("*.sqlite3"))) == 1


def test_one_of_which_nothing_is_heard_when_it_is_opened_is_told(copied: ServerAddress, desk: Path) -> None:
    with relayed(copied) as relay:
        swallowed(relay, lambda: open_shared(relay.address, desk, FixedClock()), "obj_description").close()


# ---------------------------------------------------------------- who is not let in


def test_what_a_server_refuses_is_said_in_a_sentence(copied: ServerAddress, desk: Path, postgres: Postgres) -> None:
    name, shown = copied.database, copied.shown
    cases = [
        (postgres.address(name, "guest", "错的"), LedgerTrouble.DENIED, f"共享台账“{shown}”的用户名或密码不对，请核对后再试。"),
        (postgres.address(name, "no_such", "x"), LedgerTrouble.DENIED, f"共享台账“{shown}”的用户名或密码不对，请核对后再试。"),
        (postgres.address(name, "guest"), LedgerTrouble.DENIED, f"打开共享台账“{shown}”要输入密码，请输入后再试。"),
        (postgres.address(name, "stranger"), LedgerTrouble.DENIED,
         f"服务器没有允许这台电脑或这个用户打开共享台账“{shown}”，请让管理员开通后再试。"),
        (postgres.address("没有的库"), LedgerTrouble.MISSING,
         f"服务器“{postgres.host}”上没有名为“没有的库”的数据库，请核对名称，或请管理员先建好。"),
    ]
    for address, trouble, sentence in cases:
        assert refusal(lambda at=address: open_shared(at, desk, FixedClock())) == (trouble, sentence)  # type: ignore[misc]


def test_a_user_without_rights_is_told(copied: ServerAddress, desk: Path, postgres: Postgres) -> None:
    shut = postgres.address(copied.database, "reader")
    assert refusal(lambda: open_shared(shut, desk, FixedClock()))[0] is LedgerTrouble.DENIED
    postgres.run(
        "GRANT USAGE ON SCHEMA ledger TO reader", "GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO reader",
        database=copied.database,
    )
    ledger = open_shared(shut, desk, FixedClock())
    assert ledger.read_only == f"这个用户在共享台账“{copied.shown}”里只有查看的权限，不能修改，要修改请让管理员开通。"
    assert ledger.snapshot(JULY).plan == small_plan()
    assert refusal(lambda: edit(ledger, key(), "一")) == (LedgerTrouble.NOT_WRITABLE, ledger.read_only)
    postgres.run("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ledger TO reader", database=copied.database)
    assert ledger.try_writing() == ""
    edit(ledger, key(), "一")
    assert ledger.snapshot(JULY).entry(1, ZS).text("progress") == "一"
    ledger.close()
    empty = postgres.new_database()
    made = postgres.address(empty.database, "reader")
    assert refusal(lambda: create_shared(made, desk, small_plan(), FixedClock(), "李四"))[0] is LedgerTrouble.NOT_WRITABLE
    postgres.drop(empty.database)


def test_with_the_right_password_it_opens(copied: ServerAddress, desk: Path, postgres: Postgres) -> None:
    postgres.run(
        "GRANT USAGE ON SCHEMA ledger TO guest", "GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO guest", database=copied.database
    )
    ledger = open_shared(postgres.address(copied.database, "guest", PASSWORD), desk, FixedClock())
    assert ledger.snapshot(JULY).plan == small_plan()
    assert PASSWORD not in repr(ledger.address)
    ledger.close()


def test_no_host_and_no_server_there_are_two_things(desk: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    nobody = ServerAddress("127.0.0.1", "台账", "li", port)
    assert refusal(lambda: open_shared(nobody, desk, FixedClock())) == (
        LedgerTrouble.UNREACHABLE, f"服务器“127.0.0.1”的 {port} 端口没有开着数据库，请核对端口，或请管理员启动数据库后再试。"
    )
    unknown = ServerAddress("no-such-host.invalid", "台账", "li")
    assert refusal(lambda: open_shared(unknown, desk, FixedClock())) == (
        LedgerTrouble.UNREACHABLE, "找不到服务器“no-such-host.invalid”，请核对地址，或检查网络后再试。"
    )


def lets_no_settings_through(patched: pytest.MonkeyPatch) -> None:
    real = Driver.connect

    def without(options: str, **asked: Any) -> Driver:
        return real(**asked)

    patched.setattr(Driver, "connect", without)


def has_numbers_of_its_own(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(psycopg.ConnectionInfo, "backend_pid", property(lambda info: 1))


@pytest.mark.parametrize("lends", [lets_no_settings_through, has_numbers_of_its_own])
def test_nothing_is_made_or_opened_by_way_of_one_who_lends_connections_out(
    lends: Callable[[pytest.MonkeyPatch], None], database: ServerAddress, copied: ServerAddress, desk: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As pgbouncer does: the tables would stand in another schema, and who waits for the server's end of a save would ask for
    that of another."""
    says = "“{0.host}”的 {0.port} 端口是连接池（如 pgbouncer），共享台账不能经它打开，请向管理员要直连数据库的地址和端口。"
    with monkeypatch.context() as patched:
        lends(patched)
        told = [
            refusal(lambda: create_shared(database, desk, small_plan(), FixedClock(), "张三")),
            refusal(lambda: look_at(database)), refusal(lambda: open_shared(copied, desk, FixedClock())),
        ]
    assert told == [(None, says.format(at)) for at in (database, database, copied)]
    assert look_at(database).state is SharedState.EMPTY
    assert look_at(copied).state is SharedState.LEDGER


@pytest.mark.parametrize(("error", "trouble", "words"), [
    (psycopg.errors.DiskFull("x"), LedgerTrouble.NO_SPACE, "磁盘满了"),
    (psycopg.errors.TooManyConnections("x"), LedgerTrouble.BUSY, "连接太多"),
    (psycopg.OperationalError("FATAL:  sorry, too many clients already"), LedgerTrouble.BUSY, "连接太多"),
    (psycopg.OperationalError("致命错误:  对不起, 已经有太多的客户"), LedgerTrouble.BUSY, "连接太多"),
    (psycopg.OperationalError("FATAL:  用户 \"li\" Password 认证失败 (10.1.1.1)"), LedgerTrouble.DENIED, "用户名或密码不对"),
    (psycopg.errors.LockNotAvailable("x"), LedgerTrouble.BUSY, "正在由别人写入"),
    (psycopg.errors.QueryCanceled("x"), LedgerTrouble.BUSY, "太忙"),
    (psycopg.errors.AdminShutdown("x"), LedgerTrouble.UNREACHABLE, "连接断了"),
    (psycopg.errors.ReadOnlySqlTransaction("x"), LedgerTrouble.NOT_WRITABLE, "只能查看"),
    (psycopg.errors.DataCorrupted("x"), LedgerTrouble.DAMAGED, "已损坏"),
    (psycopg.OperationalError("connection timeout expired"), LedgerTrouble.UNREACHABLE, "没有回应"),
    (psycopg.OperationalError("什么也看不懂的话"), LedgerTrouble.UNREACHABLE, "没有连上"),
    (psycopg.OperationalError('FATAL:  unrecognized configuration parameter "tcp_user_timeout"'), None, "太旧了"),
    (psycopg.OperationalError("FATAL:  unsupported startup parameter: options"), None, "直连数据库的地址"),
    (psycopg.errors.ProtocolViolation("transaction blocks not allowed in statement pooling mode"), None, "直连数据库的地址"),
    (psycopg.errors.ProtocolViolation("query_wait_timeout"), LedgerTrouble.UNREACHABLE, "连接断了"),
])
def test_each_trouble_has_its_sentence(error: psycopg.Error, trouble: LedgerTrouble | None, words: str) -> None:
    told = ledger_error(error, ServerAddress("db.local", "台账", "li"))
    assert told is not None
    assert told.trouble is trouble
    assert words in str(told)
    assert str(told).endswith("。")
    assert "FATAL" not in str(told)


def test_a_bug_is_not_dressed_up(desk: Path) -> None:
    assert ledger_error(psycopg.errors.UndefinedColumn("x"), ServerAddress("db.local", "台账")) is None
    assert ledger_error(KeyError("x"), ServerAddress("db.local", "台账")) is None
