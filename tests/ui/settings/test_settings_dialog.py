"""设置: every setting has its place, what changed is saved at once, what is wrong is said beside its field."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.settings import (
    BEHIND_RED,
    CONTACT,
    COVERAGE_WEIGHT,
    DEDUCTION,
    DUE_SHIFT,
    OFFICE,
    SECOND_PLACE,
    SETTINGS,
    WARNING_DAYS,
    SettingKind,
)
from tests.ui.hands import press, type_in
from tests.ui.settings.conftest import Open
from ui.dialogs.question import QuestionDialog
from ui.dialogs.settings import SettingsDialog, page_titles
from ui.dialogs.settings_page import FieldsPage, LineBox, SettingField
from ui.placing import room_of
from ui.widgets.number_field import NumberField


def field(dialog: SettingsDialog, key: str) -> SettingField:
    pages = (page for page in map(dialog.pages.__getitem__, page_titles()) if isinstance(page, FieldsPage))
    return next(page.fields[key] for page in pages if key in page.fields)


def saved(dialog: SettingsDialog) -> list[dict[str, str]]:
    """What is asked to be saved from now on."""
    asked: list[dict[str, str]] = []
    dialog.save_requested.connect(asked.append)
    return asked


def test_every_setting_of_the_catalogue_has_a_field_with_heading_help_and_unit(settings: Open) -> None:
    dialog = settings()
    for setting in SETTINGS:
        if setting.kind is SettingKind.DOCUMENT:
            continue
        shown = field(dialog, setting.key)
        texts = {label.text() for label in shown.findChildren(QLabel)}
        headings = {label.text() for label in dialog.pages[setting.group].findChildren(QLabel)}
        assert setting.heading in headings
        assert {setting.help, setting.unit} - {""} <= texts
        assert shown.value() == setting.default


def test_the_second_place_of_backups_is_chosen_from_the_folders_there_are(
    settings: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = settings({SECOND_PLACE.key: "/没有了/备份"})
    asked = saved(dialog)
    dialog.show_page(SECOND_PLACE.group)
    place = field(dialog, SECOND_PLACE.key)
    chosen: list[tuple[str, Path | None]] = []

    def choose(parent: QWidget, title: str, start: Path | None) -> Path | None:
        chosen.append((title, start))
        return tmp_path if len(chosen) > 1 else None

    monkeypatch.setattr("ui.dialogs.files.ask_folder", choose)
    assert place.browse is not None
    press(place.browse, Qt.Key.Key_Space)
    assert place.value() == "/没有了/备份"
    press(place.browse, Qt.Key.Key_Space)
    assert chosen == [("选备份的第二处", Path("/没有了/备份"))] * 2
    dialog.save()
    assert asked == [{SECOND_PLACE.key: str(tmp_path)}]
    assert field(dialog, OFFICE.key).browse is None


def test_what_the_ledger_has_is_shown_and_what_it_has_wrongly_counts_as_default(settings: Open) -> None:
    dialog = settings({WARNING_DAYS.key: "15.0", BEHIND_RED.key: "viel", OFFICE.key: "某某区营商办", DUE_SHIFT.key: "workday"})
    shown = {key: field(dialog, key).value() for key in (WARNING_DAYS.key, BEHIND_RED.key, OFFICE.key, DUE_SHIFT.key)}
    assert shown == {
        WARNING_DAYS.key: "15", BEHIND_RED.key: "30", OFFICE.key: "某某区营商办", DUE_SHIFT.key: "workday",
    }
    assert dialog.changes == {}


def test_only_what_changed_is_saved_and_all_of_it_together(settings: Open) -> None:
    dialog = settings()
    asked = saved(dialog)
    field(dialog, WARNING_DAYS.key).load("20")
    field(dialog, CONTACT.key).load(" 某甲，0763-3300000 ")
    dialog.buttons.accepted.emit()
    assert asked == [{WARNING_DAYS.key: "20", CONTACT.key: "某甲，0763-3300000"}]
    assert dialog.isVisible()


def test_nothing_changed_saves_nothing_and_goes(settings: Open) -> None:
    dialog = settings()
    asked = saved(dialog)
    field(dialog, WARNING_DAYS.key).load("20")
    field(dialog, WARNING_DAYS.key).load("30")
    dialog.buttons.accepted.emit()
    assert asked == []
    assert not dialog.isVisible()


@pytest.mark.parametrize(("answer", "stands", "kept"), [
    (None, True, []), ("leave", False, []), ("save", True, [{WARNING_DAYS.key: "20"}]),  # it goes when that was saved
])
@pytest.mark.parametrize("way", ["escape", "cancel", "cross"])
def test_what_was_changed_is_not_thrown_away_without_a_question(
    settings: Open, monkeypatch: pytest.MonkeyPatch, way: str, answer: str | None, stands: bool, kept: list[dict[str, str]]
) -> None:
    told: list[str] = []

    def ask(parent: object, title: str, heading: str, words: str, *more: object) -> str | None:
        told.append(words)
        return answer

    monkeypatch.setattr(QuestionDialog, "ask", ask)
    dialog = settings()
    asked = saved(dialog)
    field(dialog, WARNING_DAYS.key).load("20")
    leave(dialog, way)
    assert told == ["改过的是“亮灯”页，不保存就回到打开设置之前的样子。"]
    assert asked == kept
    assert dialog.isVisible() is stands


@pytest.mark.parametrize("way", ["escape", "cancel", "cross"])
def test_nothing_changed_nothing_asked(settings: Open, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(QuestionDialog, "ask", lambda *_: pytest.fail("asked"))
    dialog = settings()
    field(dialog, WARNING_DAYS.key).load("20")
    field(dialog, WARNING_DAYS.key).load("30")
    leave(dialog, way)
    assert not dialog.isVisible()


def leave(dialog: SettingsDialog, way: str) -> None:
    if way == "escape":
        press(dialog, Qt.Key.Key_Escape)
    elif way == "cancel":
        dialog.buttons.rejected.emit()
    else:
        dialog.close()


@pytest.mark.parametrize("typed", ["", "三十", "-1", "101", "1e9"])
def test_a_wrong_number_is_said_beside_its_field_and_the_keys_go_there(settings: Open, typed: str) -> None:
    dialog = settings()
    asked = saved(dialog)
    wrong = field(dialog, COVERAGE_WEIGHT.key)
    wrong.load(typed)
    sentence = "“覆盖率权重”要写 0 到 100 的数，请改后再保存。"
    assert wrong.wrong.text() == sentence
    dialog.show_page("公文")
    dialog.buttons.accepted.emit()
    assert asked == []
    assert dialog.page is dialog.pages["得分"]
    assert dialog.focusWidget() is wrong.editor
    assert dialog.hint.text() == f"“得分”页：{sentence}"
    wrong.load("50")
    assert not wrong.wrong.isVisible()
    assert dialog.hint.text() == ""


def test_numbers_may_be_typed_in_full_width_and_stepped(settings: Open) -> None:
    dialog = settings()
    dialog.show_page("亮灯")
    editor = field(dialog, WARNING_DAYS.key).editor
    assert isinstance(editor, NumberField)
    editor.setFocus()
    editor.selectAll()
    type_in(editor.lineEdit(), "４５")
    assert dialog.changes == {WARNING_DAYS.key: "45"}
    press(editor, Qt.Key.Key_Up)
    assert editor.value() == "46"
    editor.load("0")
    press(editor, Qt.Key.Key_Down)
    assert editor.value() == "0"


def test_weights_tell_their_sum_and_shares_and_an_example_as_one_types(settings: Open) -> None:
    from ui.dialogs.settings_score import ScorePage

    dialog = settings()
    page = dialog.pages["得分"]
    assert isinstance(page, ScorePage)
    field(dialog, COVERAGE_WEIGHT.key).load("60")
    field(dialog, "score.timeliness").load("0")
    assert page.sum.text() == "三项权重合计 90。"
    assert field(dialog, COVERAGE_WEIGHT.key).note.text() == "占 66.7%"
    assert field(dialog, "score.timeliness").note.text() == "占 0%"
    # (60 × 9/10 + 30 × 6/9) ÷ 90
    assert page.example.text().endswith("（覆盖率 90%、及时率 80%、合格率 66.7%），得 82.2 分。")
    field(dialog, DEDUCTION.key).load("2")
    assert page.example.text().endswith("，平均每条扣 0.5 × 2，得 81.2 分。")


def test_weights_that_are_all_zero_are_refused(settings: Open) -> None:
    dialog = settings()
    for key in (COVERAGE_WEIGHT.key, "score.timeliness", "score.qualification"):
        field(dialog, key).load("0")
    asked = saved(dialog)
    dialog.buttons.accepted.emit()
    assert asked == []
    assert "不能都是 0" in dialog.hint.text()


def test_a_red_bound_below_the_yellow_one_is_refused(settings: Open) -> None:
    dialog = settings()
    field(dialog, BEHIND_RED.key).load("5")
    asked = saved(dialog)
    dialog.buttons.accepted.emit()
    assert asked == []
    assert dialog.hint.text() == "“亮灯”页：“落后时序亮红灯”不能小于“落后时序亮黄灯”，请改后再保存。"


def test_defaults_come_back_for_the_page_at_hand_only(settings: Open) -> None:
    dialog = settings({WARNING_DAYS.key: "15", COVERAGE_WEIGHT.key: "50"})
    dialog.show_page("亮灯")
    dialog.defaults.click()
    assert dialog.changes == {WARNING_DAYS.key: "30"}


def test_the_due_page_tells_which_months_move_and_which_years_are_known(settings: Open) -> None:
    from ui.dialogs.settings_due import DuePage, known_words

    dialog = settings()
    page = dialog.pages["报送"]
    assert isinstance(page, DuePage)
    assert page.moved.text() == "2021年：每月 25 日 24:00 截止，遇节假日不变。"
    field(dialog, DUE_SHIFT.key).load("workday")
    assert "7月25日（周日）顺延到 7月26日（周一）" in page.moved.text()
    assert "9月25日（周六）顺延到 9月26日（周日）" in page.moved.text()  # worked in the holiday's stead
    assert "4月25日" not in page.moved.text()  # a Sunday on which one worked
    assert page.known.text() == "程序已有2021年、2022年的调休安排。"
    assert known_words([1900, 2021, 2090]) == "程序已有2021年的调休安排；1900年、2090年的还没有，先按周末和法定节日推算。"


def test_the_office_of_the_list_stands_in_grey_where_none_is_written(settings: Open) -> None:
    dialog = settings()
    line = field(dialog, OFFICE.key).editor
    assert isinstance(line, LineBox)
    assert line.placeholderText() == "区营商办"


def test_a_refusal_is_told_and_what_was_typed_stays(settings: Open) -> None:
    dialog = settings()
    field(dialog, WARNING_DAYS.key).load("20")
    dialog.save_requested.connect(lambda changes: dialog.refuse("台账正被另一个程序写入，请稍候几秒再试。"))
    dialog.buttons.accepted.emit()
    assert dialog.isVisible()
    assert dialog.hint.text() == "台账正被另一个程序写入，请稍候几秒再试。"
    assert dialog.changes == {WARNING_DAYS.key: "20"}


def test_pages_are_chosen_by_key_and_every_field_is_reached_by_tab(settings: Open, qtbot: QtBot) -> None:
    dialog = settings()
    dialog.activateWindow()
    dialog.list.setFocus()
    press(dialog.list, Qt.Key.Key_Down)
    assert dialog.page is dialog.pages["得分"]
    reached = []
    for _ in range(12):
        press(dialog.focusWidget(), Qt.Key.Key_Tab)
        reached.append(dialog.focusWidget())
    assert [field(dialog, key).editor in reached for key in (COVERAGE_WEIGHT.key, DEDUCTION.key)] == [True, True]
    assert {dialog.defaults, *dialog.buttons.findChildren(QPushButton)} <= set(reached)
    assert dialog.list in reached


def test_the_dialog_stands_wholly_on_a_small_screen(settings: Open) -> None:
    dialog = settings()
    available = room_of(dialog)
    assert dialog.width() <= available.width()
    assert dialog.height() <= available.height()
    assert dialog.minimumSizeHint().height() <= 540


def test_pages_that_were_not_looked_at_are_not_made_and_keep_their_values(settings: Open) -> None:
    dialog = settings({OFFICE.key: "某某区营商办"})
    assert list(dialog.pages) == ["报送"]
    dialog.show_page("亮灯")
    assert list(dialog.pages) == ["报送", "亮灯"]
    assert dialog.changes == {}
