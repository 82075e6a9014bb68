"""Headings: which printed column a heading means, and which row of a sheet is the header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from qcapp.domain.fields import COLUMNS, Role
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.text import comparable
from qcapp.forms.grid import Grid
from qcapp.forms.heading_months import only_month, without_month

HEADER_WITHIN = 40
NUMBER = "no"
TEXT_KEYS = ("progress", "problems", "deadline")

_NOISE = LazyPattern(r"[\s\W_]+")
_BRACKETS = LazyPattern(r"[（(【\[].*?[)）】\]]")
LONGEST_HEADING = 24
_MEASURE_LIKE = LazyPattern(r"^\s*\d{1,4}\s*[.．、]\s*\S")  # in no heading, even where a merge of the header reaches down to it
# What our correction forms print beside the table; whoever returns one has nothing to say there.
_OUR_OWN = ("退回原因",)
_NUMBER_HEADINGS = ("序号", "编号", "措施序号", "项号", "no")
_ROLE_WORDS = ((Role.LIAISON, ("联系人", "联络员", "经办人")), (Role.RESPONSIBLE, ("责任人", "负责人")))
# How surely a heading means a column: its own name; a synonym; a name or synonym at its end; one within it.
_EXACT, _SYNONYM, _ENDING, _WITHIN = 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class Guess:
    """A heading taken for a column; ``sure`` when it is the column's own name."""

    key: str
    rank: int
    heading: str

    @property
    def sure(self) -> bool:
        return self.rank == _EXACT


@dataclass(frozen=True, slots=True)
class ContactColumns:
    """Where names and phones stand; ``role`` where the heading tells one."""

    name: int | None
    phone: int | None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """``first``/``last``: its rows, inclusive. ``columns``: column key → place in the sheet, contacts and phones apart.
    ``guesses``: columns not called by their own names. ``others``: place → heading of those that mean nothing to us.
    ``ours``: columns of a correction form that say why it was sent. ``alike``: of the month's texts, key → place → heading of
    each column that may be meant, the one in ``columns`` among them. ``stale``: those of ``others`` that are another month's.
    ``dated``: headings that name another month over columns that are read all the same.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    contacts: tuple[ContactColumns, ...] = ()
    guesses: tuple[Guess, ...] = ()
    others: Mapping[int, str] = field(default_factory=dict)
    ours: frozenset[int] = frozenset()
    alike: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    stale: frozenset[int] = frozenset()
    dated: tuple[str, ...] = ()
    used: frozenset[int] = field(init=False)
    """Every column that is read."""

    def __post_init__(self) -> None:
        pairs = {place for each in self.contacts for place in (each.name, each.phone) if place is not None}
        alike = {place for places in self.alike.values() for place in places}
        object.__setattr__(self, "used", frozenset(pairs | alike | set(self.columns.values())))


@lru_cache(maxsize=1024)
def _plain(heading: str) -> str:
    """A heading without brackets, month, spaces and punctuation."""
    whole = unicodedata.normalize("NFKC", heading)
    text = _BRACKETS.sub("", whole) or whole
    return _NOISE.sub("", without_month(comparable(text)))


@cache
def _terms() -> list[tuple[str, str, bool]]:
    """(plain term, column key, whether it is the column's own name), longest first."""
    terms = [(_plain(column.heading), column.key, True) for column in COLUMNS]
    terms += [(_plain(synonym), column.key, False) for column in COLUMNS for synonym in column.synonyms]
    terms += [(_plain(synonym), NUMBER, True) for synonym in _NUMBER_HEADINGS]
    return sorted(terms, key=lambda term: -len(term[0]))


@cache
def _by_term() -> dict[str, tuple[str, bool]]:
    return {term: (key, own) for term, key, own in reversed(_terms())}


@lru_cache(maxsize=4096)
def guess(heading: str) -> Guess | None:
    """The column that a heading means, or None. "责任人：张三" is no heading."""
    if not heading or len(heading) > 3 * LONGEST_HEADING:
        return None
    text = _plain(heading)
    if not text or len(text) > LONGEST_HEADING:
        return None
    if known := _by_term().get(text):
        key, own = known
        return Guess(key, _EXACT if own else _SYNONYM, heading)
    if re.search(r"[:：。，；]", heading) or len(text) > 14:
        return None
    # Chinese names end in what they are: 责任单位联系电话 is a phone.
    for term, key, _ in _terms():
        if len(term) > 1 and text.endswith(term):
            return Guess(key, _ENDING, heading)
    for term, key, _ in _terms():
        if len(term) > 2 and term in text:
            return Guess(key, _WITHIN, heading)
    return None


def find_header(grid: Grid, start: int = 0) -> Header | None:
    """The first header at or below ``start`` among the next rows; None when there is none."""
    end = min(len(grid.rows), start + HEADER_WITHIN)
    for row in range(start, end):
        if header := header_at(grid, row):
            return header
    return None


def header_at(grid: Grid, row: int) -> Header | None:
    """The header that begins in that row: one row, or two when group headings stand above (责任人 over 姓名 and 电话)."""
    texts = _texts(grid, row)
    if not is_heading_row(texts):
        return None
    if _continues(grid, row) and (deeper := _header(tuple(_texts(grid, row + 1, above=texts)), row, row + 1)):
        return deeper
    return _header(tuple(texts), row, row)


def is_heading_row(texts: Sequence[str]) -> bool:
    """Whether at least three columns of ours are named in it."""
    filled = tuple(text for text in texts if text)
    return len(filled) >= 3 and _name_columns(filled)


@lru_cache(maxsize=1024)
def _name_columns(filled: tuple[str, ...]) -> bool:
    return len({found.key for text in dict.fromkeys(filled) if (found := guess(text))} - {NUMBER}) >= 3


def _texts(grid: Grid, row: int, above: Sequence[str] = ()) -> list[str]:
    """Headings of a row, merged ones in every column they cover; an empty place takes the one from above."""
    width = max(grid.width(row), len(above))
    texts = list(grid.seen(row))
    texts += [grid.covering_text(row, column) for column in range(len(texts), width)]
    if not above:
        return texts
    return [_under(above[column] if column < len(above) else "", text) for column, text in enumerate(texts)]


def _under(above: str, text: str) -> str:
    """A heading below another: a month in either of the two cells belongs to what the other says."""
    if above and text and above != text:
        if only_month(text):
            return f"{text}{above}"
        if only_month(above):
            return f"{above}{text}"
    return text or above


def _continues(grid: Grid, row: int) -> bool:
    """Whether the row below still belongs to the header: a heading reaches down into it, or spans headings in it."""
    if any(_MEASURE_LIKE.match(grid.text(row + 1, column)) for column in range(grid.width(row + 1))):
        return False
    merges = [merge for merge in grid.merges_at(row) if merge.top == row]
    if any(merge.bottom > row for merge in merges):
        return True
    below = [(merge, c) for merge in merges for c in range(merge.left, min(merge.right, grid.width(row + 1) - 1) + 1)]
    texts = (grid.text(row + 1, column) for merge, column in below if merge.right > merge.left)
    return any(guess(text) or only_month(text) for text in texts)


@lru_cache(maxsize=256)
def _header(texts: tuple[str, ...], first: int, last: int) -> Header | None:
    """Many forms have the same: the header is theirs together, and nobody changes it."""
    ours = frozenset(column for column, text in enumerate(texts) if _plain(text) in _OUR_OWN)
    found = {column: made for column, text in enumerate(texts) if (made := guess(text)) and column not in ours}
    contacts_at = _contact_columns(found)
    phones_at = [column for column, made in found.items() if made.key == "phone"]
    columns: dict[str, int] = {}
    for column, made in found.items():
        if made.key in ("contact", "phone"):
            continue
        best = columns.get(made.key)
        if best is None or found[best].rank < made.rank:
            columns[made.key] = column
    pairs = _pairs(contacts_at, phones_at, found)
    if len({*columns, *(["contact"] if contacts_at else []), *(["phone"] if phones_at else [])} - {NUMBER}) < 3:
        return None
    alike = {
        key: {column: made.heading for column, made in found.items() if made.key == key} for key in TEXT_KEYS if key in columns
    }
    taken = {*columns.values(), *contacts_at, *phones_at, *ours}
    seen = taken.union(*alike.values())
    others = {column: text for column, text in enumerate(texts) if text and column not in seen}
    guesses = tuple(found[column] for column in sorted(taken - ours) if not _certain(found[column], len(contacts_at)))
    return Header(first, last, columns, pairs, guesses, others, ours, alike)


def _certain(made: Guess, contact_columns: int) -> bool:
    return made.sure or (made.key == "contact" and contact_columns > 1)


def _contact_columns(found: Mapping[int, Guess]) -> list[int]:
    """Columns of names: all that are called so when each tells another role, else the surest one."""
    columns = [column for column, made in found.items() if made.key == "contact"]
    roles = [_role(found[column].heading) for column in columns]
    if len(columns) > 1 and all(roles) and len(set(roles)) == len(roles):
        return columns
    return sorted(columns, key=lambda column: -found[column].rank)[:1]


def _role(heading: str) -> Role | None:
    """The one role that a heading names."""
    roles = [role for role, words in _ROLE_WORDS if any(word in heading for word in words)]
    return roles[0] if len(roles) == 1 else None


def _pairs(names: Sequence[int], phones: Sequence[int], found: Mapping[int, Guess]) -> tuple[ContactColumns, ...]:
    """Each name column with the first phone column to its right that comes before the next name column."""
    if not names:
        return (ContactColumns(None, phones[0]),) if phones else ()
    if len(names) == 1:
        right = [phone for phone in phones if phone > names[0]] or list(phones)
        return (ContactColumns(names[0], right[0] if right else None, _role(found[names[0]].heading)),)
    pairs: list[ContactColumns] = []
    ordered = sorted(names)
    for name, following in zip(ordered, [*ordered[1:], None], strict=True):
        between = [phone for phone in phones if phone > name and (following is None or phone < following)]
        pairs.append(ContactColumns(name, between[0] if between else None, _role(found[name].heading)))
    return tuple(pairs)
