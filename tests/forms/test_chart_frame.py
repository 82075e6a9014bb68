"""A name beside a chart is parted into lines where a reader of Chinese expects it, and stands there whole."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcapp.forms.chart_canvas import Canvas
from qcapp.forms.chart_frame import wrapped


class _Squares:
    """Every character is as wide as it is high."""

    def width_of(self, text: str, size: float, bold: bool = False) -> float:
        return size * len(text)


def lines(text: str, characters: int) -> list[str]:
    return wrapped(cast(Canvas, _Squares()), text, 1.0, float(characters))


@pytest.mark.parametrize(
    ("text", "characters", "parted"),
    [
        ("开发“信易+”、“信用+”应用场景", 9, ["开发“信易+”、", "“信用+”应用场景"]),
        ("推进《条例》（试行）落实", 6, ["推进《条例》", "（试行）落实"]),
        ("办理破产", 4, ["办理破产"]),
    ],
)
def test_a_quotation_mark_stands_on_the_line_of_what_it_opens(text: str, characters: int, parted: list[str]) -> None:
    assert lines(text, characters) == parted


@given(st.text("开办企业（）“”、《》，a", min_size=1, max_size=40), st.integers(3, 12))
def test_no_character_is_lost_in_whatever_lines(text: str, characters: int) -> None:
    parted = lines(text, characters)
    assert "".join(parted) == text
    assert not any(line[-1] in "（“《" for line in parted[:-1] if len(line) > 1 and not set(line) <= set("（“《"))
