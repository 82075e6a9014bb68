"""What comes back, where a person at the window has a say: answered by keys where there are any, merged, and in the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl.comments import Comment
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateEdit

from qcapp.merge.plan import Decision
from qcapp.merge.questions import Ask
from tests.catalogue.clerk import COURT, HOUSING, JULY, Clerk, Form, copied
from tests.catalogue.window import Window
from tests.cli.desk import MONTH
from tests.returns import answers
from tests.returns.answers import PASSWORD, SAVED
from tests.ui.hands import press, press_keys
from ui.models.collect_fields import OURS, RESULT, THEIRS
from ui.models.collect_files import RECEIVED
from ui.models.collect_rows import NoteRow, Shown
from ui.widgets.diff_text import Mark

MARKET = answers.unit()
SAID = {60: {"progress": "已办 312 件。", "problems": "无"}}
SHARED = "两条一起写的。"


@pytest.mark.parametrize("name", ["msoffcrypto.xlsx", "msoffcrypto.docx", "poi.xls"])
def test_04_a_password_typed_opens_the_file_and_a_wrong_one_is_told(clerk: Clerk, name: str) -> None:
    window = clerk.window
    window.receive(SAVED / "locked" / name)
    assert window.results == [("——", "要密码")]
    strip = window.page.compare.strips.password
    assert strip is not None
    assert window.at_hand is strip.field
    QTest.keyClicks(strip.field, "wrong")
    press(strip.field, Qt.Key.Key_Return)
    window.settle()
    assert "打不开" in strip.sentence.text()
    QApplication.clipboard().setText(PASSWORD)  # as it came with the file; what was typed before is selected
    press_keys(strip.field, "Ctrl+V")
    press(strip.field, Qt.Key.Key_Return)
    window.settle()
    ((unit, pill),) = window.results
    assert (unit, pill.split()[0]) == (MARKET, "可合并")
    window.merge_by_key()
    assert clerk.entry(47, MARKET)["progress"] == "本月无新进展，待市级系统上线。"


def test_05_a_scan_is_kept_and_typed_in_beside_its_picture(clerk: Clerk) -> None:
    window, asked = clerk.window, list[tuple[str, object]]()
    window.page.go_requested.connect(lambda name, what: asked.append((name, what)))
    scan = copied(SAVED / "others" / "photo.jpg", clerk.folder / f"{COURT}盖章件.jpg")
    window.receive(scan)
    assert window.results == [(COURT, "待录入")]
    window.merge_by_key()
    with window.qtbot.waitSignal(window.page.go_requested):
        press_keys(window.page, "Alt+K")
    assert asked == [("ledger", (53, COURT))]
    viewer = window.page.originals.viewer
    assert viewer is not None
    assert viewer.isVisible()
    assert viewer.sheet is not None
    assert viewer.sheet.name == scan.name
    viewer.close()
    (kept,) = window.services.look.snapshot(JULY).attachments
    assert (kept.unit, kept.name) == (COURT, scan.name)
    assert window.services.collect.store.file_bytes(kept.sha256) == scan.read_bytes()


def test_05_a_scan_of_nobodys_is_given_to_a_unit_by_part_of_its_name(clerk: Clerk) -> None:
    window = clerk.window
    window.receive(copied(SAVED / "others" / "scan.pdf", clerk.folder / "扫描0001.pdf"))
    assert window.results == [("——", "待确认")]
    press_keys(window.page, "Alt+U")
    QTest.keyClicks(window.at_hand, "qfy")  # 区法院 by its initials
    press(window.at_hand, Qt.Key.Key_Return)
    window.settle()
    assert window.results == [(COURT, "待录入")]
    window.merge_by_key()
    assert [each.unit for each in window.services.look.snapshot(JULY).attachments] == [COURT]


def test_09_the_difference_between_two_returns_is_shown_and_both_are_kept(clerk: Clerk) -> None:
    window = clerk.window
    first = clerk.filled(clerk.form(COURT), SAID, "甲.xlsx")
    window.receive(first, day=date(2021, 7, 20))
    window.merge_by_key()
    second = clerk.filled(clerk.form(COURT), {60: {"progress": "已办 321 件。", "problems": "无"}}, "乙.xlsx")
    window.receive(second, day=date(2021, 7, 22))
    assert [pill for _, pill in window.results] == ["可合并 1", "已合并"]
    fields, row = window.page.compare.fields, window.go_to(60, "progress")
    for column, mark, figure in ((OURS, Mark.REMOVED, "312"), (THEIRS, Mark.ADDED, "321")):
        shown = fields.marked(row, column)
        assert shown.mark is mark
        assert [shown.text[start:end] for start, end in shown.spans] == [figure]
    window.merge_by_key()
    window.go_to_merged(60, "progress")
    press_keys(window.page, "F6")
    history = window.page.compare.source.history
    window.qtbot.waitUntil(lambda: "甲.xlsx" in history.toPlainText() and "乙.xlsx" in history.toPlainText())
    assert clerk.entry(60, COURT)["progress"] == "已办 321 件。"
    assert [each.name for each in window.services.look.snapshot(JULY).returned[COURT]] == ["甲.xlsx", "乙.xlsx"]


def _answer_by_number(window: Window, ask: Ask, value: str) -> None:
    """Alt and the number that stands before that answer."""
    (strip,) = window.asked
    assert strip.question.ask is ask
    button = next(each for each in strip.buttons if each.objectName() == value)
    assert button.text().startswith("&")
    with window.qtbot.waitSignal(window.page.compare.strips.answered):
        press_keys(window.page, f"Alt+{button.text()[1]}")
    window.settle()


@pytest.mark.parametrize("taken", [True, False])
def test_13_another_units_rows_are_taken_or_left_as_the_clerk_answers(clerk: Clerk, taken: bool) -> None:
    out = clerk.folder / f"{COURT}.xlsx"
    clerk.ask("export", out, "--period", MONTH)
    form = Form(out)
    form.put(60, "progress", "法院填的。")
    form.put(27, "progress", "住建局托法院报的。")
    form.saved(out)
    window = clerk.window
    window.receive(out)
    assert window.results == [(COURT, "可合并 1")]
    _answer_by_number(window, Ask.ALSO, HOUSING if taken else "")
    assert window.results == [(COURT, "可合并 1"), (HOUSING, "可合并 1")][: 1 + taken]
    window.merge_by_key()
    assert clerk.entry(60, COURT)["progress"] == "法院填的。"
    assert clerk.entry(27, HOUSING)["progress"] == ("住建局托法院报的。" if taken else "")


def test_14_a_form_under_two_names_is_whose_the_clerk_says(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.sheet["A2"].value = form.sheet["A2"].value.replace(f"填报单位：{COURT}", f"填报单位：{HOUSING}")

    window = clerk.window
    window.receive(clerk.messy(change, answers=SAID))
    assert window.results == [("——", "待确认")]
    assert not window.page.compare.foot.merge.isEnabled()
    _answer_by_number(window, Ask.UNIT, COURT)
    assert window.results == [(COURT, "可合并 2")]
    window.merge_by_key()
    assert clerk.entry(60, COURT)["progress"] == "已办 312 件。"


@pytest.mark.parametrize(("answer", "progress"), [("37", "是哪一条的？"), ("", "")])
def test_17_words_that_could_be_two_measures_are_the_one_that_the_clerk_chooses_or_none(
    clerk: Clerk, answer: str, progress: str
) -> None:
    between = answers.plan().measure(37).text.replace("至供电企业", "至供水企业").replace("客户用电和", "客户用水、用电和")

    def change(form: Form) -> None:
        form.sheet.cell(form.row(37), 2).value = between

    window = clerk.window
    window.receive(clerk.messy(change, unit=MARKET, answers={37: {"progress": "是哪一条的？"}}))
    _answer_by_number(window, Ask.ROW, answer)
    window.merge_by_key()
    assert [clerk.entry(no, MARKET)["progress"] for no in (37, 47)] == [progress, ""]


def test_18_of_words_over_two_measures_the_clerk_says_which_they_are_of(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.unmerge()
        top = form.row(62)
        form.sheet.merge_cells(f"F{top}:F{top + 3}")
        form.sheet[f"F{top}"].value = SHARED

    window = clerk.window
    window.receive(clerk.messy(change))
    assert window.results == [(COURT, "冲突 2")]
    field = window.page.compare.field
    assert field is not None
    assert (field.key.no, window.at_hand) == (62, window.page.compare.table)
    assert "合并" in window.page.compare.fields.remark(window.page.compare.table.current_row, RESULT)
    window.press(Qt.Key.Key_2, Qt.Key.Key_N, Qt.Key.Key_1)
    assert window.results == [(COURT, "可合并 1")]
    window.merge_by_key()
    assert [clerk.entry(no, COURT)["progress"] for no in (62, 63)] == [SHARED, ""]
    assert window.services.look.snapshot(JULY).held == ()


def test_18_left_open_they_wait_in_the_ledger_and_the_window_says_so(clerk: Clerk) -> None:
    def change(form: Form) -> None:
        form.unmerge()
        top = form.row(62)
        form.sheet.merge_cells(f"F{top}:F{top + 3}")
        form.sheet[f"F{top}"].value = SHARED

    window = clerk.window
    window.receive(clerk.messy(change, answers=SAID))
    window.press(Qt.Key.Key_0)
    window.merge_by_key()
    assert window.page.left.isVisible()
    assert "2 处冲突" in window.page.left.text
    assert [clerk.entry(no, COURT)["status"] for no in (62, 63)] == ["冲突", "冲突"]
    assert clerk.entry(60, COURT)["progress"] == "已办 312 件。"


def test_27_a_name_with_its_phone_is_shown_split_and_said_to_be(clerk: Clerk) -> None:
    window = clerk.window
    window.receive(clerk.messy(lambda form: form.put(60, "contact", "联系人：某乙 13800138000", below=1)))
    fields = window.page.compare.fields
    shown = {key: fields.index(window.go_to(60, key), THEIRS).data() for key in ("liaison.name", "liaison.phone")}
    assert shown == {"liaison.name": "某乙", "liaison.phone": "13800138000"}
    (note,) = [row.text for row in window.rows if isinstance(row, NoteRow)]
    assert "某乙" in note
    window.merge_by_key()
    assert clerk.entry(60, COURT)["contacts"][1] == {"role": "联系人", "name": "某乙", "phone": "13800138000"}


@pytest.mark.parametrize(("key", "deadline"), [(None, "2021年12月底"), (Qt.Key.Key_2, "")])
def test_31_an_emptied_cell_keeps_its_text_unless_the_clerk_has_it_cleared(
    clerk: Clerk, key: Qt.Key | None, deadline: str
) -> None:
    clerk.say("set", 60, "deadline", "2021年12月底", "--unit", COURT, "--period", MONTH)
    clerk.send(COURT)
    clerk.forms = clerk.folder / f"下发{MONTH}"
    window = clerk.window
    window.receive(clerk.messy(lambda form: form.put(60, "deadline", None)))
    window.show(Shown.ATTENTION)
    fields, row = window.page.compare.fields, window.go_to(60, "deadline")
    assert fields.index(row, RESULT).data() == "来表清空，保留台账"
    layout = window.page.compare.table.layout_of(row)
    assert layout is not None
    assert [option.label for option in layout.options][:2] == ["保留台账", "按来表清空"]
    if key is not None:
        window.press(key)
        assert fields.index(row, RESULT).data() == "按来表清空"
    window.merge_by_key()
    assert clerk.entry(60, COURT)["deadline"] == deadline


def _commented(clerk: Clerk, cell: str, comment: str) -> Path:
    def change(form: Form) -> None:
        if cell:
            form.put(60, "progress", cell)
        form.cell(60, "progress").comment = Comment(comment, "某甲")

    return clerk.messy(change)


def test_33_an_answer_in_a_comment_is_taken_with_a_key(clerk: Clerk) -> None:
    window = clerk.window
    window.receive(_commented(clerk, "", "已办 312 件。"))
    assert window.results == [(COURT, "冲突 1")]
    window.press(Qt.Key.Key_2)
    window.merge_by_key()
    assert clerk.entry(60, COURT)["progress"] == "已办 312 件。"


@pytest.mark.parametrize(("key", "progress"), [(None, "已办 300 件。"), (Qt.Key.Key_5, "已办 312 件。")])
def test_33_a_comment_beside_an_answer_takes_its_place_only_by_key(
    clerk: Clerk, key: Qt.Key | None, progress: str
) -> None:
    window = clerk.window
    window.receive(_commented(clerk, "已办 300 件。", "已办 312 件。"))
    fields, row = window.page.compare.fields, window.go_to(60, "progress")
    assert "已办 312 件。" in fields.remark(row, THEIRS)
    assert Decision.ASIDE in fields.choices(row)
    if key is not None:
        window.press(key)
    window.merge_by_key()
    assert clerk.entry(60, COURT)["progress"] == progress


def test_37_the_day_of_receipt_is_put_right_in_the_list_and_the_unit_is_not_late(clerk: Clerk) -> None:
    clerk.today = date(2021, 7, 28)
    window = clerk.window
    window.receive(clerk.filled(clerk.form(COURT), SAID), day=clerk.today)
    table = window.page.files.table
    table.setFocus()
    press(table, Qt.Key.Key_F2)
    editor = table.findChild(QDateEdit)
    assert editor is not None
    editor.setDate(QDate(2021, 7, 24))
    with window.qtbot.waitSignal(window.page.files.model.received_edited):
        press(editor, Qt.Key.Key_Return)
    window.settle()
    assert window.at_hand is table
    assert window.page.files.model.index(0, RECEIVED).data() == "7月24日"
    window.merge_by_key()
    (record,) = window.services.look.snapshot(JULY).returned[COURT]
    assert record.received == date(2021, 7, 24)
    assert window.services.history.operations(1)[0].at.date() == date(2021, 7, 28)
    units = {each["unit"]: each for each in clerk.ask("status", "--period", MONTH, "--on", "2021-07-31")["units"]}
    assert (units[COURT]["returned"], units[COURT]["late"]) == ("2021-07-24", False)
