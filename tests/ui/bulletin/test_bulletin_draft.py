"""通报 being drafted: what is chosen stands in the paper beside it; what is unsettled has a way to where it is settled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QSettings
from pytestqt.qtbot import QtBot

from qcapp.domain.errors import ChartFailed, LedgerError
from qcapp.domain.period import Period
from qcapp.domain.settings import CONTACT, NUMBER
from qcapp.drawing.process import STOPPED
from qcapp.forms.chart_picture import DrawnHere, Picture, never
from qcapp.services.bulletin import Draft
from tests.merge.world import JULY
from tests.services.office import Office
from tests.ui.bulletin.conftest import settle
from ui.models.drafting import AsOf
from ui.pages.base import REMIND, SEND_BACK
from ui.pages.bulletin import BulletinPage
from ui.pages.bulletin_view import Leaf
from ui.paper.sheet import PictureMark
from ui.tasks import TaskRunner

Told = list[tuple[str, object]]


def texts(page: BulletinPage) -> str:
    """All that the preview shows, without line breaks."""
    return "".join(text for each in page.view.preview.view.pages for text in each.texts)


def draft(page: BulletinPage) -> Draft:
    assert page.drafting.latest is not None
    assert page.drafting.latest.draft is not None
    return page.drafting.latest.draft


def choose_as_of(page: BulletinPage, wanted: AsOf) -> None:
    box = page.view.draft.as_of
    box.setCurrentIndex(box.findData(wanted.value))


def test_the_paper_stands_beside_what_is_chosen(page: BulletinPage) -> None:
    panel = page.view.draft
    assert panel.heading.text() == "2021年7月通报"
    assert panel.state.text == "未印发"
    assert panel.as_of.currentText() == "今天（7月28日）"
    assert "2021年7月" in texts(page)
    assert "实报3条" in texts(page)
    assert page.view.preview.title.text() == "2021年7月通报"
    assert page.status_words() == "2021年7月通报 · 还没有登记印发 · 逾期 2 家"
    assert [page.view.tabs.tabText(place) for place in range(4)] == ["通报", "措辞", "已印发", "催报 2"]


def test_the_window_never_waits_for_the_paper(
    qtbot: QtBot, page: BulletinPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    compose = page.services.bulletin.draft

    def noted(*args: object, **more: object) -> Draft:
        threads.append(threading.get_ident())
        return compose(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(page.services.bulletin, "draft", noted)
    page.refresh()
    settle(qtbot, page)
    assert threads
    assert threading.get_ident() not in threads


def test_figures_are_as_of_the_day_chosen(qtbot: QtBot, page: BulletinPage, office: Office) -> None:
    office.clock.time = datetime(2021, 7, 30, 9, 0)
    office.services.edit.set_field(3, "区税务局", JULY, "progress", "电子发票已推广到312户。")
    page.refresh()
    settle(qtbot, page)
    assert "实报4条" in texts(page)
    assert page.view.draft.on.isHidden()
    choose_as_of(page, AsOf.DUE)
    settle(qtbot, page)
    assert draft(page).figures.on == date(2021, 7, 25)
    assert "实报3条" in texts(page)
    choose_as_of(page, AsOf.CHOSEN)
    assert not page.view.draft.on.isHidden()
    page.view.draft.on.setDate(page.view.draft.on.date().addDays(-7))
    settle(qtbot, page)
    assert draft(page).figures.on == date(2021, 7, 23)
    assert page.view.draft.on.maximumDate().toPython() == date(2021, 7, 30)


def test_before_the_due_day_it_is_not_offered_and_the_draft_says_so(
    qtbot: QtBot, page: BulletinPage, office: Office
) -> None:
    office.clock.time = datetime(2021, 7, 23, 9, 0)
    page.refresh()
    settle(qtbot, page)
    assert page.view.draft.as_of.findData(AsOf.DUE.value) == -1
    assert any("还没有过截止日 2021-07-25" in row.words for row in page.view.draft.remarks.rows)


def test_day_and_number_stand_on_the_paper_and_stay_with_the_month(
    qtbot: QtBot, page: BulletinPage, office: Office
) -> None:
    panel = page.view.draft
    panel.day.setDate(panel.day.date().addDays(2))
    panel.number.setFocus()
    panel.number.setText("某营商办〔2021〕5号")
    panel.number.textEdited.emit(panel.number.text())
    settle(qtbot, page)
    assert "某营商办〔2021〕5号" in texts(page)
    assert "2021年7月30日" in texts(page)
    page.flush()
    assert office.services.month_draft.of(JULY).number == "某营商办〔2021〕5号"
    turn(qtbot, page, JULY.shifted(1))
    assert (panel.number.text(), panel.day.day) == ("", date(2021, 7, 28))
    turn(qtbot, page, JULY)
    assert (panel.number.text(), panel.day.day) == ("某营商办〔2021〕5号", date(2021, 7, 30))
    assert "2021年7月30日" in texts(page)


@pytest.mark.parametrize("day", [None, date(2021, 7, 26)])
def test_the_day_of_the_figures_stays_with_the_month(
    qtbot: QtBot, page: BulletinPage, office: Office, day: date | None
) -> None:
    panel = page.view.draft
    wanted = AsOf.CHOSEN if day else AsOf.DUE
    panel.as_of.setCurrentIndex(panel.as_of.findData(wanted.value))
    if day:
        panel.on.setDate(QDate(day.year, day.month, day.day))
    settle(qtbot, page)
    turn(qtbot, page, JULY.shifted(-1))
    assert panel.chosen_as_of is AsOf.TODAY
    turn(qtbot, page, JULY)
    assert panel.chosen_as_of is wanted
    assert page.drafting.latest is not None
    assert page.drafting.latest.choice.on == day
    assert page.drafting.latest.draft is not None
    assert page.drafting.latest.draft.figures.on == (day or date(2021, 7, 25))


def test_a_day_that_was_todays_is_tomorrows_the_day_after(qtbot: QtBot, page: BulletinPage, office: Office) -> None:
    turn(qtbot, page, JULY.shifted(-1))
    office.clock.time += timedelta(days=1)
    turn(qtbot, page, JULY)
    assert page.view.draft.day.day == date(2021, 7, 29)


def turn(qtbot: QtBot, page: BulletinPage, period: Period) -> None:
    """As the window does."""
    page.flush()
    page.set_period(period)
    page.refresh()
    settle(qtbot, page)


def test_over_night_the_paper_takes_the_new_day_unless_one_was_chosen(
    qtbot: QtBot, page: BulletinPage, office: Office
) -> None:
    office.clock.time = datetime(2021, 7, 29, 8, 0)
    page.refresh()
    settle(qtbot, page)
    assert "2021年7月29日" in texts(page)
    page.view.draft.day.setDate(page.view.draft.day.date().addDays(4))
    office.clock.time = datetime(2021, 7, 30, 8, 0)
    page.refresh()
    settle(qtbot, page)
    assert page.view.draft.day.day == date(2021, 8, 2)


def test_what_was_set_and_cannot_be_kept_is_told_and_holds_nobody(
    page: BulletinPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: object) -> None:
        raise LedgerError("台账正被别的程序占用，请稍后再试。")

    monkeypatch.setattr(type(page.services.month_draft), "keep", busy)
    told: list[str] = []
    page.problem.connect(told.append)
    assert page.flush()
    assert told == ["台账正被别的程序占用，请稍后再试。"]


def test_the_number_of_the_settings_is_what_a_month_begins_with(qtbot: QtBot, office: Office) -> None:
    office.services.settings.change({NUMBER.key: "某营商办〔2021〕1号"})
    runner = TaskRunner()
    made = BulletinPage(office.services, runner)
    qtbot.addWidget(made)
    made.set_period(JULY)
    made.refresh()
    settle(qtbot, made)
    assert made.view.draft.number.text() == "某营商办〔2021〕1号"
    runner.shut_down()


def test_annexes_and_charts_are_left_out_with_what_points_to_them(
    qtbot: QtBot, page: BulletinPage, tmp_path: Path
) -> None:
    panel = page.view.draft
    names = [box.text() for box in panel.annexes.values()]
    assert names == [
        "2021年7月报送情况主要指标表", "图：2021年7月各重点任务报送情况", "2021年7月各单位报送情况及位次表",
        "图：2021年7月各单位得分", "2021年7月改革措施亮灯情况表", "2021年7月存在问题清单", "某某区2021年责任清单细化表",
    ]
    assert "（见附件3）" in texts(page)
    panel.annexes["lamps"].click()
    panel.annexes["chart.units"].click()
    panel.annexes["indicators"].click()
    settle(qtbot, page)
    said = texts(page)
    assert "亮灯情况表" not in said
    assert "从亮灯情况看" in said
    assert "见附件）" not in said
    assert "（见附件3）" not in said
    assert [annex.title for annex in draft(page).paper.annexes] == [names[2], names[5], names[6]]
    assert not panel.annexes["chart.tasks"].isEnabled()
    assert panel.annexes["chart.units"].isEnabled()
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    page.save_state(settings)
    again = BulletinPage(page.services, page.tasks)
    qtbot.addWidget(again)
    again.restore_state(settings)
    assert again.drafting.choice.without == {"lamps", "chart.units", "indicators"}


def test_charts_stand_in_the_paper_as_pictures(page: BulletinPage) -> None:
    marks = [mark for each in page.view.preview.view.pages for mark in each.marks if isinstance(mark, PictureMark)]
    assert len(marks) == 2
    for mark in marks:
        assert mark.image is not None
        assert mark.image.width() / mark.image.height() == pytest.approx(mark.box.width() / mark.box.height(), rel=0.01)


def test_charts_that_could_not_be_drawn_are_drawn_when_the_paper_is_composed_again(
    qtbot: QtBot, office: Office, page: BulletinPage
) -> None:
    """The sentence says to try again; while it goes on failing for the same reason it is told once."""
    answers: list[str] = [STOPPED, STOPPED, ""]

    class Stopped(DrawnHere):
        def png(self, picture: Picture, cancelled: Callable[[], bool] = never) -> bytes:
            if why := answers.pop(0) if answers else "":
                raise ChartFailed(why)
            return super().png(picture)

    office.services.drawing = Stopped()
    again, told = BulletinPage(office.services, page.tasks), list[str]()
    qtbot.addWidget(again)
    again.problem.connect(told.append)
    again.resize(page.size())
    again.set_period(JULY)
    shown = list[int]()
    for _ in range(3):
        again.refresh()
        settle(qtbot, again)
        shown.append(len(again.pictures.made))
    assert shown == [0, 0, 2]
    assert told == [STOPPED]


def test_each_remark_leads_to_where_it_is_settled(qtbot: QtBot, page: BulletinPage) -> None:
    rows = {row.link: (row.page, row.what) for row in page.view.draft.remarks.rows}
    assert rows["去催报"] == ("bulletin", REMIND)
    went: Told = []
    page.go_requested.connect(lambda name, what: went.append((name, what)))
    for link in page.view.draft.remarks.links:
        if link.text() == "去催报":
            link.click()
    assert went == [("bulletin", REMIND)]
    page.show_item(REMIND)
    assert page.view.leaf is Leaf.CHASE
    with qtbot.waitSignal(page.settings_requested) as caught:
        next(link for link in page.view.draft.remarks.links if link.text() == "去设置").click()
    assert caught.args == ["公文"]


def test_what_is_settled_is_remarked_no_more(qtbot: QtBot, page: BulletinPage, office: Office) -> None:
    office.services.settings.change({CONTACT.key: "某丙，0763-8888000"})
    for no, unit in ((3, "区税务局"), (3, "高新区税务局")):
        office.services.edit.set_field(no, unit, JULY, "progress", "电子发票已推广到312户。")
    page.refresh()
    settle(qtbot, page)
    links = {row.link for row in page.view.draft.remarks.rows}
    assert "去催报" not in links
    assert "去设置" not in links


def test_rows_that_fail_lead_to_the_slip(qtbot: QtBot, page: BulletinPage, office: Office) -> None:
    office.comes_back({3: {"progress": "推广电子发票。", "liaison.phone": "123"}}, unit="高新区税务局", names=("高新.xlsx",))
    office.merge()
    page.refresh()
    settle(qtbot, page)
    targets = [(row.page, row.what) for row in page.view.draft.remarks.rows]
    assert ("collect", SEND_BACK) in targets


def test_a_month_without_anything_says_so_and_leads_on(qtbot: QtBot, page: BulletinPage) -> None:
    page.set_period(JULY.shifted(2))
    page.refresh()
    settle(qtbot, page)
    assert page.view.preview.empty_words == "2021年9月还没有下发，也没有收到填报，\n没有可通报的内容。"
    assert not page.view.write_button.isEnabled()
    assert not page.view.issue_button.isEnabled()
    assert page.view.draft.state.text == ""
    with qtbot.waitSignal(page.go_requested) as caught:
        page.view.preview.action_requested.emit()
    assert caught.args == ["dispatch", None]


def test_a_month_sent_out_of_which_nothing_came_back_can_be_reported(
    qtbot: QtBot, page: BulletinPage, office: Office
) -> None:
    office.services.dispatch.dispatch(JULY.shifted(1), office.folder / "下发8")
    page.set_period(JULY.shifted(1))
    page.refresh()
    settle(qtbot, page)
    assert "尚未收到报送内容" in texts(page)
    assert page.view.write_button.isEnabled()


def test_why_it_cannot_be_composed_is_told_in_a_sentence(
    qtbot: QtBot, page: BulletinPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> Draft:
        raise LedgerError("台账正被别的程序占用，请稍后再试。")

    monkeypatch.setattr(page.services.bulletin, "draft", broken)
    told: list[str] = []
    page.problem.connect(told.append)
    page.refresh()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["台账正被别的程序占用，请稍后再试。"]
