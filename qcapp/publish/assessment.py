"""绩效考核: the units over several months as a workbook, scores and places month by month and in the end, down to each entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from qcapp.domain.errors import UsageError
from qcapp.domain.period import Period
from qcapp.forms.layout import Paper
from qcapp.forms.xlsx_book import Book, Column, ListSheet, Value
from qcapp.forms.xlsx_looks import Kind
from qcapp.forms.xlsx_package import Formula
from qcapp.publish import stats_formulas as formulas
from qcapp.publish.assessment_months import MOVED, CumulativeSheet, MonthsSheet, WeightsSheet, write_moved
from qcapp.publish.stats_facts import FactsSheet, fact_lines, unit_column, write_apart
from qcapp.publish.stats_sheets import group_columns
from qcapp.publish.stats_terms import caption_of, write_terms
from qcapp.stats.corrections import Correction
from qcapp.stats.figures import Figures, Standing, Tally, tally
from qcapp.stats.ranking import standings

SHEET = "考核表"
_BASIS = "考核依据"
_CUMULATIVE, _MEAN, _SUM = "累计得分", "月均得分", "得分合计"
_SIGNED = "　　　　　　　　".join(("制表人：", "审核人：", "负责人（签字）：", "日期：　　　　年　　月　　日"))
_NOTES = (
    f"{_CUMULATIVE}按各月应报、实报、及时、合格的条数相加后计算；{_SUM}、{_MEAN}是各月得分之和、平均；没有应报的月份不计。",
    f"最终得分按“参数”表所选的{_BASIS}（{_CUMULATIVE}、{_MEAN}或{_SUM}）取值，得分相同的位次相同。",
)
_MOST_ON_A4 = 6  # months


def write_assessment(
    months: Sequence[Figures], target: Path, made: datetime | None = None,
    issued: Mapping[Period, date] | None = None, moved: Sequence[tuple[Period, Correction]] = (),
) -> None:
    """Write it from the figures of single months; equal figures give equal bytes. ``made`` as in ``write_stats``.

    ``issued``: of the months whose figures are those that a 通报 froze the day on it, None where nobody has asked; ``moved``
    what has changed in these since. A month is scored by the weights that its own figures have: those in force when it was
    issued, and of a month that was not those of now. The whole is scored by those of the last month. UsageError where there is
    no month, WriteFailed when the file can't be written.
    """
    if not months:
        raise UsageError("没有可以考核的月份，请选台账里已有内容的报告期。")
    months = sorted(months, key=lambda figures: figures.period)
    day = max(figures.on for figures in months)
    whole = replace(months[-1], months=tuple(figures.period for figures in months), on=day)
    board = _Board.of(months)
    book = Book(f"{whole.label}绩效考核", made)
    caption = caption_of(whole)
    footer = f"{whole.label}　{caption.replace('　　', '　')}"
    lines = [line for figures in months for line in fact_lines(figures)]
    facts = FactsSheet(book, lines, footer)
    weights = WeightsSheet(book, months, footer, issued)
    monthly = MonthsSheet(book, facts, weights, months, footer)
    cumulative = CumulativeSheet(book, facts, weights, board.tallies, board.ends, whole.label, footer)
    notes = (*_NOTES, *(_basis_notes(months, issued, moved) if issued is not None else ()))
    _write_board(book, board, monthly, cumulative, months, whole.label, caption, footer, notes)
    if moved:
        write_moved(book, moved, f"{whole.label}印发后的更正", footer)
    write_apart(book, lines, f"{whole.label}免报和延期", caption, footer)
    live = [figures for figures in months if figures.period not in (issued or {})]
    recounted = made is not None and any(figures.on < made.date() for figures in live)
    write_terms(book, whole, made, footer, lambda sheet: _add_basis(book, sheet), recounted)
    book.order([SHEET, cumulative.sheet.name, monthly.sheet.name])
    book.save(target)


def _basis_notes(
    months: Sequence[Figures], issued: Mapping[Period, date], moved: Sequence[tuple[Period, Correction]]
) -> Iterator[str]:
    """Which months go by a 通报 as issued."""
    frozen = [figures.period.label for figures in months if figures.period in issued]
    if not frozen:
        yield "各月都没有印发过通报，按台账现有数据计算。"
        return
    rest = "" if len(frozen) == len(months) else "，其余月份按台账现有数据计算"
    since = f"印发后的 {len(moved)} 处变动没有计入，见“{MOVED}”表" if moved else "印发后没有变动"
    yield f"{'、'.join(frozen)}按印发的通报计算{rest}；{since}。"


@dataclass(frozen=True, slots=True)
class _Board:
    """Units in the order of the lists, the last month's first; what each adds up to and where it stands in the end."""

    tallies: dict[str, Tally]
    ends: dict[str, Standing]
    scores: dict[tuple[Period, str], Standing]

    @classmethod
    def of(cls, months: Sequence[Figures]) -> _Board:
        units = list(dict.fromkeys(unit.unit for figures in reversed(months) for unit in figures.units))
        tallies = {name: tally(fact for figures in months for fact in figures.of_unit(name)) for name in units}
        scores = {(figures.period, unit.unit): unit.standing for figures in months for unit in figures.units}
        return cls(tallies, standings(tallies, months[-1].settings), scores)

    @property
    def ranked(self) -> list[str]:
        return sorted(self.tallies, key=lambda name: self.ends[name].rank or len(self.tallies) + 1)


def _write_board(
    book: Book, board: _Board, monthly: MonthsSheet, cumulative: CumulativeSheet, months: Sequence[Figures],
    label: str, caption: str, footer: str, notes: Sequence[str],
) -> None:
    periods = [figures.period for figures in months]
    paper = Paper.A4 if len(periods) <= _MOST_ON_A4 else Paper.A3
    sheet = ListSheet(
        book, SHEET, _columns(board, periods), title=f"{label}责任单位绩效考核表", caption=caption, frozen=2, footer=footer,
        paper=paper,
    )
    first, last = sheet.first, sheet.first + len(board.tallies) - 1
    for name in board.ranked:
        own = _unit_values(sheet, board, name, monthly, cumulative, periods)
        sheet.add(own | _final_values(sheet, board.ends[name], first, last))
    for note in notes:
        sheet.line(note)
    sheet.gap()
    sheet.line(_SIGNED)


def _columns(board: _Board, periods: Sequence[Period]) -> tuple[Column, ...]:
    several_years = len({period.year for period in periods}) > 1
    by_month = []
    for period in periods:
        named = f"{period.year}年\n{period.month}月" if several_years else f"{period.month}月"
        by_month.append(Column(f"score {period}", f"{named}\n得分", 37, Kind.SCORE))
        by_month.append(Column(f"rank {period}", f"{named}\n位次", 31 if several_years else 29))
    return (
        Column("rank", "最终\n位次", 31), unit_column(board.tallies),
        *(group_columns(board.ends.values()) if any(each.group for each in board.ends.values()) else ()),
        Column("final", "最终\n得分", 38, Kind.SCORE), *by_month,
        Column("sum", _heading(_SUM), 44, Kind.SCORE), Column("mean", _heading(_MEAN), 38, Kind.SCORE),
        Column("cumulative", _heading(_CUMULATIVE), 38, Kind.SCORE),
        Column("coverage", "累计\n覆盖率", 44, Kind.SHARE), Column("timeliness", "累计\n及时率", 44, Kind.SHARE),
        Column("qualification", "累计\n合格率", 44, Kind.SHARE),
    )


def _heading(name: str) -> str:
    return f"{name[:2]}\n{name[2:]}"


def _unit_values(
    sheet: ListSheet, board: _Board, name: str, monthly: MonthsSheet, cumulative: CumulativeSheet, periods: Sequence[Period]
) -> dict[str, Value]:
    """What the other sheets have of a unit."""
    values: dict[str, Value] = {"unit": name, "group": board.ends[name].group}
    scores: list[Decimal] = []
    for period in periods:
        standing = board.scores.get((period, name))
        if standing is None:  # the month's list didn't have the unit
            values |= {f"score {period}": formulas.NONE, f"rank {period}": formulas.NONE}
            continue
        score, rank = _shown(standing.score), _shown(standing.place)
        values[f"score {period}"] = Formula(f"={monthly.there('score', period, name)}", score)
        values[f"rank {period}"] = Formula(f"={monthly.there('rank', period, name)}", rank)
        scores += [standing.score] if standing.score is not None else []
    cells = ",".join(sheet.at(f"score {period}") for period in periods)
    values["sum"], values["mean"] = formulas.together(cells, scores), formulas.mean(cells, scores)
    values["cumulative"] = Formula(f"={cumulative.there('score', name)}", _shown(board.ends[name].score))
    for key in ("coverage", "timeliness", "qualification"):
        values[key] = Formula(f"={cumulative.there(key, name)}", formulas.shown_share(getattr(board.tallies[name], key)))
    return values


def _final_values(sheet: ListSheet, end: Standing, first: int, last: int) -> dict[str, Value]:
    at, scores = sheet.at, sheet.span("final", first, last)
    chosen = f'=IF({_BASIS}="{_MEAN}",{at("mean")},IF({_BASIS}="{_SUM}",{at("sum")},{at("cumulative")}))'
    values: dict[str, Value] = {
        "final": Formula(chosen, _shown(end.score)), "rank": formulas.rank(at("final"), scores, end.place),
    }
    if any(column.key == "group" for column in sheet.columns):
        own, all_own = at("group"), sheet.span("group", first, last)
        values["group_rank"] = formulas.rank_among(at("final"), scores, own, all_own, end.group_place)
    return values


def _shown(value: Decimal | int | None) -> Decimal | int | str:
    return formulas.NONE if value is None else value


def _add_basis(book: Book, sheet: ListSheet) -> None:
    row = sheet.add(
        {"what": _BASIS, "value": _CUMULATIVE, "meaning": f"最终得分取哪一个，可改选“{_MEAN}”“{_SUM}”；位次随之变化。"},
        opened=("value",),
    )
    sheet.choose(sheet.at("value", row), (_CUMULATIVE, _MEAN, _SUM), "最终得分按哪一个计算。")
    book.name(_BASIS, sheet.there("value", row))
    sheet.add({"what": "各项权重", "value": "见“权重”表", "meaning": "各月按当月统计所用的权重计分，累计按最后一个月的。"})
