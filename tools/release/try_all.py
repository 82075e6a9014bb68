"""Run by the probe: does what would fail only on some later day, if the built program lacked a part of what it needs.

Imports each module named in a file; draws a chart of each kind, and one in the process that is for it; asks for pinyin and for
holidays; loads what speaks to a server. Writes to another file what failed, and why; "" when all went well.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any


def missing(names: Iterable[str]) -> list[str]:
    """A line for each that can't be imported."""
    found = []
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:  # whatever a module does at its top
            found.append(_line(name, error))
    return found


def charts() -> None:
    from qcapp.forms.chart import Chart, ChartKind, Series
    from qcapp.forms.chart_png import png_of

    for kind in ChartKind:
        png_of(Chart(kind, "得分", ("区税务局", "区财政局"), (Series("得分", (60.0, 100.0)),), "分", 100.0, 1), 120, 60)


def charts_beside() -> None:
    from qcapp.drawing.process import DrawingProcess
    from qcapp.forms.chart import Chart, ChartKind, Series
    from qcapp.forms.chart_picture import Picture

    picture = Picture(Chart(ChartKind.LINE, "覆盖率", ("6月", "7月"), (Series("覆盖率", (60.0, 100.0)),), "%", 100.0, 1), 120, 60)
    drawing = DrawingProcess()
    try:
        assert drawing.png(picture) == picture.png(), "another picture"
    finally:
        drawing.close()


def pinyin() -> None:
    from qcapp.domain.readings import lazy_pinyin

    assert lazy_pinyin("重庆区") == ["chong", "qing", "qu"], "phrases are not read"


def holidays() -> None:
    from qcapp.domain.workdays import is_workday

    assert is_workday(date(2021, 10, 9)), "a Saturday worked instead of a holiday"


def shared_ledgers() -> None:
    from sqlalchemy.dialects.postgresql import psycopg as dialect

    kind: Any = dialect.dialect
    driver = kind.import_dbapi()
    assert driver.pq.__impl__ == "binary", "libpq of the program's own is not found"
    assert driver.pq.version() >= 150000, driver.pq.version()


def failed(works: Iterable[Callable[[], None]]) -> list[str]:
    """A line for each that raises."""
    found = []
    for work in works:
        try:
            work()
        except Exception as error:
            found.append(_line(work.__name__, error))
    return found


def _line(name: str, error: Exception) -> str:
    return f"{name}: {type(error).__name__}: {error}"


if __name__ == "__main__":
    lines = missing(Path(sys.argv[1]).read_text(encoding="utf-8").split())
    lines += failed([charts, charts_beside, pinyin, holidays, shared_ledgers])
    Path(sys.argv[2]).write_text("\n".join(lines), encoding="utf-8")
