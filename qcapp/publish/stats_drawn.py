"""Charts inside the workbooks, drawn by the spreadsheet program from the cells; told apart in black and white print too."""

from __future__ import annotations

from typing import Any

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties

from qcapp.forms.xlsx_book import ListSheet
from qcapp.stats.figures import Figures, tally

_BLUE, _INK, _SLATE, _PALE_BLUE, _WHITE = "1F5FA8", "1F2933", "4F5D6B", "6C9BD2", "FFFFFF"
_LINES: tuple[tuple[str, str, Any, Any, str], ...] = (
    ("coverage", _BLUE, "solid", "circle", _BLUE), ("timeliness", _SLATE, "dash", "square", _WHITE),
    ("qualification", _PALE_BLUE, "sysDot", "triangle", _PALE_BLUE),
)
_TITLE, _SMALL = 1200, 900  # type sizes, in hundredths of a point


def rates_chart(sheet: ListSheet, figures: Figures) -> None:
    """The rates month by month below 全区, where there are several months. A rate that a month lacks would be drawn as 0: its
    line is left out."""
    count = len(figures.months)
    if count < 2:
        return
    chart: Any = LineChart()
    monthly = [tally(fact for fact in figures.facts if fact.period == month) for month in figures.months]
    for key, colour, dash, symbol, face in _LINES:
        if any(getattr(each, key).value is None for each in monthly):
            continue
        chart.add_data(_column(sheet, key, count), titles_from_data=True)
        series = chart.series[-1]
        series.smooth = False
        series.graphicalProperties.line = LineProperties(w=22000, prstDash=dash, solidFill=colour)
        series.marker = Marker(symbol, size=7)
        series.marker.graphicalProperties = GraphicalProperties(solidFill=face)
        series.marker.graphicalProperties.line = LineProperties(solidFill=colour)
    if not chart.series:
        return
    chart.set_categories(_column(sheet, "month", count, heading=False))
    chart.y_axis.number_format, chart.y_axis.scaling.max, chart.y_axis.scaling.min = "0%", 1, 0
    chart.x_axis.number_format = 'yyyy"年"m"月"'
    _settle(chart, f"{figures.label}各月报送情况")
    sheet.chart(chart, 90)


def reported_chart(sheet: ListSheet, count: int) -> None:
    """实报 and 未报 of each task, below 任务."""
    if not count:
        return
    chart: Any = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 40
    for key in ("reported", "missing"):
        chart.add_data(_column(sheet, key, count), titles_from_data=True)
    solid, hatched = chart.series
    solid.graphicalProperties = GraphicalProperties(solidFill=_BLUE)
    pattern = PatternFillProperties(prst="wdUpDiag", fgClr=_colour(_SLATE), bgClr=_colour(_WHITE))
    hatched.graphicalProperties = GraphicalProperties(pattFill=pattern)
    hatched.graphicalProperties.line = LineProperties(solidFill=_INK)
    solid.dLbls, hatched.dLbls = _numbers(_WHITE), _numbers(_INK)
    chart.set_categories(_column(sheet, "heading", count, heading=False))
    chart.x_axis.scaling.orientation = "maxMin"  # the first task on top
    _settle(chart, "各重点任务报送情况（条）")
    chart.y_axis.delete, chart.y_axis.majorGridlines = True, None
    sheet.chart(chart, max(50.0, 25.0 + count * 6.5))


def _column(sheet: ListSheet, key: str, count: int, heading: bool = True) -> Reference:
    number = sheet.number(key)
    return Reference(sheet.sheet, min_col=number, min_row=sheet.header if heading else sheet.first, max_row=sheet.header + count)


def _settle(chart: Any, title: str) -> None:
    """Axes are shown (new versions of Excel take silence for hidden), the legend stands below."""
    chart.title = title
    chart.title.tx.rich.p[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=_TITLE, b=True))
    chart.title.overlay = False
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.txPr = chart.y_axis.txPr = _text(_INK)
    chart.legend.position = "b"


def _numbers(colour: str) -> DataLabelList:
    """A bar's number on it."""
    labels = DataLabelList(
        showVal=True, showSerName=False, showCatName=False, showLegendKey=False, showPercent=False, numFmt="0;;",
    )
    labels.txPr = _text(colour)
    return labels


def _text(colour: str) -> RichText:
    properties = CharacterProperties(sz=_SMALL, solidFill=_colour(colour))
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=properties), endParaRPr=CharacterProperties())])


def _colour(code: Any) -> ColorChoice:
    return ColorChoice(srgbClr=code)
