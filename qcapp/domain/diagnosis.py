"""What a diagnosis finds: facts in groups, each with what of it may leave this computer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from qcapp.domain.holder import LedgerHolder

WAL_BUG_SINCE: Final = (3, 7, 0)
WAL_BUG_UNTIL: Final = (3, 51, 2)


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """Whether that SQLite may spoil a database in WAL mode when two connections write and checkpoint at once."""
    return WAL_BUG_SINCE <= version <= WAL_BUG_UNTIL


@dataclass(frozen=True, slots=True)
class LedgerFindings:
    """What the file says of itself: numbers and the program's own words, nothing of what was entered.

    ``pragmas``: in force on a connection that writes. ``counts``: rows of each table. ``kinds``: operations of each kind that the
    program knows. ``statements``: the schema as it stands, of tables and indexes that the program knows; ``unknown``: how many
    others there are. ``schema``: its revision, ``newest``: the one of this program. ``trouble``: why there is no more than that
    ("" when all was read).
    """

    sqlite: str
    pragmas: Mapping[str, str]
    schema: int
    newest: int
    ours: bool
    size: int
    page_size: int = 0
    pages: int = 0
    free_pages: int = 0
    journal: int = 0
    """Bytes of a journal that lies beside it: of a write under way, or of one that a killed program left."""
    counts: Mapping[str, int] | None = None
    kinds: Mapping[str, int] | None = None
    archived: tuple[int, int] = (0, 0)
    """Files kept whole in it, and their bytes."""
    statements: tuple[str, ...] = ()
    unknown: int = 0
    holder: LedgerHolder | None = None
    """Who last said to have it open for writing."""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line. ``key`` is for JSON, whose value is ``data``. With ``value`` "" it stands in JSON only.

    ``shared``: the value as it may leave this computer, "" for nothing of it (a number is nobody's). ``ok`` False: it wants a
    person's attention.
    """

    key: str
    name: str
    value: str
    data: str | int | bool | None
    shared: str = ""
    ok: bool = True


def public(key: str, name: str, value: str, data: str | int | bool | None = None, *, ok: bool = True) -> Fact:
    """A fact of which nothing is the clerk's."""
    return Fact(key, name, value, value if data is None else data, value, ok)


@dataclass(frozen=True, slots=True)
class FactGroup:
    key: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check's outcome. ``shared`` as in ``Fact``."""

    name: str
    ok: bool
    detail: str
    shared: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``checks``: whether the ledger is whole, those that could be made."""

    at: datetime
    checks: tuple[CheckLine, ...]
    groups: tuple[FactGroup, ...]
    statements: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def attention(self) -> tuple[str, ...]:
        """Names of the facts that want a person's attention."""
        return tuple(fact.name for group in self.groups for fact in group.facts if not fact.ok)

    def lines(self, *, shared: bool = False) -> Iterator[str]:
        """All of it as text, ``shared`` what may leave this computer."""
        yield "【检查】"
        for check in self.checks:
            detail = check.shared if shared else check.detail
            yield f"{'正常' if check.ok else '异常'}  {check.name}：{detail}"
        for group in self.groups:
            yield ""
            yield f"【{group.title}】"
            for fact in group.facts:
                value = fact.shared if shared and fact.value else fact.value
                if value:
                    yield f"{fact.name}：{value}"

    def data(self, *, shared: bool = False) -> dict[str, dict[str, object]]:
        """By group and key, for JSON."""
        return {
            group.key: {
                fact.key: fact.data if not shared or fact.shared == fact.value else fact.shared
                for fact in group.facts if not shared or fact.shared or isinstance(fact.data, int)
            }
            for group in self.groups
        }
