"""For each rule of 合格 an entry that breaks it, so that a list of rules shows the very sentence a unit would read."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from qcapp.domain.fields import field_for
from qcapp.domain.saying import CELL_LIMIT
from qcapp.forms.prompts import PROMPTS
from qcapp.stats.rules import Asked, Rule

_BROKEN: Mapping[str, tuple[str, str]] = MappingProxyType({
    "progress.missing": ("progress", "无"),
    "progress.elsewhere": ("progress", "详见附件"),
    "progress.prompt": ("progress", PROMPTS["progress"][1].split("，")[0]),
    "progress.unchanged": ("progress", "已印发工作方案。"),
    "text.placeholder": ("progress", "待补充"),
    "text.cut": ("progress", "长" * CELL_LIMIT),
    "contact.missing": ("responsible.name", ""),
    "phone.missing": ("liaison.phone", ""),
    "phone.lost": ("responsible.phone", "1.38E+10"),
    "phone.wrong": ("responsible.phone", "1380000123"),
    "progress.no_reason": ("progress", "本月无新进展"),
    "progress.vague": ("progress", "按计划推进"),
    "text.gap": ("progress", "累计受理×××户"),
    "text.trailing": ("progress", "已完成前期工作……"),
    "problems.missing": ("problems", ""),
    "problems.elsewhere": ("problems", "同上"),
    "phone.area": ("liaison.phone", "3300001"),
    "deadline.missing": ("deadline", ""),
    "deadline.unclear": ("deadline", "尽快"),
})
"""Rule's key → field and a text in it that breaks the rule."""


def example(rule: Rule, year: int) -> str:
    """What the rule says of such an entry; ``year``: the plan's."""
    key, text = _BROKEN[rule.key]
    field, before = field_for(key), text if rule.key == "progress.unchanged" else ""
    return rule.check(Asked(field, text, before, "", field.role is not None, year)) or ""
