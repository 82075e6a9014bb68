"""One field of a return against the ledger: what the verdict is, and why. Pure.

A return says something of a field only where it differs from what that very form carried. The base is then what the unit
said before (an earlier return of the month), else what was sent, else nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from qcapp.domain.fields import PROGRESS, Kind, field_for
from qcapp.domain.forms import Note, ReadCell
from qcapp.domain.ledger import CellKey, CellValue, HeldConflict
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.phones import digits_lost
from qcapp.domain.text import blank, shortened
from qcapp.merge.diff import Verdict, compare, equal
from qcapp.merge.plan import Decision, FieldPlan
from qcapp.merge.said import Said

_FIRST_DECISION = {Verdict.THEIRS: Decision.THEIRS, Verdict.CONFLICT: Decision.HOLD}
_DIGITS_LOST = "号码已被表格软件舍去尾数，保留台账"
_ASIDE_KIND = LazyPattern(r"^(批注|文本框|脚注|另一栏)：", re.MULTILINE)


def compare_field(
    key: CellKey, cell: ReadCell, said: Said, held: CellValue | None, notes: list[Note]
) -> FieldPlan:
    """The field with its verdict and first decision; what the clerk should know of it goes into ``notes``."""
    if said.alone and not (cell.aside or cell.unreadable or cell.shared or cell.doubt):
        return _plain(key, cell, said, held, notes)
    ours = held.text if held else ""
    if cell.unreadable and not cell.text:
        return _unreadable(key, cell, said, ours, notes)
    if cell.doubt and not said.informs(key, _words(cell.aside)):
        cell = cell._replace(aside="", doubt="")  # the other column has what was sent
    if cell.aside and not said.informs(key, cell.text):
        beside = _said_aside(key, cell, said, ours, notes)
        beside.told = _told(key, held)
        return beside
    planned = _compared(key, cell, said, held, notes)
    planned.told, planned.offered = _told(key, held), said.offered(key)
    if cell.aside:
        planned.aside = _words(cell.aside)
        if not cell.doubt:
            notes.append(_note(key, "aside", f"另有{shortened(cell.aside, 30)}，没有并入格子，要用请选“用旁注”"))
    planned.informs = said.informs(key, cell.text) and not said.carried_elsewhere(key, cell.text)
    if cell.doubt and _doubted(key, planned):
        dispute(planned, cell.doubt)
        planned.unclear = True
    if cell.shared and planned.verdict in (Verdict.THEIRS, Verdict.CONFLICT) and not _said_before(key, planned, said):
        dispute(planned, "和别的措施合并成了一格，请选定算不算这一条的")
        planned.unclear = True
    return planned


def _told(key: CellKey, held: CellValue | None) -> bool:
    """Whether the ledger has it out of a return of that very month, and not carried over or typed in."""
    return held is not None and held.source.sha256 is not None and held.period == key.period


def _doubted(key: CellKey, planned: FieldPlan) -> bool:
    """Whether it matters which of two columns is meant: unless the ledger already has what the other one says, and this one
    brings nothing."""
    settled = equal(key.field, planned.ours, planned.aside) and planned.verdict not in (Verdict.THEIRS, Verdict.CONFLICT)
    return not planned.superseded and not settled


def rounded(field_key: str, text: str) -> bool:
    """Whether the text is a phone that a spreadsheet has rounded: no statement of the unit's."""
    return bool(text) and _is_phone(field_key) and digits_lost(text)


@cache
def _is_phone(field_key: str) -> bool:
    return field_for(field_key).kind is Kind.PHONE


def dispute(planned: FieldPlan, remark: str) -> None:
    """Have a person decide."""
    planned.verdict, planned.decision, planned.remark = Verdict.CONFLICT, Decision.HOLD, remark


def _plain(key: CellKey, cell: ReadCell, said: Said, held: CellValue | None, notes: list[Note]) -> FieldPlan:
    """As below, where nothing was said before and nothing stands beside the cell."""
    theirs, ours, base, remark = cell.text, held.text if held else "", said.sent(key), ""
    if rounded(key.field, theirs):
        verdict, remark, informs = Verdict.OURS, _DIGITS_LOST, said.informs(key, theirs)
        notes.append(_digits_lost(key, theirs))
    elif base == ours == theirs:
        verdict, informs = Verdict.UNCHANGED, False
    elif base == ours and not blank(theirs) and not equal(key.field, ours, theirs):  # filled in, as it was meant
        verdict, informs = Verdict.THEIRS, True
    else:
        verdict, informs = compare(key.field, base, ours, theirs), said.informs(key, theirs)
        if verdict is Verdict.CLEARED and not blank(ours):
            notes.append(_note(key, "cleared", said.cleared(key)))
    return FieldPlan(
        key, base, ours, theirs, verdict, cell.place, _FIRST_DECISION.get(verdict, Decision.OURS), remark=remark, informs=informs,
        told=held is not None and _told(key, held), offered=said.offered(key) if key.field == PROGRESS.key else "",
    )


def _compared(
    key: CellKey, cell: ReadCell, said: Said, held: CellValue | None, notes: list[Note]
) -> FieldPlan:
    theirs, ours, base, before = cell.text, held.text if held else "", said.sent(key), said.before(key)
    remark, answered = "", False
    if rounded(key.field, theirs):
        verdict, remark = Verdict.OURS, _DIGITS_LOST
        notes.append(_digits_lost(key, theirs))
    elif before and not said.informs(key, theirs):
        verdict = compare(key.field, base, ours, theirs)
        carried = not blank(theirs) and verdict not in (Verdict.UNCHANGED, Verdict.SAME)
        remark = "与下发时相同，视为没有填写" if carried else ""
    else:
        # What the unit said before is the base where the ledger has it from there, and where it is said once more.
        taken = held is not None and held.source.sha256 is not None and before and equal(key.field, ours, before)
        if before and (taken or equal(key.field, before, theirs)):
            base, answered = before, not equal(key.field, base or "", before)
        verdict = compare(key.field, base, ours, theirs)
    if said.carried_elsewhere(key, theirs) and verdict in (Verdict.THEIRS, Verdict.CONFLICT):
        verdict, remark = Verdict.OURS, "与同月另一次下发时相同，视为没有填写"
    elif verdict is Verdict.THEIRS and said.taken_back(key, theirs):
        verdict, remark = Verdict.CONFLICT, "和单位更早报的一样，后来又改报过，请选定"
    elif verdict is Verdict.THEIRS and not blank(ours) and (month := said.outdated(key)):
        verdict, remark = Verdict.CONFLICT, f"来表是 {month.label}的下发表，单位已在后来的表里报过，请选定"
    later = said.later(key)
    superseded = _superseded(later) if later else said.newer(key, theirs)
    if superseded and verdict in (Verdict.THEIRS, Verdict.CONFLICT):
        verdict, remark = Verdict.OURS, superseded
    if verdict is Verdict.CLEARED and not blank(ours):
        notes.append(_note(key, "cleared", said.cleared(key)))
    decision = _FIRST_DECISION.get(verdict, Decision.OURS)
    return FieldPlan(
        key, base, ours, theirs, verdict, cell.place, decision, remark=remark, superseded=bool(superseded),
        answered=answered,
    )


def _digits_lost(key: CellKey, theirs: str) -> Note:
    return Note("phone_digits_lost", f"第 {key.no} 条的电话“{theirs}”尾数已丢失，请向单位核实。", key.no)


def _superseded(later: date) -> str:
    return f"{later.isoformat()} 收到的更晚回表已有内容，保留台账"


def asked_already(planned: FieldPlan, waiting: Sequence[HeldConflict]) -> HeldConflict | None:
    """Of the conflicts that wait on that field, the one in which the unit says the same."""
    if planned.open or not planned.informs or equal(planned.key.field, planned.ours, planned.theirs):
        return None
    alike = (held for held in waiting if equal(planned.key.field, held.theirs, planned.theirs))
    return next(alike, None)


def _said_before(key: CellKey, planned: FieldPlan, said: Said) -> bool:
    """Whether the unit's last return said the same: a person has been asked about it then."""
    before = said.before(key)
    return bool(before) and equal(key.field, before or "", planned.theirs)


def _unreadable(key: CellKey, cell: ReadCell, said: Said, ours: str, notes: list[Note]) -> FieldPlan:
    notes.append(_note(key, "cell_unreadable", f"{cell.unreadable}，没有可用的内容，保留台账，请让单位补填"))
    return FieldPlan(
        key, said.sent(key), ours, "", Verdict.UNREADABLE, cell.place, Decision.OURS, remark=cell.unreadable
    )


def _said_aside(key: CellKey, cell: ReadCell, said: Said, ours: str, notes: list[Note]) -> FieldPlan:
    """The cell says nothing, and words stand beside it: they are offered, and a person decides."""
    theirs = _words(cell.aside)
    planned = FieldPlan(key, said.sent(key), ours, theirs, Verdict.CONFLICT, cell.place, Decision.HOLD)
    if equal(key.field, ours, theirs):
        planned.verdict, planned.decision = Verdict.SAME, Decision.OURS
        return planned
    if later := said.later(key):
        planned.verdict, planned.decision, planned.superseded = Verdict.OURS, Decision.OURS, True
        planned.remark = _superseded(later)
        return planned
    if _said_before(key, planned, said):
        planned.verdict, planned.decision = Verdict.OURS, Decision.OURS
        planned.remark = "和上次来表的旁注相同，已有定论"
        return planned
    planned.unclear = True
    kind = _ASIDE_KIND.match(cell.aside)
    where = kind[1] if kind else "格外"
    dispute(planned, f"文字写在{where}里，不在格子里，请选定是否采用")
    notes.append(_note(key, "aside", f"格子里没有填，文字写在{where}里：“{shortened(theirs, 30)}”，请选定是否采用"))
    return planned


def _words(aside: str) -> str:
    return _ASIDE_KIND.sub("", aside)


def _note(key: CellKey, code: str, said: str) -> Note:
    return Note(code, f"第 {key.no} 条的“{field_for(key.field).heading}”{said}。", key.no)


