"""填报单位说明: one page for those who fill in the forms: what to write, what to leave alone, by when, to whom, whom to ask."""

from __future__ import annotations

from collections.abc import Iterator

from qcapp.domain.forms import GUIDE_NAME
from qcapp.domain.ledger import Snapshot
from qcapp.domain.plan import Plan
from qcapp.domain.settings import CONTACT
from qcapp.forms.paper import Grid, OfficialPaper, Paragraph
from qcapp.publish.phrases import contact_words, full_day

_OFFICE = "营商办"
_NOBODY = "联系人：＿＿＿＿＿＿　联系电话：＿＿＿＿＿＿＿＿"
"""To be filled in by hand where the settings name nobody."""


def compose_unit_guide(snapshot: Snapshot) -> OfficialPaper:
    """With the month's due day, and the contact of the settings."""
    plan, period = snapshot.plan, snapshot.period
    by = f"请于{full_day(snapshot.due)}24时前"
    return _paper(plan.office or _OFFICE, by, period.label, period.year, CONTACT.text(snapshot.settings))


def general_unit_guide(plan: Plan) -> OfficialPaper:
    """For any month and any office: what differs is left blank, or told by the form."""
    return _paper(_OFFICE, "请在表头写明的日期24时前", "", plan.year, "")


def _paper(office: str, by: str, month: str, year: int, contact: str) -> OfficialPaper:
    opening = "请用随本说明发来的下发表填报，xlsx、docx任选一份，WPS、Excel、Word都能填。"
    due = f"{by}报{office}；及时与否按收到的日子算。"
    rows = (("什么时候报", due), *_fields(year), *_rest(office), ("问谁", contact_words(contact) or _NOBODY))
    return OfficialPaper(
        title=f"{month}{GUIDE_NAME}", addressee="", signature="", day=None,
        parts=(Paragraph(opening), Grid(("事项", "怎样做"), rows, (1.0, 6.2), frozenset({1}))),
    )


def _fields(year: int) -> Iterator[tuple[str, str]]:
    yield "不能改的", (
        "表号、序号、重点任务、改革措施、责任单位不要改，行列不要增删、合并；只填浅黄色的格子。文件名可以改，表号不能删。"
    )
    yield "进展情况", (
        "写本月做了什么、到什么程度，有数字的写数字；确无新进展的，写“本月无新进展”和原因。\n"
        "空着、只写“无”的，算没有报；写“同上”“详见附件”、照抄填写提示或上月原话的，不合格。"
    )
    yield "存在问题", "写需要协调解决的困难；没有的写“无”，不要空着。"
    yield "完成时限", (
        f"看得出日子：{year}年12月底、{year}-12-31、第四季度，或“长期坚持”“已完成”；不要写“尽快”“待定”。"
    )
    yield "责任人、联系人", "姓名写在“责任人：”“联系人：”之后；第二个联系人写在同一格，用顿号隔开。"
    yield "联系电话", "11位手机号，或带区号的座机号（如0763-3312345），位数写全，不要写“同上”。"


def _rest(office: str) -> Iterator[tuple[str, str]]:
    yield "两家合办", "同一条措施两家的表里都有，各填各的，只写本单位做的；不要写“见另一家”。"
    yield "佐证材料", "照片、文件的名字里写上第几条，如“第11条现场.jpg”，和填好的表压缩成一个zip，一起报。"
    yield "怎样报", (
        f"保存后用U盘或邮件报{office}，文件名写上单位，如“区税务局.xlsx”。不要扫描、拍照，不要另存成pdf、doc、wps：里面的表格读不出来。"
    )
    yield "报错了", "改好整份再报一次，以后报的为准。收到“退回说明”的，在那份表上改好报回。"
