"""The 细化表 as drawn, before any file format: one value that every writer takes.

The official table and a unit's fill-in form are the same table; the form has an identity, marked cells and instructions.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Paper(Enum):
    """Always landscape. Millimetres, width × height."""

    A4 = (297.0, 210.0)
    A3 = (420.0, 297.0)


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact row: printed label, then what stands after it. In an official table ``name`` may be composed of
    several units' contacts, one a line."""

    label: str
    name: str
    phone: str

    @property
    def printed(self) -> str:
        """As it stands in the 责任人 cell: 责任人：张三."""
        return f"{self.label}：{self.name}"


@dataclass(frozen=True, slots=True)
class Block:
    """One measure's rows: as many as it has contact lines. All text as it is to be printed; paragraphs split by a newline."""

    no: int
    task: str
    measure: str
    unit: str
    contacts: tuple[ContactLine, ...]
    progress: str
    problems: str
    deadline: str


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

    @property
    def fillable(self) -> bool:
        return self.identity is not None

    def task_spans(self) -> tuple[tuple[int, int], ...]:
        """(first block, last block) of each run of one task, zero-based, inclusive."""
        spans: list[tuple[int, int]] = []
        for index, block in enumerate(self.blocks):
            if spans and self.blocks[index - 1].task == block.task:
                spans[-1] = (spans[-1][0], index)
            else:
                spans.append((index, index))
        return tuple(spans)
