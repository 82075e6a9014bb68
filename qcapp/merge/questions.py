"""What only a person can settle about a returned file, and what a person has said. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple

from qcapp.domain.errors import UnreadableFile
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
    ALSO = "also"
    """Whether rows of another unit in the file are that unit's own report: its canonical name, or "" for no."""


class Option(NamedTuple):
    """``value`` as in Ask; ``label`` for the screen."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """``subject``: the unknown name (NAME; with UNIT the name that is to be remembered, if any), the other unit (ALSO), or what
    the row says (ROW). ``place``: of the row. ``blocking``: nothing of the file is merged before it is answered. ``sentence``
    is Chinese and says what to choose. ``answer``: the value chosen, None while it waits."""

    ask: Ask
    sentence: str
    options: tuple[Option, ...]
    subject: str = ""
    place: Place | None = None
    blocking: bool = False
    answer: str | None = None

    @property
    def waits(self) -> bool:
        return self.answer is None


@dataclass(frozen=True, slots=True)
class Answers:
    """``rows``: place of a row → its measure, None to leave it out. ``names``: unknown name → canonical unit that is to be
    known by it from now on, None for a name that is not to be remembered. ``also``: other unit → whether its rows are taken."""

    unit: str | None = None
    period: Period | None = None
    rows: Mapping[Place, int | None] = field(default_factory=lambda: MappingProxyType({}))
    names: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    also: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))

    def given(self, question: Question, value: str) -> Answers:
        """These and the answer ``value`` (of one of the question's options) to that question."""
        match question.ask:
            case Ask.UNIT:
                names = {**self.names, question.subject: value} if question.subject else self.names
                return replace(self, unit=value, names=names)
            case Ask.PERIOD:
                return replace(self, period=Period.parse(value))
            case Ask.ROW if question.place is not None:
                return replace(self, rows={**self.rows, question.place: int(value) if value else None})
            case Ask.NAME:
                return replace(self, names={**self.names, question.subject: value or None})
            case Ask.ALSO:
                return replace(self, also={**self.also, question.subject: bool(value)})
        return self

    def to(self, question: Question) -> str | None:
        """What was said to that question; None where nothing was."""
        match question.ask:
            case Ask.UNIT:
                return self.unit
            case Ask.PERIOD:
                return str(self.period) if self.period else None
            case Ask.ROW:
                said = question.place in self.rows
                return str(self.rows[question.place] or "") if said and question.place else None
            case Ask.NAME:
                return (self.names[question.subject] or "") if question.subject in self.names else None
            case Ask.ALSO:
                taken = self.also.get(question.subject)
                return None if taken is None else question.subject if taken else ""

    def on(self, question: Question) -> Question:
        """The question with its answer, if it has one."""
        return replace(question, answer=self.to(question))

    def without(self, question: Question) -> Answers:
        """These without what was said to that question, so that it waits again."""
        match question.ask:
            case Ask.UNIT:
                names = {name: unit for name, unit in self.names.items() if name != question.subject}
                return replace(self, unit=None, names=names)
            case Ask.PERIOD:
                return replace(self, period=None)
            case Ask.ROW:
                return replace(self, rows={place: no for place, no in self.rows.items() if place != question.place})
            case Ask.NAME:
                return replace(self, names={name: unit for name, unit in self.names.items() if name != question.subject})
            case Ask.ALSO:
                return replace(self, also={unit: yes for unit, yes in self.also.items() if unit != question.subject})


NO_ANSWERS = Answers()


class Undecided(UnreadableFile):
    """A file that can't be placed until a person has answered; the sentence says so where nobody can be asked."""

    def __init__(self, sentence: str, *questions: Question) -> None:
        super().__init__(sentence)
        self.questions = questions
