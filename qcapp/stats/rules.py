"""The rules of 合格, as a list: each looks at one field of one entry and answers None or the sentence that its unit reads.

A rule is hard (an entry that breaks it is not 合格) or soft (a hint). Which are active, and their weights, is a setting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from qcapp.domain.fields import FIELDS, Field, Kind, Role, contact_field, field_for, sort_key
from qcapp.domain.settings import read_object
from qcapp.stats import checks

RULES_VERSION = "2021-1"

# Settings of the ledger: keys of rules that are switched off, with commas between; {"phone.missing": 2.5} as JSON.
OFF_SETTING = "rules.off"
WEIGHTS_SETTING = "rules.weights"
MOST_WEIGHT = 10.0

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


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of an entry as a rule sees it: its text, the entry's texts, what is known beside them."""

    field: Field
    texts: Mapping[str, str]
    context: Context

    @property
    def text(self) -> str:
        return self.texts.get(self.field.key, "")

    @property
    def before(self) -> str:
        return self.context.before.get(self.field.key, "")

    @property
    def partner(self) -> str:
        """Of a contact's name the phone, and the other way round."""
        if self.field.role is None:
            return ""
        part = "name" if self.field.kind is Kind.PHONE else "phone"
        return self.texts.get(contact_field(self.field.role, part, self.field.index).key, "")

    @property
    def printed(self) -> bool:
        """Whether the form asks for this contact: the first of each role that it prints."""
        role = self.field.role
        return role is not None and self.field.index == 1 and role.value in self.context.contacts


@dataclass(frozen=True, slots=True)
class Rule:
    """``key`` is stable, ``heading`` for the screen. ``fields``: keys that it speaks of;
    further contacts go with the first of their role."""

    key: str
    heading: str
    hard: bool
    weight: float
    fields: tuple[str, ...]
    check: Callable[[Asked], str | None]


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule broken: ``field`` is the field's key, ``sentence`` says what is wrong and what to write."""

    rule: Rule
    field: str
    sentence: str

    @property
    def hard(self) -> bool:
        return self.rule.hard


_NAMES = ("responsible.name", "liaison.name")
_PHONES = ("responsible.phone", "liaison.phone")
_WORDS = ("progress", "problems")

UNCHANGED = "progress.unchanged"

RULES: tuple[Rule, ...] = (
    Rule("progress.missing", "进展情况没有填报", True, 1.0, ("progress",), checks.progress_missing),
    Rule("progress.elsewhere", "进展情况只写“同上”“详见附件”等", True, 1.0, ("progress",), checks.points_elsewhere),
    Rule("progress.prompt", "进展情况是填表提示", True, 1.0, ("progress",), checks.copies_prompt),
    Rule(UNCHANGED, "进展情况与上月相同", True, 1.0, ("progress",), checks.unchanged),
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
    return failures_by(by_field(rules), texts, context)


def by_field(rules: Iterable[Rule]) -> Mapping[str, Sequence[Rule]]:
    """The rules by the fields that they look at: for whoever asks of many entries."""
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for key in rule.fields:
            found.setdefault(key, []).append(rule)
    return found


def failures_by(rules: Mapping[str, Sequence[Rule]], texts: Mapping[str, str], context: Context) -> tuple[Failure, ...]:
    """As ``failures``."""
    found: list[Failure] = []
    filled = frozenset(key for key, text in texts.items() if text)
    for first, each in _fields_of(filled, tuple(context.contacts)):
        if asked_by := rules.get(first):
            asked = Asked(each, texts, context)
            found += [Failure(rule, each.key, sentence) for rule in asked_by if (sentence := rule.check(asked))]
    return tuple(sorted(found, key=lambda failure: not failure.hard))


def is_qualified(found: Iterable[Failure]) -> bool:
    """合格: no hard rule is broken."""
    return not any(failure.hard for failure in found)


@lru_cache(maxsize=1024)
def _fields_of(filled: frozenset[str], contacts: tuple[str, ...]) -> tuple[tuple[str, Field], ...]:
    """The fields that are looked at: those of every entry, and contacts beyond the first that are filled in. Before each the key
    by which its rules go."""
    printed = Counter(contacts)
    keys = {each.key for each in FIELDS if each.role is None or printed[each.role.value]}
    for each in map(field_for, filled):
        if each.role is not None:
            keys |= {contact_field(each.role, part, each.index).key for part in ("name", "phone")}
    return tuple((_first_of_its_role(each), each) for each in map(field_for, sorted(keys, key=sort_key)))


def _first_of_its_role(each: Field) -> str:
    if each.role is None or each.index == 1:
        return each.key
    return contact_field(each.role, "phone" if each.kind is Kind.PHONE else "name").key
