"""The source of the current field: its cell whole, the row around it, the original, and what the field said before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt

from qcapp.domain.forms import Place, ReadCell, ReturnedFile, ReturnedForm, ReturnedRow
from qcapp.domain.ledger import CellKey
from qcapp.merge.diff import Verdict
from qcapp.merge.plan import Decision, FieldPlan, FilePlan, Outcome
from tests.merge.world import JULY
from tests.ui.collect.world import OURS, THEIRS, UNIT_NAME, Sitting, court
from tests.ui.hands import press, press_keys
from ui.models.collect_source import cell_name, place_words, source_of
from ui.pages.collect_source import SourcePanel


@pytest.fixture
def opened(sitting: Sitting, returned: Path) -> Sitting:
    """The panel is open at the conflict in 27."""
    sitting.drop(returned)
    press_keys(sitting.page, "F6")
    return sitting


def panel(sitting: Sitting) -> SourcePanel:
    return sitting.page.compare.source


def history(sitting: Sitting) -> str:
    """What is told of the field once the keys rest on it."""
    sitting.qtbot.waitUntil(lambda: bool(panel(sitting).history.toPlainText()))
    return panel(sitting).history.toPlainText()


def test_beside_the_open_source_the_keys_go_on_deciding(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.page.files.table.setFocus()
    press_keys(sitting.page, "F6")
    assert panel(sitting).isVisible()
    at_hand = sitting.page.focusWidget()
    assert at_hand is sitting.page.compare.table
    press(at_hand, Qt.Key.Key_2)
    assert sitting.field(27, "progress").decision is Decision.THEIRS


def test_f6_opens_it_goes_there_and_closes_it_again(opened: Sitting) -> None:
    page = opened.page
    press_keys(page, "F6")
    assert page.focusWidget() is panel(opened).cell
    press_keys(panel(opened).cell, "F6")
    assert not panel(opened).isVisible()
    assert page.focusWidget() is page.compare.table
    press_keys(page, "Ctrl+I")
    press_keys(page, "Ctrl+I")
    press(panel(opened).cell, Qt.Key.Key_Escape)
    assert panel(opened).isVisible()
    assert page.focusWidget() is page.compare.table


def test_the_cell_is_told_by_its_place_with_its_whole_text_and_its_row(opened: Sitting) -> None:
    assert panel(opened).place.text() == "《表1》第 28 行第 6 列（F28）"
    text = panel(opened).cell.toPlainText()
    assert text.startswith(THEIRS)
    assert "措施原文：27." in text
    assert f"责任单位：{opened.shelf.plan.printed_unit(27)}" in text


def test_words_beside_the_cell_that_are_to_be_decided_on_are_there_with_their_kind(sitting: Sitting, tmp_path: Path) -> None:
    said = {(53, "progress"): "批注：更正：诉讼服务已上线。", (60, "progress"): "文本框：另报 3 件。"}
    path = tmp_path / "旁注.xlsx"
    sitting.shelf.lay(
        path, {53: {"progress": ""}, 60: {"progress": "办结 5 件。"}}, unit="区法院", period=JULY, asides=said
    )
    sitting.drop(path)
    press_keys(sitting.page, "F6")
    assert sitting.field(53, "progress").remark.startswith("文字写在批注里")
    sitting.go_to(53, "progress")
    assert panel(sitting).cell.toPlainText().startswith("（空）\n批注：更正：诉讼服务已上线。")
    sitting.go_to(60, "progress")
    assert panel(sitting).cell.toPlainText().startswith("办结 5 件。\n文本框：另报 3 件。")


def test_a_cell_that_two_people_shared_is_told_whole() -> None:
    place, other = Place("表1", 3, 3), Place("表1", 3, 4)
    cells = {
        "responsible.name": ReadCell("某甲", place), "liaison.name": ReadCell("某乙", place),
        "responsible.phone": ReadCell("3366001", place), "liaison.phone": ReadCell("3366002", other),
    }
    row = ReturnedRow(27, "措施", "任务", "区住建局", cells, place)
    field = FieldPlan(
        CellKey(27, UNIT_NAME, JULY, "liaison.name"), None, "", "某乙", Verdict.THEIRS, place, Decision.THEIRS
    )
    file = ReturnedFile("a.xlsx", None, "", b"", ReturnedForm((row,)))
    words = source_of(FilePlan(file, date(2021, 7, 22), Outcome.MERGED, fields=[field]), field)
    assert words.text == "某乙\n（原在同一格，已分开：责任人“某甲”，责任人电话“3366001”，联系人“某乙”）"


def test_a_long_text_is_there_whole_and_can_be_copied(sitting: Sitting, tmp_path: Path) -> None:
    words = "\n".join(f"第 {number} 项工作已经办结。" for number in range(60))
    path = court(sitting, tmp_path / "法院.docx", words)
    sitting.drop(path)
    sitting.go_to(53, "progress")
    press_keys(sitting.page, "F6")
    cell = panel(sitting).cell
    assert words in cell.toPlainText()
    assert cell.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    cell.selectAll()
    assert words in cell.textCursor().selectedText().replace("\u2028", "\n").replace("\u2029", "\n")


def test_the_measures_history_is_beside_it_month_by_month(opened: Sitting) -> None:
    text = history(opened)
    assert "2021年7月" in text
    assert "手工录入" in text
    assert OURS in text
    assert "经办人" in text


def test_progress_of_earlier_months_is_told_too(sitting: Sitting, returned: Path) -> None:
    sitting.services.edit.set_field(27, UNIT_NAME, JULY.shifted(-1), "progress", "六月已立项。")
    sitting.drop(returned)
    press_keys(sitting.page, "F6")
    text = history(sitting)
    assert text.index("2021年7月") < text.index("2021年6月")
    assert text.endswith("此前各月进展\n2021年6月 六月已立项。")


def test_after_a_merge_the_history_names_the_file_and_what_was_decided(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_2)
    sitting.merge()
    sitting.go_to_merged(27, "progress")
    press_keys(sitting.page, "F6")
    text = history(sitting)
    assert "来自《新建 表格(2).xlsx》 · 7月22日收到 · 《表1》第 28 行第 6 列 · 用来表" in text


def test_the_ledger_is_not_asked_while_the_panel_is_closed(
    sitting: Sitting, returned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(panel(sitting), "_ask", asked.append)
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up)
    sitting.qtbot.wait(200)
    assert asked == []


def test_it_stays_open_or_closed_and_as_high_as_it_was_left(opened: Sitting, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    opened.page.save_state(settings)
    opened.page.compare.source_fold.set_open(False)
    opened.page.restore_state(settings)
    assert opened.page.compare.source_fold.open


def test_decisions_keep_most_of_the_room_on_the_smallest_screen(opened: Sitting) -> None:
    table = opened.page.compare.table
    assert table.viewport().height() > 220
    assert table.rowViewportPosition(table.current_row) + table.rowHeight(table.current_row) <= table.viewport().height()


def test_the_original_is_opened_as_a_copy_and_saved_where_the_clerk_says(
    opened: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []

    def show(path: Path) -> bool:
        shown.append(path)
        return True

    monkeypatch.setattr("ui.desktop.open_file", show)
    monkeypatch.setattr("ui.dialogs.files.ask_save", lambda *_: tmp_path / "存出来.xlsx")
    data = opened.page.work.batch.plan.files[0].file.data
    panel(opened).open.click()
    opened.settle()
    panel(opened).save.click()
    opened.settle()
    assert [each.read_bytes() for each in shown] == [data]
    assert (tmp_path / "存出来.xlsx").read_bytes() == data
    assert opened.said[-1].startswith("已另存为“存出来.xlsx”")


@pytest.mark.parametrize(("column", "name"), [(0, "A7"), (5, "F7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")])
def test_a_cell_has_the_name_that_its_program_shows(column: int, name: str) -> None:
    assert cell_name(Place("下发表", 6, column)) == name


def test_only_a_spreadsheets_cell_has_a_name() -> None:
    place = Place("下发表", 6, 5)
    sheet = ReturnedFile("a.xlsx", None, "", b"PK\x03\x04...xl/workbook.xml", None)
    letter = ReturnedFile("a.xlsx", None, "", b"PK\x03\x04...word/document.xml", None)
    assert place_words(sheet, place) == "《下发表》第 7 行第 6 列（F7）"
    assert place_words(letter, place) == "《下发表》第 7 行第 6 列"
