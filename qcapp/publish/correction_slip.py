"""退回说明: a form with only those rows of a return that are to be corrected, each with the reasons beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from qcapp.domain.fields import Kind, field_for
from qcapp.domain.ledger import Snapshot
from qcapp.forms.layout import Block, TableDocument
from qcapp.publish.fill_form import fill_form_table


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A measure that goes back: the sentences that say why, and the keys of the fields that must be corrected."""

    no: int
    reasons: Sequence[str]
    fields: frozenset[str] = field(default=frozenset())

    @property
    def printed(self) -> str:
        """The reasons as the slip has them, a line each, numbered where there are several."""
        numbered = len(self.reasons) > 1
        return "\n".join(f"{place}. {text}" if numbered else text for place, text in enumerate(self.reasons, start=1))


def correction_table(
    snapshot: Snapshot, unit: str, form_id: str, values: Mapping[tuple[int, str], str], rows: Sequence[SlipRow], due: date
) -> TableDocument:
    """The slip as drawn, A4. ``values`` are the ledger's present texts, which the unit corrects in place.

    It is the month's form with some of its rows, so that it is read and merged as that one is.
    """
    form = fill_form_table(snapshot, unit, form_id, dict(values), [row.no for row in rows])
    by_no = {row.no: row for row in rows}
    office = snapshot.plan.office or "营商办"
    caption = (
        f"填报单位：{unit}　　报告期：{snapshot.period.label}　　表号：{form_id}　　"
        f"请于 {due.year}年{due.month}月{due.day}日前重报{office}"
    )
    blocks = tuple(_with_reasons(block, by_no[block.no]) for block in form.blocks)
    return replace(
        form, title=f"《{snapshot.plan.title}》退回说明", caption=caption, blocks=blocks, notes=_notes(office, snapshot)
    )


def _with_reasons(block: Block, row: SlipRow) -> Block:
    """The block with its reasons, and with the cells marked that they speak of."""
    meant = [field_for(key) for key in row.fields]
    counts: dict[str, int] = {}
    lines = []
    for line in block.contacts:
        index = counts[line.label] = counts.get(line.label, 0) + 1
        mine = [each for each in meant if each.role and each.role.value == line.label and each.index == index]
        lines.append(replace(line, marked=frozenset("phone" if each.kind is Kind.PHONE else "contact" for each in mine)))
    marked = frozenset(each.column for each in meant if each.role is None)
    return replace(block, reasons=row.printed, contacts=tuple(lines), marked=marked)


def _notes(office: str, snapshot: Snapshot) -> tuple[str, ...]:
    return (
        "本表只列需要更正的措施，“退回原因”写明了要改的地方；其余措施不必重报。",
        "深黄色的格子请按原因更正，浅黄色的格子有变化的也可以改；原来填的内容已在格子里，改好即可，不必重抄。",
        f"完成时限写日期（如 {snapshot.period.year}-12-31、{snapshot.period.year}年12月底）或“长期坚持”；没有问题的写“无”。",
        "重点任务、改革措施、责任单位和退回原因请勿改动，不要增删行列，不要删去表号。",
        f"改好后保存原文件（xlsx 或 docx 任选一份），用 U 盘或邮件报{office}；报送日期仍按首次报送计算。",
    )
