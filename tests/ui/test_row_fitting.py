"""Rows of a table of thousands are fitted a few screens at a time, and none is left out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from ui.widgets.row_fitting import RowFitting

ROWS = 250


def table_of(qtbot: QtBot) -> QTableView:
    table = QTableView()
    qtbot.addWidget(table)
    table.setModel(QStringListModel([str(number) for number in range(ROWS)], table))
    return table


def heights(table: QTableView) -> list[int]:
    return [table.rowHeight(row) for row in range(ROWS)]


def test_the_first_screens_are_fitted_at_once_and_the_rest_when_the_window_was_drawn(qtbot: QtBot) -> None:
    table, extra, looks = table_of(qtbot), [0], list[int]()

    def look() -> tuple[int, Callable[[int], int]]:
        looks.append(1)
        return ROWS, lambda row: 40 + row % 7 + extra[0]

    before = table.rowHeight(ROWS - 1)
    fitting = RowFitting(table, look, 60)
    fitting.fit()
    wanted = [40 + row % 7 for row in range(ROWS)]
    assert heights(table) == wanted[:60] + [before] * (ROWS - 60)
    qtbot.waitUntil(lambda: heights(table) == wanted)
    assert len(looks) == 5
    extra[0] = 9  # a column was drawn narrower: many times within one turn
    for _ in range(20):
        fitting.fit_soon()
    assert heights(table) == wanted
    qtbot.waitUntil(lambda: heights(table) == [height + 9 for height in wanted])
    assert len(looks) == 10


def test_what_is_beyond_the_rows_that_are_to_be_fitted_stays(qtbot: QtBot) -> None:
    table = table_of(qtbot)
    before = table.rowHeight(ROWS - 1)
    fitting = RowFitting(table, lambda: (3, lambda row: 77), 60)
    fitting.fit()
    assert heights(table) == [77] * 3 + [before] * (ROWS - 3)
