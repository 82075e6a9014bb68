"""The form's place: nothing can be filled in that is not among the rows, whenever the form comes to be made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from ui.pages import ledger_side
from ui.pages.ledger_side import FormSide
from ui.widgets.form_place import FormPlace


def test_a_form_that_is_made_while_nothing_is_listed_is_seen_once_something_is(qtbot: QtBot) -> None:
    place, form = FormPlace(300), QWidget()
    qtbot.addWidget(place)
    place.show_form(False)
    place.hold(form)
    assert place.currentWidget() is not form
    place.show_form(True)
    assert place.currentWidget() is form


def test_a_form_that_is_made_after_something_is_listed_again_is_seen(qtbot: QtBot) -> None:
    place, form = FormPlace(300), QWidget()
    qtbot.addWidget(place)
    place.show_form(False)
    place.show_form(True)
    place.hold(form)
    assert place.currentWidget() is form


@pytest.fixture
def side(window: MainWindow) -> Iterator[FormSide]:
    """Another one of the page's, that nobody has asked for anything."""
    page = window.ledger_page
    made = FormSide(page, page.shown, page._judging)
    yield made
    shiboken6.delete(made)


def test_no_key_waits_for_all_that_the_form_needs_at_once(side: FormSide) -> None:
    """Its modules take longer to import than it takes to be made: each in a turn of its own, once the rows stand."""
    turns = 0
    while side._form is None:
        side.make_seen()
        turns += 1
    assert turns > len(ledger_side._NEEDED) >= 3


def test_a_form_that_is_asked_for_before_is_there_at_once(side: FormSide) -> None:
    side.make_seen()
    assert side._form is None
    assert side.work.form is side._form
