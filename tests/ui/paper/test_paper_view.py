"""The preview: laid out beside what is shown, keeping the place that is read, zoomed by hand and key."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from qcapp.forms.chart import Chart, ChartKind, Series
from qcapp.forms.paper import Annex, Grid, Level, OfficialPaper, Paragraph
from ui.paper import finding
from ui.paper.finding import Spot, Struck, spots
from ui.paper.sheet import Page
from ui.theme import HIT
from ui.widgets.paper_view import PaperView

LONG = OfficialPaper(
    "关于报送情况的通报", "各责任单位", tuple(Paragraph("正文。" * 80) for _ in range(12)), "区营商办", date(2021, 7, 5),
    (Annex("横表", (Grid(("序号",), tuple((str(row),) for row in range(60)), (1,)),), landscape=True),),
)


@pytest.fixture
def view(qtbot: QtBot) -> PaperView:
    made = PaperView("通报预览")
    qtbot.addWidget(made)
    made.resize(820, 620)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(qtbot: QtBot, view: PaperView, paper: OfficialPaper = LONG) -> None:
    with qtbot.waitSignal(view.laid_out):
        view.show_paper(replace(paper), {})


def test_a_paper_is_laid_out_while_the_window_goes_on(qtbot: QtBot, view: PaperView) -> None:
    told: list[int] = []
    view.turned.connect(lambda: told.append(len(view.pages)))
    show(qtbot, view)
    assert 0 not in told
    assert len(view.pages) > 5
    assert view.accessibleName() == f"通报预览，共 {len(view.pages)} 页"
    assert view.page == 1


def test_what_is_read_stays_where_it_is_when_words_change(qtbot: QtBot, view: PaperView) -> None:
    show(qtbot, view)
    view.verticalScrollBar().setValue(1500)
    before = view.pages
    view.show_paper(replace(LONG, parts=(Paragraph("改过。"), *LONG.parts[1:])), {})
    assert view.pages == before
    qtbot.waitUntil(lambda: view.pages != before)
    assert view.verticalScrollBar().value() == 1500


def test_only_the_newest_of_several_papers_is_shown(qtbot: QtBot, view: PaperView) -> None:
    view.show_paper(LONG, {})
    show(qtbot, view, replace(LONG, title="后来的", parts=(), annexes=()))
    assert len(view.pages) == 1
    assert "后来的" in view.pages[0].texts


def test_zooming_keeps_the_place_and_fitting_shows_every_page_whole_in_width(qtbot: QtBot, view: PaperView) -> None:
    show(qtbot, view)
    assert view.horizontalScrollBar().maximum() == 0
    view.show_page(3)
    assert view.page == 3
    view.zoom_in()
    view.zoom_in()
    assert view.page == 3
    assert view.horizontalScrollBar().maximum() > 0
    view.fit_width()
    assert view.page == 3
    assert view.fits


def test_keys_scroll_and_zoom(qtbot: QtBot, view: PaperView) -> None:
    show(qtbot, view)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.page == len(view.pages)
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.verticalScrollBar().value() > 0
    QTest.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert not view.fits
    QTest.keyClick(view, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.fits


def test_the_same_paper_asked_for_again_is_not_laid_out_again(qtbot: QtBot, view: PaperView) -> None:
    with qtbot.waitSignal(view.laid_out):
        view.show_paper(LONG, {})
    shown = view.pages
    view.show_paper(LONG, {})
    assert view.settled
    with qtbot.waitSignal(view.laid_out):
        view.show_paper(LONG, {}, "另一份")
    assert view.pages is not shown


def test_another_paper_begins_at_its_top_and_the_first_one_where_it_was_left(qtbot: QtBot, view: PaperView) -> None:
    def shown(paper: OfficialPaper, name: str) -> int:
        with qtbot.waitSignal(view.laid_out):
            view.show_paper(paper, {}, name)
        return view.verticalScrollBar().value()

    assert shown(LONG, "通报") == 0
    view.verticalScrollBar().setValue(900)
    assert shown(replace(LONG, title="催报"), "催报") == 0
    assert shown(replace(LONG), "通报") == 900


def test_no_paper_is_an_empty_view(qtbot: QtBot, view: PaperView) -> None:
    show(qtbot, view)
    view.show_paper(None, {})
    assert (view.pages, view.page) == ((), 0)
    view.zoom_in()
    view.copy()


def test_all_of_it_is_copied(qtbot: QtBot, view: PaperView) -> None:
    show(qtbot, view)
    view.copy()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("关于报送情况的通报\n各责任单位：\n")
    assert copied.count("\n") > 70


def test_a_chart_takes_its_room_before_and_its_picture_after(qtbot: QtBot, view: PaperView) -> None:
    chart = Chart(ChartKind.BARS, "各单位得分", ("区法院",), (Series("得分", (1.0,)),))
    paper = replace(LONG, parts=(chart,), annexes=())
    show(qtbot, view, paper)
    before = view.pages[0].texts
    red = QImage(20, 10, QImage.Format.Format_RGB32)
    red.fill(QColor("red"))
    with qtbot.waitSignal(view.laid_out):
        view.show_paper(paper, {chart: red})
    assert view.pages[0].texts == before
    shown = view.grab().toImage()
    middle = [shown.pixelColor(shown.width() // 2, y) for y in range(shown.height())]
    assert QColor("red") in middle


def test_a_very_large_page_is_painted_without_a_picture_of_all_of_it(qtbot: QtBot, view: PaperView) -> None:
    show(qtbot, view)
    for _ in range(12):
        view.zoom_in()
    assert view.zoom == 4.0
    assert not view.grab().isNull()
    assert len(view._pictures) == 0


def test_a_sentence_is_marked_where_it_stands_and_brought_into_sight(qtbot: QtBot, view: PaperView) -> None:
    wanted = "这一句要找到，哪怕它在后面几页。"
    parts = (*LONG.parts, Paragraph(f"前文。{wanted}后文。"))
    show(qtbot, view, replace(LONG, parts=parts))
    view.mark([wanted], reveal=True)
    page = view.page
    assert page > 3
    shown = view.grab().toImage()
    assert any(shown.pixelColor(x, y) == QColor(HIT) for x in range(0, shown.width(), 5) for y in range(0, shown.height(), 5))
    show(qtbot, view, replace(LONG, parts=(Paragraph("另有一段。"), *parts)))
    assert view.page == page


def test_only_a_heading_is_marked_by_a_word_that_stands_in_many_sentences(qtbot: QtBot, view: PaperView) -> None:
    parts = (Paragraph("一、总体情况", Level.ONE), Paragraph("总体情况是好的，总体情况需要说明。"))
    show(qtbot, view, replace(LONG, title="关于全区七月份总体情况\n的通报", parts=parts, annexes=()))
    assert len(spots(view.pages, ["总体情况"])) == 1
    assert len(spots(view.pages, ["关于全区七月份总体情况的通报"])) == 2
    assert spots(view.pages, ["这里没有的一句话"]) == []


def test_a_click_tells_the_words_that_were_struck(qtbot: QtBot, view: PaperView) -> None:
    paper = replace(LONG, title="关于全区报送\n情况的通报", parts=(Paragraph("正文。"),), annexes=())
    show(qtbot, view, paper)
    told: list[Struck] = []
    view.struck.connect(told.append)
    first, second = spots(view.pages, ["关于全区报送情况的通报"])
    (body,) = spots(view.pages, ["正文。"])
    for spot in (first, second, body):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, spot))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert [each.words for each in told] == ["关于全区报送情况的通报", "关于全区报送情况的通报", "正文。"]
    assert told[0].place == 3
    assert told[1].place in (8, 9)


def middle(view: PaperView, spot: Spot) -> QPoint:
    """Of a spot, in the view."""
    scale, box = view.zoom * 96 / 1440, view._box(spot.page)
    return QPoint(box.x() + round(spot.box.center().x() * scale), box.y() + round(spot.box.center().y() * scale))


def test_a_sentence_is_looked_for_once_and_again_when_the_paper_is_another(
    qtbot: QtBot, view: PaperView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A paper may have thousands of pages."""
    looked: list[int] = []

    def looking(pages: list[Page], phrases: tuple[str, ...]) -> list[Spot]:
        looked.append(len(pages))
        return spots(pages, phrases)

    monkeypatch.setattr(finding, "spots", looking)
    show(qtbot, view)
    view.mark(("正文。" * 80,), reveal=False)
    view.mark(("正文。" * 80,), reveal=True)
    assert looked == [len(view.pages)]
    show(qtbot, view, replace(LONG, parts=(Paragraph("正文。" * 80),)))
    assert looked[1:] == [len(view.pages)]
    assert {spot.page for spot in view._marked} == {0}
    view.mark((), reveal=False)
    assert view._marked == []


def test_what_is_painted_are_the_pages_in_sight(qtbot: QtBot, view: PaperView) -> None:
    show(qtbot, view)
    for number in (1, 3, len(view.pages)):
        view.show_page(number)
        seen = {at for at in range(len(view.pages)) if view._box(at).intersects(view.viewport().rect())}
        assert seen <= set(view._in_sight())
        assert len(view._in_sight()) <= len(seen) + 1


def test_pages_that_are_shown_no_more_are_kept_by_nobody(qtbot: QtBot, view: PaperView) -> None:
    """Let go of beside what is shown: thousands at once would hold the window up."""
    show(qtbot, view)
    view.mark(("正文。" * 80,), reveal=True)
    first = view.pages[0]
    held = sys.getrefcount(first)
    show(qtbot, view, replace(LONG, parts=()))
    qtbot.waitUntil(lambda: sys.getrefcount(first) < held)
    assert sys.getrefcount(first) == 2  # ours, and that of who asks
    assert first not in view.pages
