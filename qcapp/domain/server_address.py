"""Where a shared ledger (共享台账) is: a database on a PostgreSQL server, written as a URL."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from urllib.parse import quote, unquote, urlsplit

from qcapp.domain.errors import UsageError

SCHEME = "postgresql+psycopg"
_SCHEMES = frozenset({SCHEME, "postgresql", "postgres"})
_PORT = 5432
_PLAIN = re.compile(r"[a-z0-9.]+-[0-9]+-[a-z0-9_]+")


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
        name = f"{self.host.lower()}-{self.port}-{self.database}"
        if _PLAIN.fullmatch(name):
            return name
        # Letters that are left out, or that a file system does not tell apart, make two databases one no more.
        told = sha256(f"{self.host.lower()}\n{self.port}\n{self.database}".encode()).hexdigest()[:8]
        shown = re.sub(r"[^\w.-]+", "-", name).strip("-.")
        return f"{shown}-{told}"

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
    if parts.query or parts.fragment:  # they would be passed over unseen, an asked-for encryption among them
        raise UsageError(
            f"共享台账的地址里“?”“#”和后面的内容用不上，请写成 {SCHEME}://用户@主机:端口/库名；密码里的这些符号请写成 %3F、%23。"
        )
    if parts.scheme.lower() not in _SCHEMES or not parts.hostname or not database or "/" in database:
        raise UsageError(f"共享台账的地址写得不对，请写成 {SCHEME}://用户@主机:端口/库名。")
    return ServerAddress(
        unquote(parts.hostname), database, unquote(parts.username or ""), port, unquote(parts.password or "")
    )
