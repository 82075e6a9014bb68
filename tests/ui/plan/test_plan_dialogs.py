"""清单变更 by hand: each dialog is one operation, told before it is done, and Ctrl+Z takes it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.period import Period
from qcapp.services import Services
from tests.ui.conftest import JULY
from tests.ui.hands import never_reached, press, press_keys, tab_round, type_in
from tests.ui.plan.conftest import AUGUST, REASON, settle, take_back, with_dialog
from ui.dialogs.amend import AmendDialog
from ui.dialogs.amend_measure import AssignPart, MeasurePart, RetireMeasurePart, SplitPart
from ui.dialogs.amend_task import AddTaskPart, RenameTaskPart
from ui.dialogs.amend_unit import AddUnitPart, AliasPart, EndUnitPart, RenameUnitPart
from ui.main_window import MainWindow
from ui.pages.plan import Leaf, PlanPage

TAX, HIGH_TECH, DATA = "区税务局", "高新区税务局", "区大数据中心"

Fill = Callable[..., None]


def open_on(page: PlanPage, leaf: Leaf, key: object, deed: str) -> Callable[[], None]:
    page.tabs.setCurrentIndex(leaf)
    page.leaf.choose(key)
    return page.leaf.actions_by_key[deed].trigger


def amend(dialog: QDialog) -> AmendDialog:
    assert isinstance(dialog, AmendDialog)
    return dialog


def looked(dialog: AmendDialog, qtbot: QtBot) -> str:
    """What the dialog says it will do, once it has looked."""
    qtbot.waitUntil(lambda: not dialog.busy, timeout=10_000)
    return dialog.preview.toPlainText().replace("\u00a0", " ")


def agree(dialog: AmendDialog, qtbot: QtBot, reason: str = REASON) -> None:
    """By the keys alone."""
    dialog.reason.setFocus()
    type_in(dialog.reason, reason)
    press(dialog.reason, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=10_000)


def take(box: QWidget, letters: str) -> None:
    """Find one by its letters, and take it by Enter."""
    box.setFocus()
    type_in(box, letters)
    press(box, Qt.Key.Key_Return)


def test_a_measure_is_added_by_the_keys_and_taken_back_by_ctrl_z(
    page: PlanPage, window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    def hands(dialog: QDialog) -> None:
        made, part = amend(dialog), amend(dialog).part
        assert isinstance(part, MeasurePart)
        assert made.month == JULY
        assert made.focusWidget() is part.text
        type_in(part.text, "推广电子证照。")
        take(part.units.combo, "qdsjzx")
        take(part.units.combo, "高新")
        assert [chip.text() for chip in part.units.chips] == [f"{DATA}　✕", f"{HIGH_TECH}　✕"]
        words = looked(made, qtbot)
        assert "从 2021年7月起：新增第 75 条“推广电子证照。”，由区大数据中心、高新区税务局负责" in words
        assert "台账里多出 2 行" in words
        agree(made, qtbot)

    told: list[str] = []
    page.message.connect(told.append)
    with_dialog(open_on(page, Leaf.MEASURES, 9, "add-measure"), hands, qtbot)
    settle(page, qtbot)
    assert told == [
        "已办：新增第 75 条“推广电子证照。”，由区大数据中心、高新区税务局负责，2021年7月起"
        "（市营商办〔2021〕12号）。按 Ctrl+Z 可以撤回。"
    ]
    plan = services.plan.plan(JULY)
    assert (plan.measure(75).text, plan.measure(75).task) == ("推广电子证照。", plan.measure(9).task)
    assert set(plan.units_of[75]) == {DATA, HIGH_TECH}
    assert 75 not in services.plan.plan(JULY.shifted(-1)).measure_by_no
    with_dialog(lambda: press_keys(page.leaf.table, "Ctrl+Z"), take_back, qtbot)
    qtbot.waitUntil(lambda: 75 not in services.plan.plan(JULY).measure_by_no)
    settle(page, qtbot)
    assert page.leaves[Leaf.MEASURES].model.row_of(75) == -1


def test_what_is_missing_is_told_at_its_field_and_nothing_is_written(
    page: PlanPage, services: Services, qtbot: QtBot
) -> None:
    def hands(dialog: QDialog) -> None:
        made = amend(dialog)
        assert all(note.isHidden() for note in made.part.rows.notes.values())
        press(made.act, Qt.Key.Key_Space)
        notes = {**made.rows.notes, **made.part.rows.notes}
        assert {key for key, note in notes.items() if note.isVisible()} == {"reason", "text", "units"}
        assert notes["reason"].text() == "请写明理由，如文号或会议；以后查起来才知道为什么改。"
        assert dialog.isVisible()
        press(made, Qt.Key.Key_Escape)

    with_dialog(open_on(page, Leaf.MEASURES, 9, "add-measure"), hands, qtbot)
    assert services.plan.amendments(2021) == ()


def test_words_are_amended_with_the_difference_and_the_forms_that_no_longer_fit(
    page: PlanPage, services: Services, qtbot: QtBot, tmp_path: Path
) -> None:
    services.dispatch.dispatch(JULY, tmp_path, units=[TAX])

    def hands(dialog: QDialog) -> None:
        made, part = amend(dialog), amend(dialog).part
        assert isinstance(part, MeasurePart)
        assert made.month == AUGUST, "July's forms are out"
        part.text.moveCursor(part.text.textCursor().MoveOperation.End)
        type_in(part.text, "增设专窗。")
        assert "下发表" not in looked(made, qtbot)
        made.since.setFocus()
        press(made.since, Qt.Key.Key_Up)
        assert made.month == JULY
        words = looked(made, qtbot)
        assert "区税务局 2021年7月的下发表" in words
        assert "文字不同的有第 11 条" in words
        assert "请重新下发" in words
        agree(made, qtbot)

    with_dialog(open_on(page, Leaf.MEASURES, 11, "amend-measure"), hands, qtbot)
    settle(page, qtbot)
    assert services.plan.plan(JULY).measure(11).text.endswith("合并办理。增设专窗。")
    assert services.plan.plan(JULY.shifted(-1)).measure(11).text.endswith("合并办理。")


def test_entries_that_would_be_hidden_are_told_at_the_month(
    page: PlanPage, services: Services, fill: Fill, qtbot: QtBot
) -> None:
    fill(11, TAX, progress="已受理 312 户。")

    def hands(dialog: QDialog) -> None:
        made = amend(dialog)
        assert isinstance(made.part, RetireMeasurePart)
        looked(made, qtbot)
        assert "2021年7月第 11 条 区税务局已经有填报内容" in made.rows.notes["since"].text()
        type_in(made.reason, REASON)
        press(made.reason, Qt.Key.Key_Return)
        looked(made, qtbot)
        assert made.isVisible(), "July has words that nobody would see"
        made.since.setFocus()
        press(made.since, Qt.Key.Key_Down)
        assert "台账里不再有 2 行" in looked(made, qtbot)
        assert made.rows.notes["since"].isHidden()
        press(made.act, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: not made.isVisible())

    with_dialog(open_on(page, Leaf.MEASURES, 11, "retire-measure"), hands, qtbot)
    settle(page, qtbot)
    assert 11 in services.plan.plan(JULY).measure_by_no
    assert 11 not in services.plan.plan(AUGUST).measure_by_no


def test_a_measure_is_split_and_what_was_filled_in_is_carried_over(
    page: PlanPage, services: Services, fill: Fill, qtbot: QtBot
) -> None:
    fill(13, TAX, JULY.shifted(-1), responsible__name="张三", deadline="2021年12月")

    def hands(dialog: QDialog) -> None:
        made, part = amend(dialog), amend(dialog).part
        assert isinstance(part, SplitPart)
        assert len(part.texts) == 2
        part.texts[0].selectAll()
        type_in(part.texts[0], "一次性发放发票。")
        type_in(part.texts[1], "一次性发放税务Ukey。")
        take(part.units[1].combo, "高新")
        assert "从原来的行带过来 2 处内容" in looked(made, qtbot)
        agree(made, qtbot)

    with_dialog(open_on(page, Leaf.MEASURES, 13, "split-measure"), hands, qtbot)
    settle(page, qtbot)
    plan, month = services.plan.plan(JULY), services.look.snapshot(JULY)
    assert 13 not in plan.measure_by_no
    assert plan.measure(75).split_from == plan.measure(76).split_from == 13
    assert (plan.units_of[75], plan.units_of[76]) == ((TAX, HIGH_TECH), (HIGH_TECH,))
    assert month.entry(75, TAX).text("responsible.name") == "张三"
    assert month.entry(75, TAX).text("deadline") == "2021年12月"


def test_a_part_can_be_added_when_splitting(page: PlanPage, services: Services, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made, part = amend(dialog), amend(dialog).part
        assert isinstance(part, SplitPart)
        press(part.more, Qt.Key.Key_Space)
        assert made.focusWidget() is part.texts[2]
        for place, box in enumerate(part.texts):
            box.selectAll()
            type_in(box, f"第 {place + 1} 部分的工作。")
        agree(made, qtbot)

    with_dialog(open_on(page, Leaf.MEASURES, 13, "split-measure"), hands, qtbot)
    assert [services.plan.plan(JULY).measure(no).text for no in (75, 76, 77)] == [
        "第 1 部分的工作。", "第 2 部分的工作。", "第 3 部分的工作。",
    ]


def test_a_measure_is_handed_to_another_unit(page: PlanPage, services: Services, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made, part = amend(dialog), amend(dialog).part
        assert isinstance(part, AssignPart)
        first = next(chip for chip in part.units.chips if chip.text().startswith(TAX))
        press(first, Qt.Key.Key_Space)
        take(part.units.combo, "qdsjzx")
        assert "第 13 条由区税务局改由区大数据中心负责" in looked(made, qtbot)
        agree(made, qtbot)

    with_dialog(open_on(page, Leaf.MEASURES, 13, "assign"), hands, qtbot)
    settle(page, qtbot)
    assert set(services.plan.plan(JULY).units_of[13]) == {DATA, HIGH_TECH}
    assert len(services.plan.amendments(2021)) == 1
    assert services.plan.plan(JULY.shifted(-1)).units_of[13] == (TAX, HIGH_TECH)


def test_the_same_units_are_no_change(page: PlanPage, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made = amend(dialog)
        press(made.act, Qt.Key.Key_Space)
        assert made.part.rows.notes["units"].text() == "还是原来的责任单位：去掉一家，或再选一家。"
        made.reject()

    with_dialog(open_on(page, Leaf.MEASURES, 13, "assign"), hands, qtbot)


def test_a_unit_is_added_with_its_other_names(page: PlanPage, services: Services, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made, part = amend(dialog), amend(dialog).part
        assert isinstance(part, AddUnitPart)
        type_in(part.name, TAX)
        looked(made, qtbot)
        assert part.rows.notes["name"].text() == "“区税务局”已经是区税务局的名称，请核对，或换一个名称。"
        part.name.clear()
        type_in(part.name, "区司法局")
        type_in(part.aliases, "清城区司法局，司法局")
        looked(made, qtbot)
        assert part.rows.notes["name"].isHidden()
        agree(made, qtbot)

    with_dialog(open_on(page, Leaf.UNITS, TAX, "add-unit"), hands, qtbot)
    assert services.plan.plan(JULY).units[-1].names == ("区司法局", "清城区司法局", "司法局")


def test_a_unit_has_a_new_name_from_its_month_on(page: PlanPage, services: Services, qtbot: QtBot) -> None:
    def hands(dialog: QDialog) -> None:
        made, part = amend(dialog), amend(dialog).part
        assert isinstance(part, RenameUnitPart)
        assert part.name.selectedText() == "区卫健局"
        type_in(part.name, "区卫生健康局")
        agree(made, qtbot)

    with_dialog(open_on(page, Leaf.UNITS, "区卫健局", "rename-unit"), hands, qtbot)
    settle(page, qtbot)
    assert page.leaf.row.unit.names == ("区卫生健康局", "区卫健局")
    assert services.plan.plan(JULY.shifted(-1)).units_of[2] == ("区卫健局",)


def test_a_unit_goes_into_another_or_is_told_to_give_its_measures_away_first(
    page: PlanPage, services: Services, qtbot: QtBot
) -> None:
    def hands(dialog: QDialog) -> None:
        made, part = amend(dialog), amend(dialog).part
        assert isinstance(part, EndUnitPart)
        part.way.buttons["retire"].click()
        looked(made, qtbot)
        assert part.rows.notes["way"].text().startswith("区大数据中心还负责第 9")
        part.way.buttons["merge"].click()
        take(part.into.combo, "区政数局")
        assert "区大数据中心并入区政数局" in looked(made, qtbot)
        agree(made, qtbot)

    with_dialog(open_on(page, Leaf.UNITS, DATA, "end-unit"), hands, qtbot)
    assert services.plan.plan(JULY).units_of[9] == ("区政数局",)
    assert services.plan.plan(JULY).unit_named(DATA) == "区政数局"


def test_another_name_holds_until_its_month_and_one_can_be_ended(page: PlanPage, services: Services, qtbot: QtBot) -> None:
    def add(dialog: QDialog) -> None:
        part = amend(dialog).part
        assert isinstance(part, AliasPart)
        type_in(part.alias, "区数据中心")
        part.until.choose(Period(2021, 9))
        agree(amend(dialog), qtbot)

    def end(dialog: QDialog) -> None:
        part = amend(dialog).part
        assert isinstance(part, AliasPart)
        part.way.buttons["end"].click()
        assert part.held.currentText() == "清城区税务局"
        agree(amend(dialog), qtbot)

    with_dialog(open_on(page, Leaf.UNITS, DATA, "alias"), add, qtbot)
    settle(page, qtbot)
    assert "区数据中心（2021年7月起，用到2021年9月）" in page.leaf.details.toPlainText()
    assert services.plan.plan(Period(2021, 9)).unit_named("区数据中心") == DATA
    assert all("区数据中心" not in unit.names for unit in services.plan.plan(Period(2021, 10)).units)
    with_dialog(open_on(page, Leaf.UNITS, TAX, "alias"), end, qtbot)
    assert all("清城区税务局" not in unit.names for unit in services.plan.plan(JULY).units)


def test_tasks_are_added_renamed_and_retired(page: PlanPage, services: Services, qtbot: QtBot) -> None:
    def add(dialog: QDialog) -> None:
        part = amend(dialog).part
        assert isinstance(part, AddTaskPart)
        type_in(part.heading, "二十.优化融资服务")
        agree(amend(dialog), qtbot)

    def rename(dialog: QDialog) -> None:
        part = amend(dialog).part
        assert isinstance(part, RenameTaskPart)
        part.heading.selectAll()
        type_in(part.heading, "二十.改善融资服务")
        agree(amend(dialog), qtbot)

    def refused(dialog: QDialog) -> None:
        looked(amend(dialog), qtbot)
        assert "还有第" in amend(dialog).part.rows.notes["heading"].text()
        amend(dialog).reject()

    def retire(dialog: QDialog) -> None:
        agree(amend(dialog), qtbot)

    with_dialog(open_on(page, Leaf.TASKS, 1, "add-task"), add, qtbot)
    settle(page, qtbot)
    assert services.plan.plan(JULY).tasks[-1].heading == "二十.优化融资服务"
    with_dialog(open_on(page, Leaf.TASKS, 20, "rename-task"), rename, qtbot)
    settle(page, qtbot)
    assert services.plan.plan(JULY).tasks[-1].heading == "二十.改善融资服务"
    with_dialog(open_on(page, Leaf.TASKS, 1, "retire-task"), refused, qtbot)
    with_dialog(open_on(page, Leaf.TASKS, 20, "retire-task"), retire, qtbot)
    settle(page, qtbot)
    assert services.plan.plan(JULY).tasks[-1].order == 19


@pytest.mark.parametrize(
    ("leaf", "key", "deed"),
    [
        (Leaf.MEASURES, 11, "add-measure"), (Leaf.MEASURES, 11, "amend-measure"), (Leaf.MEASURES, 11, "split-measure"),
        (Leaf.MEASURES, 11, "assign"), (Leaf.UNITS, TAX, "end-unit"), (Leaf.UNITS, TAX, "alias"), (Leaf.TASKS, 1, "add-task"),
    ],
)
def test_tab_reaches_every_field(page: PlanPage, qtbot: QtBot, leaf: Leaf, key: object, deed: str) -> None:
    def hands(dialog: QDialog) -> None:
        qtbot.waitUntil(lambda: not amend(dialog).busy)
        assert never_reached(dialog, tab_round(amend(dialog).act)) == []
        dialog.reject()

    with_dialog(open_on(page, leaf, key, deed), hands, qtbot)
