"""What the scripts that write the official table are given: JSON, of each measure its texts and its contacts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HEADINGS = ("重点任务", "改革措施", "责任单位", "责任人", "联系电话", "进展情况", "存在问题", "完成时限")
CONTACT, PHONE = 3, 4


@dataclass(frozen=True)
class Row:
    """A measure: the texts of its columns but for the contacts, and a (name, phone) for each of its lines."""

    task: str
    texts: dict[int, str]
    contacts: list[tuple[str, str]]


@dataclass(frozen=True)
class Official:
    title: str
    rows: list[Row]

    @property
    def lines(self) -> int:
        return sum(len(row.contacts) for row in self.rows)

    def tasks(self) -> Iterator[tuple[str, int, int]]:
        """Each task's heading with its first and last line, from 0."""
        line, began = 0, 0
        for place, row in enumerate(self.rows):
            line += len(row.contacts)
            if place + 1 == len(self.rows) or self.rows[place + 1].task != row.task:
                yield row.task, began, line - 1
                began = line


def load(path: Path) -> Official:
    told = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        Row(row["task"], {int(column): text for column, text in row["texts"].items()}, [(c[0], c[1]) for c in row["contacts"]])
        for row in told["rows"]
    ]
    return Official(told["title"], rows)
