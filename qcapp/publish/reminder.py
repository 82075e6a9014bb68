"""催报通知 for one unit, and the 提醒 that goes out while nobody is late: which measures are missing, by when, to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qcapp.domain.ledger import Snapshot
from qcapp.domain.rulings import day_words
from qcapp.domain.settings import CONTACT, REMINDER_NUMBER
from qcapp.domain.text import shortened
from qcapp.forms.paper import Annex, Grid, OfficialPaper, Paragraph
from qcapp.publish.bulletin_matter import common_values
from qcapp.publish.late_units import LateUnit
from qcapp.publish.phrases import contact_words, full_day, measures, source_name, task_name
from qcapp.publish.titles import title_lines
from qcapp.publish.wording import Wording, sentences

_MEASURE_CHARS = 40


@dataclass(frozen=True, slots=True)
class ReminderMatter:
    """``day`` stands below the signature; ``answer_by``: by when a late unit is to report."""

    snapshot: Snapshot
    wording: Wording
    day: date | None
    answer_by: date


def compose_reminder(late: LateUnit, matter: ReminderMatter) -> OfficialPaper:
    settings = matter.snapshot.settings
    values = _values(late, matter)
    title = matter.wording.say("early.title" if late.early else "remind.title", values)
    return OfficialPaper(
        title=title_lines(title),
        addressee=late.unit,
        parts=tuple(Paragraph(text) for text in _texts(late, matter, values) if text),
        signature=values["署名"],
        day=matter.day,
        annexes=(Annex(f"{late.unit}{matter.snapshot.period.label}未报改革措施清单", (_grid(late, matter.snapshot),)),),
        number=REMINDER_NUMBER.text(settings),
        contact=contact_words(CONTACT.text(settings)),
    )


def _values(late: LateUnit, matter: ReminderMatter) -> dict[str, str]:
    values = common_values(matter.snapshot, late.on)
    if late.early:
        values["截止日"] = full_day(late.first_due)
    return values | {
        "方案": source_name(matter.snapshot.plan), "单位": late.unit, "应报": str(late.due), "实报": str(late.reported),
        "未报": str(len(late.missing)), "措施": measures(late.numbers), "逾期": _overdue(late), "天数": str(late.days),
        "还有天数": str(late.days), "期限": full_day(matter.answer_by), "表号": late.form_id or "", "内容": _own_due(late),
        "交表": full_day(late.blank) if late.blank else "",
    }


def _texts(late: LateUnit, matter: ReminderMatter, values: dict[str, str]) -> Iterator[str]:
    """Opening, what is missing, what is asked, how, and whom to ask. A form's number has hyphens, at which a line may end: it
    stands near the beginning of a paragraph, so that it stays whole, with the hyphens that it is looked for by."""
    def say(key: str, variant: str = "") -> str:
        return matter.wording.say(key, values, variant)

    state = f"{'whole' if late.whole else 'part'}_{'one' if len(late.missing) == 1 else 'many'}"
    if late.early:
        opening = say("early.opening", "today" if not late.days else "days")
        known, asked = say("early.state", state), say("early.ask")
    else:
        opening = say("remind.opening", "sourced" if values["方案"] else "plain")
        known, asked = say("remind.state", state), say("remind.ask")
    own_due = say("remind.own_due") if values["内容"] else ""
    blank = say("remind.blank") if late.blank else ""
    yield sentences((opening, known, blank, own_due))
    how = say("remind.how", "form" if late.form_id else "plain")
    yield from (asked, how) if late.form_id else (sentences((asked, how)),)
    yield say("remind.contact")


def _own_due(late: LateUnit) -> str:
    """第3条、第8条准予延期至2021年8月5日; several days, one after the other, with how long each is over where that is not
    said of all; "" where none was extended."""
    by_day: dict[date, list[int]] = {}
    for each in late.missing:
        if each.extended:
            by_day.setdefault(each.due_day, []).append(each.no)
    said = "，".join(
        f"{measures(numbers)}准予延期至{full_day(day)}{_apart(late, day)}" for day, numbers in sorted(by_day.items())
    )
    return said if all(each.extended for each in late.missing) else f"其中{said}" if said else ""


def _differ(late: LateUnit) -> bool:
    return len({each.due_day for each in late.missing}) > 1


def _overdue(late: LateUnit) -> str:
    return f"{'最长已' if _differ(late) else '已'}逾期{late.days}天"


def _apart(late: LateUnit, day: date) -> str:
    return f"（已逾期{(late.on - day).days}天）" if _differ(late) and not late.early else ""


def _grid(late: LateUnit, snapshot: Snapshot) -> Grid:
    """The missing measures, and how many they are."""
    rows = [_row(late, snapshot, place) for place in range(len(late.missing))]
    headings: tuple[str, ...] = ("措施序号", "重点任务", "改革措施", "责任人、联系人", "截止日", "逾期天数")
    weights: tuple[float, ...] = (0.9, 1.5, 3.6, 1.3, 1.1, 0.9)
    if late.early:
        headings, weights = headings[:-1], weights[:-1]
    rows.append(("合计", f"{len(rows)}条", *("" for _ in headings[2:])))
    note = f"注：本月应报{late.due}条，实报{late.reported}条。"
    if late.form_id:
        note += f"\n下发表的表号是{late.form_id}。"  # a line of its own, as above
    return Grid(headings, tuple(rows), weights, frozenset({1, 2}), note)


def _row(late: LateUnit, snapshot: Snapshot, place: int) -> tuple[str, ...]:
    missing, plan = late.missing[place], snapshot.plan
    measure = plan.measure(missing.no)
    people = snapshot.entry(missing.no, late.unit).contacts(measure.contacts)
    cells = (
        str(missing.no), task_name(plan.task_of(missing.no).heading), shortened(measure.text, _MEASURE_CHARS),
        "、".join(dict.fromkeys(each.name for each in people if each.name)), day_words(missing.due_day, late.on.year),
    )
    return cells if late.early else (*cells, str((late.on - missing.due_day).days))
