"""What a text amounts to, whatever its words: nothing, a plain 无新进展, a pointer elsewhere, a gap left to be filled."""

from __future__ import annotations

import re
from functools import lru_cache

from qcapp.domain.patterns import LazyPattern
from qcapp.domain.text import comparable

CELL_LIMIT = 32_767
"""Characters that one cell of a spreadsheet holds, in UTF-16 units."""

# A tick is an answer of sorts, not an empty cell.
_TICKS = frozenset("√✓✔☑")
_END = "。.!！,，;；、~…"
_NOTHING = frozenset((
    "", "无", "暂无", "没有", "无无", "暂时没有", "暂时无", "目前没有", "目前无", "本月无", "本月暂无", "本月没有", "暂未有",
    "空", "零", "0", "〇", "不适用", "na", "none", "null", "nil",
))
_LONGEST_NOTHING = 30
_NO_PROBLEM = LazyPattern(
    r"(?:目前|本月份?|现|暂时?|尚)*(?:无|没有?|不存在|未发现|未遇到|未存在)(?:任何|明显|突出|其他|存在|新的?|的|需要?|协调|解决)*"
    r"(?:问题|困难|困难和?问题|问题和?困难)(?:情况)?"
)
_MONTH = r"(?:截至)?(?:\d{4}年)?(?:\d{1,2}月份?|本月份?|当月|本期|目前|现阶段)?(?:该项工作|此项工作|该工作|工作)?"
_NO_NEWS = LazyPattern(
    rf"{_MONTH}(?:暂时?|尚)?(?:无|没有|未有|未取得)(?:任何|明显|其他|更新|最新|新增?|的|工作)*(?:进展|变化)(?:情况)?"
    r"(?=$|[,，。.;；:：(]|因|由于|主要|原因)"
)
_POINTER = LazyPattern(
    r"(?:具体|详细|工作|进展|相关)?(?:情况|内容|进展)?(?:详|祥|请|参|烦)*(?:见|阅|看)"
    r"(?:(?:附件|附表|附页|附后|附|另附|另文|报告|材料|总结|专报|佐证|文件)[^,，。;；:：]{0,12}|[上前下后](?:文|述|面|表|页|月|附件)?)"
)
_SAME = LazyPattern(
    r"(?:内容|情况|进展)?(?:同|与|和|跟)(?:上|前|以上|以前)(?:一|个|月|期|次|季度|年|报|表|述|面|文)*(?:相?同|一致|一样|情况|内容|进展)*"
)
_DONE_WITH = frozenset((
    "已报", "已报送", "已上报", "已报过", "已报告", "已填", "已填报", "已发", "已发送", "已提交", "已交", "已报区营商办",
    "略", "从略", "附件", "另附", "另报", "如上", "如前", "照旧", "不变", "√", "✓", "✔", "☑",
))
_VAGUE = LazyPattern(
    r"(?:按照?(?:计划|要求|时序|进度)|正在|持续|有序|稳步|正常|积极|扎实|全力|常态化)*(?:推进|推动|进行|开展|实施|办理|落实)中?"
    r"|(?:已|均已|基本)?(?:完成|办结|落实|落实到位)|正常|良好|长期坚持"
)
_BLANKS = LazyPattern(r"[x×*＊_＿?？□○◯某]{2,}", re.IGNORECASE)
_TO_FILL = LazyPattern(
    r"(?:待|请)(?:填写?|补充?|补充完善|完善|定|核实|确认)|(?:此处|这里)(?:填写?|输入).*|点击.{0,4}输入.*|示例.*|测试"
)
_GAP = LazyPattern(r"[x×＊*□]{3,}|(?<![\da-z])[x×]{1,2}(?=[年月日个件户次家%项])", re.IGNORECASE)


def _plain(text: str) -> str:
    """Compared form without the marks that end a sentence and the brackets around all of it."""
    return comparable(text).strip(_END).removeprefix("(").removesuffix(")").strip(_END)


@lru_cache(maxsize=4096)
def says_nothing(text: str) -> bool:
    """Empty, or 无 and its kin: as progress no report, as problems "none".

    >>> says_nothing("／"), says_nothing("暂无问题。"), says_nothing("本月无新进展")
    (True, True, False)
    """
    plain = comparable(text)
    if len(plain) > _LONGEST_NOTHING:
        return not any(letter.isalnum() or letter in _TICKS for letter in plain)
    bare = "".join(letter for letter in plain if letter.isalnum() or letter in _TICKS)
    return bare in _NOTHING or bool(_NO_PROBLEM.fullmatch(bare))


def no_news(text: str) -> bool:
    """Whether the text declares 本月无新进展, with a reason or without: a valid report."""
    return bool(_NO_NEWS.match(_plain(text)))


def only_no_news(text: str) -> bool:
    """本月无新进展 and no word more."""
    return bool(_NO_NEWS.fullmatch(_plain(text)))


def points_elsewhere(text: str) -> bool:
    """Nothing but 同上, 详见附件, 已报 and their kin.

    >>> points_elsewhere("详见附件1"), points_elsewhere("详见附件1：已受理312户")
    (True, False)
    """
    plain = _plain(text)
    return plain in _DONE_WITH or bool(_POINTER.fullmatch(plain)) or bool(_SAME.fullmatch(plain))


def is_vague(text: str) -> bool:
    """A whole text that could stand beside any measure: 按计划推进."""
    return bool(_VAGUE.fullmatch(_plain(text)))


def is_placeholder(text: str) -> bool:
    """A text that only holds a place: xxx, ×××, 待补充."""
    plain = _plain(text)
    return bool(_BLANKS.fullmatch(plain) or _TO_FILL.fullmatch(plain))


def gap_in(text: str) -> str:
    """A place within a text that was left to be filled (受理×××户), as written; "" when there is none."""
    found = _GAP.search(text)
    return found[0] if found else ""


def at_the_limit(text: str) -> bool:
    """Whether the text is exactly as long as a cell can be: what came after was cut off."""
    return len(text) + sum(letter > "\uffff" for letter in text) == CELL_LIMIT


def trails_off(text: str) -> bool:
    """Ends in an ellipsis that no 等 stands before: 已完成前期……"""
    end = text.rstrip()
    return end.endswith(("…", "...", "。。。")) and not end.rstrip("….。").endswith("等")
