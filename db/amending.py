"""Writing what changes lists: amendments, another year's list, links; and that nothing is lost from view by it.

What is refused is refused in the transaction that would write it, so that no other program can come between.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from db.amendments import amendment_row, links_to
from db.coding import month, period_of
from db.listing import put_plan
from db.parts import in_force
from db.plan_rows import read_catalogue
from db.plans import Catalogue, YearPlan
from db.query import Query, Row, put_numbered
from db.returns import LIVE, WAITING
from qcapp.domain.amending import faults, numbers_of
from qcapp.domain.amendments import Amendment
from qcapp.domain.errors import LedgerError, UsageError
from qcapp.domain.operations import NewPlan, OperationDraft
from qcapp.domain.period import Period
from qcapp.domain.succession import PlanLink

_KEPT = """
    NOT EXISTS (
        SELECT 1 FROM detached d JOIN operation x ON x.seq = d.operation WHERE d.attachment = a.id AND x.undone_by IS NULL
    )
"""
# Months in which an assignment has words of its own, a conflict that waits, or an attachment.
_CONTENT = f"""
    SELECT c.assignment, c.period FROM cell c WHERE c.period >= :since AND c.text <> ''
    UNION SELECT h.assignment, h.period FROM held h JOIN operation o ON o.seq = h.operation
    WHERE h.period >= :since AND {WAITING}
    UNION SELECT g.id, a.period FROM attachment a JOIN operation o ON o.seq = a.operation
    JOIN assignment g ON g.unit = a.unit AND g.no = a.no
    WHERE a.period >= :since AND {in_force("o", "a.with_return")} AND {_KEPT}
    ORDER BY 2, 1
"""
# Months of a list's own work beside its entries, each with what it is.
_WORK = f"""
    SELECT f.period, '已经下发过' FROM fill_form f JOIN unit u ON u.id = f.unit WHERE u.plan = :plan AND f.period >= :since
    UNION SELECT r.period, '已经收到过填报' FROM returned_form r JOIN operation o ON o.seq = r.operation
        JOIN unit u ON u.id = r.unit WHERE u.plan = :plan AND r.period >= :since AND {LIVE}
    UNION SELECT a.period, '已经存有佐证材料' FROM attachment a JOIN operation o ON o.seq = a.operation
        JOIN unit u ON u.id = a.unit WHERE u.plan = :plan AND a.period >= :since AND {in_force("o", "a.with_return")}
        AND {_KEPT}
    UNION SELECT g.period, '已经有免报、延期等认定' FROM ruling g JOIN operation o ON o.seq = g.operation
        JOIN unit u ON u.id = g.unit
        WHERE u.plan = :plan AND g.period >= :since AND g.lifted = 0 AND o.undone_by IS NULL
    ORDER BY 1, 2 LIMIT 1
"""
_GIVEN = """
    SELECT DISTINCT a.no FROM assignment a WHERE a.plan = ? AND a.operation IS NOT NULL
    AND EXISTS (SELECT 1 FROM change h WHERE h.assignment = a.id)
"""
_MOST_TOLD = 3


def put_reshaping(query: Query, draft: OperationDraft, seq: int, before: Catalogue) -> Catalogue:
    """Amendments, lists and links of the draft; answers the plans as they are then. UsageError when they can't stand beside what
    there is, LedgerError when something would be hidden by them."""
    for new in draft.plans:
        _put_plan(query, new, seq, before)
    _put_amendments(query, draft.amendments, seq, read_catalogue(query))
    after = settle(query, before, seq)
    _put_links(query, draft.links, seq, after)
    return after


def settle(query: Query, before: Catalogue, seq: int) -> Catalogue:
    """Rows for what lists have new, as part of that operation; answers the plans as they are now. UsageError when an amendment
    no longer goes with the others, LedgerError when something would be hidden."""
    after = read_catalogue(query)
    for one, other in pairwise(after.years):
        if one.year >= other.year:
            raise UsageError(f"台账里已经有 {one.year} 年的责任清单，请先撤销它的导入，再恢复这一份。")
    if _put_rows(query, after, seq):
        after = read_catalogue(query)
    _refuse_faults(before, after)
    _refuse_hidden(query, before, after)
    return after


def brought_list(query: Query, seq: int) -> bool:
    """Whether that operation brought a list, changed one, or linked two."""
    return any(
        query.execute(f"SELECT 1 FROM {table} WHERE operation = ? LIMIT 1", (seq,)).fetchone()
        for table in ("amendment", "plan", "plan_link")
    )


def undo_settles(query: Query, before: Catalogue, seq: int) -> None:
    """The same after an undo, or its inverse, of an operation that ``brought_list``. LedgerError says what hangs on what would
    be taken away."""
    try:
        after = settle(query, before, seq)
        for year in before.years:
            if all(each.id != year.id for each in after.years):
                _refuse_orphans(query, year, after)
    except UsageError as error:
        raise LedgerError(str(error)) from error


def given_numbers(query: Query, plan_id: int) -> tuple[int, ...]:
    """Numbers of measures that came later and that something was once written for, though their operation were undone."""
    return tuple(row[0] for row in query.execute(_GIVEN, (plan_id,)))


def _put_plan(query: Query, new: NewPlan, seq: int, before: Catalogue) -> None:
    year = new.plan.year
    if any(each.year == year for each in before.years):
        raise UsageError(f"台账里已经有 {year} 年的责任清单，要改动请用清单变更，或先撤销原来的导入。")
    if not before.years[0].year < year:
        raise UsageError(f"{year} 年早于台账的第一份清单（{before.years[0].year} 年），请为它另建一本台账。")
    if not Period(year, 1) <= new.since <= Period(year, 12):
        raise UsageError(f"{year} 年的清单要从 {year} 年的某个月起用，{new.since.label}不行，请改后再试。")
    later = next((each for each in before.years if each.since >= new.since), None)
    if later is not None:
        raise UsageError(f"{later.year} 年的清单已经从 {later.since.label}起用，请先撤销它的导入，再导入 {year} 年的。")
    put_plan(query, new.plan, seq, new.since)
    earlier = before.year_of(new.since)
    if found := query.execute(_WORK, {"plan": earlier.id, "since": month(new.since)}).fetchone():
        raise UsageError(
            f"{period_of(found[0]).label}按 {earlier.year} 年的清单{found[1]}，新清单不能从 {new.since.label}起用，"
            "请让它从以后的月份起用，或先撤销这些操作。"
        )


def _put_amendments(
    query: Query, amendments: tuple[Amendment, ...], seq: int, catalogue: Catalogue
) -> None:
    rows: list[Row] = []
    for each in amendments:
        year = catalogue.of_year(each.year)
        _check_month(year, each.since, catalogue)
        if clash := sorted(set(numbers_of(each.what)) & set(given_numbers(query, year.id)) - _standing(year)):
            raise UsageError(f"第 {clash[0]} 条这个序号用过，还有改动记录，不能再给别的措施，请换一个序号，或不写序号。")
        rows.append(amendment_row(each, year.id, seq))
    put_numbered(query, "amendment", rows)


def _standing(year: YearPlan) -> set[int]:
    return {no for each in year.amendments for no in numbers_of(each.what)}


def _check_month(year: YearPlan, since: Period, catalogue: Catalogue) -> None:
    if since < year.since:
        raise UsageError(f"{year.year} 年的清单从 {year.since.label}起用，变更不能从 {since.label}起，请改后再试。")
    if catalogue.year_of(since).id != year.id:
        other = catalogue.year_of(since)
        raise UsageError(f"{since.label}用的是 {other.year} 年的清单，请改那一年的清单，或换一个月份。")


def _put_rows(query: Query, catalogue: Catalogue, seq: int) -> bool:
    """Units and assignments that a list has in some month and that have no row yet."""
    found = False
    for year in catalogue.years:
        units = dict(year.unit_ids)
        plans = [state.plan for state in reversed(tuple(year.states()))]
        for identity in dict.fromkeys(unit.identity for plan in plans for unit in plan.units):
            if identity not in units:
                place = query.execute("SELECT coalesce(max(place), 0) + 1 FROM unit WHERE plan = ?", (year.id,)).fetchone()[0]
                row: Row = {"plan": year.id, "place": place, "name": identity, "operation": seq}
                units[identity] = put_numbered(query, "unit", [row])
                found = True
        keys = dict.fromkeys((each.no, plan.identities[each.unit]) for plan in plans for each in plan.assignments)
        rows = _assignment_rows(query, year, [key for key in keys if key not in year.entry_ids], units, seq)
        if rows:
            put_numbered(query, "assignment", rows)
            found = True
    return found


def _assignment_rows(
    query: Query, year: YearPlan, keys: Iterable[tuple[int, str]], units: dict[str, int], seq: int
) -> list[Row]:
    first = query.execute("SELECT coalesce(max(place), 0) + 1 FROM assignment WHERE plan = ?", (year.id,)).fetchone()[0]
    return [
        {"plan": year.id, "no": no, "unit": units[unit], "place": place, "inferred": None, "operation": seq}
        for place, (no, unit) in enumerate(keys, start=first)
    ]


def _put_links(query: Query, links: tuple[PlanLink, ...], seq: int, catalogue: Catalogue) -> None:
    rows: list[Row] = [
        {
            "operation": seq, "before": catalogue.of_year(each.before).id, "plan": catalogue.of_year(each.year).id,
            "kind": each.kind.value, "old": each.old, "new": each.new, "confidence": each.confidence,
        }
        for each in links
    ]
    put_numbered(query, "plan_link", rows)


def _refuse_faults(before: Catalogue, after: Catalogue) -> None:
    """Nothing may be left that can't be carried out, but for what could not be before."""
    known = {fault.amendment.id for year in before.years for fault in faults(year.printed, year.amendments)}
    for year in after.years:
        for fault in faults(year.printed, year.amendments):
            if fault.amendment.id not in known:
                raise UsageError(_fault_sentence(fault.amendment, fault.sentence, before))


def _fault_sentence(amendment: Amendment, sentence: str, before: Catalogue) -> str:
    """One that was there before stands on what is changed now."""
    if any(each.id == amendment.id for year in before.years for each in year.amendments):
        return (
            f"{amendment.since.label}起的“{amendment.kind.label}”（操作 {amendment.operation}）与此矛盾：{sentence}"
            "可以先撤销那次操作。"
        )
    return sentence


def _refuse_hidden(query: Query, before: Catalogue, after: Catalogue) -> None:
    """No entry that says something in a month may go out of that month's list."""
    since = _first_difference(before, after)
    if since is None:
        return
    shown: dict[int, tuple[set[int], set[int]]] = {}
    lost: list[tuple[int, Period]] = []
    for assignment, number in query.execute(_CONTENT, {"since": month(since)}).fetchall():
        period = period_of(number)
        if number not in shown:
            was, now = (set(each.of(period).assignments.values()) for each in (before, after))
            shown[number] = was, now
        was, now = shown[number]
        if assignment in was and assignment not in now:
            lost.append((assignment, period))
    if lost:
        raise LedgerError(_hidden_sentence(lost, before))


def _hidden_sentence(lost: list[tuple[int, Period]], before: Catalogue) -> str:
    told = [f"{period.label}第 {key.no} 条 {key.unit}" for key, period in
            ((before.entry_key(assignment, period), period) for assignment, period in lost[:_MOST_TOLD])]
    more = f"等 {len(lost)} 处" if len(lost) > _MOST_TOLD else ""
    last = max(period for _, period in lost)
    return f"{'、'.join(told)}{more}已经有填报内容，这样改会看不到它们，请从 {last.shifted(1).label}起改，或先撤销那些填报。"


def _first_difference(before: Catalogue, after: Catalogue) -> Period | None:
    """The first month in which lists may differ; None where none does."""
    months: list[Period] = []
    lists = {year.id: year for year in before.years}, {year.id: year for year in after.years}
    for key in {*lists[0], *lists[1]}:
        old, new = lists[0].get(key), lists[1].get(key)
        if old is None or new is None:
            months += [each.since for each in (old, new) if each is not None]
        else:
            months += [each.since for each in set(old.amendments) ^ set(new.amendments)]
    return min(months, default=None)


def _refuse_orphans(query: Query, gone: YearPlan, after: Catalogue) -> None:
    """A list whose import is undone: nothing may hang on it."""
    if gone.amendments:
        first = gone.amendments[0]
        raise UsageError(
            f"{gone.year} 年的清单导入以后又有变更（操作 {first.operation}），请先撤销那些变更，再撤销导入。"
        )
    if found := query.execute(_WORK, {"plan": gone.id, "since": 0}).fetchone():
        raise UsageError(f"{period_of(found[0]).label}按 {gone.year} 年的清单{found[1]}，不能撤销它的导入，请先撤销那些操作。")
    for year in after.years:
        if any(link.before == gone.year for link in links_to(query, year.id)):
            raise UsageError(f"{year.year} 年的清单是接着 {gone.year} 年的导入的，请先撤销 {year.year} 年的导入。")
