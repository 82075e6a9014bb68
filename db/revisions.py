"""The schema's revisions, and Alembic run on them without a file of settings.

The list is kept here so that opening a current ledger costs one plain query; Alembic is imported only to migrate.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

REVISIONS: tuple[str, ...] = ("0001", "0002", "0003", "0004", "0005", "0006")
"""All revisions, oldest first. A ledger whose revision is not among them was written by a newer program."""

# A frozen build carries this folder as data, at the same place beside this module.
MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def head() -> str:
    return REVISIONS[-1]


def of_newer_program(query: sqlite3.Connection, number: int, revision: str) -> bool:
    """By the two marks that were read. A torn page may give any text for a revision: that file is damaged, not newer."""
    if number > int(head()):
        return True
    return revision not in REVISIONS and bool(query.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")


def upgrade(connection: Connection, folder: Path = MIGRATIONS, to: str = "head") -> None:
    """Bring a file's schema to that revision within the connection's transaction; the caller commits."""
    run(connection, folder, to)
    connection.exec_driver_sql(f"PRAGMA user_version={int(head() if to == 'head' else to)}")


def run(connection: Connection, folder: Path, to: str) -> None:
    """The steps alone, be it in a file or on a server."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
