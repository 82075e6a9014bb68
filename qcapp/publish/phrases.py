"""How an official paper says things: lists, numbers of measures, days, a unit's words made fit to stand in a sentence.

No blank stands between figures and characters, dates have no leading zeros, numbers of a paragraph are Chinese ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qcapp.domain.plan import Plan
from qcapp.domain.rulings import full_day as full_day
from qcapp.domain.text import clean

_DIGITS = "零一二三四五六七八九"
_STOPS = "。．.；;，,、：:…！!？? \t"
_MARK = r"(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、]|[①-⑳])\s*(?![\d一二三四五六七八九十])"
LIST_MARK = re.compile(rf"^\s*{_MARK}")
"""What numbers an item of a list: 1. 一、 （1） ①"""
# Within a line too; behind a comma, where a number may well be one, only what can be nothing else.
_LIST_MARKS = re.compile(rf"(?:^|(?<=[。；;：:！!？?]))\s*{_MARK}|(?<=[，,])\s*(?:\d{{1,2}}[.．]|[①-⑳])\s*(?!\d)", re.MULTILINE)
_INNER_STOPS = re.compile(r"[。；;！!？?]+(?=([”’）)])?)")
_LINE_END = re.compile(r"\s*\n\s*")
_DOUBLED = re.compile(r"[。；，、！？：]{2,}")
_STRONGEST = "。！？；：，、"
_NO_BLANK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) +| +(?=[\u3000-\u9fff\uff00-\uffef])")
_HOLLOW = re.compile(r"[（(]\s*[）)]|“\s*”|《\s*》")
_ENDS = (re.compile(r"[。；！？!?;]"), re.compile(r"[，,、]"))
_SHORTEST = 8  # characters of a clause that says anything
_TASK_NUMBER = re.compile(r"^[一二三四五六七八九十]+\s*[.．、]\s*")
_BEFORE_DISTRICT = re.compile(r"[（(][^（）()]{1,8}[）)]")
_YEAR = re.compile(r"(?:19|20)\d\d年度?")


def ordinal(number: int) -> str:
    """1 to 99 as it numbers a paragraph: 一, 十, 十二, 二十.

    >>> [ordinal(number) for number in (1, 10, 12, 20, 34)]
    ['一', '十', '十二', '二十', '三十四']
    """
    tens, ones = divmod(number, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return before + (_DIGITS[ones] if ones or not tens else "")


def measures(numbers: Iterable[int]) -> str:
    """Numbers of measures as a sentence names them; three or more in a row are told by the first and the last.

    Each number has its own 第…条: a line may end between them, and never within a number.

    >>> measures([3, 8]), measures([36, 37, 38, 39, 41])
    ('第3条、第8条', '第36至39条、第41条')
    """
    return "、".join(f"第{part}条" for part in _runs(numbers))


def measures_listed(numbers: Iterable[int]) -> str:
    """Numbers of measures as a table's cell lists them; "" for none.

    >>> measures_listed([3, 8]), measures_listed([36, 37, 38, 39, 41])
    ('第3、8条', '第36至39、41条')
    """
    listed = "、".join(_runs(numbers))
    return f"第{listed}条" if listed else ""


def _runs(numbers: Iterable[int]) -> Iterator[str]:
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        if len(run) > 2:
            yield f"{run[0]}至{run[-1]}"
        else:
            yield from map(str, run)


def tidy(words: str) -> str:
    """What someone wrote as part of a sentence: one line, no mark at its end, none doubled, no empty brackets.

    >>> tidy("已办结312 件。\\n下一步：评估。。")
    '已办结312件。下一步：评估'
    """
    line = _LINE_END.sub(_joined, _HOLLOW.sub("", clean(words)))
    line = _DOUBLED.sub(lambda marks: min(marks[0], key=_STRONGEST.index), _NO_BLANK.sub("", line))
    return line.strip(_STOPS)


def clause(words: str) -> str:
    """The same as one clause of a longer sentence: marks of a list gone, commas between what were sentences or items.

    >>> clause("1.人员不足；2.经费没有落实；\\n3.上级文件尚未出台。")
    '人员不足，经费没有落实，上级文件尚未出台'
    """
    line = tidy(_LIST_MARKS.sub("", clean(words)))
    return tidy(_INNER_STOPS.sub(lambda stop: "" if stop[1] else "，", line))


def _joined(end: re.Match[str]) -> str:
    """What takes the place of a line's end: nothing behind a mark, else a semicolon."""
    before = end.string[: end.start()]
    return "" if before.endswith(tuple(_STOPS)) else "；"


def cut(words: str, length: int) -> str:
    """What of the words fits: up to the end of a sentence, else of a clause, else that many characters."""
    for mark in _ENDS:
        ends = [found.start() for found in mark.finditer(words) if _SHORTEST <= found.start() <= length]
        ends = [end for end in ends if is_whole(words[:end])]
        if ends:
            return words[: ends[-1]]
    return words[:length]


def is_whole(words: str) -> bool:
    """No quotation or bracket stays open."""
    return all(words.count(left) == words.count(right) for left, right in ("“”", "（）", "《》", "()"))


def task_name(heading: str) -> str:
    """A task's heading as printed, without its number and what closes it.

    >>> task_name("二、纳税服务：")
    '纳税服务'
    """
    return tidy(_TASK_NUMBER.sub("", heading)) or tidy(heading)


def list_name(plan: Plan) -> str:
    """What the plan's list is called in a sentence: its title without district, year and 细化表. Words in brackets
    before the district (（示例）) stand behind the name.

    >>> from tests.factory import small_plan
    >>> list_name(small_plan())
    '责任清单'
    """
    found = _BEFORE_DISTRICT.match(plan.title)
    tag = found[0] if found and plan.district and plan.title.startswith(plan.district, found.end()) else ""
    name = plan.title.removeprefix(tag).removeprefix(plan.district)
    name = _YEAR.sub("", name, count=1).removesuffix("表").removesuffix("细化")
    return (name or "责任清单") + tag


def source_name(plan: Plan) -> str:
    """The paper that the plan carries out, without a remark in brackets behind it (稿); "" where it is not known."""
    return re.sub(r"[（(][^（）()]*[）)]$", "", plan.source.strip(" 《》"))


def office_with_district(plan: Plan, office: str = "") -> str:
    """The office as it signs: 清城区营商办. ``office``: what the clerk set instead, printed as it stands."""
    if office:
        return office
    name, district = plan.office or "营商办", plan.district
    if name.startswith(district):
        return name
    return district + (name[1:] if district and name[0] == district[-1] else name)


def contact_words(contact: str) -> str:
    """The setting's name and phone as they are printed behind the date; what has words of its own stays as it is.

    >>> contact_words("某甲，0763-3312345")
    '联系人：某甲，联系电话：0763-3312345'
    """
    parts = [part.strip() for part in re.split(r"[，,；;\s]+", contact.strip()) if part.strip()]
    if len(parts) != 2 or "：" in contact or ":" in contact:
        return contact.strip()
    return f"联系人：{parts[0]}，联系电话：{parts[1]}"
