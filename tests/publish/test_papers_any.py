"""The papers of any month: whatever units did, every sentence ends, nothing hangs, and every figure stands in a table."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from qcapp.domain.text import comparable
from qcapp.forms.paper import Grid, OfficialPaper, Paragraph
from qcapp.publish.late_units import late_units
from qcapp.publish.reminder import ReminderMatter, compose_reminder
from qcapp.publish.wording import Wording
from qcapp.stats.corrections import corrections
from tests.publish.papers import (
    bulletin_of,
    figures_of,
    grid_numbers,
    issued,
    month_of,
    numbers,
    official_numbers,
    plan_of,
)
from tests.stats.months import FINE, JUNE, Month, july

_PROGRESS = (
    "已受理312户，办结率95.5%。", "同上", "本月无新进展", "1.印发方案\n2.培训3场次", "按计划推进。", "无",
    "已完成对接（含“一窗”系统），。\n下一步：推广", "已办结×××户。", "截至7月20日，已减免税费1200万元；",
)
_PROBLEMS = ("无", "缺人。", "系统接口尚未开放，\n需市级协调。。", "", "（）", "因上级细则没有出台，" * 9)
_DEADLINES = ("长期坚持", "2021-07-01", "2021-08-10", "2021年12月底", "")

_ROW = st.fixed_dictionaries({
    "progress": st.sampled_from(_PROGRESS), "problems": st.sampled_from(_PROBLEMS), "deadline": st.sampled_from(_DEADLINES),
    "liaison.phone": st.sampled_from(("13800138000", "138")),
})
Units = list[tuple[str, list[dict[str, str]]]]
_UNIT = st.tuples(
    st.sampled_from(("on time", "late", "part", "twice", "silent", "scan", "exempted", "extended", "one extended", "conflict")),
    st.lists(_ROW, min_size=3, max_size=3),
)
_MONTH = st.lists(_UNIT, min_size=1, max_size=7)
_DAYS = st.sampled_from((july(10), july(25), july(26), july(29), date(2021, 8, 12), date(2022, 1, 3)))


def world(units: Units, each: int, before: bool) -> Month:
    plan = plan_of(len(units), each)
    june = Month(JUNE, plan) if before else None
    month = month_of(plan, june)
    for unit, (what, rows) in zip(plan.units, units, strict=True):
        said = {no: FINE | row for no, row in zip(plan.measures_of[unit.name], rows, strict=False)}
        if june and what not in ("silent", "late"):
            june.returns(unit.name, date(2021, 6, 20 + len(what) % 9), said)
        happens(month, unit.name, what, said)
    return month


def happens(month: Month, unit: str, what: str, said: dict[int, dict[str, str]]) -> None:
    first, *others = said
    match what:
        case "on time":
            month.returns(unit, july(22), said)
        case "late":
            month.returns(unit, july(28), said)
        case "part":
            month.returns(unit, july(22), {first: said[first]})
        case "twice":
            month.returns(unit, july(22), {first: said[first]})
            month.returns(unit, july(27), {no: said[no] for no in others} or said)
        case "scan":
            month.scan(unit, july(22))
        case "exempted":
            month.exempt(unit, reason="职能划出，不再承担。")
        case "extended":
            month.extend(unit, date(2021, 8, 9))
        case "one extended":
            month.extend(unit, date(2021, 8, 9), first, reason="")
            month.returns(unit, july(26), {no: said[no] for no in others} or said)
        case "conflict":
            month.returns(unit, july(22), said)
            month.waits(first, unit, "progress", "已办结40件。", july(23), said[first]["progress"])


def as_of(month: Month, on: date) -> Month:
    """Only what had come in by that day."""
    known = Month(month.period, month.plan, rulings=month.rulings, settings=month.settings, earlier=month.earlier)
    for record in month.records:
        if record.received <= on:
            rows: dict[int, dict[str, str]] = {}
            for (no, key), text in record.values.items():
                rows.setdefault(no, {})[key] = text
            known.returns(record.unit, record.received, rows)
    known.held = [held for held in month.held if held.received <= on]
    return known


def check_prose(paper: OfficialPaper) -> None:
    assert all(isinstance(part, Paragraph) for part in paper.parts)
    for part in paper.parts:
        assert isinstance(part, Paragraph)
        text = part.lead + part.text
        if part.level.value != "one":
            assert text.endswith(("。", "通报如下：")), text
        assert not re.search(r"[，。；、：]{2}|（）|（，|[，、；（]）|《》|“”|\{|\}|None|——|、。", text), text
        assert not re.search(r"(?<!\d)0家|第条|共0", text), text
        assert "\n" not in text
        assert part.lead.endswith("。") or not part.lead
        assert "均" not in text or not re.search(r"1家单位[^0-9，。；]*均", text), text


def check_numbers(paper: OfficialPaper) -> None:
    """Figures of the prose stand in the annexes' own tables; those that are quoted in the official one."""
    ours, quoted = grid_numbers(paper), grid_numbers(paper) | official_numbers(paper)
    heading = ""
    for part in paper.parts:
        assert isinstance(part, Paragraph)
        if part.level.value == "one":
            heading = part.text[2:]
            continue
        strange = numbers(part.lead + part.text) - (quoted if heading in ("主要进展", "存在问题") else ours)
        assert not strange, (part.text, strange)


def check_quotes(paper: OfficialPaper, month: Month) -> None:
    """Whatever stands under 主要进展 is what a unit of it wrote."""
    written = "\n".join(comparable(value.text) for cells in month.cells.values() for value in cells.values())
    texts = [part.lead + part.text for part in paper.parts if isinstance(part, Paragraph)]
    start = next((place for place, text in enumerate(texts) if text.endswith("、主要进展")), len(texts))
    for text in texts[start + 1 :]:
        if text[1:2] == "、":
            break
        words = text.partition("局：")[2].partition("（见附件")[0]
        for sentence in filter(None, re.split("[。；]", words)):
            assert comparable(sentence) in written.replace("，。", "。"), sentence


@settings(max_examples=150, deadline=None)
@given(_MONTH, st.integers(1, 3), st.booleans(), _DAYS)
def test_any_paper_is_well_said_and_its_figures_stand_in_tables(units: Units, each: int, before: bool, on: date) -> None:
    month = as_of(world(units, each, before), on)
    paper = bulletin_of(month, on)
    check_prose(paper)
    check_numbers(paper)
    check_quotes(paper, month)
    for annex in paper.annexes:
        for part in annex.parts:
            if isinstance(part, Grid):
                assert all(len(row) == len(part.headings) == len(part.weights) for row in part.rows)
                assert part.rows


_LEFT_OUT = st.frozensets(st.sampled_from((
    "indicators", "ranking", "lamps", "problems", "table", "chart.trend", "chart.tasks", "chart.units",
)))


@settings(max_examples=60, deadline=None)
@given(_MONTH, st.integers(1, 3), st.booleans(), _LEFT_OUT)
def test_without_some_annexes_nothing_points_to_what_is_not_there(
    units: Units, each: int, before: bool, without: frozenset[str]
) -> None:
    month = as_of(world(units, each, before), july(29))
    whole, paper = bulletin_of(month, july(29)), bulletin_of(month, july(29), without=without)
    check_prose(paper)
    text = "\n".join(paper.texts)
    assert "\0" not in text
    assert not paper.annexes or all(not annex.parts or isinstance(annex.parts[0], Grid) for annex in paper.annexes)
    pointed = {int(number) for number in re.findall(r"附件(\d)", text)}
    assert pointed <= set(range(1, len(paper.annexes) + 1))
    assert "（见附件" not in text or paper.annexes
    if not without & {"lamps", "problems", "table", "indicators", "ranking"}:
        assert paper.texts == whole.texts


@settings(max_examples=40, deadline=None)
@given(_MONTH, st.integers(1, 3), st.sampled_from((july(26), july(29))))
def test_a_correction_says_only_what_its_table_says(units: Units, each: int, on: date) -> None:
    whole = world(units, each, False)
    frozen = figures_of(as_of(whole, on - timedelta(days=3)), on - timedelta(days=3))
    month = as_of(whole, on)
    moved = corrections(frozen, figures_of(month, on))
    paper = bulletin_of(month, on, issued=issued(month), corrections=moved)
    assert ("更正" in paper.title) == bool(moved)
    check_prose(paper)
    check_numbers(paper)


@settings(max_examples=60, deadline=None)
@given(_MONTH, st.integers(1, 3), _DAYS, st.booleans())
def test_any_reminder_is_well_said_and_tells_what_its_table_lists(units: Units, each: int, on: date, early: bool) -> None:
    month = as_of(world(units, each, False), on)
    matter = ReminderMatter(month.snapshot, Wording(), on, on + timedelta(days=3))
    for late in late_units(figures_of(month, on), month.snapshot, early):
        paper = compose_reminder(late, matter)
        check_prose(paper)
        assert ("逾期" in paper.texts[0]) is not early
        said = numbers("\n".join(paper.texts)) - numbers(month.snapshot.period.label)
        table = grid_numbers(paper) | {Decimal(late.due), Decimal(late.reported), Decimal(late.days)}
        assert said <= table, said - table
        assert paper.annexes[0].parts[0].rows[-1][1] == f"{len(late.missing)}条"  # type: ignore[union-attr]
