"""The benchmarks' own promises: no goal goes unmeasured, and what is told of it is right by value."""

from __future__ import annotations

import ast
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from tests.bench import __main__ as command
from tests.bench.bench import ROOT, Bench
from tests.bench.goals import GOAL_BY_KEY, GOALS, How
from tests.bench.office import built_in, make_month, make_returns, wide_plan
from tests.bench.peers import export_docx, export_xlsx, merge_docx, merge_xlsx, read_docx, read_xlsx
from tests.bench.peers.official import Official, Row
from tests.bench.report import HEADINGS, cells, markdown, printed, summary, worst_first
from tests.bench.results import Outcome, Result, Skipped, Verdict, middle_half
from tests.bench.stages import STAGES, Floor, Merging, Stage, measured
from tests.bench.timing import Times, clocked, in_turn, in_turn_often, once

HERE = Path(__file__).parent


def result(goal: str, ours: tuple[float, ...], peer: tuple[float, ...] | None = None) -> Result:
    return Result(goal, Times(ours), Times(peer) if peer else None)


@pytest.mark.parametrize("subject", command.SUBJECTS)
def test_each_goal_is_named_by_the_module_that_measures_it_and_by_no_other(subject: str) -> None:
    strings = {
        node.value for node in ast.walk(ast.parse((HERE / f"{subject}.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    promised = {goal.key for goal in GOALS if goal.subject == subject}
    assert promised <= strings, "a goal that its module does not know is never measured"
    assert not (strings & set(GOAL_BY_KEY)) - promised - {subject}


def test_keys_of_goals_are_each_ones_own() -> None:
    assert len(GOAL_BY_KEY) == len(GOALS)


def test_every_promise_of_the_performance_document_is_in_the_catalogue() -> None:
    promised = {
        ("read-xlsx", "≤ 1.5 ×"), ("read-docx", "≤ 2 ×"), ("read-74", "≤ 4 ×"), ("read-7400", "≤ 110 ×"),
        ("merge-400", "≥ 8 ×"), ("merge-22", "≥ 2 ×"), ("merge-docx-rows", "≥ 5 ×"), ("merge-docx-cell", "≥ 25 ×"),
        ("export-xlsx", "≥ 7 ×"), ("export-xlsx-740", "≤ 12 ×"), ("export-docx-rows", "≥ 20 ×"), ("export-docx-cell", "≥ 20 ×"),
        ("paint-frame", "≤ 1.3 ×"), ("paint-rows", "≤ 2.3 ×"), ("memory", "≤ 300 MB"),
        ("table-paint", "≤ 2 ×"), ("table-filter", "≤ 50 ms"),
        ("grown-month", "≤ 2 ×"), ("grown-rates", "≤ 2 ×"), ("grown-history", "≤ 2 ×"), ("grown-search", "≥ 20 ×"),
        ("grown-memory", "≤ 300 MB"), ("grown-printed", "≤ 300 MB"), ("grown-counted", "≤ 300 MB"),
        ("memory-collect", "≤ 300 MB"),
        ("search", "≤ 20 ms"), ("pause", "≤ 50 ms"),
        ("package-size", "≤ 0.75 ×"), ("package-start", "≤ 1.1 ×"), ("package-command", "≤ 1.1 ×"),
    }
    assert {(goal.key, goal.words) for goal in GOALS if goal.bound is not None} == promised


# --- arithmetic ---------------------------------------------------------------------------------------------------


def test_of_memory_one_run_is_enough_where_it_is_not_near_the_limit() -> None:
    told = {megabytes: result("memory-collect", (megabytes,)).verdict for megabytes in (196, 290, 400)}
    assert told == {196: Verdict.MET, 290: Verdict.UNSURE, 400: Verdict.MISSED}


def test_a_ratio_is_of_medians_and_its_spread_of_runs_that_followed_one_another() -> None:
    found = result("merge-400", (10, 20, 30), (100, 100, 90))
    assert (found.figure, found.figures) == (100 / 20, (10, 5, 3))


def test_within_a_floor_ours_stands_above_the_line() -> None:
    found = result("read-docx", (30, 20, 40), (10, 10, 10))
    assert (found.figure, found.figures) == (3, (3, 2, 4))


def test_a_limit_is_compared_with_nothing() -> None:
    found = result("table-filter", (40, 10, 20))
    assert (found.figure, found.figures) == (20, (40, 10, 20))


def test_a_peer_that_ran_once_stands_beside_each_run_of_ours() -> None:
    found = result("merge-docx-cell", (1, 2, 4), (100,))
    assert (found.figure, found.figures, found.rounds) == (50, (100, 50, 25), 1)


def test_the_middle_half_leaves_out_the_outer_quarters() -> None:
    assert middle_half((1, 2, 3, 4, 100)) == (2, 4)


FIVE = (10.0,) * 5


@pytest.mark.parametrize(("goal", "ours", "peer", "verdict"), [
    ("merge-400", FIVE, (80, 80, 80, 90, 90), Verdict.MET),
    ("merge-400", FIVE, (79, 79, 79, 70, 70), Verdict.MISSED),
    ("merge-400", FIVE, (60, 79, 85, 90, 90), Verdict.UNSURE),
    ("merge-400", FIVE, (1, 80, 80, 80, 80), Verdict.MET),
    ("read-docx", FIVE, (5, 5, 5, 6, 6), Verdict.MET),
    ("read-docx", FIVE, (4, 4, 4, 4, 9), Verdict.MISSED),
    ("read-docx", FIVE, (4, 4, 6, 6, 6), Verdict.UNSURE),
    ("table-filter", (49, 49, 49, 50, 50), None, Verdict.MET),
    ("table-filter", (51, 51, 51, 60, 60), None, Verdict.MISSED),
    ("table-filter", (40, 45, 49, 55, 60), None, Verdict.UNSURE),
    ("export-docx-cell", FIVE, (400,), Verdict.MET),
    ("export-docx-cell", FIVE, (399,), Verdict.UNSURE),
    ("export-docx-cell", FIVE, (99,), Verdict.MISSED),
    ("read-docx-rows", FIVE, (1, 1, 1, 1, 1), Verdict.SHOWN),
])
def test_a_goal_is_met_or_missed_only_when_the_rounds_agree(
    goal: str, ours: tuple[float, ...], peer: tuple[float, ...] | None, verdict: Verdict
) -> None:
    assert result(goal, ours, peer).verdict is verdict


def test_sides_take_turns_and_neither_always_goes_first() -> None:
    done: list[str] = []

    def run(name: str) -> float:
        done.append(name)
        return len(done)

    times = in_turn({"ours": lambda: run("ours"), "peer": lambda: run("peer")}, 3)
    assert done == ["ours", "peer", "ours", "peer", "peer", "ours", "ours", "peer"]
    assert times == {"ours": Times((3, 6, 7)), "peer": Times((4, 5, 8))}, "the first of each is not counted"


def test_of_short_works_a_round_tells_the_mean_of_several_turns() -> None:
    done: list[str] = []

    def run(name: str) -> float:
        done.append(name)
        return len(done)

    times = in_turn_often({"ours": lambda: run("ours"), "peer": lambda: run("peer")}, 2, 2)
    assert done == ["ours", "peer"] + ["ours", "peer", "peer", "ours"] * 2
    assert times == {"ours": Times((4.5, 8.5)), "peer": Times((4.5, 8.5))}


def test_a_clock_tells_milliseconds() -> None:
    ticks = iter((2.0, 2.25))
    assert once(clocked(lambda: None, lambda: next(ticks))).runs == (250,)


# --- what is told -------------------------------------------------------------------------------------------------

OUTCOMES: list[Outcome] = [
    result("merge-400", FIVE, (85, 85, 85, 90, 95)), result("merge-22", FIVE, (10, 10, 10, 12, 12)),
    result("read-docx", FIVE, (1, 1, 1, 1, 1)), result("read-docx-rows", FIVE, (50, 50, 50, 50, 50)),
    Skipped("pause", "no screen"),
]


def test_a_row_tells_both_sides_the_ratio_its_spread_and_the_goal() -> None:
    assert cells(OUTCOMES[0]) == (
        "Merge 400 xlsx", "pandas script that only concatenates", "10 ms", "85 ms", "8.5 ×", "8.5 ×–9.5 ×", "≥ 8 ×", "met",
    )
    assert cells(OUTCOMES[4])[-2:] == ("≤ 50 ms", "not measured: no screen")


def test_goals_are_counted_by_what_came_of_them_and_those_missed_by_far_stand_first() -> None:
    assert summary(OUTCOMES) == "4 goals: 1 met, 2 not met, 1 not measured."
    assert [each.goal for each in worst_first(OUTCOMES)] == ["read-docx", "merge-22"]


def test_the_page_says_when_where_and_how_and_holds_every_row() -> None:
    page = markdown(OUTCOMES, date(2026, 1, 2), 5)
    assert "2026-01-02, 5 rounds at least; commit " in page
    assert "make bench" in page
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(OUTCOMES)
    assert {row.count("|") for row in rows} == {len(HEADINGS) + 1}
    assert printed(OUTCOMES).splitlines()[1].startswith("Merge 400 xlsx")


def test_the_page_tells_stage_by_stage_where_a_merges_time_goes_and_what_all_of_it_takes() -> None:
    merging = Merging("xlsx", 400, (Stage("Read", 500, 300, 480), Stage("Write", 250, 200, 0)), (Floor("Parse", 120),))
    page = markdown(OUTCOMES, date(2026, 1, 2), 5, merges=[merging]).splitlines()
    assert page[page.index("| 400 xlsx, stage | clock | own process | reading process |") + 2 :][:4] == [
        "| Read | 500 ms | 300 ms | 480 ms |", "| Write | 250 ms | 200 ms |  |",
        "| **All of it** | 750 ms | 500 ms | 480 ms |", "| *Parse* | 120 ms |  |  |",
    ]


# --- what is measured on ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("units", [3, 20, 47])
def test_a_list_can_be_as_wide_as_one_likes_and_each_unit_has_as_much_to_report(units: int) -> None:
    plan, usual = wide_plan(units), built_in()
    each = [len(numbers) for numbers in plan.measures_of.values()]
    assert each == [len(usual.measures_of[usual.units[place % len(usual.units)].name]) for place in range(units)]
    assert {measure.task for measure in plan.measures} == {task.order for task in plan.tasks}
    assert all(plan.units_of[measure.no] for measure in plan.measures)


def test_returns_hold_what_units_have_written_and_the_scripts_find_it(tmp_path: Path) -> None:
    """Both kinds, as small as can be: what the merge is measured on, and against."""
    for suffix in ("xlsx", "docx"):
        returns = make_returns(tmp_path / suffix, 2, suffix)
        assert len(returns.files) == 2
        assert returns.fields == 7 * 5
        with sqlite3.connect(returns.sent) as ledger:
            assert ledger.execute("SELECT count(*) FROM fill_form").fetchone() == (2,)
        ledger.close()
    xlsx, docx = tmp_path / "xlsx" / "back", tmp_path / "docx" / "back"
    merge_xlsx.merge(xlsx, tmp_path / "pandas.xlsx")
    for how in ("rows", "cell"):
        merge_docx.merge(how, docx, tmp_path / f"{how}.xlsx")
    said = [
        {text for row in read_xlsx.by_openpyxl(tmp_path / f"{name}.xlsx") for text in row} for name in ("pandas", "rows", "cell")
    ]
    assert all("某甲" in "".join(texts) for texts in said)
    assert said[1] == said[2]
    first = returns.files[0]
    assert read_docx.by_rows(first) == read_docx.by_cell(first)


def test_scripts_that_write_the_table_write_all_of_it(tmp_path: Path) -> None:
    texts = {1: "1.措施", 2: "区税务局", 5: "已办理", 6: "无", 7: "长期"}
    two, one = [("责任人：某甲", "1"), ("联系人：某乙", "2")], [("责任人：某丙", "3")]
    table = Official("清单", [Row("一、任务", texts, two), Row("二、任务", texts, one)])
    assert list(table.tasks()) == [("一、任务", 0, 1), ("二、任务", 2, 2)]
    export_xlsx.write(table, tmp_path / "a.xlsx")
    for name, how in (("rows", export_docx.by_rows), ("cell", export_docx.by_cell)):
        export_docx.write(how, table, tmp_path / f"{name}.docx")
    sheet = read_xlsx.by_openpyxl(tmp_path / "a.xlsx")
    assert sheet[2] == ["一、任务", "1.措施", "区税务局", "责任人：某甲", "1", "已办理", "无", "长期"]
    assert sheet[3] == ["", "", "", "联系人：某乙", "2", "", "", ""]
    rows = read_docx.by_rows(tmp_path / "rows.docx")
    assert rows == read_docx.by_rows(tmp_path / "cell.docx")
    assert rows[2] == ["一、任务", "1.措施", "区税务局", "联系人：某乙", "2", "已办理", "无", "长期"]


def test_a_month_to_export_is_all_reported(tmp_path: Path) -> None:
    month = make_month(tmp_path / "month")
    with sqlite3.connect(month.ledger) as ledger:
        assert ledger.execute("SELECT count(*) FROM cell WHERE text <> ''").fetchone() == (7 * 79,)
    ledger.close()
    assert len(read_docx.by_rows(month.official)) > 2 * 74


def test_no_stage_of_a_merge_goes_unmeasured_and_its_rows_can_be_written_again(tmp_path: Path) -> None:
    merging = measured(Bench(tmp_path, 1), make_returns(tmp_path / "returns", 2, "xlsx"), "xlsx")
    assert [stage.name for stage in merging.stages] == list(STAGES.values())
    assert all(stage.clock > 0 for stage in merging.stages)
    assert merging.whole.own > max(stage.own for stage in merging.stages)
    with sqlite3.connect(tmp_path / "again" / "again.sqlite3") as ledger:
        assert ledger.execute("SELECT count(*) FROM cell WHERE text <> ''").fetchone() == (7 * 5,)
    ledger.close()


def test_a_process_that_fails_is_not_measured(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with pytest.raises(RuntimeError, match="ended with 3"):
        bench.process(["-c", "raise SystemExit(3)"])
    took, said = bench.process(["-c", "print('done')"])
    assert took > 0
    assert said == "done\n"


def test_a_subject_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["flying"])
    assert "flying" in capsys.readouterr().err


def test_the_quick_run_measures_and_tells_and_writes_where_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its smallest part, whole: a month made, searched, told."""
    out = tmp_path / "page.md"
    command.main(["searching", "--quick", "--rounds", "1", "--out", str(out)])
    assert "≤ 20 ms" in capsys.readouterr().out
    assert GOAL_BY_KEY["search"].how is How.LIMIT
    assert out.read_text(encoding="utf-8").startswith("# Benchmarks\n")
    assert ROOT in command.OUT.parents


def test_a_subject_that_fails_is_told_as_not_measured_and_the_others_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.bench import starting

    def fail(bench: Bench) -> list[Outcome]:
        raise OSError("no disk")

    monkeypatch.setattr(starting, "measure", fail)
    found = command.measured("starting", Bench(tmp_path))
    assert found == [Skipped("command", "failed: OSError")]
    assert "no disk" in capsys.readouterr().err
