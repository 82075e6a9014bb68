"""An officer fills in a form: what is typed is checked at once, taken back step by step, and saved without harm to the form."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import main
from qcapp.domain.errors import FileInUse, WriteFailed
from qcapp.services.fill import FillService
from qcapp.services.fill_checks import RowState
from qcapp.services.fill_memory import FillMemory, Kept
from tests.ui.fill.conftest import GOOD, MARKET, PEOPLE, Asked, Writers, drop_on, fill_row, session_of
from tests.ui.hands import never_reached, press, press_keys, tab_round, type_in
from ui.fill.rows_model import FillRowsModel
from ui.fill.window import FillWindow

RETURNS = Path(__file__).resolve().parents[2] / "returns"
Open = Callable[[Path], FillWindow]


@pytest.fixture
def window(open_window: Open, form: Path) -> FillWindow:
    return open_window(form)


def wait_saved(qtbot: QtBot, window: FillWindow) -> None:
    qtbot.waitUntil(lambda: not window.sent.isHidden() and not window.tasks.busy)


# Opening


def test_a_form_opens_at_the_first_thing_to_do(window: FillWindow) -> None:
    assert window.head.title.text() == f"{MARKET}　2021年7月下发表"
    assert window.head.due.text == "还有 3 天"
    assert window.head.under.text().startswith("请于 7月25日前报区营商办 · ")
    assert window.head.summary.text() == "还有 56 处要填。"
    assert window.head.done.text() == "8 条措施，已填好 0 条"
    assert window.board.key == "10"
    assert window.focusWidget() is window.board.form.progress
    assert window.board.list.model().rowCount() == 8
    assert not window.isWindowModified()
    assert window.windowTitle() == f"{MARKET}_2021年7月下发表.xlsx[*] — 填写下发表"


def test_what_is_no_form_is_told_and_nothing_is_lost(window: FillWindow, qtbot: QtBot) -> None:
    fill_row(window, "10")
    session_of(window).stack.setClean()
    window.open_file(RETURNS / "saved" / "others" / "empty.xlsx")
    qtbot.waitUntil(lambda: bool(window.notice.text))
    assert window.notice.text == "《empty.xlsx》打不开：这份文件是空的（0 字节），请营商办重新发送。"
    assert session_of(window).text("10", "problems") == "无"


def test_a_password_is_asked_for_and_opens(
    service: FillService, qtbot: QtBot, open_window: Open, small: Path, asked: Asked
) -> None:
    window = open_window(small)
    window.open_file(RETURNS / "locked" / "locked.xlsx")
    qtbot.waitUntil(window.welcome.password.isVisible)
    assert "打开密码" in window.welcome.password.sentence.text()
    window.welcome.password.field.setText("不是这个")
    press(window.welcome.password.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "密码不对" in window.welcome.password.sentence.text())


def test_a_form_dropped_on_the_window_opens(window: FillWindow, small: Path, qtbot: QtBot) -> None:
    drop_on(window, small)
    qtbot.waitUntil(lambda: len(session_of(window).rows) == 1)


def test_the_list_is_a_model_as_qt_wants_it(window: FillWindow) -> None:
    model = FillRowsModel(session_of(window))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    fill_row(window, "10")
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "第 10 条，已填，没有要改的"


# Typing and checks


def test_what_is_wrong_is_said_under_the_field_as_it_is_typed(window: FillWindow) -> None:
    form = window.board.form
    assert form.progress.property("grade") == "warn"
    type_in(form.progress, "详见附件")
    (line,) = form.remarks["progress"].words
    assert line == "✗ 进展情况只写了“详见附件”，请写本月做了什么、到什么程度，或写“本月无新进展”及原因。"
    assert form.progress.property("grade") == "bad"
    assert window.head.summary.text() == "还有 55 处要填，1 处不合格。"
    assert session_of(window).checked_row("10").state is RowState.WRONG
    form.progress.selectAll()
    type_in(form.progress, "办理 12 件。")
    assert form.remarks["progress"].isHidden()
    assert form.progress.property("grade") == ""
    assert form.count.text() == "8 字"
    type_in(form.editors["liaison.phone"], "1380000123")
    assert [line for line in form.remarks["contacts"].words if "不像电话号码" in line]
    type_in(form.deadline, "2021年12月底")
    assert form.parsed.text() == "→ 2021-12-31"


def test_a_row_well_filled_in_is_done(window: FillWindow) -> None:
    fill_row(window, "10")
    assert window.head.done.text() == "8 条措施，已填好 1 条"
    assert session_of(window).checked_row("10").state is RowState.DONE


def test_helpers_write_the_usual_words(window: FillWindow) -> None:
    form = window.board.form
    form.no_news.click()
    assert form.progress.value() == "本月无新进展"
    assert window.focusWidget() is form.progress
    assert form.remarks["progress"].words == ["△ 建议：进展情况写了无新进展，请补写一句原因和下一步安排。"]
    form.no_problem.click()
    assert form.problems.value() == "无"


def test_contacts_go_to_all_measures_and_come_back_in_one_step(window: FillWindow) -> None:
    session = session_of(window)
    session.typed("37", "liaison.name", "王五")
    fill_row(window, "10")
    window.board.form.copy_contacts.click()
    for row in session.rows:
        assert {key: session.text(row.key, key) for key in PEOPLE} == PEOPLE
    assert "已抄到其余 7 条" in window.statusBar().currentMessage()
    press_keys(window, "Ctrl+Z")
    assert session.text("37", "liaison.name") == "王五"
    assert session.text("70", "responsible.name") == ""


def test_last_month_is_shown_and_copied(service: FillService, form: Path, open_window: Open) -> None:
    opened = service.open(form)
    june = opened.form.form_id.replace("202107", "202106")
    service.memory.keep_saved(june, Kept(MARKET, service.clock.now(), "", {"10": GOOD}))
    window = open_window(form)
    assert window.board.past.isVisible()
    assert {"上月（2021年6月）", GOOD["progress"]} <= set(window.board.past.words)
    type_in(window.board.form.editors["liaison.name"], "王五")
    window.board.past.copy_button.click()
    session = session_of(window)
    assert session.text("10", "liaison.name") == "王五"
    assert session.text("10", "progress") == GOOD["progress"]
    assert window.board.form.remarks["progress"].words[0].startswith("✗ 进展情况与上月一字不差")
    window.board.next()
    assert window.board.past.words == ["这一条没有上月的内容。"]


def test_a_further_contact_is_kept_between_measures(window: FillWindow) -> None:
    form = window.board.form
    form.contacts.add_liaison()
    type_in(form.editors["liaison2.name"], "王五")
    press_keys(window, "Alt+Down")
    assert "liaison2.name" not in form.editors
    press_keys(window, "Alt+Up")
    assert form.editors["liaison2.name"].value() == "王五"


# Taking back


def test_steps_are_taken_back_wherever_they_were_made(window: FillWindow) -> None:
    session, form = session_of(window), window.board.form
    for letter in "办理中":
        type_in(form.progress, letter)
    press_keys(window, "Alt+Down")
    type_in(form.problems, "缺接口")
    press_keys(window, "Ctrl+Z")
    assert session.text("15", "problems") == ""
    press_keys(window, "Ctrl+Z")
    assert window.board.key == "10"
    assert form.progress.value() == ""
    assert not window.isWindowModified()
    press_keys(window, "Ctrl+Y")
    assert form.progress.value() == "办理中"
    assert window.isWindowModified()


def test_a_long_text_is_not_taken_back_whole(window: FillWindow) -> None:
    form = window.board.form
    for part in ("办理", "12 件。", "已", "印发", "方案"):
        type_in(form.progress, part)
    type_in(form.progress, "，粘贴进来的一大段文字，一共不少于十二个字")
    seen = []
    for _ in range(3):
        press_keys(window, "Ctrl+Z")
        seen.append(form.progress.value())
    assert seen == ["办理12 件。已印发方案", "办理12 件。", ""]


def test_going_from_measure_to_measure_keeps_the_field(window: FillWindow) -> None:
    window.board.form.problems.setFocus()
    press_keys(window, "Alt+Down")
    assert (window.board.key, window.focusWidget()) == ("15", window.board.form.problems)
    press_keys(window, "Alt+Up")
    press_keys(window, "Alt+Up")
    assert window.board.key == "10"


def test_f8_goes_to_what_is_left(window: FillWindow) -> None:
    for key in ("10", "15"):
        fill_row(window, key)
    press_keys(window, "F8")
    assert window.board.key == "37"


def test_tab_reaches_every_part_of_the_window(window: FillWindow) -> None:
    stops = tab_round(window.board.form.progress)
    assert never_reached(window.board.form, stops) == []
    order = [each for each in stops if each in (window.board.form.problems, window.board.form.deadline)]
    assert order == [window.board.form.problems, window.board.form.deadline]


# Saving


def test_saving_leaves_the_form_alone_and_says_how_to_send(window: FillWindow, form: Path, qtbot: QtBot) -> None:
    before = form.read_bytes()
    fill_row(window, "10")
    press_keys(window, "Ctrl+S")
    wait_saved(qtbot, window)
    target = form.with_name(f"{MARKET}_2021年7月_填报.xlsx")
    assert target.is_file()
    assert form.read_bytes() == before
    assert f"已保存“{target.name}”" in window.sent.text
    assert "报区营商办" in window.sent.text
    assert window.notice.text.startswith("已经保存，不过还有 49 处要填。")
    assert not window.isWindowModified()
    assert window.service.open(target).texts["10"] == GOOD
    fill_row(window, "15")
    assert window.isWindowModified()
    window.sent.clear()
    press_keys(window, "Ctrl+S")
    wait_saved(qtbot, window)
    assert window.service.open(target).texts["15"] == GOOD


def test_another_file_of_that_name_is_not_written_over_unasked(
    window: FillWindow, form: Path, asked: Asked, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = form.with_name(f"{MARKET}_2021年7月_填报.xlsx")
    target.write_bytes(b"somebody's")
    fill_row(window, "10")
    asked.answers = [None]
    window.save()
    assert (target.read_bytes(), asked.questions) == (b"somebody's", [f"“{target.name}”已经有了"])
    other = form.with_name("另一份.xlsx")
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *_: other)
    asked.answers = ["other"]
    window.save()
    wait_saved(qtbot, window)
    assert other.is_file()
    assert target.read_bytes() == b"somebody's"


@pytest.mark.parametrize("sittings", [1, 2])
def test_a_saved_form_that_another_program_has_changed_is_not_written_over_unasked(
    window: FillWindow, form: Path, asked: Asked, qtbot: QtBot, open_window: Open, sittings: int
) -> None:
    fill_row(window, "10")
    window.save()
    wait_saved(qtbot, window)
    target = form.with_name(f"{MARKET}_2021年7月_填报.xlsx")
    changed = target.read_bytes() + b"by WPS"
    target.write_bytes(changed)
    if sittings == 2:
        assert window.close()
        asked.answers = ["on"]
        window = open_window(form)
    fill_row(window, "15")
    asked.answers = [None]
    window.save()
    assert asked.questions[-1] == f"“{target.name}”已经有了"
    assert target.read_bytes() == changed
    asked.answers = ["over"]
    window.sent.clear()
    window.save()
    wait_saved(qtbot, window)
    assert window.service.open(target).texts["15"] == GOOD


def test_where_nothing_can_be_written_another_place_is_one_press_away(
    window: FillWindow, form: Path, writers: Writers, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts: list[Path] = []

    def choose(parent: object, title: str, start: Path, kinds: str) -> Path:
        starts.append(start)
        return tmp_path / "桌面.xlsx"

    monkeypatch.setattr("ui.dialogs.files.ask_save", choose)
    fill_row(window, "10")
    writers.trouble = WriteFailed("“U盘”所在的盘是只读的，写不进《填报.xlsx》，请打开写保护或换一个位置再保存。")
    window.save()
    qtbot.waitUntil(lambda: bool(window.notice.text))
    window.notice.action_requested.emit()
    wait_saved(qtbot, window)
    assert starts[0].parent != form.parent
    assert (tmp_path / "桌面.xlsx").is_file()


def test_a_form_is_saved_though_this_computer_can_remember_nothing(
    window: FillWindow, form: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(memory: FillMemory, form_id: str, kept: Kept) -> None:
        raise WriteFailed("磁盘空间不够。")

    monkeypatch.setattr(FillMemory, "keep_saved", full)
    fill_row(window, "10")
    window.save()
    wait_saved(qtbot, window)
    assert "填报表已经写好，可以报送" in window.notice.text
    assert not window.isWindowModified()
    window.sent.clear()
    fill_row(window, "15")
    window.save()  # the same place, with no question
    wait_saved(qtbot, window)
    assert window.service.open(form.with_name(f"{MARKET}_2021年7月_填报.xlsx")).texts["15"] == GOOD


def test_the_form_that_came_is_written_over_only_when_told(
    window: FillWindow, form: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = form.read_bytes()
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *_: form)
    asked.answers = [None]
    window.save_as()
    assert form.read_bytes() == before


def test_a_name_without_an_ending_gets_the_forms_own(
    window: FillWindow, form: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *_: form.with_name("报送"))
    window.save_as()
    wait_saved(qtbot, window)
    assert form.with_name("报送.xlsx").is_file()


def test_a_file_in_use_is_told_and_tried_again(
    window: FillWindow, form: Path, writers: Writers, qtbot: QtBot
) -> None:
    fill_row(window, "10")
    writers.trouble = FileInUse("文件被占用：《填报.xlsx》可能正在 WPS 或 Excel 中打开，请关闭它后重试。")
    window.save()
    qtbot.waitUntil(lambda: bool(window.notice.text))
    assert window.notice.text.startswith("文件被占用")
    assert window.isWindowModified()
    window.notice.action_requested.emit()
    wait_saved(qtbot, window)
    assert form.with_name(f"{MARKET}_2021年7月_填报.xlsx").is_file()


def test_name_and_phone_in_one_field_are_told_after_saving(window: FillWindow, qtbot: QtBot) -> None:
    fill_row(window, "10", responsible__name="张三 13700137000", responsible__phone="")
    window.save()
    wait_saved(qtbot, window)
    assert "第 10 条的责任人、第 10 条的责任人电话读出来和填的不完全一样" in window.notice.text


def test_the_saved_file_can_be_dragged_or_copied_out(window: FillWindow, form: Path, qtbot: QtBot) -> None:
    window.save()
    wait_saved(qtbot, window)
    press(window.sent.handle, Qt.Key.Key_Return)
    (url,) = QApplication.clipboard().mimeData().urls()
    assert Path(url.toLocalFile()) == form.with_name(f"{MARKET}_2021年7月_填报.xlsx")


def test_the_preview_shows_every_page(window: FillWindow, qtbot: QtBot) -> None:
    from ui.fill.preview import PreviewDialog

    window.preview()
    qtbot.waitUntil(lambda: bool(window.findChildren(PreviewDialog)))
    (dialog,) = window.findChildren(PreviewDialog)
    assert dialog.windowTitle() == "预览 — 共 2 页"
    dialog.close()


# Drafts and closing


def crashed(window: FillWindow) -> None:
    """It is gone, and never closed."""
    window.tasks.shut_down()
    window.one_window.release()


@pytest.mark.parametrize("answer", ["on", None])
def test_what_was_typed_before_a_crash_is_offered_again(
    window: FillWindow, open_window: Open, form: Path, asked: Asked, qtbot: QtBot, answer: str | None
) -> None:
    type_in(window.board.form.progress, "写到一半")
    qtbot.waitUntil(lambda: window.draft_words.startswith("草稿已保存"))
    crashed(window)
    asked.answers = [answer]
    again = open_window(form)
    assert asked.questions == ["上次填到一半，没有保存"]
    assert again.board.form.progress.value() == "写到一半"
    assert again.isWindowModified()
    press_keys(again, "Ctrl+Z")
    assert again.board.form.progress.value() == ""


def test_a_form_saved_before_is_offered_as_it_was_saved(
    window: FillWindow, open_window: Open, form: Path, asked: Asked, qtbot: QtBot
) -> None:
    fill_row(window, "10")
    window.save()
    wait_saved(qtbot, window)
    assert window.close()
    asked.answers = ["on"]
    again = open_window(form)
    assert asked.questions == ["这份表以前填好保存过"]
    assert session_of(again).text("10", "progress") == GOOD["progress"]


def test_a_draft_does_not_clear_what_was_filled_in_by_another_program_since(
    window: FillWindow, open_window: Open, form: Path, asked: Asked, qtbot: QtBot
) -> None:
    type_in(window.board.form.progress, "写到一半")
    key = window.board.key
    qtbot.waitUntil(lambda: window.draft_words.startswith("草稿已保存"))
    crashed(window)
    opened = window.service.open(form)
    elsewhere = {**opened.texts, "15": {**opened.texts["15"], "progress": "在 WPS 里填的"}}
    window.service.save(opened, elsewhere, form, drop_draft=False)
    asked.answers = ["on"]
    again = session_of(open_window(form))
    assert (again.text(key, "progress"), again.text("15", "progress")) == ("写到一半", "在 WPS 里填的")


def test_a_copy_of_the_saved_form_changed_by_another_program_is_taken_as_it_is(
    window: FillWindow, open_window: Open, form: Path, qtbot: QtBot
) -> None:
    fill_row(window, "10")
    window.save()
    wait_saved(qtbot, window)
    assert window.close()
    saved = session_of(window).opened
    copy = form.with_name("改过的副本.xlsx")
    window.service.writers["xlsx"](window.service.table(saved, {"10": {**GOOD, "progress": "在 WPS 里改过"}}), copy)
    again = session_of(open_window(copy))
    assert again.text("10", "progress") == "在 WPS 里改过"
    assert not again.dirty


def test_a_form_is_filled_in_by_one_window_at_a_time(
    window: FillWindow, service: FillService, form: Path, small: Path, asked: Asked, qtbot: QtBot
) -> None:
    type_in(window.board.form.progress, "写到一半")
    other = FillWindow(service)
    qtbot.addWidget(other)
    other.show()
    other.open_file(form)
    qtbot.waitUntil(lambda: bool(other.notice.text))
    assert "正在另一个窗口里填写" in other.notice.text
    assert other.session is None
    other.open_file(small)
    qtbot.waitUntil(lambda: other.session is not None)
    other.close()
    asked.answers = ["drop"]
    window.open_file(form)  # its own, once more
    qtbot.waitUntil(lambda: not session_of(window).dirty)
    assert window.notice.text == ""


def test_a_draft_that_is_not_wanted_stays_gone_though_one_was_waiting_to_be_written(
    window: FillWindow, service: FillService, asked: Asked
) -> None:
    opened = session_of(window).opened
    type_in(window.board.form.progress, "写到一半")
    window.drafts.write()  # is on its way when the window is closed
    asked.answers = ["drop"]
    assert window.close()
    assert service.memory.draft(opened.form.form_id) is None


def test_opening_another_form_can_save_first_and_then_opens_it(
    window: FillWindow, form: Path, small: Path, asked: Asked, qtbot: QtBot
) -> None:
    fill_row(window, "10")
    asked.answers = ["save"]
    drop_on(window, small)
    qtbot.waitUntil(lambda: session_of(window).opened.path == small)
    assert window.isVisible()
    assert form.with_name(f"{MARKET}_2021年7月_填报.xlsx").is_file()


@pytest.mark.parametrize(("answer", "closes", "drafts"), [(None, False, None), ("draft", True, 1), ("drop", True, 0)])
def test_closing_asks_what_becomes_of_what_is_not_saved(
    window: FillWindow, service: FillService, asked: Asked, answer: str | None, closes: bool, drafts: int | None
) -> None:
    opened = session_of(window).opened
    type_in(window.board.form.progress, "写到一半")
    asked.answers = [answer]
    assert window.close() is closes
    assert asked.questions == ["填的内容还没有保存成填报表"]
    if drafts is not None:
        assert (service.memory.draft(opened.form.form_id) is not None) is bool(drafts)


def test_closing_can_save_first(window: FillWindow, form: Path, asked: Asked, qtbot: QtBot) -> None:
    fill_row(window, "10")
    asked.answers = ["save"]
    assert not window.close()
    qtbot.waitUntil(window.isHidden)
    assert form.with_name(f"{MARKET}_2021年7月_填报.xlsx").is_file()


def test_nothing_is_asked_when_all_is_saved(window: FillWindow) -> None:
    assert window.close()


def test_a_draft_that_can_not_be_kept_is_said(
    window: FillWindow, open_window: Open, form: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.close()
    shutil.rmtree(tmp_path / "data")
    (tmp_path / "data").write_text("in the way")
    window = open_window(form)
    type_in(window.board.form.progress, "写到一半")
    qtbot.waitUntil(lambda: bool(window.notice.text))
    assert "草稿没有保存，请尽快保存填好的表。" in window.notice.text


def test_a_correction_slip_shows_why_and_what_was_said(service: FillService, tmp_path: Path, open_window: Open) -> None:
    words = ["--ledger", str(tmp_path / "ledger.sqlite3"), "--quiet"]
    for command in (
        ["init"], ["dispatch", "--period", "2021-07", "--out", str(tmp_path / "发"), "--unit", MARKET, "--format", "xlsx"],
    ):
        assert main.main([*words, *command]) == 0
    opened = service.open(next((tmp_path / "发").iterdir()))
    texts = {row.key: {**GOOD, "progress": "同上" if row.key == "10" else GOOD["progress"]} for row in opened.form.rows}
    back = service.save(opened, texts, tmp_path / "报.xlsx").path
    assert main.main([*words, "merge", str(back), "--received", "2021-07-22"]) == 0
    assert main.main([*words, "correct", "--period", "2021-07", "--out", str(tmp_path / "退"), "--format", "xlsx"]) == 0
    window = open_window(next((tmp_path / "退").iterdir()))
    form = window.board.form
    assert window.head.title.text() == f"{MARKET}　2021年7月退回说明"
    assert form.reasons == "退回原因：进展情况只写了“同上”，请写本月做了什么、到什么程度，或写“本月无新进展”及原因。"
    assert "同上" in window.board.past.words
    assert form.progress.property("grade") == "bad"
    form.progress.selectAll()
    type_in(form.progress, "办理 30 件。")
    assert window.head.summary.text() == "都填好了，可以保存报送。"
    assert "同上" in window.board.past.words
