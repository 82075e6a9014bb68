"""Files at the 收表 page, as a clerk uses it: drop, look, merge, undo. On a real ledger, with real widgets."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDateEdit

from db.store import SqlLedger
from qcapp.domain.errors import WriteFailed
from qcapp.merge.plan import Decision
from qcapp.services import Services
from tests.factory import FixedClock
from tests.merge.world import JULY
from tests.ui.collect.world import OURS, THEIRS, UNIT_NAME, Sitting, court
from tests.ui.hands import press
from ui.models.collect_fields import OURS as OURS_COLUMN
from ui.models.collect_fields import THEIRS as THEIRS_COLUMN
from ui.models.collect_files import RECEIVED


def test_a_dropped_file_is_listed_with_its_unit_and_what_it_comes_to(sitting: Sitting, returned: Path) -> None:
    before = len(sitting.services.history.operations())
    sitting.drop(returned)
    assert sitting.listed == [("新建 表格(2).xlsx", "区住建局", "冲突 1")]
    assert sitting.page.compare.heading.text().startswith("区住建局 · 3 条措施：1 条有更新，1 处冲突")
    assert sitting.page.compare.foot.summary.text() == "1 份回收表 · 3 条措施 · 1 处冲突未定"
    assert len(sitting.services.history.operations()) == before


def test_after_reading_the_keys_work_at_the_first_conflict(sitting: Sitting, returned: Path) -> None:
    sitting.page.files.received.setFocus()
    sitting.drop(returned)
    focus = sitting.page.focusWidget()
    assert focus is sitting.page.compare.table
    QTest.keyClick(focus, Qt.Key.Key_2)
    assert sitting.field(27, "progress").decision is Decision.THEIRS


def test_after_reading_files_without_conflicts_the_keys_go_to_the_list(sitting: Sitting, tmp_path: Path) -> None:
    sitting.page.files.received.setFocus()
    sitting.drop(court(sitting, tmp_path / "法院.docx"))
    assert sitting.page.focusWidget() is sitting.page.files.table


def test_an_empty_page_tells_the_three_steps_and_cannot_merge(sitting: Sitting) -> None:
    words = sitting.page.compare.nothing
    assert words.isVisible()
    assert [step for step in ("加入文件", "逐处核对", "合并入账") if step in words.text()] == ["加入文件", "逐处核对", "合并入账"]
    assert not sitting.page.compare.foot.merge.isEnabled()


def test_a_refused_file_says_why_in_the_list_and_beside_it(sitting: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "扫描件.pdf"
    sitting.shelf.refuse(path, "这是图片扫描件，没有可读的表格，请单位返回电子表。")
    sitting.drop(path)
    assert sitting.listed == [("扫描件.pdf", "——", "不能读取")]
    assert sitting.page.files.sentence.text() == "扫描件.pdf：这是图片扫描件，没有可读的表格，请单位返回电子表。"
    assert sitting.page.compare.nothing.text() == "这是图片扫描件，没有可读的表格，请单位返回电子表。"
    assert not sitting.page.compare.foot.merge.isEnabled()


def test_members_of_an_archive_are_listed_under_its_name(sitting: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "回收.zip"
    sitting.shelf.lay(path, {33: {"progress": "已办。"}}, unit="区教育局", period=JULY, member="七月/教育.xlsx")
    sitting.drop(path)
    assert sitting.listed == [("回收.zip ▸ 教育.xlsx", "区教育局", "可合并 1")]


def test_where_the_ledgers_words_came_from_is_told_and_never_of_other_words(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.drop(returned)
    fields = sitting.page.compare.fields
    row = fields.row_of(sitting.field(27, "progress"))
    assert (fields.remark(row, OURS_COLUMN), fields.remark(row, THEIRS_COLUMN)) == ("7月22日 手工录入", "7月22日 来表")
    fields.decide(row, Decision.THEIRS)
    sitting.merge()
    sitting.drop(court(sitting, tmp_path / "法院.docx"), returned)
    sitting.page.files.select(sitting.page.files.model.rowCount() - 1)
    assert fields.remark(row, OURS_COLUMN) == ""


def test_a_removed_file_is_not_merged(sitting: Sitting, returned: Path, tmp_path: Path) -> None:
    sitting.drop(returned, court(sitting, tmp_path / "法院.docx"))
    sitting.page.files.select(1)
    QTest.keyClick(sitting.page.files.table, Qt.Key.Key_Delete)
    assert [each[0] for each in sitting.listed] == ["新建 表格(2).xlsx"]
    sitting.merge()
    assert sitting.text(53, "progress", "区法院") == ""


def test_when_the_first_of_two_copies_is_removed_the_other_can_be_merged(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.shelf.copy(returned, tmp_path / "副本.xlsx")
    sitting.drop(returned, tmp_path / "副本.xlsx")
    assert [each[2] for each in sitting.listed] == ["冲突 1", "与已收相同"]
    sitting.page.files.select(0)
    QTest.keyClick(sitting.page.files.table, Qt.Key.Key_Delete)
    sitting.settle()
    assert sitting.listed == [("副本.xlsx", "区住建局", "冲突 1")]


def test_undo_brings_the_ledger_and_the_files_back_with_their_decisions(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_N, Qt.Key.Key_2)
    sitting.merge()
    assert sitting.text(27, "progress") == THEIRS
    sitting.undo()
    assert (sitting.text(27, "progress"), sitting.text(31, "progress")) == (OURS, "")
    assert sitting.listed == [("新建 表格(2).xlsx", "区住建局", "可合并 2")]
    assert sitting.field(27, "progress").decision is Decision.THEIRS
    assert sitting.said[-1] == "已撤销上次合并，1 个文件回到待合并。"
    assert not sitting.page.compare.foot.undo.isVisible()


def test_undo_tells_what_was_changed_again_and_left(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.merge()
    sitting.services.edit.set_field(31, UNIT_NAME, JULY, "progress", "后来手改。")
    sitting.undo()
    assert sitting.text(31, "progress") == "后来手改。"
    assert sitting.troubles[-1] == "已撤销；有 1 处后来又改过，保留现状：第 31 条区住建局进展情况。"


def test_a_merge_undone_elsewhere_shows_as_waiting_again(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.merge()
    sitting.services.history.undo()
    sitting.page.refresh()
    sitting.settle()
    assert sitting.listed == [("新建 表格(2).xlsx", "区住建局", "冲突 1")]


def test_a_ledger_changed_since_the_preview_is_compared_again_before_anything_is_written(
    sitting: Sitting, returned: Path
) -> None:
    sitting.drop(returned)
    sitting.services.edit.set_field(31, UNIT_NAME, JULY, "progress", "手工补录。")
    sitting.merge()
    assert sitting.troubles[-1] == (
        "预览之后别处刚刚改了其中 1 处（第 31 条区住建局进展情况），已重新比对，请再看一眼后合并。"
    )
    assert sitting.listed[0][2] == "冲突 2"
    assert sitting.text(31, "progress") == "手工补录。"
    sitting.merge()
    assert sitting.listed[0][2] == "已合并"


def test_a_file_merged_before_is_told_apart_and_changes_nothing(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.merge()
    sitting.drop(returned)
    assert [each[2] for each in sitting.listed] == ["与已收相同", "已合并"]
    assert not sitting.page.compare.foot.merge.isEnabled()


def test_a_form_of_another_month_is_marked_and_goes_into_its_own_unless_told(
    sitting: Sitting, services: Services, tmp_path: Path
) -> None:
    june = JULY.shifted(-1)
    services.dispatch.dispatch(june, tmp_path / "六月", units=["区水利局"])
    form_id = services.look.snapshot(june).dispatched["区水利局"].form_id
    path = tmp_path / "6月进展.xlsx"
    sitting.shelf.lay(path, {39: {"progress": "完成摸底。"}}, form_id=form_id)
    sitting.drop(path)
    assert sitting.listed[0][2] == "报告期不符"
    assert "记入 2021年6月" in sitting.page.files.sentence.text()
    sitting.page.files.into_period.click()
    sitting.settle()
    assert sitting.listed[0][2] == "可合并 1"
    sitting.merge()
    assert sitting.text(39, "progress", "区水利局") == "完成摸底。"
    assert not sitting.page.files.into_period.isChecked()


def test_the_day_received_is_what_the_clerk_says_and_can_be_changed_per_file(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.page.files.received.setDate(QDate(2021, 7, 20))
    sitting.drop(returned)
    sitting.page.files.received.setDate(QDate(2021, 7, 21))
    sitting.drop(court(sitting, tmp_path / "法院.docx"))
    model = sitting.page.files.model
    assert [model.index(row, RECEIVED).data() for row in (0, 1)] == ["7月20日", "7月21日"]
    assert model.setData(model.index(1, RECEIVED), QDate(2021, 7, 19))
    sitting.settle()
    sitting.merge()
    snapshot = sitting.services.look.snapshot(JULY)
    assert [record.received for record in snapshot.returned[UNIT_NAME]] == [date(2021, 7, 20)]
    assert [record.received for record in snapshot.returned["区法院"]] == [date(2021, 7, 19)]


def test_a_day_that_is_yet_to_come_cannot_be_given_be_it_for_new_files_or_one_in_the_list(
    sitting: Sitting, returned: Path
) -> None:
    sitting.page.files.received.setDate(QDate(2021, 8, 1))
    sitting.drop(returned)
    table = sitting.page.files.table
    table.setFocus()
    press(table, Qt.Key.Key_F2)
    editor = table.findChild(QDateEdit)
    assert editor is not None
    editor.setDate(QDate(2021, 7, 30))
    press(editor, Qt.Key.Key_Return)
    sitting.settle()
    (file,) = sitting.page.work.batch.plan.files
    assert file.received == date(2021, 7, 22)


def test_a_window_left_open_over_night_takes_the_new_day(sitting: Sitting, clock: FixedClock) -> None:
    received = sitting.page.files.received
    sitting.page.files.table.setFocus()
    clock.time = datetime(2021, 7, 23, 8)
    received.setFocus()
    received.setDate(QDate(2021, 7, 24))
    assert sitting.page.files.received_day == date(2021, 7, 23)


def test_a_folder_with_nothing_to_read_is_told(sitting: Sitting, tmp_path: Path) -> None:
    sitting.drop(tmp_path / "空")
    assert sitting.listed == []
    assert sitting.said[-1] == "这里没有找到可以读的文件，请换一个文件夹或直接选文件。"


def test_a_merge_that_fails_is_told_in_its_sentence_and_can_be_tried_again(
    sitting: Sitting, store: SqlLedger, returned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting.drop(returned)

    def full(target: Path | None = None) -> None:
        raise WriteFailed("磁盘已满，备份没有写成，请腾出空间后再合并。")

    with monkeypatch.context() as patched:
        patched.setattr(type(store), "backup", lambda self, target=None, reason=None: full(target))
        sitting.merge()
    assert sitting.troubles[-1] == "磁盘已满，备份没有写成，请腾出空间后再合并。"
    assert sitting.text(31, "progress") == ""
    sitting.merge()
    assert sitting.text(31, "progress") == "归集图层 86 个。"


def test_reading_that_is_cancelled_leaves_the_page_ready(
    sitting: Sitting, returned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        from qcapp.domain.errors import Cancelled

        raise Cancelled("已取消。")

    with monkeypatch.context() as patched:
        patched.setattr(sitting.shelf, "read", stop)
        sitting.drop(returned)
        sitting.qtbot.waitUntil(lambda: not sitting.page.work.busy)
    assert (sitting.listed, sitting.troubles[-1:], QApplication.activeModalWidget()) == ([], [""], None)
    sitting.drop(returned)
    assert len(sitting.listed) == 1


def test_a_form_that_came_back_blank_says_so_plainly(sitting: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "空表.xlsx"
    sitting.shelf.lay(path, {53: {"progress": "", "problems": ""}}, unit="区法院", period=JULY)
    sitting.drop(path)
    assert sitting.listed == [("空表.xlsx", "区法院", "空表")]
    assert sitting.page.compare.heading.text() == "区法院 · 交来的是空表；合并后只登记收到，仍算未报"
    told = sitting.page.files.sentence.text()
    assert told == "空表.xlsx：交来的是空表，一条也没有填；合并后只登记收到，仍算未报，请让单位填好再报。"


def test_how_a_file_was_recognised_is_told_whole_on_the_smallest_screen(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    evidence = sitting.page.compare.evidence
    evidence.setText("按填报单位识别，按序号和措施文字对上 4 条，另有 2 条认不出。")
    assert sitting.page.compare.keys.isVisible()
    sitting.qtbot.waitUntil(lambda: evidence.height() >= 2 * evidence.fontMetrics().lineSpacing())
    shown = evidence.shown_in(evidence.width())
    assert shown.replace("\n", "") == evidence.text()
    evidence.setText("按表号识别。")
    sitting.qtbot.waitUntil(lambda: evidence.height() < 2 * evidence.fontMetrics().lineSpacing())
