"""The form beside the table is painted as it stays: a click never lands in a field that is about to move, and a field that is
typed in does not go out of sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import LedgerTrouble
from qcapp.services import Services
from tests.ui.conftest import JULY
from ui.main_window import MainWindow
from ui.widgets.entry_form import EntryForm

Places = dict[int, tuple[str, QRect]]


def places(form: QWidget) -> Places:
    """Where each visible part of it stands in it; its scroll bars left out, whose own parts come when they are painted."""
    return {
        shiboken6.getCppPointer(part)[0]: (
            f"{type(part).__name__} {part.accessibleName()}", QRect(part.mapTo(form, part.rect().topLeft()), part.size())
        )
        for part in form.findChildren(QWidget) if part.isVisible() and not isinstance(part, QScrollBar)
    }


class FirstPicture(QObject):
    """Where all stood when any part of the form was painted first."""

    def __init__(self) -> None:
        super().__init__()
        self.places: Places = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.places:
            painted: QObject | None = watched
            while painted is not None and not isinstance(painted, EntryForm):
                painted = painted.parent()
            if painted is not None:
                self.places = places(painted)
        return False


@pytest.fixture
def small(services: Services, ledger_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """Of 1366 × 768, not yet shown."""
    made = MainWindow(services, ledger_path)
    made.set_period(JULY)
    made.resize(1366, 768)
    yield made
    made.tasks.shut_down()
    shiboken6.delete(made)


def test_the_first_picture_of_the_form_is_its_last(small: MainWindow, qapp: QApplication, qtbot: QtBot) -> None:
    picture = FirstPicture()
    qapp.installEventFilter(picture)
    try:
        small.show()
        qtbot.waitUntil(lambda: bool(picture.places), timeout=15_000)
    finally:
        qapp.removeEventFilter(picture)
    qtbot.wait(1_000)
    form = small.ledger_page.form
    assert picture.places == places(form)
    contacts = form.fields.contacts
    assert contacts.places
    assert contacts.geometry().bottom() < form.fields.progress.y()
    assert contacts.height() >= sum(editor.height() for editor in list(contacts.editors.values())[::2])


def test_another_measure_with_more_contacts_stands_at_once(
    small: MainWindow, services: Services, fill: Callable[..., None], qtbot: QtBot
) -> None:
    """As after a restore: what was in the form is another ledger's now."""
    fill(2, "区卫健局", **{"liaison__name": "张三", "liaison2__name": "李四", "liaison3__name": "王五"})
    small.read_again()
    small.show()
    form = small.ledger_page.form
    qtbot.waitUntil(form.isVisible)
    rows = len(form.fields.contacts.places)
    assert small.ledger_page.table.select_measure(2, "区卫健局")
    assert len(form.fields.contacts.places) > rows
    at_once = places(form)
    qtbot.wait(300)
    assert at_once == places(form)


@pytest.mark.parametrize("field", ["problems", "deadline"])
def test_a_bar_that_appears_leaves_the_field_that_is_typed_in_in_sight(
    small: MainWindow, qtbot: QtBot, field: str
) -> None:
    small.show()
    form = small.ledger_page.form
    qtbot.waitUntil(form.isVisible)
    small.complete()
    editor, bar = form.editor(field), form._scroll.verticalScrollBar()
    form.fields.focus(field)
    view = form._scroll.viewport()
    # At the very foot of what is seen: any bar pushes it out.
    bar.setValue(bar.value() + editor.mapTo(view, editor.rect().bottomLeft()).y() + 1 - view.height())
    small.resize(1366, small.height() + editor.mapTo(view, editor.rect().bottomLeft()).y() + 1 - view.height())
    qtbot.waitUntil(lambda: editor.mapTo(view, editor.rect().bottomLeft()).y() < view.height())
    height = view.height()
    assert small.trouble is not None
    small.trouble.bar.show_trouble(LedgerTrouble.NO_SPACE, "磁盘满了，请腾出空间后再试。", "有 1 处没有存进去。")
    qtbot.waitUntil(lambda: view.height() < height)
    assert view.rect().contains(QRect(editor.mapTo(view, editor.rect().topLeft()), editor.size()))


def test_what_was_scrolled_away_by_hand_is_not_fetched_back(small: MainWindow, qtbot: QtBot) -> None:
    small.resize(1366, 500)
    small.show()
    form = small.ledger_page.form
    qtbot.waitUntil(form.isVisible)
    form.fields.focus("deadline")
    bar = form._scroll.verticalScrollBar()
    bar.setValue(0)
    assert form.editor("deadline").visibleRegion().isEmpty()
    small.resize(1366, 480)
    qtbot.wait(50)
    assert bar.value() == 0
