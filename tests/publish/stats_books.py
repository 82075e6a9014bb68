"""Made figures written as the statistics' workbook, for the tests of what it says and of how it looks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from qcapp.domain.period import Period
from qcapp.publish.stats_book import write_stats
from qcapp.stats.figures import Figures
from tests.publish.made_figures import UNITS, Maker
from tests.publish.workbooks import shown

JULY = Period(2021, 7)
GROUPS = json.dumps({unit: ("任务多" if at % 2 else "任务少") for at, unit in enumerate(UNITS[:-1])})
SETTINGS = {"score.groups": GROUPS, "score.deduction": "2.5"}


def many(*periods: Period) -> Iterator[Figures]:
    return (Maker(seed).figures(*periods) for seed in range(1, 40))


def written(made: Figures, folder: Path) -> Any:
    write_stats(made, folder / "统计.xlsx", datetime(2021, 8, 2, 9, 30))
    return shown(folder / "统计.xlsx")
