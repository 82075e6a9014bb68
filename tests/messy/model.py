"""A return in the making: what the unit means, the file that it becomes, and what an expert would have in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from random import Random
from typing import Any

from qcapp.domain.fields import field_for
from qcapp.domain.ledger import CellKey
from qcapp.domain.period import Period
from qcapp.domain.text import clean
from qcapp.merge.diff import equal
from tests.messy.docx_form import DocxForm
from tests.messy.xlsx_form import XlsxForm

JUNE, JULY = Period(2021, 6), Period(2021, 7)
RECEIVED = date(2021, 7, 20)


class Wait(Enum):
    """Whether a field may be left as it was, for a reason that is stated."""

    NEVER = "never"
    MAY = "may"
    MUST = "must"


@dataclass
class Want:
    """What the ledger is to show: one of ``texts``; with MAY also what it showed before; with MUST only that."""

    texts: set[str]
    wait: Wait = Wait.NEVER


@dataclass
class Go:
    """Files that come in together, and the day they do."""

    files: list[tuple[str, bytes]]
    received: date = RECEIVED


class Inapplicable(Exception):
    """The mutation finds nothing to change in this return."""


class Stage(Enum):
    """When a mutation does its work; the stages follow each other in this order."""

    START = 0
    """Which form the unit takes."""
    WORDS = 1
    """What it says."""
    CELLS = 2
    """How it types that into cells."""
    TABLE = 3
    """What becomes of rows and columns."""
    DRESS = 4
    """What the program puts around cells and table."""
    BYTES = 5
    """What saving does to the file."""
    FOLDER = 6
    """How the file travels."""


@dataclass(frozen=True)
class Mutation:
    """``entries``: of RETURNS.md. ``tags``: no two mutations with a tag in common are mixed. ``kinds``: of form."""

    name: str
    entries: tuple[int, ...]
    stage: Stage
    act: Callable[[Return], None]
    tags: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset({"xlsx", "docx"})

    def __repr__(self) -> str:
        return self.name


@dataclass
class Return:
    """``before``: what the ledger shows of the unit, by cell. ``said``: what the unit means, as it types it. ``forms``: bytes of
    dispatched forms by (unit, period, suffix); "" for the unit is the official table."""

    rng: Random
    unit: str
    suffix: str
    forms: Mapping[tuple[str, Period, str], bytes]
    before: Mapping[CellKey, str]
    owned: Sequence[int]
    period: Period = JULY
    name: str = "回收表"
    said: dict[tuple[int, str], str] = field(default_factory=dict)
    wants: dict[CellKey, Want] = field(default_factory=dict)
    form: Any = None
    reserved: set[Any] = field(default_factory=set)
    carriers: set[str] = field(default_factory=lambda: {"id", "caption", "labels"})
    goes: list[Go] = field(default_factory=list)
    official: bool = False
    """Whether the unit fills in the whole official table."""
    data: bytes = b""
    left_over: bool = False
    """Whether words stand where nothing is read, so that the clerk must be told."""
    pictures: list[int] = field(default_factory=list)
    """Measures in whose rows a picture stands."""
    others: dict[CellKey, str] = field(default_factory=dict)
    """What another unit says in this file; it is taken only where nothing says whose the file is."""

    @property
    def form_bytes(self) -> bytes:
        return self.forms["" if self.official else self.unit, self.period, self.suffix]

    @property
    def table(self) -> Any:
        return self.form.table

    def open(self, data: bytes) -> None:
        self.form = (XlsxForm if self.suffix == "xlsx" else DocxForm).open(data)

    # --- what is meant

    def key(self, no: int, field_key: str) -> CellKey:
        return CellKey(no, self.unit, self.period, field_key)

    def now(self, no: int, field_key: str) -> str:
        return self.before.get(self.key(no, field_key), "")

    def say(self, no: int, field_key: str, text: str) -> None:
        """The unit types that text into the field."""
        self.said[no, field_key] = text
        self.expect(no, field_key, text)

    def expect(self, no: int, field_key: str, text: str, *others: str) -> None:
        """The ledger is to show the text, cleaned; where it says the same already, its own spelling stays."""
        now, found = self.now(no, field_key), clean(text)
        same = not found or equal(field_key, now, found)
        before = self.wants.get(self.key(no, field_key))
        wait = before.wait if before else Wait.NEVER
        self.wants[self.key(no, field_key)] = Want({now if same else found, *others}, wait)

    def keep(self, no: int, *fields: str) -> None:
        """The ledger is to be left as it was."""
        for field_key in fields or self.fields(no):
            self.wants[self.key(no, field_key)] = Want({self.now(no, field_key)})

    def may_wait(self, no: int, *fields: str) -> None:
        for field_key in fields or self.fields(no):
            want = self._want(no, field_key)
            if want.wait is Wait.NEVER:
                want.wait = Wait.MAY

    def must_wait(self, no: int, field_key: str) -> None:
        """A person is to be asked, where the words would change anything."""
        want = self._want(no, field_key)
        if want.texts != {self.now(no, field_key)}:
            want.wait = Wait.MUST

    def _want(self, no: int, field_key: str) -> Want:
        return self.wants.setdefault(self.key(no, field_key), Want({self.now(no, field_key)}))

    def fields(self, no: int) -> list[str]:
        """The fields of a measure that the unit spoke of or that the ledger has."""
        spoken = [key for number, key in self.said if number == no]
        known = [key.field for key in self.before if (key.no, key.unit, key.period) == (no, self.unit, self.period)]
        wanted = [key.field for key in self.wants if key.no == no and key.unit == self.unit]
        return list(dict.fromkeys([*spoken, *known, *wanted]))

    def all_may_wait(self) -> None:
        for want in self.wants.values():
            if want.wait is Wait.NEVER:
                want.wait = Wait.MAY

    def all_must_wait(self) -> None:
        for key, want in self.wants.items():
            self.must_wait(key.no, key.field)
            del want

    # --- choosing

    def pick_measure(self, *, reserve: bool = True) -> int:
        """A measure of the table that no other mutation has touched."""
        free = [no for no in self.table.numbers if no in self.owned and no not in self.reserved]
        free = [no for no in free if not any((no, key) in self.reserved for key in self.fields(no))]
        if not free:
            raise Inapplicable
        no: int = self.rng.choice(free)
        if reserve:
            self.reserved.add(no)
        return no

    def pick_field(
        self, *fields: str, said: bool = True, where: Callable[[int, str], bool] = lambda no, key: True
    ) -> tuple[int, str]:
        """One of those fields of some measure that no other mutation has touched; ``said``: one that the unit filled in."""
        numbers = self.table.numbers if self.form else self.owned
        free = [
            (no, key) for no in numbers if no in self.owned and no not in self.reserved for key in fields
            if (no, key) not in self.reserved and ((no, key) in self.said) == said
            and (self.form is None or self.table.cell(no, key) is not None) and where(no, key)
        ]
        if not free:
            raise Inapplicable
        found = self.rng.choice(free)
        self.reserved.add(found)
        return found

    def reserve(self, pairs: Iterable[tuple[int, str]]) -> None:
        self.reserved.update(pairs)


def heading_of(field_key: str) -> str:
    return field_for(field_key).heading
