"""The 通报 on a real ledger: drafted, written, issued with its figures frozen, corrected, withdrawn."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import docx
import pytest

from db.opening import create_ledger
from qcapp.domain.errors import LedgerError, UnreadableFile, UsageError, WriteFailed
from qcapp.domain.operations import OperationKind
from qcapp.domain.period import Period
from qcapp.forms.chart_picture import HERE, Picture, never
from qcapp.services.bulletin import RemarkKind
from qcapp.stats.frozen import load
from tests.factory import FixedClock, small_plan
from tests.merge.world import JULY
from tests.publish.papers import section, text_of
from tests.services.office import WHO, Office, open_office
from tests.services.test_collect_kept import scan
from tests.services.test_stats import JUNE, later, merge
from tests.stats.months import FINE, july
from tests.ui.stalls.large import large_plan

NO_CONTACT = "没有设置联系人和电话，文末不印，请在设置的“公文”里填写。"
TITLE = "关于某某区2021年7月责任清单报送情况的通报"


def words_in(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def test_a_month_of_which_there_is_nothing_yet_has_no_draft(office: Office) -> None:
    with pytest.raises(UsageError, match=r"^2021年7月还没有下发，也没有收到填报，没有可通报的内容，请先下发，或换一个报告期。$"):
        office.services.bulletin.draft(JULY)
    office.dispatch()
    with pytest.raises(UsageError, match=r"^截至 2021-07-20，2021年7月还没有下发"):
        office.services.bulletin.draft(JULY, on=july(20))


def test_a_month_in_which_all_are_exempted_has_a_draft(office: Office) -> None:
    for unit in office.store.plan_for(JULY).units:
        office.services.rulings.exempt(JULY, unit.name, None, "机构改革。")
    paper = office.services.bulletin.draft(JULY).paper
    assert section(paper, "总体情况") == ["经同意，2021年7月改革措施均免予报送，没有应报内容。"]


@dataclass
class Beside:
    """Another place than this process, where charts are drawn."""

    drawn: list[Picture] = field(default_factory=list)

    def start(self) -> None:
        """It stands."""

    def png(self, picture: Picture, cancelled: Callable[[], bool] = never) -> bytes:
        self.drawn.append(picture)
        return HERE.png(picture)


def test_its_charts_are_drawn_where_the_program_draws_charts(office: Office) -> None:
    beside = Beside()
    office.services.drawing = beside
    office.dispatch()
    draft = office.services.bulletin.draft(JULY)
    out = office.services.bulletin.write(draft, office.folder / "通报.docx")
    with zipfile.ZipFile(out) as package:
        pictures = [package.read(name) for name in package.namelist() if name.startswith("word/media/")]
    assert sorted(pictures) == sorted(each.png() for each in beside.drawn) != []


def test_a_month_just_sent_out_has_a_draft_that_says_so(office: Office) -> None:
    office.dispatch()
    draft = office.services.bulletin.draft(JULY)
    assert (draft.title, draft.period, draft.corrects) == (TITLE, JULY, False)
    assert (draft.paper.day, draft.figures.on) == (july(22), july(22))
    assert "3家单位均尚未报送" in text_of(draft.paper)
    assert draft.remarks == ("还没有过截止日 2021-07-25，数字还会变，请在截止后重新生成再印发。", NO_CONTACT)


def test_a_month_of_a_year_without_a_list_of_its_own_is_told(office: Office) -> None:
    march = Period(2019, 3)
    office.services.edit.set_field(1, "区政数局", march, "progress", "已公布200项。")
    draft = office.services.bulletin.draft(march)
    assert draft.notes[0].kind is RemarkKind.YEAR
    assert draft.remarks[0] == "台账里没有2019年的责任清单，这里用的是2021年的，请核对报告期。"
    in_time = office.services.bulletin.draft(march, day=date(2019, 4, 2)).paper
    assert "将2019年4月填报表报区营商办" in text_of(in_time), "the list is in use beyond its year"


def a_month(office: Office) -> None:
    office.dispatch()
    merge(office, july(22), {1: FINE, 2: FINE | {"progress": "同上"}})
    later(office, 7, 28)


def test_what_is_not_settled_is_told(office: Office) -> None:
    a_month(office)
    office.services.edit.set_field(3, "区税务局", JULY, "progress", "电话报来：已推广。")
    merge(office, july(28), {3: FINE | {"progress": "已推广3户。"}}, unit="区税务局")
    remarks = office.services.bulletin.draft(JULY, day=july(27)).remarks
    assert remarks == (
        "有 1 处冲突还没有处理（区税务局），现在按来表统计，请先到“台账”的“待处理冲突”里处理。",
        "还有 2 家单位没有报齐：区税务局、高新区税务局，可以先发催报通知。",
        "还有 1 家单位的填报不合格、没有改好：区政数局，可以先发退回说明。",
        "成文日期 2021-07-27 早于统计截至日 2021-07-28，请核对。",
        NO_CONTACT,
    )


def test_of_hundreds_of_units_that_are_late_the_first_are_named_and_all_counted(tmp_path: Path) -> None:
    """All of them would fill the page before whatever else there is to be told."""
    plan = large_plan(small_plan(), units=31, each=1)
    clock = FixedClock()
    with closing(create_ledger(tmp_path / "台账.sqlite3", plan, clock, WHO)) as store:
        office = open_office(store, clock)
        office.dispatch()
        later(office, 7, 28)
        late = next(note for note in office.services.bulletin.draft(JULY).notes if note.kind is RemarkKind.LATE)
    names = "、".join(unit.name for unit in plan.units[:30])
    assert late.words == f"还有 31 家单位没有报齐：{names}等 31 家，可以先发催报通知。"
    assert late.units == tuple(unit.name for unit in plan.units)


def test_a_return_that_nobody_has_read_yet_is_told(office: Office) -> None:
    office.dispatch()
    office.reader.files = [scan("/u/扫描件.pdf")]
    plan = office.services.collect.preview([Path("x")], received=july(20))
    office.services.collect.apply(office.services.collect.tell_unit(plan, "政数局"))
    merge(office, july(22), {4: {"progress": ""}}, unit="区税务局")
    later(office, 7, 28)
    told = "区政数局交来的表读不出内容（如扫描件），还没有录入，现在按未报统计；请先录入，或请单位重发，再生成。"
    assert told in office.services.bulletin.draft(JULY).remarks
    office.services.edit.set_field(1, "区政数局", JULY, "progress", "已公布目录。")
    assert told not in office.services.bulletin.draft(JULY).remarks


def test_the_next_due_day_goes_past_holidays(office: Office) -> None:
    later(office, 12, 28)
    november, august = Period(2021, 11), JULY.shifted(1)
    for period in (november, august):
        office.services.edit.set_field(1, "区政数局", period, "progress", "已公布200项。")
    text = text_of(office.services.bulletin.draft(november).paper)
    assert "于2021年12月31日前补报" in text, "three working days"
    assert "12月25日" not in text, "which is over"
    text = text_of(office.services.bulletin.draft(november, day=date(2021, 12, 24)).paper)
    assert "请于2021年12月25日24时前将2021年12月填报表报区营商办" in text
    office.services.settings.change({"due.shift": "workday", "paper.answer_days": "5"})
    text = text_of(office.services.bulletin.draft(august, day=date(2021, 8, 30)).paper)
    assert "请于2021年9月26日24时前将2021年9月填报表报" in text, "the 25th is a Saturday, the 26th is worked"
    assert "于2021年9月6日前补报" in text


def test_nothing_is_asked_for_a_year_of_which_there_is_no_list(office: Office) -> None:
    later(office, 12, 28)
    december = Period(2021, 12)
    office.services.edit.set_field(1, "区政数局", december, "progress", "已公布200项。")
    draft = office.services.bulletin.draft(december)
    assert "2022年1月" not in text_of(draft.paper)
    told = "台账里还没有2022年的责任清单，下一步要求里没有写2022年1月的报送，请在清单建立后重新生成，或在文中补写。"
    assert told in draft.remarks


def test_the_month_before_is_compared_with_only_when_it_has_data(office: Office) -> None:
    a_month(office)
    assert "相比" not in text_of(office.services.bulletin.draft(JULY).paper)
    office.services.edit.set_field(1, "区政数局", JUNE, "progress", "已公布200项。")
    paper = office.services.bulletin.draft(JULY).paper
    assert section(paper, "总体情况")[1].startswith("与2021年6月相比，覆盖率提高20个百分点")


def test_a_draft_as_of_a_past_day(office: Office) -> None:
    a_month(office)
    merge(office, july(27), {3: FINE, 4: FINE}, unit="区税务局")
    past = office.services.bulletin.draft(JULY, on=july(26), day=july(28))
    assert section(past.paper, "报送情况")[1] == "（二）未报。2家单位未报送：区税务局、高新区税务局。"
    now = section(office.services.bulletin.draft(JULY).paper, "报送情况")
    assert now[1].startswith("（二）迟报。1家单位在截止日之后报齐：区税务局")
    with pytest.raises(UsageError, match="在今天"):
        office.services.bulletin.draft(JULY, on=july(29))


def test_wording_is_looked_at_before_it_is_kept_and_refused_when_it_cannot_be_used(office: Office) -> None:
    office.dispatch()
    drawn = office.services.bulletin.draft(JULY, wording={"next.contact": "找{办公室}。"})
    assert text_of(drawn.paper).endswith("找区营商办。")
    with pytest.raises(UsageError, match=r"没有\{电话\}可以填"):
        office.services.bulletin.draft(JULY, wording={"next.contact": "打{电话}。"})
    with pytest.raises(UsageError, match="要写成一个 JSON 对象"):
        office.services.settings.change({"paper.wording": "[]"})
    with pytest.raises(UsageError, match=r"没有\{电话\}可以填"):
        office.services.settings.change({"paper.wording": '{"next.contact": "打{电话}。"}'})
    office.services.settings.change({"paper.wording": '{"next.contact": "打电话。"}'})
    assert text_of(office.services.bulletin.draft(JULY).paper).endswith("打电话。")


def test_the_paper_is_written_as_docx_and_nothing_else(office: Office) -> None:
    a_month(office)
    draft = office.services.bulletin.draft(JULY)
    out = office.folder / "通报 七月.docx"
    assert office.services.bulletin.write(draft, out) == out
    words = words_in(out)
    assert "三、主要进展" in words
    assert "某某区营商办" in words
    with pytest.raises(UsageError, match=r"请把“通报\.pdf”改成 \.docx 结尾"):
        office.services.bulletin.write(draft, office.folder / "通报.pdf")
    with pytest.raises(WriteFailed, match="文件夹"):
        office.services.bulletin.write(draft, office.folder / "没有" / "通报.docx")


def test_a_letterhead_that_an_undo_brings_back_has_its_own_name(office: Office) -> None:
    service = office.services.letterhead
    for name in ("甲版头.docx", "乙版头.docx"):
        head = docx.Document()
        head.add_paragraph(name)
        head.add_paragraph("【正文】")
        head.save(str(office.folder / name))
        service.choose(office.folder / name)
    assert service.name() == "乙版头.docx"
    office.services.history.undo()
    assert service.name() == "甲版头.docx"
    office.services.history.undo()
    assert service.name() == ""
    office.services.history.redo()
    assert service.name() == "甲版头.docx"
    office.store.remember("window.letterhead", "旧版头.docx")  # as an older program kept it
    assert service.name() == "旧版头.docx"
    service.choose(office.folder / "乙版头.docx")
    office.services.history.undo()
    assert service.name() == "旧版头.docx"


def test_the_letterhead_of_the_settings_is_used_and_a_broken_one_is_told(office: Office) -> None:
    office.dispatch()
    draft = office.services.bulletin.draft(JULY)
    head = docx.Document()
    head.add_paragraph("某某区营商办文件")
    head.add_paragraph("【正文】")
    path = office.folder / "版头.docx"
    head.save(str(path))
    office.services.settings.change({"paper.letterhead": base64.b64encode(path.read_bytes()).decode()})
    words = words_in(office.services.bulletin.write(draft, office.folder / "通报.docx"))
    assert words.startswith("某某区营商办文件")
    assert "【正文】" not in words
    office.services.settings.change({"paper.letterhead": "不是文件"})
    with pytest.raises(UsageError, match="版头文件已损坏"):
        office.services.bulletin.write(draft, office.folder / "通报.docx")


def test_an_issued_bulletin_keeps_its_file_and_its_figures(office: Office) -> None:
    a_month(office)
    draft = office.services.bulletin.draft(JULY, day=july(29))
    out = office.services.bulletin.write(draft, office.folder / "通报.docx")
    operation = office.services.bulletin.issue(draft, out)
    assert (operation.kind, operation.summary) == (OperationKind.BULLETIN, "印发 2021年7月通报")
    (kept,) = office.services.bulletin.issued(JULY)
    assert (kept.title, kept.issued, kept.name, kept.operation) == (TITLE, july(29), "通报.docx", operation.id)
    assert load(kept.figures) == draft.figures
    copy = office.services.bulletin.save_copy(kept, office.folder / "副本.docx")
    assert copy.read_bytes() == out.read_bytes()
    assert office.services.bulletin.issued(JUNE) == ()


def test_one_issued_without_a_file_says_so_when_a_copy_is_asked_for(office: Office) -> None:
    office.dispatch()
    office.services.bulletin.issue(office.services.bulletin.draft(JULY))
    (kept,) = office.services.bulletin.issued()
    with pytest.raises(LedgerError, match="没有存下文件"):
        office.services.bulletin.save_copy(kept, office.folder / "副本.docx")
    with pytest.raises(UnreadableFile, match=r"读不到《没有\.docx》"):
        office.services.bulletin.issue(office.services.bulletin.draft(JULY), office.folder / "没有.docx")
    assert len(office.services.bulletin.issued()) == 1


def test_what_has_changed_since_is_a_correction_and_both_stay(office: Office) -> None:
    a_month(office)
    office.services.bulletin.issue(office.services.bulletin.draft(JULY))
    again = office.services.bulletin.draft(JULY)
    assert not again.corrects
    assert "这个月的通报已于 2021-07-28 印发，之后数字没有变化；再印发一次会作为更正，两次都留存。" in again.remarks
    later(office, 7, 30)
    merge(office, july(30), {3: FINE, 4: FINE}, unit="区税务局")
    second = office.services.bulletin.draft(JULY)
    assert second.corrects
    assert second.title == f"{TITLE}（更正）"
    assert second.paper.texts[1].startswith(
        "2021年7月28日印发的2021年7月报送情况通报有关数据更正如下：全区实报由2条更正为4条，首次报送合格由1条更正为3条，"
    )
    assert any("这一稿写明了更正的内容" in remark for remark in second.remarks)
    assert not office.services.bulletin.draft(JULY, on=july(27)).corrects, "a day before it went out"
    operation = office.services.bulletin.issue(second)
    assert operation.summary == "再次印发 2021年7月通报"
    assert [each.issued for each in office.services.bulletin.issued(JULY)] == [july(28), july(30)]


def test_a_withdrawn_bulletin_counts_as_never_issued(office: Office) -> None:
    office.dispatch()
    office.services.bulletin.issue(office.services.bulletin.draft(JULY))
    (kept,) = office.services.bulletin.issued(JULY)
    office.services.bulletin.withdraw(kept)
    assert office.services.bulletin.issued(JULY) == ()
    assert not any("已于" in remark for remark in office.services.bulletin.draft(JULY).remarks)


def test_a_name_is_suggested(office: Office) -> None:
    assert office.services.bulletin.suggested_name(JULY) == "某某区2021年7月责任清单报送情况通报.docx"
