"""The side bar shows every page, however low the window is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import MENUS
from ui.pages.registry import PAGES
from ui.widgets.side_bar import SideBar

NINE = tuple(zip("abcdefghi", "甲乙丙丁戊己庚辛壬", strict=True))


@pytest.mark.parametrize(("height", "compact"), [(760, False), (583, False), (560, True), (440, True), (330, True)])
def test_nine_pages_have_room_in_a_low_window_too(qtbot: QtBot, height: int, compact: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    bar = SideBar(NINE)
    row.addWidget(bar)
    window.resize(400, height)
    with qtbot.waitExposed(window):
        window.show()
    assert bar.height() == height
    assert bar.compact is compact
    places = [bar.button(name).geometry() for name, _ in NINE]
    assert all(bar.rect().contains(place) for place in places)
    assert all(one.bottom() < other.top() for one, other in pairwise(places))
    assert min(place.height() for place in places) >= 33


def test_the_window_made_higher_again_has_its_words_below_the_pictures(qtbot: QtBot) -> None:
    bar = SideBar(NINE)
    qtbot.addWidget(bar)
    bar.resize(92, 400)
    bar.show()
    qtbot.waitUntil(lambda: bar.compact)
    bar.resize(92, 700)
    qtbot.waitUntil(lambda: not bar.compact)
    qtbot.waitUntil(lambda: bar.button("a").height() > 50)


def test_the_menu_has_the_pages_in_the_order_of_the_side_bar() -> None:
    entries = next(entries for title, entries in MENUS if title.startswith("视图"))
    pages = [spec.name for spec in PAGES]
    assert [(entry.key, entry.words) for entry in entries[: len(pages)]] == [(spec.name, spec.word) for spec in PAGES]


def test_ctrl_and_a_number_is_the_page_in_that_place() -> None:
    keys = {entry.key: {entry.keys, *entry.also} for _, entries in MENUS for entry in entries}
    assert [page.word for place, page in enumerate(PAGES, 1) if f"Ctrl+{place}" not in keys[page.name]] == []
