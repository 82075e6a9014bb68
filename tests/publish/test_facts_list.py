"""明细.xlsx: what the window lists, row for row; words that look like a formula stay words."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from qcapp.domain.errors import WriteFailed
from qcapp.domain.period import Period
from qcapp.publish.facts_list import ListedFact, write_facts
from qcapp.stats.figures import EntryFact

FACT = EntryFact(
    3, "区税务局", 2, Period(2021, 7), due=True, due_day=date(2021, 7, 25), reported=True, received=date(2021, 7, 27),
    filled=6, cells=7,
)
LISTED = ListedFact(FACT, "=1+1 推广电子发票。", "迟 2 天", "不合格", ("电话不对。", "太笼统。"))


def test_days_are_days_and_words_are_words(tmp_path: Path) -> None:
    target = tmp_path / "明细.xlsx"
    write_facts("2021年7月 · 迟报 1 条", "截至 2021年7月28日", [LISTED], target, datetime(2021, 7, 28, 9, 0))
    sheet = load_workbook(target)["明细"]
    assert (sheet["A1"].value, sheet["A2"].value) == ("2021年7月 · 迟报 1 条", "截至 2021年7月28日")
    row = [cell.value for cell in sheet[4]]
    assert row == [
        datetime(2021, 7, 1), 3, "=1+1 推广电子发票。", "区税务局", datetime(2021, 7, 25), datetime(2021, 7, 27), 6, 7,
        "迟 2 天", "不合格", "电话不对。\n太笼统。",
    ]
    assert sheet["C4"].data_type == "s"
    assert sheet.auto_filter.ref == "A3:K4"


def test_nothing_listed_is_said(tmp_path: Path) -> None:
    target = tmp_path / "明细.xlsx"
    write_facts("2021年7月 · 迟报 0 条", "", [], target)
    assert "没有这样的条目。" in {cell.value for row in load_workbook(target)["明细"].iter_rows() for cell in row}


def test_a_folder_that_is_gone_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WriteFailed, match="不存在"):
        write_facts("题", "", [LISTED], tmp_path / "没有" / "明细.xlsx")
