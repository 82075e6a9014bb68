"""What the four cards of figures say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from qcapp.stats.figures import Tally
from ui.models.fact_query import Figure
from ui.models.figures import points

_SINCE: Final = "较上月 "


@dataclass(frozen=True, slots=True)
class CardWords:
    """``change`` "": nothing to compare with. ``note``: (words, figure) beside the number, ``links`` of the numbers below."""

    heading: str
    value: str
    figure: Figure
    note: tuple[str, Figure] | None = None
    change: str = ""
    links: tuple[tuple[str, Figure], ...] = ()

    @property
    def short_change(self) -> str:
        """Without that it is since last month, which its place says."""
        return self.change.removeprefix(_SINCE)

    @property
    def short_links(self) -> tuple[str, ...]:
        """Without what stands in brackets."""
        return tuple(words.partition("（")[0] for words, _ in self.links)


def card_words(now: Tally, before: Tally | None) -> tuple[CardWords, ...]:
    """数据总量, 覆盖率, 及时率, 合格率. ``before``: last month's."""
    more = now.reported - before.reported if before else 0
    volume = CardWords(
        "数据总量", str(now.reported), Figure.REPORTED, (f"/ {now.due} 条", Figure.DUE),
        _change(Decimal(more), "条") if before else "",
        (
            (f"措施 {now.measures_reported}/{now.measures}", Figure.MEASURES),
            (f"填写 {now.filled}/{now.cells} 格", Figure.FULLNESS),
        ),
    )
    mended = now.qualification_now
    below = {
        Figure.COVERAGE: ((f"实报 {now.reported}/{now.due}", Figure.COVERAGE),),
        Figure.TIMELINESS: ((f"按时 {now.on_time}/{now.due}", Figure.TIMELINESS),),
        Figure.QUALIFICATION: (
            (f"合格 {now.qualified}/{now.reported}", Figure.QUALIFICATION),
            (f"更正后 {mended.words}（{mended.numerator}/{mended.denominator}）", Figure.MENDED),
        ),
    }
    return (volume, *(_rate_words(figure, now, before, links) for figure, links in below.items()))


def _rate_words(
    figure: Figure, now: Tally, before: Tally | None, links: tuple[tuple[str, Figure], ...]
) -> CardWords:
    rate, earlier = figure.rate(now), figure.rate(before) if before else None
    moved = points(rate, earlier) if rate and earlier else None
    return CardWords(
        figure.word, rate.words if rate else "", figure, None,
        _change(moved, "个百分点") if moved is not None else "", links,
    )


def _change(by: Decimal, unit: str) -> str:
    return f"{_SINCE}{'↑' if by > 0 else '↓'} {abs(by)} {unit}" if by else "与上月持平"
