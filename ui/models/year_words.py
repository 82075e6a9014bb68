"""A measure's year as a page of words: month by month, joint units side by side, what is new in green, files as links.

Links: ``file:SHA-256 name``, ``ledger:2021-07 unit`` (to the entry), ``edits:2021-07 unit`` (opens its changes here).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from html import escape

from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.fields import DEADLINE, PROBLEMS, PROGRESS, field_for
from qcapp.domain.operation_words import change_state, kind_words
from qcapp.domain.operations import Change
from qcapp.domain.period import Period
from qcapp.domain.text import shortened
from qcapp.merge.origin import origin_parts
from qcapp.publish.comparison import Movement, versions
from qcapp.publish.measure_year import MeasureYear, SaidField, UnitMonth, YearMonth
from qcapp.publish.past_tables import by_words
from ui.models.compared import MOVEMENT_TONES
from ui.models.marked_html import marked_html
from ui.theme import BLUE, FAINT, HEADER, MUTED, Tone
from ui.widgets.ledger_delegate import STATE_TONES

_CHANGE_CHARS = 120
_GAP = "&nbsp;&nbsp; "


def year_html(year: MeasureYear, opened: Collection[str]) -> str:
    """``opened``: targets of ``edits:`` links whose changes are shown."""
    parts: list[str] = []
    waiting: list[YearMonth] = []
    for month in year.months:
        if month.begun:
            parts += _not_begun(waiting)
            waiting = []
            parts.append(_month(month, year.plan.year, opened))
        else:
            waiting.append(month)
    return "".join([*parts, *_not_begun(waiting)])


def edits_target(period: Period, unit: str) -> str:
    return f"edits:{period} {unit}"


def _not_begun(months: list[YearMonth]) -> Iterator[str]:
    if months:
        first, last = months[0].period, months[-1].period
        words = first.label if first == last else f"{first.label}至{last.month}月"
        yield f"<p style='color:{FAINT};margin:10px 0 4px 0'>{words}还没有内容。</p>"


def _month(month: YearMonth, year: int, opened: Collection[str]) -> str:
    width = 100 // max(1, len(month.units))
    cells = "".join(f"<td width='{width}%' valign='top'>{_unit(unit, year, opened)}</td>" for unit in month.units)
    return (
        f"<p style='margin:12px 0 2px 0;background:{HEADER}'><a name='{month.period}'></a>"
        f"<b>&nbsp;{month.period.label}</b></p>"
        f"<table width='100%' cellspacing='0' cellpadding='6'><tr>{cells}</tr></table>"
    )


def _unit(unit: UnitMonth, year: int, opened: Collection[str]) -> str:
    period = unit.entry.period
    target = edits_target(period, unit.unit)
    lines = [_head(unit, period)]
    told = (each for each in unit.fields if each.text or (each.movement is not None and not _goes_without_saying(each, unit)))
    lines += [_said(each, year) for each in told if field_for(each.field).role is None]
    if contacts := [each for each in unit.fields if field_for(each.field).role is not None]:
        lines.append(_line("联系人变动", "；".join(map(_contact, contacts))))
    lines += [_line("认定", escape(ruling.told)) for ruling in unit.rulings]
    files = [_link(f"file:{each.sha256} {each.name}", f"《{each.name}》") for each in unit.files]
    files += [_link(f"file:{each.sha256} {each.name}", f"“{each.name}”（佐证材料）") for each in unit.attachments]
    if files:
        lines.append(_line("文件", _GAP.join(files)))
    if unit.edits:
        mark = "▾" if target in opened else "▸"
        lines.append(f"<p style='margin:2px 0'>{_link(target, f'{mark} 修改记录 {len(unit.edits)} 处', MUTED)}</p>")
        if target in opened:
            lines += map(_edit, unit.edits)
    return "".join(lines)


def _goes_without_saying(said: SaidField, unit: UnitMonth) -> bool:
    """That a month without a report says no problems either."""
    return said.field == PROBLEMS.key and not unit.entry.text(PROGRESS.key)


def _head(unit: UnitMonth, period: Period) -> str:
    status = unit.status
    day = f"{unit.received.month}月{unit.received.day}日收到" if unit.received else ""
    told = _GAP.join(filter(None, (day, escape(status.reason))))
    return (
        f"<p style='margin:0 0 3px 0'>{_link(f'ledger:{period} {unit.unit}', unit.unit)}{_GAP}"
        f"{_pill(status.state.value, STATE_TONES[status.state])}{_GAP}"
        f"<span style='color:{MUTED}'>{told}</span></p>"
    )


def _said(said: SaidField, year: int) -> str:
    heading = field_for(said.field).heading
    if not said.text:
        return _line(heading, f"<span style='color:{FAINT}'>（未填）</span>")
    spans = versions(said.before, said.text)[1] if said.movement is Movement.CHANGED else ()
    text = marked_html(said.text, spans)
    if said.field == DEADLINE.key:
        label = parse_deadline(said.text, year).label
        text += f"<span style='color:{MUTED}'> → {label}</span>" if label and label != said.text else ""
    if said.movement is Movement.COPIED and said.field == PROGRESS.key:
        text += f"{_GAP}{_pill('与上月一字不差', MOVEMENT_TONES[Movement.COPIED])}"
    return _line(heading, text)


def _contact(said: SaidField) -> str:
    """责任人电话 138 → 139; what stood there before only where anything did."""
    before = f"<span style='color:{FAINT}'>{escape(said.before)} → </span>" if said.before else ""
    return f"{field_for(said.field).heading} {before}{escape(said.text) or '（空）'}"


def _edit(change: Change) -> str:
    gone = f"（{state}）" if (state := change_state(change)) else ""
    before, after = (escape(shortened(text, _CHANGE_CHARS)) or "（空）" for text in (change.before, change.after))
    came = escape(" · ".join(origin_parts(change.source)))
    return (
        f"<p style='margin:0 0 4px 14px'><span style='color:{MUTED}'>{escape(by_words(change))} "
        f"{kind_words(change.operation)}{gone} · {field_for(change.key.field).heading}{' · ' + came if came else ''}</span><br>"
        f"<span style='color:{FAINT}'>{before}</span> → {'内容不变' if change.repeats else after}</p>"
    )


def _line(heading: str, html: str) -> str:
    return f"<p style='margin:2px 0'><span style='color:{MUTED}'>{heading}{_GAP}</span>{html}</p>"


def _pill(word: str, tone: Tone) -> str:
    return f"<span style='background:{tone.back.name()};color:{tone.text.name()}'>&nbsp;{word}&nbsp;</span>"


def _link(target: str, words: str, colour: object = BLUE) -> str:
    return (
        f"<a href='{escape(target, quote=True)}' style='color:{colour};text-decoration:none'>{escape(words)}</a>"
    )

