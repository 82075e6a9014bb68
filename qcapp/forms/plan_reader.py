"""A Plan out of any official 细化表: what ``init --from`` makes a ledger of. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.plan import Assignment, Measure, Plan, Task, Unit
from qcapp.domain.sheet import Document
from qcapp.domain.text import comparable
from qcapp.forms.block import Block
from qcapp.forms.blocks import blocks_of
from qcapp.forms.carriers import find_form_ids
from qcapp.forms.hints import district_and_year, title_of
from qcapp.forms.locate import NO_ROWS, NOT_FOUND
from qcapp.forms.table import find_table

_UNIT_LABEL = re.compile(r"^(?:牵头|配合|责任|主办|协办)(?:单位|部门)?\s*[:：]\s*")
_PARENTHESES = re.compile(r"[（(]([^（）()]*)[)）]")
_SEPARATORS = "、，,;；\n"
# Its one unit's measures would pass for the whole list.
_A_FORM = "这是发给单位填报的下发表（表号 {}），不是完整的清单，请选择正式的责任清单细化表再建账。"
_NO_TASK = "未列重点任务"
_CONTACTS = ("责任人", "联系人")


def read_plan(document: Document, year: int | None = None) -> Plan:
    """The plan that the table prints. ``year``, where given, is the plan's year whatever the title says.

    UnreadableFile when there is no table or no year, or a measure lacks its text or unit or shares its number, and for
    one unit's fill-in form.
    """
    if form_ids := find_form_ids(document):
        raise UnreadableFile(_A_FORM.format(next(iter(form_ids))))
    table = find_table(document)
    if table is None:
        raise UnreadableFile(NOT_FOUND)
    blocks = blocks_of(table.lines)
    if not blocks:
        raise UnreadableFile(NO_ROWS)
    title = title_of(document, table)
    district, named = district_and_year(title)
    if named is None and year is None:
        raise UnreadableFile("这份表的标题里没有年份，看不出是哪一年的责任清单，请在标题里写明年份后再试。")
    tasks = _tasks(blocks)
    units = _Units()
    measures = tuple(
        _measure(block, no, tasks[_task_key(block)].order, units)
        for block, no in zip(blocks, _numbers(blocks), strict=True)
    )
    return Plan(
        year=year or named or 0,
        title=title,
        tasks=tuple(tasks.values()),
        measures=measures,
        units=units.units(),
        assignments=tuple(units.assignments),
        district=district,
        office=_office(district),
    )


def _office(district: str) -> str:
    """区营商办 for 清城区."""
    return f"{district[-1]}营商办" if district[-1:] in tuple("区县市旗") else "营商办"


def _task_key(block: Block) -> str:
    return comparable(block.task) or _NO_TASK


def _tasks(blocks: Sequence[Block]) -> dict[str, Task]:
    """By comparable heading, in the order of their first measures."""
    tasks: dict[str, Task] = {}
    for block in blocks:
        heading = "".join(block.task.split("\n")) or _NO_TASK
        tasks.setdefault(_task_key(block), Task(len(tasks) + 1, heading))
    return tasks


def _numbers(blocks: Sequence[Block]) -> list[int]:
    """Each measure's number; one that prints none follows the measure above it."""
    times = Counter(block.no for block in blocks if block.no is not None)
    for no, count in times.items():
        if count > 1:
            raise UnreadableFile(f"清单里序号 {no} 出现了 {count} 次，请改正序号后再试。")
    taken = set(times)
    numbers: list[int] = []
    for block in blocks:
        number = block.no
        if number is None:
            number = numbers[-1] + 1 if numbers else 1
            while number in taken:
                number += 1
            taken.add(number)
        numbers.append(number)
    return numbers


def _measure(block: Block, no: int, task: int, units: _Units) -> Measure:
    if not block.text:
        raise UnreadableFile(f"清单里第 {no} 条没有措施文字，请补全后再试。")
    names = units.named(block.unit)
    if not names:
        raise UnreadableFile(f"清单里第 {no} 条没有责任单位，请补全后再试。")
    units.assignments.extend(Assignment(no, name) for name in names)
    label = None if block.unit == "、".join(names) else block.unit
    contacts = tuple(role.value for role in block.roles) or _CONTACTS
    return Measure(no, task, block.text, label, contacts)


class _Units:
    """Gathers units as labels name them."""

    def __init__(self) -> None:
        self.assignments: list[Assignment] = []
        self._aliases: dict[str, dict[str, None]] = {}

    def named(self, label: str) -> tuple[str, ...]:
        """Short names of the units of a label; its longer forms become their aliases."""
        names: dict[str, None] = {}
        for part in _split(label):
            name = _PARENTHESES.sub("", part).strip()
            aliases = [inner.strip() for inner in _PARENTHESES.findall(part)]
            if not name:
                name, aliases = part, []
            known = self._aliases.setdefault(name, {})
            if aliases:
                known.update(dict.fromkeys([part, *(alias for alias in aliases if alias)]))
            names[name] = None
        return tuple(names)

    def units(self) -> tuple[Unit, ...]:
        """In the order of the list. An alias that is another unit's name, or two units' alias, belongs to neither."""
        claims = [alias for aliases in self._aliases.values() for alias in aliases]
        return tuple(
            Unit(name, tuple(each for each in aliases if each not in self._aliases and claims.count(each) == 1))
            for name, aliases in self._aliases.items()
        )


def _split(label: str) -> list[str]:
    """The parts between 、，；and line ends that stand outside of parentheses."""
    parts, depth = [""], 0
    for character in label:
        depth += (character in "（(") - (character in ")）")
        if character in _SEPARATORS and depth <= 0:
            parts.append("")
        else:
            parts[-1] += character
    return [name for part in parts if (name := _UNIT_LABEL.sub("", part.strip()).strip())]
