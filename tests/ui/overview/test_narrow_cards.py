"""A card of 总览 in a narrow window: shorter words, never cut ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from qcapp.stats.figures import Tally
from tests.services.office import Office
from ui.models.card_words import card_words
from ui.widgets.figure_card import FigureCard

if TYPE_CHECKING:
    from ui.pages.overview import OverviewPage

NOW = Tally(
    due=79, reported=70, on_time=70, qualified=66, qualified_now=67, filled=535, cells=555, measures=74, measures_reported=65,
)
BEFORE = Tally(due=79, reported=78, on_time=74, qualified=73, qualified_now=73, filled=550, cells=555, measures=74)


@pytest.fixture
def around(qtbot: QtBot) -> QWidget:
    """A page about a card: a window of its own would never be narrower than its words."""
    made = QWidget()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(around: QWidget, width: int, place: int = 3) -> FigureCard:
    card = FigureCard(around)
    card.show_words(card_words(NOW, BEFORE)[place])
    card.resize(max(width, card.minimumSizeHint().width()), 100)
    card.show()
    QApplication.processEvents()  # what was said anew is laid out
    return card


def cut(inside: QWidget) -> list[str]:
    """Words that have less room than they need, or touch their neighbour."""
    each: list[QLabel | QPushButton] = [*inside.findChildren(QLabel), *inside.findChildren(QPushButton)]
    return [one.text() for one in each if one.isVisibleTo(inside) and one.width() < one.sizeHint().width()]


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("width", [180, 190, 205, 300])
def test_no_word_of_a_card_is_cut(around: QWidget, place: int, width: int) -> None:
    card = shown(around, width, place)
    assert cut(card) == []
    assert card.change.x() - card._heading.geometry().right() >= 8


def test_short_words_have_the_whole_ones_as_tips(around: QWidget) -> None:
    card = shown(around, 180)
    whole = card_words(NOW, BEFORE)[3]
    assert card.change.text() == whole.change.removeprefix("较上月 ")
    assert card.change.toolTip() == whole.change
    assert (card.links[1].text(), card.links[1].toolTip()) == ("更正后 95.7%", "更正后 95.7%（67/70）")
    assert card.links[1].accessibleName() == "更正后 95.7%（67/70）"
    card.resize(300, 100)
    assert (card.change.text(), card.links[1].text()) == (whole.change, "更正后 95.7%（67/70）")
    assert card.links[1].toolTip() == ""


def test_four_cards_share_a_narrow_page_evenly(
    qtbot: QtBot, two_months: Office, make_page: Callable[[], OverviewPage]
) -> None:
    two_months.clock.time = datetime(2021, 7, 27, 9, 0)
    page = make_page()
    page.resize(818, 420)
    qtbot.wait(1)
    widths = [card.width() for card in page.view.cards]
    assert max(widths) - min(widths) <= 1
    assert [cut(card) for card in page.view.cards] == [[], [], [], []]
