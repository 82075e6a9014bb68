"""A chart in words, for who can't see it: its title, and every number that is drawn. Pure."""

from __future__ import annotations

from qcapp.forms.chart import Chart


def chart_words(chart: Chart) -> str:
    """各月覆盖率：2021年6月 覆盖率 61.2%；2021年7月 覆盖率 72.2%。"""
    if not chart.labels:
        return f"{chart.title}：还没有数据。"
    parts = []
    for place, label in enumerate(chart.labels):
        told = "、".join(f"{series.name} {_value(chart, series.values[place])}" for series in chart.series)
        parts.append(f"{_name(label)} {told}")
    return f"{chart.title}：{'；'.join(parts)}。"


def _name(label: str) -> str:
    """A month has its year below it: 2021年7月."""
    return "".join(reversed(label.split("\n")))


def _value(chart: Chart, value: float | None) -> str:
    return "—" if value is None else f"{value:.{chart.decimals}f}{chart.unit}"
