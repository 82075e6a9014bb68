"""What a person wishes in 认定…: values that a dialog answers and that somebody else carries out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qcapp.domain.lamps import Lamp
from qcapp.domain.period import Period
from qcapp.domain.rulings import Milestone, Ruling


@dataclass(frozen=True, slots=True)
class SetLamp:
    lamp: Lamp
    reason: str


@dataclass(frozen=True, slots=True)
class Exempt:
    """``whole``: all measures of the unit; ``until``: the last month, the present one for that alone."""

    whole: bool
    until: Period
    reason: str


@dataclass(frozen=True, slots=True)
class Extend:
    """``until``: the last day to report."""

    whole: bool
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class SetSchedule:
    """By day; none takes the schedule away."""

    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True)
class Lift:
    ruling: Ruling


Wish = SetLamp | Exempt | Extend | SetSchedule | Lift
