"""What the 考核表 rests on: 权重, 各月 and 累计, each number a formula over 明细; and 更正, what moved after it was issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from qcapp.domain.period import Period
from qcapp.forms.xlsx_book import Book, Column, ListSheet, Value
from qcapp.forms.xlsx_looks import Kind
from qcapp.forms.xlsx_package import Formula
from qcapp.publish import stats_formulas as formulas
from qcapp.publish.phrases import measures
from qcapp.publish.stats_facts import FactsSheet, unit_column
from qcapp.publish.stats_sheets import COUNTS, POINTS, SCORE, SHARES, tally_values
from qcapp.publish.stats_terms import WEIGHT_NAMES, weights_in_force
from qcapp.stats.corrections import Correction
from qcapp.stats.figures import Figures, Standing, Tally

WEIGHTS, MONTHS, CUMULATIVE, MOVED = "权重", "各月", "累计", "更正"
_PARTS = ("coverage", "timeliness", "qualification")


class WeightsSheet:
    """A row a month, and one for the whole. ``of(None)`` are the whole's. ``issued``: days on the 通报 that months go by, None
    where nobody has asked."""

    def __init__(
        self, book: Book, months: Sequence[Figures], footer: str, issued: Mapping[Period, date] | None = None
    ) -> None:
        self._issued = issued
        columns = (
            Column("month", "计算范围", 100, Kind.MONTH),
            *(Column(key, WEIGHT_NAMES[key], 90, Kind.POINTS) for key in (*_PARTS, "all", "deduction")),
            Column("on", "统计截至", 90, Kind.DAY), Column("version", "规则版本", 90, Kind.WORDS),
            *((Column("source", "数据来源", 150, Kind.WORDS),) if issued is not None else ()),
        )
        self.sheet = ListSheet(book, WEIGHTS, columns, title="各月得分所用的权重", footer=footer)
        self._rows: dict[Period | None, int] = {}
        for figures in months:
            self._rows[figures.period] = self._add(figures.period, figures)
        self._rows[None] = self._add(CUMULATIVE, months[-1])
        self.sheet.line("浅黄色的格子可以改，得分和位次随之变化。")

    def of(self, period: Period | None) -> Mapping[str, str]:
        """The cells of its weights."""
        row = self._rows[period]
        return {key: self.sheet.there(key, row) for key in WEIGHT_NAMES}

    def _add(self, month: Period | str, figures: Figures) -> int:
        weights = weights_in_force(figures.settings)
        values: dict[str, Value] = {"month": month, "on": figures.on, "version": figures.rules_version, **weights}
        parts = f"{self.sheet.at(_PARTS[0])}:{self.sheet.at(_PARTS[-1])}"
        values["all"] = Formula(f"=SUM({parts})", float(weights["all"]))
        if self._issued is not None and isinstance(month, Period):
            day = self._issued.get(month)
            values["source"] = f"{day.isoformat()} 印发的通报" if day else "台账现有数据"
        return self.sheet.add(values, opened=(*_PARTS, "deduction"))


class MonthsSheet:
    """A row a month and unit: counts, rates, score and place."""

    def __init__(self, book: Book, facts: FactsSheet, weights: WeightsSheet, months: Sequence[Figures], footer: str) -> None:
        columns = (
            Column("month", "月份", 70, Kind.MONTH), unit_column(unit.unit for figures in months for unit in figures.units),
            *COUNTS, *SHARES, POINTS, SCORE, Column("rank", "位次", 36),
        )
        self.sheet = ListSheet(book, MONTHS, columns, title="各月得分和位次", frozen=2, footer=footer)
        self._rows: dict[tuple[Period, str], int] = {}
        for figures in months:
            first, last = self.sheet.row + 1, self.sheet.row + len(figures.units)
            for unit in figures.units:
                own = _scored(self.sheet, facts, unit.unit, unit.tally, unit.standing, weights.of(figures.period), figures.period)
                scores = self.sheet.span("score", first, last)
                own["rank"] = formulas.rank(self.sheet.at("score"), scores, unit.standing.place)
                self._rows[figures.period, unit.unit] = self.sheet.add(own)
        self.sheet.filter()

    def there(self, key: str, period: Period, unit: str) -> str:
        return self.sheet.there(key, self._rows[period, unit])


class CumulativeSheet:
    """A row a unit: what its months add up to."""

    def __init__(
        self, book: Book, facts: FactsSheet, weights: WeightsSheet, tallies: Mapping[str, Tally], ends: Mapping[str, Standing],
        label: str, footer: str,
    ) -> None:
        columns = (unit_column(tallies), *COUNTS, *SHARES, POINTS, SCORE)
        self.sheet = ListSheet(book, CUMULATIVE, columns, title=f"{label}累计", frozen=1, footer=footer)
        self._rows = {
            name: self.sheet.add(_scored(self.sheet, facts, name, own, ends[name], weights.of(None)))
            for name, own in tallies.items()
        }

    def there(self, key: str, unit: str) -> str:
        return self.sheet.there(key, self._rows[unit])


def write_moved(book: Book, moved: Sequence[tuple[Period, Correction]], title: str, footer: str) -> None:
    """A row for each number that was issued and no longer holds."""
    columns = (
        Column("month", "月份", 70, Kind.MONTH), unit_column(each.unit for _, each in moved),
        Column("what", "项目", 130, Kind.WORDS, left=True), Column("before", "印发时", 110, Kind.WORDS),
        Column("after", "现在", 110, Kind.WORDS), Column("measures", "涉及措施", 200, Kind.WORDS, left=True),
    )
    sheet = ListSheet(book, MOVED, columns, title=title, footer=footer)
    for month, each in moved:
        sheet.add({
            "month": month, "unit": each.unit, "what": each.what, "before": each.before, "after": each.after,
            "measures": measures(each.numbers),
        })
    sheet.filter()
    sheet.line("考核按印发的通报计算，这些变动没有计入；要计入，请重新印发更正的通报后再导出。")


def _scored(
    sheet: ListSheet, facts: FactsSheet, unit: str, own: Tally, standing: Standing, weights: Mapping[str, str],
    month: Period | None = None,
) -> dict[str, Value]:
    """The row that comes next, of that month or of all."""
    where = [("unit", formulas.criterion(unit, sheet.at("unit")))]
    if month is not None:
        where.append(("month", sheet.at("month")))
    values: dict[str, Value] = {"month": month, "unit": unit}
    values |= tally_values(sheet, facts, own, *where)
    values["score"] = formulas.score(sheet.at, weights, standing.score)
    return values
