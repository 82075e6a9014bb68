"""What only a person can settle about a returned file, and what a person has said. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from qcapp.domain.period import Period
from qcapp.domain.place import Place


class Certainty(Enum):
    """How sure it is whose form a file is, and of which month; the value is stable, ``label`` is for the screen."""

    SURE = "sure"
    LIKELY = "likely"
    TOLD = "told"

    @property
    def label(self) -> str:
        return {"sure": "确定", "likely": "较有把握，请核对", "told": "由经办人指定"}[self.value]


class Ask(Enum):
    """What is asked."""

    UNIT = "unit"
    """Whose form it is. Options are canonical unit names."""
    PERIOD = "period"
    """Which month it is to go into. Options are months as 2021-07."""
    ROW = "row"
    """Which measure a row is, of those that it is like. Options are numbers; "" leaves the row out."""
    NAME = "name"
    """Whether an unknown name is another name of the unit: its canonical name, or "" for no."""


@dataclass(frozen=True, slots=True)
class Option:
    """``value`` as in Ask; ``label`` for the screen."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """``subject``: the unknown name (NAME), or what the row says (ROW). ``place``: of the row. ``blocking``: nothing of the
    file is merged before it is answered. ``sentence`` is Chinese and says what to choose."""

    ask: Ask
    sentence: str
    options: tuple[Option, ...]
    subject: str = ""
    place: Place | None = None
    blocking: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """``rows``: place of a row → its measure, None to leave it out. ``names``: unknown name → canonical unit that is to be
    known by it from now on, None for a name that is not to be remembered."""

    unit: str | None = None
    period: Period | None = None
    rows: Mapping[Place, int | None] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))


NO_ANSWERS = Answers()
