"""A year of months made up by lot: who returns what on which day, what is mended, undone, exempted, extended.

The diary that it keeps says what was received when, and how good it was, in its own words.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from qcapp.domain.period import Period
from qcapp.domain.plan import Plan
from qcapp.domain.rulings import Ruling, RulingKind
from qcapp.merge.plan import Decision
from tests.stats.independent.player import Player
from tests.stats.independent.rows import BY_NAME, GOOD, KINDS, LASTING, Kind, cells

Place = tuple[int, str, int]
"""Month, unit, measure."""
_SECOND = ("liaison2.name", "liaison2.phone")


@dataclass(frozen=True)
class Step:
    """From a day on: when the report was received, how good it was at first, how good it is then."""

    since: date
    received: date
    first: Kind
    now: Kind


@dataclass(frozen=True)
class Event:
    """``counts``: the day from which what it does counts. ``void``: it is undone later, or undoes."""

    at: datetime
    counts: date
    do: Callable[[Player], None]
    void: bool = False


@dataclass(frozen=True)
class Apart:
    """An exemption (``until`` None) or an extension."""

    month: int
    unit: str
    no: int | None
    until: date | None

    def covers(self, month: int, unit: str, no: int) -> bool:
        return (self.month, self.unit) == (month, unit) and self.no in (None, no)

    @property
    def ruling(self) -> Ruling:
        kind = RulingKind.EXTEND if self.until else RulingKind.EXEMPT
        return Ruling(kind, 2021, self.unit, self.no, Period(2021, self.month), "事出有因", until=self.until)


@dataclass
class Year:
    plan: Plan
    lot: random.Random
    events: list[Event] = field(default_factory=list)
    diary: dict[Place, list[Step]] = field(default_factory=dict)
    apart: list[Apart] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    _busy: dict[str, datetime] = field(default_factory=dict)
    _said: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)
    _known: set[tuple[str, int]] = field(default_factory=set)

    def play(self, player: Player, until: date | None = None) -> None:
        """All of it; with ``until`` only what counts by then, as though the clerk had never tarried nor erred."""
        player.rule(*(each.ruling for each in self.apart))
        for event in sorted(self.events, key=lambda each: each.at):
            if until is None or (event.counts <= until and not event.void):
                player.clock.time = event.at
                event.do(player)
        player.clock.time = datetime(2022, 2, 1, 9)

    def step(self, place: Place, until: date | None = None) -> Step | None:
        """What was so as of that day."""
        found = [step for step in self.diary.get(place, ()) if until is None or step.since <= until]
        return found[-1] if found else None

    def answers(self, month: int, unit: str, numbers: Sequence[int], received: date) -> dict[int, dict[str, str]]:
        """What the unit fills in into its form, that comes back as a file on that day: in the diary, and no event."""
        rows = {no: kind for no, kind in self._kinds(month, unit, numbers, received).items() if kind.name != "absent"}
        for no, kind in rows.items():
            self._note(month, unit, no, received, received, kind, kind)
        return {no: self._cells(kind, no, month, unit) for no, kind in rows.items()}

    # ------------------------------------------------------------------ making

    def month(self, month: int) -> None:
        self.months.append(month)
        period, sent = Period(2021, month), datetime(2021, month, 1, 9)
        self.events.append(Event(sent, sent.date(), lambda player: player.dispatch(period)))
        for unit, numbers in self.plan.measures_of.items():
            fates = (
                self.once, self.once, self.once, self.never, self.twice, self.corrected, self.scanned, self.told, self.undone,
                self.disputed, self.by_hand, self.by_hand,
            )
            self.lot.choice(fates)(month, unit, numbers)
        self._set_apart(month)

    def _set_apart(self, month: int) -> None:
        for unit, numbers in self.plan.measures_of.items():
            chance = self.lot.random()
            if chance < 0.05:
                self.apart.append(Apart(month, unit, None, None))
            elif chance < 0.15:
                self.apart.append(Apart(month, unit, self.lot.choice(numbers), None))
            elif chance < 0.35:
                until = date(2021, month, 25) + timedelta(self.lot.randint(1, 8))
                self.apart.append(Apart(month, unit, self.lot.choice((None, self.lot.choice(numbers))), until))

    def never(self, month: int, unit: str, numbers: Sequence[int]) -> None:
        """Nothing comes."""

    def once(self, month: int, unit: str, numbers: Sequence[int]) -> None:
        received = self._some_day(month)
        rows = self._kinds(month, unit, numbers, received)
        self._returns(month, unit, received, self._merged(received), rows, settled=True)
        for no, kind in rows.items():
            self._note(month, unit, no, received, received, kind, kind)

    def twice(self, month: int, unit: str, numbers: Sequence[int]) -> None:
        """The second return says the rest, and mends what was bad."""
        first, second = self._two_days(month)
        merged = self._merged(first)
        # A second copy of the month's form with what it was sent with says nothing of a phone that the first one spoilt.
        rows = {
            no: GOOD if kind.name in LASTING else kind for no, kind in self._kinds(month, unit, numbers, second).items()
        }
        texts = self._returns(month, unit, first, merged, rows)
        better = {no: GOOD if kind.hard or not kind.reports else kind for no, kind in rows.items()}
        again = {no: texts[no] if better[no] is rows[no] else self._cells(GOOD, no, month, unit) for no in numbers}
        self._returns(month, unit, second, max(self._merged(second), merged + timedelta(hours=2)), better, again)
        for no, kind in rows.items():
            self._note(month, unit, no, first, first, kind, kind)
            self._note(month, unit, no, second, first if kind.reports else second, kind if kind.reports else GOOD, better[no])

    def corrected(self, month: int, unit: str, numbers: Sequence[int]) -> None:
        """What fails is sent back, and comes back in order."""
        first, second = self._two_days(month)
        rows = self._kinds(month, unit, numbers, second)
        self._returns(month, unit, first, datetime.combine(first, datetime.min.time()).replace(hour=15), rows)
        failing = [no for no, kind in rows.items() if kind.hard or not kind.reports]
        slip = datetime.combine(first, datetime.min.time()).replace(hour=17)

        def send_back(player: Player) -> None:
            assert player.send_back(Period(2021, month), unit) == failing

        for no, kind in rows.items():
            self._note(month, unit, no, first, first, kind, kind)
        if failing:
            self.events.append(Event(slip, slip.date(), send_back))
            answers = {no: self._cells(GOOD, no, month, unit) for no in failing}
            name = self._name(month, unit, "更正")
            at = self._merged(second)
            self._do(
                unit, at, second, lambda player: player.answer_slip(name, Period(2021, month), unit, second, answers)
            )
            for no in failing:
                early = rows[no].reports
                self._note(month, unit, no, second, first if early else second, rows[no] if early else GOOD, GOOD)

    def scanned(self, month: int, unit: str, numbers: Sequence[int]) -> None:
        """A scan comes, and is typed in days later: a few rows of it, one of them mended after that."""
        received = self._some_day(month)
        name, period = self._name(month, unit, "扫描"), Period(2021, month)
        at = datetime.combine(received, datetime.min.time()).replace(hour=14)
        self._do(unit, at, received, lambda player: player.scan(name, period, unit, received))
        self._typed(month, unit, numbers, received + timedelta(self.lot.randint(0, 5)), received)

    def told(self, month: int, unit: str, numbers: Sequence[int]) -> None:
        """By telephone."""
        day = self._some_day(month)
        self._typed(month, unit, numbers, day, day)

    def _typed(self, month: int, unit: str, numbers: Sequence[int], day: date, received: date) -> None:
        for no in numbers[: self.lot.randint(1, 2)]:
            kind = self.lot.choice((GOOD, GOOD, BY_NAME["same as above"], BY_NAME["placeholder"], BY_NAME["no news"]))
            self._types(month, unit, no, day, self._cells(kind, no, month, unit))
            self._note(month, unit, no, day, received, kind, kind)
            if self.lot.random() < 0.7:
                later = day + timedelta(self.lot.randint(0, 9))
                better = self._cells(GOOD, no, month, unit)
                self._types(month, unit, no, later, better, hour=18)
                # What stands at the end of the first day is what was first reported.
                self._note(month, unit, no, later, received, GOOD if later == day else kind, GOOD)

    def by_hand(self, month: int, unit: str, numbers: Sequence[int]) -> None:
        """The clerk types the contacts of a measure; its form comes back without, is merged days later, and is mended by hand
        after that, for better or worse. What stood when it was merged was first reported."""
        received = date(2021, month, 1) + timedelta(self.lot.randint(4, 12))
        merged = datetime.combine(received, datetime.min.time()) + timedelta(days=2, hours=15)
        after = merged.date() + timedelta(self.lot.randint(0, 4))
        if self._busy.get(unit, datetime.min) >= datetime(2021, month, 1):
            return self.once(month, unit, numbers)  # another month is being worked on still
        no = self.lot.choice(numbers)
        rows = self._kinds(month, unit, numbers, after)
        first, now = (BY_NAME[self.lot.choice(("good", "phone too short"))] for _ in "12")
        known = (unit, no) in self._known
        typed = received + timedelta(self.lot.choice((-2, 0, 1) if known else (-2, 0)))
        people = {key: text for key, text in self._cells(first, no, month, unit).items() if "." in key}
        self._types(month, unit, no, typed, people)
        rows[no] = BY_NAME["carried"]
        blank = self._cells(GOOD, no, month, unit) | dict.fromkeys(people, "") | dict.fromkeys(_SECOND, "")
        self._returns(month, unit, received, merged, rows, {
            each: blank if each == no else self._cells(kind, each, month, unit) for each, kind in rows.items()
        })
        for each, kind in rows.items():
            if each != no:
                self._note(month, unit, each, received, received, kind, kind)
        if typed > received:
            self._note(month, unit, no, received, received, first, GOOD)
        self._note(month, unit, no, max(typed, received), received, first, first)
        mended = self._cells(now, no, month, unit)
        self._types(month, unit, no, after, {key: mended[key] for key in ("liaison.phone", "progress")}, hour=20)
        self._note(month, unit, no, after, received, first, now)
        (self._known.add if now is GOOD else self._known.discard)((unit, no))

    def undone(self, month: int, unit: str, numbers: Sequence[int]) -> None:
        """Merged by mistake and taken back, perhaps to come again."""
        first, second = self._two_days(month)
        name = self._name(month, unit, "误收")
        rows = self._kinds(month, unit, numbers, second)
        texts = {no: self._cells(kind, no, month, unit) for no, kind in rows.items() if kind.name != "absent"}
        merged = datetime.combine(first, datetime.min.time()).replace(hour=10)
        period = Period(2021, month)
        self._do(unit, merged, first, lambda player: player.receive(name, period, unit, first, texts), void=True)
        back = merged + timedelta(hours=self.lot.choice((2, 26)))
        self._do(unit, back, back.date(), lambda player: player.undo(name), void=True)
        if self.lot.random() < 0.6:
            rows = self._kinds(month, unit, numbers, second)
            self._returns(month, unit, second, max(self._merged(second), back + timedelta(hours=1)), rows)
            for no, kind in rows.items():
                self._note(month, unit, no, second, second, kind, kind)

    def disputed(self, month: int, unit: str, numbers: Sequence[int]) -> None:
        """The clerk has typed something in on the day of the return: of one measure the two have moved apart."""
        received = self._some_day(month)
        no = self.lot.choice(numbers)
        typed = datetime.combine(received, datetime.min.time()).replace(hour=8)
        period, words = Period(2021, month), {"progress": "略"}
        self._do(unit, typed, received, lambda player: player.type_in(period, unit, no, words))
        rows = self._kinds(month, unit, numbers, received)
        rows[no] = self.lot.choice((GOOD, BY_NAME["same as above"], BY_NAME["prompt"]))
        merged = self._merged(received)
        self._returns(month, unit, received, merged, rows)
        for each, kind in rows.items():
            self._note(month, unit, each, received, received, kind, kind)
        decision = self.lot.choice((None, Decision.OURS, Decision.THEIRS))
        if decision:
            at = merged + timedelta(days=self.lot.randint(0, 3), hours=1)
            self._do(unit, at, at.date(), lambda player: player.settle(period, unit, no, decision))
            if decision is Decision.OURS:
                self._note(month, unit, no, at.date(), received, rows[no], BY_NAME["same as above"])

    # ------------------------------------------------------------------ the pieces

    def _returns(
        self, month: int, unit: str, received: date, merged: datetime, rows: dict[int, Kind],
        texts: dict[int, dict[str, str]] | None = None, settled: bool = False,
    ) -> dict[int, dict[str, str]]:
        """A form comes back; the texts of its rows. ``settled``: what it says is what stands at the month's end."""
        name, period = self._name(month, unit, f"回收{received.day}"), Period(2021, month)
        told = texts or {no: self._cells(kind, no, month, unit) for no, kind in rows.items()}
        sent = {no: words for no, words in told.items() if rows[no].name != "absent"}
        self._do(unit, merged, received, lambda player: player.receive(name, period, unit, received, sent))
        if settled:
            good = {no for no, kind in rows.items() if kind is GOOD}
            self._said |= {(unit, no): (month, told[no]["progress"]) for no in good}
            self._known |= {(unit, no) for no in good}
        self._known -= {(unit, no) for no, kind in rows.items() if kind.name in LASTING}
        return told

    def _types(self, month: int, unit: str, no: int, day: date, words: dict[str, str], hour: int = 16) -> None:
        at = datetime.combine(day, datetime.min.time()).replace(hour=hour)
        self._do(unit, at, day, lambda player: player.type_in(Period(2021, month), unit, no, words))

    def _do(self, unit: str, at: datetime, counts: date, do: Callable[[Player], None], void: bool = False) -> None:
        self.events.append(Event(at, counts, do, void))
        self._busy[unit] = max(at, self._busy.get(unit, at))

    def _note(self, month: int, unit: str, no: int, since: date, received: date, first: Kind, now: Kind) -> None:
        if now.reports:
            self.diary.setdefault((month, unit, no), []).append(Step(since, received, first, now))

    def _kinds(self, month: int, unit: str, numbers: Sequence[int], last: date) -> dict[int, Kind]:
        """Of each row one by lot. What lasts into the next month is only spoilt where no other month is being worked on."""
        quiet = self._busy.get(unit, datetime.min) < datetime(2021, month, 1)
        alone = quiet and last < date(2021, month, 24)
        found = {}
        for no in numbers:
            kind = self.lot.choice((GOOD, GOOD, GOOD, GOOD, *KINDS))
            fits = {"carried": quiet and (unit, no) in self._known, "again": quiet and bool(self._last_words(month, unit, no))}
            fits |= dict.fromkeys(LASTING, alone)
            found[no] = kind if fits.get(kind.name, True) else GOOD
        if all(kind.name == "absent" for kind in found.values()):
            found[numbers[0]] = GOOD  # a form without rows is none
        return found

    def _cells(self, kind: Kind, no: int, month: int, unit: str) -> dict[str, str]:
        second = self.plan.measure(no).contacts.count("联系人") > 1 and self.lot.random() < 0.5
        return cells(kind, no, month, self.lot.randint(10, 999), second, self._last_words(month, unit, no))

    def _last_words(self, month: int, unit: str, no: int) -> str:
        """What the unit reported the month before, where that was its only report and good."""
        when, words = self._said.get((unit, no), (0, ""))
        return words if when == month - 1 else ""

    def _some_day(self, month: int) -> date:
        """Mostly in time; late days reach into the next month."""
        late = self.lot.random() < 0.25
        return date(2021, month, 1) + timedelta(self.lot.randint(25, 33) if late else self.lot.randint(2, 24))

    def _two_days(self, month: int) -> tuple[date, date]:
        first = self._some_day(month)
        return first, first + timedelta(self.lot.randint(1, 5))

    def _merged(self, received: date) -> datetime:
        """The clerk comes to it the same day or a few days later."""
        day = datetime.combine(received, datetime.min.time())
        return day + timedelta(days=self.lot.choice((0, 0, 0, 1, 3)), hours=self.lot.randint(10, 15))

    def _name(self, month: int, unit: str, what: str) -> str:
        return f"{month}月{what}{len(self.events)}"


def make_year(plan: Plan, seed: int, months: Sequence[int] = range(1, 13)) -> Year:
    year = Year(plan, random.Random(seed))
    for month in months:
        year.month(month)
    return year
