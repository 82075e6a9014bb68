"""Which operations can be undone or brought back, how they're found, and the models that show them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from qcapp.domain.forms import ReturnRecord
from qcapp.domain.ledger import CellKey, CellValue, Source
from qcapp.domain.operation_words import can_undo, kind_words, state_words
from qcapp.domain.operations import Change, Operation, OperationKind
from qcapp.domain.period import Period
from qcapp.domain.place import Place
from ui.models.changes import EMPTY, MARKED_ROLE, ChangesModel, change_rows
from ui.models.collect_source import history_html
from ui.models.operations import (
    OperationsModel,
    can_redo,
    changed_fields,
    changed_since,
    why_neither,
)
from ui.models.returned_files import ReturnedFilesModel, changes_of, changes_of_file, file_rows
from ui.models.undo_words import file_undo_words, left_words, undo_words
from ui.widgets.diff_text import Mark
from ui.widgets.plain_table import TableRole

JULY = Period(2021, 7)
KEY = CellKey(11, "区税务局", JULY, "progress")


def operation(
    number: int, kind: OperationKind = OperationKind.EDIT, summary: str = "修改", *, changed: int = 1, undone: bool = False
) -> Operation:
    return Operation(f"op{number}", kind, datetime(2021, 7, 22, 10, number), "张三", summary, changed, undone)


def change(of: Operation, before: str, after: str, key: CellKey = KEY, source: Source | None = None) -> Change:
    return Change(of, key, before, after, source or Source(None, None))


def out_of(file: str | None) -> Source:
    return Source(file, None, file)


def shown(text: str, file: str | None = None) -> CellValue:
    """What the ledger shows now."""
    return CellValue(text, JULY, datetime(2021, 7, 23), "张三", out_of(file))


@pytest.mark.parametrize(
    ("kind", "summary", "undone", "undo", "redo", "state"),
    [
        (OperationKind.MERGE, "合并", False, True, False, ""),
        (OperationKind.EDIT, "修改", False, True, False, ""),
        (OperationKind.RESOLVE, "处理", False, True, False, ""),
        (OperationKind.MERGE, "合并", True, False, True, "已撤销"),
        (OperationKind.UNDO, "撤销：合并", False, False, True, ""),
        (OperationKind.UNDO, "撤销：合并", True, False, False, "已恢复"),
        (OperationKind.UNDO, "恢复：合并", False, False, False, ""),
        (OperationKind.DISPATCH, "下发", False, False, False, ""),
        (OperationKind.INIT, "建账", False, False, False, ""),
        (OperationKind.SETTINGS, "设置", False, True, False, ""),
        (OperationKind.SETTINGS, "设置", True, False, True, "已撤销"),
    ],
)
def test_what_can_be_done_with_each_kind(
    kind: OperationKind, summary: str, undone: bool, undo: bool, redo: bool, state: str
) -> None:
    one = operation(1, kind, summary, undone=undone)
    assert (can_undo(one), can_redo(one), state_words(one)) == (undo, redo, state)
    if not undo and not redo:
        assert why_neither(one).endswith("。")


def test_bringing_back_is_called_so() -> None:
    assert kind_words(operation(1, OperationKind.UNDO, "恢复：合并 1 个文件")) == "恢复"
    assert kind_words(operation(1, OperationKind.UNDO, "撤销：合并 1 个文件")) == "撤销"
    model = OperationsModel()
    model.show_rows([operation(1, OperationKind.UNDO, "恢复：合并 1 个文件")])
    assert model.index(0, 1).data() == "恢复"


def test_what_an_undo_did_and_was_brought_back_is_called_as_the_undo_is() -> None:
    """Beside an operation that is 已恢复 each line would say 已撤销, of the very same."""
    back = replace(change(operation(1, OperationKind.UNDO, "撤销：合并", undone=True), "甲", ""), undone=True)
    assert change_rows([back], str, ())[0].cells[5].text.endswith("\n已恢复")
    merged = replace(change(operation(2, OperationKind.MERGE, "合并", undone=True), "", "甲"), undone=True)
    assert change_rows([merged], str, ())[0].cells[5].text.endswith("\n已撤销")


def test_what_one_file_of_a_merge_said_is_told_as_undone_where_that_file_alone_is() -> None:
    """Beside the field that is collected; the merge itself holds."""
    one = change(operation(1, OperationKind.MERGE, "合并"), "", "甲")
    assert "已撤销" not in history_html([one], (), KEY)
    assert "（已撤销）" in history_html([replace(one, undone=True)], (), KEY)


def test_fields_changed_again_since_are_told_by_what_the_ledger_shows() -> None:
    one = operation(1)
    other = CellKey(12, "区税务局", JULY, "progress")
    changes = [change(one, "", "甲"), change(one, "", "乙", other)]
    now = {KEY: shown("甲"), other: shown("后来改的")}
    assert changed_since(changes, now.get) == {other}
    assert changed_since([change(one, "丙", "")], lambda key: None) == frozenset(), "nothing was left, and nothing is there"


def test_words_that_another_return_says_too_stay_when_the_first_is_undone_and_are_counted_apart() -> None:
    first = change(operation(1), "", "甲", source=out_of("a"))
    again = change(operation(2), "甲", "甲", source=out_of("b"))
    assert changed_since([first], {KEY: shown("甲", "b")}.get) == {KEY}, "the other file's now"
    assert changed_since([first], {KEY: shown("甲", "a")}.get) == frozenset()
    assert changed_since([first], {KEY: shown("甲")}.get) == {KEY}, "typed in since"
    assert changed_fields([first, again]) == {KEY}
    assert changed_fields([again]) == changed_since([again], {KEY: shown("乙", "c")}.get) == frozenset()
    assert "1 处改动全部恢复为原值；2 处和别的来表报的相同" in file_undo_words("b.xlsx", "区税务局", 1, 0, 2)
    assert "：3 处和别的来表报的相同，那份来表还有效就保留；" in undo_words(operation(2, OperationKind.MERGE), 0, 0, 3)


def test_what_an_undo_will_do_is_said_before_it_does_it() -> None:
    merge = operation(1, OperationKind.MERGE, "合并 1 个文件")
    assert undo_words(merge, 10, 0).startswith("“合并 1 个文件”：10 处改动全部恢复为原值；这次收到的文件回到未合并的状态")
    assert "9 处改动恢复为原值；1 处后来又改过，保留现在的内容" in undo_words(merge, 10, 1)
    assert "：10 处改动后来都又改过，全部保留现在的内容；这次收到的文件" in undo_words(merge, 10, 10)
    assert undo_words(operation(2), 0, 0).startswith("“修改”：这次操作没有改动填报内容。")
    assert undo_words(operation(3, OperationKind.RULING, "免报"), 0, 0).startswith("“免报”：这次认定不再算数，")
    assert undo_words(operation(4, OperationKind.BULLETIN, "印发"), 0, 0).startswith("“印发”：这份通报改记为没有印发，")


def test_fields_left_alone_are_named_up_to_three() -> None:
    keys = [CellKey(no, "区税务局", JULY, "progress") for no in (1, 2, 3, 4)]
    assert left_words(keys[:1]) == "第 1 条 区税务局 进展情况"
    assert left_words(keys).endswith("第 3 条 区税务局 进展情况等 4 处")


def test_files_of_a_merge_are_rows_below_one_for_all() -> None:
    merge = operation(1, OperationKind.MERGE, "合并 2 份回收表")
    first = ReturnRecord("a" * 64, "税务.xlsx", "区税务局", JULY, date(2021, 7, 20), None, {})
    second = ReturnRecord("b" * 64, "高新.xlsx", "高新区税务局", JULY, date(2021, 7, 21), None, {}, undone=True)
    other = CellKey(11, "高新区税务局", JULY, "progress")
    changes = [
        change(merge, "", "甲", source=Source("税务.xlsx", None, "a" * 64)),
        change(merge, "", "乙", other, Source("高新.xlsx", None, "b" * 64)),
    ]
    rows = file_rows([first, second], changes, {KEY})
    assert [(row.name, row.changed, row.later) for row in rows] == [("全部 2 份", 2, 1), ("税务.xlsx", 1, 1), ("高新.xlsx", 1, 0)]
    assert changes_of(second, changes) == (changes[1],)
    model = ReturnedFilesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(rows)
    told = [[model.index(row, column).data() for column in range(5)] for row in range(3)]
    assert told == [
        ["全部 2 份", "", "", "2 处", ""], ["税务.xlsx", "区税务局", "7月20日", "1 处", ""],
        ["高新.xlsx", "高新区税务局", "7月21日", "1 处", "已撤销"],
    ]
    assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "税务.xlsx\n改动 1 处，其中 1 处后来又改过"
    assert model.index(2, 4).data(TableRole.PILL)[0] == "已撤销"
    assert tester.model() is model


def test_one_file_alone_needs_no_row_for_all_and_one_of_two_units_has_two() -> None:
    merge = operation(1, OperationKind.MERGE, "合并 1 份回收表")
    records = [
        ReturnRecord("a" * 64, "两家.xlsx", unit, JULY, date(2021, 7, 20), None, {}) for unit in ("区税务局", "高新区税务局")
    ]
    source = Source("两家.xlsx", None, "a" * 64)
    other = CellKey(11, "高新区税务局", JULY, "progress")
    changes = [change(merge, "", "甲", source=source), change(merge, "", "乙", other, source)]
    assert [row.name for row in file_rows(records[:1], changes[:1], ())] == ["两家.xlsx"]
    assert [row.changed for row in file_rows(records, changes, ())] == [2, 1, 1]
    assert changes_of_file(records[0], changes) == tuple(changes)


def test_where_words_came_from_is_told_short_and_in_full() -> None:
    merge = operation(1, OperationKind.MERGE)
    place = Place("下发表", 6, 5)

    def shown(source: Source) -> tuple[str, str]:
        (row,) = change_rows([change(merge, "", "甲", source=source)], lambda key: "", ())
        return row.cells[5].text, row.origin

    day = date(2021, 7, 22)
    assert shown(Source("来.xlsx", day, "a", place, "theirs")) == (
        "来.xlsx\n用来表", "来自《来.xlsx》\n7月22日收到\n《下发表》第 7 行第 6 列\n用来表",
    )
    assert shown(Source("来.xlsx", day, "a", place, "typed")) == ("手工填写\n合并时", "合并《来.xlsx》时手工填写")
    assert shown(Source("来.xlsx", day, "a")) == ("来.xlsx\n7月22日收", "来自《来.xlsx》\n7月22日收到")
    there = Place("清城区台账区税务局，张三7月21日录入", -1, 11)
    of_district = [change(merge, "", "甲", source=Source("清城区台账.sqlite3", day, "a", there, "theirs"))]
    (row,) = change_rows(of_district, lambda key: "", (), one_file=True)
    assert row.cells[5].text == "清城区台账区税务局，张三7月21日录入\n用来表"
    assert shown(Source(None, None)) == ("合并", "")


def test_changes_are_shown_by_measure_unit_and_column() -> None:
    one = operation(1, OperationKind.MERGE)
    came = Source("回收.xlsx", date(2021, 7, 22), "0" * 64)
    changes = [
        change(one, "", "无", CellKey(11, "区税务局", JULY, "problems"), came),
        change(one, "办理 5 件", "办理 8 件", KEY, came),
        change(one, "甲", "", CellKey(2, "区政数局", JULY, "deadline")),
    ]
    rows = change_rows(changes, lambda key: f"{key.no}.措施", {KEY})
    assert [(row.key.no, row.key.field) for row in rows] == [(2, "deadline"), (11, "progress"), (11, "problems")]
    cleared, changed, filled = rows
    assert cleared.cells[4] is EMPTY
    assert cleared.cells[3].mark is Mark.REMOVED
    assert changed.cells[2].text == "进展情况\n2021年7月"
    assert changed.cells[5].text == "回收.xlsx\n7月22日收\n后来又改过"
    assert [changed.cells[4].text[start:end] for start, end in changed.cells[4].spans] == ["8"]
    assert filled.cells[3] is EMPTY
    assert filled.cells[4].spans == ((0, 1),)


def test_an_edit_by_hand_is_said_to_be_one() -> None:
    (row,) = change_rows([change(operation(1), "甲", "乙")], lambda _: "", ())
    assert row.cells[5].text == "手工录入"
    (row,) = change_rows([change(operation(1, OperationKind.UNDO), "乙", "甲")], lambda _: "", ())
    assert row.cells[5].text == "撤销"


def test_both_models_keep_qts_rules(qapp: object) -> None:
    operations, changes = OperationsModel(), ChangesModel()
    testers = [
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        for model in (operations, changes)
    ]
    one, undone = operation(2, OperationKind.MERGE, changed=0), operation(1, undone=True)
    assert operations.show_rows([one, undone])
    assert not operations.show_rows([one, undone])
    assert operations.row_of("op1") == 1
    assert operations.row_of("none") == -1
    assert operations.index(0, 3).data() == "—"
    assert operations.index(1, 5).data(TableRole.PILL)[0] == "已撤销"
    changes.show_rows(change_rows([change(one, "", "乙")], lambda _: "11.措施", ()))
    assert changes.index(0, 3).data() == ""
    assert changes.index(0, 3).data(MARKED_ROLE) is EMPTY
    assert changes.index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "11.措施"
    operations.show_rows([])
    changes.show_rows([])
    assert len(testers) == 2
