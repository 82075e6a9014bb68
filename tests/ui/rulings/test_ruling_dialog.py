"""认定…: what the clerk decides on an entry, from the form to the ledger and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from qcapp.domain.errors import LedgerError
from qcapp.domain.lamps import Lamp
from qcapp.domain.period import Period
from qcapp.domain.rulings import Milestone, Ruling, RulingKind
from qcapp.services import Services
from qcapp.services.rulings import RulingService
from tests.ui.conftest import JULY
from tests.ui.hands import press, press_keys, type_in
from ui.dialogs.question import QuestionDialog
from ui.dialogs.ruling import RulingDialog
from ui.main_window import MainWindow

Fill = Callable[..., None]
UNIT = "区税务局"
LAMP, EXEMPT, EXTEND, SCHEDULE = range(4)


def ruled(window: MainWindow, act: Callable[[RulingDialog], None], no: int = 11, unit: str = UNIT) -> None:
    """Open the dialog on that entry from the menu, do that in it, and close it if it still stands."""
    window.go("ledger", (no, unit))
    trouble: list[BaseException] = []

    def acting() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RulingDialog)
        try:
            act(dialog)
        except BaseException as error:  # inside the dialog's loop it would be lost
            trouble.append(error)
        if dialog.isVisible():
            dialog.done(0)

    QTimer.singleShot(0, acting)
    window.actions_by_key["rule"].trigger()
    if trouble:
        raise trouble[0]


def kept(services: Services, period: Period = JULY) -> list[tuple[str, str, int | None, str]]:
    return [(each.words, each.unit, each.no, each.reason) for each in services.rulings.of(period)]


def shown_lamp(window: MainWindow) -> Lamp:
    return window.ledger_page.form.standing.lamp.lamp


def held_words(dialog: RulingDialog) -> list[str]:
    items = (dialog._list.itemAt(place) for place in range(dialog._list.count()))
    labels = (item.widget() for item in items if item is not None)
    return [label.text() for label in labels if isinstance(label, QLabel)]


def test_the_dialog_is_about_the_entry_in_the_form(window: MainWindow) -> None:
    def look(dialog: RulingDialog) -> None:
        titles = [label.text() for label in dialog.findChildren(QLabel)]
        assert f"第 11 条 · {UNIT} · 2021年7月" in titles
        assert held_words(dialog) == ["现在没有认定：照常报送，灯自动亮。"]
        assert not dialog.act.isEnabled()

    ruled(window, look)


@pytest.mark.parametrize("way", ["button", "key in the table", "key in the form"])
def test_it_opens_by_the_forms_button_and_by_its_key(window: MainWindow, way: str) -> None:
    opened: list[str] = []

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, RulingDialog):
            opened.append(dialog.offer.key.unit)
            dialog.done(0)

    window.go("ledger", (11, UNIT))
    page = window.ledger_page
    QTimer.singleShot(0, close)
    if way == "button":
        page.form.standing.rule.click()
    else:
        place = page.table if way == "key in the table" else page.form.editor("progress")
        place.setFocus()
        press_keys(place, "Ctrl+R")
    assert opened == [UNIT]


def test_a_lamp_is_set_by_hand_with_its_reason_and_goes_back_to_automatic(
    window: MainWindow, services: Services, fill: Fill
) -> None:
    fill(11, UNIT, progress="好。", problems="编制不足")
    window.read_again()

    def set_green(dialog: RulingDialog) -> None:
        assert dialog.lamp.automatic.accessibleName() == "自动：黄灯，已报送，反映了存在问题或困难。"
        dialog.lamp.lamps[Lamp.GREEN].setChecked(True)
        assert dialog.hint.text() == "请写明理由，通报和绩效考核要用。"
        assert not dialog.act.isEnabled()
        dialog.lamp.reason.setFocus()
        type_in(dialog.lamp.reason, "编制已批复")
        assert dialog.act.text() == "定灯"
        press(dialog.lamp.reason, Qt.Key.Key_Return)
        assert not dialog.isVisible()

    ruled(window, set_green)
    assert kept(services) == [("人工定为绿灯", UNIT, 11, "编制已批复")]
    assert shown_lamp(window) is Lamp.GREEN
    assert window.statusBar().currentMessage() == (
        "第 11 条 区税务局 2021年7月：人工定为绿灯（编制已批复）；按 Ctrl+Z 可以撤销。"
    )

    def back(dialog: RulingDialog) -> None:
        assert dialog.lamp.lamps[Lamp.GREEN].isChecked()
        assert not dialog.act.isEnabled()
        dialog.lamp.automatic.setChecked(True)
        assert dialog.hint.text() == "撤回人工定的灯，改回黄灯。"
        dialog.act.click()

    ruled(window, back)
    assert kept(services) == []
    assert shown_lamp(window) is Lamp.YELLOW


def test_an_exemption_of_the_unit_until_a_month_is_one_operation(window: MainWindow, services: Services) -> None:
    before = len(services.history.operations())

    def exempt(dialog: RulingDialog) -> None:
        dialog.tabs.setCurrentIndex(EXEMPT)
        part = dialog.exempt
        count = len(services.look.plan(JULY).measures_of[UNIT])
        assert part.scope.all.text() == f"免区税务局的全部 {count} 条"
        part.scope.all.setChecked(True)
        part.until.setCurrentIndex(2)
        assert part.until.currentText() == "到 2021年9月"
        assert not dialog.act.isEnabled()
        part.reason.setText("机构合并")
        assert dialog.hint.text() == "2021年7月起 3 个月不计入应报，名单和理由列在通报里。"
        dialog.act.click()

    ruled(window, exempt)
    assert len(services.history.operations()) == before + 1
    assert [len(kept(services, JULY.shifted(after))) for after in range(4)] == [1, 1, 1, 0]
    assert kept(services) == [("免报", UNIT, None, "机构合并")]
    window.commands.undo()
    assert kept(services, Period(2021, 8)) == []


def test_months_go_to_the_end_of_the_lists_year_only(window: MainWindow) -> None:
    def look(dialog: RulingDialog) -> None:
        box = dialog.exempt.until
        assert [box.itemText(0), box.itemText(box.count() - 1)] == ["只免 2021年7月", "到 2021年12月"]

    ruled(window, look)


def test_a_unit_with_one_measure_is_not_asked_how_much_of_it(window: MainWindow, services: Services) -> None:
    plan = services.look.plan(JULY)
    unit = next(each.name for each in plan.units if len(plan.measures_of[each.name]) == 1)

    def look(dialog: RulingDialog) -> None:
        dialog.tabs.setCurrentIndex(EXEMPT)
        assert dialog.exempt.scope.one.isVisible()
        assert not dialog.exempt.scope.all.isVisible()

    ruled(window, look, plan.measures_of[unit][0], unit)


def test_an_extension_must_end_after_the_due_day(window: MainWindow, services: Services) -> None:
    def extend(dialog: RulingDialog) -> None:
        dialog.tabs.setCurrentIndex(EXTEND)
        part = dialog.extend
        assert part.day == date(2021, 7, 30)  # five working days after the 25th, a Sunday
        part.reason.setText("单位来函")
        part.until.setDate(QDate(2021, 7, 25))
        assert dialog.hint.text() == "延期要晚于原定的 7月25日，请改日期。"
        assert not dialog.act.isEnabled()
        part.until.setDate(QDate(2021, 8, 5))
        dialog.act.click()

    ruled(window, extend)
    assert kept(services) == [("准予延期到 8月5日", UNIT, 11, "单位来函")]
    assert "准予延期到 8月5日" in window.ledger_page.form.standing.reason.text()


def test_a_schedule_is_pasted_from_a_spreadsheet_and_marked_done(window: MainWindow, services: Services) -> None:
    def paste(dialog: RulingDialog) -> None:
        dialog.tabs.setCurrentIndex(SCHEDULE)
        part = dialog.schedule
        part.table.setCurrentIndex(part.model.index(0, 0))
        part.table.setFocus()
        QGuiApplication.clipboard().setText("3月31日\t方案印发\t20%\t3月25日\n6月底\t专窗开通\t60\n12月31日\t全部合并\t100\n")
        window.setFocus()  # without a window manager the dialog is not the active one, and keys would be 台账's
        press_keys(part.table, "Ctrl+V")
        assert part.told.text() == "截至 7月22日：应完成 60%，已完成 20%，落后 40 个百分点，亮红灯。"
        part.model.setData(part.model.index(1, 3), "7月20日")
        assert part.told.text() == "截至 7月22日：应完成 60%，已完成 60%，不落后。"
        assert dialog.act.text() == "保存时序进度"
        dialog.act.click()

    ruled(window, paste)
    (ruling,) = services.rulings.of(JULY.shifted(3))
    assert ruling.milestones == (
        Milestone(date(2021, 3, 31), "方案印发", 20, date(2021, 3, 25)),
        Milestone(date(2021, 6, 30), "专窗开通", 60, date(2021, 7, 20)),
        Milestone(date(2021, 12, 31), "全部合并", 100),
    )


def test_a_schedule_with_something_wrong_is_not_saved_and_one_left_as_it_was_neither(
    window: MainWindow, services: Services
) -> None:
    services.rulings.set_schedule(JULY, UNIT, 11, [Milestone(date(2021, 12, 31), "办结", 100)])

    def look(dialog: RulingDialog) -> None:
        dialog.tabs.setCurrentIndex(SCHEDULE)
        part = dialog.schedule
        assert dialog.hint.text() == "时序进度没有改动。"
        part.model.setData(part.model.index(0, 2), "多")
        assert dialog.hint.text() == "第 1 行的完成比例要写 1 到 100 的整数。"
        assert part.told.text() == ""
        dialog.act.click()
        assert dialog.isVisible()
        assert dialog.hint.text() == "第 1 行的完成比例要写 1 到 100 的整数。"
        part.table.selectRow(0)
        part.remove.click()
        assert dialog.hint.text() == "取消这一条的时序进度，灯只按完成时限亮。"
        dialog.act.click()

    ruled(window, look)
    assert kept(services) == []


def test_what_is_typed_in_a_cell_counts_when_saved_at_once(window: MainWindow, services: Services) -> None:
    services.rulings.set_schedule(JULY, UNIT, 11, [Milestone(date(2021, 12, 31), "办结", 100)])

    def typing(dialog: RulingDialog) -> None:
        dialog.tabs.setCurrentIndex(SCHEDULE)
        part = dialog.schedule
        part.model.setData(part.model.index(0, 1), "全部办结")
        part.table.setCurrentIndex(part.model.index(0, 2))
        part.table.setFocus()
        part.table.edit(part.model.index(0, 2))
        editor = part.table.findChild(QLineEdit)
        assert editor is not None
        editor.selectAll()
        type_in(editor, "90")
        assert dialog.act.isEnabled()
        dialog.act.click()

    ruled(window, typing)
    (ruling,) = services.rulings.of(JULY)
    assert ruling.milestones == (Milestone(date(2021, 12, 31), "全部办结", 90),)


def test_what_holds_is_listed_with_who_when_and_why_and_taken_back_one_by_one(
    window: MainWindow, services: Services
) -> None:
    services.rulings.exempt(JULY, UNIT, None, "机构合并。")
    services.rulings.set_lamp(JULY, UNIT, 11, Lamp.RED, "推诿")

    def lift(dialog: RulingDialog) -> None:
        assert held_words(dialog) == [
            "免报（本单位全部措施）", "机构合并，经办人 7月22日", "人工定为红灯", "推诿，经办人 7月22日",
        ]
        dialog.exempt.reason.setText("写了一半")
        dialog.held[0].click()
        assert dialog.isVisible()
        assert held_words(dialog) == ["人工定为红灯", "推诿，经办人 7月22日"]
        assert dialog.exempt.reason.text() == "写了一半"
        dialog.held[0].click()
        assert held_words(dialog) == ["现在没有认定：照常报送，灯自动亮。"]
        assert dialog.lamp.automatic.isChecked()

    ruled(window, lift)
    assert kept(services) == []


@pytest.mark.parametrize(("answer", "left"), [("one", [0, 1, 1]), ("all", [0, 0, 0]), ("cancel", [1, 1, 1])])
def test_taking_back_an_exemption_of_several_months_asks_how_many(
    window: MainWindow, services: Services, answer: str, left: list[int]
) -> None:
    services.rulings.exempt(JULY, UNIT, 11, "任务移交", Period(2021, 9))

    def lift(dialog: RulingDialog) -> None:
        def choose() -> None:
            question = QApplication.activeModalWidget()
            assert isinstance(question, QuestionDialog)
            button = question.findChild(QPushButton, answer)
            assert isinstance(button, QPushButton)
            button.click()

        QTimer.singleShot(0, choose)
        dialog.held[0].click()

    ruled(window, lift)
    assert [len(kept(services, JULY.shifted(after))) for after in range(3)] == left


def test_a_refusal_is_told_in_the_dialog_and_nothing_typed_is_lost(
    window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*words: object, **named: object) -> None:
        raise LedgerError("台账正被另一个程序写入，请稍候几秒再试。")

    monkeypatch.setattr(RulingService, "exempt", refuse)

    def exempt(dialog: RulingDialog) -> None:
        dialog.tabs.setCurrentIndex(EXEMPT)
        dialog.exempt.reason.setText("机构合并")
        dialog.act.click()
        assert dialog.isVisible()
        assert dialog.hint.text() == "台账正被另一个程序写入，请稍候几秒再试。"
        assert dialog.exempt.reason.text() == "机构合并"

    ruled(window, exempt)
    assert kept(services) == []


def test_a_ruling_replaced_meanwhile_is_not_taken_back(window: MainWindow, services: Services) -> None:
    services.rulings.set_lamp(JULY, UNIT, 11, Lamp.RED, "推诿")

    def lift(dialog: RulingDialog) -> None:
        services.rulings.set_lamp(JULY, UNIT, 11, Lamp.GREEN, "已改")
        dialog.held[0].click()
        assert "已经不是现在的认定" in dialog.hint.text()

    ruled(window, lift)
    assert kept(services) == [("人工定为绿灯", UNIT, 11, "已改")]


def test_half_typed_words_are_saved_before_ruling(window: MainWindow, services: Services) -> None:
    window.go("ledger", (11, UNIT))
    type_in(window.ledger_page.form.editor("progress"), "已开通")

    def look(dialog: RulingDialog) -> None:
        assert dialog.offer.snapshot.entry(11, UNIT).text("progress") == "已开通"

    ruled(window, look)


def test_rulings_of_another_entry_are_not_listed(window: MainWindow, services: Services) -> None:
    services.rulings.exempt(JULY, "高新区税务局", None, "机构合并")

    def look(dialog: RulingDialog) -> None:
        assert dialog.held == []

    ruled(window, look)
    assert Ruling(RulingKind.EXEMPT, 2021, "高新区税务局", None, JULY).covers(11, "高新区税务局")


@pytest.mark.parametrize(("answer", "stands"), [(None, True), ("stay", True), ("leave", False)])
@pytest.mark.parametrize("part", [LAMP, EXEMPT, EXTEND, SCHEDULE])
def test_what_was_filled_in_is_not_thrown_away_without_a_question(
    window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch, part: int, answer: str | None, stands: bool
) -> None:
    told: list[str] = []

    def ask(parent: object, title: str, heading: str, words: str, *more: object) -> str | None:
        told.append(words)
        return answer

    monkeypatch.setattr(QuestionDialog, "ask", ask)

    def fill_and_leave(dialog: RulingDialog) -> None:
        match part:
            case 0:
                dialog.lamp.lamps[Lamp.RED].setChecked(True)
            case 1:
                type_in(dialog.exempt.reason, "职责已划转")
            case 2:
                type_in(dialog.extend.reason, "等上级数据")
            case _:
                dialog.schedule.model.setData(dialog.schedule.model.index(0, 1), "完成摸底")
        press(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible() is stands
        if stands:
            assert dialog.part is (dialog.lamp, dialog.exempt, dialog.extend, dialog.schedule)[part]

    ruled(window, fill_and_leave)
    word = ("灯", "免报", "准予延期", "时序进度")[part]
    assert told == [f"“{word}”页填的还没有记进台账，关闭就丢掉了。"]
    assert kept(services) == []


def test_a_dialog_left_as_it_was_or_after_something_is_done_asks_nothing(
    window: MainWindow, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuestionDialog, "ask", lambda *_: pytest.fail("asked"))

    def set_red(dialog: RulingDialog) -> None:
        dialog.lamp.lamps[Lamp.RED].setChecked(True)
        type_in(dialog.lamp.reason, "多次催促未动")
        dialog.act.click()

    def look(dialog: RulingDialog) -> None:
        dialog.held[0].click()
        assert not dialog.lamp.touched
        press(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    ruled(window, set_red)
    ruled(window, look)
    assert kept(services) == []


def test_what_is_half_filled_in_elsewhere_stays_when_one_thing_is_done(window: MainWindow, services: Services) -> None:
    def two_things(dialog: RulingDialog) -> None:
        dialog.lamp.lamps[Lamp.RED].setChecked(True)
        type_in(dialog.lamp.reason, "多次催促未动")
        dialog.tabs.setCurrentWidget(dialog.exempt)
        type_in(dialog.exempt.reason, "职责已划转")
        dialog.act.click()
        assert dialog.isVisible()
        assert dialog.part is dialog.lamp
        assert (dialog.lamp.chosen, dialog.lamp.reason.words) == (Lamp.RED, "多次催促未动")
        assert held_words(dialog)[0] == "免报"
        dialog.act.click()
        assert not dialog.isVisible()

    ruled(window, two_things)
    assert sorted(words for words, *_ in kept(services)) == ["人工定为红灯", "免报"]
