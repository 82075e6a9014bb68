"""What the clerk chooses for one 通报 alone: number, wording, annexes left out; remarks by what they are about."""

from __future__ import annotations

import pytest

from qcapp.domain.errors import UsageError
from qcapp.domain.settings import NUMBER
from qcapp.forms.chart import Chart
from qcapp.publish.wording import Wording
from qcapp.services.bulletin import RemarkKind
from tests.merge.world import JULY
from tests.services.office import Office


@pytest.fixture
def month(office: Office) -> Office:
    office.dispatch()
    office.comes_back({1: {"progress": "已办结12件。"}})
    office.merge()
    return office


def test_a_number_of_its_own_goes_before_that_of_the_settings(month: Office) -> None:
    month.services.settings.change({NUMBER.key: "某营商办〔2021〕1号"})
    draft = month.services.bulletin.draft
    assert draft(JULY).paper.number == "某营商办〔2021〕1号"
    assert draft(JULY, number="某营商办〔2021〕7号").paper.number == "某营商办〔2021〕7号"
    assert draft(JULY, number="").paper.number == ""


def test_annexes_are_numbered_anew_where_some_are_left_out(month: Office) -> None:
    whole = month.services.bulletin.draft(JULY)
    offered = dict(whole.offered)
    assert list(offered) == ["indicators", "chart.tasks", "ranking", "chart.units", "lamps", "problems", "table"]
    assert "（见附件3）" in "".join(whole.paper.texts)
    part = month.services.bulletin.draft(JULY, without=["indicators", "chart.tasks", "chart.units"])
    assert part.offered == whole.offered
    assert [annex.title for annex in part.paper.annexes] == [offered[key] for key in ("ranking", "lamps", "problems", "table")]
    assert not any(isinstance(one, Chart) for annex in part.paper.annexes for one in annex.parts)
    assert "（见附件2）" in "".join(part.paper.texts)
    alone = month.services.bulletin.draft(JULY, without=["indicators", "ranking", "lamps", "problems"])
    assert [annex.title for annex in alone.paper.annexes] == [offered["table"]]
    assert not any("附件" in text for text in alone.paper.texts if "亮灯" in text)


def test_a_wording_that_is_checked_already_is_taken_as_it_is(month: Office) -> None:
    draft = month.services.bulletin.draft
    assert draft(JULY, wording=Wording({"title.first": "七月通报"})).title == "七月通报"
    assert draft(JULY, wording={"title.first": "七月通报"}).title == "七月通报"
    with pytest.raises(UsageError):
        draft(JULY, wording={"title.first": "{没有的}"})


def test_remarks_say_what_they_are_about(month: Office) -> None:
    draft = month.services.bulletin.draft(JULY)
    kinds = [note.kind for note in draft.notes]
    assert kinds[0] is RemarkKind.RUNNING
    assert RemarkKind.CONTACT in kinds
    assert draft.remarks == tuple(note.words for note in draft.notes)
    month.clock.time = month.clock.time.replace(day=27)
    late = next(note for note in month.services.bulletin.draft(JULY).notes if note.kind is RemarkKind.LATE)
    assert late.units == ("区政数局", "区税务局", "高新区税务局")


def test_a_notice_takes_a_wording_of_its_own(month: Office) -> None:
    month.clock.time = month.clock.time.replace(day=27)
    late = month.services.remind.late(JULY)[0]
    said = month.services.remind.draft(late, JULY, wording=Wording({"remind.title": "催报"}))
    assert said.title == "催报"
    result = month.services.remind.write(JULY, month.folder / "催报", wording=Wording({"remind.title": "催报"}))
    assert len(result.files) == 3
