"""The colours turn at once where they are seen, and everywhere before they are: no page keeps a colour of the other scheme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.scheme import SchemeChoice, turn_scheme
from ui.theme import INK, MUTED, SURFACE, Tone, set_role, set_tone
from ui.widgets.linked_text import LinkedText


class Shelf(QStackedWidget):
    """Two pages, one of them seen; ``shown`` before, so that both have their looks."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = [QWidget(), QWidget()]
        self.fields, self.labels = [QLineEdit(), QLineEdit()], [QLabel("已报"), QLabel("已报")]
        for page, field, label in zip(self.pages, self.fields, self.labels, strict=True):
            set_tone(label, Tone.GOOD)
            column = QVBoxLayout(page)
            column.addWidget(field)
            column.addWidget(label)
            self.addWidget(page)
        self.show()
        self.setCurrentIndex(1)
        self.setCurrentIndex(0)


@pytest.fixture
def shelf(qapp: QApplication, qtbot: QtBot) -> Iterator[Shelf]:
    made = Shelf()
    qtbot.addWidget(made)
    yield made
    turn_scheme(qapp, SchemeChoice.LIGHT)


def base(widget: QWidget) -> str:
    return widget.palette().base().color().name()


def words(label: QLabel) -> str:
    return label.palette().windowText().color().name()


def test_a_little_that_is_seen_turns_within_the_call(qapp: QApplication, shelf: Shelf) -> None:
    turn_scheme(qapp, SchemeChoice.DARK)
    assert base(shelf.fields[0]) == QColor(SURFACE).name() == SURFACE.dark.lower()
    assert words(shelf.labels[0]) == Tone.GOOD.text.name()
    assert shelf.grab().toImage().pixelColor(2, 2).lightness() < 60


def test_a_page_that_is_turned_to_at_once_is_in_the_new_colours(qapp: QApplication, shelf: Shelf) -> None:
    turn_scheme(qapp, SchemeChoice.DARK)
    shelf.setCurrentIndex(1)
    assert base(shelf.fields[1]) == SURFACE.dark.lower()
    assert words(shelf.labels[1]) == Tone.GOOD.text.name()


def test_what_is_out_of_sight_turns_by_itself(qapp: QApplication, qtbot: QtBot, shelf: Shelf) -> None:
    turn_scheme(qapp, SchemeChoice.DARK)
    qtbot.waitUntil(lambda: base(shelf.fields[1]) == SURFACE.dark.lower() and words(shelf.labels[1]) == Tone.GOOD.text.name())
    shelf.setCurrentIndex(1)
    assert base(shelf.fields[1]) == SURFACE.dark.lower()


def test_turned_back_before_all_had_turned_all_is_as_it_was(qapp: QApplication, qtbot: QtBot, shelf: Shelf) -> None:
    before = [(base(field), words(label)) for field, label in zip(shelf.fields, shelf.labels, strict=True)]
    turn_scheme(qapp, SchemeChoice.DARK)
    turn_scheme(qapp, SchemeChoice.LIGHT)
    qtbot.wait(50)
    assert [(base(field), words(label)) for field, label in zip(shelf.fields, shelf.labels, strict=True)] == before


@pytest.mark.parametrize("place", [0, 1])
def test_words_that_lose_their_tone_later_have_the_ink_of_the_scheme(
    qapp: QApplication, qtbot: QtBot, shelf: Shelf, place: int
) -> None:
    turn_scheme(qapp, SchemeChoice.DARK)
    shelf.setCurrentIndex(place)
    label = shelf.labels[place]
    qtbot.wait(50)
    set_tone(label, None)
    assert words(label) == INK.dark.lower()
    set_role(label, "muted")
    assert words(label) == MUTED.dark.lower()


class Wall(QWidget):
    """So much of it is seen that it does not turn at once. ``paintings``: in how many of the fields' colours, each time."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        self.fields = [QLineEdit() for _ in range(100)]
        for field in self.fields:
            column.addWidget(field)
        self.paintings: list[set[str]] = []
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paintings.append({base(field) for field in self.fields})


@pytest.fixture
def wall(qapp: QApplication, qtbot: QtBot) -> Iterator[Wall]:
    made = Wall()
    qtbot.addWidget(made)
    qtbot.waitUntil(lambda: bool(made.paintings))
    yield made
    turn_scheme(qapp, SchemeChoice.LIGHT)


def test_a_window_is_painted_by_itself_when_all_of_it_has_turned_and_not_before(
    qapp: QApplication, qtbot: QtBot, wall: Wall
) -> None:
    wall.paintings.clear()
    turn_scheme(qapp, SchemeChoice.DARK)
    qtbot.waitUntil(lambda: bool(wall.paintings))
    assert wall.paintings[0] == {SURFACE.dark.lower()}
    assert wall.screen().grabWindow(wall.winId()).toImage().pixelColor(2, 2).lightness() < 60


def test_what_changes_while_a_window_turns_is_painted_with_it(qapp: QApplication, qtbot: QtBot, wall: Wall) -> None:
    wall.paintings.clear()
    turn_scheme(qapp, SchemeChoice.DARK)
    wall.fields[0].setText("又办理若干件")
    wall.update()
    turn_scheme(qapp, SchemeChoice.LIGHT)
    turn_scheme(qapp, SchemeChoice.DARK)
    qtbot.waitUntil(lambda: bool(wall.paintings))
    assert wall.paintings[0] == {SURFACE.dark.lower()}


def test_a_window_that_is_closed_while_it_turns_holds_nothing_up(qapp: QApplication, qtbot: QtBot, shelf: Shelf) -> None:
    gone = Wall()
    turn_scheme(qapp, SchemeChoice.DARK)
    gone.update()
    QApplication.sendPostedEvents(gone)
    shiboken6.delete(gone)
    qtbot.waitUntil(lambda: {base(field) for field in shelf.fields} == {SURFACE.dark.lower()})


def test_what_is_closed_meanwhile_is_passed_over(qapp: QApplication, qtbot: QtBot, shelf: Shelf) -> None:
    page = shelf.pages[1]
    turn_scheme(qapp, SchemeChoice.DARK)
    shelf.removeWidget(page)
    page.deleteLater()
    qtbot.wait(50)
    turn_scheme(qapp, SchemeChoice.LIGHT)
    assert base(shelf.fields[0]) == SURFACE.light.lower()


def test_words_with_links_are_drawn_in_the_new_colours_when_they_are_seen(qapp: QApplication, qtbot: QtBot, shelf: Shelf) -> None:
    text, drawn = LinkedText("往期"), []

    def make() -> str:
        drawn.append(f"{INK}")
        return f"<p style='color:{INK}'>往期</p>"

    shelf.addWidget(text)
    text.show_words(make)
    turn_scheme(qapp, SchemeChoice.DARK)
    assert drawn == [INK.light]
    shelf.setCurrentWidget(text)
    assert drawn == [INK.light, INK.dark]
    assert INK.dark.lower() in text.toHtml().lower()
