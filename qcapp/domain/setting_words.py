"""Settings in words, for the history and for what is exported of it: their names, and a value as a person reads it."""

from __future__ import annotations

from qcapp.domain.settings import LETTERHEAD, SETTING_BY_KEY, Setting, SettingKind, read_object

_LETTERHEAD = "已选版头"


def setting_name(key: str) -> str:
    """公文 · 署名; the key itself of one that an older program had."""
    setting = SETTING_BY_KEY.get(key)
    return f"{setting.group} · {setting.heading}" if setting else key


def setting_told(key: str, value: str | None) -> str:
    """What was set; the default, said to be it, where nothing was; "" where that says nothing either."""
    setting = SETTING_BY_KEY.get(key)
    if value is None or (not value and setting is not None and setting.kind is not SettingKind.LINE):
        default = _told(setting, setting.default) if setting else ""
        return f"{default}（默认）" if default else "（默认）"
    return _told(setting, value) if setting else value


def _told(setting: Setting, value: str) -> str:
    if setting is LETTERHEAD:
        return _LETTERHEAD if value else ""
    match setting.kind:
        case SettingKind.NUMBER:
            return f"{value} {setting.unit}".strip()
        case SettingKind.CHOICE:
            return dict(setting.choices).get(value, value)
        case SettingKind.LINE:
            return value
        case SettingKind.DOCUMENT:
            said = read_object(value)
            return value if said is None else "\n".join(f"{name}：{text}" for name, text in said.items())
