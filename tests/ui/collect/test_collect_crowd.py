"""Four hundred files at once: only rows that are looked at are measured and compared word by word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qcapp.merge.plan import Decision, MergePlan
from tests.merge.world import JULY
from tests.ui.collect.crowd import crowd
from tests.ui.collect.world import Sitting
from ui.models.collect_rows import FieldRow, FileRow
from ui.pages import collect_delegate

# More rows than this do not fit into the table of the smallest screen, three times over.
FEW = 60


class Counted:
    """How many rows were measured since it was last asked."""

    def __init__(self, sitting: Sitting, patched: pytest.MonkeyPatch) -> None:
        self.rows: list[int] = []
        measure = collect_delegate.FieldDelegate.height_of

        def counting(delegate: collect_delegate.FieldDelegate, row: int, widths: tuple[int, ...]) -> int:
            self.rows.append(row)
            return measure(delegate, row, widths)

        patched.setattr(collect_delegate.FieldDelegate, "height_of", counting)

    def taken(self) -> int:
        count = len(self.rows)
        self.rows.clear()
        return count


@pytest.fixture
def crowded(sitting: Sitting) -> Sitting:
    """All four hundred, read and compared, in one table."""
    work = sitting.page.work
    work.snapshots[JULY] = sitting.services.look.snapshot(JULY)
    files = crowd(work.snapshots[JULY].plan)
    work.batch.adopt(MergePlan(files), (), files)
    sitting.page.walk.show_batch()
    sitting.page.walk.turn_all()
    return sitting


def test_the_crowd_is_as_large_as_a_whole_years_returns(crowded: Sitting) -> None:
    files = crowded.page.work.batch.plan.files
    assert len(files) == 400
    assert sum(len(file.fields) for file in files) > 6_000
    assert crowded.page.work.batch.plan.open > 200


def test_showing_all_files_measures_only_what_is_in_view(crowded: Sitting, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(crowded, monkeypatch)
    page = crowded.page
    page.compare.chips.chip("all").click()
    assert page.compare.fields.rowCount() > 7_000
    assert 0 < counted.taken() < FEW
    page.walk.draw()
    assert counted.taken() < FEW


def test_going_on_and_deciding_measure_only_what_comes_into_view(
    crowded: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(crowded, monkeypatch)
    table, fields = crowded.page.compare.table, crowded.page.compare.fields
    for _ in range(12):
        QTest.keyClick(table, Qt.Key.Key_N)
        QTest.keyClick(table, Qt.Key.Key_2)
        assert counted.taken() < FEW
    assert sum(each.decision is Decision.THEIRS for f in crowded.page.work.batch.plan.files for each in f.conflicts) == 12
    table.verticalScrollBar().setValue(table.verticalScrollBar().maximum() // 2)
    assert counted.taken() < FEW
    table.go_to(fields.rowCount() - 1)
    assert counted.taken() < FEW


def test_every_row_in_view_stands_at_its_own_height_wherever_one_scrolls(crowded: Sitting) -> None:
    table, fields = crowded.page.compare.table, crowded.page.compare.fields
    bar = table.verticalScrollBar()
    for share in (0.0, 0.31, 0.66, 1.0, 0.5, 0.49, 0.2):
        bar.setValue(int(bar.maximum() * share))
        row = table.rowAt(0)
        while 0 <= row < fields.rowCount() and table.rowViewportPosition(row) < table.viewport().height():
            assert table.rowHeight(row) == table.height_of(row)
            row += 1


def test_scrolling_up_into_rows_never_seen_leaves_the_rows_in_view_where_they_are(crowded: Sitting) -> None:
    table = crowded.page.compare.table
    bar = table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for _ in range(40):
        row = table.rowAt(table.viewport().height() // 2)
        before = table.rowViewportPosition(row)
        bar.setValue(bar.value() - 40)
        assert table.rowViewportPosition(row) == before + 40


def test_the_current_row_is_whole_in_view_after_a_jump(crowded: Sitting) -> None:
    table = crowded.page.compare.table
    for _ in range(5):
        for _ in range(9):
            QTest.keyClick(table, Qt.Key.Key_N)
        top = table.rowViewportPosition(table.current_row)
        assert top >= 0
        assert top + table.rowHeight(table.current_row) <= table.viewport().height()


def test_n_goes_round_all_files_and_the_list_follows(crowded: Sitting) -> None:
    page = crowded.page
    table, fields = page.compare.table, page.compare.fields
    last = max(row for row in range(fields.rowCount()) if (each := fields.field_at(row)) and each.open)
    table.go_to(last)
    QTest.keyClick(table, Qt.Key.Key_N)
    first = next(row for row in range(fields.rowCount()) if isinstance(fields.at(row), FieldRow))
    assert table.current_row == first
    assert page.files.selected is not None
    assert page.files.selected[0] is fields.file_at(first)
    assert page.walk.all


def test_each_file_is_headed_by_its_unit_and_name(crowded: Sitting) -> None:
    head = crowded.page.compare.fields.at(0)
    assert isinstance(head, FileRow)
    assert head.text == "区工信局 · 新建表格(0).xlsx"
    assert crowded.page.compare.heading.text().startswith("全部文件 · 400 份：")
