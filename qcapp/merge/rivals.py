"""Several files of one go that report for the same unit and month: which counts where they say different things. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qcapp.domain.forms import FillForm
from qcapp.domain.ledger import CellKey
from qcapp.domain.period import Period
from qcapp.domain.saying import is_silence
from qcapp.domain.text import comparable
from qcapp.merge.compare import rounded
from qcapp.merge.diff import Verdict, equal
from qcapp.merge.match import Matched
from qcapp.merge.plan import Decision, FieldPlan, FilePlan
from qcapp.merge.said import Said, of_earlier_month

_Returned = tuple[FilePlan, FillForm | None]
"""A file of this go, and which of ours it is."""


def outdone(
    planned: FieldPlan, plan: FilePlan, said: Said, rivals: Sequence[tuple[FilePlan, Matched]]
) -> bool:
    """Whether a file of this go that was received later says something else: then that one counts, and it is told here."""
    mine, period = (plan, said.form), planned.key.period
    later = (other for other, form in _saying_else(planned, plan, said, rivals) if _holds((other, form), mine, period))
    if (other := next(later, None)) is None:
        return False
    planned.verdict, planned.decision, planned.superseded = Verdict.OURS, Decision.OURS, True
    planned.remark = f"《{other.file.name}》{'是更新的一份' if other.file.ledger else '收到得更晚'}，以它为准"
    return True


def disputed(
    planned: FieldPlan, plan: FilePlan, said: Said, rivals: Sequence[tuple[FilePlan, Matched]]
) -> bool:
    """Whether another file of this go says something else, and neither holds."""
    mine, period = (plan, said.form), planned.key.period
    others = _saying_else(planned, plan, said, rivals)
    return any(not (_holds(other, mine, period) or _holds(mine, other, period)) for other in others)


def _holds(one: _Returned, other: _Returned, period: Period) -> bool:
    """Whether of two that disagree it is the one that holds. Not a form of an earlier month: to come later does not make its
    words newer."""
    return _counts_more(one[0], other[0]) and not of_earlier_month(one[1], other[1], period)


def _counts_more(one: FilePlan, other: FilePlan) -> bool:
    """Whether it is the later return of a unit. Whether a district's ledger or something else holds, nobody can tell; of two
    copies of one ledger the later does."""
    if one.file.ledger is None and other.file.ledger is None:
        return one.received > other.received
    return _later_copy(one, other)


def _later_copy(one: FilePlan, other: FilePlan) -> bool:
    """Whether it is a later copy of the very ledger that the other is a copy of."""
    mine, theirs = one.file.ledger, other.file.ledger
    return bool(mine and theirs and mine.ledger_id == theirs.ledger_id and mine.written > theirs.written)


def _saying_else(
    planned: FieldPlan, plan: FilePlan, said: Said, rivals: Sequence[tuple[FilePlan, Matched]]
) -> Iterator[_Returned]:
    """The other files that say something of their own on the field, and not the same. Every word of a later copy of the same
    ledger is its own: a form may have been left as it was sent, a ledger says how things stand."""
    field = planned.key.field
    if not said.informs(planned.key, planned.theirs) or rounded(field, planned.theirs):
        return
    for other, matched in rivals:
        text = _text_in(matched, planned.key)
        if _later_copy(other, plan):
            informs = bool(comparable(text))
        else:
            informs = Said(matched.sent, (), other.received).informs(planned.key, text)
        if informs and not rounded(field, text) and not equal(field, planned.theirs, text):
            yield other, matched.sent


def _text_in(matched: Matched, key: CellKey) -> str:
    for row in matched.rows:
        if row.no == key.no and key.field in row.row.cells and (text := row.row.cells[key.field].text):
            return "" if is_silence(text) else text
    return ""
