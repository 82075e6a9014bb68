"""A unit's fill-in form for a month: the official layout with its own measures, what is known, and how to fill it in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence

from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS
from qcapp.domain.forms import SUGGESTED_PROGRESS
from qcapp.domain.ledger import Entry, Snapshot
from qcapp.domain.plan import EntryKey, Measure
from qcapp.domain.succession import entry_before
from qcapp.forms.layout import Block, ContactLine, FormIdentity, Paper, TableDocument

GoesOn = Callable[[EntryKey], Sequence[EntryKey]]
"""From an entry to those of an earlier month that it goes on with."""

_TAIL = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_form_id(snapshot: Snapshot, unit: str, taken: Collection[str]) -> str:
    """QC-202107-07-3F9K: the tail is drawn by lot, so that no other ledger's form, nor one of a copy, is taken for ours."""
    stem = f"QC-{snapshot.period.compact}-{snapshot.plan.unit_order[unit]:02d}"
    while True:
        form_id = f"{stem}-{''.join(secrets.choice(_TAIL) for _ in range(4))}"
        if form_id not in taken:
            return form_id


def form_values(
    snapshot: Snapshot, earlier: Snapshot | None, unit: str, goes_on: GoesOn | None = None
) -> dict[tuple[int, str], str]:
    """What the ledger says at dispatch, field by field: the base that is frozen.

    ``earlier``: the month whose progress to offer, if any; the offer stands under SUGGESTED_PROGRESS. ``goes_on``: the entries
    of that month that one of this month goes on with; the same one when not said.
    """
    values: dict[tuple[int, str], str] = {}
    for no in snapshot.plan.measures_of[unit]:
        entry = snapshot.entry(no, unit)
        values[no, PROGRESS.key] = values[no, PROBLEMS.key] = ""
        for key, value in entry.values.items():
            values[no, key] = value.text
        if earlier and not values[no, PROGRESS.key] and (found := _before(entry.key, snapshot, earlier, goes_on)):
            values[no, SUGGESTED_PROGRESS] = "\n".join(filter(None, (each.text(PROGRESS.key) for each in found)))
    return values


def _before(key: EntryKey, snapshot: Snapshot, earlier: Snapshot, goes_on: GoesOn | None) -> list[Entry]:
    if goes_on is None:
        same = entry_before(key, snapshot, earlier)
        return [same] if same else []
    return [earlier.entries[each] for each in goes_on(key) if each in earlier.entries]


def fill_form_table(
    snapshot: Snapshot, unit: str, form_id: str, values: dict[tuple[int, str], str], numbers: Sequence[int] = ()
) -> TableDocument:
    """The form as drawn, A4. ``numbers``: only those of the unit's measures, all when none is named."""
    plan, period = snapshot.plan, snapshot.period
    due, office = snapshot.due, plan.office or "营商办"
    blocks = tuple(
        _block(plan.task_of(no).heading, plan.measure(no), unit, snapshot.entry(no, unit), values)
        for no in plan.measures_of[unit] if not numbers or no in numbers
    )
    caption = (
        f"填报单位：{unit}　　报告期：{period.label}　　表号：{form_id}　　"
        f"请于 {due.year}年{due.month}月{due.day}日前报{office}"
    )
    notes = _notes(office, period.year)
    return TableDocument(plan.title, blocks, caption, notes, Paper.A4, FormIdentity(form_id, unit, str(period)))


def _block(task: str, measure: Measure, unit: str, entry: Entry, values: dict[tuple[int, str], str]) -> Block:
    contacts = tuple(
        ContactLine(contact.role.value, contact.name, contact.phone) for contact in entry.contacts(measure.contacts)
    )
    return Block(
        measure.no, task, measure.printed, unit, contacts,
        progress=values[measure.no, PROGRESS.key] or values.get((measure.no, SUGGESTED_PROGRESS), ""),
        problems=values[measure.no, PROBLEMS.key],
        deadline=values.get((measure.no, DEADLINE.key), ""),
    )


def _notes(office: str, year: int) -> tuple[str, ...]:
    return (
        "只填浅黄色的格子；重点任务、改革措施和责任单位请勿改动，不要增删行列，不要删去表号。",
        "进展情况写本月做了什么、到什么程度，有数字的写数字；本月确无新进展的，写“本月无新进展”并说明原因。",
        "存在问题写需要协调解决的困难；没有问题的写“无”。",
        f"完成时限写日期（如 {year}-12-31、{year}年12月底）或“长期坚持”。",
        "责任人、联系人的姓名写在“责任人：”“联系人：”之后，电话写在右边一格；有第二个联系人的，写在同一格并用顿号隔开。",
        f"填好后保存原文件（xlsx 或 docx 任选一份），用 U 盘或邮件报{office}；文件名可以改，表号不能改。",
    )
