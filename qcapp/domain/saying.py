"""What a text amounts to, whatever its words: nothing, a plain 无新进展, a pointer elsewhere, a gap left to be filled."""

from __future__ import annotations

import re

from qcapp.domain.patterns import LazyPattern
from qcapp.domain.text import comparable, same, shortened, text_lru_cache

CELL_LIMIT = 32_767
"""Characters that one cell of a spreadsheet holds, in UTF-16 units."""

NOT_REPORTED, NOT_DUE, NOT_DECIDED = "（未报送）", "（免报）", "（已报，冲突待处理）"
"""What our own lists print in place of no progress at all."""
_SILENCES = frozenset((NOT_REPORTED, NOT_DUE, NOT_DECIDED))
_LAST_MONTH_CHARS = 60

# A tick is an answer of sorts, not an empty cell.
_TICKS = frozenset("√✓✔☑")
_END = "。.!！,，;；、~…"
_NOTHING = frozenset((
    "", "无", "暂无", "没有", "无无", "暂时没有", "暂时无", "目前没有", "目前无", "本月无", "本月暂无", "本月没有", "暂未有",
    "空", "零", "0", "〇", "不适用", "na", "none", "null", "nil",
))
_LONGEST_NOTHING = 30
_FIGURE = LazyPattern("[1-9]")
_NO_PROBLEM = LazyPattern(
    r"(?:目前|本月份?|现|暂时?|尚)*(?:无|没有?|不存在|未发现|未遇到|未存在)"
    r"(?:任何|什么|明显|突出|重大|较大|太?大|其[他它]|存在|新的?|的|需要?|上级|[市区]级?|协调|解决)*"
    r"(?:问题|困难|事项|困难和?问题|问题和?困难)(?:情况)?"
)
_CLAUSES = LazyPattern(r"[,，、。．.;；!！\n]")
_SO_FAR = r"(?:(?:截至)?目前|一切|各方面|现阶段|本月份?|当前|现|暂时?|尚|均|都|总体上?|整体上?|工作|各项工作|该项工作|推进中?)*"
_SETTLED = LazyPattern(
    r"(?!.*(?:部分|大部|多数|一些|有的|其中|中\d|个别|仍|将|拟|争取|正在|基本|初步|无法|难以)).{0,20}?"
    r"(?:已经?|均已?|现已|全部)+(?:经|由|在)?(?:沟通|协调|协商|妥善|得到|全部|有效|顺利|予以|[市区]级|上级|部门|及时)*"
    r"(?:解决|化解|整改|处理|克服|消除)(?:完毕|到位|完成|好|了)?"
)
_WELL = LazyPattern(
    rf"{_SO_FAR}(?:进展|进度|推进|开展|进行|运行|工作|情况|实施)*(?:比较|较为?|很|十分|非常|均|都)?"
    r"(?:顺利|正常|良好|平稳|有序)(?:推进|开展|进行|实施)?"
    rf"|{_SO_FAR}(?:问题|困难|难度)(?:都|均|也)?(?:不大|不多|很小|较小)"
    rf"|{_SO_FAR}(?:无需|无须|没有?需要?|不需要?|不用|不必).{{0,10}}?(?:协调|帮助|支持|解决)(?:解决|处理)?(?:的?(?:问题|困难|事项))?"
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


@text_lru_cache(4096)
def _plain(text: str) -> str:
    """Compared form without the marks that end a sentence and the brackets around all of it."""
    return comparable(text).strip(_END).removeprefix("(").removesuffix(")").strip(_END)


@text_lru_cache(4096)
def says_nothing(text: str) -> bool:
    """Empty, or 无 and its kin: as progress no report, as problems "none".

    >>> says_nothing("／"), says_nothing("暂无问题。"), says_nothing("本月无新进展")
    (True, True, False)
    """
    if _FIGURE.search(text) and "_x" not in text:  # a digit is something, unless it stands for a blank
        return False
    plain = comparable(text)
    if len(plain) > _LONGEST_NOTHING:
        return not any(letter.isalnum() or letter in _TICKS for letter in plain)
    bare = "".join(letter for letter in plain if letter.isalnum() or letter in _TICKS)
    return bare in _NOTHING or bool(_NO_PROBLEM.fullmatch(bare))


def silence(word: str, before: str) -> str:
    """One of those, with what was said the month before, if anything was."""
    return f"{word}上月：{shortened(before, _LAST_MONTH_CHARS)}" if before else word


def is_silence(text: str, before: str = "") -> bool:
    """Whether the text is what a list of ours prints in place of no progress, and nothing else.

    >>> is_silence("（未报送）"), is_silence("（未报送）上月：已办结。", "已办结。"), is_silence("（未报送）本月已补报")
    (True, True, False)
    """
    word, _, rest = text.partition("）")
    return f"{word}）" in _SILENCES and (not rest or text == silence(f"{word}）", before))


@text_lru_cache(4096)
def no_problem(text: str) -> bool:
    """Whether what stands under 存在问题 states none: 无, or that all went well, or that what there was is settled.

    Every clause must say so: of 已解决甲，但乙未解决 the second states one.

    >>> no_problem("已协调解决。"), no_problem("无困难，进展顺利"), no_problem("接口问题已解决，但经费未落实")
    (True, True, False)
    """
    if says_nothing(text):
        return True
    clauses = [clause for clause in map(_bare, _CLAUSES.split(_plain(text))) if clause]
    return bool(clauses) and all(map(_states_none, clauses))


def _bare(clause: str) -> str:
    return "".join(letter for letter in clause if letter.isalnum())


def _states_none(clause: str) -> bool:
    return says_nothing(clause) or is_vague(clause) or any(each.fullmatch(clause) for each in (_SETTLED, _WELL))


def no_news(text: str) -> bool:
    """Whether the text declares 本月无新进展, with a reason or without: a valid report."""
    return bool(_NO_NEWS.match(_plain(text)))


def only_no_news(text: str) -> bool:
    """本月无新进展 and no word more."""
    return bool(_NO_NEWS.fullmatch(_plain(text)))


def repeats(text: str, before: str) -> bool:
    """Whether a report says what an earlier one said, word for word, though it is no 本月无新进展."""
    return same(text, before) and not says_nothing(text) and not no_news(text)


@text_lru_cache(4096)
def points_elsewhere(text: str) -> bool:
    """Nothing but 同上, 详见附件, 已报 and their kin.

    >>> points_elsewhere("详见附件1"), points_elsewhere("详见附件1：已受理312户")
    (True, False)
    """
    if "0" <= text[:1] <= "9":
        return False
    plain = _plain(text)
    return plain in _DONE_WITH or bool(_POINTER.fullmatch(plain)) or bool(_SAME.fullmatch(plain))


def is_vague(text: str) -> bool:
    """A whole text that could stand beside any measure: 按计划推进."""
    return bool(_VAGUE.fullmatch(_plain(text)))


@text_lru_cache(4096)
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
    if not CELL_LIMIT // 2 <= len(text) <= CELL_LIMIT:
        return False
    return len(text) + sum(letter > "\uffff" for letter in text) == CELL_LIMIT


def trails_off(text: str) -> bool:
    """Ends in an ellipsis that no 等 stands before: 已完成前期……"""
    end = text.rstrip()
    return end.endswith(("…", "...", "。。。")) and not end.rstrip("….。").endswith("等")
