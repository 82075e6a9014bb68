"""What units report in the sample year: made up, growing from month to month, and plainly nobody's."""

from __future__ import annotations

from typing import Final

from qcapp.services.made_up import Answers

_NEVER: Final = 13
_STAGES = (
    "成立工作专班，完成前期摸底", "起草工作方案，征求科室意见", "工作方案印发实施", "明确责任科室和时间节点",
    "配套制度完成初稿", "配套制度印发", "组织业务培训，开始试运行", "试运行情况良好，扩大范围",
    "开展中期评估", "按评估意见完善流程", "全面推开", "总结经验，形成长效机制",
)
_OUTSIDE = "系统接口尚未开放，需市级部门协调。"
_PEOPLE = "专业人员不足，正在调剂。"
_ELSEWHERE = "详见附件"


def answers(numbers: tuple[int, ...], month: int) -> dict[int, dict[str, str]]:
    """A unit's month with those measures, everything as it should be."""
    return {no: _answer(no, month) for no in numbers}


def flawed(given: Answers, flaw: int) -> dict[int, dict[str, str]]:
    """The same as a unit sends it in haste: the first measure points elsewhere, or its phone was cut."""
    found = {no: dict(texts) for no, texts in given.items()}
    first = found[next(iter(found))]
    if flaw % 2:
        first["responsible.phone"] = "138"
    else:
        first["progress"] = _ELSEWHERE
    return found


def done_in(no: int) -> int:
    """The month in which the measure is completed; one after December for those that go on, or are late."""
    turn = no // 6
    if no % 6 == 0:
        return 6 + turn % 3
    if no % 6 == 1:
        return 8 + turn % 4 if turn % 3 else _NEVER
    return _NEVER


def _answer(no: int, month: int) -> dict[str, str]:
    return {
        "progress": _progress(no, month),
        "problems": _problems(no, month),
        "deadline": _deadline(no, month),
        "responsible.name": "责任人甲",
        "responsible.phone": f"0763-88880{no:02d}",
        "liaison.name": "联系人乙",
        "liaison.phone": f"138000000{no:02d}",
    }


def _progress(no: int, month: int) -> str:
    count, total = _count(no, month), sum(_count(no, each) for each in range(1, month + 1))
    if month > done_in(no):
        return f"任务已完成，转入常态化运行，本月回访 {count} 家，累计办理 {total} 件。"
    if month == done_in(no):
        return f"任务全部完成并通过验收，累计办理 {total} 件。"
    rate = min(99, month * 8 + no % 9)
    texts = (
        f"{_STAGES[month - 1]}，本月办理 {count} 件，累计 {total} 件。",
        f"{_STAGES[month - 1]}，总体进度 {rate}%。",
        f"本月走访企业 {count} 家，累计 {total} 家，收集诉求 {total // 2 + 1} 条，已解决 {total // 3} 条。",
        f"开展宣传培训 {1 + count // 4} 场次，覆盖 {count * 12} 人次，全年累计 {total * 12} 人次。",
        f"系统对接完成 {rate}%，本月网上办理 {count * 9} 件，网办率 {min(98, 40 + month * 4 + no % 7)}%。",
        f"平均办理时限压缩到 {8 - month // 2} 个工作日，本月受理 {count} 户，办结率 {70 + month * 2 + no % 6}%。",
    )
    return texts[(no // 6 + no) % len(texts)]


def _problems(no: int, month: int) -> str:
    if no % 7 == 3 and 2 <= month <= 5:
        return _OUTSIDE
    if no % 11 == 5 and month >= 9:
        return _PEOPLE
    return "无"


def _deadline(no: int, month: int) -> str:
    if month >= done_in(no):
        return "已完成"
    return ("2021-06-30", "2021年9月底", "2021-12-31", "2021年12月底", "长期坚持", "长期坚持")[no % 6]


def _count(no: int, month: int) -> int:
    """How many of whatever it is, that month."""
    return 4 + (no * 7 + month * 5) % 11 + month // 3
