"""A whole sitting by the keyboard alone, and what a screen reader is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QWidget

from db.opening import open_ledger
from qcapp.merge.plan import Decision
from qcapp.services import make_services
from tests.factory import FixedClock
from tests.merge.world import JULY
from tests.services.office import Drawn
from tests.ui.collect.world import OURS, THEIRS, UNIT_NAME, Shelf, Sitting
from tests.ui.hands import press, press_keys, type_in
from ui.main_window import MainWindow


def at_hand(sitting: Sitting) -> QWidget:
    """Where the keys go."""
    widget = sitting.page.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def six(sitting: Sitting, returned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sitting:
    """The chooser offers 区住建局's form, one with an aside, and one under an unknown name."""
    aside, nameless = tmp_path / "旁注.xlsx", tmp_path / "无名.xlsx"
    sitting.shelf.lay(
        aside, {53: {"progress": "同上。"}}, unit="区法院", period=JULY, asides={(53, "progress"): "批注：诉讼服务上线。"}
    )
    name = "清城区教育和体育局"
    sitting.shelf.lay(nameless, {33: {"progress": "已印发方案。"}}, unit=name, label=name, period=JULY)
    names = [str(path) for path in (returned, aside, nameless)]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    return sitting


def test_a_month_is_collected_without_the_mouse(six: Sitting) -> None:
    page, table = six.page, six.page.compare.table
    press_keys(page, "Ctrl+O")
    six.settle()
    assert [each[2] for each in six.listed] == ["冲突 1", "不合格 1", "待确认"]

    # The first conflict is at hand: look at its source, weigh, type, think better of it.
    assert at_hand(six) is table
    press_keys(table, "F6")
    assert THEIRS in page.compare.source.cell.toPlainText()
    for key, decision in ((Qt.Key.Key_1, Decision.OURS), (Qt.Key.Key_3, Decision.BOTH), (Qt.Key.Key_0, Decision.HOLD)):
        press(at_hand(six), key)
        assert six.field(27, "progress").decision is decision
    press(table, Qt.Key.Key_4)
    editor = table.editor
    assert editor is not None
    editor.selectAll()
    type_in(editor, "起草方案，两头都核实过。")
    press_keys(editor, "Ctrl+Return")
    assert six.listed[0][2] == "可合并 2"
    assert not page.work.batch.merged

    # All files in one table: down to the aside, and take it.
    press_keys(table, "Ctrl+Shift+A")
    while page.compare.field is None or not page.compare.field.aside:
        press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_5)
    assert six.field(53, "progress", file=1).decision is Decision.ASIDE

    # N leads to what is asked; part of a name and Enter answer it.
    press(table, Qt.Key.Key_N)
    strip = page.compare.strips.questions[0]
    assert strip.isAncestorOf(at_hand(six))
    press_keys(page, "Alt+U")
    edit = at_hand(six)
    assert isinstance(edit, QLineEdit) or edit is strip.search
    type_in(edit, "教育")
    press(edit, Qt.Key.Key_Return)
    six.settle()
    assert [each[1] for each in six.listed] == [UNIT_NAME, "区法院", "区教育局"]

    press_keys(page, "Ctrl+Return")
    six.settle()
    assert six.text(27, "progress") == "起草方案，两头都核实过。"
    assert six.text(53, "progress", "区法院") == "诉讼服务上线。"
    assert six.text(33, "progress", "区教育局") == "已印发方案。"

    # One file is taken back, then the rest of the merge.
    page.files.table.setFocus()
    press(page.files.table, Qt.Key.Key_Home)
    press(page.files.table, Qt.Key.Key_U)
    six.settle()
    assert six.text(27, "progress") == OURS
    press_keys(page, "Alt+Z")
    six.qtbot.waitUntil(lambda: not page.work.batch.merged and not page.work.busy)
    assert six.text(33, "progress", "区教育局") == ""
    assert {each[2] for each in six.listed} == {"可合并 2", "可合并 1", "不合格 1"}


def test_tab_goes_round_the_page_and_everything_it_meets_has_a_name(six: Sitting) -> None:
    press_keys(six.page, "Ctrl+O")
    six.settle()
    press_keys(six.page, "F6")
    six.page.compare.enter()
    met: list[QWidget] = []
    for _ in range(60):
        QTest.keyClick(at_hand(six), Qt.Key.Key_Tab)
        if at_hand(six) in met[:-1]:  # a date is left by its third Tab
            break
        if at_hand(six) not in met:
            met.append(at_hand(six))
    page = six.page
    wanted: list[QWidget] = [
        page.compare.source.open, page.compare.source.cell, page.compare.foot.merge, page.files.table, page.compare.table,
    ]
    assert [widget for widget in met if widget in wanted] == wanted
    assert page.files.received in met
    nameless = [
        widget for widget in met
        if not widget.accessibleName() and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert nameless == []


def test_ctrl_enter_merges_nothing_where_there_is_nothing(sitting: Sitting) -> None:
    press_keys(sitting.page, "Ctrl+Return")
    assert not sitting.page.work.busy
    assert sitting.page.work.batch.merged == []


def test_a_postponed_conflict_waits_through_a_restart_and_is_settled_in_the_ledger(
    sitting: Sitting, returned: Path, ledger_path: Path, clock: FixedClock
) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_0)
    sitting.merge()
    store = open_ledger(ledger_path, clock)
    services = make_services(store, Shelf(store.plan_for(JULY)), clock, "经办人", {"xlsx": Drawn()})
    window = MainWindow(services, ledger_path)
    sitting.qtbot.addWidget(window)
    window.set_period(JULY)
    window.show()
    window.complete()
    try:
        page = window.ledger_page
        page.filters.chip("conflict").click()
        page.show_item((27, UNIT_NAME))
        QApplication.processEvents()
        (box,) = page.form.conflicts
        box.buttons[Decision.THEIRS].click()
        assert services.look.snapshot(JULY).entry(27, UNIT_NAME).text("progress") == THEIRS
        assert services.look.snapshot(JULY).held == ()
    finally:
        window.tasks.shut_down()
        window.close()
        store.close()
