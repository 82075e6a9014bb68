"""Settings of the work: looked at, changed with a trace in the history, put back to their defaults."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qcapp.domain.errors import UsageError
from qcapp.domain.operations import Operation, OperationDraft, OperationKind
from qcapp.domain.page_setup import Margins
from qcapp.domain.plan import Plan
from qcapp.domain.settings import (
    GROUPS,
    MARGINS,
    RULES_OFF,
    RULES_WEIGHTS,
    SECOND_PLACE,
    SETTING_BY_KEY,
    SETTINGS,
    WORDING,
    Setting,
    SettingKind,
    read_object,
)
from qcapp.domain.text import shortened
from qcapp.ports import LedgerStore

_NAMED = 3
_TOLD = 20


def setting_named(key: str) -> Setting:
    """The catalogue's setting of that key, or of that name where one alone has it; UsageError lists what there is."""
    plain = key.strip()
    named = [setting for setting in SETTINGS if setting.heading == plain]
    if plain not in SETTING_BY_KEY and len(named) != 1:
        known = "、".join(setting.key for setting in SETTINGS)
        raise UsageError(f"没有“{key}”这项设置，请用其中之一：{known}。")
    return SETTING_BY_KEY.get(plain) or named[0]


@dataclass(frozen=True, slots=True)
class SettingsService:
    store: LedgerStore
    who: str

    def values(self) -> Mapping[str, str]:
        """What is set, by key; a setting that is not among them has its default."""
        return self.store.settings()

    def change(self, values: Mapping[str, str]) -> Operation | None:
        """Set those, all or (UsageError) none; None when they say so already. It is in the history, and undone like any other."""
        now = self.values()
        checked = {key: self._checked(setting_named(key), value, now) for key, value in values.items()}
        moved = {key: value for key, value in checked.items() if now.get(key, SETTING_BY_KEY[key].default) != value}
        return self._commit(moved, _changed_words(moved)) if moved else None

    def reset(self, keys: Iterable[str]) -> Operation | None:
        """Put those back to their defaults; None when they have them."""
        settings = [setting_named(key) for key in keys]
        now = self.values()
        moved = {each.key: each.default for each in settings if now.get(each.key, each.default) != each.default}
        if not moved:
            return None
        return self._commit(moved, f"{_listed(SETTING_BY_KEY[key].heading for key in moved)}恢复默认")

    def _checked(self, setting: Setting, value: str, now: Mapping[str, str]) -> str:
        if setting is GROUPS and value:
            return _checked_groups(value, self.store.plans(), setting.mapping(now))
        if setting is SECOND_PLACE and value.strip() and not Path(value.strip()).is_absolute():
            raise UsageError(f"“{setting.heading}”要写文件夹的完整路径，如 E:\\台账备份，请改后再保存。")
        if setting is MARGINS and value.strip():
            return Margins.parse(value).text
        if setting.kind is SettingKind.DOCUMENT and value:
            return _checked_document(setting, value)
        return setting.checked(value)

    def _commit(self, moved: Mapping[str, str], words: str) -> Operation:
        return self.store.commit(OperationDraft(OperationKind.SETTINGS, words, self.who, settings=moved))


def _changed_words(moved: Mapping[str, str]) -> str:
    if len(moved) > 1:
        return f"{_listed(SETTING_BY_KEY[key].heading for key in moved)}有改动"
    ((key, value),) = moved.items()
    setting = SETTING_BY_KEY[key]
    if setting.kind is SettingKind.DOCUMENT:
        return f"{setting.heading}有改动" if value else f"{setting.heading}恢复默认"
    return f"{setting.heading}改为{value_words(setting, value)}"


def value_words(setting: Setting, value: str) -> str:
    """A value for a person: “50 天”, the words of a choice, a line in quotes, only whether there is a document."""
    match setting.kind:
        case SettingKind.NUMBER:
            return f" {value}{f' {setting.unit}' if setting.unit else ''}"
        case SettingKind.CHOICE:
            return f"“{dict(setting.choices).get(value, value)}”"
        case SettingKind.LINE:
            return f"“{shortened(value, _TOLD)}”" if value else "空"
        case SettingKind.DOCUMENT:
            return "已设" if value else "未设"


def _listed(headings: Iterable[str]) -> str:
    names = list(headings)
    return "、".join(names[:_NAMED]) + (f"等 {len(names)} 项" if len(names) > _NAMED else "")


def _checked_document(setting: Setting, value: str) -> str:
    """What could not be understood later would be silently passed over: say so now."""
    if setting is RULES_OFF:
        return _checked_keys(value)
    if setting is WORDING:
        from qcapp.publish.wording import checked_document

        checked_document(value)
    elif setting is RULES_WEIGHTS:
        _check_weights(_object(setting, value))
    return value


def _checked_keys(value: str) -> str:
    from qcapp.stats.rules import keys_in

    keys = keys_in(value)
    _check_rules(RULES_OFF, keys)
    return ",".join(keys)


def _check_weights(said: Mapping[str, object]) -> None:
    from qcapp.stats.rules import MOST_WEIGHT, weight_of

    _check_rules(RULES_WEIGHTS, said)
    if any(weight_of(each) is None for each in said.values()):
        raise UsageError(f"“{RULES_WEIGHTS.heading}”里的每个权重都要写 0 到 {MOST_WEIGHT:g} 的数，请改后再保存。")


def _check_rules(setting: Setting, keys: Iterable[str]) -> None:
    from qcapp.stats.rules import RULE_BY_KEY

    unknown = [key for key in keys if key not in RULE_BY_KEY]
    if unknown:
        raise UsageError(f"“{setting.heading}”里没有“{unknown[0]}”这条规则，请用其中之一：{'、'.join(RULE_BY_KEY)}。")


def _checked_groups(value: str, plans: Sequence[Plan], before: Mapping[str, str]) -> str:
    """Under the names that the lists print. A unit of no list (any more) may stay, as it stood there ``before``."""
    groups: dict[str, str] = {}
    unknown: list[str] = []
    for written, group in _object(GROUPS, value).items():
        unit = _canonical(written, plans) or (written if written in before else "")
        if not isinstance(group, str) or groups.get(unit, group) != group:
            raise UsageError(f"“{GROUPS.heading}”里每个单位要写一个组名，“{written}”的不是，请改后再保存。")
        if unit:
            groups[unit] = group
        else:
            unknown.append(written)
    if unknown:
        raise UsageError(f"“{GROUPS.heading}”里的{'、'.join(f'“{each}”' for each in unknown)}不是责任清单上的单位，请核对名称。")
    return value if list(groups) == list(_object(GROUPS, value)) else json.dumps(groups, ensure_ascii=False)


def _canonical(written: str, plans: Sequence[Plan]) -> str:
    """The unit's name by the newest list that knows it; "" where none does."""
    for plan in sorted(plans, key=lambda each: each.year, reverse=True):
        with contextlib.suppress(UsageError):
            return plan.unit_named(written)
    return ""


def _object(setting: Setting, value: str) -> dict[str, object]:
    said = read_object(value)
    if said is None:
        raise UsageError(f'“{setting.heading}”要写成一个 JSON 对象，如 {{"名称": "内容"}}，请改后再保存。')
    return said
