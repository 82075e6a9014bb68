"""Whether a ledger is whole: file, database, and every operation's rows.

SQLite's own check misses a good part of random overwrites; the digests and the replay of changes do not.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from db.connection import APPLICATION_ID, is_damage, probe, size_trouble, trigger_trouble
from db.derived import searched_wrongly, undone_wrongly
from db.digest import digest_of
from db.query import Query
from db.revisions import head
from qcapp import __version__
from qcapp.domain.settings import kept_by_restoration
from qcapp.keeping import Check

# The latest change of each cell must be what the cell holds, and cells without a change there are none.
_REPLAY = """
    SELECT count(*) FROM (
        SELECT assignment, field, period, max(id) AS id FROM change GROUP BY assignment, field, period
    ) last JOIN change h ON h.id = last.id
    LEFT JOIN cell c ON c.assignment = h.assignment AND c.field = h.field AND c.period = h.period
    WHERE c.text IS NOT h.after_text OR c.change IS NOT h.after_change
"""
_STRAY = """
    SELECT count(*) FROM cell c WHERE NOT EXISTS (
        SELECT 1 FROM change h WHERE h.assignment = c.assignment AND h.field = c.field AND h.period = c.period
    )
"""
# So must be the settings that have a trail; those of the window have none, and what is the computer's own stays through
# restorations and 交接, whatever the trail that comes with them says.
_SETTINGS = """
    SELECT h.key FROM (SELECT key, max(operation) AS operation FROM setting_change GROUP BY key) last
    JOIN setting_change h ON h.key = last.key AND h.operation = last.operation
    LEFT JOIN setting s ON s.key = h.key WHERE s.value IS NOT h.after
"""

_Looks = tuple[tuple[str, Callable[[sqlite3.Connection, Path], str]], ...]
_MADE = re.compile(r'\s*CREATE\s+(?:UNIQUE\s+)?(TABLE|INDEX)\s+"?(\w+)"?(?:\s+ON\s+"?(\w+)"?)?', re.IGNORECASE)


def check(query: sqlite3.Connection, path: Path) -> tuple[Check, ...]:
    """All checks, in the order in which a person wants to read them. Takes some 5 ms a megabyte."""
    found = (*_outside(query, path), *_inside(query, path))
    return (*found, Check("版本", True, versions(query)))


def _outside(query: sqlite3.Connection, path: Path) -> Iterator[Check]:
    return _made(_LOOKS, query, path)


def _inside(query: sqlite3.Connection, path: Path) -> Iterator[Check]:
    for each in (_written, _left, _archived):
        yield from each(query, path)


def _written(query: sqlite3.Connection, path: Path) -> Iterator[Check]:
    return _made(_OPERATIONS if _is_current(query) else (), query, path)


def _left(query: sqlite3.Connection, path: Path) -> Iterator[Check]:
    return _made(_CELLS if _is_current(query) else (), query, path)


def _replayed(query: sqlite3.Connection, path: Path) -> Iterator[Check]:
    """The part of ``_left`` that SQLite does by itself; ``_told`` is the other."""
    return _made(_REPLAYED if _is_current(query) else (), query, path)


def _told(query: sqlite3.Connection, path: Path) -> Iterator[Check]:
    return _made(_TOLD if _is_current(query) else (), query, path)


def _archived(query: sqlite3.Connection, path: Path) -> Iterator[Check]:
    return _made(_FILES if _is_current(query) else (), query, path)


def _is_current(query: sqlite3.Connection) -> bool:
    """What rows mean is known of the present schema only; an older one is looked at from outside."""
    return bool(query.execute("PRAGMA user_version").fetchone()[0] == int(head()))


def _made(looks: _Looks, query: sqlite3.Connection, path: Path) -> Iterator[Check]:
    for name, look in looks:
        try:
            trouble = look(query, path)
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:  # the latter two: what no column of ours holds
            if isinstance(error, sqlite3.DatabaseError) and not is_damage(error) and "UTF-8" not in str(error):
                raise
            trouble = "内容读不出来，文件已损坏"
        yield Check(name, not trouble, trouble or "正常")


def content_trouble(query: Query) -> Iterator[tuple[str, str]]:
    """Of operations and of what they left, wherever the tables are: each check's name, and its trouble or ""."""
    yield "操作记录", _operations(query)
    yield "台账内容", _cells(query)


def thorough_trouble(query: sqlite3.Connection, path: Path) -> str:
    """The first trouble of all checks with the check's name; "" for a whole ledger."""
    return _first_trouble(check(query, path))


def trouble_at_rest(path: Path) -> str:
    """As ``thorough_trouble``, of a file that nobody writes. What SQLite looks through by itself, half of the time, is looked
    through meanwhile in a thread with a connection of its own. (Of two threads that take rows one by one, each gives Python
    away at every row, and both take many times as long.)"""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        beside = pool.submit(lambda: (_trouble_of(_outside, path), _trouble_of(_replayed, path)))
        written, told, archived = (_trouble_of(looks, path) for looks in (_written, _told, _archived))
        outside, replayed = beside.result()
        return outside or written or replayed or told or archived


def _trouble_of(looks: Callable[[sqlite3.Connection, Path], Iterator[Check]], path: Path) -> str:
    with contextlib.closing(probe(path)) as query:
        return _first_trouble(tuple(looks(query, path)))


def _first_trouble(checks: Iterable[Check]) -> str:
    return next((f"{each.name}：{each.detail}" for each in checks if not each.ok), "")


def versions(query: sqlite3.Connection) -> str:
    schema = query.execute("PRAGMA user_version").fetchone()[0]
    return (
        f"程序 {__version__}，账本格式 {schema:04d}，SQLite {sqlite3.sqlite_version}，"
        f"Python {sys.version.split()[0]}"
    )


def _integrity(query: sqlite3.Connection, path: Path) -> str:
    answer = query.execute("PRAGMA integrity_check(1)").fetchone()[0]
    return trigger_trouble(query) or ("" if answer == "ok" and not _misnamed(query) else "数据库结构有损坏")


def _misnamed(query: sqlite3.Connection) -> bool:
    """SQLite goes by each statement that made a table or index, and never looks at the names that stand beside it."""
    for kind, name, table, sql in query.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"):
        if not isinstance(kind, str) or not isinstance(name, str) or not isinstance(table, str):
            return True
        if sql is None:
            said = kind == "index" and name.startswith(f"sqlite_autoindex_{table}_")
        elif not isinstance(sql, str):
            return True
        elif kind in ("table", "index"):
            found = _MADE.match(sql)
            said = not found or (found[1].lower(), found[2], found[3] or found[2]) == (kind, name, table)
        else:
            continue
        if not said:
            return True
    return False


def _ours(query: sqlite3.Connection, path: Path) -> str:
    mark = query.execute("PRAGMA application_id").fetchone()[0]
    return "" if mark == APPLICATION_ID else "文件没有本程序台账的标记"


def _references(query: sqlite3.Connection, path: Path) -> str:
    broken = len(query.execute("PRAGMA foreign_key_check").fetchall())
    return f"有 {broken} 处记录指向不存在的内容" if broken else ""


def _operations(query: Query, path: Path | None = None) -> str:
    previous, expected = "", 1
    for seq, name, digest in query.execute("SELECT seq, id, digest FROM operation ORDER BY seq").fetchall():
        if seq != expected or digest_of(query, seq, previous) != digest:
            return f"操作 {name} 的记录与写入时不一致"
        previous, expected = digest, expected + 1
    if not previous:
        return "没有任何操作记录"
    wrong = undone_wrongly(query)
    return f"有 {wrong} 处是否已撤销的标记与操作记录不一致" if wrong else ""


def _cells(query: Query, path: Path | None = None) -> str:
    return _cells_by_replay(query) or _words_and_settings(query)


def _cells_by_replay(query: Query, path: Path | None = None) -> str:
    wrong = int(query.execute(_REPLAY).fetchone()[0]) + int(query.execute(_STRAY).fetchone()[0])
    return f"有 {wrong} 个栏目与操作记录不一致" if wrong else ""


def _words_and_settings(query: Query, path: Path | None = None) -> str:
    wrong = searched_wrongly(query)
    settings = sum(not kept_by_restoration(key) for (key,) in query.execute(_SETTINGS))
    found = (f"{wrong} 个栏目" if wrong else "", f"{settings} 项设置" if settings else "")
    return f"有 {'、'.join(filter(None, found))}与操作记录不一致" if wrong or settings else ""


def _files(query: sqlite3.Connection, path: Path) -> str:
    wrong = 0
    for sha256, size, data in query.execute("SELECT sha256, size, data FROM blob"):
        wrong += len(data) != size or hashlib.sha256(data).hexdigest() != sha256
    return f"有 {wrong} 份存档的回收表、佐证材料或通报与存入时不一致" if wrong else ""


_LOOKS: _Looks = (
    ("文件标记", _ours),
    ("文件大小", size_trouble),
    ("数据库结构", _integrity),
    ("引用关系", _references),
)
_OPERATIONS: _Looks = (("操作记录", _operations),)
_CELLS: _Looks = (("台账内容", _cells),)
_REPLAYED: _Looks = (("台账内容", _cells_by_replay),)
_TOLD: _Looks = (("台账内容", _words_and_settings),)
_FILES: _Looks = (("存档文件", _files),)
