"""What a 通报 is composed of, and what is read out of it once: the snapshot, figures, wording, and what follows from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from qcapp.domain.fields import PROBLEMS, PROGRESS
from qcapp.domain.lamps import Lamp
from qcapp.domain.ledger import Snapshot
from qcapp.domain.operations import Bulletin
from qcapp.domain.plan import EntryKey, Plan
from qcapp.domain.records import first_return
from qcapp.domain.rulings import Ruling
from qcapp.domain.saying import is_placeholder, no_news, no_problem, points_elsewhere, says_nothing
from qcapp.domain.settings import OFFICE, PROGRESS_LENGTH, PROGRESS_TASKS
from qcapp.domain.status import Status, counts_as_reported, exemption_of, extension_of, public_status
from qcapp.domain.text import comparable
from qcapp.giving_way import giving_way
from qcapp.publish.highlights import SLIGHT, Highlight, chosen, highlights
from qcapp.publish.phrases import full_day, list_name, office_with_district
from qcapp.publish.unit_reports import UnitReport, unit_reports
from qcapp.publish.wording import Wording
from qcapp.stats.corrections import Correction
from qcapp.stats.figures import Figures, MonthRates
from qcapp.stats.judging import standing


@dataclass(frozen=True, slots=True)
class LampLine:
    """An assignment's lamp as a paper shows it; ``reported``: whether a report of it has come."""

    key: EntryKey
    status: Status
    reported: bool


@dataclass(frozen=True, slots=True)
class Difficulty:
    """What a unit wrote as 存在问题, with the measures that it wrote it of."""

    unit: str
    numbers: tuple[int, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Apart:
    """A ruling that exempts or extends, and the measures of its unit to which it applies."""

    ruling: Ruling
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class BulletinMatter:
    """``before``: figures of the month before, None where it has none, and ``earlier`` its snapshot. ``trend``: a month each,
    ascending, up to this one. ``day`` stands below the signature. ``next_due``: last day to report the next month, None
    where the list ends with this month and there is no other;
    ``answer_by``: by when to report what is missing. ``issued`` and ``corrections``: the 通报 that this one corrects.
    ``number``: 发文字号 of this paper, None for the one in the settings. ``without``: keys of annexes and charts left out.
    """

    snapshot: Snapshot
    figures: Figures
    wording: Wording
    day: date | None
    next_due: date | None
    answer_by: date
    earlier: Snapshot | None = None
    before: Figures | None = None
    trend: tuple[MonthRates, ...] = ()
    issued: Bulletin | None = None
    corrections: tuple[Correction, ...] = field(default=())
    number: str | None = None
    without: frozenset[str] = frozenset()

    @property
    def plan(self) -> Plan:
        return self.snapshot.plan

    @property
    def on(self) -> date:
        return self.figures.on

    @property
    def running(self) -> bool:
        """Whether the due day is not over: nobody is late yet."""
        return self.on <= self.snapshot.due

    @property
    def next_is_past(self) -> bool:
        """Whether the paper comes so late that the day to report the next month is over too."""
        return self.next_due is not None and self.next_due < (self.day or self.on)

    @property
    def corrects(self) -> bool:
        return self.issued is not None and bool(self.corrections)

    @cached_property
    def common(self) -> Mapping[str, str]:
        """The placeholders that every sentence knows."""
        return common_values(self.snapshot, self.on)

    @cached_property
    def reports(self) -> tuple[UnitReport, ...]:
        return unit_reports(self.figures)

    @cached_property
    def mended_by_returns(self) -> bool:
        """Whether all that is judged otherwise now than when first submitted came in a return after its unit's first, and
        nothing of it was typed in."""
        moved = [fact.key for fact in self.figures.facts if fact.due and fact.qualified != fact.qualified_now]
        return bool(moved) and all(map(self._came_back, moved))

    def _came_back(self, key: EntryKey) -> bool:
        records = standing(self.snapshot, key.unit)
        first = first_return(records)
        later = {record.sha256 for record in records if record is not first}
        fresh = [each for each in self.snapshot.entries[key].values.values() if each.period == self.snapshot.period]
        newest = max(fresh, key=lambda each: each.at, default=None)
        return newest is not None and newest.source.sha256 in later

    @cached_property
    def lamps(self) -> tuple[LampLine, ...]:
        """By measure and unit."""
        return tuple(
            LampLine(entry.key, public_status(entry, self.snapshot, self.on), counts_as_reported(entry, self.snapshot))
            for measure in self.plan.measures for entry in giving_way(self.snapshot.entries_of(measure.no))
        )

    @cached_property
    def lamps_by_unit(self) -> Mapping[str, tuple[LampLine, ...]]:
        found: defaultdict[str, list[LampLine]] = defaultdict(list)
        for line in self.lamps:
            found[line.key.unit].append(line)
        return {unit: tuple(lines) for unit, lines in found.items()}

    def lit(self, lamp: Lamp) -> int:
        return sum(line.status.lamp is lamp for line in self.lamps)

    @property
    def any_lit(self) -> bool:
        return any(line.status.lamp is not Lamp.GREY for line in self.lamps)

    @cached_property
    def red_reported(self) -> Mapping[str, tuple[int, ...]]:
        """Unit → its measures that are reported and red all the same."""
        lines = {unit.name: self.lamps_by_unit.get(unit.name, ()) for unit in self.plan.units}
        found = {
            unit: tuple(line.key.no for line in own if line.reported and line.status.lamp is Lamp.RED)
            for unit, own in lines.items()
        }
        return {unit: numbers for unit, numbers in found.items() if numbers}

    @cached_property
    def progress(self) -> tuple[Highlight, ...]:
        """One a task, all that there are; slight ones where there are no others."""
        length = int(PROGRESS_LENGTH.number(self.snapshot.settings))
        return highlights(self.snapshot, self.earlier, length) or highlights(self.snapshot, self.earlier, length, SLIGHT)

    @cached_property
    def has_news(self) -> bool:
        """Whether any report says something else than 本月无新进展, be it fit to be quoted or not."""
        values = (entry.values.get(PROGRESS.key) for entry in self.snapshot.entries.values())
        words = [value.text for value in values if value and value.period == self.snapshot.period]
        words += [held.theirs for held in self.snapshot.held if held.key.field == PROGRESS.key]
        return any(not (says_nothing(text) or no_news(text)) for text in words)

    @cached_property
    def progress_shown(self) -> tuple[Highlight, ...]:
        return chosen(self.progress, int(PROGRESS_TASKS.number(self.snapshot.settings)))

    @cached_property
    def difficulties(self) -> Mapping[str, tuple[Difficulty, ...]]:
        """By unit, in the plan's order; the same words on several measures stand once."""
        found = {unit.name: tuple(self._difficulties(unit.name)) for unit in giving_way(self.plan.units)}
        return {unit: each for unit, each in found.items() if each}

    def _difficulties(self, unit: str) -> Iterator[Difficulty]:
        waiting = {held.key.entry for held in self.snapshot.held if held.key.field == PROBLEMS.key}
        said: dict[str, tuple[str, list[int]]] = {}
        for no in self.plan.measures_of[unit]:
            value = self.snapshot.entry(no, unit).values.get(PROBLEMS.key)
            text = value.text if value and value.period == self.snapshot.period and EntryKey(no, unit) not in waiting else ""
            if not (no_problem(text) or points_elsewhere(text) or is_placeholder(text)):
                said.setdefault(comparable(text), (text, []))[1].append(no)
        return (Difficulty(unit, tuple(numbers), text) for text, numbers in said.values())

    @cached_property
    def apart(self) -> tuple[Apart, ...]:
        """Exemptions and extensions, by unit in the plan's order; an extension of what is exempted is none."""
        found: dict[Ruling, list[int]] = {}
        for unit in self.plan.units:
            for no in self.plan.measures_of[unit.name]:
                entry = self.snapshot.entry(no, unit.name)
                ruling = exemption_of(entry, self.snapshot) or extension_of(entry, self.snapshot)
                if ruling:
                    found.setdefault(ruling, []).append(no)
        return tuple(Apart(ruling, tuple(numbers)) for ruling, numbers in found.items())


def common_values(snapshot: Snapshot, on: date) -> dict[str, str]:
    """Placeholder → text, of those in COMMON."""
    plan = snapshot.plan
    signature = office_with_district(plan, OFFICE.text(snapshot.settings))
    return {
        "区县": plan.district, "报告期": snapshot.period.label, "清单": list_name(plan), "办公室": plan.office or signature,
        "署名": signature, "截至": full_day(on), "截止日": full_day(snapshot.due),
    }
