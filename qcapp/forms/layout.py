"""The 细化表 as drawn, before any file format: one value that every writer takes.

The official table and a unit's fill-in form are the same table; the form has an identity, marked cells and instructions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from qcapp.domain.fields import COLUMNS, REASONS, Column
from qcapp.domain.page_setup import STANDARD, PageSetup


class Paper(Enum):
    """Millimetres, width × height, lying as tables mostly do."""

    A4 = (297.0, 210.0)
    A3 = (420.0, 297.0)

    def size(self, setup: PageSetup = STANDARD) -> tuple[float, float]:
        """Width and height as it is turned."""
        long, short = self.value
        return (short, long) if setup.portrait else (long, short)


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact row: printed label, then what stands after it. In an official table ``name`` may be composed of
    several units' contacts, one a line. ``marked``: columns (contact, phone) whose cell is to be corrected."""

    label: str
    name: str
    phone: str
    marked: frozenset[str] = frozenset()

    @property
    def printed(self) -> str:
        """As it stands in the 责任人 cell: 责任人：张三."""
        return f"{self.label}：{self.name}"


@dataclass(frozen=True, slots=True)
class Block:
    """One measure's rows: as many as it has contact lines. All text as it is to be printed; paragraphs split by a newline.

    ``reasons``: why it goes back to the unit, "" in any other table; ``marked``: columns whose cell is to be corrected.
    """

    no: int
    task: str
    measure: str
    unit: str
    contacts: tuple[ContactLine, ...]
    progress: str
    problems: str
    deadline: str
    reasons: str = ""
    marked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FormIdentity:
    """Carried by a fill-in form in several places; see forms/carriers.py."""

    form_id: str
    unit: str
    period: str
    """As 2021-07."""


@dataclass(frozen=True, slots=True)
class TableDocument:
    """A whole table. Neighbouring blocks with the same ``task`` share one merged cell.

    ``caption``: line under the title (填报单位, 报告期, 表号), "" for none. ``notes``: numbered instruction lines, without
    numbers. ``identity`` is None for the official table; a form's contact, phone, progress, problems and deadline cells
    are then marked and open, all else is protected.
    """

    title: str
    blocks: tuple[Block, ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    paper: Paper = Paper.A4
    identity: FormIdentity | None = None
    setup: PageSetup = STANDARD
    printed: str = ""

    @property
    def fillable(self) -> bool:
        return self.identity is not None

    @property
    def reasoned(self) -> bool:
        """Whether it is a 退回说明, with the reasons in a column of their own."""
        return any(block.reasons for block in self.blocks)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What it prints, from left to right."""
        return (*COLUMNS, REASONS) if self.reasoned else COLUMNS

    def column_texts(self) -> dict[str, list[str]]:
        """What stands in each column, by its key."""
        texts = {column.key: [getattr(block, column.key, "") for block in self.blocks] for column in self.columns}
        lines = [line for block in self.blocks for line in block.contacts]
        return {**texts, "contact": [line.printed for line in lines], "phone": [line.phone for line in lines]}

    def task_spans(self) -> tuple[tuple[int, int], ...]:
        """(first block, last block) of each run of one task, zero-based, inclusive."""
        spans: list[tuple[int, int]] = []
        for index, block in enumerate(self.blocks):
            if spans and self.blocks[index - 1].task == block.task:
                spans[-1] = (spans[-1][0], index)
            else:
                spans.append((index, index))
        return tuple(spans)
