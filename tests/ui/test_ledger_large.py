"""台账 of a large month: the form follows the rows a turn later, and never shows or takes another measure than is meant."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import LedgerError
from qcapp.domain.lamps import Lamp
from qcapp.domain.ledger import Snapshot
from qcapp.domain.plan import EntryKey
from qcapp.domain.status import Status, entry_status
from qcapp.domain.views import Condition, Grouping, LedgerView, Test, ViewFilter
from qcapp.publish import view_cells
from qcapp.publish.view_rows import ViewRow
from qcapp.publish.view_sort import in_order
from qcapp.services import Services
from tests.ui.conftest import JULY
from tests.ui.hands import type_in
from ui.main_window import MainWindow
from ui.models.ledger_rows import GroupRow
from ui.models.spot import Spot
from ui.pages import ledger_reading
from ui.pages.ledger import LedgerPage

OF_TAX = LedgerView(filter=ViewFilter(units=("区税务局",)))


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> LedgerPage:
    """Its 74 measures are many."""
    monkeypatch.setattr(ledger_reading, "_AT_ONCE", 10)
    page = window.ledger_page
    with qtbot.waitSignal(page.counted):
        page.refresh()
    page.show_item((3, ""))
    qtbot.waitUntil(lambda: page.form.no == 3 and page._judging.complete)
    with qtbot.waitSignal(page.counted):  # after those that the end of judging brought: none is still to come
        page._tell_counts_soon()
    return page


def lamps_asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One for each row whose lamp is worked out from now on: whether that is done in the window's own thread."""
    asked: list[bool] = []

    def status(*what: Any) -> Status:
        asked.append(threading.current_thread() is threading.main_thread())
        return entry_status(*what)

    monkeypatch.setattr(view_cells, "entry_status", status)
    return asked


def first_of_tax(page: LedgerPage) -> int:
    return next(row.no for row in page.shown.model.rows if hasattr(row, "no"))


def test_a_filter_that_hides_the_measure_shows_another_in_the_form(page: LedgerPage, qtbot: QtBot) -> None:
    page.shown.show_view(OF_TAX)
    wanted = first_of_tax(page)
    assert wanted != 3
    assert page.form.no == 3
    qtbot.waitUntil(lambda: page.form.no == wanted)
    assert page.form.unit == "区税务局"


class Painted(QObject):
    """Notes when the widget is painted."""

    def __init__(self, widget: QWidget, seen: list[str]) -> None:
        super().__init__(widget)
        self._seen = seen
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._seen.append("rows")
        return False


def test_the_rows_are_painted_before_they_are_counted_and_the_form_follows(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    QApplication.processEvents()
    noting = Painted(page.table.viewport(), seen)
    page.counted.connect(lambda _: seen.append("counts"))
    monkeypatch.setattr(page.form, "show_measure", lambda *_: seen.append("form"))
    page.shown.show_view(LedgerView(grouping=Grouping.UNIT))
    qtbot.waitUntil(lambda: {"counts", "form"} <= set(seen))
    page.table.viewport().removeEventFilter(noting)
    assert seen[0] == "rows"


@pytest.mark.parametrize("view", [
    LedgerView(sort="lamp"), LedgerView(grouping=Grouping.STATE), LedgerView(filter=ViewFilter(lamps=(Lamp.GREY, Lamp.RED))),
    LedgerView(filter=ViewFilter(conditions=(Condition("lamp", Test.LACKS, "没有这样的灯"),))),
])
def test_the_lamps_of_all_rows_are_worked_out_beside_the_window(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, view: LedgerView
) -> None:
    """Of ten thousand it takes longer than anybody should wait for a key."""
    QApplication.processEvents()  # those in sight know theirs
    asked = lamps_asked(monkeypatch)
    with qtbot.waitSignal(page.counted):
        page.shown.show_view(view)
    assert set(asked) == {False}
    monkeypatch.undo()
    assert page.shown.model.rows == page.shown.viewing.shown(page.shown.viewing.groups())
    assert page.shown.model.rows


@pytest.mark.parametrize("narrow", [
    ViewFilter(units=("区税务局",)), ViewFilter(tasks=(1,)), ViewFilter(states=("problem",)), ViewFilter(words="税务"),
])
def test_who_takes_a_filter_away_from_rows_sorted_by_lamp_waits_for_no_lamp_of_the_others(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, narrow: ViewFilter
) -> None:
    page.shown.show_view(LedgerView(grouping=Grouping.NONE, filter=narrow, sort="lamp"))
    qtbot.waitUntil(lambda: not page.reads_on)
    asked = lamps_asked(monkeypatch)
    page.shown.show_view(LedgerView(grouping=Grouping.NONE, sort="lamp"))
    assert page.reads_on
    qtbot.waitUntil(lambda: not page.reads_on and len(page.shown.model.rows) == 74)
    assert True not in asked


def test_who_folds_a_group_while_rows_are_read_for_another_view_waits_for_no_lamp(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = lamps_asked(monkeypatch)
    page.shown.show_view(LedgerView(sort="lamp"))
    assert page.reads_on
    page.table.fold_requested.emit("task:1")
    assert True not in asked
    qtbot.waitUntil(lambda: not page.reads_on)
    folded = next(row for row in page.shown.model.rows if isinstance(row, GroupRow) and row.key == "task:1")
    assert not folded.open


@pytest.mark.parametrize("narrow", [
    OF_TAX.filter, ViewFilter(words="税务"), ViewFilter(words="税务", units=("区税务局",)),
])
def test_who_goes_to_a_measure_that_a_filter_hides_waits_for_no_lamp_and_sees_it(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, narrow: ViewFilter
) -> None:
    page.shown.show_view(LedgerView(grouping=Grouping.NONE, filter=narrow, sort="lamp"))
    qtbot.waitUntil(lambda: not page.reads_on)
    hidden = [row.no for row in page.shown.viewing.measures if page.shown.model.row_of(row.no) < 0]
    asked = lamps_asked(monkeypatch)
    page.show_item((hidden[-1], ""))
    qtbot.waitUntil(lambda: not page.reads_on and page.form.no == hidden[-1])
    qtbot.wait(50)
    assert True not in asked
    at = page.table.currentIndex()
    row = page.shown.model.measure_at(at.row())
    assert row is not None
    assert row.no == hidden[-1]
    assert page.table.viewport().rect().contains(page.table.visualRect(at).center())


def test_words_found_in_a_measure_that_a_filter_hides_are_pointed_at_when_it_stands(page: LedgerPage, qtbot: QtBot) -> None:
    page.shown.show_view(LedgerView(grouping=Grouping.NONE, filter=OF_TAX.filter, sort="lamp"))
    qtbot.waitUntil(lambda: not page.reads_on)
    page.show_item(Spot(74, field="progress", words=("专窗",)))
    qtbot.waitUntil(lambda: not page.reads_on and page.form.no == 74)
    editor = page.form.editor("progress")
    assert editor.isAncestorOf(page.window().focusWidget()) or editor is page.window().focusWidget()


def test_what_is_found_wrong_while_rows_are_read_for_another_view_is_shown_with_them(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shown at once, all rows would be arranged by that view before what it takes is known, and the window would stand still."""
    asked = lamps_asked(monkeypatch)
    page.shown.show_view(LedgerView(sort="lamp"))
    assert page.reads_on
    page._judging._faults[EntryKey(3, page.form.unit)] = 2
    page._judged()
    assert True not in asked
    qtbot.waitUntil(lambda: not page.reads_on)
    row = page.shown.model.measure_at(page.shown.model.row_of(3))
    assert row is not None
    assert (row.faults, "unqualified" in row.flags) == (2, True)


def test_a_form_for_which_the_ledger_cannot_be_read_is_told_and_shown_when_it_can(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> str:
        raise LedgerError("台账所在的盘不见了。")

    page.form  # noqa: B018 - it is made before its turn
    with monkeypatch.context() as patched:
        patched.setattr(page.services.look, "last_month", gone)
        with qtbot.waitSignal(page.unread) as told:
            page._side.show_soon(2, "")
    assert told.args == ["台账所在的盘不见了。"]
    page._side.show_soon(2, "")
    qtbot.waitUntil(lambda: page.form.no == 2)


def test_while_the_ledger_cannot_be_read_its_rows_are_sorted_all_the_same(
    page: LedgerPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> Snapshot:
        raise LedgerError("台账所在的盘不见了。")

    monkeypatch.setattr(page.services.look, "snapshot", gone)
    with qtbot.waitSignal(page.unread) as told:
        page.shown.show_view(LedgerView(sort="measure", grouping=Grouping.NONE))
    assert told.args == ["台账所在的盘不见了。"]
    rows = page.shown.model.rows
    assert [row.text("measure") for row in in_order(page.shown.viewing.rows, "measure")] == [
        row.text("measure") for row in rows if isinstance(row, ViewRow)
    ]
    assert len(rows) == 74


def test_who_goes_to_a_measure_before_the_form_has_followed_has_that_one(page: LedgerPage, qtbot: QtBot) -> None:
    page.shown.show_view(OF_TAX)
    page.show_item((72, ""))
    assert page.form.no == 72
    qtbot.wait(30)
    assert page.form.no == 72


def test_who_begins_to_fill_in_before_the_form_has_followed_fills_in_the_measure_selected(
    page: LedgerPage, qtbot: QtBot, services: Services
) -> None:
    page.shown.show_view(OF_TAX)
    wanted = first_of_tax(page)
    page.edit_measure()
    assert page.form.no == wanted
    type_in(page.form.editor("progress"), "税务局的")
    assert page.flush()
    snapshot = services.look.snapshot(JULY)
    assert snapshot.entry(wanted, "区税务局").text("progress") == "税务局的"
    assert not any(entry.text("progress") for entry in snapshot.entries_of(3))


def test_words_typed_before_another_view_stay_with_their_measure(page: LedgerPage, qtbot: QtBot, services: Services) -> None:
    unit = page.form.unit
    type_in(page.form.editor("progress"), "第三条的")
    page.shown.show_view(OF_TAX)
    qtbot.waitUntil(lambda: page.form.no == first_of_tax(page))
    assert services.look.snapshot(JULY).entry(3, unit).text("progress") == "第三条的"
