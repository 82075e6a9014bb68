"""What is said around the table: title, 填报单位, 报告期."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from qcapp.domain.patterns import LazyPattern
from qcapp.domain.period import Period
from qcapp.domain.sheet import Document
from qcapp.domain.text import clean, comparable, short_lru_cache

if TYPE_CHECKING:
    from qcapp.forms.table import Table

_YEAR = LazyPattern(r"(?<!\d)((?:19|20)\d{2})(?!\d)\s*年?")
_NO_DISTRICT = LazyPattern(r"^(附件\s*\d*\s*[:：]?|关于)\s*|[\s（(【]+$")
_TITLE_WORDS = ("责任清单", "细化表", "清单")
_LONGEST_TITLE = 80
_MOST_LINES = 1_000
_NEXT_LABEL = (
    r"(?=\s*(?:报告期|填报时间|填报日期|填表日期|填表人|填报人|联系人|联系电话|表号|请于|日期|单位[:：]|$)|\s[^\s:：]{1,8}[:：])"
)
_WHO = "填报|填表|填写|报送|上报|呈报|报表|编报|责任|牵头|承办"
# Without such a word the label stands by itself, and says what is counted in just as often: 金额单位：万元, 单位：户.
_UNIT_LABEL = LazyPattern(
    rf"(?:(?P<who>{_WHO})|(?<!\w))(?:单位|部门)\s*[（(]?(?:名称)?[)）]?\s*(?:[（(](?:盖章|公章|签章)[)）])?\s*[:：]\s*"
    rf"(?P<name>[^\n:：]*?){_NEXT_LABEL}"
)
_MEASURE_WORD = (
    r"[十百千万亿]*(?:元|户|件|个|人|人次|人民币|家|项|次|份|条|宗|起|批|套|台|辆|吨|千克|公斤|斤|亩|公顷|平方米|平方公里|米|公里"
    r"|立方米|天|日|工作日|个工作日|小时|分钟|月|年|度|千瓦时|千瓦|美元|百分比|%|‰|㎡|m2|km|kg)?"
)
_MEASURES = LazyPattern(rf"{_MEASURE_WORD}(?:\s*[、，,/和或]\s*{_MEASURE_WORD})*")
_PERIOD_LABEL = LazyPattern(r"(?:报告期|报送期|填报月份|报告月份|所属期)\s*[:：]?\s*(\d{4})\s*[-年./]\s*(\d{1,2})(?!\d)")
# The day on which somebody wrote or printed is no month that is reported on.
_WRITTEN_ON = LazyPattern(
    r"(?:(?:填报|填表|填写|制表|编制|打印|印发|报送|上报|审核|签字|签发|盖章)(?:日期|时间)|(?<!\w)日期)"
    r"\s*[:：]?\s*\d{4}\s*[-年./]\s*\d{1,2}(?!\d)(?:\s*月)?"
)
# 填表说明 give months as examples.
_INSTRUCTION = LazyPattern(r"^\d{1,2}[.、]|填[表写]说明|如\s*\d|.{81}")
_YEAR_MONTH = LazyPattern(r"(?<!\d)((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月(?:份)?(?!\s*\d{1,2}\s*[日号])")


def title_of(document: Document, table: Table) -> str:
    """The line above the table that says what it is; else one among the paragraphs; "" when nothing does."""
    return title_among(list(_above(table)), document.texts)


def title_among(over: Sequence[str], texts: Sequence[str]) -> str:
    """The same of the cells ``over`` the table and the paragraphs."""
    lines = [clean(text) for text in (*over, *texts)]
    for word in _TITLE_WORDS:
        for line in lines:
            first = next((part for part in line.split("\n") if word in comparable(part)), "")
            if first and len(first) <= _LONGEST_TITLE and not first.startswith("附件"):
                return first
    above = [text for text in over if not re.search(r"[:：。]", text)]
    return max((clean(text) for text in above if 6 <= len(text) <= _LONGEST_TITLE), key=len, default="")


def district_and_year(title: str) -> tuple[str, int | None]:
    """清城区2021年… → 清城区, 2021; what stands before the year may be any words."""
    plain = unicodedata.normalize("NFKC", title)
    year = _YEAR.search(plain)
    if not year:
        return "", None
    return _NO_DISTRICT.sub("", plain[: year.start()].strip()), int(year[1])


def unit_hints(lines: Sequence[str]) -> tuple[str, ...]:
    """Names that stand after 填报单位： in ``lines`` from around the table, as written, each once."""
    return tuple(dict.fromkeys(name for text in lines for name in _names_in(text)))


@short_lru_cache
def _names_in(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for label in _UNIT_LABEL.finditer(text):
        name = label["name"].strip(" _,，。;；、")
        if name and len(name) <= 40 and (label["who"] or not _MEASURES.fullmatch(name.strip("()（）"))):
            found.append(name)
    return tuple(found)


def period_hint(lines: Sequence[str]) -> Period | None:
    """The month after 报告期：, else the one month that is named at all; None when there is none such. The day of writing,
    填报日期：, names none."""
    for months_in in (_labelled_months, _named_months):
        months = {month for text in lines for month in months_in(text)}
        if len(months) == 1:
            return months.pop()
    return None


@short_lru_cache
def _labelled_months(text: str) -> tuple[Period, ...]:
    return _months(_PERIOD_LABEL, text)


@short_lru_cache
def _named_months(text: str) -> tuple[Period, ...]:
    return () if _INSTRUCTION.search(text) else _months(_YEAR_MONTH, _WRITTEN_ON.sub(" ", text))


def _months(pattern: LazyPattern, text: str) -> tuple[Period, ...]:
    return tuple(
        Period(int(found[1]), int(found[2])) for found in pattern.finditer(text)
        if int(found[1]) >= 1900 and 1 <= int(found[2]) <= 12
    )


def _above(table: Table) -> Iterator[str]:
    """Texts over the header of each region."""
    for region in table.regions:
        for row in range(0 if region.continued else region.header.first):
            yield from region.grid.filled(row).values()


def outside(document: Document, table: Table) -> tuple[str, ...]:
    """Lines of all that is no measure's row, cleaned and in half width, as many as any form has: a row of cells is one
    line, so that a name may stand beside its label."""
    return around(_lines_outside(document, table))


def around(lines: Iterable[str]) -> tuple[str, ...]:
    """Such lines as they are looked into."""
    return tuple(map(_half_width, islice(lines, _MOST_LINES)))


@short_lru_cache
def _half_width(line: str) -> str:
    return unicodedata.normalize("NFKC", clean(line))


def _lines_outside(document: Document, table: Table) -> Iterator[str]:
    yield from document.texts[:_MOST_LINES]
    for region in table.regions:
        used = {line.row for line in region.lines}
        heads = range(region.header.first, region.header.last + 1)
        for row in range(len(region.grid.rows)):
            apart = row not in used and (region.continued or row not in heads)
            if apart and (line := " ".join(region.grid.filled(row).values())):
                yield line
