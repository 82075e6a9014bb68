"""A district's ledger among the files of a go: a plan for each of its units, before any field is compared. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qcapp.domain.errors import UnreadableFile
from qcapp.domain.forms import ReturnedFile
from qcapp.domain.period import Period
from qcapp.domain.returned_ledger import LedgerMonth
from qcapp.merge.incoming import Incoming, LedgerView, Placed, plan_of, refused, twin_of
from qcapp.merge.ledgers import Part, match_part, month_to_merge, part_again, parts
from qcapp.merge.match import Matched
from qcapp.merge.plan import FilePlan, Outcome
from qcapp.merge.questions import Ask

# Beside the files of a folder lie the ledger and its backups, which nobody meant.
_BESIDE = "文件夹里的这个文件是本台账自己或它的备份，不用处理，已跳过。"
_BESIDE_APART = "文件夹里的这个文件是本台账的副本，里面有本台账没有的操作；要并入请单独选它，这次已跳过。"
OWN = "这是本台账自己，或它的副本、备份，里面的内容台账里都记着，没有并入；请选下级发来的台账，要回到那时的样子请用恢复备份。"


def placed_ledger(incoming: Incoming, view: LedgerView, period: Period | None, seen: dict[str, str]) -> list[Placed]:
    """A district's ledger, or one unit's part of it: each unit's part by itself."""
    file, received, answers = incoming.file, incoming.received, incoming.answers
    assert file.ledger is not None
    known = f"{file.sha256} {file.unit}"
    if earlier := seen.get(known) or (None if file.unit else seen.get(f"{file.sha256} *")):
        return [twin_of(earlier, incoming)]
    if own := _of_our_own(file, view):
        return [(FilePlan(file, received, Outcome.REFUSED, reason=own, answers=answers), None)]
    seen[known] = seen[f"{file.sha256} *"] = file.name
    try:
        month = month_to_merge(file.ledger, view.known, period, answers)
        plan = view.known.plan_for(month.period)
        found = [part_again(file, month, plan, received)] if file.unit else parts(file, month, plan, received)
        return [_placed_part(incoming, each, month, view) for each in found]
    except UnreadableFile as error:
        return [(refused(incoming, file, received, error), None)]


def _of_our_own(file: ReturnedFile, view: LedgerView) -> str:
    """Why a copy of the ledger that it is to be merged into is none that came back; "" for any other. A copy in which others have
    worked on is taken where it was named."""
    assert file.ledger is not None
    if file.ledger.ledger_id != view.ledger_id:
        return ""
    reach = file.ledger.reach
    apart = reach is not None and not view.covers(reach)
    if file.chosen not in ("", file.path):
        return _BESIDE_APART if apart else _BESIDE
    return OWN if reach is not None and not apart else ""


def _placed_part(incoming: Incoming, part: Part, month: LedgerMonth, view: LedgerView) -> Placed:
    file, received = part.file, part.received
    if part.reason:
        silent = FilePlan(
            file, received, Outcome.UNCHANGED, part.unit, month.period, reason=part.reason, answers=incoming.answers, silent=True
        )
        return silent, None
    try:
        file, matched = match_part(file, month, received, view.known, view.snapshot, incoming.answers)
    except UnreadableFile as error:
        return refused(incoming, file, received, error), None
    if taken := _part_taken_before(file, matched, received, view):
        taken.answers = incoming.answers
        taken.questions += [question for question in matched.questions if question.ask is Ask.ROW]
        if not (incoming.answers.rows or incoming.answers.also):
            return taken, matched
    return plan_of(replace(incoming, file=file, received=received), matched), matched


def _part_taken_before(file: ReturnedFile, matched: Matched, received: date, view: LedgerView) -> FilePlan | None:
    """The plan of a part that has been merged before, for that very unit and month."""
    for record in view.returns_with(file.sha256):
        if (record.unit, record.period) == (matched.unit, matched.period) and record.values:
            reason = f"这本台账里{matched.unit}的内容已经并入过，完全相同，没有变化。"
            return FilePlan(file, received, Outcome.DUPLICATE, record.unit, record.period, record.form_id, reason)
    return None
