"""The month that a heading names: 6月进展情况, 进展情况（上月）, 本期进展. Text in, values out."""

from __future__ import annotations

from enum import Enum

from qcapp.domain.patterns import LazyPattern
from qcapp.domain.period import Period
from qcapp.domain.text import comparable


class Named(Enum):
    """Which month a heading speaks of, as seen from the form's own."""

    THIS = "this"
    NONE = "none"
    """It names none, or the form's own is not known."""
    ANOTHER = "another"
    """By its number: a heading that may have been left standing from an earlier form."""
    PAST = "past"
    """By a word that says so: 上月, 上期, 下月."""


_NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12}
_NUMERAL = r"十[一二]|[一二三四五六七八九十]"
_NUMBER = r"1[0-2]|0?[1-9]"
_THIS_WORD = r"[本当这](?:个|一)?(?:月|期|次)"
_PAST_WORD = r"(?:(?<![较比与同对])[上下](?:个|一)?(?:月|期|次|季度)|次月|往期|上年|去年)"
_YEAR = r"(?:19|20)\d{2}"
_MONTH = (
    rf"(?:{_YEAR}年?)?(?:(?:{_NUMBER}|{_NUMERAL})月?[-—–~至到、和及])?(?<!\d)(?:{_NUMBER}|{_NUMERAL})月(?:份|底|末)?"
    rf"|{_YEAR}[-./]?(?:{_NUMBER})(?!\d)月?"
)
_WHOLE = LazyPattern(rf"(?:截[至止])?(?:{_THIS_WORD}|{_PAST_WORD}|{_MONTH})(?:\d{{1,2}}[日号])?(?:份|新增|填报|填写|内容|数据)?")
_BRACKETED = LazyPattern(r"[(【\[](.*?)[)】\]]")
_THIS, _PAST = LazyPattern(_THIS_WORD), LazyPattern(_PAST_WORD)
_FIND = LazyPattern(
    rf"(?:(?<!\d)(?P<year>{_YEAR})[-年./]?)?(?<!\d)(?P<month>{_NUMBER}|{_NUMERAL})月(?!\d{{1,2}}[日号])"
    rf"|截[至止](?:(?P<year2>{_YEAR})[-年./])?(?P<month2>{_NUMBER})月"
    rf"|(?<!\d)(?P<year3>{_YEAR})[-./]?(?P<month3>{_NUMBER})(?!\d)"
)
_BEGINS = LazyPattern(rf"^[\W_]*(?:截[至止])?(?:{_THIS_WORD}|{_PAST_WORD}|{_MONTH})(?:\d{{1,2}}[日号])?份?")


def only_month(text: str) -> bool:
    """Whether a cell of the header says nothing but a month: 上月, 6月份, （本月）."""
    return bool(_WHOLE.fullmatch(comparable(text).strip("()【】[]:")))


def without_month(heading: str) -> str:
    """A heading, in the form that is compared, without the month that it begins with."""
    return _BEGINS.sub("", heading)


def named_month(heading: str, period: Period | None) -> Named:
    """What the heading says beside the form's own month. Brackets count where they hold a month and nothing else."""
    text = comparable(heading)
    inside = [words for words in _BRACKETED.findall(text) if _WHOLE.fullmatch(words)]
    said = " ".join([_BRACKETED.sub(" ", text), *inside])
    months = [
        (found["year"] or found["year2"] or found["year3"], found["month"] or found["month2"] or found["month3"])
        for found in _FIND.finditer(said)
    ]
    if months and period:
        year, month = months[-1]  # 1-7月 reaches up to July
        same = (_NUMERALS.get(month) or int(month)) == period.month and (not year or int(year) == period.year)
        return Named.THIS if same else Named.ANOTHER
    this, past = bool(_THIS.search(said)), bool(_PAST.search(said))
    if this is past:
        return Named.NONE
    return Named.THIS if this else Named.PAST
