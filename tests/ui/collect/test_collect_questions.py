"""What a file asks before it can be merged, answered by mouse and by keys; and files that are locked or kept whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from qcapp.merge.plan import Decision
from qcapp.merge.questions import Ask, Option, Question
from tests.merge.world import JULY
from tests.ui.collect.world import Sitting, court
from tests.ui.hands import press, press_keys, type_in
from ui.models.collect_options import found_options
from ui.pages.collect_questions import LIKELIEST, QuestionStrip

UNKNOWN = "清城区教育和体育局"


@pytest.fixture
def nameless(sitting: Sitting, tmp_path: Path) -> Path:
    """A form of measure 33 under a name that no unit of the list bears."""
    path = tmp_path / "无名表.xlsx"
    sitting.shelf.lay(path, {33: {"progress": "已印发方案。"}}, unit=UNKNOWN, label=UNKNOWN, period=JULY)
    return path


def waiting(sitting: Sitting) -> QuestionStrip:
    return next(strip for strip in sitting.page.compare.strips.questions if strip.waits)


def test_a_file_of_an_unknown_unit_waits_for_an_answer_and_is_not_merged(sitting: Sitting, nameless: Path) -> None:
    sitting.drop(nameless)
    assert sitting.listed == [("无名表.xlsx", "——", "待确认")]
    assert UNKNOWN in waiting(sitting).question.sentence
    assert waiting(sitting).isVisible()
    assert not sitting.page.compare.foot.merge.isEnabled()


def test_after_reading_the_keys_are_at_the_question(sitting: Sitting, nameless: Path) -> None:
    sitting.page.files.received.setFocus()
    sitting.drop(nameless)
    focus = sitting.page.focusWidget()
    assert focus is not None
    assert waiting(sitting).isAncestorOf(focus)


def test_an_answer_by_its_number_places_the_file_and_remembers_the_name(sitting: Sitting, nameless: Path) -> None:
    sitting.drop(nameless)
    place = [option.value for option in waiting(sitting).question.options].index("区教育局") + 1
    assert place <= LIKELIEST
    press_keys(sitting.page, f"Alt+{place}")
    sitting.qtbot.waitUntil(lambda: not sitting.page.compare.strips.questions[0].waits)
    assert sitting.listed == [("无名表.xlsx", "区教育局", "可合并 1")]
    assert sitting.page.compare.strips.questions[0].question.answer == "区教育局"
    assert sitting.page.compare.certainty.text
    sitting.merge()
    plan = sitting.services.look.plan(JULY)
    assert plan.unit_named(UNKNOWN) == "区教育局"


def test_a_unit_is_found_by_typing_part_of_its_name_and_enter(sitting: Sitting, nameless: Path) -> None:
    sitting.drop(nameless)
    search = waiting(sitting).search
    assert search is not None
    edit = search.lineEdit()
    assert isinstance(edit, QLineEdit)
    type_in(edit, "教育")
    press(edit, Qt.Key.Key_Return)
    sitting.settle()
    assert sitting.listed[0][1] == "区教育局"
    sitting.merge()
    assert sitting.text(33, "progress", "区教育局") == "已印发方案。"


@pytest.mark.parametrize(("typed", "said"), [
    ("", "请先选择单位。"), ("某某", "没有这个单位，请从列表里选。"), ("税务局", "有 2 个都符合，请再输几个字。"),
])
def test_words_that_mean_no_unit_or_several_are_not_taken(
    sitting: Sitting, nameless: Path, typed: str, said: str
) -> None:
    sitting.drop(nameless)
    search = waiting(sitting).search
    assert search is not None
    search.setEditText(typed)
    search.choose()
    assert search.hint.text() == said
    assert sitting.listed[0][2] == "待确认"


def test_a_name_is_found_by_the_initials_of_its_pinyin() -> None:
    options = tuple(Option(name, name) for name in ("区教育局", "区住建局", "区教师局"))
    assert [each.value for each in found_options(options, "qzjj")] == ["区住建局"]
    assert [each.value for each in found_options(options, "教")] == ["区教育局", "区教师局"]
    assert len(found_options(options, "")) == 3


def test_an_answer_can_be_changed_also_one_that_was_wrong(sitting: Sitting, nameless: Path) -> None:
    sitting.drop(nameless)
    sitting.page.compare.strips.answered.emit(waiting(sitting).question, "清城供电局")
    sitting.settle()
    assert sitting.listed[0][2] == "不能读取"
    change = sitting.page.compare.strips.questions[0].change
    assert change is not None
    change.click()
    sitting.settle()
    assert sitting.listed[0][2] == "待确认"
    sitting.page.compare.strips.answered.emit(waiting(sitting).question, "区教育局")
    sitting.settle()
    assert sitting.listed[0][2] == "可合并 1"


def test_an_answer_with_others_beside_it_is_changed_on_the_spot(qtbot: QtBot) -> None:
    options = (Option("2021-06", "并入 2021年6月"), Option("2021-07", "并入 2021年7月"))
    strip = QuestionStrip(Question(Ask.PERIOD, "分不清是哪个月的。", options, answer="2021-07"), numbered=False)
    qtbot.addWidget(strip)
    assert strip.change is not None
    strip.change.click()
    with qtbot.waitSignal(strip.answered) as given:
        strip.buttons[0].click()
    assert given.args is not None
    assert given.args[1] == "2021-06"


def test_an_answer_given_while_the_files_are_being_compared_is_not_lost(
    sitting: Sitting, nameless: Path, tmp_path: Path
) -> None:
    sitting.drop(nameless)
    question = waiting(sitting).question
    sitting.page.work.add([court(sitting, tmp_path / "法院.docx")], sitting.page.files.received_day)
    sitting.page.compare.strips.answered.emit(question, "区教育局")
    sitting.settle()
    assert ("无名表.xlsx", "区教育局") in [each[:2] for each in sitting.listed]


def test_n_goes_from_the_last_conflict_on_to_what_is_asked(sitting: Sitting, returned: Path, nameless: Path) -> None:
    sitting.drop(returned, nameless)
    sitting.press(Qt.Key.Key_2, Qt.Key.Key_N)
    assert sitting.page.files.selected is not None
    assert sitting.page.files.selected[0].asked
    focus = sitting.page.focusWidget()
    assert focus is not None
    assert waiting(sitting).isAncestorOf(focus)


def test_in_the_table_of_all_files_one_that_asks_is_there_and_enter_leads_to_its_question(
    sitting: Sitting, returned: Path, nameless: Path
) -> None:
    sitting.drop(returned, nameless)
    page = sitting.page
    page.walk.turn_all()
    file = next(each for each in page.work.batch.plan.files if each.asked)
    row = page.compare.fields.row_of_file(file)
    assert page.compare.fields.index(row, 0).data() == "待确认"
    page.compare.table.go_to(row)
    sitting.press(Qt.Key.Key_Return)
    focus = page.focusWidget()
    assert focus is not None
    assert waiting(sitting).isAncestorOf(focus)


def test_a_few_answers_stand_as_buttons_and_a_long_one_is_cut_but_told_in_full(qtbot: QtBot) -> None:
    long = "27.统筹推进制定社会投资低风险项目简易审批流程，进一步优化工程建设项目审批"
    question = Question(Ask.ROW, "这一行像两条措施，请选一条。", (Option("27", long), Option("", "都不是 & 不并入")))
    strip = QuestionStrip(question, numbered=True)
    qtbot.addWidget(strip)
    assert strip.search is None
    assert [button.toolTip() for button in strip.buttons] == [long, "都不是 & 不并入"]
    assert strip.buttons[0].text().endswith("…")
    assert strip.buttons[1].text() == "&2 都不是 && 不并入"


def test_a_locked_file_asks_for_its_password_and_is_read_with_it(sitting: Sitting, tmp_path: Path) -> None:
    path = court(sitting, tmp_path / "加密.xlsx")
    sitting.shelf.locks[path] = "Abc123"
    sitting.drop(path)
    assert sitting.listed == [("加密.xlsx", "——", "要密码")]
    strip = sitting.page.compare.strips.password
    assert strip is not None
    assert sitting.page.focusWidget() is strip.field
    assert strip.field.echoMode() is QLineEdit.EchoMode.Password
    strip.seen.click()
    assert strip.field.echoMode() is QLineEdit.EchoMode.Normal
    QTest.keyClicks(strip.field, "abc")
    press(strip.field, Qt.Key.Key_Return)
    sitting.settle()
    assert strip.sentence.text().startswith("这个密码打不开")
    assert sitting.listed[0][2] == "要密码"
    strip.field.clear()
    QTest.keyClicks(strip.field, "Abc123")
    press(strip.field, Qt.Key.Key_Return)
    sitting.settle()
    assert sitting.listed == [("加密.xlsx", "区法院", "可合并 2")]
    assert sitting.page.compare.strips.password is None


def test_a_password_that_worked_is_tried_on_the_other_locked_files_and_on_those_that_come_later(
    sitting: Sitting, tmp_path: Path
) -> None:
    first, second = court(sitting, tmp_path / "一.xlsx"), court(sitting, tmp_path / "二.xlsx", "另一段。")
    third = tmp_path / "三.xlsx"
    sitting.shelf.lay(third, {33: {"progress": "已办。"}}, unit="区教育局", period=JULY)
    sitting.shelf.locks = dict.fromkeys((first, second, third), "8888")
    sitting.drop(first, second)
    sitting.page.compare.strips.password_given.emit("8888")
    sitting.settle()
    sitting.drop(third)
    assert "要密码" not in {each[2] for each in sitting.listed}
    assert sitting.shelf.tried[-1] == ("8888",)


def test_an_empty_password_is_not_tried(sitting: Sitting, tmp_path: Path) -> None:
    path = court(sitting, tmp_path / "加密.xlsx")
    sitting.shelf.locks[path] = "1"
    sitting.drop(path)
    strip = sitting.page.compare.strips.password
    assert strip is not None
    strip.open.click()
    assert strip.sentence.text() == "请先填写密码，再点“打开”。"
    assert sitting.shelf.reads == [path]


def test_a_scan_is_kept_whole_and_typed_in_beside_its_original(
    sitting: Sitting, tmp_path: Path
) -> None:
    asked: list[tuple[str, object]] = []
    sitting.page.go_requested.connect(lambda name, what: asked.append((name, what)))
    path = tmp_path / "区教育局盖章件.jpg"
    sitting.shelf.scan(path)
    sitting.drop(path)
    assert sitting.listed == [("区教育局盖章件.jpg", "区教育局", "待录入")]
    strip = sitting.page.compare.strips.kept
    assert strip is not None
    assert not strip.by_hand.isEnabled()
    sitting.merge()
    assert [each.name for each in sitting.services.look.snapshot(JULY).attachments] == ["区教育局盖章件.jpg"]
    merged = sitting.page.compare.strips.kept
    assert merged is not None
    merged.by_hand.click()
    first = sitting.shelf.plan.measures_of["区教育局"][0]
    assert asked == [("ledger", (first, "区教育局"))]
    viewer = sitting.page.originals.viewer
    assert viewer is not None
    assert viewer.isVisible()
    assert viewer.sheet is not None
    assert viewer.sheet.name == "区教育局盖章件.jpg"
    viewer.close()


def test_words_beside_a_cell_can_be_taken_in_place_of_it(sitting: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "教育.xlsx"
    sitting.shelf.lay(
        path, {33: {"progress": "已起草。"}}, unit="区教育局", period=JULY, asides={(33, "progress"): "批注：已印发。"}
    )
    sitting.drop(path)
    fields = sitting.page.compare.fields
    row = sitting.go_to(33, "progress")
    assert "已印发" in fields.remark(row, 3)
    sitting.press(Qt.Key.Key_5)
    field = sitting.field(33, "progress")
    assert field.decision is Decision.ASIDE
    sitting.merge()
    assert sitting.text(33, "progress", "区教育局") == field.aside
