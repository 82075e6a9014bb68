"""The page setup as a value: what is kept is what was set, and what can't be read changes nothing of the print."""

from __future__ import annotations

import pytest

from qcapp.domain.errors import UsageError
from qcapp.domain.page_setup import (
    STANDARD,
    ColumnWidths,
    Margins,
    Orientation,
    PageNumbers,
    PageSetup,
    page_setup_from,
    setting_values,
)
from qcapp.domain.settings import SETTING_BY_KEY

OTHER = PageSetup(
    Orientation.PORTRAIT, Margins(10, 11.5, 20, 12), 85, ColumnWidths.CONTENT, False, True, PageNumbers.DASHES, True, False, True
)


def test_nothing_set_prints_as_always() -> None:
    assert page_setup_from({}) == STANDARD == PageSetup()
    assert STANDARD.plain


def test_what_was_set_comes_back_from_the_ledger() -> None:
    assert page_setup_from(setting_values(OTHER)) == OTHER
    assert page_setup_from(setting_values(STANDARD)) == STANDARD
    assert not OTHER.plain


def test_every_part_is_a_setting_of_the_catalogue_with_the_standard_as_its_default() -> None:
    for key, value in setting_values(STANDARD).items():
        assert SETTING_BY_KEY[key].default == value
        assert SETTING_BY_KEY[key].checked(value) == value


@pytest.mark.parametrize("written", ["一二三", "1,2", "0,0,0,0", "999"])
def test_margins_in_the_ledger_that_mean_nothing_are_the_papers_own(written: str) -> None:
    assert page_setup_from({"print.margins": written, "print.orientation": "sideways"}) == STANDARD


@pytest.mark.parametrize(
    ("text", "margins"),
    [
        ("15", Margins(15, 15, 15, 15)), ("10,11,12,13", Margins(10, 11, 12, 13)),
        ("10，11，12、13.5", Margins(10, 11, 12, 13.5)),
        (" 10 11 12 13 ", Margins(10, 11, 12, 13)),
    ],
)
def test_margins_are_read_as_people_write_them(text: str, margins: Margins) -> None:
    assert Margins.parse(text) == margins
    assert Margins.parse(margins.text) == margins


@pytest.mark.parametrize("text", ["", "a", "1,2,3", "4,15,15,15", "15,15,15,61", "nan", "15,15,15,15,15"])
def test_margins_that_no_printer_has_are_told_how_to_be_written(text: str) -> None:
    with pytest.raises(UsageError, match="15,15,15,15"):
        Margins.parse(text)


def test_page_numbers_say_which_of_how_many() -> None:
    assert [each.text(3, 12) for each in PageNumbers] == ["第 3 页 共 12 页", "— 3 —", ""]
