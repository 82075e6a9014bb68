"""Words beside the tables of the page 清单, as HTML: a measure, a task, a unit, a change, a year.

Links: ``ledger:11``, ``past:11``, ``measure:11``, ``unit:identity``, ``change:3``, ``history:operation``, ``month:2022-01``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from qcapp.domain import amendments as kinds
from qcapp.domain.amendment_words import PlanChange
from qcapp.domain.differing import differing
from qcapp.domain.plan import Plan
from ui.models.marked_html import marked_html
from ui.models.plan_reading import ChangeRow, MeasureRow, PlanReading, TaskRow, UnitRow, YearRow
from ui.theme import BLUE, FAINT, GROUP, MUTED, REMOVED, REMOVED_TEXT
from ui.widgets.measure_head import gist

_GAP = "&nbsp;&nbsp; "


def measure_html(row: MeasureRow, reading: PlanReading) -> str:
    measure, plan = row.measure, row.plan
    unit_links = "、".join(_link(f"unit:{plan.identities[name]}", name) for name in plan.units_of[measure.no])
    parts = [
        _title(f"{measure.no}　{gist(measure)}"), _muted(plan.task_by_order[measure.task].heading),
        _gone(row.holds, row.mark.words), _block(_lined(measure.text)), _field("责任单位", unit_links),
    ]
    if measure.printed_unit:
        parts.append(_field("责任单位栏印作", escape(measure.printed_unit)))
    parts.append(_field("联系人栏", escape("、".join(measure.contacts))))
    if measure.split_from:
        parts.append(_field("来历", f"由{_link(f'measure:{measure.split_from}', f'第 {measure.split_from} 条')}拆分"))
    if section := plan.section_by_key.get(measure.section or ""):
        units = f"（责任单位：{section.units}）" if section.units else ""
        parts.append(_field("方案原文", escape(f"{section.key} {section.heading}")))
        parts.append(_block(_lined(f"{section.text}{units}")))
    if row.holds:
        parts.append(
            f"<p style='margin:10px 0 2px 0'>{_link(f'ledger:{measure.no}', '到台账看这一条')}{_GAP}"
            f"{_link(f'past:{measure.no}', '看这一条的一年')}</p>"
        )
    return "".join([*parts, *_history(reading, f"第 {measure.no} 条")])


def task_html(row: TaskRow, reading: PlanReading) -> str:
    lines = [_title(row.task.heading), _gone(row.holds, row.mark.words)]
    lines += [_measure_line(row.plan, each.no) for each in row.measures] or [_muted("这项任务下没有措施。")]
    return "".join([*lines, *_history(reading, f"重点任务 {row.task.order}")])


def unit_html(row: UnitRow, reading: PlanReading) -> str:
    unit = row.unit
    lines = [_title(unit.name), _gone(row.holds, row.mark.words)]
    lines.append(_field("别名", "、".join(_alias(each, unit.identity, reading) for each in unit.aliases) or "（无）"))
    if unit.root:
        lines.append(_field("年初的名称", escape(unit.root)))
    if row.holds:
        lines.append(_field("负责的措施", f"{len(row.measures)} 条"))
        lines += [_measure_line(row.plan, no) for no in row.measures]
    names = {*unit.names, unit.identity}
    return "".join([*lines, *_history(reading, *sorted(names))])


def _alias(alias: str, identity: str, reading: PlanReading) -> str:
    """With the months that it is for, where it came with an amendment."""
    for row in reading.changes:
        what = row.amendment.what
        if isinstance(what, kinds.AddAlias) and (what.unit, what.alias) == (identity, alias):
            until = f"，用到{what.until.label}" if what.until else ""
            return f"{escape(alias)}<span style='color:{MUTED}'>（{row.amendment.since.label}起{until}）</span>"
    return escape(alias)


def change_html(row: ChangeRow) -> str:
    each = row.amendment
    when = f"{each.at:%Y-%m-%d %H:%M}" if each.at else ""
    return "".join([
        _title(row.told), _field("从哪个月起", each.since.label + ("" if row.holds else "（正在看的月份还没到）")),
        _field("理由", escape(each.reason)), _field("经手", f"{escape(each.who)} {when}"),
        _field("操作", _link(f"history:{each.operation}", f"{each.operation}，到历史里看")),
        *map(change_line, row.changes),
    ])


def year_html(row: YearRow) -> str:
    plan = row.plan
    return "".join([
        _title(plan.title), _field("起用月份", row.begins.label),
        _field("内容", f"{len(plan.tasks)} 项重点任务、{len(plan.measures)} 条改革措施、{len(plan.units)} 家责任单位"),
        _field("变更", f"{row.amendments} 处" if row.amendments else "没有"),
        f"<p style='margin:10px 0'>{_link(f'month:{row.begins}', f'去看 {row.begins.label}')}</p>",
    ])


def change_line(change: PlanChange) -> str:
    """What was and what is, with the differing words in colour."""
    head = f"<span style='color:{MUTED}'>{escape(change.subject)}{_GAP}{escape(change.what)}</span><br>"
    if change.before and change.after:
        removed, added = differing(change.before, change.after)
        before = marked_html(change.before, removed, back=REMOVED, ink=REMOVED_TEXT)
        return f"<p style='margin:6px 0'>{head}{before}<br>→ {marked_html(change.after, added)}</p>"
    if change.after:
        return f"<p style='margin:6px 0'>{head}{marked_html(change.after, ((0, len(change.after)),))}</p>"
    gone = marked_html(change.before, ((0, len(change.before)),), back=REMOVED, ink=REMOVED_TEXT)
    return f"<p style='margin:6px 0'>{head}{gone}</p>"


def _history(reading: PlanReading, *subjects: str) -> Iterator[str]:
    found: dict[int, tuple[ChangeRow, list[PlanChange]]] = {}
    for subject in subjects:
        for row, changes in reading.told_of(subject):
            found.setdefault(row.key, (row, []))[1].extend(changes)
    if found:
        yield "<p style='margin:12px 0 2px 0'><b>变更</b></p>"
    for row, listed in found.values():
        each = row.amendment
        yield (
            f"<p style='margin:4px 0 0 0'>{_link(f'change:{row.key}', f'{each.since.label}起')}{_GAP}"
            f"<span style='color:{MUTED}'>{escape(each.reason)}（{escape(each.who)}）</span></p>"
        )
        yield from map(change_line, listed)


def _measure_line(plan: Plan, no: int) -> str:
    return f"<p style='margin:2px 0'>{_link(f'measure:{no}', str(no))}{_GAP}{escape(gist(plan.measure(no)))}</p>"


def _title(words: str) -> str:
    return f"<p style='margin:0 0 2px 0;font-size:15px'><b>{escape(words)}</b></p>"


def _muted(words: str) -> str:
    return f"<p style='margin:0 0 4px 0;color:{MUTED}'>{escape(words)}</p>"


def _gone(holds: bool, mark: str) -> str:
    return "" if holds else f"<p style='margin:0 0 4px 0;color:{FAINT}'>这个月的清单里没有它（{escape(mark)}）。</p>"


def _block(html: str) -> str:
    return (
        f"<table width='100%' cellspacing='0' cellpadding='6' style='margin:4px 0;background:{GROUP}'><tr><td>{html}</td></tr>"
        "</table>"
    )


def _field(heading: str, html: str) -> str:
    return f"<p style='margin:3px 0'><span style='color:{MUTED}'>{heading}{_GAP}</span>{html}</p>"


def _lined(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _link(target: str, words: str) -> str:
    return f"<a href='{escape(target, quote=True)}' style='color:{BLUE};text-decoration:none'>{escape(words)}</a>"


def sentences(lines: Iterable[str], colour: object) -> str:
    """Each on its own line, in that colour."""
    return "".join(f"<p style='margin:3px 0;color:{colour}'>{escape(line)}</p>" for line in lines)
