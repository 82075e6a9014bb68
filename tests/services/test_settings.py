"""Settings of the work: checked before they are kept, told in the history, put back."""

from __future__ import annotations

import pytest

from qcapp.domain.errors import UsageError
from qcapp.domain.operations import OperationKind
from qcapp.domain.settings import SETTINGS
from qcapp.stats.rules import RULES
from tests.merge.world import JULY
from tests.services.office import Office


def summary(office: Office) -> str:
    return office.store.operations(1)[0].summary


@pytest.mark.parametrize(
    ("key", "value", "kept", "words"),
    [
        ("score.coverage", "50.0", "50", "覆盖率权重改为 50"),
        ("score.coverage", "33.3333333", "33.3333333", "覆盖率权重改为 33.3333333"),
        ("score.coverage", "０５０．５０", "50.5", "覆盖率权重改为 50.5"),
        ("lamp.warning_days", " 15 ", "15", "临近时限亮黄灯改为 15 天"),
        ("paper.answer_days", "5.0", "5", "补报和更正的期限改为 5 个工作日"),
        ("due.shift", "workday", "workday", "截止日遇节假日改为“顺延到下一个工作日”"),
        ("paper.office", " 区营商办 ", "区营商办", "署名改为“区营商办”"),
        ("paper.addressee", "", "", "主送改为空"),
        ("rules.off", " phone.area，deadline.unclear,phone.area,", "phone.area,deadline.unclear", "停用的规则有改动"),
        ("rules.weights", '{"phone.area": 2}', '{"phone.area": 2}', "规则权重有改动"),
        ("paper.letterhead", "UEsDBA==", "UEsDBA==", "版头文件有改动"),
    ],
)
def test_a_setting_is_kept_and_told(office: Office, key: str, value: str, kept: str, words: str) -> None:
    operation = office.services.settings.change({key: value})
    assert operation is not None
    assert (operation.kind, operation.summary) == (OperationKind.SETTINGS, words)
    assert office.services.settings.values()[key] == kept


def test_several_are_one_operation(office: Office) -> None:
    office.services.settings.change({"score.coverage": "50", "score.timeliness": "25"})
    assert summary(office) == "覆盖率权重、及时率权重有改动"
    office.services.settings.change(
        {"score.coverage": "40", "score.timeliness": "30", "score.deduction": "1", "lamp.warning_days": "20"}
    )
    assert summary(office) == "覆盖率权重、及时率权重、每条平均扣分的系数等 4 项有改动"
    assert len(office.store.operations()) == 3


def test_what_is_so_already_writes_nothing(office: Office) -> None:
    settings = office.services.settings
    assert settings.change({}) is None
    assert settings.change({each.key: each.default for each in SETTINGS}) is None
    settings.change({"lamp.warning_days": "20"})
    assert settings.change({"lamp.warning_days": "20.0"}) is None


def test_only_what_moves_is_told(office: Office) -> None:
    office.services.settings.change({"score.coverage": "40", "lamp.warning_days": "20"})
    assert summary(office) == "临近时限亮黄灯改为 20 天"


def test_settings_go_back_to_their_defaults(office: Office) -> None:
    settings = office.services.settings
    settings.change({"lamp.warning_days": "20", "paper.wording": '{"title.first": "关于{报告期}的通报"}'})
    operation = settings.reset(["lamp.warning_days", "paper.wording", "score.coverage"])
    assert operation is not None
    assert operation.summary == "临近时限亮黄灯、措辞恢复默认"
    assert settings.values()["lamp.warning_days"] == "30"
    assert settings.reset(["lamp.warning_days"]) is None


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("score.coverge", "50", "没有“score.coverge”这项设置，请用其中之一：score.coverage、"),
        ("score.coverage", "many", "“覆盖率权重”要写 0 到 100 的数"),
        ("score.coverage", "nan", "要写 0 到 100 的数"),
        ("lamp.behind_red", "-1", "要写 0 到 100 的数"),
        ("lamp.behind_red", "-0", "要写 0 到 100 的数"),
        ("lamp.behind_red", "1_0", "要写 0 到 100 的数"),
        ("lamp.behind_red", "4²", "要写 0 到 100 的数"),
        ("lamp.behind_red", "0.12345678", "小数最多 7 位"),
        ("paper.answer_days", "2.7", "“补报和更正的期限”要写 1 到 30 的整数"),
        ("due.shift", "never", "没有“never”这个选项，请选其中之一：不顺延、顺延到下一个工作日"),
        ("rules.off", "phone.area,phone.shape", "没有“phone.shape”这条规则，请用其中之一：progress.missing、"),
        ("rules.weights", '{"phone.shape": 1}', "没有“phone.shape”这条规则"),
        ("rules.weights", '{"phone.area": -1}', "每个权重都要写 0 到 10 的数"),
        ("rules.weights", '{"phone.area": true}', "每个权重都要写 0 到 10 的数"),
        ("rules.weights", '{"phone.area": Infinity}', "每个权重都要写 0 到 10 的数"),
        ("rules.weights", '{"phone.area": NaN}', "每个权重都要写 0 到 10 的数"),
        ("rules.weights", f'{{"phone.area": 1{"0" * 400}}}', "每个权重都要写 0 到 10 的数"),
        ("rules.weights", "[" * 100_000, "“规则权重”要写成一个 JSON 对象"),
        ("score.groups", "区法院", "“可比单位分组”要写成一个 JSON 对象"),
        ("score.groups", '{"区税务局": "甲", "区梦想局": "甲", "某某局": "乙"}', "里的“区梦想局”、“某某局”不是责任清单上的单位"),
        ("score.groups", '{"区税务局": 1}', "每个单位要写一个组名，“区税务局”的不是"),
        ("score.groups", '{"高新区税务局": "甲", "高新税务局": "乙"}', "每个单位要写一个组名，“高新税务局”的不是"),
        ("paper.wording", "[1]", "“措辞”要写成一个 JSON 对象"),
        ("paper.wording", "[" * 100_000, "“措辞”要写成一个 JSON 对象"),
        ("paper.wording", '{"title.first": "关于{期}的通报"}', "“标题（首次印发时）”这一句里没有{期}可以填"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_nothing_changed(
    office: Office, key: str, value: str, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        office.services.settings.change({"lamp.warning_days": "20", key: value})
    assert office.services.settings.values() == {}


def test_a_unit_is_grouped_under_the_name_that_the_list_prints(office: Office) -> None:
    office.services.settings.change({"score.groups": '{"高新税务局": "任务少", "区税务局": "任务多"}'})
    assert office.services.settings.values()["score.groups"] == '{"高新区税务局": "任务少", "区税务局": "任务多"}'
    groups = {unit.unit: unit.standing.group for unit in office.services.stats.month(JULY).units}
    assert groups == {"区政数局": "", "区税务局": "任务多", "高新区税务局": "任务少"}


def test_a_group_of_a_unit_that_is_on_no_list_any_more_stays(office: Office) -> None:
    office.store.remember("score.groups", '{"早先的单位": "甲"}')
    office.services.settings.change({"score.groups": '{"早先的单位": "乙", "区税务局": "乙"}'})
    assert office.services.settings.values()["score.groups"] == '{"早先的单位": "乙", "区税务局": "乙"}'


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rules.weights", f'{{"phone.missing": 1{"0" * 400}}}'), ("rules.weights", "[" * 100_000),
        ("rules.weights", '{"phone.missing": Infinity}'), ("score.groups", "[" * 100_000), ("paper.wording", "[" * 100_000),
        ("paper.answer_days", "2.7"), ("score.coverage", "1e1"),
    ],
)
def test_what_stands_in_the_ledger_and_cannot_be_understood_counts_as_not_set(office: Office, key: str, value: str) -> None:
    office.dispatch()
    figures, paper = office.services.stats.month(JULY), office.services.bulletin.draft(JULY).paper
    office.store.remember(key, value)
    assert office.services.stats.month(JULY).units == figures.units
    assert office.services.bulletin.draft(JULY).paper == paper
    assert office.services.stats.rules() == RULES


def test_the_due_day_of_the_month_follows_the_setting(office: Office) -> None:
    office.services.settings.change({"due.shift": "workday"})
    assert office.services.look.due(JULY).isoformat() == "2021-07-26"
