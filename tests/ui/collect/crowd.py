"""Four hundred returned files, made up: some thousand fields, every third file with a conflict."""

from __future__ import annotations

from datetime import date

from qcapp.domain.forms import Place, ReturnedFile
from qcapp.domain.ledger import CellKey
from qcapp.domain.plan import Plan
from qcapp.merge.diff import Verdict
from qcapp.merge.plan import Decision, FieldPlan, FilePlan, Outcome
from qcapp.merge.questions import Certainty
from tests.merge.world import JULY

FIELDS = ("responsible.name", "responsible.phone", "liaison.name", "liaison.phone", "progress", "problems", "deadline")
_LONG = "已完成方案起草并征求意见，组织培训场次，累计办理件数，按计划推进。" * 3


def crowd(plan: Plan, count: int = 400, measures: int = 3) -> list[FilePlan]:
    """Each file of a unit in turn, with ``measures`` measures of seven fields."""
    units = [unit.name for unit in plan.units if plan.measures_of[unit.name]]
    return [_file(plan, units[place % len(units)], place, measures) for place in range(count)]


def _file(plan: Plan, unit: str, place: int, measures: int) -> FilePlan:
    own = plan.measures_of[unit]
    numbers = sorted({own[(place + step) % len(own)] for step in range(measures)} | set(own[:1]))
    fields = [_field(unit, no, key, place) for no in numbers for key in FIELDS]
    conflict = any(each.conflict for each in fields)
    file = ReturnedFile(f"/回收/新建表格({place}).xlsx", None, f"{place:064x}", b"PK", None)
    return FilePlan(
        file, date(2021, 7, 22), Outcome.CONFLICT if conflict else Outcome.MERGED, unit, JULY,
        evidence="按表号识别。", fields=fields, certainty=Certainty.SURE,
    )


def _field(unit: str, no: int, key: str, place: int) -> FieldPlan:
    words = f"{_LONG}（{place}）"
    if key == "progress" and place % 3 == 0:
        verdict, ours, theirs = Verdict.CONFLICT, words.replace("培训", "督导"), words
    elif key == "progress":
        verdict, ours, theirs = Verdict.THEIRS, "", words
    else:
        verdict, ours, theirs = Verdict.UNCHANGED, "某甲", "某甲"
    decision = {Verdict.CONFLICT: Decision.HOLD, Verdict.THEIRS: Decision.THEIRS}.get(verdict, Decision.OURS)
    return FieldPlan(CellKey(no, unit, JULY, key), "", ours, theirs, verdict, Place("下发表", no, 5), decision)
