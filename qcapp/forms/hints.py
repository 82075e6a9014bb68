"""What is said around the table: title, 填报单位, 报告期."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice

from qcapp.domain.period import Period
from qcapp.domain.sheet import Document
from qcapp.domain.text import clean, comparable
from qcapp.forms.table import Table

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)\s*年?")
_NO_DISTRICT = re.compile(r"^(附件\s*\d*\s*[:：]?|关于)\s*|[\s（(【]+$")
_TITLE_WORDS = ("责任清单", "细化表", "清单")
_LONGEST_TITLE = 80
_MOST_LINES = 1_000
_NEXT_LABEL = r"(?=\s*(?:报告期|填报时间|填报日期|填表日期|填表人|填报人|联系人|联系电话|表号|请于|日期|单位[:：]|$))"
_UNIT_LABEL = re.compile(
    r"(?:填报|填表|报送|责任|牵头)?(?:单位|部门)(?:名称)?\s*(?:[（(](?:盖章|公章|签章)[)）])?\s*[:：]\s*([^\n:：]*?)"
    + _NEXT_LABEL
)
_PERIOD_LABEL = re.compile(r"(?:报告期|报送期|填报月份|报告月份|所属期)\s*[:：]?\s*(\d{4})\s*[-年./]\s*(\d{1,2})(?!\d)")
# 填表说明 give months as examples.
_INSTRUCTION = re.compile(r"^\d{1,2}[.、]|填[表写]说明|如\s*\d|.{81}")
_YEAR_MONTH = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月(?:份)?(?!\s*\d{1,2}\s*[日号])")


def title_of(document: Document, table: Table) -> str:
    """The line above the table that says what it is; else one among the paragraphs; "" when nothing does."""
    lines = [clean(text) for text in (*_above(table), *document.texts)]
    for word in _TITLE_WORDS:
        for line in lines:
            first = next((part for part in line.split("\n") if word in comparable(part)), "")
            if first and len(first) <= _LONGEST_TITLE and not first.startswith("附件"):
                return first
    above = [text for text in _above(table) if not re.search(r"[:：。]", text)]
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
    found: dict[str, None] = {}
    for text in lines:
        for label in _UNIT_LABEL.finditer(text):
            name = label[1].strip(" _,，。;；、")
            if name and len(name) <= 40:
                found[name] = None
    return tuple(found)


def period_hint(lines: Sequence[str]) -> Period | None:
    """The month after 报告期：, else the one month that is named at all; None when there is none such."""
    captions = [text for text in lines if not _INSTRUCTION.search(text)]
    for pattern, searched in ((_PERIOD_LABEL, lines), (_YEAR_MONTH, captions)):
        months = {
            Period(int(found[1]), int(found[2]))
            for text in searched
            for found in pattern.finditer(text)
            if int(found[1]) >= 1900 and 1 <= int(found[2]) <= 12
        }
        if len(months) == 1:
            return months.pop()
    return None


def _above(table: Table) -> Iterator[str]:
    """Texts over the header of each region."""
    for region in table.regions:
        for row in range(0 if region.continued else region.header.first):
            for column in range(region.grid.width(row)):
                if text := region.grid.text(row, column):
                    yield text


def outside(document: Document, table: Table) -> tuple[str, ...]:
    """Lines of all that is no measure's row, cleaned and in half width, as many as any form has: a row of cells is one
    line, so that a name may stand beside its label."""
    lines = islice(_lines_outside(document, table), _MOST_LINES)
    return tuple(unicodedata.normalize("NFKC", clean(line)) for line in lines)


def _lines_outside(document: Document, table: Table) -> Iterator[str]:
    yield from document.texts[:_MOST_LINES]
    for region in table.regions:
        used = {line.row for line in region.lines}
        heads = range(region.header.first, region.header.last + 1)
        for row in range(len(region.grid.rows)):
            if row not in used and (region.continued or row not in heads):
                texts = (region.grid.text(row, column) for column in range(region.grid.width(row)))
                if line := " ".join(text for text in texts if text):
                    yield line
