"""What each rule of 合格 looks for. Pure; every sentence says which field, what is wrong and what to write."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from qcapp.domain import saying
from qcapp.domain.deadlines import parse_deadline
from qcapp.domain.phones import digits_lost, numbers
from qcapp.domain.text import comparable, shortened
from qcapp.forms.prompts import prompts_of

if TYPE_CHECKING:
    from qcapp.stats.rules import Asked

_SHOWN = 16  # characters of a unit's words that a sentence quotes
_LEAST_COPIED = 6  # characters of a prompt that nobody writes by chance
_WHAT = {
    "progress": "请写本月做了什么、到什么程度，或写“本月无新进展”及原因",
    "problems": "请写需要协调解决的困难，没有的写“无”",
    "deadline": "请写“{year}年12月底”这样的日期，或“长期坚持”",
}


def progress_missing(asked: Asked) -> str | None:
    if not saying.says_nothing(asked.text) or saying.is_placeholder(asked.text):
        return None
    written = f"只写了“{shortened(asked.text, _SHOWN)}”，不算填报" if comparable(asked.text) else "没有填写"
    return f"进展情况{written}，{_what(asked)}。"


def points_elsewhere(asked: Asked) -> str | None:
    if not saying.points_elsewhere(asked.text):
        return None
    return f"{_heading(asked)}只写了“{shortened(asked.text, _SHOWN)}”，{_what(asked)}。"


def copies_prompt(asked: Asked) -> str | None:
    plain = comparable(asked.text)
    if saying.no_news(asked.text) or saying.says_nothing(asked.text):
        return None
    for given, first in _prompts():
        if plain == given or (len(plain) >= _LEAST_COPIED and plain in given) or (len(first) > _LEAST_COPIED and first in plain):
            return f"进展情况写的是表里的填写提示，{_what(asked)}。"
    return None


@cache
def _prompts() -> tuple[tuple[str, str], ...]:
    """The prompts of the two columns as they are compared, and what comes first in each."""
    given = map(comparable, (*prompts_of("progress"), *prompts_of("problems")))
    return tuple((each, each.split(";")[0]) for each in given)


def unchanged(asked: Asked) -> str | None:
    text = asked.text
    if not saying.repeats(text, asked.before):
        return None
    if saying.is_placeholder(text) or saying.points_elsewhere(text) or copies_prompt(asked):
        return None
    return "进展情况与上月一字不差，请写本月的进展，或写“本月无新进展”及原因。"


def placeholder(asked: Asked) -> str | None:
    if not saying.is_placeholder(asked.text):
        return None
    what = _what(asked) if asked.field.key in _WHAT else "请写真实姓名"
    return f"{_heading(asked)}写的是“{shortened(asked.text, _SHOWN)}”，{what}。"


def cut(asked: Asked) -> str | None:
    if not saying.at_the_limit(asked.text):
        return None
    return f"{_heading(asked)}正好 {saying.CELL_LIMIT} 个字，后面的已被表格软件截掉，请精简后重写，或改用 docx 表填报。"


def name_missing(asked: Asked) -> str | None:
    """Names that are asked for, and any that a phone stands beside."""
    if not saying.says_nothing(asked.text):
        if saying.points_elsewhere(asked.text):
            return f"{_heading(asked)}写的是“{shortened(asked.text, _SHOWN)}”，请写姓名。"
        return None
    if not asked.printed and saying.says_nothing(asked.partner):
        return None
    return f"{_heading(asked)}没有填写，请在“{_role(asked)}：”之后写姓名。"


def phone_missing(asked: Asked) -> str | None:
    """Phones that are asked for, and any that a name stands beside."""
    text, heading = asked.text, _heading(asked)
    if saying.points_elsewhere(text):
        return f"{heading}写的是“{shortened(text, _SHOWN)}”，请写手机号或带区号的座机号。"
    if not saying.says_nothing(text) or (not asked.printed and saying.says_nothing(asked.partner)):
        return None
    if any(phone.plausible for phone in numbers(asked.partner)):
        return f"{heading}写在了姓名一格，请移到右边的“联系电话”一格。"
    return f"{heading}没有填写或不完整，请写手机号或带区号的座机号。"


def phone_lost(asked: Asked) -> str | None:
    if not digits_lost(asked.text):
        return None
    return f"{_heading(asked)}“{asked.text.strip()}”尾数已丢失，请重写完整号码。"


def phone_wrong(asked: Asked) -> str | None:
    """No number that could be called, or one beside it with a digit too few or too many."""
    text = asked.text
    if saying.says_nothing(text) or digits_lost(text) or saying.points_elsewhere(text):
        return None
    read = numbers(text)
    wrong = [phone for phone in read if not phone.plausible]
    if any(phone.plausible for phone in read):
        # A short number of the office's own network may stand beside the whole one.
        wrong = [phone for phone in wrong if len(phone.digits) > 8]
        if not wrong:
            return None
    if not wrong:
        return f"{_heading(asked)}“{shortened(text, _SHOWN)}”看不出号码，请写手机号或带区号的座机号。"
    first = wrong[0]
    right = "手机号是 1 开头的 11 位，座机号是 7 或 8 位、可带区号"
    return f"{_heading(asked)}“{first.written}”（{len(first.digits)} 位）不像电话号码，{right}，请核对后重写。"


def phone_area(asked: Asked) -> str | None:
    near = next((phone for phone in numbers(asked.text) if phone.lacks_area), None)
    return f"{_heading(asked)}“{near.written}”是座机，缺区号，请补写区号。" if near else None


def no_reason(asked: Asked) -> str | None:
    return "进展情况写了无新进展，请补写一句原因和下一步安排。" if saying.only_no_news(asked.text) else None


def vague(asked: Asked) -> str | None:
    if not saying.is_vague(asked.text):
        return None
    return f"进展情况只写了“{shortened(asked.text, _SHOWN)}”，请补写做了哪些事、到什么程度，有数字的写数字。"


def gap(asked: Asked) -> str | None:
    if saying.is_placeholder(asked.text) or not (found := saying.gap_in(asked.text)):
        return None
    at = asked.text.index(found)
    around = shortened(asked.text[max(at - 6, 0) : at + len(found) + 4], _SHOWN)
    return f"{_heading(asked)}里的“{around}”像是没有填完，请补上实际数字或名称。"


def trailing(asked: Asked) -> str | None:
    if saying.says_nothing(asked.text) or not saying.trails_off(asked.text):
        return None
    return f"{_heading(asked)}以省略号结尾，像是没有写完，请补写完整。"


def problems_missing(asked: Asked) -> str | None:
    return None if comparable(asked.text) else "存在问题没有填写，没有问题的请写“无”。"


def deadline_missing(asked: Asked) -> str | None:
    return f"完成时限没有填写，{_what(asked)}。" if saying.says_nothing(asked.text) else None


def deadline_unclear(asked: Asked) -> str | None:
    if saying.says_nothing(asked.text):
        return None
    if parse_deadline(asked.text, asked.year).understood:
        return None
    return f"完成时限“{shortened(asked.text, _SHOWN)}”看不出日期，{_what(asked)}。"


def _what(asked: Asked) -> str:
    return _WHAT[asked.field.key].format(year=asked.year)


def _heading(asked: Asked) -> str:
    return asked.field.heading


def _role(asked: Asked) -> str:
    return asked.field.role.value if asked.field.role else ""
