"""合格规则: a list that is read, rules switched off and weighed, and what they are counted by afterwards."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qcapp.domain.settings import RULES_OFF, RULES_WEIGHTS
from qcapp.stats.examples import example
from qcapp.stats.rules import RULE_BY_KEY, RULES, rules_from
from tests.ui.hands import press
from tests.ui.settings.conftest import Open
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.settings_rules import RulesPage


def rules(dialog: SettingsDialog) -> RulesPage:
    dialog.show_page("合格规则")
    page = dialog.page
    assert isinstance(page, RulesPage)
    return page


def test_each_rule_is_listed_with_its_sentence_weight_and_kind(settings: Open) -> None:
    dialog = settings()
    page = rules(dialog)
    assert list(page.rows) == [rule.key for rule in RULES]
    row = page.rows["phone.lost"]
    assert row.on.text() == "联系电话尾数丢失"
    assert row.on.isChecked()
    assert row.weight.value() == "1"
    assert row.said.text() == f"如：{example(RULE_BY_KEY['phone.lost'], 2021)}"
    assert row.on.accessibleName() == "硬性规则：联系电话尾数丢失"
    assert page.rows["phone.area"].on.accessibleName() == "提示规则：座机没有写区号"


def test_a_rule_switched_off_and_one_weighed_anew_are_kept_as_the_figures_read_them(settings: Open) -> None:
    dialog = settings()
    page = rules(dialog)
    press(page.rows["phone.area"].on, Qt.Key.Key_Space)
    page.rows["text.cut"].weight.load("2.5")
    changes = dialog.changes
    assert changes == {RULES_OFF.key: "phone.area", RULES_WEIGHTS.key: json.dumps({"text.cut": 2.5})}
    read = {rule.key: rule.weight for rule in rules_from(changes)}
    assert "phone.area" not in read
    assert read["text.cut"] == 2.5
    assert not page.rows["phone.area"].weight.isEnabled()


def test_what_is_set_already_is_shown_and_left_alone(settings: Open) -> None:
    values = {RULES_OFF.key: "phone.area，text.gap", RULES_WEIGHTS.key: '{"phone.area": 3, "text.cut": 2}'}
    dialog = settings(values)
    page = rules(dialog)
    assert [key for key, row in page.rows.items() if not row.on.isChecked()] == ["text.gap", "phone.area"]
    assert (page.rows["phone.area"].weight.value(), page.rows["text.cut"].weight.value()) == ("3", "2")
    assert dialog.changes == {}
    dialog.defaults.click()
    assert dialog.changes == {RULES_OFF.key: "", RULES_WEIGHTS.key: ""}


@pytest.mark.parametrize("typed", ["", "-1", "11", "重"])
def test_a_weight_that_is_none_is_said_below_its_rule(settings: Open, typed: str) -> None:
    dialog = settings()
    page = rules(dialog)
    row = page.rows["text.cut"]
    row.weight.load(typed)
    assert row.wrong.text() == "“内容被截断”的权重要写 0 到 10 的数，请改后再保存。"
    dialog.show_page("报送")
    dialog.buttons.accepted.emit()
    assert dialog.page is page
    assert dialog.focusWidget() is row.weight


def test_the_months_breaches_are_counted_once_the_dialog_stands(settings: Open, qtbot: QtBot) -> None:
    dialog = settings(broken={"phone.area": 12})
    page = rules(dialog)
    qtbot.waitUntil(lambda: page.rows["phone.area"].count.text() == "本月 12 条")
    assert page.rows["text.cut"].count.text() == "本月无"
