"""退回说明 from the 收表 page: offered for what is in the ledger, only with the rows that the clerk leaves ticked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.merge.world import JULY
from tests.ui.collect.world import Sitting, open_sitting
from tests.ui.hands import press
from ui.dialogs.correction import CorrectionChoice, CorrectionDialog, CorrectionOffer, OfferedRow
from ui.pages.base import SEND_BACK
from ui.pages.collect_slip import MERGE_FIRST
from ui.placing import fitted

ROWS = (
    OfferedRow(33, "33.推进教育惠企", ("进展情况没有填写，请写本月做了什么。", "联系电话少了一位，请核对后重写。")),
    OfferedRow(34, "34.优化入学服务", ("进展情况只写了“同上”，请写本月做了什么。",)),
)


@pytest.fixture
def failing(sitting: Sitting, tmp_path: Path) -> Sitting:
    """区教育局's return says nothing in 33; it is read, and not yet merged."""
    path = tmp_path / "教育.xlsx"
    sitting.shelf.lay(path, {33: {"progress": "同上", "problems": "无"}}, unit="区教育局", period=JULY)
    sitting.drop(path)
    return sitting


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> CorrectionDialog:
    made = CorrectionDialog(CorrectionOffer("区教育局", JULY, {"区教育局": ROWS}, tmp_path, date(2021, 7, 28)))
    qtbot.addWidget(made)
    return made


def test_it_opens_within_the_room_that_the_screen_leaves(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = QRect(0, 0, 1366, 728)
    monkeypatch.setattr("ui.dialogs.correction.room_of", lambda widget: small)
    rows = tuple(OfferedRow(no, f"{no}.推进教育惠企", ROWS[0].reasons) for no in range(33, 45))
    made = CorrectionDialog(CorrectionOffer("区教育局", JULY, {"区教育局": rows}, tmp_path, date(2021, 7, 28)))
    qtbot.addWidget(made)
    assert made.height() < made.sizeHint().height()
    assert made.size() == fitted(QRect(small.topLeft(), made.size()), small).size()


def answer(monkeypatch: pytest.MonkeyPatch, choice: CorrectionChoice | None) -> list[CorrectionOffer]:
    """The dialog answers so; what it was asked is collected."""
    asked: list[CorrectionOffer] = []

    def ask(parent: object, offer: CorrectionOffer) -> CorrectionChoice | None:
        asked.append(offer)
        return choice

    monkeypatch.setattr(CorrectionDialog, "ask", ask)
    return asked


def test_a_return_that_is_not_merged_says_to_merge_first(failing: Sitting) -> None:
    slip = failing.page.compare.foot.slip
    assert not slip.isEnabled()
    assert slip.toolTip() == MERGE_FIRST


def test_where_nothing_fails_the_button_and_the_menu_say_so(sitting: Sitting) -> None:
    slip = sitting.page.compare.foot.slip
    assert not slip.isEnabled()
    assert slip.toolTip() == "2021年7月已收的填报里没有不合格的条目，没有要退回的"
    sitting.page.show_item(SEND_BACK)
    sitting.qtbot.waitUntil(lambda: sitting.page.left.isVisible())
    assert sitting.page.left.text == "2021年7月已收的填报里没有不合格的条目，没有要退回的。"


def test_after_a_restart_with_an_empty_list_any_failing_unit_can_be_sent_back(
    failing: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing.shelf.lay(tmp_path / "法院.xlsx", {60: {"progress": "略"}}, unit="区法院", period=JULY)
    failing.drop(tmp_path / "法院.xlsx")
    failing.merge()
    later = open_sitting(failing.services, failing.shelf, failing.qtbot)
    slip = later.page.compare.foot.slip
    assert slip.isEnabled()
    assert slip.toolTip().startswith("2021年7月有 2 家单位的填报不合格")
    out = tmp_path / "退回"
    asked = answer(monkeypatch, CorrectionChoice("区法院", {60: ""}, out, ("xlsx",), date(2021, 7, 28)))
    later.page.show_item(SEND_BACK)
    later.qtbot.waitUntil(lambda: bool(asked))
    later.settle()
    assert set(asked[0].units) == {"区教育局", "区法院"}
    assert "区法院" in next(out.iterdir()).name
    assert later.page.tasks.shut_down()


def test_the_selected_files_unit_is_the_one_chosen_first(
    failing: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing.shelf.lay(tmp_path / "法院.xlsx", {60: {"progress": "略"}}, unit="区法院", period=JULY)
    failing.drop(tmp_path / "法院.xlsx")
    failing.merge()
    asked = answer(monkeypatch, None)
    for row in range(2):
        failing.page.files.select(row)
        failing.page.compare.foot.slip.click()
    assert {each.unit for each in asked} == {"区教育局", "区法院"}


def test_failing_rows_are_offered_with_their_reasons_and_what_is_chosen_is_written(
    failing: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing.merge()
    slip = failing.page.compare.foot.slip
    assert slip.text().startswith("退回说明 1")
    out = tmp_path / "退回"
    asked = answer(monkeypatch, CorrectionChoice("区教育局", {33: "请写清培训场次。"}, out, ("xlsx",), date(2021, 7, 28)))
    slip.click()
    failing.settle()
    (row,) = asked[0].units["区教育局"]
    assert (row.no, asked[0].unit) == (33, "区教育局")
    assert any("同上" in reason for reason in row.reasons)
    (written,) = out.iterdir()
    assert written.suffix == ".xlsx"
    assert failing.page.slips.result.isVisible()
    assert failing.page.slips.result.text == f"已生成区教育局的退回说明“{written.name}”，请发给单位更正。"
    assert failing.services.history.operations(1)[0].summary == "退回 2021年7月填报，1 家单位 1 条措施待更正"


def test_each_file_of_the_list_is_offered_its_own_units_count(failing: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "法院.xlsx"
    failing.shelf.lay(path, {60: {"progress": "略"}, 61: {"progress": "略"}}, unit="区法院", period=JULY)
    failing.drop(path)
    failing.merge()
    page, correct = failing.page, failing.services.correct
    offered = {}
    for row in range(page.files.model.rowCount()):
        page.files.select(row)
        found = page.files.selected
        assert found is not None
        offered[found[0].unit] = page.compare.foot.slip.text().partition("…")[0]
    assert offered == {unit: f"退回说明 {len(correct.failing(JULY, unit))}" for unit in ("区教育局", "区法院")}
    assert len(set(offered.values())) == 2


def test_a_unit_whose_return_is_all_right_has_nothing_to_send_back(
    sitting: Sitting, tmp_path: Path
) -> None:
    path = tmp_path / "法院.xlsx"
    texts = {
        "responsible.name": "某甲", "responsible.phone": "0763-3300001", "liaison.name": "某乙",
        "liaison.phone": "13800000002", "progress": "组织专题培训 5 场次，覆盖相关窗口。", "problems": "无",
        "deadline": "2021年12月底",
    }
    plan = sitting.shelf.plan
    sitting.shelf.lay(path, dict.fromkeys(plan.measures_of["区教育局"], texts), unit="区教育局", period=JULY)
    sitting.drop(path)
    sitting.merge()
    slip = sitting.page.compare.foot.slip
    assert not slip.isEnabled()
    assert slip.toolTip() == "区教育局2021年7月的填报都合格，没有要退回的"


def test_thinking_better_of_it_writes_nothing(failing: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    failing.merge()
    answer(monkeypatch, None)
    before = len(failing.services.history.operations())
    failing.page.compare.foot.slip.click()
    failing.settle()
    assert len(failing.services.history.operations()) == before


def test_a_place_that_cannot_be_written_to_is_told_in_its_sentence(
    failing: Sitting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing.merge()
    (tmp_path / "退回").write_text("一份文件", encoding="utf-8")
    answer(monkeypatch, CorrectionChoice("区教育局", {33: ""}, tmp_path / "退回", ("xlsx",), date(2021, 7, 28)))
    failing.page.compare.foot.slip.click()
    failing.settle()
    assert failing.troubles[-1].endswith("。")
    assert failing.page.slips.result.isHidden()


def test_all_rows_are_ticked_and_enter_answers_with_them(dialog: CorrectionDialog, tmp_path: Path) -> None:
    assert [box.reasons.text() for box in dialog.rows] == [
        "· 进展情况没有填写，请写本月做了什么。\n· 联系电话少了一位，请核对后重写。",
        "· 进展情况只写了“同上”，请写本月做了什么。",
    ]
    dialog.show()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.choice == CorrectionChoice("区教育局", {33: "", 34: ""}, tmp_path, ("xlsx", "docx"), date(2021, 7, 28))


def test_another_unit_is_chosen_and_what_was_ticked_for_the_first_is_there_on_return(
    qtbot: QtBot, tmp_path: Path
) -> None:
    units = {"区教育局": ROWS, "区法院": (OfferedRow(60, "60.诉讼服务", ("进展情况没有填写。",)),)}
    dialog = CorrectionDialog(CorrectionOffer("区教育局", JULY, units, tmp_path, date(2021, 7, 28)))
    qtbot.addWidget(dialog)
    dialog.rows[0].taken.click()
    assert [dialog.unit.itemText(each) for each in range(2)] == ["区教育局（2 条）", "区法院（1 条）"]
    dialog.unit.setCurrentIndex(1)
    assert dialog.heading.text() == "区法院 2021年7月 · 1 条不合格"
    dialog.rows[0].taken.click()
    assert not dialog.write.isEnabled()
    dialog.unit.setCurrentIndex(0)
    assert dialog.write.isEnabled()
    dialog.accept()
    assert dialog.choice is not None
    assert (dialog.choice.unit, dialog.choice.rows) == ("区教育局", {34: ""})


def test_a_row_is_left_out_and_words_are_added_to_another(dialog: CorrectionDialog) -> None:
    dialog.rows[0].taken.click()
    dialog.rows[1].words.setText(" 请写清培训场次。 ")
    dialog.formats["docx"].click()
    dialog.accept()
    assert dialog.choice is not None
    assert dialog.choice.rows == {34: "请写清培训场次。"}
    assert dialog.choice.formats == ("xlsx",)


@pytest.mark.parametrize("spoil", ["rows", "formats", "folder", "file"])
def test_what_cannot_be_written_so_is_told_and_not_taken(dialog: CorrectionDialog, tmp_path: Path, spoil: str) -> None:
    (tmp_path / "文件").write_text("", encoding="utf-8")
    for box in dialog.rows if spoil == "rows" else dialog.formats.values() if spoil == "formats" else ():
        (box.taken if spoil == "rows" else box).setChecked(False)  # type: ignore[union-attr]
    if spoil in ("folder", "file"):
        dialog.folder.setText("" if spoil == "folder" else str(tmp_path / "文件"))
    assert not dialog.write.isEnabled()
    assert dialog.hint.text() == {
        "rows": "请至少勾选一条要退回的措施。", "formats": "请至少选一种格式。", "folder": "请选择存到哪个文件夹。",
        "file": "“存到”填的是文件，请改为文件夹。",
    }[spoil]
    dialog.accept()
    assert dialog.choice is None


def test_escape_answers_nothing(dialog: CorrectionDialog) -> None:
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.choice is None
