"""What is still to be done on a form that a unit fills in: the rules of 合格 that need no ledger, with their own sentences.

The office may have switched rules off, which a form does not tell: here all of them stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from qcapp.domain.fields import PROBLEMS, PROGRESS
from qcapp.domain.saying import repeats
from qcapp.domain.text import comparable, same
from qcapp.forms.received import ReceivedForm, ReceivedRow
from qcapp.publish.return_table import Texts
from qcapp.stats.rules import Context, Failure, failures

_MISSING = frozenset({
    "progress.missing", "contact.missing", "phone.missing", "problems.missing", "deadline.missing",
})
NOT_TOUCHED = (
    "进展情况还是收到时表里的原文；和上月一字不差，会判为不合格，请写本月的进展，或写“本月无新进展”及原因。"
)
NOT_CORRECTED = "这一条还没有改动，请按退回原因更正。"


class Grade(Enum):
    """How much a remark weighs; the value is the word for it."""

    MISSING = "要填"
    WRONG = "不合格"
    HINT = "建议"


class RowState(Enum):
    """A measure's mark in the list."""

    EMPTY = "未填"
    WRONG = "要改"
    DONE = "已填"


@dataclass(frozen=True, slots=True)
class Remark:
    """``field``: the key of the field that it stands under."""

    field: str
    sentence: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class CheckedRow:
    row: ReceivedRow
    state: RowState
    remarks: tuple[Remark, ...]

    def of(self, field: str) -> tuple[Remark, ...]:
        return tuple(each for each in self.remarks if each.field == field)


@dataclass(frozen=True, slots=True)
class CheckedForm:
    rows: tuple[CheckedRow, ...]

    def count(self, grade: Grade) -> int:
        return sum(each.grade is grade for row in self.rows for each in row.remarks)

    def rows_in(self, state: RowState) -> int:
        return sum(row.state is state for row in self.rows)

    @property
    def ready(self) -> bool:
        """Nothing is left to fill in, and nothing breaks a hard rule."""
        return not self.count(Grade.MISSING) and not self.count(Grade.WRONG)

    @property
    def summary(self) -> str:
        """还有 3 处要填，2 处不合格，1 处建议补充。"""
        missing, wrong, hints = map(self.count, Grade)
        parts = [f"还有 {missing} 处要填"] if missing else []
        parts += [f"{'' if missing else '有 '}{wrong} 处不合格"] if wrong else []
        advice = f"{hints} 处建议补充"
        if parts:
            return "，".join((*parts, *([advice] if hints else []))) + "。"
        return f"都填好了，另有 {advice}，可以保存报送。" if hints else "都填好了，可以保存报送。"


def check_row(
    form: ReceivedForm, row: ReceivedRow, texts: Mapping[str, str], before: Mapping[str, str], known: Mapping[str, str]
) -> CheckedRow:
    """``before``: what the unit said the month before, ``known``: what it has itself saved in this form, as far as either is
    known on this computer."""
    context = Context(form.period.year, before, tuple(role.value for role, _ in row.places))
    remarks = [_remark(each, texts) for each in failures(texts, context)]
    told = [each for each in remarks if each.grade is not Grade.HINT and (form.correction or each.field == PROGRESS.key)]
    if not told and (sentence := _untouched(form, row, texts, known)):
        remarks.append(Remark(PROGRESS.key, sentence, Grade.WRONG))
    return CheckedRow(row, _state(row, texts, remarks), tuple(remarks))


def _remark(failure: Failure, texts: Mapping[str, str]) -> Remark:
    empty = failure.rule.key in _MISSING and not comparable(texts.get(failure.field, ""))
    grade = Grade.MISSING if empty else Grade.WRONG if failure.hard else Grade.HINT
    return Remark(failure.field, failure.sentence, grade)


def _untouched(form: ReceivedForm, row: ReceivedRow, texts: Mapping[str, str], known: Mapping[str, str]) -> str:
    """A form that came with words in it may have last month's there; one with its 存在问题 filled in too is somebody's work."""
    came = row.texts.get(PROGRESS.key, "")
    if form.correction:
        fields = row.texts.keys() | texts.keys()
        moved = any(not same(row.texts.get(key, ""), texts.get(key, "")) for key in fields)
        return "" if moved or known else NOT_CORRECTED
    untouched = repeats(texts.get(PROGRESS.key, ""), came)
    theirs = comparable(row.texts.get(PROBLEMS.key, "")) or same(known.get(PROGRESS.key, ""), came)
    return NOT_TOUCHED if untouched and not theirs else ""


def _state(row: ReceivedRow, texts: Mapping[str, str], remarks: list[Remark]) -> RowState:
    if not comparable(texts.get(PROGRESS.key, "")):
        return RowState.EMPTY
    return RowState.DONE if all(each.grade is Grade.HINT for each in remarks) else RowState.WRONG


def check_form(form: ReceivedForm, texts: Texts, before: Texts, known: Texts) -> CheckedForm:
    """All rows; see ``check_row``."""
    none: Mapping[str, str] = {}
    return CheckedForm(tuple(
        check_row(form, row, texts.get(row.key, row.texts), before.get(row.key, none), known.get(row.key, none))
        for row in form.rows
    ))
