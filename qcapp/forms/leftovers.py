"""Words that stand around the table and are neither its own frame nor read anywhere: an answer typed below it is not to be
passed over in silence."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from qcapp.domain.forms import Note
from qcapp.domain.patterns import LazyPattern
from qcapp.domain.sheet import Document
from qcapp.domain.text import clean, comparable, shortened
from qcapp.forms.block import Block
from qcapp.forms.carrier_names import HIDDEN_SHEET
from qcapp.forms.gathering import across, is_task_heading
from qcapp.forms.grid import Grid
from qcapp.forms.headings import is_heading_row
from qcapp.forms.table import END, NO_MEASURE, WRITING_TABLES, Line, Region, Table

_MOST_SHOWN = 5
_MOST_LINES = 2_000
_SHOWN_LENGTH = 60
_LONGEST_TITLE = 80
_TITLE_WORDS = ("责任清单", "细化表")
_SENTENCE = LazyPattern("[。；，,;]")
_FEWEST = 2  # characters that can say something

# Labels of the frame with what stands after them, wherever in a line.
_VALUE = r"\s*[:：]\s*[^\s:：。；;，,]{0,40}"
_FRAME = LazyPattern(
    rf"(?:填报|填表|报送|责任|牵头|制表|编制)?(?:单位|部门|科室|股室)(?:名称|领导|负责人)?\s*(?:[（(][^（）()]{{1,6}}[)）])?{_VALUE}"
    r"|(?:报告期|报送期|填报月份|报告月份|所属期|填[报表]时间|填[报表]日期|报送时间|日期|时间)\s*[:：]?\s*"
    r"(?:\d{4}\s*[-年./]\s*\d{1,2}\s*(?:[-月./]\s*(?:\d{1,2}\s*日?)?)?)?(?!\w)"
    rf"|(?:填[报表]人|制表人|审[核批]人?|复核人?|经办人|负责人|责任人|联系人|分管领导|主要领导|签发人?){_VALUE}"
    rf"|(?:联系|办公)?(?:电话|手机|方式|传真)(?:号码)?{_VALUE}"
    r"|表号\s*[:：]?\s*[A-Za-z0-9－—–-]*"
    r"|请于.{1,24}?前(?:重新|重|再)?(?:报|反馈|送)\S{0,16}"
    rf"|(?:密级|单位|计量单位){_VALUE}"
)
_PAGE = LazyPattern(r"^\W*(?:第\s*)?\d{1,4}\s*页?(?:\W*(?:共|/)\s*\d{1,4}\s*页?)?\W*$")
_DATE = LazyPattern(
    r"^(?:\d{4}|[〇○零一二三四五六七八九十]{4})\s*[-年./]\s*[\d一二三四五六七八九十]{1,3}"
    r"\s*(?:[-月./]\s*(?:[\d一二三四五六七八九十]{1,3}\s*日?)?)?$"
)
_MONTH_ONLY = LazyPattern(r"^[（(]?(?:\d{4}\s*年)?\s*\d{1,2}\s*月份?[)）]?$")
_PLAIN = LazyPattern(
    r"^附[件表]\s*\d*|^[（(]?续(?:前|上)?[表页]?[)）]?$|^[（(]?(?:接上页|转下页|以下空白|此页无正文|盖章|公章|签章)[)）]?$"
)
_SIGNED = LazyPattern(r"^\S{2,24}(?:局|委|办|中心|院|会|政府|镇|街道|大队|支队|公司|分局)$")
_REMARK = LazyPattern(r"^[（(]?(?:备注|注|附注)\s*[:：]\s*")
_LONG_REMARK = 16
_ITEM = LazyPattern(r"^(\d{1,2})\s*[.．、]")


# Where words stand, in words, and the words; "" where words of the frame come between.
Found = tuple[str, str]


def leftover_notes(document: Document, table: Table, blocks: Sequence[Block], title: str) -> list[Note]:
    """One note for each place where words were left over; of many the first few."""
    rows = _rows_read(blocks)
    found = _joined(_over_paragraphs(document, title))
    for grid in table.grids:
        regions = [region for region in table.regions if region.grid is grid]
        if regions:
            found += _joined(_over_table(regions, rows[grid], title))
        elif grid.name != HIDDEN_SHEET:  # some programs bring it to light
            found += _joined(_over_other(grid, document.kind, title))
    notes = [
        Note("leftover", f"{where}的文字“{shortened(text, _SHOWN_LENGTH)}”没有读入，请核对是不是填报的内容。")
        for where, text in found[:_MOST_SHOWN]
    ]
    if len(found) > _MOST_SHOWN:
        notes.append(Note("leftover", f"还有 {len(found) - _MOST_SHOWN} 处文字没有读入，请对照原文件核对。"))
    return notes


def _joined(found: Iterable[Found]) -> list[Found]:
    """Neighbours together: an answer of several paragraphs is one."""
    joined: list[Found] = []
    going_on = False
    for where, text in found:
        if text and going_on:
            joined[-1] = (joined[-1][0], f"{joined[-1][1]}\n{text}")
        elif text:
            joined.append((where, text))
        going_on = bool(text)
    return joined


def _rows_read(blocks: Sequence[Block]) -> dict[Grid, set[int]]:
    rows: dict[Grid, set[int]] = defaultdict(set)
    for block in blocks:
        for line in block.lines:
            rows[line.grid].add(line.row)
    return rows


class _Judge:
    """Tells words of the frame from words left over, line by line; 填表说明 go on as long as their numbers do."""

    def __init__(self, title: str) -> None:
        self._title = comparable(title)
        self._item: int | None = None

    def rest(self, text: str) -> str:
        """The lines of a text that are not the frame's."""
        return "\n".join(line for line in clean(text).split("\n") if self._left(line))

    def _left(self, text: str) -> bool:
        line = unicodedata.normalize("NFKC", text).strip()
        if END.match(line):
            self._item = 0
            line = re.sub(r"^[^:：\n]*[:：]?", "", line, count=1)
        if self._item is not None and (item := _ITEM.match(line)) and int(item[1]) == self._item + 1:
            self._item += 1
            return False
        return not (_framed(line) or comparable(line) == self._title)


@lru_cache(maxsize=1024)
def _framed(line: str) -> bool:
    """Whether a line is the frame's in whatever form it stands: many forms have the same."""
    if not _says(line):
        return True
    plain = comparable(line)
    if len(line) <= _LONGEST_TITLE and any(word in plain for word in _TITLE_WORDS) and not _SENTENCE.search(line):
        return True
    if remark := _REMARK.match(line):
        return len(line) - remark.end() < _LONG_REMARK
    if any(each.match(line) for each in (_PAGE, _DATE, _MONTH_ONLY, _PLAIN, _SIGNED)):
        return True
    rest = _FRAME.sub(" ", line)
    return len(comparable(rest)) < _LONG_REMARK if NO_MEASURE.match(line) else not _says(rest)


def _says(line: str) -> bool:
    return sum(map(str.isalnum, line)) >= _FEWEST


def all_framed(texts: Sequence[str], title: str) -> bool:
    """Whether lines around a table, in their order, are the frame's, all of them."""
    start = next((place for place, text in enumerate(texts) if "\n" not in text and END.match(text)), len(texts))
    judge = _Judge(title)
    # From 填表说明 on, whatever stood before, and in nearly all forms the same.
    return not any(judge.rest(text) for text in texts[:start]) and _instructions_framed(tuple(texts[start:]), title)


@lru_cache(maxsize=64)
def _instructions_framed(texts: tuple[str, ...], title: str) -> bool:
    judge = _Judge(title)
    return not any(judge.rest(text) for text in texts)


def _over_paragraphs(document: Document, title: str) -> Iterator[Found]:
    judge = _Judge(title)
    for text in islice(document.texts, _MOST_LINES):
        yield "表格外", judge.rest(text)


def _over_other(grid: Grid, kind: str, title: str) -> Iterator[Found]:
    """A sheet that bears no table: all of it."""
    judge = _Judge(title)
    where = "另一张表格里" if kind in WRITING_TABLES else f"工作表“{grid.name}”里"
    for row in range(min(len(grid.rows), _MOST_LINES)):
        if rest := judge.rest(_line(grid, row)):
            yield where, rest


def _over_table(regions: Sequence[Region], read: Collection[int], title: str) -> Iterator[Found]:
    """The sheet of a table: rows that are no measure's, then what stands beside those that are."""
    grid, judge = regions[0].grid, _Judge(title)
    frame = {row for region in regions for row in _frame_rows(region, read)}
    contacts = {line.row for region in regions for line in region.lines if line.row not in read and _contact(line)}
    for row in islice((row for row in range(len(grid.rows)) if row not in read), _MOST_LINES):
        if row in frame or is_heading_row(tuple(grid.filled(row).values())):
            yield "", ""
        else:
            line = _line(grid, row)
            yield f"表格第 {row + 1} 行", judge.rest(line) or (line if row in contacts else "")
    for each in (each for region in regions for each in region.lines if each.row in read):
        known = {*each.header.used, *each.header.others, *each.header.ours}
        for column, text in grid.filled(each.row).items():
            if column not in known and _says(text):
                yield "", ""
                yield f"表格第 {each.row + 1} 行第 {column + 1} 列", text


def _contact(line: Line) -> bool:
    """Whether someone is named in the very column of contacts: no line of signatures."""
    return any(pair.name is not None and line.grid.text(line.row, pair.name) for pair in line.header.contacts)


def _line(grid: Grid, row: int) -> str:
    return joined_line(list(grid.filled(row).values()))


def joined_line(texts: list[str]) -> str:
    """A row as one line, so that a value may stand beside its label; of a row of sums or signatures only what is long."""
    if texts and NO_MEASURE.match(texts[0]):
        texts = [text for text in texts if len(text) >= _LONG_REMARK]
    return " ".join(texts)


def _frame_rows(region: Region, read: Collection[int]) -> Iterator[int]:
    """Rows of the header, and of tasks that stand between measures."""
    if not region.continued:
        yield from range(region.header.first, region.header.last + 1)
    for line in region.lines:
        if line.row not in read and is_task_heading(across(line)):
            yield line.row
