"""The command about settings of the work: all of the catalogue, one of it, or one changed."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from qcapp.cli.answer import Answer, table
from qcapp.domain.errors import UsageError
from qcapp.domain.settings import LETTERHEAD, SETTINGS, Setting, SettingKind
from qcapp.domain.text import shortened
from qcapp.services import Services
from qcapp.services.settings import setting_named

_LONGEST = 40


def settings(services: Services, args: argparse.Namespace) -> Answer:
    if args.key is None:
        return _all(services.settings.values())
    setting = setting_named(args.key)
    if args.value is None:
        return _one(setting, services.settings.values())
    return _changed(services, setting, args.value)


def _all(values: Mapping[str, str]) -> Answer:
    rows = [
        (each.key, each.group, each.heading, _shown(each, _value(each, values)), _shown(each, each.default))
        for each in SETTINGS
    ]
    lines = table(rows, ("设置", "分组", "名称", "现在", "默认"))
    return Answer({"settings": [_data(each, values) for each in SETTINGS]}, lines)


def _one(setting: Setting, values: Mapping[str, str]) -> Answer:
    value = _value(setting, values)
    lines = [f"{setting.group} · {setting.heading}（{setting.key}）"]
    lines += [setting.help] if setting.help else []
    lines += [f"现在：{_whole(setting, value)}", f"默认：{_whole(setting, setting.default)}"]
    lines += [f"可选：{'、'.join(f'{key} {words}' for key, words in setting.choices)}"] if setting.choices else []
    return Answer(_data(setting, values), lines)


def _changed(services: Services, setting: Setting, value: str) -> Answer:
    if value and setting is LETTERHEAD:
        raise UsageError(f"“{setting.heading}”请在窗口“通报”页的“版头”里选文件，命令行只能用空的引号恢复默认。")
    change = services.settings
    operation = change.change({setting.key: value}) if value else change.reset([setting.key])
    said = f"{operation.summary}。" if operation else f"“{setting.heading}”已经是这样，没有改动。"
    return Answer({"operation": operation.id if operation else None, **_data(setting, change.values())}, [said])


def _data(setting: Setting, values: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": setting.key, "group": setting.group, "heading": setting.heading, "value": _value(setting, values),
        "default": setting.default, "unit": setting.unit, "choices": dict(setting.choices),
    }


def _value(setting: Setting, values: Mapping[str, str]) -> str:
    """What holds: what can't be understood in the ledger counts as not set."""
    if setting.kind is SettingKind.NUMBER:
        return f"{setting.number(values):.10g}"
    return setting.text(values)


def _shown(setting: Setting, value: str) -> str:
    """In a table's cell."""
    if setting is LETTERHEAD and value:
        return "（已选）"
    return shortened(_whole(setting, value), _LONGEST)


def _whole(setting: Setting, value: str) -> str:
    if setting is LETTERHEAD and value:
        return "（已选）"
    if setting.kind is SettingKind.NUMBER:
        return f"{value} {setting.unit}".strip()
    return dict(setting.choices).get(value, value) or "（不写）"
