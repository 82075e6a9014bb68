"""Figures as files: what is shown is what is written; a file in the way is asked about, one that is open is tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import WriteFailed
from qcapp.domain.period import Period
from tests.merge.world import JULY
from tests.ui.overview.conftest import JUNE
from ui.dialogs import assessment, files
from ui.dialogs.assessment import AssessmentDialog
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.models.fact_query import Figure, Subset
from ui.models.scope import Scope, ScopeKind
from ui.pages.overview import OverviewPage

Fill = Callable[..., None]


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where every export is saved, as if it were chosen."""
    path = tmp_path / "导出 一.xlsx"
    monkeypatch.setattr(files, "ask_save", lambda parent, title, start, kinds: _offered(path, start))
    return path


OFFERED: list[str] = []


def _offered(path: Path, start: Path) -> Path:
    OFFERED[:] = [start.name]
    return path


def idle(qtbot: QtBot, page: Any) -> None:
    qtbot.waitUntil(lambda: not page.tasks.busy, timeout=30_000)


def texts(path: Path, sheet: str) -> list[list[str]]:
    cells = load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    return [["" if value is None else str(value) for value in row] for row in cells]


def test_the_rows_behind_a_number_are_written_as_they_are_listed(
    qtbot: QtBot, page: OverviewPage, target: Path
) -> None:
    page.show_rows(Figure.COVERAGE.query())
    dialog = page.windows.facts
    assert dialog is not None
    dialog.export_button.click()
    qtbot.waitUntil(lambda: dialog.exported.isVisible(), timeout=30_000)
    assert OFFERED == ["2021年7月 应报 5 条.xlsx"]
    rows = texts(target, "明细")
    assert rows[0][0] == "2021年7月 · 应报 5 条"
    assert rows[1][0] == "覆盖率 60%（3/5）；未报的在前；截至 2021年7月27日"
    assert [(row[1], row[3], row[8]) for row in rows[3:]] == [
        ("3", "高新区税务局", "未报"), ("4", "区税务局", "未报"), ("1", "区政数局", "按时"), ("2", "区政数局", "按时"),
        ("3", "区税务局", "迟 1 天"),
    ]
    assert "138000" in rows[6][10]
    dialog.subsets.chip(Subset.MISSING.name).click()
    assert dialog.title.text() == "2021年7月 · 未报 2 条"


def test_a_file_open_elsewhere_is_tried_again_at_a_press(
    qtbot: QtBot, page: OverviewPage, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qcapp.publish import facts_list

    tried: list[Path] = []

    def write(title: str, caption: str, listed: object, path: Path, made: datetime) -> None:
        tried.append(path)
        if len(tried) == 1:
            raise WriteFailed("文件被占用：请关闭它后重试。")

    monkeypatch.setattr(facts_list, "write_facts", write)
    monkeypatch.setattr(QuestionDialog, "ask", lambda *words: "retry")
    page.show_rows(Figure.DUE.query())
    assert page.windows.facts is not None
    page.windows.facts.export_requested.emit()
    qtbot.waitUntil(lambda: len(tried) == 2, timeout=30_000)
    idle(qtbot, page)


def test_a_file_of_that_name_is_not_replaced_unasked(
    qtbot: QtBot, page: OverviewPage, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.write_bytes(b"mine")
    asked: list[str] = []
    monkeypatch.setattr(QuestionDialog, "ask", lambda *words: asked.append(words[2]))
    page.show_rows(Figure.DUE.query())
    assert page.windows.facts is not None
    page.windows.facts.export_button.click()
    idle(qtbot, page)
    assert asked == ["替换同名文件？"]
    assert target.read_bytes() == b"mine"


def test_the_menu_writes_what_the_page_shows_or_else_the_month(
    window: MainWindow, qtbot: QtBot, fill: Fill, target: Path
) -> None:
    fill(11, "区税务局", Period(2021, 5), progress="五月办理 3 件。")
    fill(11, "区税务局", Period(2021, 6), progress="六月办理 5 件。")
    window.read_again()
    window.actions_by_key["stats"].trigger()
    qtbot.waitUntil(lambda: "已导出" in window.result.text, timeout=30_000)
    assert OFFERED == ["2021年7月数据统计.xlsx"]
    target.unlink()
    page = window.page("overview")
    assert isinstance(page, OverviewPage)
    window.go("overview")
    qtbot.waitUntil(lambda: page.figures is not None, timeout=30_000)
    with qtbot.waitSignal(page.shown, timeout=30_000):
        page.view.scope.kinds.chip("TO_DATE").click()
    idle(qtbot, window)
    next(action for action in page.bar.menu.actions() if action.data() == "stats").trigger()
    qtbot.waitUntil(lambda: target.exists() and not window.tasks.busy, timeout=30_000)
    assert OFFERED == ["2021年5月至6月数据统计.xlsx"]
    book = load_workbook(target, data_only=True)
    found = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert page.figures is not None
    assert {str(page.figures.total.due), str(page.figures.total.reported)} <= found


def test_figures_that_are_none_are_not_exported_as_others(window: MainWindow, qtbot: QtBot, target: Path) -> None:
    page = window.page("overview")
    assert isinstance(page, OverviewPage)
    window.go("overview")
    qtbot.waitUntil(lambda: page.figures is not None, timeout=30_000)
    with qtbot.waitSignal(page.shown, timeout=30_000):
        page.view.scope.scope_chosen.emit(Scope(ScopeKind.SPAN, Period(2021, 1), Period(2021, 2)))
    window.actions_by_key["stats"].trigger()
    assert "还没有内容" in window.notice.text
    idle(qtbot, window)
    assert not target.exists()


def test_the_assessment_is_of_the_months_asked_for(
    window: MainWindow, qtbot: QtBot, fill: Fill, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(11, "区税务局", JUNE, progress="六月办理 3 件。")
    fill(11, "区税务局", progress="七月办理 5 件。")
    offered: list[tuple[Period, Period]] = []

    def ask(parent: object, periods: object, first: Period, last: Period) -> tuple[Period, Period]:
        offered.append((first, last))
        return JUNE, JULY

    monkeypatch.setattr(AssessmentDialog, "ask", ask)
    window.actions_by_key["assessment"].trigger()
    qtbot.waitUntil(lambda: "已导出" in window.result.text, timeout=60_000)
    assert offered == [(Period(2021, 1), JULY)]
    assert OFFERED == ["2021年6月至7月绩效考核表.xlsx"]
    assert load_workbook(target).sheetnames[0] == "考核表"


def test_an_assessment_without_a_month_is_told_in_words(
    window: MainWindow, qtbot: QtBot, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AssessmentDialog, "ask", lambda *words: (Period(2021, 1), Period(2021, 2)))
    window.actions_by_key["assessment"].trigger()
    qtbot.waitUntil(lambda: bool(window.notice.text), timeout=30_000)
    assert window.notice.text == "没有可以考核的月份，请选台账里已有内容的报告期。"
    assert not target.exists()


def test_months_of_an_assessment_are_understood_whichever_way_round(qtbot: QtBot) -> None:
    periods = [Period(2021, month) for month in range(1, 13)]
    dialog = assessment.AssessmentDialog(periods, periods[0], periods[6])
    qtbot.addWidget(dialog)
    assert dialog.heading.text() == "2021年1月至7月的绩效考核表"
    dialog.first.setCurrentIndex(8)
    assert dialog.heading.text() == "2021年7月至9月的绩效考核表"
    dialog.accept()
    assert dialog.months == (periods[6], periods[8])
