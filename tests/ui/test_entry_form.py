"""The form: what it shows of an entry, settling a conflict, contacts that come and go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from db.store import SqlLedger
from qcapp.domain.forms import ReturnedFile, ReturnRecord
from qcapp.domain.ledger import CellKey, HeldConflict
from qcapp.domain.operations import CellEdit, OperationDraft, OperationKind
from qcapp.domain.place import Place
from qcapp.merge.plan import Decision
from qcapp.services import Services
from tests.ui.conftest import JULY
from tests.ui.hands import type_in
from ui.main_window import MainWindow
from ui.widgets.entry_form import EntryForm
from ui.widgets.pill import Pill

Fill = Callable[..., None]
UNIT = "区税务局"
FILE = "区税务局_202107.xlsx"
PLACE = Place("下发表", 6, 5)


@pytest.fixture
def form(window: MainWindow) -> EntryForm:
    return window.ledger_page.form


def merge_in(
    store: SqlLedger, field: str, ours: str, theirs: str, *, base: str | None = None, hold: bool = False,
    decision: str = "theirs",
) -> None:
    """What merging a returned file for measure 11 leaves in the ledger."""
    data = f"{field}{theirs}".encode()
    sha = hashlib.sha256(data).hexdigest()
    file = ReturnedFile(FILE, None, sha, data, None)
    record = ReturnRecord(sha, FILE, UNIT, JULY, date(2021, 7, 22), None, {(11, field): theirs})
    key = CellKey(11, UNIT, JULY, field)
    held = (HeldConflict(key, base, ours, theirs, sha, FILE, date(2021, 7, 22), place=PLACE),) if hold else ()
    edits = () if hold else (CellEdit(key, ours, theirs, sha, PLACE, decision),)
    store.commit(
        OperationDraft(OperationKind.MERGE, f"合并 {FILE}", "经办人", edits=edits, returned=((file, record),), held=held)
    )


def test_source_and_length_of_progress_are_told(form: EntryForm, window: MainWindow, store: SqlLedger, fill: Fill) -> None:
    merge_in(store, "progress", "", "已开通专窗。")
    fill(8, "区政数局", progress="手填的")
    window.read_again()
    window.go("ledger", 11)
    assert form.fields.notes["progress"].text() == f"6 字 · 来自《{FILE}》7月22日"
    note = form.fields.notes["progress"]
    shown = note.shown_in(note.fontMetrics().horizontalAdvance("6 字 · 来自《区税务.xlsx》7月22日"))
    assert "…" in shown
    assert shown.endswith("7月22日")
    window.go("ledger", 8)
    assert form.fields.notes["progress"].text() == "3 字 · 手工录入 7月22日"
    type_in(form.editor("progress"), "又")
    assert form.fields.notes["progress"].text() == "4 字"


def test_the_source_of_the_field_at_hand_is_told_with_place_decision_and_person(
    form: EntryForm, window: MainWindow, store: SqlLedger, fill: Fill
) -> None:
    merge_in(store, "progress", "", "已开通专窗。")
    merge_in(store, "problems", "", "编制不足。", decision="both")
    fill(11, UNIT, deadline="长期坚持")
    window.read_again()
    window.go("ledger", 11)
    assert form.source.heading.text() == "来源（进展情况）"
    assert form.source.words.text() == (
        f"来自《{FILE}》 · 7月22日收到 · 《下发表》第 7 行第 6 列 · 用来表 · 经办人 7月22日入账"
    )
    form.editor("problems").setFocus()
    assert form.source.heading.text() == "来源（存在问题）"
    assert form.source.words.text().endswith("两段都保留 · 经办人 7月22日入账")
    assert not form.source.open_button.isHidden()
    form.editor("deadline").setFocus()
    assert form.source.words.text() == "经办人 7月22日手工录入"
    assert form.source.open_button.isHidden()
    window.go("ledger", 8)
    assert form.source.isHidden()


def test_words_typed_while_merging_are_the_clerks_and_not_the_files(
    form: EntryForm, window: MainWindow, store: SqlLedger
) -> None:
    merge_in(store, "progress", "", "经办人自己写的。", decision="typed")
    window.read_again()
    window.go("ledger", 11)
    assert form.fields.notes["progress"].text() == "8 字 · 手工填写 7月22日"
    assert form.source.words.text() == f"合并《{FILE}》时手工填写 · 经办人 7月22日"


def test_the_returned_file_behind_the_words_is_opened_and_saved(
    form: EntryForm, window: MainWindow, store: SqlLedger, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge_in(store, "progress", "", "已开通专窗。")
    window.read_again()
    window.go("ledger", 11)
    opened: list[Path] = []

    def open_it(path: Path) -> bool:
        opened.append(path)
        return True

    monkeypatch.setattr("ui.desktop.open_file", open_it)
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *_: tmp_path / "原件.xlsx")
    form.source.open_button.click()
    qtbot.waitUntil(lambda: bool(opened))
    assert (opened[0].name, opened[0].read_bytes()) == (FILE, "progress已开通专窗。".encode())
    form.source.save_button.click()
    qtbot.waitUntil((tmp_path / "原件.xlsx").exists)


def test_a_waiting_conflict_leads_to_the_file_and_the_place(
    form: EntryForm, window: MainWindow, store: SqlLedger, fill: Fill, qtbot: QtBot
) -> None:
    fill(11, UNIT, progress="我方")
    merge_in(store, "progress", "我方", "来方", base="原来", hold=True)
    window.read_again()
    window.go("ledger", 11)
    (box,) = form.conflicts
    told = [label.text() for label in box.findChildren(QLabel)]
    assert f"《{FILE}》7月22日收到，《下发表》第 7 行第 6 列" in told
    with qtbot.waitSignal(form.original_requested) as asked:
        box.open_button.click()
    assert asked.args[1] == FILE


def test_official_text_and_the_plans_own_paragraph_can_be_read(form: EntryForm, window: MainWindow, services: Services) -> None:
    plan = services.look.plan(JULY)
    window.go("ledger", 11)
    assert form._head._title.text().startswith("11　")
    assert form._head._text.text() == plan.measure(11).text
    section = plan.section_by_key[plan.measure(11).section or ""]
    assert section.text in form._head._section.text()
    form._head.text_fold.set_open(True)
    assert form._head._text.isVisible()


def test_deadline_says_what_it_was_understood_as(form: EntryForm, window: MainWindow) -> None:
    window.go("ledger", 8)
    deadline = form.editor("deadline")
    for typed, understood in (("2021年12月底", "→ 2021-12-31"), ("长期坚持", "→ 长期"), ("尽快", "看不出日期"), ("", "")):
        deadline.put(typed)
        assert form.fields.parsed.text() == understood


def test_tabs_mark_units_that_still_owe(form: EntryForm, window: MainWindow, fill: Fill) -> None:
    fill(11, UNIT, progress="好。")
    window.read_again()
    window.go("ledger", 11)
    side = form._tabs.ButtonPosition.RightSide
    assert form._tabs.tabText(0) == UNIT
    assert not isinstance(form._tabs.tabButton(0, side), Pill)
    owing = form._tabs.tabButton(1, side)
    assert isinstance(owing, Pill)
    assert owing.text == "未报"


@pytest.mark.parametrize(
    ("decision", "after"),
    [(Decision.OURS, "我方"), (Decision.THEIRS, "来方"), (Decision.BOTH, "我方\n来方"), (Decision.TYPED, "我方\n来方，核实过")],
)
def test_a_waiting_conflict_is_settled_four_ways(
    decision: Decision, after: str, form: EntryForm, window: MainWindow, store: SqlLedger, fill: Fill,
    services: Services, qtbot: QtBot,
) -> None:
    fill(11, UNIT, progress="我方")
    merge_in(store, "progress", "我方", "来方", base="原来", hold=True)
    window.read_again()
    window.go("ledger", 11)
    (box,) = form.conflicts
    qtbot.waitUntil(box.isVisible)
    box.buttons[decision].click()
    if decision is Decision.TYPED:
        box._typed.moveCursor(box._typed.textCursor().MoveOperation.End)
        type_in(box._typed, "，核实过")
        box._save.click()
    assert services.look.snapshot(JULY).entry(11, UNIT).text("progress") == after
    assert services.look.snapshot(JULY).held == ()
    assert form.conflicts == []
    assert form.editor("progress").value() == after
    assert window.statusBar().currentMessage().endswith(f"冲突按“{decision.label}”处理。")


def test_after_a_conflict_is_settled_by_mouse_the_keys_stay_at_its_field(
    form: EntryForm, window: MainWindow, store: SqlLedger, fill: Fill, qtbot: QtBot
) -> None:
    fill(11, UNIT, problems="我方")
    merge_in(store, "problems", "我方", "来方", base="原来", hold=True)
    window.read_again()
    window.go("ledger", 11)
    (box,) = form.conflicts
    qtbot.waitUntil(box.isVisible)
    QTest.mouseClick(box.buttons[Decision.THEIRS], Qt.MouseButton.LeftButton)
    assert form.conflicts == []
    assert window.focusWidget() is form.editor("problems")


def test_words_typed_for_a_conflict_are_there_again_on_return(
    form: EntryForm, window: MainWindow, store: SqlLedger, fill: Fill, qtbot: QtBot
) -> None:
    fill(11, UNIT, progress="我方")
    merge_in(store, "progress", "我方", "来方", base="原来", hold=True)
    window.read_again()
    window.go("ledger", 11)
    qtbot.waitUntil(form.conflicts[0].isVisible)
    form.conflicts[0].buttons[Decision.TYPED].click()
    type_in(form.conflicts[0]._typed, "，核实过")
    window.go("ledger", 12)
    window.go("history")
    window.go("ledger", 11)
    (box,) = form.conflicts
    assert box._typed.value() == "我方\n来方，核实过"
    qtbot.waitUntil(lambda: box._typed.isVisible() and box._save.isVisible())
    assert box._typed.textCursor().atEnd()


def test_a_further_liaison_can_be_added_and_is_kept(form: EntryForm, window: MainWindow, services: Services) -> None:
    window.go("ledger", 8)
    assert "liaison2.name" not in form.fields.contacts.editors
    form.fields.contacts.add_liaison()
    type_in(form.editor("liaison2.name"), "李四")
    type_in(form.editor("liaison2.phone"), "0763-3300001")
    window.go("ledger", 9)
    assert "liaison2.name" not in form.fields.contacts.editors
    window.go("ledger", 8)
    assert form.editor("liaison2.name").value() == "李四"
    assert services.look.snapshot(JULY).entry(8, "区政数局").text("liaison2.phone") == "0763-3300001"


def test_the_plans_extra_liaison_rows_are_shown(form: EntryForm, window: MainWindow) -> None:
    window.go("ledger", 44)
    assert "liaison2.phone" in form.fields.contacts.editors


def test_earlier_months_and_changes_are_told(form: EntryForm, window: MainWindow, fill: Fill) -> None:
    fill(8, "区政数局", JULY.shifted(-1), progress="六月的进展")
    fill(8, "区政数局", progress="七月初稿")
    fill(8, "区政数局", progress="七月定稿")
    window.read_again()
    window.go("ledger", 8)
    assert form.past.list.toPlainText().replace("\xa0", " ").splitlines()[0] == "2021-06   六月的进展"
    form._changes.fold.set_open(True)
    told = form._changes._body.text()
    assert "七月初稿" in told
    assert told.index("七月定稿") < told.index("六月的进展")


def test_each_change_tells_its_place_and_decision(form: EntryForm, window: MainWindow, store: SqlLedger) -> None:
    merge_in(store, "progress", "", "已开通专窗。")
    window.read_again()
    window.go("ledger", 11)
    form._changes.fold.set_open(True)
    assert f"来自《{FILE}》 · 7月22日收到 · 《下发表》第 7 行第 6 列 · 用来表" in form._changes._body.text()


def test_undo_brings_the_former_text_back_into_the_open_form(
    form: EntryForm, window: MainWindow, qtbot: QtBot, services: Services
) -> None:
    window.go("ledger", 8)
    type_in(form.editor("progress"), "写错了")
    window.commands.undo()
    assert form.editor("progress").value() == ""
    assert services.look.snapshot(JULY).entry(8, "区政数局").text("progress") == ""
    assert window.statusBar().currentMessage().startswith("已撤销：")
    window.commands.redo()
    assert form.editor("progress").value() == "写错了"


def test_no_bar_lies_over_the_last_line_of_the_progress(form: EntryForm) -> None:
    editor = form.editor("progress")
    assert isinstance(editor, QPlainTextEdit)
    assert editor.horizontalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert editor.lineWrapMode() is QPlainTextEdit.LineWrapMode.WidgetWidth
