"""What units report in the sample ledger and in demonstrations: made up, and plainly so."""

from __future__ import annotations

from collections.abc import Mapping

# Measure number → field key → what the unit writes. Contacts by role: responsible.name, liaison.phone …
Answers = Mapping[int, Mapping[str, str]]


def made_up_answers(numbers: tuple[int, ...], year: int, turn: int = 0) -> dict[int, dict[str, str]]:
    """A plausible month of a unit with those measures; names are plainly placeholders. Another ``turn`` has other words."""
    answers: dict[int, dict[str, str]] = {}
    for place, no in enumerate(numbers):
        words = _PROGRESS[(no + place + turn) % len(_PROGRESS)]
        answers[no] = {
            "progress": words.format(count=3 + no % 17 + turn, rate=50 + (no + turn) % 49),
            "problems": _PROBLEMS[no % len(_PROBLEMS)],
            "deadline": (f"{year}-12-31", f"{year}年12月底", "长期坚持", f"{year}年第四季度")[no % 4],
            "responsible.name": "某甲",
            "responsible.phone": f"0763-{8_888_000 + no}",
            "liaison.name": "某乙",
            "liaison.phone": f"138{no:08d}",
        }
    return answers


_PROGRESS = (
    "已制定工作方案并印发，累计办理 {count} 件，按计划推进。",
    "已完成系统对接，本月受理 {count} 户，平均用时压缩至 0.5 个工作日，办结率 {rate}%。",
    "组织专题培训 {count} 场次，覆盖相关科室和服务窗口。\n下一步开展效果评估。",
    "完成阶段性任务 {count} 项，总体进度 {rate}%。",
    "本月无新进展，正在等待上级配套文件。",
)
_PROBLEMS = ("无", "无", "系统接口尚未开放，需市级部门协调。", "无", "专业人员不足。")
