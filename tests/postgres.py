"""A real PostgreSQL server for the tests: one of this run's own, in a temporary folder, or the one that QC_POSTGRES_URL names.

Its users: ``tester`` may all and needs no password; the others are for what a server refuses (see ``_USERS``).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from qcapp.domain.server_address import ServerAddress, server_address
from tests.programs import PATIENCE

HOST = "127.0.0.1"
USER = "tester"
PASSWORD = "对的 密码"
_WAIT_SECONDS = 60.0
# Whoever comes as ``guest`` needs a password; ``stranger`` is let in nowhere.
_HBA = f"""
host all guest {HOST}/32 scram-sha-256
host all stranger {HOST}/32 reject
host all all {HOST}/32 trust
local all all trust
"""


def binaries() -> Path | None:
    """The folder of the server's programs; None where there is no server."""
    name = "postgres.exe" if os.name == "nt" else "postgres"
    found = [Path(program).parent for program in (shutil.which("postgres"),) if program]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        told = subprocess.run(
            ["pg_config", "--bindir"], capture_output=True, text=True, check=True, timeout=_WAIT_SECONDS,
        ).stdout.strip()
        found.append(Path(told))
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found += sorted(Path("C:/Program Files/PostgreSQL").glob("*/bin"), reverse=True)
    return next((each for each in found if (each / name).is_file() and any(each.glob("initdb*"))), None)


def why_none() -> str:
    """Why there is no server to test with; "" where there is one."""
    if os.environ.get("QC_POSTGRES_URL") or binaries() is not None:
        return ""
    return "no PostgreSQL server is installed here; .ci/run installs it"


@dataclass
class Postgres:
    """A running server. ``folder``: of its data, None for one that was there before."""

    host: str
    port: int
    user: str
    password: str = ""
    folder: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    made: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def address(self, database: str, user: str = "", password: str = "") -> ServerAddress:
        return ServerAddress(self.host, database, user or self.user, self.port, password or self.password)

    def run(self, *statements: str, database: str = "postgres") -> list[Any]:
        """Statements of the one who may all; answers the rows of the last."""
        at = self.address(database)
        connection = psycopg.connect(
            host=at.host, port=at.port, dbname=database, user=at.user, password=at.password or None, autocommit=True,
            connect_timeout=10,
        )
        with contextlib.closing(connection):
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def new_database(self, template: str = "") -> ServerAddress:
        """An empty one, or a copy of another that nobody is connected to."""
        name = f"qc_{os.getpid()}_{next(self.made)}_{uuid.uuid4().hex[:6]}"
        like = f' TEMPLATE "{template}"' if template else " TEMPLATE template0 ENCODING 'UTF8'"
        self.run(f'CREATE DATABASE "{name}"{like}')
        return self.address(name)

    def drop(self, database: str) -> None:
        ((version,),) = self.run("SHOW server_version_num")
        if int(version) >= 130_000:
            self.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            return
        others = f"FROM pg_stat_activity WHERE datname = '{database}'"
        self.run(f"SELECT pg_terminate_backend(pid) {others}", f'DROP DATABASE IF EXISTS "{database}"')

    def start(self) -> None:
        """Again, after ``stop``."""
        folder, programs = self.folder, binaries()
        assert folder is not None, "only a server of our own is started and stopped"
        assert programs is not None
        settings = {
            "port": self.port, "listen_addresses": HOST, "fsync": "off", "max_connections": 60, "shared_buffers": "32MB",
            "password_encryption": "scram-sha-256",  # before 14 it is not
            "unix_socket_directories": "" if os.name == "nt" else str(folder),
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=folder, **_as_whom(),
            )
        until = time.monotonic() + _WAIT_SECONDS
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                self.run("SELECT 1")
                return
            assert self.process.poll() is None, (folder / "log").read_text(encoding="utf-8", errors="replace")
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)

    def stop(self) -> None:
        """At once, without waiting for whoever is connected."""
        if self.process is None:
            return
        if os.name == "nt":
            programs, folder = binaries(), self.folder
            assert programs is not None
            assert folder is not None
            words: list[str | Path] = [programs / "pg_ctl", "-D", folder / "data", "-m", "fast", "stop"]
            subprocess.run(words, check=True, capture_output=True, timeout=PATIENCE)
        else:
            self.process.send_signal(signal.SIGINT)
        self.process.wait(_WAIT_SECONDS)
        self.process = None


@contextlib.contextmanager
def running() -> Iterator[Postgres]:
    """A server, as long as the block runs."""
    url = os.environ.get("QC_POSTGRES_URL")
    if url:
        at = server_address(url)
        yield Postgres(at.host, at.port, at.user, at.password)
        return
    with _own() as server:
        yield server


@contextlib.contextmanager
def _own() -> Iterator[Postgres]:
    programs = binaries()
    assert programs is not None
    # Not among pytest's folders: those are the user's alone, and a server refuses to run as root.
    folder = Path(tempfile.mkdtemp(prefix="qc-pg-"))
    whom = _as_whom()
    try:
        if whom:
            shutil.chown(folder, whom["user"])
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", USER, "-E", "UTF8", "--locale=C", "--auth=trust", "--no-sync"],
            check=True, capture_output=True, cwd=folder, timeout=PATIENCE, **whom,
        )
        (folder / "data" / "pg_hba.conf").write_text(_HBA, encoding="utf-8")
        server = Postgres(HOST, _free_port(), USER, folder=folder)
        server.start()
        try:
            server.run(
                f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'", "CREATE ROLE stranger LOGIN", "CREATE ROLE reader LOGIN",
            )
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_whom() -> dict[str, Any]:
    """A server refuses to run as root."""
    if os.name == "nt" or os.getuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return {"user": found.pw_name, "group": found.pw_gid, "extra_groups": []}
    return {}


def _free_port() -> int:
    """None of those that the system gives to whoever connects: one would be taken now and then while the server is stopped."""
    while True:
        port = secrets.choice(range(15_000, 32_000))
        with socket.socket() as held, contextlib.suppress(OSError):
            held.bind((HOST, port))
            return port


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server of this process of the tests alone. Skipped where none is installed, unless QC_NEEDS_POSTGRES says that it must
    be there."""
    if reason := why_none():
        if os.environ.get("QC_NEEDS_POSTGRES"):
            pytest.fail(reason)
        pytest.skip(reason)
    with running() as server:
        yield server
