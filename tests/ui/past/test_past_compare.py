"""两月对照: what is listed, how it is filtered, chosen, opened, copied and exported."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from qcapp.domain.period import Period
from qcapp.forms.list_table import ListTable
from qcapp.publish.past_tables import cells_of
from qcapp.services import Services
from tests.services.office import Drawn
from tests.ui.conftest import JULY
from tests.ui.hands import never_reached, press, press_keys, tab_round
from tests.ui.past.conftest import HIGH_TECH, JULY_WORDS, JUNE, JUNE_WORDS, TAX, settle
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.models.changes import MARKED_ROLE
from ui.models.compared import Col
from ui.pages.past import Leaf, PastPage
from ui.pages.past_compare import ALL, MOVED
from ui.widgets.diff_text import Mark, MarkedText
from ui.widgets.plain_table import TableRole


def listed(past: PastPage) -> list[tuple[int, str, str, str]]:
    return [
        (row.key.no, row.key.unit, row.field, row.movement.value) for row in past.compare.rows if row.movement.value != "未填"
    ]


def marked(past: PastPage, row: int, column: Col) -> MarkedText:
    found = past.compare.model.index(row, column).data(MARKED_ROLE)
    assert isinstance(found, MarkedText)
    return found


def choose_units(past: PastPage, unit: str) -> None:
    past.compare.units.choose(unit)
    past.compare.units.chosen.emit(unit)


def test_the_month_shown_stands_beside_the_one_before_with_what_moved(past: PastPage) -> None:
    QAbstractItemModelTester(past.compare.model)
    assert (past.compare.left.currentText(), past.compare.right.currentText()) == ("2021年6月", "2021年7月")
    assert listed(past) == [
        (11, TAX, "progress", "修改"), (11, TAX, "problems", "修改"), (11, HIGH_TECH, "progress", "新增"),
        (13, TAX, "progress", "照抄"),
    ]
    assert past.compare.chips.chip("CHANGED").text() == "修改 2"
    assert past.compare.chips.chip("COPIED").text() == "照抄 1"


def test_a_first_visit_waits_for_the_leaf_that_is_seen_alone(past: PastPage) -> None:
    assert [leaf for leaf in ("compare", "year", "since") if leaf in vars(past)] == ["compare"]
    past.tabs.setCurrentIndex(Leaf.SINCE)
    assert past.since.isVisible()
    assert "year" not in vars(past)


def test_what_is_empty_in_both_months_is_not_counted_as_worth_a_look(past: PastPage) -> None:
    assert past.compare.chips.current == MOVED
    assert past.compare.chips.chip(MOVED).text() == f"要看的 {len(past.compare.rows)}"
    assert past.compare.rows
    assert all(row.then or row.now for row in past.compare.rows)
    assert past.compare.told() == "新增 1，修改 2，照抄 1"
    past.compare.chips.chip("MISSING").click()
    assert len(past.compare.rows) > 40


def test_why_what_is_worth_a_look_is_less_than_the_sum_of_its_kinds_is_said_on_the_page(past: PastPage) -> None:
    chips = past.compare.chips
    kinds = [chip.text().split() for chip in chips.findChildren(QPushButton) if chip.objectName() not in (MOVED, ALL, "SAME")]
    empty = sum(int(count) for _, count in kinds) - len(past.compare.rows)
    said = f"两个月都空着的 {empty} 处不算要看的"
    assert empty > 0
    assert past.compare.status_words().endswith(f" · {said}")
    assert chips.chip(MOVED).toolTip() == f"除了“不变”的，都是要看的，{said}。"
    assert chips.chip("MISSING").toolTip() == f"{said}。"
    chips.chip("CHANGED").click()
    assert "空着" not in past.compare.status_words()


def test_words_that_differ_are_marked_in_both_months_and_the_earlier_ones_can_be_read(past: PastPage) -> None:
    choose_units(past, TAX)
    row = next(place for place, row in enumerate(past.compare.rows) if row.key.no == 11)
    then, now = marked(past, row, Col.THEN), marked(past, row, Col.NOW)
    assert (then.text, then.mark, [then.text[slice(*span)] for span in then.spans]) == (JUNE_WORDS, Mark.EARLIER, ["200"])
    assert (now.text, now.mark, [now.text[slice(*span)] for span in now.spans]) == (JULY_WORDS, Mark.ADDED, ["312"])
    assert marked(past, row, Col.UNIT).text == TAX
    assert marked(past, row + 1, Col.UNIT).text == ""  # named once
    assert past.compare.model.index(row + 1, Col.UNIT).data() == TAX  # but copied with every row
    assert past.compare.model.index(row, Col.MOVEMENT).data(TableRole.PILL)[0] == "修改"


def test_chips_filter_and_their_counts_are_those_of_what_they_show(past: PastPage) -> None:
    choose_units(past, TAX)
    for key in ("CHANGED", "COPIED", "MISSING", "all"):
        past.compare.chips.chip(key).click()
        assert past.compare.chips.chip(key).text().split(" ")[-1] == str(len(past.compare.rows))
    past.compare.chips.chip("CHANGED").click()
    assert {row.movement.value for row in past.compare.rows} == {"修改"}
    past.compare.fields.choose("存在问题")
    past.compare.fields.chosen.emit("存在问题")
    assert listed(past) == [(11, TAX, "problems", "修改")]


def test_words_are_searched_in_both_months_and_nothing_found_leads_back(past: PastPage, window: MainWindow) -> None:
    press_keys(window, "Ctrl+F")
    past.bar.search.setText("试点")
    press(past.bar.search, Qt.Key.Key_Return)
    assert [row.key.unit for row in past.compare.rows] == [HIGH_TECH]
    past.bar.search.setText("没有这个词")
    press(past.bar.search, Qt.Key.Key_Return)
    assert past.compare.rows == ()
    assert past.compare._no_rows.isVisible()
    past.compare._no_rows.findChildren(QPushButton)[0].click()
    assert len(past.compare.rows) == 80
    assert past.bar.search.text() == ""


def test_other_months_are_chosen_and_those_without_content_are_told(past: PastPage, qtbot: QtBot) -> None:
    words = [past.compare.left.itemText(place) for place in range(past.compare.left.count())]
    assert words[0] == "2021年12月（无内容）"
    past.compare.left.setCurrentIndex(words.index("2021年3月（无内容）"))
    past.compare.left.activated.emit(past.compare.left.currentIndex())
    settle(past, qtbot)
    assert past.compare.nothing.text() == "2021年3月还没有内容，请另选月份。"
    assert past.compare.table.isHidden()
    assert past.shown_table() is None, "there is nothing to be printed or written"
    past.compare.left.setCurrentIndex(words.index("2021年7月"))
    past.compare.left.activated.emit(past.compare.left.currentIndex())
    settle(past, qtbot)
    assert past.compare.nothing.text() == "两边都是2021年7月，请选两个不同的月份。"


def test_a_row_is_opened_on_the_ledger_in_the_later_month(past: PastPage, window: MainWindow, qtbot: QtBot) -> None:
    window.set_period(Period(2021, 8))
    past.show_item((JUNE, JULY))
    settle(past, qtbot)
    row = next(place for place, row in enumerate(past.compare.rows) if row.key.unit == HIGH_TECH and row.key.no == 11)
    past.compare.table.select_row(row)
    press(past.compare.table, Qt.Key.Key_Return)
    assert (window.current_page.name, window.period) == ("ledger", JULY)
    assert (window.ledger_page.form.no, window.ledger_page.form.unit) == (11, HIGH_TECH)


def test_what_is_listed_is_copied_as_cells_with_headings(past: PastPage) -> None:
    past.compare.chips.chip("COPIED").click()
    past.bar.copy_button.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["序号", "改革措施", "责任单位", "栏目", "2021年6月", "2021年7月", "变化"]
    assert lines[-1].split("\t")[2:] == [TAX, "进展情况", "照旧办理，没有新的做法。", "照旧办理，没有新的做法。", "照抄"]


def test_what_is_listed_is_exported_as_a_table(
    past: PastPage, services: Services, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "对照.xlsx"
    asked: list[str] = []

    def ask(parent: object, title: str, start: Path, kinds: str) -> Path:
        asked.append(start.name)
        return target.with_suffix("")

    monkeypatch.setattr("ui.dialogs.files.ask_save", ask)
    past.compare.chips.chip("COPIED").click()
    past.bar.export_button.click()
    settle(past, qtbot)
    drawn = services.publish.writers["xlsx"]
    assert isinstance(drawn, Drawn)
    ((table, path),) = drawn.tables
    assert (asked, path) == (["2021年6月与7月对照.xlsx"], target)
    assert isinstance(table, ListTable)
    assert [cells[4:] for cells in cells_of(table)] == [
        ("2021年6月", "2021年7月", "变化"), ("照旧办理，没有新的做法。", "照旧办理，没有新的做法。", "照抄")
    ]
    assert (table.title, table.caption) == ("2021年6月与7月对照", "照抄 1")
    assert past.result.text == "已导出“对照.xlsx”。"


def test_what_is_typed_on_the_ledger_is_seen_here_and_the_current_row_stays(
    past: PastPage, window: MainWindow, qtbot: QtBot
) -> None:
    choose_units(past, TAX)
    row = next(place for place, row in enumerate(past.compare.rows) if row.key.no == 13)
    past.compare.table.select_row(row)
    window.services.edit.set_field(11, TAX, JULY, "problems", "无")
    window.read_again()
    settle(past, qtbot)
    assert (11, TAX, "problems", "修改") not in listed(past)
    assert past.compare.rows[past.compare.table.currentIndex().row()].key.no == 13


def test_the_page_is_reached_by_key_and_every_control_by_tab(past: PastPage, window: MainWindow) -> None:
    window.go("ledger")
    press_keys(window, "Ctrl+6")
    assert window.current_page is past
    assert past.leaf is Leaf.COMPARE
    stops = tab_round(past.compare.table)
    assert never_reached(past, stops) == []


def test_long_texts_make_their_rows_high_enough(past: PastPage, window: MainWindow, qtbot: QtBot) -> None:
    text = "逐项核对系统对接情况并形成清单。" * 30
    window.services.edit.set_field(1, "区工信局", JULY, "progress", text)
    window.read_again()
    settle(past, qtbot)
    table = past.compare.table
    qtbot.waitUntil(lambda: table.rowHeight(0) > 3 * table.fontMetrics().lineSpacing())
    chars = (table.columnWidth(Col.NOW) - 16) // 13
    assert table.rowHeight(0) >= len(text) // chars * table.fontMetrics().lineSpacing()


def test_a_file_that_is_there_is_not_replaced_unasked(
    past: PastPage, services: Services, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "对照.xlsx"
    target.write_bytes(b"older")
    asked: list[str] = []
    answers = iter((None, "replace"))

    def ask(over: object, title: str, heading: str, *rest: object) -> str | None:
        asked.append(heading)
        return next(answers)

    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *words: target)
    monkeypatch.setattr(QuestionDialog, "ask", ask)
    past.bar.export_button.click()
    settle(past, qtbot)
    assert (asked, target.read_bytes()) == (["替换同名文件？"], b"older")
    past.bar.export_button.click()
    settle(past, qtbot)
    assert (len(asked), target.read_bytes()) == (2, b"drawn")
