"""What is typed into the search box, read: words that must all be there, words that must not, and where to look.

``发票 "一次办" -高新区 单位:税务 月份:7月 栏目:进展 任务:纳税``; 第11条 and 11 are numbers of measures too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qcapp.domain.errors import UsageError
from qcapp.domain.marks import GROUPING
from qcapp.domain.period import Period
from qcapp.domain.text import comparable

_QUOTES = "\"“”"
_PREFIXES = ("单位", "月份", "栏目", "任务")
_TOKEN = re.compile(
    rf"(?P<minus>[-－](?=\S))?(?:(?P<key>{'|'.join(_PREFIXES)})\s*[:：]\s*)?"
    rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]?|(?P<bare>[^\s{_QUOTES}]+))"
)
_EMPTY_PREFIX = re.compile(rf"(?<!\S)[-－]?(?:{'|'.join(_PREFIXES)})\s*[:：]\s*$")
_NUMBER = re.compile(r"第?(\d{1,4})条?")
_FEWEST_DIGITS = 5
MOST_WORDS = 24
_NO_DIGIT = re.compile(rf"[{re.escape(GROUPING)}]")
_LETTERS = re.compile(r"(?=.*[a-z])[a-z'\u3400-\u9fff]{2,30}")
_MONTH = re.compile(r"(\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")


@dataclass(frozen=True, slots=True)
class Term:
    """One word, folded. ``exact``: it stood in quotes, and is nothing but these letters. ``written``: as it was typed."""

    text: str
    exact: bool = False
    written: str = field(default="", compare=False)

    @property
    def number(self) -> int | None:
        """11 and 第11条 are a measure's number as well."""
        found = None if self.exact else _NUMBER.fullmatch(self.text)
        return int(found[1]) if found else None

    @property
    def digits(self) -> str:
        """A phone without what groups its digits; "" for anything else."""
        plain = _NO_DIGIT.sub("", self.text)
        return plain if not self.exact and plain.isdecimal() and len(plain) >= _FEWEST_DIGITS else ""

    @property
    def spelling(self) -> str:
        """Where it may be pinyin, alone or among Chinese characters: qzsj, 区zsj; else ""."""
        return self.text.replace("'", "") if not self.exact and _LETTERS.fullmatch(self.text) else ""


@dataclass(frozen=True, slots=True)
class Months:
    """From the first to the last, both included."""

    first: Period
    last: Period

    @property
    def single(self) -> Period | None:
        return self.first if self.first == self.last else None

    def hold(self, period: Period) -> bool:
        return self.first <= period <= self.last

    @classmethod
    def of_year(cls, year: int) -> Months:
        return cls(Period(year, 1), Period(year, 12))

    @classmethod
    def read(cls, text: str, present: Period) -> Months:
        """7月, 2021-07, 2021年, 本月, 上月, 今年, 去年, as seen from the month at hand."""
        words = comparable(text)
        near = {"本月": 0, "当月": 0, "上月": -1, "下月": 1}
        years = {"今年": 0, "本年": 0, "去年": -1, "上年": -1}
        if words in near:
            period = present.shifted(near[words])
            return cls(period, period)
        if words in years:
            return cls.of_year(present.year + years[words])
        if found := _YEAR.fullmatch(words):
            return cls.of_year(int(found[1]))
        found = _MONTH.fullmatch(words)
        try:
            period = Period(present.year, int(found[1])) if found else Period.parse(words)
        except UsageError:
            raise UsageError(f"月份“{text}”看不懂，请写成 7月 或 2021-07，也可以写 本月、今年。") from None
        return cls(period, period)


@dataclass(frozen=True, slots=True)
class Query:
    """``words`` must all be found, of ``without`` none. The others say where to look: what was typed behind their names."""

    words: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()
    units: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing. Places without words ask for all that is there."""
        return not (self.words or self.scoped)

    @property
    def scoped(self) -> bool:
        """Whether it says itself where to look."""
        return bool(self.units or self.months or self.fields or self.tasks)

    def dropping(self, place: int) -> Query:
        """Without the word at that place."""
        return replace(self, words=self.words[:place] + self.words[place + 1 :])

    @property
    def typed(self) -> str:
        """As it could be typed."""
        return " ".join((
            *(f'"{word.written}"' if word.exact else word.written for word in self.words),
            *(f"-{word.written}" for word in self.without),
            *(f"{name}:{value}" for name, values in zip(_PREFIXES, self._scopes, strict=True) for value in values),
        ))

    @property
    def _scopes(self) -> tuple[tuple[str, ...], ...]:
        return self.units, self.months, self.fields, self.tasks


def parse_query(text: str) -> Query:
    """Never fails. Of a pasted page the first words count.

    Words that would only take away are looked for themselves: -5% alone is what one looks for.

    >>> parse_query('发票 -高新区 单位:税务').words
    (Term(text='发票', exact=False, written='发票'),)
    """
    words: list[Term] = []
    without: list[tuple[Term, str]] = []
    scopes: dict[str, list[str]] = {name: [] for name in _PREFIXES}
    for minus, key, value, exact, written in _tokens(_EMPTY_PREFIX.sub("", text)):
        term = Term(comparable(value), exact, value.strip())
        if not term.text:
            continue
        if key:
            scopes[key].append(value.strip())
        elif minus:
            without.append((term, written))
        elif term not in words:
            words.append(term)
    if not words and not any(scopes.values()):
        words, without = [Term(comparable(written), written=written) for _, written in without], []
    unwanted = tuple(term for term, _ in without[:MOST_WORDS])
    return Query(tuple(words[:MOST_WORDS]), unwanted, *(tuple(scopes[name]) for name in _PREFIXES))


def _tokens(text: str) -> Iterator[tuple[bool, str, str, bool, str]]:
    """(whether it begins with a dash, prefix, value, whether it stood in quotes, as written)."""
    for found in _TOKEN.finditer(text):
        begins = found.start() == 0 or text[found.start() - 1].isspace()
        minus = bool(found["minus"])
        value = found["phrase"] if found["bare"] is None else found["bare"]
        if minus and not begins:
            value, minus = found["minus"] + value, False
        yield minus, found["key"] or "", value, found["bare"] is None, found[0]
