"""Tables as documents, drawn without any file format: what a perfect reader would see."""

from __future__ import annotations

from collections.abc import Sequence

from qcapp.domain.sheet import Document, Merge, Sheet
from qcapp.forms.layout import Block, ContactLine, TableDocument

HEADINGS = ("重点任务", "改革措施", "责任单位", "责任人", "联系电话", "进展情况", "存在问题", "完成时限")


def block(
    no: int,
    text: str = "办好这件事。",
    *,
    task: str = "一.开办企业",
    unit: str = "区甲局",
    people: Sequence[tuple[str, str, str]] = (("责任人", "张三", "13800138000"), ("联系人", "李四", "0763-3312345")),
    progress: str = "",
    problems: str = "",
    deadline: str = "",
) -> Block:
    contacts = tuple(ContactLine(*person) for person in people)
    return Block(no, task, f"{no}.{text}", unit, contacts, progress, problems, deadline)


def drawn(table: TableDocument, kind: str = "xlsx", name: str = "细化表") -> Document:
    """Title, caption and header over the blocks, notes under them; measure cells merged over their contact rows."""
    rows: list[list[str]] = [[table.title]]
    if table.caption:
        rows.append([table.caption])
    rows.append(list(HEADINGS))
    merges = [Merge(row, 0, row, 7) for row in range(len(rows) - 1)]
    starts: list[int] = []
    for each in table.blocks:
        starts.append(len(rows))
        for place, contact in enumerate(each.contacts):
            cells = ["", "", "", contact.printed, contact.phone, "", "", ""]
            if place == 0:
                cells = [each.task, each.measure, each.unit, *cells[3:5], each.progress, each.problems, each.deadline]
            rows.append(cells)
        if len(each.contacts) > 1:
            merges += [Merge(starts[-1], column, len(rows) - 1, column) for column in (1, 2, 5, 6, 7)]
    ends = [*starts[1:], len(rows)]
    for first, last in table.task_spans():
        for index in range(first + 1, last + 1):
            rows[starts[index]][0] = ""
        if ends[last] - starts[first] > 1:
            merges.append(Merge(starts[first], 0, ends[last] - 1, 0))
    if table.notes:
        rows.append(["填表说明："])
        rows += [[f"{place}. {note}"] for place, note in enumerate(table.notes, start=1)]
    return Document(kind, (Sheet(name, tuple(tuple(row) for row in rows), tuple(merges)),))


def sheet(rows: Sequence[Sequence[str]], merges: Sequence[tuple[int, int, int, int]] = (), name: str = "表") -> Sheet:
    return Sheet(name, tuple(tuple(row) for row in rows), tuple(Merge(*merge) for merge in merges))


def document(*sheets: Sheet, kind: str = "xlsx", texts: Sequence[str] = ()) -> Document:
    return Document(kind, sheets, texts=tuple(texts))
