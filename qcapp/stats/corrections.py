"""What has moved since a 通报 was issued: the frozen figures against those of now, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qcapp.domain.period import Period
from qcapp.domain.plan import EntryKey
from qcapp.domain.settings import GROUPS, RULES_OFF, RULES_WEIGHTS, SETTING_BY_KEY, Setting, SettingKind
from qcapp.stats.figures import NO_RATE, EntryFact, Figures, Standing, Tally
from qcapp.stats.rules import RULES, rules_from
from qcapp.stats.summary import JUDGED_BY

DISTRICT, SETTINGS = "全区", "设置"


@dataclass(frozen=True, slots=True)
class Correction:
    """A number that was issued and no longer holds. ``unit``: the unit's name, or 全区 or 设置. ``numbers``: the measures by
    which it moved, none where it moved by something else. ``swapped``: the number is the same and stands for other measures,
    which ``before`` and ``after`` name."""

    unit: str
    what: str
    before: str
    after: str
    numbers: tuple[int, ...] = ()
    swapped: bool = False

    @property
    def words(self) -> str:
        """区税务局：实报 8 → 9（第 11 条）, or 区税务局：实报 第 11 条 → 第 12 条"""
        by = f"（{_named(self.numbers)}）" if self.numbers and not self.swapped else ""
        return f"{self.unit}：{self.what} {self.before} → {self.after}{by}"


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of a tally, and what each fact brings to it."""

    what: str
    of_tally: Callable[[Tally], int]
    of_fact: Callable[[EntryFact], int]
    of_cells: bool = False


_COUNTS = (
    _Count("应报", lambda tally: tally.due, lambda fact: fact.due),
    _Count("实报", lambda tally: tally.reported, lambda fact: fact.due and fact.reported),
    _Count("及时", lambda tally: tally.on_time, lambda fact: fact.due and fact.on_time),
    _Count("合格", lambda tally: tally.qualified, lambda fact: fact.due and fact.qualified),
    _Count("更正后合格", lambda tally: tally.qualified_now, lambda fact: fact.due and fact.qualified_now),
    _Count("已填格数", lambda tally: tally.filled, lambda fact: fact.filled if fact.due else 0, True),
    _Count("应填格数", lambda tally: tally.cells, lambda fact: fact.cells if fact.due else 0, True),
)

_Facts = Mapping[tuple[Period, EntryKey], EntryFact]


def corrections(frozen: Figures, now: Figures) -> tuple[Correction, ...]:
    """Settings first, then the whole district, then units in the order of the list as issued."""
    found = [*_of_settings(frozen, now)]
    was, facts = _by_key(frozen.facts), _by_key(now.facts)
    found += _of_counts(DISTRICT, frozen.total, now.total, was, facts)
    units_now = {unit.unit: unit for unit in now.units}
    for unit in frozen.units:
        if unit.unit not in units_now:
            continue
        other = units_now[unit.unit]
        mine, theirs = (_by_key(figures.of_unit(unit.unit)) for figures in (frozen, now))
        found += _of_counts(unit.unit, unit.tally, other.tally, mine, theirs)
        found += _of_swaps(unit.unit, unit.tally, other.tally, mine, theirs)
        found += _of_standing(unit.unit, unit.standing, other.standing, _moved(mine, theirs, _judged))
    return tuple(found)


def _by_key(facts: Iterable[EntryFact]) -> _Facts:
    return {(fact.period, fact.key): fact for fact in facts}


def _of_counts(unit: str, before: Tally, after: Tally, was: _Facts, facts: _Facts) -> Iterator[Correction]:
    for count in _COUNTS:
        old, new = count.of_tally(before), count.of_tally(after)
        if old != new:
            yield Correction(unit, count.what, str(old), str(new), _moved(was, facts, count.of_fact))


def _of_swaps(unit: str, before: Tally, after: Tally, was: _Facts, facts: _Facts) -> Iterator[Correction]:
    """Counts that are the same and are of other measures now."""
    for count in _COUNTS:
        if count.of_tally(before) == count.of_tally(after) and (moved := _moved(was, facts, count.of_fact)):
            old, new = (_told(some, moved, count) for some in (was, facts))
            yield Correction(unit, count.what, old, new, moved, swapped=True)


def _told(facts: _Facts, moved: Iterable[int], count: _Count) -> str:
    """第 1、3 条, or of cells 第 1 条 5 格、第 2 条 7 格."""
    by_number = {no: sum(count.of_fact(fact) for key, fact in facts.items() if key[1].no == no) for no in moved}
    if count.of_cells:
        return "、".join(f"{_named((no,))} {cells} 格" for no, cells in by_number.items())
    return _named([no for no, counted in by_number.items() if counted]) or NO_RATE


def _named(numbers: Sequence[int]) -> str:
    """第 1、3 条"""
    return f"第 {'、'.join(map(str, numbers))} 条" if numbers else ""


def _moved(was: _Facts, facts: _Facts, told: Callable[[EntryFact], object]) -> tuple[int, ...]:
    """Numbers of the measures of which something else is told now."""
    keys = was.keys() | facts.keys()
    return tuple(sorted({
        key[1].no for key in keys
        if (told(was[key]) if key in was else 0) != (told(facts[key]) if key in facts else 0)
    }))


def _judged(fact: EntryFact) -> object:
    """All that a score is made of."""
    return fact.due and (fact.reported, fact.on_time, fact.qualified, fact.first)


def _of_standing(unit: str, before: Standing, after: Standing, numbers: tuple[int, ...]) -> Iterator[Correction]:
    if before.score != after.score:
        yield Correction(unit, "得分", _shown(before.score), _shown(after.score), numbers)
    if before.place != after.place:
        yield Correction(unit, "位次", _shown(before.place), _shown(after.place))
    if before.group_place != after.group_place:
        yield Correction(unit, "组内位次", _shown(before.group_place), _shown(after.group_place))


def _shown(value: Decimal | int | None) -> str:
    return NO_RATE if value is None else str(value)


def _of_settings(frozen: Figures, now: Figures) -> Iterator[Correction]:
    if frozen.rules_version != now.rules_version:
        yield Correction(SETTINGS, "规则版本", frozen.rules_version, now.rules_version)
    before, after = (_judged_by(figures.settings) for figures in (frozen, now))
    for what in dict.fromkeys((*before, *after)):
        old, new = before.get(what, NO_RATE), after.get(what, NO_RATE)
        if old != new:
            yield Correction(SETTINGS, what, old, new)


def _judged_by(settings: Mapping[str, str]) -> dict[str, str]:
    """All that figures depend on, as it is read: heading → words."""
    return {what: words for key in JUDGED_BY for what, words in _setting(SETTING_BY_KEY[key], settings)}


def _setting(setting: Setting, settings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    heading, text = setting.heading, setting.text(settings)
    if setting is RULES_OFF:
        active = {rule.key for rule in rules_from(settings)}
        yield heading, "、".join(rule.heading for rule in RULES if rule.key not in active) or "无"
    elif setting is RULES_WEIGHTS:
        weighed = rules_from({setting.key: text})
        yield from ((f"{heading}“{rule.heading}”", f"{rule.weight:g}") for rule in weighed)
    elif setting is GROUPS:
        yield from ((f"{heading}“{unit}”", group) for unit, group in setting.mapping(settings).items())
    elif setting.kind is SettingKind.CHOICE:
        yield heading, dict(setting.choices)[text]
    else:
        yield heading, f"{setting.number(settings):g}"
