"""The rules of 合格, as a list: each looks at one field of one entry and answers None or the sentence that its unit reads.

A rule is hard (an entry that breaks it is not 合格) or soft (a hint). Which are active, and their weights, is a setting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from qcapp.domain.fields import FIELDS, Field, Kind, Role, contact_field, field_for, sort_key
from qcapp.domain.saying import says_nothing
from qcapp.domain.settings import read_object
from qcapp.stats import checks

RULES_VERSION = "2021-1"

# Settings of the ledger: keys of rules that are switched off, with commas between; {"phone.missing": 2.5} as JSON.
OFF_SETTING = "rules.off"
WEIGHTS_SETTING = "rules.weights"
MOST_WEIGHT = 10.0
_MOST_KNOWN = 30_000
"""Fields of which a rulebook remembers what was wrong with them."""

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_AS_THEY_ARE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may ask beside the entry's own texts.

    ``year``: the plan's. ``before``: the same entry's texts of the month before. ``contacts``: labels of the contact rows
    that the measure's form prints.
    """

    year: int
    before: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    contacts: Sequence[str] = (Role.RESPONSIBLE.value, Role.LIAISON.value)


class Asked(NamedTuple):
    """All that a rule may ask of one field of an entry: its text, that of the month before (where a rule of the field looks back,
    else "") and, of a contact's name that says nothing, the phone's (and the other way round; else ""). ``printed``: whether the
    form asks for this contact, which is the first of each role that it prints. ``year``: the plan's."""

    field: Field
    text: str
    before: str
    partner: str
    printed: bool
    year: int


@dataclass(frozen=True, slots=True)
class Rule:
    """``key`` is stable, ``heading`` for the screen. ``fields``: keys that it speaks of;
    further contacts go with the first of their role. ``looks_back``: whether it asks what the month before says; no
    rule of a contact does, of which there may be further ones."""

    key: str
    heading: str
    hard: bool
    weight: float
    fields: tuple[str, ...]
    check: Callable[[Asked], str | None]
    looks_back: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule broken: ``field`` is the field's key, ``sentence`` says what is wrong and what to write."""

    rule: Rule
    field: str
    sentence: str

    @property
    def hard(self) -> bool:
        return self.rule.hard


_State = tuple[str, str, str, str, bool, int]
"""A field's key, and all else that is asked of it."""

_NAMES = ("responsible.name", "liaison.name")
_PHONES = ("responsible.phone", "liaison.phone")
_WORDS = ("progress", "problems")

UNCHANGED = "progress.unchanged"

RULES: tuple[Rule, ...] = (
    Rule("progress.missing", "进展情况没有填报", True, 1.0, ("progress",), checks.progress_missing),
    Rule("progress.elsewhere", "进展情况只写“同上”“详见附件”等", True, 1.0, ("progress",), checks.points_elsewhere),
    Rule("progress.prompt", "进展情况是填表提示", True, 1.0, ("progress",), checks.copies_prompt),
    Rule(UNCHANGED, "进展情况与上月相同", True, 1.0, ("progress",), checks.unchanged, looks_back=True),
    Rule("text.placeholder", "内容是占位文字", True, 1.0, (*_WORDS, *_NAMES), checks.placeholder),
    Rule("text.cut", "内容被截断", True, 1.0, _WORDS, checks.cut),
    Rule("contact.missing", "责任人或联系人没有填写", True, 1.0, _NAMES, checks.name_missing),
    Rule("phone.missing", "联系电话没有填写", True, 1.0, _PHONES, checks.phone_missing),
    Rule("phone.lost", "联系电话尾数丢失", True, 1.0, _PHONES, checks.phone_lost),
    Rule("phone.wrong", "联系电话格式不正确", True, 1.0, _PHONES, checks.phone_wrong),
    Rule("progress.no_reason", "无新进展没有说明原因", False, 0.5, ("progress",), checks.no_reason),
    Rule("progress.vague", "进展情况过于笼统", False, 0.5, ("progress",), checks.vague),
    Rule("text.gap", "内容有没填完的地方", False, 0.5, _WORDS, checks.gap),
    Rule("text.trailing", "内容像是没有写完", False, 0.5, _WORDS, checks.trailing),
    Rule("problems.missing", "存在问题没有填写", False, 0.5, ("problems",), checks.problems_missing),
    Rule("problems.elsewhere", "存在问题只写“同上”“详见附件”等", False, 0.5, ("problems",), checks.points_elsewhere),
    Rule("phone.area", "座机没有写区号", False, 0.5, _PHONES, checks.phone_area),
    Rule("deadline.missing", "完成时限没有填写", False, 0.5, ("deadline",), checks.deadline_missing),
    Rule("deadline.unclear", "完成时限看不出日期", False, 0.5, ("deadline",), checks.deadline_unclear),
)

RULE_BY_KEY = {rule.key: rule for rule in RULES}


def active_rules(off: Collection[str] = (), weights: Mapping[str, float] = _AS_THEY_ARE) -> tuple[Rule, ...]:
    """The rules without those switched off, with the weights that were set; keys that are no rule's are passed over."""
    return tuple(replace(rule, weight=weights.get(rule.key, rule.weight)) for rule in RULES if rule.key not in off)


def rules_from(settings: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules as the ledger's settings have them. What can't be understood there changes nothing: each rule stands."""
    said = read_object(settings.get(WEIGHTS_SETTING, "")) or {}
    weights = {key: weight for key, each in said.items() if (weight := weight_of(each)) is not None}
    return active_rules(keys_in(settings.get(OFF_SETTING, "")), weights)


def keys_in(text: str) -> tuple[str, ...]:
    """Keys of rules with commas between, each once."""
    return tuple(dict.fromkeys(filter(None, map(str.strip, text.replace("，", ",").split(",")))))


def weight_of(value: object) -> float | None:
    """A weight as it is set in JSON, from 0 to MOST_WEIGHT; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_WEIGHT:
        return None
    return float(value)


def failures(
    texts: Mapping[str, str], context: Context, rules: Iterable[Rule] = RULES
) -> tuple[Failure, ...]:
    """What is wrong with an entry: field key → text in, failures out, hard ones first, then in the form's order."""
    return Rulebook(rules).failures(texts, context)


class Rulebook:
    """Rules for whoever asks of many entries, of which a good part say the same: names, phones, deadlines, 无."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_field: dict[str, list[Rule]] = {}
        for rule in rules:
            for key in rule.fields:
                self._by_field.setdefault(key, []).append(rule)
        self.compared = frozenset(key for key, own in self._by_field.items() if any(rule.looks_back for rule in own))
        """Keys of fields of which a rule asks what the month before says."""
        self._known: dict[_State, tuple[Failure, ...]] = {}
        self._last: tuple[object, tuple[Failure, ...]] = (None, ())

    def failures(
        self, texts: Mapping[str, str], context: Context, fields: Collection[str] | None = None
    ) -> tuple[Failure, ...]:
        """As ``failures``; of those ``fields`` only, if any are named."""
        if fields is not None:
            return self._found(texts, context, fields)
        # An entry is mostly asked about twice: as it was first, and as it still is.
        asked = texts, [context.before.get(key, "") for key in self.compared], context.contacts, context.year
        last = self._last
        if asked == last[0]:
            return last[1]
        told = self._found(texts, context, None)
        self._last = (dict(texts), *asked[1:]), told
        return told

    def _found(self, texts: Mapping[str, str], context: Context, fields: Collection[str] | None) -> tuple[Failure, ...]:
        before, year = context.before, context.year
        found: list[Failure] = []
        filled = frozenset([key for key, text in texts.items() if text])
        for each, first, partner, printed in _fields_of(filled, tuple(context.contacts)):
            key = each.key
            if first not in self._by_field or (fields is not None and key not in fields):
                continue
            text, back = texts.get(key, ""), first in self.compared
            beside = texts.get(partner, "") if partner and says_nothing(text) else ""
            state = key, text, before.get(key, "") if back else "", beside, printed, year
            broken = self._known.get(state)
            if broken is None:
                broken = self._broken(Asked(each, *state[1:]), self._by_field[first])
                if not back:  # what is compared with the month before is hardly said twice
                    self._remember(state, broken)
            found += broken
        return tuple(sorted(found, key=lambda failure: not failure.hard)) if found else ()

    def _remember(self, state: _State, broken: tuple[Failure, ...]) -> None:
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[state] = broken

    @staticmethod
    def _broken(asked: Asked, rules: Iterable[Rule]) -> tuple[Failure, ...]:
        return tuple([Failure(rule, asked.field.key, said) for rule in rules if (said := rule.check(asked))])


def is_qualified(found: Iterable[Failure]) -> bool:
    """合格: no hard rule is broken."""
    return not any(failure.hard for failure in found)


@lru_cache(maxsize=1024)
def _fields_of(filled: frozenset[str], contacts: tuple[str, ...]) -> tuple[tuple[Field, str, str, bool], ...]:
    """The fields that are looked at: those of every entry, and contacts beyond the first that are filled in. With each the key by
    which its rules go, that of its partner ("" for none), and whether the form prints it (see ``Asked``)."""
    printed = Counter(contacts)
    keys = {each.key for each in FIELDS if each.role is None or printed[each.role.value]}
    for each in map(field_for, filled):
        if each.role is not None:
            keys |= {contact_field(each.role, part, each.index).key for part in ("name", "phone")}
    return tuple(
        (each, _first_of_its_role(each), _partner(each), _printed(each, contacts))
        for each in map(field_for, sorted(keys, key=sort_key))
    )


def _printed(each: Field, contacts: tuple[str, ...]) -> bool:
    return each.role is not None and each.index == 1 and each.role.value in contacts


def _partner(each: Field) -> str:
    if each.role is None:
        return ""
    return contact_field(each.role, "name" if each.kind is Kind.PHONE else "phone", each.index).key


def _first_of_its_role(each: Field) -> str:
    if each.role is None or each.index == 1:
        return each.key
    return contact_field(each.role, "phone" if each.kind is Kind.PHONE else "name").key
