"""How the program stands on this computer: versions, the ledger's state, room, backups, the log; and the zip of it."""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qcapp import __version__
from qcapp.domain.backups import SecondPlace
from qcapp.domain.diagnosis import (
    WAL_BUG_SINCE,
    WAL_BUG_UNTIL,
    CheckLine,
    Diagnosis,
    Fact,
    FactGroup,
    LedgerFindings,
    has_wal_reset_bug,
    public,
)
from qcapp.domain.errors import LedgerError
from qcapp.keeping import Check, InspectedLedger
from qcapp.places import FROZEN, HERE
from qcapp.ports import Clock
from qcapp.program_log import log_path
from qcapp.services.redact import LEFT_OUT, shared_detail

_WANTED = {
    "journal_mode": ("delete", "日志方式"), "synchronous": ("3", "写盘方式"), "foreign_keys": ("1", "引用检查"),
    "trusted_schema": ("0", "信任外来结构"), "cell_size_check": ("1", "页内检查"), "mmap_size": ("0", "内存映射"),
}
_WORDS = {("synchronous", "3"): "EXTRA", ("synchronous", "2"): "FULL", ("journal_mode", "delete"): "DELETE"}
_LIBRARIES = (
    "PySide6_Essentials", "SQLAlchemy", "alembic", "openpyxl", "python-docx", "python-calamine", "lxml", "rapidfuzz", "pypinyin",
    "msoffcrypto-tool", "olefile", "matplotlib", "numpy", "cryptography", "filelock", "holidays",
)


@dataclass(frozen=True, slots=True)
class Premises:
    """What only main knows. ``qt``: Qt's version, "" where it can't be loaded; ``program``: the program's folder."""

    log: Path
    program: Path = HERE
    qt: Callable[[], str] = str


@dataclass(frozen=True, slots=True)
class DiagnosisService:
    """Of a ledger that is open, or (an UnopenedLedger) of one that can't be."""

    ledger: InspectedLedger
    clock: Clock
    premises: Premises | None = None
    second: Callable[[], SecondPlace | None] | None = None
    """The second place of backups as it is found now; none for a ledger that can't be opened, which alone could say where."""

    @property
    def log(self) -> Path:
        """The file that is written now."""
        return self.premises.log if self.premises else log_path(self.ledger.path)

    @property
    def crash(self) -> Path:
        """Where the program stood when it crashed, of each time."""
        from qcapp.run_mark import CRASH_NAME

        return self.log.with_name(CRASH_NAME)

    def look(self, extra: Sequence[FactGroup] = ()) -> Diagnosis:
        """All checks and facts; some seconds for a large ledger. ``extra``: what the window knows besides. Never raises for a
        ledger that can't be read: that is what it tells."""
        from qcapp.services.diagnosis_facts import backup_facts, ledger_facts, log_facts, space_facts

        facts, checks = self._inspected(), self._checked()
        backups, path, now = self.ledger.backups(), self.ledger.path, self.clock.now()
        groups = (
            backup_facts(backups, now, self._second_facts()), space_facts(facts, path, backups),
            log_facts(self.log, self.crash, now),
            ledger_facts(facts, path, now), self._versions(facts), _pragmas(facts), self._system(), *extra,
        )
        return Diagnosis(now, checks, groups, facts.statements)

    def write(self, diagnosis: Diagnosis, target: Path) -> Path:
        """The zip of it, without anything of the ledger's content. WriteFailed."""
        from qcapp.services.diagnosis_zip import write_zip

        program = self.premises.program if self.premises else HERE
        write_zip(diagnosis, (self.log, self.crash), program, target)
        return target

    def _inspected(self) -> LedgerFindings:
        try:
            return self.ledger.inspect()
        except (LedgerError, sqlite3.Error, OSError) as error:
            name = str(getattr(error, "sqlite_errorname", "") or type(error).__name__)
            return LedgerFindings(sqlite3.sqlite_version, {}, 0, 0, False, 0, trouble=name)

    def _second_facts(self) -> tuple[Fact, ...]:
        from qcapp.services.diagnosis_facts import second_facts

        if self.second is None:
            return ()
        try:
            return second_facts(self.second())
        except LedgerError as error:
            return (Fact("second", "第二处", f"查不到：{error}", "", "查不到", ok=False),)

    def _checked(self) -> tuple[CheckLine, ...]:
        try:
            checks = self.ledger.check()
        except LedgerError as error:
            trouble = error.trouble.value if error.trouble else LEFT_OUT
            return (CheckLine("打开", False, str(error), trouble),)
        return tuple(checked(each) for each in checks)

    def _versions(self, facts: LedgerFindings) -> FactGroup:
        bits = 64 if sys.maxsize > 2**32 else 32
        python = f"{platform.python_version()}（{platform.python_implementation()}，{bits} 位）"
        bug = has_wal_reset_bug(sqlite3.sqlite_version_info)
        known = f"{facts.schema:04d}" if facts.ours else "认不出"
        newest = f"，程序用的是 {facts.newest:04d}" if facts.newest and facts.schema != facts.newest else ""
        qt = self.premises.qt() if self.premises else ""
        return FactGroup("versions", "版本", (
            public("program", "程序", __version__),
            public("schema", "账本格式", f"{known}{newest}", facts.schema, ok=facts.ours and facts.schema == facts.newest),
            public("python", "Python", python, platform.python_version()),
            public("qt", "Qt", qt or "没有装载", qt, ok=bool(qt)),
            public("sqlite", "SQLite", sqlite3.sqlite_version),
            public("wal_reset_bug", "SQLite 的 WAL 缺陷", wal_words(bug, facts.pragmas.get("journal_mode", "")), bug),
            public("libraries", "组件", "，".join(f"{name} {version}" for name, version in libraries())),
        ))

    def _system(self) -> FactGroup:
        from qcapp.services.diagnosis_program import place_facts, program_facts

        name = f"{platform.system()} {platform.release()} {platform.machine()}"
        return FactGroup("system", "系统", (
            public("system", "系统", name),
            public("edition", "系统版本", _edition()),
            public("encoding", "文字编码", f"文件名 {sys.getfilesystemencoding()}"),
            public("built", "程序形式", "解压即用版" if FROZEN else "源代码运行"),
            *program_facts(),
            *place_facts(),
        ))


def checked(check: Check) -> CheckLine:
    """With its outcome as it may leave this computer."""
    return CheckLine(check.name, check.ok, check.detail, shared_detail(check.detail))


def wal_words(bug: bool, mode: str) -> str:
    """Whether the SQLite that runs has the WAL reset bug, and whether that matters here."""
    since, until = (".".join(map(str, version)) for version in (WAL_BUG_SINCE, WAL_BUG_UNTIL))
    if not bug:
        return f"没有（有缺陷的是 {since}–{until}）"
    if mode.lower() == "wal":
        return f"在有缺陷的 {since}–{until} 之内，而这个文件正处在 WAL 方式，请备份后用本程序重新打开"
    return f"在有缺陷的 {since}–{until} 之内；缺陷只影响 WAL 方式，台账不用 WAL，不受影响"


def libraries() -> tuple[tuple[str, str], ...]:
    """Name and version of each that the program stands on; those that are not there are left out."""
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in _LIBRARIES:
        try:
            found.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return tuple(found)


def _edition() -> str:
    """Of Linux the distribution's own name."""
    if sys.platform != "linux":
        return platform.version()
    try:
        found = platform.freedesktop_os_release()
    except OSError:
        return platform.version()
    return found.get("PRETTY_NAME", "") or found.get("NAME", "")


def _pragmas(facts: LedgerFindings) -> FactGroup:
    """Those that keep the ledger whole, told where one is not as it should be."""
    lines: list[Fact] = []
    for name, (wanted, words) in _WANTED.items():
        if name in facts.pragmas:
            value = facts.pragmas[name]
            well = value.lower() == wanted
            shown = f"{name}={_WORDS.get((name, value), value)}" + ("" if well else f"（应为 {wanted}）")
            lines.append(public(name, words, shown, value, ok=well))
    others = {name: value for name, value in facts.pragmas.items() if name not in _WANTED}
    lines += [Fact(name, "", "", value, value) for name, value in others.items()]
    if others:
        lines.append(public("others", "其他", "，".join(f"{name}={value}" for name, value in others.items())))
    return FactGroup("pragmas", "数据库设定", tuple(lines))
