"""Settings from the command line: listed, shown, changed, put back."""

from __future__ import annotations

import pytest

from qcapp.domain.settings import SETTINGS
from tests.cli.desk import Desk


def value(desk: Desk, key: str) -> str:
    said: str = desk.ask("settings", key)["value"]
    return said


def test_all_settings_are_listed_with_value_and_default(desk: Desk) -> None:
    desk.say("settings", "lamp.warning_days", 15)
    found = {each["key"]: each for each in desk.ask("settings")["settings"]}
    assert list(found) == [each.key for each in SETTINGS]
    assert (found["lamp.warning_days"]["value"], found["lamp.warning_days"]["default"]) == ("15", "30")
    assert (found["score.coverage"]["value"], found["score.coverage"]["default"]) == ("40", "40")
    row = next(line for line in desk.say("settings").splitlines() if line.startswith("lamp.warning_days"))
    assert row.split() == ["lamp.warning_days", "亮灯", "临近时限亮黄灯", "15", "天", "30", "天"]


def test_one_setting_is_explained(desk: Desk) -> None:
    assert desk.say("settings", "due.shift").splitlines() == [
        "报送 · 截止日遇节假日（due.shift）", "节假日和调休按国务院公布的安排；尚未公布的年份只认周末和法定节日。",
        "现在：不顺延", "默认：不顺延", "可选：no 不顺延、workday 顺延到下一个工作日",
    ]
    assert desk.ask("settings", "due.shift")["choices"] == {"no": "不顺延", "workday": "顺延到下一个工作日"}


def test_a_setting_is_changed_once_and_put_back(desk: Desk) -> None:
    assert desk.say("settings", "due.shift", "workday") == "截止日遇节假日改为“顺延到下一个工作日”。\n"
    assert desk.ask("status", "--period", "2021-07")["due"] == "2021-07-26"
    again = desk.ask("settings", "due.shift", "workday")
    assert (again["operation"], again["value"]) == (None, "workday")
    assert desk.say("settings", "due.shift", "") == "截止日遇节假日恢复默认。\n"
    assert desk.say("settings", "due.shift", "") == "“截止日遇节假日”已经是这样，没有改动。\n"
    assert value(desk, "due.shift") == "no"
    assert [each["kind"] for each in desk.ask("operations")["operations"]] == ["settings", "settings", "init"]


def test_a_line_of_text_may_begin_with_a_dash(desk: Desk) -> None:
    desk.say("settings", "paper.contact", "-张三，0763-3300001")
    assert value(desk, "paper.contact") == "-张三，0763-3300001"


def test_a_document_is_kept_as_it_is(desk: Desk) -> None:
    desk.say("settings", "score.groups", '{"区法院": "任务少"}')
    assert value(desk, "score.groups") == '{"区法院": "任务少"}'


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("lamp.warning",), "没有“lamp.warning”这项设置"),
        (("lamp.warning_days", "soon"), "要写 0 到 365 的整数"),
        (("due.shift", "never"), "请选其中之一：不顺延、顺延到下一个工作日"),
        (("score.groups", "任务少"), "要写成一个 JSON 对象"),
        (("paper.letterhead", "红头.docx"), "请在窗口“通报”页的“版头”里选文件"),
    ],
)
def test_a_setting_that_cannot_be_is_answered_in_one_sentence(desk: Desk, words: tuple[str, ...], sentence: str) -> None:
    desk.say("settings", *words, expect=2)
    assert sentence in desk.complaint
    assert len(desk.ask("operations")["operations"]) == 1


def test_a_setting_is_named_in_chinese_too(desk: Desk) -> None:
    assert desk.ask("settings", "备份的第二处") == desk.ask("settings", "backup.second")
    assert desk.ask("settings", "覆盖率权重", "50")["key"] == "score.coverage"
    desk.say("settings", "没有这一项", expect=2)
    assert "backup.second" in desk.complaint
