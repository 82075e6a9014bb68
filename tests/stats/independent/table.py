"""A reader of the exported 细化表, written for these tests alone: it knows the paper and nothing of the program."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine

HEADINGS = ["重点任务", "改革措施", "责任单位", "责任人", "联系电话", "进展情况", "存在问题", "完成时限"]


@dataclass
class Row:
    """One measure as printed. ``cells``: all that is to be filled in, each contact's name and phone for itself."""

    no: int
    task: str
    unit: str
    progress: str
    cells: list[str] = field(default_factory=list)

    @property
    def filled(self) -> int:
        return sum(1 for cell in self.cells if cell.strip())


def read_table(path: Path) -> list[Row]:
    lines = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    texts = [[str(cell) for cell in line] for line in lines]
    start = texts.index(HEADINGS) + 1
    rows: list[Row] = []
    task = ""
    for line in texts[start:]:
        task = line[0] or task
        if numbered := re.match(r"(\d+)\.", line[1]):
            rows.append(Row(int(numbered[1]), task, line[2], line[5], [line[5], line[6], line[7]]))
        label, _, name = line[3].partition("：")
        assert label in ("责任人", "联系人"), line
        rows[-1].cells += [name, line[4]]
    return rows
