"""Where a shared ledger (共享台账) is: a database on a PostgreSQL server, written as a URL."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote, urlsplit

from qcapp.domain.errors import UsageError

SCHEME = "postgresql+psycopg"
_SCHEMES = frozenset({SCHEME, "postgresql", "postgres"})
_PORT = 5432


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """``password`` is never shown, logged or kept; "" where it is asked for, or the system knows it (``~/.pgpass``)."""

    host: str
    database: str
    user: str = ""
    port: int = _PORT
    password: str = field(default="", repr=False, compare=False)

    @property
    def url(self) -> str:
        """Without the password."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        port = "" if self.port == _PORT else f":{self.port}"
        return f"{SCHEME}://{user}{host}{port}/{quote(self.database, safe='')}"

    @property
    def shown(self) -> str:
        """As a person is told of it."""
        port = "" if self.port == _PORT else f":{self.port}"
        return f"{self.database}（{self.host}{port}）"

    @property
    def folder_name(self) -> str:
        """A name for what this computer keeps beside it: fit for any file system, and another for another database."""
        return re.sub(r"[^\w.-]+", "-", f"{self.host}-{self.port}-{self.database}").strip("-.")

    def __str__(self) -> str:
        """As it is typed again; without the password."""
        return self.url

    def with_password(self, password: str) -> ServerAddress:
        return replace(self, password=password)


def is_server_address(text: str) -> bool:
    """Whether it is meant as one, well written or not."""
    return text.partition("://")[0].strip().lower() in _SCHEMES and "://" in text


def server_address(text: str) -> ServerAddress:
    """UsageError says what is missing."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port or _PORT
    except ValueError as error:
        raise UsageError(f"共享台账的地址写得不对，请写成 {SCHEME}://用户@主机:端口/库名。") from error
    database = unquote(parts.path.lstrip("/"))
    if parts.scheme.lower() not in _SCHEMES or not parts.hostname or not database or "/" in database:
        raise UsageError(f"共享台账的地址写得不对，请写成 {SCHEME}://用户@主机:端口/库名。")
    return ServerAddress(
        unquote(parts.hostname), database, unquote(parts.username or ""), port, unquote(parts.password or "")
    )
