"""What a server's refusals and silences say to a person: one sentence each, never the driver's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

import psycopg
import sqlalchemy.exc

from db.connection import NO_TEXT
from db.server.patience import Silent
from db.server.pieces import SENT_AHEAD
from qcapp.domain.errors import LedgerChanged, LedgerError, LedgerTrouble, PasswordWanted
from qcapp.domain.server_address import ServerAddress

_Told = tuple[LedgerTrouble | None, str]

_NO_HOST: _Told = (LedgerTrouble.UNREACHABLE, "找不到服务器“{host}”，请核对地址，或检查网络后再试。")
_REFUSED: _Told = (
    LedgerTrouble.UNREACHABLE, "服务器“{host}”的 {port} 端口没有开着数据库，请核对端口，或请管理员启动数据库后再试。"
)
_SILENT: _Told = (LedgerTrouble.UNREACHABLE, "服务器“{host}”没有回应，请检查网络，或请管理员看看服务器后再试。")
_STARTING: _Told = (LedgerTrouble.UNREACHABLE, "服务器“{host}”上的数据库正在启动或关闭，请稍候再试。")
_GONE: _Told = (
    LedgerTrouble.UNREACHABLE, "和共享台账“{shown}”的连接断了，没有写完的改动不算数，请检查网络后再试。"
)
_PASSWORD: _Told = (LedgerTrouble.DENIED, "共享台账“{shown}”的用户名或密码不对，请核对后再试。")
_NO_PASSWORD: _Told = (LedgerTrouble.DENIED, "")
"""``PasswordWanted`` has the words."""
_NOT_LET_IN: _Told = (
    LedgerTrouble.DENIED, "服务器没有允许这台电脑或这个用户打开共享台账“{shown}”，请让管理员开通后再试。"
)
_NO_DATABASE: _Told = (LedgerTrouble.MISSING, "服务器“{host}”上没有名为“{database}”的数据库，请核对名称，或请管理员先建好。")
_NO_RIGHT: _Told = (
    LedgerTrouble.NOT_WRITABLE, "这个用户在共享台账“{shown}”里没有写入的权限，改动没有保存，请让管理员开通后再试。"
)
_STANDBY: _Told = (
    LedgerTrouble.NOT_WRITABLE, "共享台账“{shown}”所在的服务器现在只能查看，改动没有保存，请让管理员处理后再试。"
)
_FULL: _Told = (LedgerTrouble.NO_SPACE, "服务器“{host}”的磁盘满了，改动没有写入共享台账，请让管理员清理后再试。")
_MANY: _Told = (LedgerTrouble.BUSY, "服务器“{host}”上的连接太多，暂时连不上，请稍候再试，或请管理员调高连接数。")
_WAITED: _Told = (LedgerTrouble.BUSY, "共享台账“{shown}”正在由别人写入，等得太久，改动没有保存，请稍候再试。")
_WRITING: _Told = (
    LedgerTrouble.BUSY, "共享台账“{shown}”正在写入别的改动（如合并、恢复备份），这里的还没有保存，请稍候再试。"
)
_LOCKED: _Told = (LedgerTrouble.BUSY, "共享台账“{shown}”正在由别人恢复备份或升级，暂时读不到，请稍候再试。")
_SLOW: _Told = (LedgerTrouble.BUSY, "共享台账“{shown}”的服务器太忙，没有做完，请稍候再试。")
_DAMAGED: _Told = (LedgerTrouble.DAMAGED, "共享台账“{shown}”在服务器上的数据已损坏，请不要再录入，让管理员用备份恢复。")
_NO_LEDGER: _Told = (LedgerTrouble.MISSING, "数据库“{shown}”里的共享台账不见了，可能已被移走，请让管理员核对。")
_NO_TEXT: _Told = (None, "要写入的文字里有数据库存不了的字符（编码为 0 的），没有保存，请删去这些看不见的字符后再试。")
_TOO_LONG: _Told = (None, "有一处姓名、单位或编号太长（最多约 900 字），服务器存不了，改动没有保存，请改短后再试。")
_OLD: _Told = (None, "服务器“{host}”上的 PostgreSQL 太旧了，共享台账要用 12 以上的版本，请让管理员升级。")
_NOT_WHOLE: _Told = (
    None, "有文件没有完整地传到共享台账“{shown}”所在的服务器，改动没有保存，请再保存一次，还是不行请管理员检查网络和服务器。"
)
_LENT: _Told = (
    None, "“{host}”的 {port} 端口是连接池（如 pgbouncer），共享台账不能经它打开，请向管理员要直连数据库的地址和端口。"
)
_OTHERWISE: _Told = (LedgerTrouble.UNREACHABLE, "共享台账“{shown}”没有连上，请核对地址、用户和密码，或请管理员看看服务器。")

_BY_STATE: dict[str, _Told] = {
    "28P01": _PASSWORD, "28000": _NOT_LET_IN, "3D000": _NO_DATABASE, "42501": _NO_RIGHT, "25006": _STANDBY, "53100": _FULL,
    "53300": _MANY, "55P03": _WAITED, "57014": _SLOW, "40P01": _SLOW, "40001": _SLOW, "53200": _SLOW, "53400": _SLOW,
    "57P01": _GONE, "57P02": _GONE, "57P03": _STARTING, "57P05": _GONE, "25P03": _GONE, "58030": _DAMAGED, "XX001": _DAMAGED,
    "XX002": _DAMAGED, "42P01": _NO_LEDGER, "3F000": _NO_LEDGER, "22021": _NO_TEXT,
    "54000": _TOO_LONG,
}
# A connection that was not made has no state, only words: libpq's, in English, and the server's, in its language.
_BY_WORDS: tuple[tuple[re.Pattern[str], _Told], ...] = tuple((re.compile(words, re.IGNORECASE), told) for words, told in (
    (r"no password supplied|未提供密码|没有提供密码", _NO_PASSWORD),
    (r"password authentication failed|认证失败|身份验证失败", _PASSWORD),
    (r"role .* does not exist|角色 .*不存在", _PASSWORD),
    (r"database .* does not exist|数据库 .*不存在", _NO_DATABASE),
    (r"pg_hba\.conf|not permitted to log in|peer authentication|permission denied for database", _NOT_LET_IN),
    (r"too many (clients|connections)|remaining connection slots|太多的客户|连接.*保留", _MANY),
    (r"unrecognized configuration parameter|未认可的配置参数|无法识别的配置参数", _OLD),  # which 12 has brought
    (r"unsupported startup parameter", _LENT),  # a server's own words are others
    (r"starting up|shutting down|recovery mode|正在启动|正在关闭", _STARTING),
    (r"translate host name|resolve host|name or service not known|nodename nor servname|getaddrinfo|no address associated"
     r"|temporary failure in name resolution|no such host", _NO_HOST),
    (r"refused|0x0000274D|10061|no such file or directory", _REFUSED),
    (r"timeout|timed out|no route to host|unreachable|10060|10065", _SILENT),
    (r"server closed the connection|connection reset|broken pipe|terminating connection|connection (not open|is closed|is lost)"
     r"|ssl syscall|could not (send|receive) data|connection already closed|the connection is lost|eof detected", _GONE),
))
_ONE_BY_ONE = "statement pooling mode"
"""Says who lends a connection out for a single statement, and lets nobody have one for several."""


class Locked(Enum):
    """What to say to whom another has kept waiting: who writes, who writes and waited for a moment only, who reads."""

    WAITED, WRITING, READING = _WAITED, _WRITING, _LOCKED


@contextmanager
def spoken(address: ServerAddress, locked: Locked = Locked.WAITED) -> Iterator[None]:
    """Turn the server's errors that a user can meet into LedgerError; others, which are bugs, pass."""
    try:
        yield
    except LedgerError:
        raise
    except Exception as error:
        told = ledger_error(error, address, locked)
        if told is None:
            raise
        raise told from error


def ledger_error(
    error: BaseException, address: ServerAddress, locked: Locked = Locked.WAITED
) -> LedgerError | None:
    """What to tell the user of that error (SQLAlchemy's wrapping taken off), or None when it is a bug."""
    cause = getattr(error, "orig", None) or error
    found = _SILENT if isinstance(cause, psycopg.Error) and is_silence(error) else _found(cause)
    if found is None:
        return None
    if found is _NO_PASSWORD:
        return PasswordWanted(address.shown)
    return _said(locked.value if found is _WAITED else found, address)


def busy(address: ServerAddress) -> LedgerError:
    """Of the same program's own writes."""
    return _said(_WRITING, address)


def may_come_again(error: Exception, address: ServerAddress) -> bool:
    """Whether what was to be saved is likely to be tried once more as it is: another was quicker, it was not its turn, or the
    server was not heard of."""
    told = error if isinstance(error, LedgerError) else ledger_error(error, address)
    trouble = told.trouble if told is not None else None
    return isinstance(told, LedgerChanged) or trouble in (LedgerTrouble.BUSY, LedgerTrouble.UNREACHABLE)


def lent(address: ServerAddress) -> LedgerError:
    """Of one who lends connections out, and let this one through all the same."""
    return _said(_LENT, address)


def is_silence(error: BaseException) -> bool:
    """Whether it says that nothing was heard, after what was asked had been sent; or of what was to be taken back after that."""
    cause: BaseException = getattr(error, "orig", None) or error
    return isinstance(cause, Silent) or isinstance(cause.__context__, Silent)


def says_nobody_answers(error: psycopg.Error) -> bool:
    """Whether a connection was not made for want of any answer, be it one of several that were tried."""
    return _found(error) is _SILENT


def _said(told: _Told, address: ServerAddress) -> LedgerError:
    trouble, words = told
    return LedgerError(
        words.format(host=address.host, port=address.port, database=address.database, shown=address.shown), trouble
    )


def is_broken(error: BaseException) -> bool:
    """Whether it says that the connection is of no more use."""
    cause = getattr(error, "orig", None) or error
    found = _found(cause) if isinstance(cause, psycopg.Error) else None
    return found is not None and found[0] is LedgerTrouble.UNREACHABLE


def _found(cause: BaseException) -> _Told | None:
    if isinstance(cause, sqlalchemy.exc.TimeoutError):
        return _SLOW
    if isinstance(cause, UnicodeEncodeError):  # half a character, which the driver can't send
        return None, NO_TEXT
    if not isinstance(cause, psycopg.Error):
        return None
    state = cause.sqlstate or ""
    if _is_not_whole(cause, state):
        return _NOT_WHOLE
    if state in _BY_STATE:
        return _BY_STATE[state]
    if state.startswith("08"):
        return _LENT if _ONE_BY_ONE in str(cause) else _GONE
    if isinstance(cause, psycopg.DataError) and "NUL" in str(cause):
        return _NO_TEXT
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        said = str(cause)
        return next((told for words, told in _BY_WORDS if words.search(said)), _OTHERWISE)
    return None


def _is_not_whole(cause: psycopg.Error, state: str) -> bool:
    """Of a file that came in pieces (``db.server.pieces``) one is missing or differs, so that NULL stands for it; or all are."""
    if state == "23502":
        return (cause.diag.table_name, cause.diag.column_name) == ("blob", "data")
    return state == "42P01" and SENT_AHEAD in str(cause)
