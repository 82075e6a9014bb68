"""Cells on the clipboard as text: nothing is lost or moved on the way there and back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.domain.errors import UsageError
from qcapp.forms import cell_text
from qcapp.forms.cell_text import as_text, cells_of

_LETTERS = st.one_of(st.sampled_from('甲乙 "\t\n0-,'), st.characters(blacklist_characters="\r", blacklist_categories=["Cs"]))
_CELLS = st.text(_LETTERS)
_ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1, max_size=5)
)


@given(_ROWS)
def test_what_is_copied_here_comes_back_cell_by_cell(rows: list[list[str]]) -> None:
    text = as_text(rows)
    wanted = rows[:-1] if len(rows) > 1 and rows[-1] == [""] else rows  # an empty last line ends the one before
    assert cells_of(text) == wanted
    assert cells_of(text + "\n") == rows


@given(_ROWS)
def test_another_programs_reader_takes_it_the_same_way(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(as_text(rows), newline=""), delimiter="\t", strict=True))
    assert [row or [""] for row in read] == (rows[:-1] if rows[-1] == [""] else rows)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("甲\t乙\r\n丙\t丁\r\n", [["甲", "乙"], ["丙", "丁"]]),
        ('"第一行\n第二行"\t乙\r\n', [["第一行\n第二行", "乙"]]),
        ('"第一行\r\n“引号”和""引号"""\t乙', [['第一行\n“引号”和"引号"', "乙"]]),
        ('5" 管\t"abc"\t"未完', [['5" 管', '"abc"', '"未完']]),
        ('"甲" 和 "乙"\t丙', [['"甲" 和 "乙"', "丙"]]),
        ("甲\n\n乙", [["甲"], [""], ["乙"]]),
        ("\t\n\t", [["", ""], ["", ""]]),
        ("只有一格", [["只有一格"]]),
        ("", [[""]]),
        ("甲\r乙", [["甲"], ["乙"]]),
        ("一\x0b二\x85三\u2028四", [["一\x0b二\x85三\u2028四"]]),
    ],
)
def test_what_spreadsheets_give_is_read_as_they_mean_it(text: str, rows: list[list[str]]) -> None:
    assert cells_of(text) == rows


def test_a_very_long_cell_is_read_whole() -> None:
    long = "进展" * 150_000
    assert cells_of(f"{long}\t甲") == [[long, "甲"]]


def test_more_cells_than_can_be_meant_are_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_text, "MOST_CELLS", 5)
    with pytest.raises(UsageError, match="请分几次复制"):
        cells_of("\t\t\t\t\t")
