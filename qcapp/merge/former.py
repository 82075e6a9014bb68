"""Rows of measures that the list has no more: sent out before it was amended and back after. Told, not lost. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from qcapp.domain.fields import sort_key
from qcapp.domain.forms import Note, ReturnedForm, ReturnedRow
from qcapp.domain.plan import Measure, Plan
from qcapp.domain.text import comparable, shortened

# A row with its number is a former measure's when its words are at least this like that one's (percent).
_LIKE = 60.0
_TOLD = 40


def without_former(form: ReturnedForm, former: Mapping[int, Measure], plan: Plan) -> tuple[ReturnedForm, tuple[Note, ...]]:
    """The form without such rows, and a note for each with what the unit wrote there."""
    if not former:
        return form, ()
    standing = {comparable(measure.text) for measure in plan.measures}
    gone = [(row, no) for row in form.rows if (no := _former(row, former, standing)) is not None]
    if not gone:
        return form, ()
    dropped = {id(row) for row, _ in gone}
    kept = replace(form, rows=tuple(row for row in form.rows if id(row) not in dropped))
    return kept, tuple(Note("measure_retired", _told(no, row, plan), no) for row, no in gone)


def _former(row: ReturnedRow, former: Mapping[int, Measure], standing: set[str]) -> int | None:
    text = comparable(row.measure_text)
    if text in standing:
        return None
    same = [no for no, measure in former.items() if comparable(measure.text) == text]
    if row.no in same or len(same) == 1:
        return row.no if row.no in same else same[0]
    if row.no is None or row.no not in former:
        return None
    return row.no if not text or _likeness(text, comparable(former[row.no].text)) >= _LIKE else None


def _likeness(left: str, right: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(left, right))


def _told(no: int, row: ReturnedRow, plan: Plan) -> str:
    parts = [str(measure.no) for measure in plan.measures if measure.split_from == no]
    what = f"已经拆分为第 {'、'.join(parts)} 条" if parts else "已经从清单里停用"
    words = next((cell.text for _, cell in sorted(row.cells.items(), key=lambda each: sort_key(each[0])) if cell.text), "")
    said = f"，填的“{shortened(words, _TOLD)}”" if words else ""
    return f"第 {no} 条{what}（{row.place.label}）{said}没有并入，原件存档备查，请核对要不要记到别的措施。"
