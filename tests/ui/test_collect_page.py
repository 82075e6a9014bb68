"""The 收表 page as a clerk uses it: drop, look, decide, merge, undo. On a real ledger, with real widgets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from db.store import SqlLedger
from qcapp.domain.errors import WriteFailed
from qcapp.merge.plan import Decision
from qcapp.services import Services, make_services
from tests.factory import FixedClock
from tests.merge.world import JULY
from tests.services.office import Drawn
from tests.ui.collect_world import UNIT_NAME, Shelf, Sitting, open_sitting
from ui.models.collect_files import RECEIVED

SENT, OURS, THEIRS = "起草方案。", "起草方案，征求 5 家单位意见。", "起草方案，并报区司法局审查。"


@pytest.fixture
def shelf(store: SqlLedger) -> Shelf:
    return Shelf(store.plan_for(JULY))


@pytest.fixture
def services(store: SqlLedger, shelf: Shelf, clock: FixedClock, tmp_path: Path) -> Services:
    """Measure 27's progress was sent with the form, and changed by hand since."""
    made = make_services(store, shelf, clock, "经办人", {"xlsx": Drawn(), "docx": Drawn(), "pdf": Drawn()})
    made.edit.set_field(27, UNIT_NAME, JULY, "progress", SENT)
    made.edit.set_field(29, UNIT_NAME, JULY, "problems", "系统未对接。")
    made.dispatch.dispatch(JULY, tmp_path / "下发", units=[UNIT_NAME])
    made.edit.set_field(27, UNIT_NAME, JULY, "progress", OURS)
    return made


@pytest.fixture
def sitting(services: Services, shelf: Shelf, qtbot: QtBot) -> Iterator[Sitting]:
    made = open_sitting(services, shelf, qtbot)
    fail = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(made.page.files.model, fail, made.page)
    QAbstractItemModelTester(made.page.compare.fields, fail, made.page)
    yield made
    assert made.page.tasks.shut_down()


@pytest.fixture
def returned(sitting: Sitting, tmp_path: Path) -> Path:
    """区住建局's form: a conflict in 27, news in 31, a cleared cell in 29. Lies ready, not yet dropped."""
    path = tmp_path / "新建 表格(2).xlsx"
    form_id = sitting.services.look.snapshot(JULY).dispatched[UNIT_NAME].form_id
    cells = {
        27: {"progress": THEIRS}, 29: {"problems": ""}, 31: {"progress": "归集图层 86 个。", "problems": ""},
    }
    sitting.shelf.lay(path, cells, form_id=form_id)
    return path


def court(sitting: Sitting, path: Path, text: str = "诉讼服务上线。") -> Path:
    """A form of another unit, made by hand: nothing had been sent."""
    sitting.shelf.lay(path, {53: {"progress": text}, 60: {"progress": text}}, unit="区法院", period=JULY)
    return path


def test_a_dropped_file_is_listed_with_its_unit_and_what_it_comes_to(sitting: Sitting, returned: Path) -> None:
    before = len(sitting.services.history.operations())
    sitting.drop(returned)
    assert sitting.listed == [("新建 表格(2).xlsx", "区住建局", "冲突 1")]
    assert sitting.page.compare.heading.text().startswith("区住建局 · 3 条措施：1 条有更新，1 处冲突")
    assert sitting.page.compare.summary.text() == "1 个文件 · 3 条措施 · 1 处冲突未定"
    assert len(sitting.services.history.operations()) == before


def test_an_empty_page_tells_the_three_steps_and_cannot_merge(sitting: Sitting) -> None:
    words = sitting.page.compare.nothing
    assert words.isVisible()
    assert [step for step in ("加入文件", "逐处核对", "合并入账") if step in words.text()] == ["加入文件", "逐处核对", "合并入账"]
    assert not sitting.page.compare.merge.isEnabled()


def test_a_refused_file_says_why_in_the_list_and_beside_it(sitting: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "扫描件.pdf"
    sitting.shelf.refuse(path, "这是图片扫描件，没有可读的表格，请单位返回电子表。")
    sitting.drop(path)
    assert sitting.listed == [("扫描件.pdf", "——", "不能读取")]
    assert sitting.page.files.sentence.text() == "扫描件.pdf：这是图片扫描件，没有可读的表格，请单位返回电子表。"
    assert sitting.page.compare.nothing.text() == "这是图片扫描件，没有可读的表格，请单位返回电子表。"
    assert not sitting.page.compare.merge.isEnabled()


def test_members_of_an_archive_are_listed_under_its_name(sitting: Sitting, tmp_path: Path) -> None:
    path = tmp_path / "回收.zip"
    sitting.shelf.lay(path, {33: {"progress": "已办。"}}, unit="区教育局", period=JULY, member="七月/教育.xlsx")
    sitting.drop(path)
    assert sitting.listed == [("回收.zip ▸ 教育.xlsx", "区教育局", "可合并 1")]


def test_a_conflict_is_decided_and_merged_by_keys_alone(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_N, Qt.Key.Key_3)
    assert sitting.field(27, "progress").decision is Decision.BOTH
    assert sitting.listed[0][2] == "可合并 2"
    QTest.keyClick(sitting.page.compare.merge, Qt.Key.Key_Space)
    sitting.settle()
    assert sitting.text(27, "progress") == f"{OURS}\n{THEIRS}"
    assert sitting.text(31, "progress") == "归集图层 86 个。"
    assert sitting.said[-1] == "已合并 1 个文件，更新 2 处；可按 Ctrl+Z 撤销。"
    assert sitting.listed == [("新建 表格(2).xlsx", "区住建局", "已合并")]
    assert len(sitting.changes) == 1


def test_a_conflict_is_decided_by_one_click(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    row = sitting.page.compare.fields.row_of(sitting.field(27, "progress"))
    point = sitting.option_point(row, Decision.THEIRS)
    QTest.mouseClick(sitting.page.compare.table.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert sitting.field(27, "progress").decision is Decision.THEIRS


def test_a_first_click_on_a_settled_field_only_selects_it(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    row = sitting.go_to(31, "progress")
    point = sitting.option_point(row, Decision.OURS)
    sitting.go_to(27, "progress")
    decided = []
    for _ in range(2):
        QTest.mouseClick(sitting.page.compare.table.viewport(), Qt.MouseButton.LeftButton, pos=point)
        decided.append(sitting.field(31, "progress").decision)
    assert decided == [Decision.THEIRS, Decision.OURS]


def test_words_typed_in_are_what_is_merged(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_N, Qt.Key.Key_4)
    editor = sitting.page.compare.table.editor
    assert editor is not None
    assert editor.toPlainText() == f"{OURS}\n{THEIRS}"
    editor.selectAll()
    QTest.keyClicks(editor, "ok 12")
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sitting.merge()
    assert sitting.text(27, "progress") == "ok 12"


def test_escape_in_the_editor_takes_the_words_and_the_decision_back(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_N, Qt.Key.Key_4)
    editor = sitting.page.compare.table.editor
    assert editor is not None
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    field = sitting.field(27, "progress")
    assert (field.decision, field.typed) == (Decision.HOLD, "")


def test_an_undecided_conflict_waits_and_the_ledger_keeps_its_words(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.merge()
    assert sitting.text(27, "progress") == OURS
    held = sitting.services.look.snapshot(JULY).held
    assert [(each.key.no, each.ours, each.theirs) for each in held] == [(27, OURS, THEIRS)]
    assert sitting.said[-1] == "已合并 1 个文件，更新 1 处，1 处冲突留待处理；可按 Ctrl+Z 撤销。"


def test_a_cleared_cell_is_kept_unless_the_clerk_clears_it(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    row = sitting.go_to(29, "problems")
    assert sitting.field(29, "problems").result == "系统未对接。"
    sitting.press(Qt.Key.Key_2)
    assert sitting.page.compare.fields.index(row, 4).data() == "按来表清空"
    sitting.merge()
    assert sitting.text(29, "problems") == ""


def test_decisions_survive_another_file_and_nothing_is_read_twice(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.drop(returned)
    sitting.press(Qt.Key.Key_N, Qt.Key.Key_2)
    sitting.drop(court(sitting, tmp_path / "法院.docx"))
    assert [each[2] for each in sitting.listed] == ["可合并 2", "可合并 2"]
    assert sitting.field(27, "progress").decision is Decision.THEIRS
    assert sitting.shelf.reads == [returned, tmp_path / "法院.docx"]
    sitting.drop(returned)
    assert len(sitting.listed) == 2


def test_the_selected_file_and_field_stay_selected_when_files_are_added(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.drop(returned)
    sitting.go_to(31, "progress")
    sitting.drop(court(sitting, tmp_path / "法院.docx"))
    table = sitting.page.compare.table
    assert table.fields.field_at(table.current_row) is sitting.field(31, "progress")


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
    assert not sitting.page.compare.undo.isVisible()


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
    assert sitting.troubles[-1] == "台账在预览之后有改动，已重新比对，请再看一眼后合并。"
    assert sitting.listed[0][2] == "冲突 2"
    assert sitting.text(31, "progress") == "手工补录。"
    sitting.merge()
    assert sitting.listed[0][2] == "已合并"


def test_a_file_merged_before_is_told_apart_and_changes_nothing(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    sitting.merge()
    sitting.drop(returned)
    assert [each[2] for each in sitting.listed] == ["与已收相同", "已合并"]
    assert not sitting.page.compare.merge.isEnabled()


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
    assert snapshot.first_received(UNIT_NAME) == date(2021, 7, 20)
    assert snapshot.first_received("区法院") == date(2021, 7, 19)


def test_all_the_rest_can_be_decided_at_once(sitting: Sitting, returned: Path) -> None:
    sitting.drop(returned)
    menu = sitting.page.compare.rest.menu()
    assert [action.text() for action in menu.actions()] == ["全部用台账", "全部用来表", "全部两段都保留", "全部暂不处理"]
    menu.actions()[0].trigger()
    assert sitting.field(27, "progress").decision is Decision.OURS
    assert not sitting.page.compare.rest.isVisible()


def test_n_goes_on_to_the_next_file_with_a_conflict_and_says_when_there_is_none(
    sitting: Sitting, returned: Path, tmp_path: Path
) -> None:
    sitting.drop(court(sitting, tmp_path / "法院.docx"), returned)
    sitting.page.files.select(0)
    QTest.keyClick(sitting.page.files.table, Qt.Key.Key_N)
    table = sitting.page.compare.table
    assert table.fields.field_at(table.current_row) is sitting.field(27, "progress", file=1)
    sitting.press(Qt.Key.Key_1, Qt.Key.Key_N)
    assert sitting.said[-1] == "没有未定的冲突了，可以合并入账。"


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
        patched.setattr(type(store), "backup", lambda self, target=None: full(target))
        sitting.merge()
    assert sitting.troubles[-1] == "磁盘已满，备份没有写成，请腾出空间后再合并。"
    assert sitting.text(31, "progress") == ""
    sitting.merge()
    assert sitting.text(31, "progress") == "归集图层 86 个。"


def test_reading_that_is_cancelled_leaves_the_page_ready(
    sitting: Sitting, returned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(paths: object, progress: object) -> None:
        from qcapp.domain.errors import Cancelled

        raise Cancelled("已取消。")

    with monkeypatch.context() as patched:
        patched.setattr(sitting.shelf, "read", stop)
        sitting.drop(returned)
        sitting.qtbot.waitUntil(lambda: not sitting.page.work.busy)
    assert (sitting.listed, sitting.troubles[-1:]) == ([], [""])
    sitting.drop(returned)
    assert len(sitting.listed) == 1
