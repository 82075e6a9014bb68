"""A district's ledger as forms: which base each field has, whose a unit's words are, and how several units' words are one's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest

from qcapp.domain.fields import PROGRESS
from qcapp.domain.forms import ReturnedFile, ReturnRecord
from qcapp.domain.period import Period
from qcapp.domain.plan import Assignment, Plan, Unit
from qcapp.domain.returned_ledger import LedgerCell, LedgerMonth, LedgerRow, LedgerUnit, ReturnedLedger, marked
from qcapp.merge.build import Incoming, build_plan
from qcapp.merge.diff import Verdict
from qcapp.merge.plan import FieldPlan, FilePlan, MergePlan
from tests.factory import small_plan
from tests.merge.world import DAY, JULY, World

UNIT, TAX = "区政数局", "区税务局"
NOON = datetime(2021, 7, 24, 12, 0)


def unit(name: str, cells: Mapping[int, Mapping[str, str]], **more: object) -> LedgerUnit:
    texts = {measure.no: measure.text for measure in small_plan().measures}
    rows = tuple(
        LedgerRow(no, texts[no], "任务", {key: LedgerCell(text, JULY, DAY, "", "张三") for key, text in said.items()})
        for no, said in cells.items()
    )
    return LedgerUnit((name,), rows, DAY, **more)  # type: ignore[arg-type]


def ledger(*units: LedgerUnit, written: datetime = NOON, district: str = "某某区", name: str = "a1") -> ReturnedFile:
    month = LedgerMonth(JULY, 2021, units)
    read = ReturnedLedger(name, district, written, (month,))
    data = repr(read).encode()
    return ReturnedFile(f"{district}.sqlite3", None, f"{hash(data):x}", data, None, ledger=read)


@dataclass
class City(World):
    """``mine``: what copies of the ledger a1 said before, as they were written."""

    mine: list[tuple[datetime, Mapping[tuple[int, str], str]]] = field(default_factory=list)

    def compare(self, *files: ReturnedFile) -> MergePlan:
        for number, (written, values) in enumerate(self.mine, start=1):
            mark = ReturnedLedger("a1", "", written, ()).mark
            self.records.append(ReturnRecord(f"sha{number}", "台账.sqlite3", UNIT, JULY, DAY, mark, dict(values), number))
        self.mine = []
        return build_plan([Incoming(file, DAY) for file in files], self.view(), JULY)

    def field(self, said: Mapping[str, str], *, written: datetime = NOON) -> FieldPlan:
        """Of measure 1, which the ledger's unit says that of."""
        (file,) = self.compare(ledger(unit(UNIT, {1: said}), written=written)).files
        (planned,) = file.fields
        return planned


EARLIER, LATER = NOON.replace(day=22), NOON.replace(day=26)


@pytest.mark.parametrize(
    ("before", "ours", "theirs", "base", "verdict"),
    [
        ([], "", "甲", None, Verdict.THEIRS),
        ([], "甲", "甲", None, Verdict.UNCHANGED),
        ([], "乙", "甲", None, Verdict.CONFLICT),
        ([], "乙", "", None, Verdict.OURS),
        ([(EARLIER, "甲")], "甲", "甲", "甲", Verdict.UNCHANGED),
        ([(EARLIER, "甲")], "甲", "丙", "甲", Verdict.THEIRS),
        ([(EARLIER, "甲")], "乙", "甲", "甲", Verdict.OURS),
        ([(EARLIER, "甲")], "乙", "丙", "甲", Verdict.CONFLICT),
        ([(EARLIER, "甲")], "丙", "丙", "甲", Verdict.SAME),
        ([(EARLIER, "甲")], "甲", "", "甲", Verdict.CLEARED),
        # Emptied there, kept here, and said anew: it is still the ledger's own word that stands here.
        ([(EARLIER, "甲"), (NOON, "")], "甲", "丙", "甲", Verdict.THEIRS),
        ([(EARLIER, "甲"), (NOON, "")], "", "丙", "", Verdict.THEIRS),
        # A later copy of the ledger was merged before.
        ([(LATER, "丙")], "丙", "甲", None, Verdict.OURS),
        ([(LATER, "")], "", "甲", None, Verdict.THEIRS),
        ([(EARLIER, "甲"), (LATER, "丙")], "丙", "乙", "甲", Verdict.OURS),
    ],
)
def test_the_base_is_what_that_ledger_said_last(
    before: list[tuple[datetime, str]], ours: str, theirs: str, base: str | None, verdict: Verdict
) -> None:
    city = City(mine=[(written, {(1, PROGRESS.key): text}) for written, text in before])
    city.ledger = {(1, UNIT, PROGRESS.key): ours} if ours else {}
    planned = city.field({PROGRESS.key: theirs})
    assert (planned.base, planned.verdict) == (base, verdict)


def test_another_returns_words_are_no_base() -> None:
    city = City()
    city.merged_before(UNIT, {(1, "progress"): "单位直接交来的"}, date(2021, 7, 20))
    city.ledger = {(1, UNIT, "progress"): "单位直接交来的"}
    planned = city.field({"progress": "区里的"})
    assert (planned.base, planned.verdict) == (None, Verdict.CONFLICT)


def test_a_form_of_ours_that_the_ledger_names_is_the_base() -> None:
    city = City()
    city.send(UNIT, {(1, "progress"): "下发的", (1, "problems"): "下发的问题"})
    city.ledger = {(1, UNIT, "progress"): "市里改的", (1, UNIT, "problems"): "下发的问题"}
    said = unit(UNIT, {1: {"progress": "下发的", "problems": "区里改的"}}, form_ids=("QC-202107-01-ZZZZ", "QC-202107-01-3F9K"))
    (file,) = city.compare(ledger(said)).files
    assert {each.key.field: (each.base, each.verdict) for each in file.fields} == {
        "progress": ("下发的", Verdict.OURS), "problems": ("下发的问题", Verdict.THEIRS),
    }


def test_a_record_is_told_by_the_ledgers_mark_and_nothing_else_is() -> None:
    mark = ReturnedLedger("96af9b73-4d1c-4813-b572-273acb46bc3a", "某某区", NOON, ()).mark
    assert marked(mark) == ("96af9b73-4d1c-4813-b572-273acb46bc3a", NOON)
    assert [marked(text) for text in (None, "", "QC-202107-01-3F9K", "台账 a1")] == [None] * 4


def named(*units: Unit, district: str = "某某市") -> Plan:
    plan = small_plan()
    return replace(plan, district=district, units=units, assignments=tuple(Assignment(1, each.name) for each in units))


@pytest.mark.parametrize(
    ("plan", "name", "owner"),
    [
        (small_plan(), UNIT, UNIT),
        (small_plan(), "政数局", UNIT),
        (named(Unit("甲区政数局"), Unit("乙区政数局")), UNIT, "甲区政数局"),
        (named(Unit("甲区政数局"), Unit("区政数局")), UNIT, "甲区政数局"),
        (named(Unit("甲区区政数局"), Unit("乙区政数局")), UNIT, "甲区区政数局"),
        (named(Unit("甲区数据局", ("甲区政数局",))), UNIT, "甲区数据局"),
        (named(Unit("区政数局")), UNIT, UNIT),
    ],
)
def test_a_unit_is_told_by_its_name_with_or_without_its_districts(plan: Plan, name: str, owner: str) -> None:
    district = plan.district if plan.district == "某某区" else "甲区"
    city = City(plan=plan)
    (file,) = city.compare(ledger(unit(name, {1: {"progress": "已办"}}), district=district)).files
    assert (file.unit, file.changed) == (owner, 1)


def test_two_units_of_the_ledger_are_never_one_of_ours() -> None:
    plan = City().compare(ledger(unit(UNIT, {1: {"progress": "甲"}}), unit("政数局", {1: {"progress": "乙"}})))
    assert [file.reason for file in plan.files] == [
        "台账里的区政数局、政数局在清单里都是区政数局，分不清，没有并入，请核对清单里的单位别名。",
        "台账里的政数局、区政数局在清单里都是区政数局，分不清，没有并入，请核对清单里的单位别名。",
    ]


def test_a_district_that_is_a_unit_has_all_its_units_words_and_contacts() -> None:
    city = City(plan=named(Unit("甲区"), Unit("乙区")))
    said = (
        unit(UNIT, {1: {"progress": "已办", "responsible.name": "张三", "responsible.phone": "0763-1", "deadline": "年底"}}),
        unit(TAX, {1: {"progress": "已推广", "responsible.name": "李四", "liaison.name": "王五"}}),
    )
    (file,) = city.compare(ledger(*said, district="甲区")).files
    assert (file.unit, {each.key.field: each.theirs for each in file.fields}) == (
        "甲区",
        {
            "responsible.name": "张三", "responsible.phone": "0763-1", "responsible2.name": "李四", "liaison.name": "王五",
            "progress": "【区政数局】已办\n【区税务局】已推广", "deadline": "年底",
        },
    )


def test_two_ledgers_of_one_go_that_disagree_are_asked_and_of_two_copies_the_later_counts() -> None:
    first, other = (
        ledger(unit(UNIT, {1: {"progress": text}}), name=name, written=written)
        for text, name, written in (("甲", "a1", EARLIER), ("乙", "b2", EARLIER))
    )
    assert [each.verdict for file in City().compare(first, other).files for each in file.fields] == [Verdict.CONFLICT] * 2
    later = ledger(unit(UNIT, {1: {"progress": "丙"}}), written=LATER)
    (old,), (new,) = (file.fields for file in City().compare(first, later).files)
    assert ((old.verdict, old.remark), new.verdict) == (
        (Verdict.OURS, "《某某区.sqlite3》是更新的一份，以它为准"), Verdict.THEIRS
    )


def test_parts_are_planned_again_each_for_itself() -> None:
    """As the window does it when some were taken out of the list, and the days of others were changed."""
    city = City()
    both = ledger(unit(UNIT, {1: {"progress": "甲"}}), unit(TAX, {3: {"progress": "乙"}}))
    plan = city.compare(both)
    (kept,) = [file for file in plan.files if file.unit == TAX]
    again: list[FilePlan] = build_plan([Incoming(kept.file, date(2021, 7, 19))], city.view(), JULY).files
    assert [(file.unit, file.received, file.changed) for file in again] == [(TAX, date(2021, 7, 19), 1)]
    assert city.compare(both, both).files[-1].reason == "与这一批里的另一份同名文件完全相同，不再重复并入。"


def test_a_month_that_the_ledger_has_not_is_said() -> None:
    file = ledger(unit(UNIT, {1: {"progress": "甲"}}))
    (plan,) = build_plan([Incoming(file, DAY)], City().view(), Period(2021, 8)).files
    assert plan.reason == "这本台账里没有2021年8月的内容，有的是2021年7月，请换成有内容的月份后再导入。"


def test_words_of_a_file_that_no_program_of_ours_wrote_are_cleaned_like_a_forms() -> None:
    planned = City().field({"progress": "已办\x00\u202e 3  件\x0b又办\r\n"})
    assert (planned.theirs, planned.verdict) == ("已办 3 件\n又办", Verdict.THEIRS)
    said = LedgerCell("已办", JULY, DAY, "x\x00" * 10_000, "张三")
    row = LedgerRow(1, small_plan().measures[0].text, "任务", {"progress": said})
    (file,) = City().compare(ledger(LedgerUnit((UNIT,), (row,), DAY))).files
    place = file.fields[0].place
    assert place is not None
    assert ("\x00" in place.label, len(place.label) < 400) == (False, True)


def test_a_list_in_the_districts_own_words_is_told_in_one_line_and_blames_nobody() -> None:
    said = unit(UNIT, {1: {"progress": "甲"}, 2: {"progress": "乙"}})
    own = replace(said, rows=tuple(replace(row, text=row.text + "并在某某区推广。") for row in said.rows))
    (plan,) = build_plan([Incoming(ledger(own), DAY)], City().view(), JULY).files
    told = [note.message for note in plan.notes if note.code == "measure_text_differs"]
    assert told == ["第 1、2 条的措施文字和本台账清单的不同，已保留清单原文。"]
