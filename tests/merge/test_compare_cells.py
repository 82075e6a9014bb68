"""Cells that say what they say in other ways: beside the cell, over two measures, or not at all."""

from __future__ import annotations

from dataclasses import replace

from qcapp.domain.forms import ReadCell, ReturnedForm
from qcapp.merge.diff import Verdict
from qcapp.merge.plan import Decision, FilePlan, MergePlan, Outcome
from tests.merge.world import FORM_ID, World


def planned(world: World, *cells: tuple[int, ReadCell], key: str = "progress") -> FilePlan:
    form = world.form({no: {key: cell.text} for no, cell in cells})
    rows = tuple(
        replace(row, cells={key: cell._replace(place=row.cells[key].place)})
        for row, (_, cell) in zip(form.rows, cells, strict=True)
    )
    return world.plan_merge(ReturnedForm(rows, {FORM_ID: ("property",)})).files[0]


def cell(text: str = "", **more: object) -> ReadCell:
    return ReadCell(text, None, **more)  # type: ignore[arg-type]


def world_sent(values: dict[tuple[int, str], str] | None = None) -> World:
    world = World()
    world.send("区政数局", values or {})
    for (no, key), text in (values or {}).items():
        world.ledger[no, "区政数局", key] = text
    return world


def test_an_answer_in_a_comment_is_offered_and_never_taken_by_itself() -> None:
    plan = planned(world_sent(), (1, cell(aside="批注：已办 12 件")), (2, cell()))
    (field, _) = plan.fields
    assert (field.verdict, field.decision, field.theirs) == (Verdict.CONFLICT, Decision.HOLD, "已办 12 件")
    assert plan.outcome is Outcome.CONFLICT
    assert "批注" in field.remark
    field.decision = Decision.THEIRS
    assert field.result == "已办 12 件"


def test_a_comment_beside_an_answer_is_told_and_can_be_taken_instead() -> None:
    plan = planned(world_sent(), (1, cell("已办", aside="批注：请领导核实")), (2, cell()))
    field = plan.fields[0]
    assert (field.verdict, field.result, field.aside) == (Verdict.THEIRS, "已办", "请领导核实")
    assert [note.code for note in plan.notes] == ["aside"]
    field.decision = Decision.ASIDE
    assert field.result == "请领导核实"


def test_a_comment_that_says_what_the_ledger_says_asks_nothing() -> None:
    plan = planned(world_sent({(1, "progress"): "已办"}), (1, cell("已办", aside="文本框：已办")), (2, cell()))
    assert plan.fields[0].verdict is Verdict.SAME
    assert not plan.open


def test_a_cell_that_cannot_be_read_is_neither_empty_nor_cleared() -> None:
    plan = planned(world_sent({(1, "progress"): "已办"}), (1, cell(unreadable="公式出错 #REF!")), (2, cell()))
    field = plan.fields[0]
    assert (field.verdict, field.result, field.remark) == (Verdict.UNREADABLE, "已办", "公式出错 #REF!")
    assert [note.code for note in plan.notes] == ["cell_unreadable"]


def test_a_cell_over_two_measures_is_asked_for_each_of_them() -> None:
    plan = planned(world_sent(), (1, cell("两项都已完成", shared=True)), (2, cell("两项都已完成", shared=True)))
    assert [(each.verdict, each.decision) for each in plan.fields] == [(Verdict.CONFLICT, Decision.HOLD)] * 2
    assert all("合并成了一格" in each.remark for each in plan.fields)
    plan.fields[0].decision = Decision.THEIRS
    plan.fields[1].decision = Decision.OURS
    assert [each.result for each in plan.fields] == ["两项都已完成", ""]


TWO = "“进展情况”“进展情况”两栏写的不一样，请选定用哪一栏的"


def test_of_two_columns_that_differ_neither_is_taken_by_itself_or_in_bulk() -> None:
    plan = planned(world_sent(), (1, cell("已办 3 件", aside="另一栏：已办 12 件", doubt=TWO)), (2, cell()))
    field = plan.fields[0]
    assert (field.verdict, field.decision, field.remark) == (Verdict.CONFLICT, Decision.HOLD, TWO)
    MergePlan([plan]).decide_all(Decision.THEIRS)
    assert field.decision is Decision.HOLD
    results = []
    for decision in (Decision.THEIRS, Decision.ASIDE):
        field.decision = decision
        results.append(field.result)
    assert results == ["已办 3 件", "已办 12 件"]


def test_a_second_column_with_news_beside_one_that_says_what_the_ledger_says_is_asked() -> None:
    world = world_sent()
    world.ledger[1, "区政数局", "progress"] = "已办 3 件"
    plan = planned(world, (1, cell("已办 3 件", aside="另一栏：已办 12 件", doubt=TWO)), (2, cell()))
    assert [each.decision for each in plan.fields[:1]] == [Decision.HOLD]
    sent = world_sent({(1, "progress"): "已办 3 件"})
    plan = planned(sent, (1, cell("已办 3 件", aside="另一栏：已办 12 件", doubt=TWO)), (2, cell()))
    assert (plan.fields[0].decision, plan.fields[0].theirs) == (Decision.HOLD, "已办 12 件")
    assert "另一栏" in plan.fields[0].remark


def test_a_second_column_that_only_has_what_we_sent_asks_nothing() -> None:
    sent = world_sent({(1, "progress"): "已办 3 件"})
    plan = planned(sent, (1, cell("已办 12 件", aside="另一栏：已办 3 件", doubt=TWO)), (2, cell()))
    assert (plan.fields[0].verdict, plan.fields[0].result, plan.fields[0].aside) == (Verdict.THEIRS, "已办 12 件", "")


def test_a_cell_over_two_measures_that_says_nothing_new_asks_nothing() -> None:
    sent = {(1, "progress"): "已办", (2, "progress"): "已办"}
    plan = planned(world_sent(sent), (1, cell("已办", shared=True)), (2, cell("已办", shared=True)))
    assert [each.verdict for each in plan.fields] == [Verdict.UNCHANGED] * 2


def test_words_that_may_be_meant_for_another_field_are_not_taken_in_bulk() -> None:
    world = world_sent()
    form = world.form({1: {"progress": "两项都已完成"}, 2: {"progress": ""}})
    cells = (cell("两项都已完成", shared=True), cell(aside="批注：已压减"))
    rows = tuple(
        replace(row, cells={"progress": each._replace(place=row.cells["progress"].place)})
        for row, each in zip(form.rows, cells, strict=True)
    )
    plan = world.plan_merge(ReturnedForm(rows, {FORM_ID: ("property",)}))
    for decision in (Decision.THEIRS, Decision.BOTH):
        plan.decide_all(decision)
        assert [each.result for each in plan.files[0].fields] == ["", ""]
    plan.decide_all(Decision.OURS)
    assert not plan.open
