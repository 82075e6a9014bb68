"""The form's place: nothing can be filled in that is not among the rows, whenever the form comes to be made."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

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
