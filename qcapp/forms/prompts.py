"""What a form says beside each cell to fill in: the writer shows it, and who copies it has not reported."""

from __future__ import annotations

# Column key → title and text; {year} is the form's.
PROMPTS = {
    "contact": ("责任人、联系人", "姓名写在“责任人：”“联系人：”之后；有两位的写在同一格，用顿号隔开。"),
    "phone": ("联系电话", "写手机号，或带区号的座机号；有两个的用顿号隔开。"),
    "progress": ("进展情况", "写本月做了什么、到什么程度，有数字的写数字；确无新进展的写“本月无新进展”并说明原因。"),
    "problems": ("存在问题", "写需要协调解决的困难；没有问题的写“无”。"),
    "deadline": ("完成时限", "写日期（如 {year}年12月底），或“长期坚持”；可从列表中选，也可自己写。"),
}


def prompts_of(column: str) -> tuple[str, ...]:
    """Title and text beside a column's cells, as they may be copied into one; () for a column without."""
    return PROMPTS.get(column, ())
