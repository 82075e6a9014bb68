"""The program opens a ledger on a server, from source and built: the driver and its libraries came along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qcapp.domain.server_address import ServerAddress
from tests.frozen.program import Computer
from tests.postgres import PASSWORD, Postgres


@pytest.fixture
def database(postgres: Postgres) -> Iterator[ServerAddress]:
    address = postgres.new_database()
    yield address
    postgres.drop(address.database)


def test_a_ledger_on_a_server_is_made_written_and_taken_home(computer: Computer, database: ServerAddress, tmp_path: Path) -> None:
    at = ("--ledger", database.url)
    cell = ("--unit", "区住建局", "--period", "2021-07")
    assert computer.ask(*at, "init")["ledger"] == database.url
    computer.say(*at, "--who", "李四", "set", 6, "progress", "在服务器上填的", *cell)
    kept = tmp_path / "带走.sqlite3"
    computer.say(*at, "backup", kept)
    [entry] = computer.ask("show", 6, "--period", "2021-07", ledger=kept)["entries"]
    assert entry["progress"] == "在服务器上填的"
    assert (computer.data / "共享").is_dir()


def test_a_file_is_put_on_a_server_and_a_password_is_wanted_in_a_sentence(
    computer: Computer, database: ServerAddress, postgres: Postgres
) -> None:
    computer.say("init")
    computer.say("share", database.url)
    assert len(computer.ask("--ledger", database.url, "operations")["operations"]) == 1
    postgres.run(
        "GRANT USAGE ON SCHEMA ledger TO guest", "GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO guest",
        database=database.database,
    )
    guest = postgres.address(database.database, "guest").url
    said = computer.say("--ledger", guest, "operations", expect=3)
    assert "没有终端可以输入" in said.err
    computer.more["PGPASSWORD"] = PASSWORD
    assert "建账" in computer.say("--ledger", guest, "operations").out
