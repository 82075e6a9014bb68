"""Tables to draw: the built-in list as official table and as a unit's form, with made-up content."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from qcapp.domain.period import Period
from qcapp.domain.plan import Measure, Plan
from qcapp.domain.plan_json import load_plan
from qcapp.forms.layout import Block, ContactLine, FormIdentity, Paper, TableDocument

PLAN_FILE = Path(__file__).resolve().parents[2] / "resources" / "plan_2021.json"
FORM_ID = "QC-202107-07-3F9K"
JULY = Period(2021, 7)

NOTES = (
    "只填浅黄色的格子；重点任务、改革措施和责任单位请勿改动，不要增删行列，不要删去表号。",
    "进展情况写本月做了什么、到什么程度，有数字的写数字；本月确无新进展的，写“本月无新进展”并说明原因。",
    "存在问题写需要协调解决的困难；没有问题的写“无”。",
    "完成时限写日期（如 2021-12-31、2021年12月底）或“长期坚持”。",
    "责任人、联系人的姓名写在“责任人：”“联系人：”之后，电话写在右边一格；有第二个联系人的，写在同一格并用顿号隔开。",
    "填好后保存原文件（xlsx 或 docx 任选一份），用 U 盘或邮件报区营商办；文件名可以改，表号不能改。",
)
PROGRESS = (
    "专窗已设立4个，累计受理企业开办312户，平均办理时间0.5个工作日；与市场监管部门数据推送已打通，"
    "并完成窗口人员轮训2期共86人次。下一步将把公积金开户纳入同一表单。"
)


@cache
def plan() -> Plan:
    return load_plan(PLAN_FILE.read_text(encoding="utf-8"))


def filler(length: int) -> str:
    """Made-up progress of exactly that many characters, with figures and paragraphs."""
    piece = "已完成11个业务系统梳理，其中6个完成迁移，迁移率54.5%；召开协调会3次，印发《工作提示》2期（详见附件）。\n"
    return (piece * (length // len(piece) + 1))[:length]


def block(measure: Measure, unit: str, *, progress: str = "", filled: bool = True) -> Block:
    names = ("张三", "李四", "王小明", "赵六")
    contacts = tuple(
        ContactLine(label, names[(measure.no + place) % 4], f"1380013{measure.no:04d}") if filled else ContactLine(label, "", "")
        for place, label in enumerate(measure.contacts)
    )
    return Block(
        measure.no, plan().task_of(measure.no).heading, measure.printed, unit, contacts,
        progress=progress,
        problems=("无", "个别企业补录信息不完整，需市级系统开放接口。", "")[measure.no % 3] if filled else "",
        deadline=("2021年12月底", "长期坚持", "2021-12-31")[measure.no % 3] if filled else "",
    )


REASONS = (
    "1. 责任人电话“1.38E+10”尾数已丢失，请重写完整号码。\n"
    "2. 进展情况只写了“同上”，请写本月做了什么、到什么程度，或写“本月无新进展”及原因。"
)


def slip(unit: str = "区大数据中心", *, progress: str = "同上", reasons: str = REASONS) -> TableDocument:
    """A 退回说明 of all of a unit's measures, its first phone and its progress marked."""
    made = form(unit, progress=progress)
    blocks = tuple(
        replace(
            each, reasons=reasons, marked=frozenset({"progress"}),
            contacts=(replace(each.contacts[0], marked=frozenset({"phone"})), *each.contacts[1:]),
        )
        for each in made.blocks
    )
    return replace(made, title=f"《{plan().title}》退回说明", blocks=blocks)


def official(
    paper: Paper = Paper.A3, *, progress: dict[int, str] | None = None, filled: bool = True, times: int = 1
) -> TableDocument:
    """The whole list. ``progress`` replaces some measures' text; ``times`` repeats the list, for speed tests."""
    blocks = []
    for measure in plan().measures * times:
        text = (progress or {}).get(measure.no, PROGRESS[: measure.no % 5 * 30] if filled else "")
        blocks.append(block(measure, plan().printed_unit(measure.no), progress=text, filled=filled))
    return TableDocument(plan().title, tuple(blocks), caption="报告期：2021年7月", paper=paper)


def form(unit: str = "区政数局", *, progress: str = "", filled: bool = True) -> TableDocument:
    """A unit's form."""
    blocks = tuple(block(plan().measure(no), unit, progress=progress, filled=filled) for no in plan().measures_of[unit])
    caption = f"填报单位：{unit}　　报告期：2021年7月　　表号：{FORM_ID}　　请于 2021年7月25日前报区营商办"
    return TableDocument(
        plan().title, blocks, caption, NOTES, Paper.A4, FormIdentity(FORM_ID, unit, "2021-07")
    )
